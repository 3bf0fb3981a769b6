"""Did a screening bolus work: what the clinician says, else the scores that were entered.

Scores are ordinal. The published cut is a mean fall over muscle groups, so a mean is made here,
of the falls group by group, and always said: `spasticity.mas_points` is what grades count as.
"""

from __future__ import annotations

from typing import Any

from baclofen.knowledge import Knowledge, Note
from baclofen.regimen import BETWEEN, Bolus, Scored
from baclofen.value import Value


class Response(Value):
    """Whether a bolus worked (`responded`), by what, and how the scores were read.

    `by_scores` is what the scores alone say; None where none were entered. Falls are in points.
    `rests_on_scores`: nobody said it, and the cut is one from memory.
    """

    responded: bool | None
    by_scores: bool | None
    ashworth_fall: float | None
    spasm_fall: float | None
    notes: tuple[Note, ...]
    rests_on_scores: bool


def read_response(bolus: Bolus, known: Knowledge) -> Response:
    """What is known of one bolus.

    >>> from baclofen.knowledge import load_knowledge
    >>> from baclofen.units import mcg
    >>> seen = Bolus(dose=mcg(50), ashworth=Scored("ashworth", ("3", "2"), ("1+", "1")))
    >>> read_response(seen, load_knowledge()).ashworth_fall
    1.25
    """
    values: Any = known.rules["ITS-RESPONSE-NUM"].values
    tone, tone_note = _fall(bolus.ashworth, known)
    spasm, spasm_note = _fall(bolus.spasms, known)
    reached = [
        fall >= cut
        for fall, cut in ((tone, values["ashworth_fall_from"]), (spasm, values["penn_fall_from"]))
        if fall is not None
    ]
    by_scores = any(reached) if reached else None
    notes = [note for note in (tone_note, spasm_note) if note is not None]
    told = bolus.responded
    if told is not None and by_scores is not None and told is not by_scores:
        notes.append(
            Note(
                f"The scores say {_word(by_scores)}, the clinician says {_word(told)}: the "
                "clinician's judgement counts. Look at the entries again.",
                ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
            )
        )
    return Response(
        told if told is not None else by_scores, by_scores, tone, spasm, tuple(notes),
        rests_on_scores=told is None and by_scores is not None,
    )  # fmt: skip


def _word(responded: bool) -> str:
    return "a response" if responded else "no response"


def _fall(scored: Scored, known: Knowledge) -> tuple[float | None, Note | None]:
    """The mean fall over the groups, and how it was made; None where a side is missing."""
    if not scored.pairs:
        return None, None
    counts = dict(zip(("0", "1", BETWEEN, "2", "3", "4"),
                      known.numbers("spasticity.mas_points"), strict=True))  # fmt: skip
    each = [_points(b, counts) - _points(a, counts) for b, a in scored.pairs]
    fall = sum(each) / len(each)
    grades = ", ".join(f"{b} to {a}" for b, a in scored.pairs)
    penn = scored.scale == "spasm"
    name = "Spasm score (Penn)" if penn else "Ashworth"
    ids: tuple[str, ...] = ("M-PSFS",) if penn else ("M-MAS",)
    how = f"{name}: {grades}."
    if BETWEEN in (*scored.before, *scored.after):
        how += f" {BETWEEN} counts as {counts[BETWEEN]:g}."
        ids = (*ids, "spasticity.mas_points")
    if len(each) > 1:
        how += (
            f" Grades are an order, not a measure; the published cut is a mean, so the {len(each)} "
            f"falls are averaged: {fall:.3g}."
        )
    else:
        how += f" A fall of {fall:.3g}."
    if scored.has_means:
        how += " A number between grades is taken as a mean made elsewhere."
    return fall, Note(how, (*ids, "ITS-RESPONSE-NUM"))


def _points(grade: str, counts: dict[str, float]) -> float:
    return counts[grade] if grade in counts else float(grade)
