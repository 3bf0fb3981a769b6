"""The search for a dose, as a section of a plan's report."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.planning import Optimum, Weighed
from baclofen.reporting.report import Line, Section, Table, line_of
from baclofen.simulation import Spread

#: How each change is shown: its heading, its factor, and its decimals.
_CHANGES = {
    "nrs_change": ("pain, points of 10", 1.0, 1),
    "ashworth_1_5": ("Ashworth, points", 1.0, 1),
    "paroxysm_ratio": ("paroxysms, %", 100.0, 0),
}
#: Side effects, as people of a hundred.
_CHANCES = {"prob_drowsiness": "drowsy", "prob_dizziness": "dizzy", "prob_weakness": "weak"}
#: Doses shown besides the one recommended and the label's target.
_EVERY_MG = 10


def optimum_section(optimum: Optimum | None, known: Knowledge) -> Section | None:
    """The doses weighed for this patient; nothing where none were."""
    if optimum is None:
        return None
    rows = [w for w in optimum.weighed if _is_shown(w, optimum)]
    table = Table(
        known.say(known.note("weighed.table")),
        ("mg/day", "doses", *(_heading(name) for name in optimum.outputs), "net gain", ""),
        tuple(_row(w, optimum) for w in rows),
        optimum.why,
    )
    lines = [line_of(known, note, "caution") for note in optimum.notes]
    lines.append(line_of(known, known.note("weighed.policy")))
    lines += [
        Line(_followed(f.daily.in_mg, optimum, place), ("optimum.full_days", "optimum.full_draws"))
        for place, f in enumerate(optimum.followed)
    ]
    searched = known.note(
        "weighed.searched", schedules=optimum.searched, people=optimum.draws, seed=optimum.seed
    )
    lines.append(line_of(known, searched))
    return Section("weighed", "What each dose is expected to bring", tuple(lines), table)


def _is_shown(one: Weighed, optimum: Optimum) -> bool:
    named = one is optimum.best or one is optimum.plain
    return named or (one.on_frontier and one.daily.in_mg % _EVERY_MG == 0)


def _heading(name: str) -> str:
    return f"{_CHANCES[name]} of 100" if name in _CHANCES else _CHANGES[name][0]


def _row(one: Weighed, optimum: Optimum) -> tuple[str, ...]:
    cells = [f"{one.daily.in_mg:g}", "+".join(f"{i.dose.in_mg:g}" for i in one.intakes)]
    for name in optimum.outputs:
        change = one.effects[name].mean
        if name in _CHANCES:
            without = optimum.without[name].mean
            cells.append(f"{_of_100(without + change)} ({_of_100(without)})")
        else:
            _, factor, decimals = _CHANGES[name]
            cells.append(f"{change * factor:+.{decimals}f}")
    marks = [
        word
        for word, is_it in (
            ("best trade", one is optimum.best), ("the plan's target", one is optimum.plain),
        )
        if is_it
    ]  # fmt: skip
    return (*cells, f"{one.net:+.2f}", ", ".join(marks))


def _of_100(chance: float) -> str:
    return f"{100 * chance:.0f}"


def _followed(daily_mg: float, optimum: Optimum, place: int) -> str:
    found = optimum.followed[place]
    parts = []
    for name, words in (
        ("nrs_change", "change of pain"), ("ashworth_1_5", "Ashworth score"),
        ("paroxysm_ratio", "paroxysms left"),
    ):  # fmt: skip
        if name in found.effects:
            spec = ".0%" if name == "paroxysm_ratio" else ".1f"
            parts.append(f"{words} {found.effects[name]:{spec}}")
    for name, words in _CHANCES.items():
        chance, without = found.effects[name], _of_100(optimum.without[name].over.median)
        shown = Spread(100 * chance.low, 100 * chance.median, 100 * chance.high)
        parts.append(f"{words} {shown:.0f} of 100 ({without} without baclofen)")
    return f"Followed from the first dose on, {daily_mg:g} mg a day: {', '.join(parts)}."
