"""Did a screening bolus work: what the clinician says, else the scores that were entered.

Scores are ordinal. The published cut is a mean fall over muscle groups, so a mean is made here,
of the falls group by group, and always said: `spasticity.mas_points` is what grades count as.
"""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import ResponseByScores
from baclofen.regimen import BETWEEN, MAS_GRADES, Bolus, Scored
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
    cuts = known.of(ResponseByScores)
    tone, tone_note = _fall(bolus.ashworth, known)
    spasm, spasm_note = _fall(bolus.spasms, known)
    reached = [
        fall >= cut
        for fall, cut in ((tone, cuts.ashworth_fall_from), (spasm, cuts.penn_fall_from))
        if fall is not None
    ]
    by_scores = any(reached) if reached else None
    notes = [note for note in (tone_note, spasm_note) if note is not None]
    told = bolus.responded
    if told is not None and by_scores is not None and told is not by_scores:
        notes.append(known.note("scores.differ", scores=_word(by_scores), told=_word(told)))
    return Response(
        told if told is not None else by_scores, by_scores, tone, spasm, tuple(notes),
        rests_on_scores=told is None and by_scores is not None,
    )  # fmt: skip


def _word(responded: bool) -> str:
    return "response" if responded else "none"


def _fall(scored: Scored, known: Knowledge) -> tuple[float | None, Note | None]:
    """The mean fall over the groups, and how it was made; None where a side is missing."""
    if not scored.pairs:
        return None, None
    counts = dict(zip(MAS_GRADES, known.numbers("spasticity.mas_points"), strict=True))
    each = [_points(b, counts) - _points(a, counts) for b, a in scored.pairs]
    fall = sum(each) / len(each)
    pairs = (known.note("scores.pair", before=b, after=a) for b, a in scored.pairs)
    between = None
    if BETWEEN in (*scored.before, *scored.after):
        between = known.note("scores.between", grade=BETWEEN, points=counts[BETWEEN])
    if len(each) > 1:
        made = known.note("scores.averaged", groups=len(each), fall=fall)
    else:
        made = known.note("scores.one_fall", fall=fall)
    return fall, known.note(
        "scores.penn" if scored.scale == "spasm" else "scores.ashworth",
        *(between.why if between else ()),
        pairs=tuple(pairs), between=between, made=made,
        means=known.note("scores.means") if scored.has_means else None,
    )  # fmt: skip


def _points(grade: str, counts: dict[str, float]) -> float:
    return counts[grade] if grade in counts else float(grade)
