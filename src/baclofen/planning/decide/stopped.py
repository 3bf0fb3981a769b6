"""Where no pump or screening plan is begun: an input that cannot be, or an emergency."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.decide.emergency import in_emergency
from baclofen.planning.say.refusal import Refusal
from baclofen.planning.say.slip import running_slip
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
        now, slip = in_emergency(fit, known), running_slip(fit, known)
        refusals = tuple(Refusal(note, fit.verdict) for note in now.refusals)
        headline = now.headline
        if slip is not None:
            headline = known.note(
                "slip.before_emergency", *slip.why, *headline.why, slip=slip, emergency=headline
            )
        return Stopped(headline, now.opening, refusals)
    return None
