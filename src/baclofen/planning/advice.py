"""What every plan says: doses in words, what to watch, what comes next, why nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from baclofen.assessment import Assessment, Finding
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.plan import PlannedStep, Steps
from baclofen.units import Dose, months_before


def spoken(step: PlannedStep, known: Knowledge) -> Note:
    """A day's doses: "5 mg three times daily", or dose by dose where they differ."""
    doses = tuple(i.dose for i in step.step.intakes)
    if len(set(doses)) == 1:
        return known.note("doses.same", dose=doses[0], times=len(doses))
    return known.note("doses.each", doses=doses)


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def override_note(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    ids = tuple(f.rule.id for f in fit.findings if f.overridden)
    if not ids:
        return ()
    return (known.note("advice.overridden", *ids, ids=ids, reason=fit.request.reason),)


def watch(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What to look for, and by which day: the visit of a titration, the kidneys again."""
    return (
        Note(
            "At each step, before the dose goes up: benefit, drowsiness, dizziness, weakness, "
            f"stomach, falls, mood. {_visit(fit, known)}",
            ("M-TITR-CONTACT", "W-SEDATION"),
        ),
        Note(
            "No driving at the start and after each increase until the effect is known.",
            ("W-DRIVING",),
        ),
        *watch_always(fit, known),
        Note(
            "Taken with food or milk. A missed dose is taken within about an hour or skipped, "
            "never doubled.",
            ("DO-FOOD", "DO-MISSED"),
        ),
    )


def watch_always(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What anyone on baclofen is watched for, whichever way the dose goes."""
    return (
        Note(kidneys_again(fit, known), ("M-EGFR",)),
        Note(
            "New confusion, drowsiness or jerks: kidney function the same day; hold or cut the "
            "dose.",
            ("REN-AKI",),
        ),
        Note(
            "Never stop from one day to the next, also not before an operation.",
            ("W-ABRUPT-ORAL",),
        ),
    )


def visit_days(fit: Assessment, known: Knowledge) -> tuple[date, date]:
    """The first and the last day for the visit of a titration."""
    first, last = (known.rules["M-TITR-CONTACT"].values or {})["visit_weeks"]
    start = fit.request.today
    return start + timedelta(weeks=first), start + timedelta(weeks=last)


def kidney_day(fit: Assessment, known: Knowledge) -> date:
    """The day by which kidney function is measured again."""
    values = known.rules["M-EGFR"].values or {}
    low = (fit.kidney.egfr or 0) < known.number("kidney.egfr_usual")
    months = values["months_below_60"][0] if low else values["months"]
    return months_before(fit.request.today, -months)


def kidney_weeks(known: Knowledge) -> tuple[timedelta, timedelta]:
    """How long after a trigger kidney function is measured again, first and last."""
    first, last = (known.rules["M-EGFR"].values or {})["after_trigger_weeks"]
    return timedelta(weeks=first), timedelta(weeks=last)


def _visit(fit: Assessment, known: Knowledge) -> str:
    first, last = (known.rules["M-TITR-CONTACT"].values or {})["visit_weeks"]
    days = [day_in_words(day) for day in visit_days(fit, known)]
    return f"A visit after {first} to {last} weeks: between {days[0]} and {days[1]}."


def kidneys_again(fit: Assessment, known: Knowledge) -> str:
    values = known.rules["M-EGFR"].values or {}
    by = day_in_words(kidney_day(fit, known))
    first, last = values["after_trigger_weeks"]
    return (
        f"Kidney function again by {by}, and {first} to {last} weeks after a new kidney-acting "
        "medicine or any illness with fever, vomiting or little drinking."
    )


def branches(
    course: Steps, more: PlannedStep | None, ceiling: Dose, known: Knowledge
) -> tuple[tuple[str, Note], ...]:
    top = course.steps[-1].daily
    onward = (
        f"If {top} a day helps only in part and is tolerated: "
        f"{known.say(spoken(more, known))} ({more.daily} a day)."
        if more
        else f"At {top} a day the plan ends: see the patient before anything more."
    )
    return (
        ("It works", Note("Stay on this step; do not go on to the next.", ("DO-LOWEST",))),
        (
            "It works in part",
            Note(f"Go on to the next step. {onward}", ("DO-LOWEST", *course.why[:1])),
        ),
        (
            "It does not work",
            Note(
                f"After 6 to 8 weeks at the highest dose tolerated (at most {ceiling} a day), "
                "decide; without benefit taper, never stop abruptly.",
                ("DO-REEVAL", "M-REVIEW", "W-ABRUPT-ORAL"),
            ),
        ),
        (
            "Side effects",
            Note("Back to the last step that was tolerated, and stay there.", ("DO-BACKSTEP",)),
        ),
        (
            "Missed doses",
            Note(
                "One dose: taken within about an hour, or left out; never doubled. A day or more: "
                "ask before going on at the old dose, and look for withdrawal.",
                ("DO-MISSED", "WD-ONSET", "WHO-DECIDES"),
            ),
        ),
        (
            "Illness",
            Note(
                "Fever, vomiting or little drinking: no step up, kidney function within one to two "
                "weeks; with any drowsiness, confusion or jerks the same day.",
                ("M-EGFR", "REN-AKI"),
            ),
        ),
        (
            "Weak legs",
            Note("Less by day and more in the evening, or less altogether.", ("DO-HYPOTONIA",)),
        ),
    )


def missing(fit: Assessment) -> str:
    asked = [q.question.ask for q in fit.questions if q.blocks]
    return " ".join(asked)


def hidden_avoid(fit: Assessment) -> tuple[str, tuple[str, ...]]:
    """What speaks against it behind a question that comes first: in words, with its ids."""
    against = [f.rule for f in fit.findings if f.verdict is Verdict.AVOID and not f.overridden]
    if not against:
        return "", ()
    return f" And better not: {first_sentence(against[0].says)}", (against[0].id,)


def why_not_up(fit: Assessment) -> tuple[Note, ...]:
    limits = (Verdict.AVOID, Verdict.CONTRAINDICATED, Verdict.NEEDS_INFO)
    return tuple(Note(f.rule.says, (f.rule.id,)) for f in fit.findings if f.verdict in limits)


def first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def rule_ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f.rule.id for f in findings)
