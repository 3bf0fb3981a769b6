"""The search for a dose in a plan's report: what is believed, and what only illustrates."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.knowledge import Credit, Knowledge, Note, worst_of
from baclofen.model import COSTS, mark_note
from baclofen.planning import Followed, Optimum, Weighed
from baclofen.reporting.credibility import fold, marks
from baclofen.reporting.report import Line, Section, Table, line_of, title
from baclofen.simulation import Spread
from baclofen.value import Value

#: How each change is shown: its factor, and its decimals.
_CHANGES = {"nrs_change": (1.0, 1), "ashworth_1_5": (1.0, 1), "paroxysm_ratio": (100.0, 0)}
#: Of the doses followed from the first one on: the unit behind each outcome.
_FOLLOWED = {"nrs_change": "", "ashworth_1_5": "", "paroxysm_ratio": " %"}
#: Doses shown besides the plan's last one.
_EVERY_MG = 10


def optimum_sections(optimum: Optimum | None, known: Knowledge) -> tuple[Section, ...]:
    """What of the doses is believed, then, folded, what only illustrates; nothing where none were
    weighed."""
    if optimum is None:
        return ()
    shown = {verdict: _outputs(optimum, verdict) for verdict in ("believed", "illustration")}
    trades = optimum.trade.verdict
    lines = [line_of(known, note, "caution") for note in optimum.notes]
    lines += [line_of(known, note) for note in optimum.refused]
    if trades == "believed":
        lines.append(line_of(known, known.note("weighed.policy")))
    table = _table(optimum, shown["believed"], known, net=trades == "believed")
    lines += _followed_lines(optimum, shown["believed"], known)
    first = Section("weighed", title(known, "weighed"), tuple(lines), table)
    drawn = _table(optimum, shown["illustration"], known, net=trades == "illustration")
    if drawn is None:
        return (first,)
    folded = Section(
        "illustrated", title(known, "illustrated"),
        (
            *marks((optimum.credits[name] for name in shown["illustration"]), known),
            *_followed_lines(optimum, shown["illustration"], known),
            line_of(known, _searched(optimum, known)),
        ),
        drawn, fold=fold(known),
    )  # fmt: skip
    return first, folded


def _searched(optimum: Optimum, known: Knowledge) -> Note:
    return known.note(
        "weighed.searched", schedules=optimum.searched, people=optimum.draws, seed=optimum.seed
    )


def _outputs(optimum: Optimum, verdict: str) -> tuple[str, ...]:
    return tuple(name for name in optimum.outputs if optimum.credits[name].verdict == verdict)


class Of100(Value):
    """A side effect among a hundred people like this patient: how many have it without the drug
    and on the dose, and that in words."""

    says: str
    without: int
    on_it: int


def people_of_100(optimum: Optimum, known: Knowledge) -> tuple[Of100, ...]:
    """The side effects on the plan's last step; nothing without it, or where none may be shown."""
    dose = optimum.plain
    if dose is None:
        return ()
    found = []
    for name in (name for name in COSTS if name in optimum.outputs):
        without, on_it = optimum.without[name].mean, dose.on_it[name].mean
        chance = known.note(
            "weighed.chance", name=name, chance=_of_100(on_it), without=_of_100(without)
        )
        found.append(Of100(known.say(chance), round(100 * without), round(100 * on_it)))
    return tuple(found)


def mark_of_people(optimum: Optimum, known: Knowledge) -> str:
    """What stands over those hundreds where they only illustrate; empty where they are believed."""
    credits: list[Credit] = [optimum.credits[n] for n in COSTS if n in optimum.outputs]
    if not credits or (credit := worst_of(credits)).verdict == "believed":
        return ""
    return known.say(mark_note(credit, known))


def _table(
    optimum: Optimum, outputs: Sequence[str], known: Knowledge, *, net: bool
) -> Table | None:
    """The doses, with these outputs; every number with its band. None without any."""
    if not outputs:
        return None
    rows = [w for w in optimum.weighed if _is_shown(w, optimum)]
    last = ("net_gain",) if net else ()
    return Table(
        known.say(known.note("weighed.table")),
        known.words("head", "mg/day", "doses", *outputs, *last, ""),
        tuple(_row(w, optimum, outputs, known, net=net) for w in rows),
        optimum.why,
    )


def _is_shown(one: Weighed, optimum: Optimum) -> bool:
    return one is optimum.plain or one.daily.in_mg % _EVERY_MG == 0


def _row(
    one: Weighed, optimum: Optimum, outputs: Sequence[str], known: Knowledge, *, net: bool
) -> tuple[str, ...]:
    cells = [f"{one.daily.in_mg:g}", "+".join(f"{i.dose.in_mg:g}" for i in one.intakes)]
    for name in outputs:
        if name in COSTS:
            on_it, without = (
                _banded(of.mean, of.over, 100.0, ".0f")
                for of in (one.on_it[name], optimum.without[name])
            )
            cells.append(known.say(known.note("cell.chance", chance=on_it, without=without)))
        else:
            factor, decimals = _CHANGES[name]
            effect = one.effects[name]
            cells.append(_banded(effect.mean, effect.over, factor, f"+.{decimals}f"))
    if net and one.trade is not None:
        cells.append(_banded(one.trade.net, one.trade.over, 1.0, "+.2f"))
    mark = "target" if one is optimum.plain else ""
    return (*cells, known.word("mark", mark))


def _banded(mean: float, over: Spread, factor: float, spec: str) -> str:
    low, high = (f"{factor * end:{spec}}" for end in (over.low, over.high))
    return f"{factor * mean:{spec}} ({low} to {high})"


def _of_100(chance: float) -> str:
    return f"{100 * chance:.0f}"


def _followed_lines(optimum: Optimum, outputs: Sequence[str], known: Knowledge) -> list[Line]:
    if not outputs:
        return []
    return [line_of(known, _followed(one, optimum, outputs, known)) for one in optimum.followed]


def _followed(one: Followed, optimum: Optimum, outputs: Sequence[str], known: Knowledge) -> Note:
    told: list[Note] = []
    for name in (name for name in _FOLLOWED if name in outputs):
        (factor, decimals), effect = _CHANGES[name], one.effects[name]
        value = _banded(effect.mean, effect.over, factor, f".{decimals}f") + _FOLLOWED[name]
        told.append(known.note("weighed.output", name=name, value=value))
    for name in (name for name in COSTS if name in outputs):
        chance, without = one.effects[name], _of_100(optimum.without[name].mean)
        shown = _banded(chance.mean, chance.over, 100.0, ".0f")
        told.append(known.note("weighed.chance", name=name, chance=shown, without=without))
    return known.note("weighed.followed", daily=one.daily, told=tuple(told))
