"""The one place where a question becomes an answer: judged, decided, accounted for, replayable."""

from baclofen.answering.account import Account, Accounted
from baclofen.answering.anew import Replayed, replay
from baclofen.answering.door import Answer, answer
from baclofen.answering.file import (
    FORMAT,
    AnswerFile,
    about_patient,
    answer_json,
    file_of,
)
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

__all__ = [
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
    "answer",
    "answer_json",
    "file_of",
    "judge",
    "replay",
]
