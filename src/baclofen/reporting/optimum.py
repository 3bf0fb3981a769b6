"""The search for a dose, as a section of a plan's report."""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Followed, Optimum, Weighed
from baclofen.reporting.report import Section, Table, line_of, title
from baclofen.simulation import Spread
from baclofen.value import Value

#: How each change is shown: its factor, and its decimals.
_CHANGES = {"nrs_change": (1.0, 1), "ashworth_1_5": (1.0, 1), "paroxysm_ratio": (100.0, 0)}
#: Of the doses followed from the first one on: how each outcome is written.
_FOLLOWED = {"nrs_change": ".1f", "ashworth_1_5": ".1f", "paroxysm_ratio": ".0%"}
#: Side effects, as people of a hundred.
_CHANCES = ("prob_drowsiness", "prob_dizziness", "prob_weakness")
#: Doses shown besides the one recommended and the label's target.
_EVERY_MG = 10


def optimum_section(optimum: Optimum | None, known: Knowledge) -> Section | None:
    """The doses weighed for this patient; nothing where none were."""
    if optimum is None:
        return None
    rows = [w for w in optimum.weighed if _is_shown(w, optimum)]
    table = Table(
        known.say(known.note("weighed.table")),
        known.words("head", "mg/day", "doses", *optimum.outputs, "net_gain", ""),
        tuple(_row(w, optimum, known) for w in rows),
        optimum.why,
    )
    lines = [line_of(known, note, "caution") for note in optimum.notes]
    lines.append(line_of(known, known.note("weighed.policy")))
    lines += [line_of(known, _followed(f, optimum, known)) for f in optimum.followed]
    searched = known.note(
        "weighed.searched", schedules=optimum.searched, people=optimum.draws, seed=optimum.seed
    )
    lines.append(line_of(known, searched))
    return Section("weighed", title(known, "weighed"), tuple(lines), table)


class Of100(Value):
    """A side effect among a hundred people like this patient: how many have it without the drug
    and on the dose, and that in words."""

    says: str
    without: int
    on_it: int


def people_of_100(optimum: Optimum, known: Knowledge) -> tuple[Of100, ...]:
    """The side effects of the best step of the plan, or of its last one; nothing without either."""
    dose = optimum.best or optimum.plain
    if dose is None:
        return ()
    found = []
    for name in _CHANCES:
        without = optimum.without[name].mean
        on_it = without + dose.effects[name].mean
        chance = known.note(
            "weighed.chance", name=name, chance=_of_100(on_it), without=_of_100(without)
        )
        found.append(Of100(known.say(chance), round(100 * without), round(100 * on_it)))
    return tuple(found)


def _is_shown(one: Weighed, optimum: Optimum) -> bool:
    named = one is optimum.best or one is optimum.plain
    return named or (one.on_frontier and one.daily.in_mg % _EVERY_MG == 0)


def _row(one: Weighed, optimum: Optimum, known: Knowledge) -> tuple[str, ...]:
    cells = [f"{one.daily.in_mg:g}", "+".join(f"{i.dose.in_mg:g}" for i in one.intakes)]
    for name in optimum.outputs:
        change = one.effects[name].mean
        if name in _CHANCES:
            without = optimum.without[name].mean
            cells.append(f"{_of_100(without + change)} ({_of_100(without)})")
        else:
            factor, decimals = _CHANGES[name]
            cells.append(f"{change * factor:+.{decimals}f}")
    are = {"best": one is optimum.best, "target": one is optimum.plain}
    marks = known.words("mark", *(name for name, is_it in are.items() if is_it))
    return (*cells, f"{one.net:+.2f}", ", ".join(marks))


def _of_100(chance: float) -> str:
    return f"{100 * chance:.0f}"


def _followed(one: Followed, optimum: Optimum, known: Knowledge) -> Note:
    told = [
        known.note("weighed.output", name=name, value=f"{one.effects[name]:{spec}}")
        for name, spec in _FOLLOWED.items()
        if name in one.effects
    ]
    for name in _CHANCES:
        chance, without = one.effects[name], _of_100(optimum.without[name].over.median)
        shown = Spread(100 * chance.low, 100 * chance.median, 100 * chance.high)
        told.append(known.note("weighed.chance", name=name, chance=f"{shown:.0f}", without=without))
    return known.note("weighed.followed", daily=one.daily, told=tuple(told))
