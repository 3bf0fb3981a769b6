"""A likely slip comes first: no headline acts on an amount that is in doubt."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment, by_mouth_now, by_pump_now, poured_amiss
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import UnitSlips
from baclofen.planning.reckon.portion import measured
from baclofen.planning.say.lately import changed_by
from baclofen.planning.say.supply_end import AGAIN
from baclofen.regimen import BY_PUMP, OralOrder, PumpOrder
from baclofen.units import mcg, mg

#: Topics of rules: what runs is in doubt, what is asked for is, weight or height are.
RUNNING, ORDERED, OF_BODY = "slip", "slip of order", "slip of body"


def slip_first(fit: Assessment, known: Knowledge) -> Note | None:
    """The likely slip as the headline, with the worst of what else speaks against; None without."""
    worse = [f for f in fit.findings if f.verdict >= Verdict.AVOID]
    slips = [f.rule.id for f in worse if f.rule.topic in (RUNNING, ORDERED, OF_BODY)]
    if not slips:
        return None
    others = [f for f in worse if f.rule.id not in slips]
    # A slip asks already: beside it stands what speaks against, before another question.
    others.sort(key=lambda f: f.verdict is Verdict.NEEDS_INFO)
    against = [f.rule.id for f in others]
    also = known.note("slip.also", note=known.rule_says(against[0])) if against else None
    named = next((note for note in fit.notes if note.phrase == "body.likely"), None)
    if slips[0] == "SLIP-LIQUID":
        named = _poured(fit, known)
    if slips[0] == "SLIP-HOUR":
        named = _hour_or_day(fit, known)
    named = changed_by(slips[0], fit, known) or named
    return known.note(
        "slip.first",
        slips[0],
        *against[:1],
        slip=known.rule_says(slips[0]),
        likely=known.note("slip.likely", note=named) if named else None,
        also=also,
    )


def running_slip(fit: Assessment, known: Knowledge) -> Note | None:
    """The slip of hour and day in a pump that runs, with what the rate may be; None without."""
    if not fit.fired("SLIP-HOUR"):
        return None
    likely = _hour_or_day(fit, known)
    return known.note(
        "slip.first", "SLIP-HOUR", slip=known.rule_says("SLIP-HOUR"),
        likely=known.note("slip.likely", note=likely) if likely else None, also=None,
    )  # fmt: skip


def _hour_or_day(fit: Assessment, known: Knowledge) -> Note | None:
    """The rate as read, and as it is where hour and day were taken one for the other; only what a
    pump may give."""
    order = fit.request.order
    told = [u.daily for u in by_pump_now(fit.uses)]
    if isinstance(order, PumpOrder):
        told.append(order.now)
    rates = [dose for dose in told if dose is not None]
    if not rates:
        return None
    now, factor = max(rates), known.of(UnitSlips).hour_for_day
    least, most = BY_PUMP
    meant = [m for m in (mcg(now.in_mcg / factor), mcg(now.in_mcg * factor)) if least <= m <= most]
    if not meant:
        return None
    return known.note("slip.hour_or_day", now=now, meant=meant[0])


def _poured(fit: Assessment, known: Knowledge) -> Note | None:
    """What the volume that is told holds, beside the dose that is."""
    order = fit.request.order
    if not isinstance(order, OralOrder):
        return None
    amiss, liquid = poured_amiss(order, fit.uses), measured(order, known)
    if amiss is None or liquid is None or not order.volume_mL or not order.strength:
        return None
    found: dict[str, Any] = {
        "volume": order.volume_mL, "strength": mg(order.strength), "holds": amiss.holds,
    }  # fmt: skip
    if amiss.told is None:
        return known.note("slip.poured_alone", *liquid.why, **found)
    of_before = known.note("slip.of_before") if amiss.is_of_before else None
    return known.note("slip.poured", *liquid.why, **found, dose=amiss.told, of_before=of_before)


def runs_in_doubt(fit: Assessment) -> bool:
    """Whether what is told to run is likely a slip."""
    return _doubts(fit, RUNNING)


def may_have_ended(fit: Assessment) -> bool:
    """Whether nobody knows what is taken: with a sign, where the supply should be used up; where it
    came again after a gap; or where one of several orders by mouth was stopped lately."""
    ended = any(use.status == "stopped" and use.route != "intrathecal" for use in fit.uses)
    in_part = ended and bool(by_mouth_now(fit.uses)) and fit.fired("DUP-BACLOFEN")
    return fit.fired("SUPPLY-SIGN", *AGAIN) or in_part


def came_again(fit: Assessment) -> bool:
    """Whether the supply came again after a gap, so that the dose as read may be a new start."""
    return fit.fired(*AGAIN)


def way_down_waits(fit: Assessment) -> bool:
    """Whether a way down cannot be worked out before the dose that runs, or the weight, is sure."""
    return _doubts(fit, RUNNING, OF_BODY)


def _doubts(fit: Assessment, *topics: str) -> bool:
    return any(f.rule.topic in topics and f.verdict >= Verdict.AVOID for f in fit.findings)


def not_as_read(fit: Assessment, known: Knowledge) -> Note:
    """What to do with a dose that runs and is likely a slip: it is neither given as it is written
    nor left out."""
    if by_pump_now(fit.uses):
        return known.note("slip.pump_as_it_runs")
    told = tuple(use.daily for use in by_mouth_now(fit.uses) if use.daily is not None)
    doses = known.note("slip.doses", doses=told) if told else None
    return known.note("slip.not_as_read", doses=doses)
