"""Numbers of needles and pumps, as they are typed: each beside what was typed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from baclofen.knowledge import Compare
from tests.laws.healthy import Typed
from tests.laws.telling_ways import Leaf, Tell, beyond, side, within
from tests.people import TODAY, known


def rate_of(table: Mapping[str, Any], key: str) -> float:
    return float(str(table["pump"][key]).split()[0])


def pump_runs(typed: Mapping[str, Any]) -> bool:
    return "now" in typed.get("pump", {})


def with_a_pump(**change: Any) -> Tell:
    """Of whoever has a pump that runs."""
    return lambda typed: change if pump_runs(typed) else None


def asked_rate(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"pump": {"asked": f"{value:g} mcg/day"}} if "pump" in typed else None


def pump_change(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if not pump_runs(typed):
        return None
    return asked_rate(round(rate_of(typed, "now") * (1 + value / 100), 1), typed)


def pump_dose(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if not pump_runs(typed):
        return asked_rate(value, typed)
    return {"pump": {"now": f"{0.98 * value:g} mcg/day", "asked": f"{value:g} mcg/day"}}


def running_rate(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A pump that runs so; nothing else is asked for."""
    if not pump_runs(typed):
        return None
    return {"pump": {"now": f"{value:g} mcg/day", "asked": None}}


def empty_too_soon(typed: Mapping[str, Any]) -> Typed | None:
    """Filled today, and by its rate empty in half of the days to its alarm."""
    if not pump_runs(typed):
        return None
    table = typed["pump"]
    days = table["fill_mL"] * table["concentration"] / rate_of(typed, "now")
    alarm = TODAY + timedelta(days=2 * round(days) + 2)
    return {"pump": {"filled_on": TODAY, "alarm_on": alarm}}


def rise(value: float, typed: Mapping[str, Any]) -> Typed | None:
    year_ago = rate_of(typed, "now") - value if pump_runs(typed) else 0.0
    return {"pump": {"a_year_ago": f"{year_ago:g} mcg/day"}} if year_ago > 0 else None


def pump_flow(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A rate at which so much flows, running and asked for."""
    return pump_dose(round(500 * value, 1), typed)


def start_ratio(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A first rate so many times the test dose of 50 mcg."""
    return asked_rate(50 * value, typed) if "screening" in typed.get("pump", {}) else None


def interval(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A reservoir that lasts so many days from one filling to the next, by its rate."""
    if not pump_runs(typed):
        return None
    if value < 90:
        return {"pump": {"fill_mL": 10}}
    return {"pump": {"now": "20 mcg/day", "asked": "20.5 mcg/day"}}


def tried(**given: Any) -> Tell:
    """What is told of the test bolus before a pump."""
    return lambda typed: (
        {"pump": {"screening": given}} if "screening" in typed.get("pump", {}) else None
    )


def hours_of_effect(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return tried(effect_hours=value)(typed)


def bolus(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"screening": {"dose": f"{value:g} mcg"}} if "screening" in typed else None


def given_boluses(*doses: float, hours_ago: float = 30, after: str | None = None) -> Tell:
    """Boluses that did nothing, and the one that is asked for after them."""
    given = [
        {"dose": f"{dose:g} mcg", "hours_ago": hours_ago, "responded": False, "effect_hours": 0}
        for dose in doses
    ]
    return within("screening", given=given, dose=after)


def bolus_given(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return given_boluses(value)(typed)


def fourth(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return given_boluses(50, 75, 100, after="100 mcg")(typed) if value >= 4 else None


def too_soon(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return given_boluses(50, hours_ago=value, after="75 mcg")(typed)


def concentration(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """Too strong; too weak is only what is in a pump, as a bolus is drawn from 50 mcg/mL."""
    table = "pump" if "pump" in typed else "screening"
    if table not in typed or (table == "screening" and value <= 50):
        return None
    return {table: {"concentration": value}}


def pump_number(key: str) -> Callable[[float, Mapping[str, Any]], Typed | None]:
    return lambda value, typed: {"pump": {key: value}} if pump_runs(typed) else None


def refills(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    """So many hours ago: told by the hours, by the day, and by both."""
    value = beyond(leaf)
    if value is None or not isinstance(leaf, Compare) or leaf.sign[0] != "<":
        return
    hours = {"hours_since_refill": value}
    day = {"filled_on": TODAY - timedelta(days=int(value // 24))}
    yield side(leaf), within("pump", "now", **hours, **day)
    yield f"{side(leaf)}, by hours", within("pump", "now", **hours, filled_on=None)
    yield f"{side(leaf)}, by the day", within("pump", "now", **day)


def drawn(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """So much less or more left than expected."""
    if "withdrawn_mL" not in typed.get("pump", {}):
        return None
    return {"pump": {"withdrawn_mL": typed["pump"]["expected_mL"] - value}}


def days_from(key: str) -> Callable[[float, Mapping[str, Any]], Typed | None]:
    return lambda value, typed: (
        {"pump": {key: TODAY + timedelta(days=round(value))}} if pump_runs(typed) else None
    )


def other_origin(typed: Mapping[str, Any]) -> Typed | None:
    """Another origin than that of the indication, where it has one."""
    table = next((name for name in ("pump", "screening") if name in typed), None)
    own = known().origin(typed["syndrome"])
    if table is None or own is None:
        return None
    return {table: {"origin": "spinal" if own == "cerebral" else "cerebral"}}
