"""The oral plan: from an assessment to one page of what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.assessment import Assessment, Finding, Note
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning.plan import Course, Plan, PlannedStep
from baclofen.planning.taper import taper
from baclofen.planning.titrate import Titration, titrate
from baclofen.units import Dose

US_SCHEDULE_FROM_Y = "DO-US-12UP"


def plan_oral(fit: Assessment, known: Knowledge) -> Plan:
    """The plan for this patient, starting on the day of judgement.

    Contraindicated, avoid (unless overridden) and needs-info print no start and no
    increase. Someone on baclofen is never restarted and never stopped abruptly; with a
    pump, or with an emergency, nothing is computed.
    """
    if fit.verdict is Verdict.REJECT_INPUT:
        return Plan(fit, headline=_headline_refused(fit), refusals=fit.notes[:1])
    if fit.verdict is Verdict.EMERGENCY:
        return _emergency(fit)
    if fit.is_current_user:
        return _for_current_user(fit, known)
    return _for_newcomer(fit, known)


# --- someone who takes no baclofen ---------------------------------------------------------


def _for_newcomer(fit: Assessment, known: Knowledge) -> Plan:
    if not fit.may_go_up:
        return Plan(fit, headline=_headline_no_start(fit), refusals=_why_not_up(fit))
    if refusal := _too_young(fit):
        return Plan(
            fit,
            headline=Note(f"No dose from this version: {refusal.text}", refusal.why),
            refusals=(refusal,),
        )
    if fit.kidney.fraction == 0:
        refusal = Note(
            "Kidney function is too close to the stop, in someone whose creatinine may overstate "
            "it: no dose is computed before cystatin C.",
            ("REN-MISLEAD", "kidney.mislead_margin"),
        )
        return Plan(fit, headline=refusal, refusals=(refusal,))
    way = titrate(fit, known, start=fit.request.today)
    return Plan(
        fit,
        headline=_headline_start(fit, way),
        up=way.course,
        if_needed=way.if_needed,
        ceiling=way.ceiling,
        reasons=(*way.reasons, *_override_note(fit)),
        watch=_watch(fit),
        branches=_branches(way.course, way.if_needed, way.ceiling),
    )


def _too_young(fit: Assessment) -> Note | None:
    age = fit.person.age_y
    if age is None or age >= 18:
        return None
    if fit.request.jurisdiction == "US" and age >= 12:
        return None
    return Note(
        "below 18 only the US label's schedule from 12 years is built in; children's schedules by "
        "weight are not.",
        ("PED-NOT-YET", US_SCHEDULE_FROM_Y),
    )


def _headline_refused(fit: Assessment) -> Note:
    return fit.notes[0]


def _headline_no_start(fit: Assessment) -> Note:
    worst = fit.findings[0]
    if fit.verdict is Verdict.NEEDS_INFO:
        return Note(f"Do not start baclofen yet: {_missing(fit)}", _ids(fit.blocking))
    if fit.verdict is Verdict.CONTRAINDICATED:
        return Note(f"Do not start baclofen. {worst.rule.says}", (worst.rule.id,))
    ids = [f.rule.id for f in fit.findings if f.verdict is Verdict.AVOID]
    return Note(
        f"Better not start baclofen: {_first_sentence(worst.rule.says)} If it cannot be avoided, a "
        "schedule is printed once each reason is overridden by name, with a reason of your own "
        f"({', '.join(ids)}).",
        tuple(ids),
    )


def _missing(fit: Assessment) -> str:
    asked = [q.question.ask for q in fit.questions if q.blocks]
    return " ".join(asked)


def _why_not_up(fit: Assessment) -> tuple[Note, ...]:
    limits = (Verdict.AVOID, Verdict.CONTRAINDICATED, Verdict.NEEDS_INFO)
    notes = [Note(f.rule.says, (f.rule.id,)) for f in fit.findings if f.verdict in limits]
    return (*notes, *fit.kidney.problems)


def _headline_start(fit: Assessment, way: Titration) -> Note:
    first, last = way.course.steps[0], way.course.steps[-1]
    text = f"Start baclofen {spoken(first)} on {_day(first.first)}"
    if len(way.course.steps) > 1:
        every = first.step.days
        pace = f"every {every} days" if every != 7 else "every week"
        text += (
            f", raise the day's dose {pace} in the steps below while it is needed and tolerated, "
            f"to {last.daily} a day"
        )
    text += (
        f", and stop raising at the lowest dose that works; never above {way.ceiling} a day."
    )
    if fit.verdict is Verdict.AVOID:
        text = f"Against advice, with your reason: {text[0].lower()}{text[1:]}"
    return Note(text, (*way.course.why[:2], "DO-LOWEST"))


def spoken(step: PlannedStep) -> str:
    """A day's doses in words: "5 mg three times daily", or dose by dose when they differ."""
    doses = [i.dose for i in step.step.intakes]
    times = {1: "once daily", 2: "twice daily", 3: "three times daily", 4: "four times daily"}
    if len(set(doses)) == 1:
        at = " in the evening" if len(doses) == 1 else ""
        return f"{doses[0]} {times[len(doses)]}{at}"
    return " + ".join(str(d) for d in doses) + " over the day"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _override_note(fit: Assessment) -> tuple[Note, ...]:
    ids = tuple(f.rule.id for f in fit.findings if f.overridden)
    if not ids:
        return ()
    return (
        Note(f"Overridden by the requester: {', '.join(ids)}. Reason given: {fit.request.reason}", ids),
    )


