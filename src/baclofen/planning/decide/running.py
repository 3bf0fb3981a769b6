"""The plan of someone on baclofen: never restarted, never stopped abruptly."""

from __future__ import annotations

from baclofen.assessment import Assessment, by_mouth_now, by_pump_now
from baclofen.assessment import running as not_stopped
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning.decide.ceiling import above_ceiling, kept_above, kept_in_the_end
from baclofen.planning.decide.evening_dose import evening_dose
from baclofen.planning.decide.plan import Plan
from baclofen.planning.decide.raising import Raise
from baclofen.planning.decide.soon import is_decided_soon
from baclofen.planning.decide.stopped_lately import headline_stopped, resuming
from baclofen.planning.decide.switch import Switch, switch_asked, switch_said
from baclofen.planning.decide.way_down import below_of
from baclofen.planning.reckon.backstep import is_asked
from baclofen.planning.reckon.begun import is_begun_high
from baclofen.planning.reckon.child import is_as_adult
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.failing import is_failing
from baclofen.planning.reckon.taper import Descent
from baclofen.planning.reckon.titrate import by_weight
from baclofen.planning.say.advice import (
    hidden_avoid,
    ids_of,
    looked_at_first,
    looked_for,
    missing,
    override_note,
    rule_ids,
    set_aside,
    sounds_now,
    waits_for_a_look,
    watch_always,
    why_not_up,
)
from baclofen.planning.say.against import (
    ONLY_ASKED,
    against_it,
    is_only_a_duplicate,
    is_only_stacked,
    worst_against,
)
from baclofen.planning.say.ahead import goes_down, refused_first, what_is_ordered, with_ahead
from baclofen.planning.say.as_read import as_read
from baclofen.planning.say.asked import asked_of_running, with_too_much
from baclofen.planning.say.delivery import before_delivery
from baclofen.planning.say.kidneys import with_better_kidneys, with_old_kidneys
from baclofen.planning.say.lately import (
    cut_for_harm,
    was_cut_for_harm,
    with_lately,
)
from baclofen.planning.say.recommended import against_more
from baclofen.planning.say.slip import not_as_read, runs_in_doubt
from baclofen.planning.say.strength import strength_changed, with_strength
from baclofen.planning.say.supply_end import supply_note, with_supply_end
from baclofen.planning.say.tube import in_mg, with_tube_first
from baclofen.units import Dose, sum_of


