"""What the rules come to for one pump: first dose, limits, settings, bridge and wean, as values.

It is reckoned once, whatever is refused later: the plan prints what stands, and worked figures
say the same numbers.
"""

from __future__ import annotations

from baclofen.assessment import Assessment, PumpSetting, may_be_empty, one_flow_rule, setting
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import Interruption
from baclofen.planning.pump.change import ChangeLimits, Offer, change_limits, offer_of
from baclofen.planning.pump.concentration import bridge_for
from baclofen.planning.pump.first_rate import first_by_rule
from baclofen.planning.pump.plan import Wean
from baclofen.planning.pump.slip import Slip, slips, slips_before
from baclofen.planning.pump.standing import stands
from baclofen.planning.pump.wean import wean_of
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Bridge, PumpOrder
from baclofen.units import Dose
from baclofen.value import Value


class PumpReckoning(Value):
    """One pump's numbers.

    `first` is the first dose a day by rule, `no_first` why there is none. `running` is the setting
    that runs, `setting` the one asked for or, without one, the one that follows: the first dose,
    or the same dose in another concentration; None where neither does. `held` is a raise that waits
    until the bridge is through: the setting is then of the dose that runs. `is_rate_lost`: the rate
    that ran must not be given again, or is not to be believed; `is_first_ever`: no old rate should
    be there. `one_flow` is the rule that says that nothing can be set on this pump.
    """

    first: Dose | None
    no_first: tuple[Refusal, ...]
    limits: ChangeLimits | None
    offer: Offer | None
    slips: tuple[Slip, ...]
    bridge: Bridge | None
    no_bridge: tuple[Refusal, ...]
    running: PumpSetting | None
    setting: PumpSetting | None
    held: Dose | None
    wean: Wean | None
    is_rate_lost: bool
    is_first_ever: bool
    one_flow: str | None


def reckon_pump(fit: Assessment, order: PumpOrder, known: Knowledge) -> PumpReckoning:
    """All of it, for the day of judgement."""
    today, filling = fit.request.today, order.filling
    starts = order.stage == "start"
    first, no_first = first_by_rule(order.screening, fit, known) if starts else (None, ())
    fixed = one_flow_rule(order.device, known)
    limits = change_limits(fit, order, known)
    bridge, no_bridge = (None, ()) if fixed else bridge_for(order, today, known)
    running = None
    if order.before is not None:
        running = setting(order, order.before, filling.mcg_per_mL, today, known)
    asked = first if starts and order.asked is None else order.asked
    same = asked is None and filling.changes_concentration
    held = _held(order, bridge)
    target = order.before if same or held is not None else asked
    made = None
    if target is not None:
        made = setting(order, target, filling.strength, today, known, bridge)
    lost = _is_rate_lost(fit, order, known)
    return PumpReckoning(
        first, no_first, limits, None if stands(fit) else offer_of(order, limits, known),
        # Where only the concentration changes the dose, their ratios are the same and no slip.
        tuple(s for s in _slips(fit, order, first, known) if not (fixed and s.by_concentration)),
        bridge, no_bridge, running, made, held,
        None if lost else wean_of(fit, order, known),
        # A first rate has no old one beside it, except one that should not be there.
        lost, starts and not fit.fired("P-START-RUNS"), fixed,
    )  # fmt: skip


def _held(order: PumpOrder, bridge: Bridge | None) -> Dose | None:
    """The raise that was asked for beside a bridge; None where none was. Rule: `P-BRIDGE-RAISE`."""
    raises = order.change_percent is not None and order.change_percent > 0
    return order.asked if bridge is not None and raises else None


def _slips(
    fit: Assessment, order: PumpOrder, first: Dose | None, known: Knowledge
) -> tuple[Slip, ...]:
    before = first if order.stage == "start" else order.before
    found = _before(fit, order, known)
    if before is None or order.asked is None:
        return found
    return (*found, *slips(before, order.asked, known, order.filling))


def _is_rate_lost(fit: Assessment, order: PumpOrder, known: Knowledge) -> bool:
    gap = fit.fired(Interruption.entry) or may_be_empty(order, fit.request.today, known)
    return gap or bool(_before(fit, order, known))


def _before(fit: Assessment, order: PumpOrder, known: Knowledge) -> tuple[Slip, ...]:
    return slips_before(order, known, confirmed=fit.person.rate_confirmed is True)
