"""What every plan says: doses in words, what to watch, what comes next, why nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.assessment import Assessment, Finding, Note
from baclofen.knowledge import Verdict
from baclofen.planning.plan import Course, PlannedStep
from baclofen.units import Dose


def spoken(step: PlannedStep) -> str:
    """A day's doses in words: "5 mg three times daily", or dose by dose when they differ."""
    doses = [i.dose for i in step.step.intakes]
    times = {1: "once daily", 2: "twice daily", 3: "three times daily", 4: "four times daily"}
    if len(set(doses)) == 1:
        at = " in the evening" if len(doses) == 1 else ""
        return f"{doses[0]} {times[len(doses)]}{at}"
    return " + ".join(f"{d.in_mg:g}" for d in doses) + " mg over the day"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def override_note(fit: Assessment) -> tuple[Note, ...]:
    ids = tuple(f.rule.id for f in fit.findings if f.overridden)
    if not ids:
        return ()
    return (
        Note(
            f"Overridden by the requester: {', '.join(ids)}. Reason given: {fit.request.reason}",
            ids,
        ),
    )


def watch(fit: Assessment) -> tuple[Note, ...]:
    notes = [
        Note(
            "At each step, before the dose goes up: benefit, drowsiness, dizziness, weakness, "
            "stomach, falls, mood. A visit after 2 to 4 weeks.",
            ("M-TITR-CONTACT", "W-SEDATION"),
        ),
        Note(
            "No driving at the start and after each increase until the effect is known.",
            ("W-DRIVING",),
        ),
        Note(
            "Kidney function again: "
            + ("every 3 to 6 months" if (fit.kidney.egfr or 100) < 60 else "after a year")
            + ", and 1 to 2 weeks after a new kidney-acting medicine or any illness with fever, "
            "vomiting or little drinking.",
            ("M-EGFR",),
        ),
        Note(
            "New confusion, drowsiness or jerks: kidney function the same day; hold or cut the "
            "dose.",
            ("REN-AKI",),
        ),
        Note(
            "Never stop from one day to the next, also not before an operation.", ("W-ABRUPT-ORAL",)
        ),
        Note(
            "A missed dose is taken within about an hour or skipped, never doubled.", ("DO-MISSED",)
        ),
    ]
    return tuple(notes)


def branches(
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
            "Weak legs",
            Note("Less by day and more in the evening, or less altogether.", ("DO-HYPOTONIA",)),
        ),
    )


def missing(fit: Assessment) -> str:
    asked = [q.question.ask for q in fit.questions if q.blocks]
    return " ".join(asked)


def why_not_up(fit: Assessment) -> tuple[Note, ...]:
    limits = (Verdict.AVOID, Verdict.CONTRAINDICATED, Verdict.NEEDS_INFO)
    notes = [Note(f.rule.says, (f.rule.id,)) for f in fit.findings if f.verdict in limits]
    return (*notes, *fit.kidney.problems)


def first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."


def rule_ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f.rule.id for f in findings)
