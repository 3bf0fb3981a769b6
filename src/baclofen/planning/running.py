"""The plan of someone on baclofen: never restarted, never stopped abruptly."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict, note_of
from baclofen.patient import BaclofenUse
from baclofen.planning.advice import (
    first_sentence,
    hidden_avoid,
    missing,
    override_note,
    rule_ids,
    spoken,
    watch_always,
    why_not_up,
)
from baclofen.planning.backstep import is_asked, step_back
from baclofen.planning.child import child_rule, child_step_up, is_as_adult
from baclofen.planning.decision import decision_of
from baclofen.planning.plan import Plan, PlannedStep, Steps
from baclofen.planning.present import by_mouth_now, oral_dose, present_dose
from baclofen.planning.switch import switch
from baclofen.planning.taper import Descent, taper
from baclofen.planning.titrate import ceiling_for, step_up
from baclofen.value import Value


def for_current_user(fit: Assessment, known: Knowledge) -> Plan:
    pump = _has_pump(fit)
    stopped = [u for u in fit.uses if u.status == "stopped"]
    running = [u for u in fit.uses if u.status != "stopped"]
    options: list[Note] = [as_read(u) for u in fit.uses]
    if not fit.uses:
        options.append(
            Note("No baclofen dose is on record: which product, dose and route?", ("ASK-BACLOFEN",))
        )
    descent = way_down_of(fit, known)
    down = descent.course
    opening: tuple[Note, ...] = ()
    if not fit.may_go_up or fit.kind in ("taper", "stop", "start") or pump:
        opening = _do_not_stop(pump=pump)
    above = _above_ceiling(fit, known, running)
    options += [*above, *_options(fit, known, running, stopped, down, pump=pump)]
    return Plan(
        fit,
        above=above,
        headline=_headline_current(fit, known, running, stopped, down, pump=pump, above=above),
        opening=opening,
        down=down,
        options=tuple(options),
        refusals=() if fit.may_go_up else why_not_up(fit),
        reasons=(*descent.notes, *override_note(fit, known)),
        watch=(
            Note(
                "Itching without a rash, fast pulse, sweating, tremor, fever, rigidity, "
                "hallucinations, confusion or a seizure within 12 to 72 hours of a cut: "
                "withdrawal. Serious signs are an emergency.",
                ("WD-SIGNS", "WD-ONSET", "WD-ESCALATE"),
            ),
            Note(
                "If symptoms return on the way down: back to the previous dose, then slower.",
                ("T-BACKSTEP",),
            ),
            *watch_always(fit, known),
        ),
    )


def as_read(use: BaclofenUse) -> Note:
    dose = f"{use.daily} a day" if use.daily else "dose not readable"
    route = {"oral": "by mouth", "intrathecal": "by pump", "unknown": "route not stated"}[use.route]
    status = {
        "active": "active",
        "stopped": f"stopped{f' on {use.stopped_on}' if use.stopped_on else ''}",
        "unknown": "status unknown",
    }[use.status]
    doubt = f" {use.doubt}." if use.doubt else ""
    return Note(
        f'As read: "{use.as_written}" ({route}, {dose}, {status}).{doubt} '
        "Confirm with the patient.",
        ("ASK-BACLOFEN", "patient.recent_baclofen"),
    )


def _do_not_stop(*, pump: bool) -> tuple[Note, ...]:
    label = ("W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL",)
    who = (
        "The pump clinic decides on the pump; call it now. No rate is computed here."
        if pump
        else "The prescriber who follows the patient decides on the running dose."
    )
    return (
        Note("Do not stop baclofen abruptly.", label),
        Note(
            "Abrupt stops have caused hallucinations, seizures, high fever, rigidity, and deaths.",
            label,
        ),
        Note(who, ("WHO-DECIDES",)),
    )


def _urgent(fit: Assessment) -> bool:
    return fit.fired("CI-HYPERSENS")


def _has_pump(fit: Assessment) -> bool:
    return any(u.route == "intrathecal" and u.status != "stopped" for u in fit.uses)


def way_down_of(fit: Assessment, known: Knowledge) -> Descent:
    """The steps down from what runs by mouth, or why none are printed: with a pump, without a
    clear dose, in hypersensitivity, or where no product steps down from it."""
    if _has_pump(fit) or not by_mouth_now(fit.uses):
        return Descent(None, ())
    if _urgent(fit):
        urgent = (
            "With hypersensitivity no stepwise reduction is printed: urgent care decides on "
            "stopping, with a watch for withdrawal."
        )
        return Descent(None, (Note(urgent, ("CI-HYPERSENS", "WD-ONSET", "WHO-DECIDES")),))
    present = present_dose(fit)
    if present is None:
        unclear = "The daily dose is not clear, so no taper can be computed: confirm it first."
        return Descent(None, (Note(unclear, ("ASK-BACLOFEN",)),))
    daily, weeks = present
    go = step_back if is_asked(fit) else taper
    try:
        return go(fit, known, daily=daily, start=fit.request.today, weeks_on=weeks)
    except NotPlanned as refusal:
        return Descent(None, (Note(str(refusal), ("T-PROJECT",)),))


class Raise(Value):
    """The next step up from a running dose, None where none is allowed or can be given; `note`
    says so, with the ids."""

    step: PlannedStep | None
    note: Note


def raise_of(fit: Assessment, known: Knowledge) -> Raise | None:
    """One step up from what runs by mouth; None where a raise is no question: the rules, or what
    is missing, keep from one, a pump runs, or nothing is taken by mouth."""
    if not fit.may_go_up or _has_pump(fit) or not by_mouth_now(fit.uses):
        return None
    daily = oral_dose(fit.uses)
    if daily is None:
        return Raise(None, Note("Change: first confirm the daily dose.", ("ASK-BACLOFEN",)))
    ceiling, why = ceiling_for(fit, known)
    decision = decision_of(fit, known)
    if decision is not None and decision.is_due:
        due = (
            f"Change: no step up. {decision.weeks[0]:g} weeks at the highest dose have passed: "
            "decide whether it helps; without benefit taper."
        )
        return Raise(None, Note(due, ("DO-REEVAL", "T-1-2WK")))
    as_adult = is_as_adult(fit, known)
    if not as_adult and child_rule(fit, known) is None:
        unread = (
            "Change: no step up is computed, no label read has one for this child here; "
            f"{ceiling} a day is the most allowed."
        )
        return Raise(None, Note(unread, (*why, "WHO-DECIDES")))
    go = step_up if as_adult else child_step_up
    try:
        up = go(fit, known, daily=daily, start=fit.request.today)
    except NotPlanned as refusal:
        return Raise(None, known.note("change.unmade", *why, reason=note_of(refusal)))
    if up is None or fit.kidney.fraction is None:
        return Raise(None, known.note("change.at_ceiling", *why, ceiling=ceiling))
    wait = None if as_adult else known.note("change.wait", days=up.step.days)
    return Raise(
        up, known.note("change.up", *up.why, doses=spoken(up, known), daily=up.daily, wait=wait)
    )


def _change(found: Raise, down: Steps | None, known: Knowledge) -> Note:
    """One step up or down from a dose that is clear, else the question for it."""
    if found.step is None:
        return found.note
    lower = known.note("change.down") if down else None
    return known.note("change.either", *found.note.why, up=found.note, lower=lower)


def _above_ceiling(
    fit: Assessment, known: Knowledge, running: list[BaclofenUse]
) -> tuple[Note, ...]:
    """A running dose above what the rules would allow is said, not changed."""
    daily = oral_dose(running)
    if daily is None:
        return ()
    ceiling, why = ceiling_for(fit, known)
    if daily <= ceiling:
        return ()
    too_much = (
        f"{daily} a day is above {ceiling} a day, the most these rules allow this patient"
        if ceiling.in_mg > 0
        else f"{daily} a day runs where these rules allow no baclofen at all"
    )
    text = f"{too_much}: the prescriber decides soon on a stepwise reduction."
    return (Note(text, (*why, "WHO-DECIDES")),)


def _is_only_a_duplicate(fit: Assessment) -> bool:
    """Whether nothing speaks against baclofen but that it is taken already."""
    against = {f.rule.id for f in fit.findings if f.verdict >= Verdict.AVOID}
    return against == {"DUP-BACLOFEN"}


def _keep_on(fit: Assessment) -> Note:
    """What continuing means: a pause for answers, or only until the prescriber decides."""
    speaks_against = fit.verdict in (Verdict.AVOID, Verdict.CONTRAINDICATED)
    if speaks_against and not _is_only_a_duplicate(fit):
        return Note(
            "Continue: only until the prescriber decides, today. Look first for confusion, "
            "drowsiness and jerks: with any of them it is an emergency.",
            ("WHO-DECIDES", "TOX-KIDNEY", "W-ABRUPT-ORAL"),
        )
    return Note(
        "Continue: keep the dose as read while the open questions are answered; missing data never "
        "stop a running dose.",
        ("WHO-DECIDES", "W-ABRUPT-ORAL"),
    )


def _options(
    fit: Assessment,
    known: Knowledge,
    running: list[BaclofenUse],
    stopped: list[BaclofenUse],
    down: Steps | None,
    *,
    pump: bool,
) -> list[Note]:
    notes: list[Note] = []
    if running and not _urgent(fit):
        notes.append(_keep_on(fit))
        if (found := raise_of(fit, known)) is not None:
            notes.append(_change(found, down, known))
        elif not fit.may_go_up:
            notes.append(
                Note("Change: no increase now (reasons below).", rule_ids(fit.findings[:1]))
            )
        daily = oral_dose(running)
        may_switch = fit.may_go_up and not pump and not fit.person.is_minor
        if may_switch and fit.kind == "change" and daily is not None:
            notes += [note] if (note := switch(fit, known, daily=daily)) else []
        notes.append(_taper_option(down, pump=pump))
    if stopped:
        notes.append(
            Note(
                "It was stopped within the last 14 days: do not restart at the old dose. Ask why, "
                "look for withdrawal, and let the prescriber decide.",
                ("patient.recent_baclofen", "WD-ONSET", "WHO-DECIDES"),
            )
        )
    return notes


def _taper_option(down: Steps | None, *, pump: bool) -> Note:
    if pump:
        return Note("Taper: only by the pump clinic.", ("W-ABRUPT-IT",))
    where = "as printed below" if down else "by the prescriber (no steps are printed here)"
    return Note(f"Taper: stepwise, {where}; never from one day to the next.", ("T-1-2WK",))


def _headline_current(
    fit: Assessment,
    known: Knowledge,
    running: list[BaclofenUse],
    stopped: list[BaclofenUse],
    down: Steps | None,
    *,
    pump: bool,
    above: tuple[Note, ...],
) -> Note:
    dose = _running_dose(running)
    if pump:
        return Note(
            f"Do not stop or change the pump{dose}: call the pump clinic; confirm all baclofen the "
            "patient gets before anything is added.",
            ("W-ABRUPT-IT", "WHO-DECIDES"),
        )
    if _urgent(fit):
        return Note(
            "Hypersensitivity to baclofen in someone who takes it: urgent care decides on stopping "
            "today, with a watch for withdrawal.",
            ("CI-HYPERSENS", "WHO-DECIDES"),
        )
    if not fit.may_go_up:
        return _headline_held(fit, dose, down)
    if stopped and not running:
        return Note(
            "Baclofen was stopped in the last 14 days: look for withdrawal, and do not restart it "
            "without the prescriber.",
            ("patient.recent_baclofen", "WD-ONSET", "WD-STOPPED"),
        )
    if fit.kind in ("taper", "stop"):
        if down is None and is_asked(fit):
            return Note(
                f"Symptoms came back on the way down{dose}: do not go on, and do not stop "
                "abruptly; no steps are printed (reasons below).",
                ("T-BACKSTEP", "W-ABRUPT-ORAL"),
            )
        if down is None:
            return Note(
                "Do not stop abruptly: confirm the daily dose, then taper.", ("W-ABRUPT-ORAL",)
            )
        if is_asked(fit):
            return Note(
                f"Symptoms came back on the way down{dose}: back to "
                f"{down.steps[0].daily} a day, hold, then down more slowly, over "
                f"{down.regimen.days} days in the steps below.",
                ("T-BACKSTEP", "T-PROJECT", "W-ABRUPT-ORAL"),
            )
        return Note(
            f"Taper, never stop abruptly: from the present dose{dose} down over "
            f"{down.regimen.days} days in the steps below.",
            ("T-PROJECT", "T-1-2WK", "W-ABRUPT-ORAL"),
        )
    if fit.kind == "change":
        return Note(
            f"Confirm the running dose{dose} first, then change it one step at a time; never stop "
            "it abruptly.",
            ("DO-LOWEST", "W-ABRUPT-ORAL"),
        )
    if above:
        return known.note("running.above", *above[0].why, above=above[0])
    if any(use.status == "unknown" for use in running):
        return Note(
            f"Find out first whether baclofen{dose} is taken and since when: its order is on hold "
            "or of unknown status; do not stop abruptly, and after a gap do not resume the old "
            "dose at once.",
            ("USE-UNCLEAR", "W-ABRUPT-ORAL"),
        )
    return Note(
        f"Continue baclofen{dose}, after confirming it with the patient; do not stop abruptly.",
        ("DO-LOWEST", "W-ABRUPT-ORAL"),
    )


def _headline_held(fit: Assessment, dose: str, down: Steps | None) -> Note:
    """For someone on baclofen whom the rules, or what is missing, keep from going up."""
    text = f"Do not stop baclofen abruptly{dose}, and do not raise it"
    if fit.verdict is Verdict.NEEDS_INFO:
        also, ids = hidden_avoid(fit)
        return Note(f"{text}. Needed first: {missing(fit)}{also}", (*rule_ids(fit.blocking), *ids))
    if _is_only_a_duplicate(fit):
        return Note(
            f"Baclofen is taken already{dose}: do not start or add any, and do not stop it "
            "abruptly; confirm what is really taken, then continue, change or taper.",
            ("DUP-BACLOFEN", "W-ABRUPT-ORAL"),
        )
    worst = fit.findings[0].rule
    below = " on the stepwise reduction below" if down else ""
    return Note(
        f"{text}; the prescriber decides today{below}. Reason: {first_sentence(worst.says)}",
        (worst.id, "W-ABRUPT-ORAL", "WHO-DECIDES"),
    )


def _running_dose(running: list[BaclofenUse]) -> str:
    doses = [str(u.daily) for u in running if u.daily]
    return f" ({' and '.join(doses)} a day as read)" if doses else ""
