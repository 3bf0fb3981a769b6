"""The report of a screening trial: the next bolus, its predicted course, and each outcome."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.answering import Answer
from baclofen.drawing import Chart, Series, draw_chart
from baclofen.knowledge import Knowledge, Use
from baclofen.knowledge.numbers import BolusCourse
from baclofen.planning import JudgedBolus, PlannedBolus, PredictedEffect, ScreeningPlan
from baclofen.reporting.credibility import fold, marks
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    branches_section,
    caption,
    line_of,
    lines_section,
    opening_section,
    title,
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
        refusals_section(known, plan.refusals, "no_bolus"),
        _ladder(plan, known),
        cautions_section(known, plan.cautions),
        _given(plan.given, known),
        branches_section(known, "before", plan.before, "before"),
        lines_section(known, "watch", plan.on_the_day, "on_the_day"),
        *(_predicted(plan, known) if plan.next is not None else ()),
        branches_section(known, "outcomes", plan.outcomes),
    ]
    return framed(made, plan.headline, own, known, forecast=effect.course if effect else None)


def _ladder(plan: ScreeningPlan, known: Knowledge) -> Section | None:
    if plan.next is None:
        return None
    following, later = known.words("cell", "next", "if_no_response")
    rows = [_bolus_row(following, plan.next, known)]
    rows += [_bolus_row(later, b, known) for b in plan.later]
    ids = tuple(dict.fromkeys(i for b in (plan.next, *plan.later) for i in b.why))
    ladder = known.note("screening.ladder")
    table = Table(
        known.say(ladder),
        known.words("head", "bolus", "mcg", "mL", "no_sooner_than"),
        tuple(rows),
        (*ids, *ladder.why),
    )
    return Section("ladder", title(known, "ladder"), (), table)


def _bolus_row(name: str, b: PlannedBolus, known: Knowledge) -> tuple[str, ...]:
    gap = known.note("cell.hours_after", hours=b.gap_h) if b.gap_h else known.note("cell.now")
    return (name, f"{b.dose.in_mcg:g}", f"{b.volume_mL:g}", known.say(gap))


def _given(given: Sequence[JudgedBolus], known: Knowledge) -> Section | None:
    if not given:
        return None
    says = {True: "worked", False: "did_not_work", None: "not_judged"}
    rows = tuple(
        (
            f"{g.bolus.dose}",
            ""
            if g.bolus.hours_ago is None
            else known.say(known.note("cell.hours_ago", hours=g.bolus.hours_ago)),
            known.word("cell", says[g.response.responded]),
            "" if g.bolus.effect_hours is None else f"{g.bolus.effect_hours:g} h",
            _fall(g.response.ashworth_fall),
            _fall(g.response.spasm_fall),
        )
        for g in given
    )
    table = Table(
        caption(known, "given"),
        known.words("head", "bolus", "given", "response", "for", "tone", "spasms"),
        rows,
        ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
    )
    lines = tuple(line_of(known, n) for g in given for n in g.response.notes)
    return Section("given", title(known, "given"), lines, table)


def _fall(fall: float | None) -> str:
    return "" if fall is None else f"{fall:.3g}"


def _predicted(plan: ScreeningPlan, known: Knowledge) -> tuple[Section, ...]:
    """When the next bolus works, beside the label; then, folded where that only illustrates, when
    by the model, and how far."""
    effect, missing = plan.effect, plan.no_effect
    if effect is None:
        if missing is None:
            return ()
        return (Section("forecast", title(known, "predicted_bolus"), (line_of(known, missing),)),)
    label = known.of(BolusCourse)
    told: tuple[tuple[str, Use, Spread | None, str], ...] = (
        ("works_from", "onset", effect.onset_h, _range(label.onset_h, known)),
        ("most_at", "peak", effect.peak_h, f"{label.peak_h:g}"),
        ("works_for", "end", effect.duration_h, _range(label.duration_h, known)),
    )
    rows = tuple(
        (known.word("cell", name), _cell(effect, use, spread, known), by_label)
        for name, use, spread, by_label in told
    )
    hidden = tuple(
        (use, (known.word("cell", name), _spread(spread, known), by_label))
        for name, use, spread, by_label in told
        if effect.credits[use].verdict == "illustration"
    )
    head = known.words("head", "", "model", "label")
    beside = known.say(known.note("predicted_bolus.caption", cut=effect.cut))
    hours = known.say(known.note("predicted_bolus.hours", cut=effect.cut))
    table = Table(beside, head, rows, effect.why)
    curve = effect.course[effect.output]
    course = effect.course
    people = known.note(
        "predicted_bolus.people", mark=curve.output.mark, people=course.n, seed=course.seed
    )
    reaching = known.note(
        "predicted_bolus.reaching", *effect.why, percent=100 * effect.reached, cut=effect.cut
    )
    lines = [line_of(known, people)]
    lines += [line_of(known, note, "caution") for note in effect.refused]
    if plan.given:
        lines.append(line_of(known, known.note("predicted_bolus.blind"), "caution"))
    lines += [line_of(known, n) for n in course.assumed]
    lines += [line_of(known, n, "caution") for n in course.outside]
    first = Section("forecast", title(known, "predicted_bolus"), tuple(lines), table)
    drawn = known.say(known.note("predicted_bolus.fall", fall=_spread(effect.fall, known)))
    said = (Line(drawn, effect.why), line_of(known, reaching))
    own, named = effect.credits["course"], title(known, "predicted_fall")
    if own.verdict == "believed" and not hidden:
        return first, Section("fall", named, said)
    drawn_too = Table(hours, head, tuple(row for _, row in hidden), effect.why) if hidden else None
    credits = [own, *(effect.credits[use] for use, _ in hidden)]
    return first, Section("fall", named, (*marks(credits, known), *said), drawn_too, fold(known))


def _cell(effect: PredictedEffect, use: Use, spread: Spread | None, known: Knowledge) -> str:
    """What the model says where it is believed; else that it is folded, or refused."""
    verdict = effect.credits[use].verdict
    if verdict == "believed":
        return _spread(spread, known)
    return known.word("cell", "withheld" if verdict == "refused" else "folded")


def _spread(spread: Spread | None, known: Knowledge) -> str:
    return known.say(known.note("cell.nobody")) if spread is None else f"{spread:.1f}"


def _range(pair: Sequence[float], known: Knowledge) -> str:
    return known.say(known.note("cell.range", values=tuple(pair)))


def draw_bolus(plan: ScreeningPlan, known: Knowledge) -> str | None:
    """The predicted course of the next bolus as SVG, marked with its kind; None without one."""
    effect = plan.effect
    if effect is None or plan.next is None:
        return None
    curve = effect.course[effect.output]
    # Up to the label's hour of most effect: when it ends is not to be read from a picture either.
    is_refused = effect.credits["end"].verdict == "refused"
    until_h = known.of(BolusCourse).peak_h if is_refused else curve.times_h[-1]
    here = curve.times_h <= until_h
    series = Series(
        "model", curve.times_h[here], curve.low[here], curve.median[here], curve.high[here]
    )
    return draw_chart(
        Chart(
            "bolus", caption(known, "tone_title", dose=plan.next.dose, mark=curve.output.mark),
            known.word("head", "hours_after_bolus"),
            caption(known, "tone", kind=curve.output.kind), (series,),
        )
    )  # fmt: skip
