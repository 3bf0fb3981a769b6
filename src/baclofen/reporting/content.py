"""What a report says, once, for every form it takes: terminal, page and JSON.

Each line carries the ids it rests on; a line whose basis is memory, policy or an
assumption carries that mark too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baclofen import version
from baclofen.assessment import Assessment, Finding, MedicineSeen, Note
from baclofen.knowledge import Knowledge, Verdict, Why, why
from baclofen.planning import Plan, PlannedStep, Steps, spoken
from baclofen.simulation import Course, Spread

#: What this is, on every report.
WHAT_THIS_IS = (
    "Decision support for clinicians to check, research and education. Not a certified medical "
    "device. The prescriber decides."
)


@dataclass(frozen=True)
class Line:
    """One sentence, with the ids it rests on. `level` sets how loud it is."""

    text: str
    why: tuple[str, ...] = ()
    level: Literal["plain", "alert", "caution"] = "plain"
    lead: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of words under a caption, with the ids they rest on."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A titled part. `kind` names it for the page's style and for machines."""

    kind: str
    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Report:
    """A whole report, ready for any form."""

    headline: Line
    verdict: Verdict
    about: str
    today: date
    jurisdiction: str
    request: str
    sections: tuple[Section, ...]
    forecast: Course | None
    basis: tuple[Why, ...]
    version: str = version.VERSION
    what_this_is: str = WHAT_THIS_IS

    @property
    def marks(self) -> dict[str, str]:
        return {w.id: w.mark for w in self.basis}


def compose(
    plan: Plan, known: Knowledge, *, forecast: Course | None, record_notes: Sequence[str]
) -> Report:
    """The report of a plan. Pure: the same plan gives the same report."""
    fit = plan.fit
    sections = [
        _opening(plan),
        _needed(fit),
        _course("up", "The steps", plan.up, plan),
        _lines("options", "Baclofen now", plan.options),
        _course("down", _way_down(fit), plan.down, plan),
        _lines("reasons", "Why these steps", plan.reasons),
        _lines("refusals", "Why nothing more is printed", plan.refusals),
        # Precautions before provisos: whoever reads only the top must meet them.
        _findings(fit),
        _evidence(fit, known),
        _provided(fit),
        _branches(plan),
        _lines("watch", "What to watch", plan.watch),
        _forecast(forecast, plan),
        _kidney(fit),
        _record(fit, known, record_notes),
        _information(fit),
    ]
    kept = tuple(s for s in sections if s is not None)
    if fit.verdict is Verdict.REJECT_INPUT:
        # For the dead there is nothing to ask and nothing to advise: only what was read.
        kept = tuple(s for s in kept if s.kind in ("refusals", "kidney", "record"))
    headline = Line(plan.headline.text, plan.headline.why)
    return Report(
        headline=headline,
        verdict=fit.verdict,
        about=_about(fit, known),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        sections=kept,
        forecast=forecast,
        basis=tuple(why(id, known) for id in _all_ids(headline, kept, forecast)),
    )


def _all_ids(
    headline: Line, sections: Iterable[Section], forecast: Course | None
) -> tuple[str, ...]:
    ids = [*headline.why]
    for section in sections:
        for line in section.lines:
            ids += line.why
        ids += section.table.why if section.table else ()
    ids += forecast.why if forecast else ()
    return tuple(dict.fromkeys(ids))


def _about(fit: Assessment, known: Knowledge) -> str:
    person = fit.person
    age = f"{person.age_y:.0f} y" if person.age_y is not None else "age not known"
    parts = [person.sex or "sex not known", age]
    if person.weight_kg is not None:
        parts.append(f"{person.weight_kg:.0f} kg")
    if fit.syndrome:
        parts.append(known.syndromes[fit.syndrome])
    who = f"{person.label}: " if person.label else ""
    return who + ", ".join(parts)


def _note(note: Note, level: Literal["plain", "alert", "caution"] = "plain") -> Line:
    return Line(note.text, note.why, level)


