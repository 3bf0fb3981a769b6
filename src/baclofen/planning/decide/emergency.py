"""An emergency: act now, whom to call; no dose is computed."""

from __future__ import annotations

from baclofen.assessment import Assessment, pump_stop_stands, running
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import PocketFill
from baclofen.planning.decide.newborn import for_newborn, newborn_first
from baclofen.planning.decide.plan import Plan
from baclofen.planning.say.as_read import as_read
from baclofen.planning.say.lately import was_cut, what_changed
from baclofen.planning.say.supply_end import supply_over
from baclofen.regimen import PumpOrder

#: Rules of an emergency of too much that a dose cut lately explains as well.
_AFTER_A_CUT = frozenset({"SIGN-SEIZURE"})

#: A poisoning that was recorded, and failing kidneys: these tell of too much, stopped or not.
_POISONED, _WITHDRAWING, _KIDNEYS = "SIGN-POISONED", "SIGN-WITHDRAWING", "TOX-KIDNEY"

#: The rule on a stopped dose that is likely a pump's: its sentence comes first of all.
_STOPPED_SLIP = "SLIP-PUMP-STOPPED"

#: Rules on a supply that is over or came again, the gravest first.
_OF_SUPPLY = ("SUPPLY-SIGN", "SUPPLY-AGAIN-SIGN", "SUPPLY-GAP", "SUPPLY-AGAIN")


def in_emergency(fit: Assessment, known: Knowledge) -> Plan:
    """What to do at once, with the sources; no dose, and no restart, is computed."""
    if (newborn := newborn_first(fit, known)) is not None:
        return for_newborn(fit, known, newborn)
    found = [f.rule for f in fit.findings if f.verdict is Verdict.EMERGENCY]
    of_stop = [rule.id for rule in found if rule.topic == "withdrawal"]
    of_dose = [rule.id for rule in found if rule.topic != "withdrawal"]
    # A supply that should be used up is told beside: it points the other way.
    of_stop = of_stop or [id for id in _OF_SUPPLY if fit.fired(id)][:1]
    over = supply_over(fit, known)
    # They look alike: what happened tells them apart, where it does.
    was_taken = fit.request.swallowed is not None or (
        fit.fired(_POISONED) and not fit.fired(_WITHDRAWING)
    )
    stays = fit.fired(_POISONED, _KIDNEYS)
    was_stopped = not (was_taken or stays) and bool(fit.uses) and not _runs(fit)
    # A seizure alone is of the cut that came before it; other signs of too much are not.
    was_stopped |= not was_taken and set(of_dose) <= _AFTER_A_CUT and was_cut(fit, known)
    first = of_dose[0] if of_dose and not (was_stopped and of_stop) else of_stop[0]
    if was_stopped or not of_dose:
        headline, notes = _withdrawal(fit, known, first)
    elif of_stop and not was_taken:
        headline, notes = _either(fit, known, first, of_stop[0])
    else:
        headline, notes = _toxicity(fit, known, first)
    if fit.fired(_STOPPED_SLIP):
        slip = known.rule_says(_STOPPED_SLIP)
        headline = known.note(
            "slip.before_emergency", _STOPPED_SLIP, *headline.why, slip=slip, emergency=headline
        )
    return Plan(
        fit,
        headline=headline,
        opening=(
            known.rule_says(first),
            *((over,) if over is not None else ()),
            *what_changed(fit, known),
            *_watched(fit, known),
            *notes,
        ),
        options=tuple(as_read(u, known) for u in fit.uses),
        refusals=(known.note("emergency.no_dose"),),
    )


def _watched(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """How long ago it was swallowed, beside the usual watch of someone without signs;
    with one no such hours are told."""
    swallowed = fit.request.swallowed
    if swallowed is None or swallowed.hours_ago is None:
        return ()
    if fit.fired("OD-SIGN-NOW"):
        return (known.note("emergency.swallowed_and_ill", hours=swallowed.hours_ago),)
    return (known.note("emergency.swallowed", hours=swallowed.hours_ago),)


def _poison_centre(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """Who is rung beside the ambulance where too much was swallowed."""
    return () if fit.request.swallowed is None else (known.note("emergency.poison_centre"),)


Said = tuple[Note, tuple[Note, ...]]


def _withdrawal(fit: Assessment, known: Knowledge, rule: str) -> Said:
    return known.note("emergency.withdrawal", rule, whom=_whom(fit, known)), (
        known.note("emergency.onset"),
        known.note("emergency.led_to", "W-ABRUPT-IT" if _by_pump(fit) else "W-ABRUPT-ORAL"),
    )


def _either(fit: Assessment, known: Knowledge, of_dose: str, of_stop: str) -> Said:
    """Too much and too little look alike, as with a pump that may be faulty."""
    _, toxicity = _toxicity(fit, known, of_dose)
    _, withdrawal = _withdrawal(fit, known, of_stop)
    headline = known.note("emergency.either", of_dose, of_stop, whom=_whom(fit, known))
    return headline, (known.rule_says(of_stop), *toxicity, *withdrawal)


def _runs(fit: Assessment) -> bool:
    """Whether baclofen is given now; a pump that is to be set runs, if it was not stopped."""
    if running(fit.uses):
        return True
    return isinstance(fit.request.order, PumpOrder) and not pump_stop_stands(fit.request, fit.uses)


def _by_pump(fit: Assessment) -> bool:
    return any(u.route == "intrathecal" for u in fit.uses) or fit.request.route == "intrathecal"


def _whom(fit: Assessment, known: Knowledge) -> Note:
    return known.note("emergency.team_and_clinic" if _by_pump(fit) else "emergency.team")


def _toxicity(fit: Assessment, known: Knowledge, rule: str) -> Said:
    pocket = PocketFill.entry
    named = (known.rule_says(pocket),) if fit.fired(pocket) and rule != pocket else ()
    beside = (known.note("emergency.opioid"),) if fit.fired("OP-NALOXONE") else ()
    return known.note("emergency.toxicity", rule, whom=_whom(fit, known)), (
        *named,
        *beside,
        *_poison_centre(fit, known),
        known.note("emergency.kidneys"),
        known.note("emergency.low_doses"),
        known.note("emergency.treat"),
        known.note("emergency.rapid_stop"),
    )
