"""The one place where a question becomes an answer: judged, decided, accounted for, replayable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.answering.about import about_patient
from baclofen.answering.account import CHECKED, Account, Accounted, account_said
from baclofen.answering.door import Answer, answer, with_entries
from baclofen.answering.inputs import (
    SEED,
    AssessInputs,
    Given,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
)
from baclofen.answering.judgement import Decision, Judgement, judge
from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.answering.anew import Replayed, replay
    from baclofen.answering.file import (
        FORMAT,
        AnswerFile,
        answer_json,
        file_of,
    )

__all__ = [
    "CHECKED",
    "FORMAT",
    "SEED",
    "Account",
    "Accounted",
    "Answer",
    "AnswerFile",
    "AssessInputs",
    "Decision",
    "Given",
    "Inputs",
    "Judgement",
    "PlanInputs",
    "PumpInputs",
    "Replayed",
    "ScreenInputs",
    "TaperInputs",
    "about_patient",
    "account_said",
    "answer",
    "answer_json",
    "file_of",
    "judge",
    "replay",
    "with_entries",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "anew": ("Replayed", "replay"),
            "file": ("FORMAT", "AnswerFile", "answer_json", "file_of"),
        },
    )
