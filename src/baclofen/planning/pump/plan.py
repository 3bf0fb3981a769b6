"""A pump's plan as a value: what runs, what to set, and why."""

from __future__ import annotations

from baclofen.assessment import Assessment, DeviceFigure, PumpSetting
from baclofen.knowledge import Note, Verdict
from baclofen.planning.pump.change import Offer
from baclofen.planning.pump.slip import Slip
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Bridge, Mode
from baclofen.units import Dose
from baclofen.value import Value


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
    `one_flow` is the rule that says that nothing can be set on this pump. `held` is the raise that
    was asked for and waits until the `bridge` is through: `new` is then of the dose that runs.
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
    held: Dose | None = None
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