def for_current_user(
    fit: Assessment, known: Knowledge, descent: Descent, raising: Raise | None
) -> Plan:
    """The plan, from the way down and the next step up."""
    pump = _has_pump(fit)
    stopped = [u for u in fit.uses if u.status == "stopped"]
    running = list(not_stopped(fit.uses))
    options = [*(as_read(u, known) for u in fit.uses), *what_is_ordered(fit, known)]
    if not fit.uses:
        options.append(known.note("running.none_on_record"))
    waits = waits_for_a_look(fit)
    down = None if waits else descent.course
    asked_down = down if fit.comes_down else None
    opening: tuple[Note, ...] = ()
    if stopped and not running:
        opening = (known.note("running.abrupt_stops", "W-ABRUPT-ORAL"),)
    elif not fit.may_go_up or fit.comes_down or fit.kind == "start" or pump:
        opening = _do_not_stop(known, pump=pump)
    if pump and fit.fired("UNREAD-SIGN"):
        opening = (known.note("running.clinic_decides", "W-ABRUPT-IT"),)
    elif waits:
        # After an overdose the next dose is the wrong one, and so it may be for whoever cannot be
        # woken: no order to go on stands before a look.
        opening = (known.note("running.looked_at_first", "OD-ANY"),)
    opening = (*set_aside(fit, known), *opening)
    if (ends := supply_note(fit, known)) is not None:
        opening = (ends, *opening)
    delivery = before_delivery(fit, known, down)
    if delivery is not None and delivery.is_late:
        opening += (delivery.note,)
    above = () if runs_in_doubt(fit) else above_ceiling(fit, known, running)
    kept = kept_above(fit, known, running) if above else ()
    above = () if kept else above
    kept = () if fit.comes_down else kept
    keeps = kept_in_the_end(above, down, fit) if delivery is None else None
    if down is not None and keeps is not None:
        down = down.until(keeps)
    switched = switch_asked(fit, known, running) if not pump and not _urgent(fit) else None
    if switched is not None and switched.is_settled and not above:
        # Whoever asks for another product asks for no way down.
        down, descent = None, Descent(None, ())
    options += [*above, *kept]
    options += _options(
        fit, known, running, stopped, down, raising, switched, pump=pump, keeps=keeps
    )
    headline = _headline_current(
        fit, known, running, stopped, down, switched, pump=pump, above=above, kept=kept,
        is_begun=descent.is_begun,
    )  # fmt: skip
    headline = with_better_kidneys(with_old_kidneys(headline, fit, known), fit, known)
    headline = with_too_much(_with_more(headline, raising, fit, known), fit, known)
    headline = with_lately(
        with_ahead(with_tube_first(headline, fit, known), fit, known), fit, known
    )
    return Plan(
        fit,
        above=above,
        headline=with_supply_end(with_strength(headline, fit, running, known), fit, known),
        opening=opening,
        down=down,
        keeps=keeps,
        switched=None if switched is None else switched.course,
        unmade=switched.note if switched is not None and switched.is_unmade else None,
        options=tuple(options),
        refusals=() if fit.may_go_up else why_not_up(fit, known),
        reasons=(
            *(() if waits else descent.notes),
            *((delivery.note,) if delivery is not None and not delivery.is_late else ()),
            *in_mg(fit, known),
            *strength_changed(fit, known),
            *override_note(fit, known),
        ),
        watch=(
            known.note("running.withdrawal"),
            *_coming_back(fit, known, running),
            *((known.note("advice.visits_down"),) if asked_down is not None else ()),
            *watch_always(fit, known, asked_down),
        ),
    )


def _coming_back(fit: Assessment, known: Knowledge, running: list[BaclofenUse]) -> tuple[Note, ...]:
    """What follows from symptoms on the way down; kidneys that refuse the dose refuse going back
    to it, and poison at doses that did not before."""
    if not (is_failing(fit, known) and by_mouth_now(running)):
        return (known.note("running.back"),)
    after = (known.note("failing.dialysis"),) if fit.person.is_dialysed else ()
    return (known.note("failing.back"), known.note("failing.poisoning"), *after)


def _do_not_stop(known: Knowledge, *, pump: bool) -> tuple[Note, ...]:
    label = "W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL"
    return (
        known.note("running.never_abruptly", label),
        known.note("running.abrupt_stops", label),
        known.note("running.clinic_decides" if pump else "running.prescriber_decides"),
    )


def _urgent(fit: Assessment) -> bool:
    return fit.fired("CI-HYPERSENS")


def _has_pump(fit: Assessment) -> bool:
    return bool(by_pump_now(fit.uses))


def _change(found: Raise, down: Steps | None, known: Knowledge) -> Note:
    """One step up or down from a dose that is clear, else the question for it."""
    if found.step is None:
        return found.note
    lower = known.note("change.down") if down else None
    return known.note("change.either", *found.note.why, up=found.note, lower=lower)


def _keep_on(fit: Assessment, known: Knowledge) -> Note:
    """What continuing means: a pause for answers, or only until the prescriber decides."""
    if fit.fired("UNREAD-SIGN") or waits_for_a_look(fit):
        return known.note("running.after_a_look")
    if runs_in_doubt(fit):
        return not_as_read(fit, known)
    is_of_what_is_asked = fit.too_much_asked is not None or fit.is_only_ordered
    is_against = fit.verdict in (Verdict.AVOID, Verdict.CONTRAINDICATED) and not is_of_what_is_asked
    if against_it(fit) == {"INT-ALCOHOL"} and not is_failing(fit, known):
        return known.note("running.until_drunk", look=known.note("running.look_first"))
    if is_only_stacked(fit) and not is_failing(fit, known):
        return known.note("running.until_both", look=known.note("running.look_first"))
    if is_failing(fit, known) or (is_against and not against_it(fit) <= ONLY_ASKED):
        if is_decided_soon(fit, known):
            return known.note("running.until_soon", look=known.note("running.look_first"))
        return known.note("running.until_decided", look=looked_for(fit, known))
    by_mouth = by_mouth_now(fit.uses)
    if len(by_mouth) > 1:
        total = sum_of(use.daily for use in by_mouth)
        together = None if total is None else known.note("running.together", daily=total)
        return known.note("running.keep_of_several", together=together)
    if fit.fired("SUPPLY-AGAIN"):
        return known.note("running.keep_if_taken_through")
    if any(use.status == "unknown" for use in fit.uses) or fit.fired("SUPPLY-GAP"):
        return known.note("running.keep_if_taken")
    unread = any(use.daily is None for use in by_mouth)
    return known.note("running.keep_unread" if unread else "running.keep")


