"""The keys of a vignette that speak of a needle, a pump or a forbidden route."""

from __future__ import annotations

from datetime import date

from tests.spec.vignette_keys import Given, take

_PUMP_KEYS = frozenset({
    "current_mcg_per_day", "history_mcg_per_day", "requested_mcg_per_day", "itb_days", "fill_mL",
    "conc_mcg_mL", "dose_mcg_per_day", "old_conc", "new_conc", "expected_mL", "withdrawn_mL",
    "fill_date", "refill_date", "alarm_date", "appointment_date", "pump_alarm",
    "hours_since_refill", "effective_screening_mcg", "step", "requested_mcg",
})  # fmt: skip


def needle_or_pump(left: Given, table: Given) -> None:
    if not table["_it"]:
        return
    take(left, "route")
    step = str(take(left, "step") or "")
    if step == "screening":
        table["screening"] = _needle(left)
        return
    pump = table.setdefault("pump", {})
    visit = str(take(left, "visit") or "")
    if "implant" in step or "effective_screening_mcg" in left:
        pump["stage"] = "start"
    elif visit:
        pump["stage"] = {"refill": "refill", "replacement": "replacement"}.get(visit, "maintenance")
    elif "itb_days" in left or "hours_since_last_change" in left:
        pump["stage"] = "titration"
    if take(left, "itb_days") is not None:
        pump["weans_oral"] = True
    _pump_doses(left, pump)
    _reservoir(left, pump)
    if not pump:
        table.pop("pump")
        if not table.get("baclofen"):
            table["pump"] = {"stage": "maintenance"}


def _needle(left: Given) -> Given:
    asked = take(left, "requested")
    mcg = take(left, "requested_mcg", "dose_mcg")
    made: Given = {}
    if isinstance(asked, dict):
        unit = asked.get("unit")
        made["dose"] = f"{asked['value']:g} {unit}" if unit else asked["value"]
    elif mcg is not None:
        made["dose"] = f"{mcg:g} mcg"
    given = []
    for bolus in take(left, "history") or []:
        one = {"dose": f"{bolus['dose_mcg']:g} mcg"}
        if "hours_ago" in bolus:
            one["hours_ago"] = bolus["hours_ago"]
        if "response" in bolus:
            one["responded"] = bolus["response"]
        given.append(one)
    if given:
        made["given"] = given
    return made


def _pump_doses(left: Given, pump: Given) -> None:
    asked = take(left, "requested")
    if isinstance(asked, dict):
        unit = asked.get("unit")
        pump["asked"] = f"{asked['value']:g} {unit}" if unit else asked["value"]
    for key, name in (
        ("current_mcg_per_day", "now"), ("dose_mcg_per_day", "now"),
        ("old_dose_mcg_per_day", "now"), ("requested_mcg_per_day", "asked"),
        ("new_dose_mcg_per_day", "asked"),
    ):  # fmt: skip
        if (value := take(left, key)) is not None:
            pump[name] = f"{value:g} mcg/day"
    if (history := take(left, "history_mcg_per_day")) is not None:
        pump["history"] = [f"{value:g} mcg/day" for value in history]
    if (tried := take(left, "effective_screening_mcg")) is not None:
        pump["screening"] = {"dose": f"{tried:g} mcg", "responded": True}
        if (hours := take(left, "effect_duration_h")) is not None:
            pump["screening"]["effect_hours"] = hours
    for key, name in (
        ("hours_since_last_change", "hours_since_change"), ("origin", "origin"),
        ("hours_since_refill", "hours_since_refill"), ("setting", "setting"),
    ):  # fmt: skip
        if (value := take(left, key)) is not None:
            pump[name] = value


def _reservoir(left: Given, pump: Given) -> None:
    for key, name in (
        ("fill_mL", "fill_mL"), ("alarm_mL", "alarm_mL"), ("expected_mL", "expected_mL"),
        ("withdrawn_mL", "withdrawn_mL"), ("left_mL", "left_mL"), ("tubing_mL", "tubing_mL"),
        ("catheter_cm", "catheter_cm"), ("catheter_mL_per_cm", "catheter_mL_per_cm"),
        ("conc_mcg_mL", "concentration"), ("old_conc", "concentration"),
        ("new_conc", "new_concentration"),
    ):  # fmt: skip
        if (value := take(left, key)) is not None:
            pump[name] = value
    for keys, name in (
        (("fill_date",), "filled_on"), (("refill_date", "appointment_date"), "refill_on"),
        (("alarm_date",), "alarm_on"),
    ):  # fmt: skip
        if (value := take(left, *keys)) is not None:
            pump[name] = date.fromisoformat(str(value))
    if (alarm := take(left, "pump_alarm")) is not None:
        kinds = {
            "empty": "empty reservoir", "stall": "motor stall", "stopped": "stopped",
            "end_of_service": "end of service", "low_reservoir": "low reservoir",
            "battery": "battery low",
        }  # fmt: skip
        told = alarm if isinstance(alarm, str) else ""
        pump["alarm"] = next((kinds[word] for word in kinds if word in told), bool(alarm))
        if "critical" in told:
            pump["fault"] = "non" not in told


def other_route(left: Given, table: Given) -> None:
    route = str(left.get("route", "")).lower()
    table["_it"] = "intrathecal" in route or bool(set(left) & _PUMP_KEYS)
    table["_other"] = any(word in route for word in ("intravenous", "intramuscular", "subcut"))
    if table["_other"]:
        order = {"route": left.pop("route")}
        if (product := take(left, "product")) is not None:
            order["product"] = product
        table["other_route"] = order
