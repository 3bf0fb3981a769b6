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
    against = [(r.verdict, r.note) for r in refusals]
    return worst_first(known, what, refusals[0].verdict, against, len(refusals))