def _watch(fit: Assessment) -> tuple[Note, ...]:
    notes = [
        Note(
            "At each step, before the dose goes up: benefit, drowsiness, dizziness, weakness, "
            "stomach, falls, mood. A visit after 2 to 4 weeks.",
            ("M-TITR-CONTACT", "W-SEDATION"),
        ),
        Note("No driving at the start and after each increase until the effect is known.", ("W-DRIVING",)),
        Note(
            "Kidney function again: "
            + (
                "every 3 to 6 months"
                if (fit.kidney.egfr or 100) < 60
                else "after a year"
            )
            + ", and 1 to 2 weeks after a new kidney-acting medicine or any illness with fever, "
            "vomiting or little drinking.",
            ("M-EGFR",),
        ),
        Note(
            "New confusion, drowsiness or jerks: kidney function the same day; hold or cut the dose.",
            ("REN-AKI",),
        ),
        Note("Never stop from one day to the next, also not before an operation.", ("W-ABRUPT-ORAL",)),
        Note("A missed dose is taken within about an hour or skipped, never doubled.", ("DO-MISSED",)),
    ]
    return tuple(notes)


def _branches(
    course: Course, more: PlannedStep | None, ceiling: Dose
) -> tuple[tuple[str, Note], ...]:
    top = course.steps[-1].daily
    onward = (
        f"If {top} a day helps only in part and is tolerated: {spoken(more)} ({more.daily} a day)."
        if more
        else f"At {top} a day the plan ends: see the patient before anything more."
    )
    return (
        ("It works", Note("Stay on this step; do not go on to the next.", ("DO-LOWEST",))),
        ("It works in part", Note(f"Go on to the next step. {onward}", ("DO-LOWEST", *course.why[:1]))),
        (
            "It does not work",
            Note(
                f"After 6 to 8 weeks at the highest dose tolerated (at most {ceiling} a day), decide; "
                "without benefit taper, never stop abruptly.",
                ("DO-REEVAL", "M-REVIEW", "W-ABRUPT-ORAL"),
            ),
        ),
        (
            "Side effects",
            Note("Back to the last step that was tolerated, and stay there.", ("DO-BACKSTEP",)),
        ),
        (
            "Weak legs",
            Note("Less by day and more in the evening, or less altogether.", ("DO-HYPOTONIA",)),
        ),
    )


# --- someone who takes baclofen ------------------------------------------------------------


