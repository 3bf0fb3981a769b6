"""Scores of a bolus, and how a pump spreads its dose over the day, as TOML values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange.typed_values import number, shown
from baclofen.regimen import BETWEEN, Clocked, Flex, Mode, Scored
from baclofen.units import Dose, parse_daily_dose, parse_dose

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_scores(table: Mapping[str, Any], scale: str, key: str) -> Scored:
    """`ashworth_before` and `ashworth_after`: a grade, or a list of grades, one a muscle group.

    >>> read_scores({"ashworth_before": [3, "1+"], "ashworth_after": [2, 1]}, "ashworth",
    ...     "ashworth").pairs
    (('3', '2'), ('1+', '1'))
    """
    return Scored(scale, *(_grades(table, f"{key}_{when}") for when in ("before", "after")))


def _grades(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = table.get(name)
    if value is None:
        return ()
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise InputRefused(name, "an empty list", "it must hold a grade for each muscle group")
    return tuple(_grade(one, name) for one in listed)


def _grade(value: Any, name: str) -> str:
    if isinstance(value, str) and value.strip() == BETWEEN:
        return BETWEEN
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputRefused(
            name, shown(value), f'it must be a number, or "{BETWEEN}" in quotes', why="M-MAS"
        )
    return f"{value:g}" if isinstance(value, float) else str(value)[:12]


def read_mode(table: Mapping[str, Any]) -> Mode | None:
    """`flex` (rates by time of day) or `boluses` (by the clock). Raises `InputRefused`.

    >>> read_mode({"flex": [{"from": "06:00", "rate": "10 mcg/h"},
    ...     {"from": "22:00", "rate": "20 mcg/h"}]}).per_day
    320 mcg
    """
    if "flex" in table and "boluses" in table:
        raise InputRefused("pump mode", "flex and boluses", "one of the two", why="ITM-MODES")
    if "flex" in table:
        return _flex(table["flex"])
    return _clocked(table["boluses"]) if "boluses" in table else None


def _flex(value: Any) -> Flex:
    if not isinstance(value, list) or not all(isinstance(step, Mapping) for step in value):
        raise InputRefused(
            "flex", shown(value), "it must be a list of tables",
            do='Write flex = [{ from = "06:00", rate = "10 mcg/h" }, ...].', why="P-FLEX13",
        )  # fmt: skip
    steps = []
    for step in value:
        _only(step, "flex", {"from", "rate"})
        steps.append((_hour(step.get("from")), read_rate(step.get("rate"), "rate of a step")))
    return Flex(tuple(steps))


def _hour(value: Any) -> float:
    found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise InputRefused(
            "from", shown(value), 'it must be a time of day in quotes: "06:00"', why="P-FLEX13"
        )
    return int(found[1]) + int(found[2]) / 60


def _clocked(value: Any) -> Clocked:
    if not isinstance(value, Mapping):
        raise InputRefused(
            "boluses", shown(value), "it must be a table",
            do='Write boluses = { dose = "30 mcg", times_per_day = 4, base = "5 mcg/h" }.',
            why="ITM-MODES",
        )  # fmt: skip
    _only(value, "boluses", {"dose", "times_per_day", "base"})
    times = number(value, "times_per_day")
    if times is None or times != int(times):
        raise InputRefused("times_per_day", shown(times), "it must be a whole number")
    text = value.get("dose")
    if not isinstance(text, str):
        raise InputRefused("dose", shown(text), 'it must be an amount in quotes: "30 mcg"')
    return Clocked(
        parse_dose(plain(text, 80), name="bolus by the clock"),
        int(times),
        base=read_rate(value.get("base"), "base"),
    )


def _only(table: Mapping[str, Any], name: str, allowed: set[str]) -> None:
    for key in table:
        if key not in allowed:
            raise UnknownName(f"key in {name}", plain(key, 60), allowed)


def read_rate(value: Any, name: str) -> Dose:
    """A rate in words, as mcg a day."""
    if not isinstance(value, str):
        raise InputRefused(
            name, shown(value), 'it must be a rate with its unit, in quotes: "10 mcg/h"',
            why="PR-DOSE-UNIT",
        )  # fmt: skip
    return parse_daily_dose(plain(value, 80), name=name)


def device_name(words: str) -> str:
    """A pump's name as it is kept: small letters and digits, II as 2 and III as 3.

    >>> device_name("SynchroMed II"), device_name("synchromed2"), device_name("SynchroMed III")
    ('synchromed2', 'synchromed2', 'synchromed3')
    """
    short = re.sub("[^a-z0-9]", "", words.casefold())
    if not short:
        raise InputRefused("device", repr(plain(words, 40)), "it must be the name of a pump")
    return re.sub("(?<=[a-hj-z])i{2,3}$", lambda found: str(len(found[0])), short)[:40]


def echoed(name: str, words: str, per_day: Dose) -> str:
    """A rate as it was entered, and as it was read: by the hour and by the day.

    >>> from baclofen.units import mcg
    >>> echoed("asked", "5 mcg/h", mcg(120))
    'asked: "5 mcg/h" is read as 5 mcg/h, 120 mcg/day.'
    """
    hour = f"{per_day.in_mcg / 24:,.4g}"
    return f'{name}: "{words.strip()}" is read as {hour} mcg/h, {per_day.in_mcg:,.6g} mcg/day.'
