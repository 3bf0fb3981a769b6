"""What the model draws of what is tried: the level, and what may be shown of effects. Pure.

What is believed stands open; what only illustrates is drawn where it is asked for, with its mark;
what is refused is the reason why. None of it is a risk of withdrawal: the model has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from baclofen.answering import AssessInputs
from baclofen.assessment import Assessment
from baclofen.drawing import Chart, Point, Series, draw_chart
from baclofen.engine import Executor, Window
from baclofen.knowledge import Credence, Credit, Knowledge, Note
from baclofen.knowledge.numbers import DayHours
from baclofen.model import Model, Output, basis_of, build_model, mark_note, refused_note
from baclofen.regimen import Dosing, Infused, by_mouth, pump
from baclofen.service.page.trying import DAYS, MISSED_FROM, Base, Tried
from baclofen.simulation import Course, Curve, Spread, settings_of, simulate
from baclofen.units import mg
from baclofen.value import Value

DRAWS = 200
_PER_H = 1
_SHOWN_DAYS = (1, 7, 14, 21, DAYS)
_A_DAY = 24.0
#: Days between two marks whose words would meet.
_NEAR = 2
Kind = Literal["level", "pain", "tone", "sedation"]
#: What is shown of each kind: the first of these that the patient's model has.
_OF: dict[Kind, tuple[str, ...]] = {
    "pain": ("nrs_0_10", "paroxysm_ratio"), "tone": ("ashworth_1_5",),
    "sedation": ("prob_drowsiness",),
}  # fmt: skip
_TITLES: dict[Kind, str] = {
    "level": "Level",
    "pain": "Pain",
    "tone": "Spasticity",
    "sedation": "Drowsiness",
}


class Panel(Value, eq=False):
    """One kind of curve: drawn, with a sentence and its days as rows, or refused with the reason.

    `mark` is what stands over an illustration, `basis` the ids that both rest on.
    """

    kind: Kind
    title: str
    says: str = ""
    drawing: str = ""
    rows: tuple[tuple[str, str, str], ...] = ()
    mark: str = ""
    refused: str = ""
    basis: tuple[str, ...] = ()


class Foreseen(Value, eq=False):
    """What is drawn: `open_` is what is believed, `folded` what only illustrates (not computed
    where it was not asked for), `refused` what is shown to nobody; and what every forecast says."""

    open_: tuple[Panel, ...]
    folded: tuple[Panel, ...]
    refused: tuple[Panel, ...]
    notes: tuple[Note, ...]
    against: tuple[Note, ...]
    why: tuple[str, ...]


def foresee(
    base: Base, tried: Tried, fit: Assessment, known: Knowledge, *, effects: bool,
    executor: Executor = "numpy", beside: Curve | None = None,
) -> Foreseen | None:  # fmt: skip
    """What the model draws of this in a patient so judged; None where the kidneys are not known.

    `effects` asks for what only illustrates as well; the `executor` is who computes that. `beside`
    is the level as recorded, to be drawn with the one that is tried.
    """
    model = build_model(fit, known)
    if model is None:
        return None
    dosing, start_h = _with_before(base, tried, known)
    wanted = _wanted(base, model)
    settings = settings_of(model, dosing)
    credits = {o.name: known.credibility.worst([o.name], settings) for _, o in wanted}
    told: dict[str, list[Panel]] = {"believed": [], "illustration": [], "refused": []}
    course = None
    who: tuple[tuple[Credence, Executor], ...] = (("believed", "numpy"), ("illustration", executor))
    for verdict, by in who:
        names = [o.name for _, o in wanted if credits[o.name].verdict == verdict]
        if not names or (verdict == "illustration" and not effects):
            continue
        course = _course(model, dosing, names, start_h, base.inputs, by)
        for kind, output in wanted:
            if output.name in names:
                told[verdict].append(_panel(
                    kind, course[output.name], tried, known, credits[output.name],
                    beside if kind == "level" else None,
                ))  # fmt: skip
    for kind, output in wanted:
        credit = credits[output.name]
        if credit.verdict == "refused":
            note = refused_note([output], credit, known)
            panel = Panel(kind, _TITLES[kind], refused=known.say(note), basis=note.why)
            told["refused"].append(panel)
        elif credit.verdict == "illustration" and not effects:
            told["illustration"].append(Panel(kind, _TITLES[kind]))
    return Foreseen(
        tuple(told["believed"]), tuple(told["illustration"]), tuple(told["refused"]),
        notes=(*model.assumed, *(course.outside if course else model.outside)),
        against=model.against, why=course.why if course else (),
    )  # fmt: skip


def recorded(base: Base, tried: Tried, known: Knowledge) -> Curve | None:
    """The level of what runs, in the patient as recorded, where it is believed: to compare with.
    `tried` is where the dials stand before anybody moves one."""
    model = build_model(base.fit, known)
    if model is None or base.runs is None:
        return None
    dosing, start_h = _with_before(base, tried, known)
    output = model.output(_level(base))
    credit = known.credibility.worst([output.name], settings_of(model, dosing))
    if credit.verdict != "believed":
        return None
    return _course(model, dosing, [output.name], start_h, base.inputs, "numpy")[output.name]


def _with_before(base: Base, tried: Tried, known: Knowledge) -> tuple[Dosing, float]:
    """What is tried after what runs, which has settled by then; and the hour at which it begins."""
    before = _before(base, known)
    start_h = _A_DAY * known.number("predict.run_in_days") if before.ways else 0.0
    return before + dosing_of(base, tried, known).later(start_h), start_h


def _level(base: Base) -> str:
    return "plasma_ng_mL" if base.way == "oral" else "csf_lumbar_ng_mL"


def dosing_of(base: Base, tried: Tried, known: Knowledge) -> Dosing:
    """What is given over the days ahead, with its gap and its end."""
    end_h = _A_DAY * (DAYS if tried.stops is None else tried.stops)
    gap_h = _A_DAY * MISSED_FROM
    if base.way == "intrathecal":
        whole = pump(tried.per_day, per="day", days=end_h / _A_DAY)
        if not tried.missed or gap_h >= end_h:
            return whole
        until = min(gap_h + tried.missed, end_h)
        spans = [Infused(0.0, gap_h, tried.per_day)]
        spans += [Infused(until, end_h, tried.per_day)] if until < end_h else []
        return Dosing(infused=tuple(spans), until_h=end_h)
    taken = [h for h in _taken_at(DAYS, tried.times, known) if h < end_h]
    missed = frozenset([h for h in taken if h >= gap_h][: tried.missed])
    each = mg(tried.per_day.in_mg / tried.times)
    return by_mouth(each, at_h=[h for h in taken if h not in missed])


def _taken_at(days: float, times: int, known: Knowledge) -> list[float]:
    """The hours of so many doses a day: of the clock as plans have them, else evenly spread."""
    clock = {len(hours): hours for hours in known.of(DayHours).hours}
    hours = clock.get(times, tuple(_A_DAY * i / times for i in range(times)))
    return [_A_DAY * day + hour for day in range(round(days)) for hour in hours]


def _before(base: Base, known: Knowledge) -> Dosing:
    """What runs, for the days before anything is tried."""
    days = known.number("predict.run_in_days")
    if base.runs is None or not base.runs.in_mcg:
        return Dosing()
    if base.way == "intrathecal":
        return pump(base.runs, per="day", days=days)
    times = int(base.dials["times"].value)
    return by_mouth(mg(base.runs.in_mg / times), at_h=_taken_at(days, times, known))


def _wanted(base: Base, model: Model) -> list[tuple[Kind, Output]]:
    found: list[tuple[Kind, Output]] = [("level", model.output(_level(base)))]
    for kind, names in _OF.items():
        name = next((n for n in names if n in model.outputs), None)
        found += [(kind, model.output(name))] if name else []
    return found


def _course(
    model: Model, dosing: Dosing, names: Sequence[str], start_h: float, inputs: AssessInputs,
    executor: Executor,
) -> Course:  # fmt: skip
    windows = [Window(f"{day}", _A_DAY * (day - 1), _A_DAY * day) for day in _SHOWN_DAYS]
    return simulate(
        model, dosing, outputs=names, seed=inputs.seed, belief=inputs.belief, n=DRAWS,
        from_h=start_h, until_h=_A_DAY * DAYS, per_h=_PER_H, windows=windows, whole=False,
        executor=executor,
    )  # fmt: skip


def _panel(
    kind: Kind, curve: Curve, tried: Tried, known: Knowledge, credit: Credit, beside: Curve | None
) -> Panel:
    output = curve.output
    unit = "" if output.unit == "1" else output.unit
    days = curve.times_h / _A_DAY
    label = f"{output.says[0].upper()}{output.says[1:]}{f', {unit}' if unit else ''}"
    series = [Series("what if", days, curve.low, curve.median, curve.high)]
    if beside is not None:
        now = beside.median
        series.append(Series("as recorded", beside.times_h / _A_DAY, now, now, now))
    drawing = draw_chart(
        Chart(f"try-{kind}", label, "days from today", unit or output.says, tuple(series),
              _marks(tried, days, curve.median))
    )  # fmt: skip
    rows = tuple(
        (f"{day}", _range(curve.over(f"{day}").Cmax), _range(curve.over(f"{day}").Cmin))
        for day in _SHOWN_DAYS
    )
    last = curve.over(f"{DAYS}")
    says = (
        f"On day {DAYS} at its highest {_range(last.Cmax)}{f' {unit}' if unit else ''}, at its "
        f"lowest {_range(last.Cmin)}: the middle of {DRAWS} people like this patient, and in "
        "brackets where 90 % of them are."
    )
    mark = "" if credit.verdict == "believed" else known.say(mark_note(credit, known))
    return Panel(
        kind, _TITLES[kind], says, drawing, rows, mark,
        basis=(*output.rests_on, *basis_of(credit, known)),
    )  # fmt: skip


def _marks(tried: Tried, days: np.ndarray, middle: np.ndarray) -> tuple[Point, ...]:
    found = []
    if tried.missed and (tried.stops or DAYS) > MISSED_FROM:
        found.append((float(MISSED_FROM), "missed"))
    if tried.stops is not None:
        # Where both are near, one mark speaks for both: words would lie on each other.
        near = bool(found) and tried.stops - MISSED_FROM <= _NEAR
        found = [] if near else found
        found.append((float(tried.stops), "missed, then stopped" if near else "stopped"))
    return tuple(Point(x, float(np.interp(x, days, middle)), words) for x, words in found)


def _range(spread: Spread) -> str:
    """A number with its 90 % interval, to as many digits as a reader can use."""
    low, middle, high = (_digits(n) for n in (spread.low, spread.median, spread.high))
    return f"{middle} ({low} to {high})"


def _digits(number: float) -> str:
    if number >= 10:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 1 else f"{number:.2f}" if number >= 0.005 else "0"
