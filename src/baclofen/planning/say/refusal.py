"""Why something is not given: each reason with the verdict it comes to, the worst as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.say.worst import worst_first
from baclofen.value import Value


class Refusal(Value):
    """Why no new setting is printed, and the verdict that this alone comes to."""

    note: Note
    verdict: Verdict


def refused_headline(
    known: Knowledge, refusals: Sequence[Refusal], what: Literal["rate", "bolus"]
) -> Note:
    """The worst of them as the sentence to act on; `what` is not given: a rate or a bolus."""
    worst = refusals[0].verdict
    found = [r.note for r in refusals if r.verdict is worst]
    hidden = next((r.note for r in refusals if r.verdict is Verdict.AVOID), None)
    if worst is not Verdict.NEEDS_INFO:
        hidden = None
    left = len(refusals) - min(2, len(found))
    return worst_first(known, what, worst.value, found, hidden, left)
