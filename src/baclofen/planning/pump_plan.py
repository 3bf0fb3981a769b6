"""A pump's plan as a value: what runs, what to set, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from baclofen.assessment import Assessment, DeviceFigure, PumpSetting
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.change import Offer
from baclofen.planning.slip import Slip
from baclofen.planning.worst import worst_first
from baclofen.regimen import Bridge, Mode
from baclofen.units import Dose
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


class Wean(Value):
    """The next step of oral baclofen once the pump works: cut and rest, mg a day, and the order:
    `begins` is weaned first, then `others`."""

    now: Dose
    cut: tuple[Dose, Dose]
    rest: tuple[Dose, Dose]
    begins: str
    others: tuple[str, ...]
    why: tuple[str, ...]


class PumpPlan(Value):
    """What to set on one pump, or why nothing.

    `old` and `new` are settings of the same filling; `new` is None wherever one of `refusals`
    stands. The `verdict` is that of the assessment or worse. `first` is the first daily dose by
    rule, `offer` what is allowed where no dose was asked for. `device` are the figures of the
    pump that were used, `to_confirm` those of them that the device's manual must confirm.
    `one_flow` is the rule that says that nothing can be set on this pump.
    """

    fit: Assessment
    verdict: Verdict
    headline: Note
    opening: tuple[Note, ...] = ()
    old: PumpSetting | None = None
    new: PumpSetting | None = None
    change_percent: float | None = None
    first: Dose | None = None
    offer: Offer | None = None
    slips: tuple[Slip, ...] = ()
    bridge: Bridge | None = None
    mode: Mode | None = None
    device: tuple[DeviceFigure, ...] = ()
    to_confirm: tuple[DeviceFigure, ...] = ()
    one_flow: str | None = None
    wean: Wean | None = None
    cautions: tuple[Note, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    supply: tuple[Note, ...] = ()
    watch: tuple[Note, ...] = ()
    branches: tuple[tuple[Note, Note], ...] = ()
