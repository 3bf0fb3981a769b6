"""The values of a TOML table, each of the type its key asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnknownName

T = TypeVar("T")
#: Words of a flag that is answered, and not typed in a file.
YES, NO = ("yes", "true"), ("no", "false")


def of_type(table: Mapping[str, Any], name: str, kind: type[T], wanted: str) -> T | None:
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise InputRefused(name, shown(value), f"it must be {wanted}")
    return value


def number(table: Mapping[str, Any], name: str) -> float | None:
    value = table.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputRefused(name, shown(value), "it must be a number, without quotes")
    try:
        return float(value)
    except OverflowError:
        raise OutOfRange(name, "a number of hundreds of digits", "", "of usual size") from None


def any_date_of(table: Mapping[str, Any], name: str) -> date | None:
    """A date, past or to come."""
    value = table.get(name)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InputRefused(name, shown(value), "it must be a date, without quotes: 2026-11-22")
    return value


def date_of(table: Mapping[str, Any], name: str, today: date) -> date | None:
    """A date that is not to come."""
    value = any_date_of(table, name)
    if value is not None and value > today:
        raise OutOfRange(name, value, "", f"on or before the day judged, {today}")
    return value


def names_of(table: Mapping[str, Any], name: str) -> list[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputRefused(name, shown(value), 'it must be a list of texts: ["...", "..."]')
    return [plain(item, 200) for item in value]


def shown(value: object) -> str:
    return plain(repr(value), 60) if not isinstance(value, int) else f"{str(value)[:40]}"


def beside(dates: Mapping[str, date | None], name: str, value: object) -> date | None:
    """A date that belongs to a value, which must be there."""
    day = dates[name]
    if day is not None and value is None:
        what = name.removesuffix("_on").removesuffix("_since").removesuffix("_until")
        raise InputRefused(name, f"{day} alone", f"it must stand beside a value of {what}")
    return day


def yes_or_no(name: str, words: str) -> bool:
    """A flag in words. Raises `UnknownName`."""
    low = words.lower()
    if low not in (*YES, *NO):
        raise UnknownName(name, plain(words, 40), ("yes", "no"))
    return low in YES


def toml_value(words: str) -> Any:
    """A value in TOML; words that are none stay words, and their key says what it wants."""
    try:
        read = tomllib.loads(f"x = {words}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return words
    # More than one line is more than one value: it stays words, and its key refuses them.
    return read["x"] if len(read) == 1 else words