def _lines(kind: str, title: str, notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    return Section(kind, title, tuple(_note(n) for n in dict.fromkeys(notes)))


def _opening(plan: Plan) -> Section | None:
    if not plan.opening:
        return None
    return Section("opening", "First of all", tuple(_note(n, "alert") for n in plan.opening))


def _needed(fit: Assessment) -> Section | None:
    blocking = [q for q in fit.questions if q.blocks]
    if not blocking:
        return None
    lines = [Line(q.question.ask, q.rules, "caution") for q in blocking] + [
        _note(n) for n in fit.kidney.problems
    ]
    return Section("needed", "Needed first", tuple(lines))


def _provided(fit: Assessment) -> Section | None:
    open_questions = [q for q in fit.questions if not q.blocks]
    # In an emergency nobody reads provisos, and for the dead there are none.
    if not open_questions or fit.verdict >= Verdict.EMERGENCY:
        return None
    lines = tuple(
        Line(
            f"{q.question.provided}; if not, a rule says {q.worst.value}. Ask: {q.question.ask}",
            q.rules,
        )
        for q in open_questions
    )
    return Section("provided", "This holds provided that", lines)


def _course(kind: str, title: str, course: Steps | None, plan: Plan) -> Section | None:
    if course is None:
        return None
    year = plan.fit.request.today.year
    rows = [_step_row(f"{i}", s, year) for i, s in enumerate(course.steps, start=1)]
    lines: list[Line] = []
    if kind == "up":
        if plan.if_needed:
            rows.append(_step_row("if needed", plan.if_needed, year, dated=False))
        if plan.ceiling:
            lines.append(
                Line(f"Never above {plan.ceiling} a day.", tuple(course.why), "caution", "Ceiling")
            )
    else:
        lines.append(
            Line(
                f"No dose from {_day(course.regimen.date_of(course.regimen.days + 1), year)} on.",
                course.why,
            )
        )
    table = Table(
        "Each dose in the order of the day, with the tablets that give it.",
        ("step", "from", "to", "doses", "times", "tablets a dose", "mg/day"),
        tuple(rows),
        course.why,
    )
    return Section(kind, title, tuple(lines), table)


def _way_down(fit: Assessment) -> str:
    asked = fit.kind in ("taper", "stop")
    return "The way down" if asked else "The way down, if the prescriber decides on it"


def _step_row(name: str, s: PlannedStep, year: int, *, dated: bool = True) -> tuple[str, ...]:
    pieces = [str(p) for p in s.tablets]
    tablets = pieces[0] if len(set(pieces)) == 1 else "; ".join(pieces)
    return (
        name,
        _day(s.first, year) if dated else "",
        _day(s.last, year) if dated else "",
        spoken(s),
        ", ".join(f"{i.hour:.0f}" for i in s.step.intakes) + " h",
        tablets,
        f"{s.daily.in_mg:g}",
    )


def _day(day: date, year: int) -> str:
    """A day in words; its year only when it is not that of the judgement."""
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")


def _branches(plan: Plan) -> Section | None:
    if not plan.branches:
        return None
    lines = tuple(Line(n.text, n.why, lead=name) for name, n in plan.branches)
    return Section("branches", "What comes next", lines)


def _forecast(forecast: Course | None, plan: Plan) -> Section | None:
    if forecast is None:
        if plan.up is None and plan.down is None:
            return None
        line = Line(
            "No forecast: without a valid kidney value it would be a guess.", ("ASK-KIDNEY",)
        )
        if plan.fit.kidney.clearance is not None and plan.fit.person.is_minor:
            line = Line(
                "No forecast for this child: it needs a weight, and no levels were measured below "
                "2 years.",
                ("child.domain.age_from", "ASK-CHILD-WEIGHT"),
            )
        return Section("forecast", "Predicted plasma level", (line,))
    steps = plan.up or plan.down
    plasma = forecast["plasma_ng_mL"]
    rows = tuple(
        (
            f"{step.daily.in_mg:g}", e.name,
            _spread(e.Cmax), _spread(e.Cavg), _spread(e.Cmin), _spread(e.AUC),
        )
        for step, e in zip(steps.steps if steps else (), plasma.windows.values(), strict=False)
    )  # fmt: skip
    table = Table(
        "Plasma baclofen over the last 24 h of each step: median (90 % interval). Cmax, Cavg, "
        "Cmin in ng/mL, AUC in ng*h/mL.",
        ("mg/day", "on", "Cmax", "Cavg", "Cmin", "AUC 0-24"),
        rows,
        forecast.why,
    )
    lines = [
        Line(
            f"The interval covers differences between people and the uncertainty of the model "
            f"({forecast.n} simulated people, seed {forecast.seed}).",
            ("predict.draws", "oral.omega.CL_factor", "oral.rse.CLnr"),
        )
    ]
    lines += [_note(n) for n in forecast.assumed]
    lines += [_note(n, "caution") for n in forecast.outside]
    return Section("forecast", "Predicted plasma level", tuple(lines), table)


def _spread(s: Spread) -> str:
    return f"{s.median:.0f} ({s.low:.0f}-{s.high:.0f})"


def _findings(fit: Assessment) -> Section:
    lines = [_finding(f) for f in fit.findings]
    lines += [_note(n) for n in fit.notes]
    lines += [_note(n) for n in fit.statements]
    if not fit.findings:
        lines.insert(0, Line("No rule fires on what is known."))
    return Section("findings", "What the rules say", tuple(lines))


def _evidence(fit: Assessment, known: Knowledge) -> Section | None:
    """How sure it is that the tablets planned here ease this pain, in one sentence."""
    id = f"evidence.{fit.syndrome}.oral"
    # In an emergency, and where the indication is none of those studied, nothing is quoted.
    if id not in known.facts or fit.verdict >= Verdict.EMERGENCY:
        return None
    return Section("evidence", "What trials say", (Line(known.facts[id].says, (id,)),))


def _finding(finding: Finding) -> Line:
    rule = finding.rule
    loud = finding.verdict > Verdict.CAUTION
    lead = finding.verdict.value + (" (overridden)" if finding.overridden else "")
    return Line(f"{rule.says} [{rule.origin}]", (rule.id,), "alert" if loud else "plain", lead)


def _information(fit: Assessment) -> Section | None:
    # Another country's indication matters only where the one at home says no.
    differs = any(f.rule.topic == "indication" and f.verdict >= Verdict.AVOID for f in fit.findings)
    lines = tuple(
        Line(f"{f.rule.says} [{f.rule.origin}]", (f.rule.id,))
        for f in fit.information
        if differs or f.verdict > Verdict.OK
    )
    if not lines:
        return None
    return Section("information", "For information: other labels, other views", lines)


def _kidney(fit: Assessment) -> Section:
    kidney = fit.kidney
    rows = tuple(
        (e.name, f"{e.value:.0f}", e.unit.replace("1.73m2", "1.73 m2"), e.basis)
        for e in kidney.estimates
    )
    lines = [_note(n, "caution") for n in kidney.notes]
    lines += [_note(n, "caution") for n in kidney.problems]
    if kidney.egfr is not None:
        lines.insert(
            0,
            Line(
                f"The verdict reads eGFR {kidney.egfr:.0f}"
                + (f" and CrCl {kidney.crcl:.0f}" if kidney.crcl is not None else "")
                + "; the lower of several estimates governs.",
                ("REN-TIERS-PROJECT",),
            ),
        )
    ids = tuple(dict.fromkeys(id for e in kidney.estimates for id in e.why))
    table = (
        Table(
            "Every estimate that could be made.", ("estimate", "value", "unit", "from"), rows, ids
        )
        if rows
        else None
    )
    if not lines and table is None:
        lines.append(Line("Nothing is known of the kidney function.", ("ASK-KIDNEY",)))
    return Section("kidney", "Kidney function", tuple(lines), table)


def _record(fit: Assessment, known: Knowledge, record_notes: Sequence[str]) -> Section:
    person = fit.person
    lines = [Line(text) for text in record_notes]
    lines.append(_conditions(fit, known))
    seen = [m for m in fit.medicines if m.is_recognised]
    unseen = [m for m in fit.medicines if not m.is_recognised]
    if person.medicines is None:
        lines.append(Line("Medicines: not recorded (this does not mean none).", ("ASK-BACLOFEN",)))
    if seen:
        lines.append(Line(f"Medicines recognised: {'; '.join(_medicine(m) for m in seen)}."))
    if unseen:
        lines.append(
            Line(
                f"Medicines not recognised, check them yourself: "
                f"{'; '.join(m.entry.name for m in unseen)}.",
                level="caution",
            )
        )
    return Section("record", "The record as read", tuple(lines))


def _conditions(fit: Assessment, known: Knowledge) -> Line:
    labels = [known.codes.condition_labels.get(c, c) for c in sorted(fit.person.conditions)]
    if not labels:
        return Line("Conditions: none recorded that the rules know (this does not mean none).")
    return Line(f"Conditions: {'; '.join(labels)}.")


def _medicine(m: MedicineSeen) -> str:
    names = ", ".join(
        f"{i.name} ({i.medicine_class.replace('_', ' ')})" for i in m.taken_for.ingredients
    )
    return f"{m.entry.name} = {names}" if m.entry.name.lower() not in names else names
