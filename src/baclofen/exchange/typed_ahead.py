"""What is typed to be ordered for later days, after the dose that is taken by mouth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange
from baclofen.exchange.typed_values import names_of
from baclofen.patient import BaclofenUse, DoseAhead
from baclofen.regimen import BY_MOUTH, in_unit, not_beyond_people
from baclofen.units import Dose, mg, parse_daily_dose
from baclofen.value import replace

_KEY = "ordered_ahead"
_HOW = 'Write ordered_ahead = ["15 mg/day from 2026-12-09", "none from 2026-12-23"].'
_STEP = re.compile(r"\s*(?P<dose>.+?)\s+from\s+(?P<day>\d{4}-\d{2}-\d{2})\s*", re.ASCII)


def with_ordered_ahead(
    table: Mapping[str, Any], uses: tuple[BaclofenUse, ...] | None, today: date
) -> tuple[BaclofenUse, ...] | None:
    """The uses, the only one by mouth with the doses that are ordered after it.

    Raises `InputRefused` where none or several run, and for a day that is not after the one before.
    """
    told = names_of(table, _KEY)
    if not told:
        return uses
    running = [u for u in uses or () if u.status != "stopped" and u.route == "oral"]
    if len(running) != 1:
        raise InputRefused(
            _KEY, plain(", ".join(told), 60),
            "one dose by mouth that is taken now must stand beside it", do=_HOW,
        )  # fmt: skip
    steps, last = list[DoseAhead](), today
    for words in told:
        step = _step(words)
        if step.on <= last:
            raise OutOfRange(_KEY, step.on, "", f"after {last}, in the order of the days", do=_HOW)
        steps.append(step)
        last = step.on
    made = replace(running[0], ahead=tuple(steps))
    return tuple(made if use is running[0] else use for use in uses or ())


def _step(words: str) -> DoseAhead:
    found = _STEP.fullmatch(words)
    if found is None:
        raise InputRefused(
            _KEY, repr(plain(words, 60)), "it must be a dose a day and its first day", do=_HOW
        )
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        raise InputRefused(
            _KEY, repr(plain(words, 60)), "it must end with a date", do=_HOW
        ) from None
    return DoseAhead(_dose(found["dose"]), day)


def _dose(words: str) -> Dose:
    if words.lower() == "none":
        return mg(0)
    daily = parse_daily_dose(plain(words, 80), name=_KEY)
    in_unit("oral daily dose", daily, "mg", meant=BY_MOUTH)
    not_beyond_people("oral daily dose", daily)
    return daily
