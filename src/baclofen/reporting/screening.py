"""The report of a screening trial: the next bolus, its predicted course, and each outcome."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.answering import Answer
from baclofen.drawing import Chart, Series, draw_chart
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import BolusCourse
from baclofen.planning import JudgedBolus, PlannedBolus, ScreeningPlan
from baclofen.reporting.report import (
    Report,
    Section,
    Table,
    branches_section,
    line_of,
    lines_section,
    opening_section,
)
from baclofen.reporting.spinal import (
    cautions_section,
    framed,
    refusals_section,
)
from baclofen.simulation import Spread


def compose_screening(made: Answer, plan: ScreeningPlan, known: Knowledge) -> Report:
    """The report of a screening trial. Pure: the same answer gives the same report."""
    effect = plan.effect
    own = [
        opening_section(known, plan.opening),
        refusals_section(known, plan.refusals, "Why no bolus is printed"),
        _ladder(plan, known),
        cautions_section(known, plan.cautions),
        _given(plan.given, known),
        branches_section(known, "Before the needle", plan.before, "before"),
        lines_section(known, "watch", "On the day", plan.on_the_day),
        _predicted(plan, known) if plan.next is not None else None,
        branches_section(known, "What each outcome means", plan.outcomes),
    ]
    return framed(made, plan.headline, own, known, forecast=effect.course if effect else None)


def _ladder(plan: ScreeningPlan, known: Knowledge) -> Section | None:
    if plan.next is None:
        return None
    rows = [_bolus_row("next", plan.next)]
    rows += [_bolus_row("if no response", b) for b in plan.later]
    ids = tuple(dict.fromkeys(i for b in (plan.next, *plan.later) for i in b.why))
    caption = known.note("screening.ladder")
    table = Table(
        known.say(caption),
        ("bolus", "mcg", "mL", "no sooner than"),
        tuple(rows),
        (*ids, *caption.why),
    )
    return Section("ladder", "The boluses", (), table)


def _bolus_row(name: str, b: PlannedBolus) -> tuple[str, ...]:
    gap = f"{b.gap_h:g} hours after the last" if b.gap_h else "now"
    return (name, f"{b.dose.in_mcg:g}", f"{b.volume_mL:g}", gap)


def _given(given: Sequence[JudgedBolus], known: Knowledge) -> Section | None:
    if not given:
        return None
    words = {True: "worked", False: "did not work", None: "not judged"}
    rows = tuple(
        (
            f"{g.bolus.dose}",
            "" if g.bolus.hours_ago is None else f"{g.bolus.hours_ago:g} h ago",
            words[g.response.responded],
            "" if g.bolus.effect_hours is None else f"{g.bolus.effect_hours:g} h",
            _fall(g.response.ashworth_fall),
            _fall(g.response.spasm_fall),
        )
        for g in given
    )
    table = Table(
        "Boluses given, and how their scores fell (points).",
        ("bolus", "given", "response", "for", "tone", "spasms"),
        rows,
        ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
    )
    lines = tuple(line_of(known, n) for g in given for n in g.response.notes)
    return Section("given", "What was given", lines, table)


def _fall(fall: float | None) -> str:
    return "" if fall is None else f"{fall:.3g}"


def _predicted(plan: ScreeningPlan, known: Knowledge) -> Section | None:
    effect, missing = plan.effect, plan.no_effect
    if effect is None:
        if missing is None:
            return None
        return Section("forecast", "The predicted course", (line_of(known, missing),))
    label = known.of(BolusCourse)
    rows = (
        ("works from, h", _spread(effect.onset_h), _range(label.onset_h)),
        ("most at, h", _spread(effect.peak_h), f"{label.peak_h:g}"),
        ("works for, h", _spread(effect.duration_h), _range(label.duration_h)),
        ("largest fall, points", _spread(effect.fall), ""),
    )
    table = Table(
        known.say(known.note("predicted_bolus.caption", cut=effect.cut)),
        ("", "model", "label"),
        rows,
        effect.why,
    )
    curve = effect.course[effect.output]
    course = effect.course
    people = known.note(
        "predicted_bolus.people", mark=curve.output.mark, people=course.n, seed=course.seed
    )
    reaching = known.note(
        "predicted_bolus.reaching", *effect.why, percent=100 * effect.reached, cut=effect.cut
    )
    lines = [line_of(known, people), line_of(known, reaching)]
    if plan.given:
        lines.append(line_of(known, known.note("predicted_bolus.blind"), "caution"))
    lines += [line_of(known, n) for n in course.assumed]
    lines += [line_of(known, n, "caution") for n in course.outside]
    return Section("forecast", "The predicted course", tuple(lines), table)


def _spread(spread: Spread | None) -> str:
    return "nobody reaches it" if spread is None else f"{spread:.1f}"


def _range(pair: Sequence[float]) -> str:
    return f"{pair[0]:g} to {pair[1]:g}"


def draw_bolus(plan: ScreeningPlan) -> str | None:
    """The predicted course of the next bolus as SVG, marked with its kind; None without one."""
    effect = plan.effect
    if effect is None or plan.next is None:
        return None
    curve = effect.course[effect.output]
    series = Series("model", curve.times_h, curve.low, curve.median, curve.high)
    return draw_chart(
        Chart(
            "bolus", f"Tone after {plan.next.dose}: {curve.output.mark}", "hours after the bolus",
            f"Ashworth, 1 to 5; {curve.output.kind}: median and 90 % of people", (series,),
        )
    )  # fmt: skip
