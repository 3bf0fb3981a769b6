"""Warnings that only show where studies lie beside each other: one twice, an SD out of line."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from baclofen.evidence.question import Answer
from baclofen.knowledge import Figures, Trials
from baclofen.synthesis import chi2_above
from baclofen.value import replace

Arms = Mapping[str, Sequence[Figures]]


def beside(answers: Sequence[Answer], trials: Trials) -> tuple[Answer, ...]:
    """The same answers to one question, one a study, with what their neighbours make doubtful."""
    arms: Arms = {a.study.id: _arms(a, trials) for a in answers}
    found: dict[str, list[str]] = {a.study.id: [] for a in answers}
    for one, other in combinations(answers, 2):
        if told := _told_twice(one, other, arms):
            found[one.study.id].append(f"{told} {other.label} ({other.study.id}). {_TWICE}")
            found[other.study.id].append(f"{told} {one.label} ({one.study.id}). {_TWICE}")
    for answer in answers:
        found[answer.study.id] += _narrow(answer.study.id, arms, trials)
    return tuple(
        replace(a, doubts=tuple(dict.fromkeys([*a.doubts, *found[a.study.id]]))) for a in answers
    )


_TWICE = "If it is one study under two keys, its people count twice."


def _arms(answer: Answer, trials: Trials) -> list[Figures]:
    return [
        f for f in trials.figures
        if f.study == answer.study.id and f.outcome == answer.outcome and f.time == answer.time
        and f.arm in (answer.arm, answer.versus)
    ]  # fmt: skip


def _told_twice(one: Answer, other: Answer, arms: Arms) -> str:
    if one.study.url and one.study.url == other.study.url:
        return "Has the address of"
    own, its = (_printed(arms[a.study.id]) for a in (one, other))
    if len(own) != len(its) or not own:
        return ""
    # Of one study two reports may round differently; their people are counted.
    same = all(
        one.keys() == other.keys() and one["n"] == other["n"]
        and all(_alike(one[what], other[what]) for what in one)
        for one, other in zip(own, its, strict=True)
    )  # fmt: skip
    return "Has the figures of" if same else ""


def _alike(one: float, other: float) -> bool:
    """Whether two numbers are one, to the decimals of that with fewer."""
    decimals = min(len(f"{x!r}".partition(".")[2].rstrip("0")) for x in (one, other))
    return round(one, decimals) == round(other, decimals)


def _printed(rows: Sequence[Figures]) -> list[Mapping[str, float]]:
    """What both arms show, in numbers; empty where it is too little to be no coincidence."""
    shown = [
        {"n": f.n, "events": f.events} if f.type == "binary"
        else {"n": f.n, "mean": f.mean, "sd": f.sd or f.se}
        for f in rows
    ]  # fmt: skip
    full = [
        {what: float(v) for what, v in row.items() if v is not None}
        for row in shown if None not in row.values()
    ]  # fmt: skip
    # No event in one arm, as often happens, makes nobody the same.
    if len(full) < 2 or any(row.get("events") == 0 for row in full):
        return []
    return sorted(full, key=lambda row: tuple(row.values()))


def _narrow(study: str, arms: Arms, trials: Trials) -> Iterator[str]:
    """SDs below those of other studies by more than chance, that would fit as standard errors."""
    for row in arms[study]:
        if not row.sd or not row.n or row.n < 2:
            continue
        others = [
            f.sd for id, rows in arms.items() if id != study for f in rows
            if f.sd and (f.scale, f.kind) == (row.scale, row.kind)
        ]  # fmt: skip
        if not others:
            continue
        usual = statistics.median(others)
        fits = abs(math.log(row.sd * math.sqrt(row.n) / usual)) < abs(math.log(row.sd / usual))
        by_chance = 1 - float(chi2_above((row.n - 1) * (row.sd / usual) ** 2, row.n - 1))
        if row.sd < usual and fits and by_chance < trials.number("significant"):
            yield (
                f"The SD in the arm {row.arm}, {row.sd:g}, is {row.sd / usual:.2g} of what other "
                f"studies have on this scale ({usual:g}); as a standard error it would fit."
            )