def _options(
    fit: Assessment,
    known: Knowledge,
    running: list[BaclofenUse],
    stopped: list[BaclofenUse],
    down: Steps | None,
    raising: Raise | None,
    switched: Switch | None,
    *,
    pump: bool,
    keeps: Dose | None,
) -> list[Note]:
    notes: list[Note] = []
    if running and not _urgent(fit):
        notes.append(_keep_on(fit, known))
        # After symptoms came back there is one way, the one below: back a step, and hold.
        # Above a way down that was asked for no step up is offered.
        if raising is not None and not is_asked(fit) and not fit.comes_down:
            notes.append(_change(raising, down, known))
            if raising.step is not None and is_as_adult(fit, known):
                notes += by_weight(fit, raising.step.daily, known)
        elif not fit.may_go_up:
            notes.append(known.note("running.no_increase", *rule_ids(fit.findings[:1])))
        if not pump and not is_asked(fit):
            notes += asked_of_running(fit, known, raising.step if raising else None, down)
        notes += switch_said(switched, raising)
        notes += evening_dose(fit, known, running)
        notes.append(_taper_option(fit, down, known, keeps, pump=pump))
    if stopped:
        notes.append(resuming(fit, known, stopped))
    return notes


#: Rules of a danger sign that is no emergency.
_SIGNS = ("SIGN-ONE", "SIGN-BESIDE-TWO", "P-MENINGITIS", "P-ITCHING")


def _taper_option(
    fit: Assessment, down: Steps | None, known: Knowledge, keeps: Dose | None, *, pump: bool
) -> Note:
    if pump:
        return known.note("running.taper_by_clinic")
    none = "ahead.way_down_ordered" if goes_down(fit) else "running.not_printed"
    where = known.note("running.as_printed" if down else none)
    if keeps is not None:
        where = known.note("running.as_printed_to", daily=keeps)
    return known.note("running.taper", where=where)


def _headline_current(
    fit: Assessment,
    known: Knowledge,
    running: list[BaclofenUse],
    stopped: list[BaclofenUse],
    down: Steps | None,
    switched: Switch | None,
    *,
    pump: bool,
    above: tuple[Note, ...],
    kept: tuple[Note, ...],
    is_begun: bool,
) -> Note:
    doses = _running_doses(running, known)
    if pump:
        of_the_pump = _running_doses(list(by_pump_now(running)), known)
        if (heard := sounds_now(fit, known)) is not None:
            return known.note("running.pump_heard", *heard.why, heard=heard, doses=of_the_pump)
        if sign := next(filter(fit.fired, _SIGNS), None):
            rule = known.rule_says(sign)
            return known.note("running.pump_sign", sign, doses=of_the_pump, rule=rule)
        return known.note("running.pump", doses=of_the_pump)
    if _urgent(fit) and (running or not stopped):
        return looked_at_first(known.note("running.hypersensitive"), fit, known)
    if stopped and not running:
        return looked_at_first(headline_stopped(fit, known, stopped), fit, known)
    if not fit.may_go_up:
        return _headline_held(fit, doses, down, known, is_begun=is_begun)
    if fit.comes_down:
        return looked_at_first(_headline_down(fit, doses, down, known), fit, known)
    if switched is not None and (switched.is_settled or switched.is_of_shares):
        return switched.note
    if fit.kind == "change":
        return known.note("running.change", doses=doses)
    if above:
        return known.note("running.above", *above[0].why, above=above[0])
    if any(use.status == "unknown" for use in running):
        return known.note("running.unclear_use", doses=doses)
    if kept:
        return known.note("running.go_on_unraised", *kept[0].why, doses=doses)
    if unread := next((use for use in running if use.daily is None), None):
        return known.note("running.go_on_unread", written=unread.as_written)
    return known.note("running.go_on", doses=doses)


