"""The search for a dose, as a section of a plan's report."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.planning import Optimum, Weighed
from baclofen.reporting.report import Line, Section, Table, line_of

#: How each output is shown: its heading, its factor, and its decimals.
_SHOWN = {
    "nrs_change": ("pain, points of 10", 1.0, 1),
    "ashworth_1_5": ("Ashworth, points", 1.0, 1),
    "paroxysm_ratio": ("paroxysms, %", 100.0, 0),
    "prob_drowsiness": ("drowsy, more of 100", 100.0, 0),
    "prob_dizziness": ("dizzy, more of 100", 100.0, 0),
    "prob_weakness": ("weak, more of 100", 100.0, 0),
}
#: Doses shown besides the one recommended and the label's target.
_EVERY_MG = 10


def optimum_section(optimum: Optimum | None, known: Knowledge) -> Section | None:
    """The doses weighed for this patient; nothing where none were."""
    if optimum is None:
        return None
    rows = [w for w in optimum.weighed if _is_shown(w, optimum)]
    table = Table(
        "Expected change from no drug, once steady: the mean over people like this patient, and "
        "the weight of it (what it costs less what it gives, in changes that matter: less is "
        "better).",
        ("mg/day", "doses", *(_SHOWN[name][0] for name in optimum.outputs), "weight", ""),
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


def _row(one: Weighed, optimum: Optimum) -> tuple[str, ...]:
    cells = [f"{one.daily.in_mg:g}", "+".join(f"{i.dose.in_mg:g}" for i in one.intakes)]
    for name in optimum.outputs:
        _, factor, decimals = _SHOWN[name]
        cells.append(f"{one.effects[name].mean * factor:+.{decimals}f}")
    marks = [
        word
        for word, is_it in (
            ("best trade", one is optimum.best), ("label's target", one is optimum.plain),
        )
        if is_it
    ]  # fmt: skip
    return (*cells, f"{one.loss:+.2f}", ", ".join(marks))


def _followed(daily_mg: float, optimum: Optimum, place: int) -> str:
    found = optimum.followed[place]
    parts = []
    for name, words in (
        ("nrs_change", "change of pain"), ("ashworth_1_5", "Ashworth score"),
        ("paroxysm_ratio", "paroxysms left"), ("prob_drowsiness", "probability of drowsiness"),
    ):  # fmt: skip
        if name in found.effects:
            spec = ".0%" if name in ("paroxysm_ratio", "prob_drowsiness") else ".1f"
            parts.append(f"{words} {found.effects[name]:{spec}}")
    return f"Followed from the first dose on, {daily_mg:g} mg a day: {', '.join(parts)}."