def _for_current_user(fit: Assessment, known: Knowledge) -> Plan:
    pump = any(u.route == "intrathecal" and u.status != "stopped" for u in fit.uses)
    stopped = [u for u in fit.uses if u.status == "stopped"]
    running = [u for u in fit.uses if u.status != "stopped"]
    options: list[Note] = [_as_read(u) for u in fit.uses]
    if not fit.uses:
        options.append(
            Note("No baclofen dose is on record: which product, dose and route?", ("ASK-BACLOFEN",))
        )
    down, down_notes = _way_down(fit, known, running, pump=pump)
    opening: tuple[Note, ...] = ()
    if not fit.may_go_up or fit.kind in ("taper", "stop", "start") or pump:
        opening = _do_not_stop(fit, pump=pump)
    options += _options(fit, running, stopped, pump=pump)
    return Plan(
        fit,
        headline=_headline_current(fit, running, stopped, down, pump=pump),
        opening=opening,
        down=down,
        options=tuple(options),
        refusals=() if fit.may_go_up else _why_not_up(fit),
        reasons=(*down_notes, *_override_note(fit)),
        watch=(
            Note(
                "Itching without a rash, fast pulse, sweating, tremor, fever, rigidity, "
                "hallucinations, confusion or a seizure within 12 to 72 hours of a cut: withdrawal. "
                "Serious signs are an emergency.",
                ("WD-SIGNS", "WD-ONSET", "WD-ESCALATE"),
            ),
            Note("If symptoms return on the way down: back to the previous dose, then slower.", ("T-BACKSTEP",)),
            *_watch(fit)[2:5],
        ),
    )


def _as_read(use: BaclofenUse) -> Note:
    dose = f"{use.daily} a day" if use.daily else "dose not readable"
    route = {"oral": "by mouth", "intrathecal": "by pump", "unknown": "route not stated"}[use.route]
    status = {
        "active": "active",
        "stopped": f"stopped{f' on {use.stopped_on}' if use.stopped_on else ''}",
        "unknown": "status unknown",
    }[use.status]
    doubt = f" {use.doubt}." if use.doubt else ""
    return Note(
        f'As read: "{use.as_written}" ({route}, {dose}, {status}).{doubt} Confirm with the patient.',
        ("ASK-BACLOFEN", "patient.recent_baclofen"),
    )


def _do_not_stop(fit: Assessment, *, pump: bool) -> tuple[Note, ...]:
    notes = [Note("Do not stop baclofen abruptly.", ("W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL",))]
    notes.append(
        Note(
            "Abrupt stops have caused hallucinations, seizures, high fever, rigidity, and deaths.",
            ("W-ABRUPT-IT" if pump else "W-ABRUPT-ORAL",),
        )
    )
    who = (
        "The pump clinic decides on the pump; call it now. No rate is computed here."
        if pump
        else "The prescriber who follows the patient decides on the running dose."
    )
    notes.append(Note(who, ("WHO-DECIDES",)))
    return tuple(notes)


def _urgent(fit: Assessment) -> bool:
    return fit.fired("CI-HYPERSENS")


def _way_down(
    fit: Assessment, known: Knowledge, running: list[BaclofenUse], *, pump: bool
) -> tuple[Course | None, tuple[Note, ...]]:
    if pump or not running:
        return None, ()
    if _urgent(fit):
        return None, (
            Note(
                "With hypersensitivity no stepwise reduction is printed: urgent care decides on "
                "stopping, with a watch for withdrawal.",
                ("CI-HYPERSENS", "WD-ONSET", "WHO-DECIDES"),
            ),
        )
    if fit.person.age_y is not None and fit.person.age_y < 18:
        return None, (
            Note("Below 18 this version computes no taper: the prescriber decides.", ("PED-NOT-YET",)),
        )
    daily = running[0].daily
    if daily is None or daily.unit != "mg" or len(running) > 1:
        return None, (
            Note("The daily dose is not clear, so no taper can be computed: confirm it first.", ("ASK-BACLOFEN",)),
        )
    since = running[0].since
    weeks = (fit.request.today - since).days / 7 if since else None
    try:
        return taper(fit, known, daily=daily, start=fit.request.today, weeks_on=weeks)
    except NotPlanned as refusal:
        return None, (Note(str(refusal), ("T-PROJECT",)),)


