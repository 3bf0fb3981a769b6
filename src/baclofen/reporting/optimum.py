"""The search for a dose, as a section of a plan's report."""

from __future__ import annotations

from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Followed, Optimum, Weighed
from baclofen.reporting.report import Section, Table, caption, line_of, title

#: How each output is shown: its factor, and its decimals.
_SHOWN = {
    "nrs_change": (1.0, 1),
    "ashworth_1_5": (1.0, 1),
    "paroxysm_ratio": (100.0, 0),
    "prob_drowsiness": (100.0, 0),
    "prob_dizziness": (100.0, 0),
    "prob_weakness": (100.0, 0),
}
#: Of the doses followed from the first one on: the outputs told, and how each is written.
_FOLLOWED = {
    "nrs_change": ".1f", "ashworth_1_5": ".1f", "paroxysm_ratio": ".0%", "prob_drowsiness": ".0%",
}  # fmt: skip
#: Doses shown besides the one recommended and the label's target.
_EVERY_MG = 10


def optimum_section(optimum: Optimum | None, known: Knowledge) -> Section | None:
    """The doses weighed for this patient; nothing where none were."""
    if optimum is None:
        return None
    rows = [w for w in optimum.weighed if _is_shown(w, optimum)]
    table = Table(
        caption(known, "weighed"),
        known.words("head", "mg/day", "doses", *optimum.outputs, "weight", ""),
        tuple(_row(w, optimum, known) for w in rows),
        optimum.why,
    )
    lines = [line_of(known, note, "caution") for note in optimum.notes]
    lines.append(line_of(known, known.note("weighed.policy")))
    lines += [line_of(known, _followed(f, known)) for f in optimum.followed]
    searched = known.note(
        "weighed.searched", schedules=optimum.searched, people=optimum.draws, seed=optimum.seed
    )
    lines.append(line_of(known, searched))
    return Section("weighed", title(known, "weighed"), tuple(lines), table)


def _is_shown(one: Weighed, optimum: Optimum) -> bool:
    named = one is optimum.best or one is optimum.plain
    return named or (one.on_frontier and one.daily.in_mg % _EVERY_MG == 0)


def _row(one: Weighed, optimum: Optimum, known: Knowledge) -> tuple[str, ...]:
    cells = [f"{one.daily.in_mg:g}", "+".join(f"{i.dose.in_mg:g}" for i in one.intakes)]
    for name in optimum.outputs:
        factor, decimals = _SHOWN[name]
        cells.append(f"{one.effects[name].mean * factor:+.{decimals}f}")
    are = {"best": one is optimum.best, "target": one is optimum.plain}
    marks = known.words("mark", *(name for name, is_it in are.items() if is_it))
    return (*cells, f"{one.loss:+.2f}", ", ".join(marks))


def _followed(one: Followed, known: Knowledge) -> Note:
    told = tuple(
        known.note("weighed.output", name=name, value=f"{one.effects[name]:{spec}}")
        for name, spec in _FOLLOWED.items()
        if name in one.effects
    )
    return known.note("weighed.followed", daily=one.daily, told=told)
