"""Where no pump or screening plan is begun: an input that cannot be, or an emergency."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.decide.emergency import in_emergency
from baclofen.planning.say.refusal import Refusal
from baclofen.value import Value


class Stopped(Value):
    """What is said instead of a plan."""

    headline: Note
    opening: tuple[Note, ...]
    refusals: tuple[Refusal, ...]


def stopped(fit: Assessment, known: Knowledge) -> Stopped | None:
    """What the assessment alone says, where it computes nothing; else None."""
    if fit.verdict is Verdict.REJECT_INPUT:
        return Stopped(fit.notes[0], (), (Refusal(fit.notes[0], fit.verdict),))
    if fit.verdict is Verdict.EMERGENCY:
        now = in_emergency(fit, known)
        refusals = tuple(Refusal(note, fit.verdict) for note in now.refusals)
        return Stopped(now.headline, now.opening, refusals)
    return None