def _with_more(headline: Note, raising: Raise | None, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and where a step up is offered that it is not recommended."""
    against = against_more(fit, known)
    if raising is None or raising.step is None or against is None or fit.comes_down:
        return headline
    return known.note(
        "running.more_against", *headline.why, *against.why, headline=headline, against=against
    )


def _headline_down(
    fit: Assessment, doses: Note | None, down: Steps | None, known: Knowledge
) -> Note:
    """For someone whose way down was asked for."""
    if down is None:
        if is_asked(fit):
            return known.note("running.came_back", doses=doses)
        return known.note("running.confirm_first")
    days = down.regimen.days
    if is_asked(fit):
        previous = down.steps[0].daily
        return known.note("running.step_back", doses=doses, previous=previous, days=days)
    return known.note("running.way_down", doses=doses, days=days)


#: The rule on what is treated in a hospital.
_IN_HOSPITAL = "SIGN-MUSCLE"
#: Rules that lead before others: they say more than a sign's own, beside what it may come of.
_LEADING = (_IN_HOSPITAL, "SUPPLY-SIGN", "SUPPLY-AGAIN-SIGN", "SIGN-EITHER")


def _headline_held(
    fit: Assessment, doses: Note | None, down: Steps | None, known: Knowledge, *, is_begun: bool
) -> Note:
    """For someone on baclofen whom the rules, or what is missing, keep from going up."""
    if fit.verdict is Verdict.NEEDS_INFO:
        also, ids = hidden_avoid(fit, known), rule_ids(fit.blocking)
        return known.note(
            "running.needed_look" if waits_for_a_look(fit) else "running.needed",
            *ids, *ids_of(also),
            heard=sounds_now(fit, known), doses=doses, asked=missing(fit, known), also=also,
        )  # fmt: skip
    return looked_at_first(_against_it(fit, doses, down, known, is_begun=is_begun), fit, known)


def _against_it(
    fit: Assessment, doses: Note | None, down: Steps | None, known: Knowledge, *, is_begun: bool
) -> Note:
    """For someone on baclofen whom rules that speak against it keep from going up."""
    if (of_later := refused_first(fit, doses, known)) is not None:
        return of_later
    if is_only_a_duplicate(fit):
        return known.note("running.taken_already", doses=doses)
    if was_cut_for_harm(fit) and fit.verdict is Verdict.AVOID:
        return cut_for_harm(fit, known)
    worst = next((id for id in _LEADING if fit.fired(id)), worst_against(fit))
    if is_begun_high(fit) and not is_failing(fit, known) and down is not None:
        first = down.steps[0].daily
        return known.note("begun.held", worst, doses=doses, first=first)
    if is_only_stacked(fit):
        rule = known.rule_says(worst)
        if against_it(fit) == {"INT-ALCOHOL"}:
            return known.note("running.held_alcohol", worst, doses=doses, rule=rule)
        return known.note("running.held_together", worst, doses=doses, rule=rule)
    below = below_of(fit, down, known, is_begun=is_begun)
    if worst == _IN_HOSPITAL:
        rule = known.rule_says(worst)
        return known.note("running.held_hospital", worst, doses=doses, below=below, rule=rule)
    held = "running.held_soon" if is_decided_soon(fit, known) else "running.held"
    return known.note(
        "running.held_unclear" if fit.fired("USE-UNCLEAR") else held, worst,
        doses=doses, below=below, rule=known.rule_says(worst),
    )  # fmt: skip


def _running_doses(running: list[BaclofenUse], known: Knowledge) -> Note | None:
    doses = tuple(u.daily for u in running if u.daily)
    return known.note("running.doses", doses=doses) if doses else None
