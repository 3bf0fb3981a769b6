"""The pump's plan: old and new setting, what was refused, the refill, and what comes next."""

from __future__ import annotations

from baclofen.assessment import (
    Assessment,
    DeviceFigure,
    Note,
    device_figure,
    read_response,
    unconfirmed,
)
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.change import change_limits
from baclofen.planning.concentration import bridge_for
from baclofen.planning.first_rate import first_by_rule
from baclofen.planning.one_flow import by_one_flow, one_flow_rule, until_cleared
from baclofen.planning.pump_advice import branches, headline, opening, watch
from baclofen.planning.pump_notes import cautions, supply_notes
from baclofen.planning.pump_plan import Offer, PumpPlan
from baclofen.planning.pump_refusals import refusals_of
from baclofen.planning.slip import Slip, slips, slips_before
from baclofen.planning.stopped import stopped
from baclofen.planning.supply import PumpSetting, may_be_empty, setting
from baclofen.planning.wean import wean_of
from baclofen.regimen import PumpOrder
from baclofen.units import Dose
from baclofen.value import Value


def plan_pump(fit: Assessment, known: Knowledge) -> PumpPlan:
    """The plan of the pump that is ordered. Raises `NotPlanned` where none is.

    The verdict of the assessment governs: avoid, needs-info and worse print no new setting, an
    emergency computes nothing. A change beyond the rule, and any likely slip of unit, are
    refused here even where no rule of the assessment limits them.
    """
    order = fit.request.order
    if not isinstance(order, PumpOrder):
        raise NotPlanned(
            "No pump is ordered: the record needs a table [pump]. For a test bolus use `baclofen "
            "screen`, for a dose by mouth `baclofen plan`. [why: ITM-CONVERT]"
        )
    stop = stopped(fit)
    if stop is not None:
        return PumpPlan(fit, fit.verdict, stop.headline, stop.opening, refusals=stop.refusals)
    return _Made(fit, order, known).plan()


class _Made(Value):
    """One plan in the making."""

    fit: Assessment
    order: PumpOrder
    known: Knowledge

    def plan(self) -> PumpPlan:
        fit, order, known = self.fit, self.order, self.known
        today = fit.request.today
        first, no_first = (
            first_by_rule(order.screening, fit, known) if order.stage == "start" else (None, ())
        )
        fixed = one_flow_rule(order.device, known)
        # Where only the concentration changes the dose, their ratios are the same and no slip.
        found = tuple(s for s in self._slips(first) if not (fixed and s.by_concentration))
        limits = change_limits(fit, order, known)
        bridge, no_bridge = (None, ()) if fixed else bridge_for(order, today, known)
        refusals = (
            *refusals_of(fit, order, found, limits, first, known), *no_first, *no_bridge,
            *(by_one_flow(fit, order, fixed, known) if fixed else ()),
        )  # fmt: skip
        trusted = not self._old_rate_is_lost(found)
        # A first rate has no old one beside it, except one that should not be there.
        first_ever = order.stage == "start" and not fit.fired("P-START-RUNS")
        old = self._old() if trusted and not first_ever else None
        asked = first if order.stage == "start" and order.asked is None else order.asked
        same = asked is None and order.filling.changes_concentration
        target = order.before if same else asked
        new = None
        if target is not None and not refusals:
            filling = order.filling
            strength = filling.new_mcg_per_mL or filling.mcg_per_mL
            new = setting(order, target, strength, today, known, bridge)
        used, doubtful = self._device(old, new)
        offer = self._offer() if asked is None and trusted and not refusals else None
        notes = (
            *cautions(fit, order, found, limits, doubtful, known),
            *(until_cleared(order, fixed) if fixed else ()),
        )
        verdict = max((fit.verdict, *(r.verdict for r in refusals)))
        if notes or self._by_scores() or (new or old or PumpSetting(_ZERO)).may_be_empty_before:
            verdict = max(verdict, Verdict.CAUTION)
        plan = PumpPlan(
            fit, verdict, Note("", ()),
            opening=opening(fit, order, old), old=old, new=new,
            change_percent=self._percent(target) if new else None,
            first=first if not refusals else None, offer=offer, slips=found,
            bridge=bridge if new else None, mode=order.mode if new else None,
            device=used, to_confirm=doubtful, one_flow=fixed,
            wean=wean_of(fit, order, known) if trusted and verdict < _NO_WEAN else None,
            cautions=notes, refusals=refusals, supply=supply_notes(order, old, new, fit, known),
            watch=watch(fit, order), branches=branches(fit, order, new, known),
        )  # fmt: skip
        return headline(plan, order)

    def _slips(self, first: Dose | None) -> tuple[Slip, ...]:
        order = self.order
        before = first if order.stage == "start" else order.before
        found = slips_before(order, self.known)
        if before is None or order.asked is None:
            return found
        return (*found, *slips(before, order.asked, self.known, order.filling))

    def _old_rate_is_lost(self, found: tuple[Slip, ...]) -> bool:
        """Whether the rate that ran must not be offered again, or is not to be believed."""
        order = self.order
        gap = self.fit.fired("P-INTERRUPTED") or may_be_empty(
            order, self.fit.request.today, self.known
        )
        return gap or bool(slips_before(order, self.known))

    def _old(self) -> PumpSetting | None:
        order = self.order
        if order.before is None:
            return None
        today = self.fit.request.today
        return setting(order, order.before, order.filling.mcg_per_mL, today, self.known)

    def _percent(self, target: Dose | None) -> float | None:
        before = self.order.before
        if target is None or before is None or before.in_mcg == 0 or self.order.stage == "start":
            return None
        return round(100 * (target.in_mcg - before.in_mcg) / before.in_mcg, 9)

    def _offer(self) -> Offer | None:
        order = self.order
        limits, now = change_limits(self.fit, order, self.known), order.before
        if limits is None or now is None or now.in_mcg == 0:
            return None
        low, high = limits.raised(now)
        since = order.hours_since_change
        wait = max(0.0, (limits.every_h or 0.0) - since) if since is not None else 0.0
        return Offer(low, high, limits.cut(now), wait, limits)

    def _device(
        self, *settings: PumpSetting | None
    ) -> tuple[tuple[DeviceFigure, ...], tuple[DeviceFigure, ...]]:
        """The figures of the pump that the printed settings rest on, and those to confirm."""
        shown = [s for s in settings if s is not None]
        names: list[str] = []
        if any(s.flow_mL_per_day is not None for s in shown):
            names += ["least_mL_per_day", "most_mL_per_day"]
        if any(s.earliest_empty_days is not None for s in shown):
            names += ["accuracy", "unusable_mL"]
        if self.order.mode is not None and shown:
            names.append("least_step_mL_per_day")
        device = self.order.device
        found = tuple(
            f for name in names if (f := device_figure(device, name, self.known)) is not None
        )
        return found, unconfirmed(device, tuple(names), self.known)

    def _by_scores(self) -> bool:
        """Whether a response rests on the cut from memory alone."""
        tried = self.order.screening
        return tried is not None and read_response(tried, self.known).rests_on_scores


_ZERO = Dose(0.0, "mcg")
#: From here on the way down by mouth is not planned either.
_NO_WEAN = Verdict.CONTRAINDICATED