def _options(
    fit: Assessment, running: list[BaclofenUse], stopped: list[BaclofenUse], *, pump: bool
) -> list[Note]:
    notes = []
    if running and not _urgent(fit):
        notes.append(
            Note(
                "Continue: keep the dose as read while the open questions are answered; missing "
                "data never stop a running dose.",
                ("WHO-DECIDES", "W-ABRUPT-ORAL"),
            )
        )
        if fit.may_go_up and not pump:
            notes.append(
                Note(
                    "Change: one step up or down at a time, by the label's steps and never above "
                    "its ceiling, after confirming the dose.",
                    ("DO-LOWEST",),
                )
            )
        elif not fit.may_go_up:
            notes.append(Note("Change: no increase now (reasons below).", _ids(fit.findings[:1])))
        notes.append(
            Note(
                "Taper: "
                + (
                    "only by the pump clinic."
                    if pump
                    else "stepwise, as printed below; never from one day to the next."
                ),
                ("W-ABRUPT-IT" if pump else "T-1-2WK",),
            )
        )
    if stopped:
        notes.append(
            Note(
                "It was stopped within the last 14 days: do not restart at the old dose. Ask why, "
                "look for withdrawal, and let the prescriber decide.",
                ("patient.recent_baclofen", "WD-ONSET", "WHO-DECIDES"),
            )
        )
    return notes


def _headline_current(
    fit: Assessment,
    running: list[BaclofenUse],
    stopped: list[BaclofenUse],
    down: Course | None,
    *,
    pump: bool,
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
        reason = (
            f"what is missing first: {_missing(fit)}"
            if fit.verdict is Verdict.NEEDS_INFO
            else _first_sentence(fit.findings[0].rule.says)
        )
        ids = _ids(fit.findings[:1])
        return Note(f"Do not stop baclofen abruptly{dose}, and do not raise it: {reason}", ids)
    if fit.kind in ("taper", "stop"):
        if down is None:
            return Note("Do not stop abruptly: confirm the daily dose, then taper.", ("W-ABRUPT-ORAL",))
        return Note(
            f"Taper, never stop abruptly: from{dose or ' the present dose'} down over "
            f"{down.regimen.days} days in the steps below.",
            ("T-PROJECT", "T-1-2WK", "W-ABRUPT-ORAL"),
        )
    if stopped and not running:
        return Note(
            "Baclofen was stopped in the last 14 days: look for withdrawal, and do not restart it "
            "without the prescriber.",
            ("patient.recent_baclofen", "WD-ONSET"),
        )
    if fit.kind == "change":
        return Note(
            f"Confirm the running dose{dose} first; then one label step at a time.", ("DO-LOWEST",)
        )
    return Note(
        f"Continue baclofen{dose}, after confirming it with the patient; do not stop abruptly.",
        ("DO-LOWEST", "W-ABRUPT-ORAL"),
    )


def _running_dose(running: list[BaclofenUse]) -> str:
    doses = [str(u.daily) for u in running if u.daily]
    return f" ({' and '.join(doses)} a day as read)" if doses else ""


# --- emergencies ---------------------------------------------------------------------------


def _emergency(fit: Assessment) -> Plan:
    rule = next(f.rule for f in fit.findings if f.verdict is Verdict.EMERGENCY)
    stopped = rule.id == "WD-ESCALATE"
    act = (
        "Emergency, possible baclofen withdrawal: call the emergency team now; restarting is "
        "theirs to decide."
        if stopped
        else "Emergency, possible baclofen toxicity: urgent care now, kidney function today; "
        "stopping is theirs to decide, with a watch for withdrawal."
    )
    return Plan(
        fit,
        headline=Note(act, (rule.id, "WHO-DECIDES")),
        opening=(
            Note(rule.says, (rule.id,)),
            *(
                (Note("No dose is computed here.", ("WHO-DECIDES",)),)
                if stopped
                else (
                    Note("Signs of overdose can come at low doses when the kidney fails.", ("OD-RENAL-LOW",)),
                    Note(
                        "No antidote: airway, breathing, circulation; haemodialysis in severe "
                        "poisoning with kidney failure.",
                        ("OD-TREAT",),
                    ),
                )
            ),
        ),
        options=tuple(_as_read(u) for u in fit.uses),
        refusals=(Note("No dose is computed in an emergency.", ("WHO-DECIDES",)),),
    )


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f.rule.id for f in findings)
