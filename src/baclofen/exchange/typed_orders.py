"""What is ordered, as TOML tables: [oral], [screening], [pump], [taper], [swallowed].

Doses are words with their unit: "15 mg", "75 mcg", "420 mcg/day", "17.5 mcg/h".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnitProblem, UnknownName
from baclofen.exchange.product_words import product_named, strength_in
from baclofen.exchange.typed_modes import device_name, echoed, read_mode, read_scores
from baclofen.exchange.typed_values import any_date_of, flag, names_of, number, of_type, shown
from baclofen.patient import BaclofenUse
from baclofen.regimen import (
    ALARMS,
    DEVICE_FIGURES,
    HOLDS,
    ORIGINS,
    SETTINGS,
    SHAPES,
    STAGES,
    TUBES,
    Bolus,
    Device,
    Filling,
    OralOrder,
    Order,
    OrderDoubt,
    OtherOrder,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.units import Dose, mg, parse_daily_dose, parse_dose
from baclofen.value import Value, field

_FILLING_NUMBERS = (
    "fill_mL", "alarm_mL", "left_mL", "expected_mL", "withdrawn_mL", "tubing_mL", "catheter_mL",
    "catheter_cm",
)  # fmt: skip
_FILLING_DATES = ("filled_on", "refill_on", "alarm_on")
_KEYS: Mapping[str, frozenset[str]] = {
    "oral": frozenset({
        "dose", "per_day", "times_per_day", "starts", "product", "volume_mL", "concentration",
        "tube", "tube_fr", "setting", "parts", "worst_at", "concentration_before",
    }),
    "screening": frozenset({"dose", "given", "concentration", "origin", "setting"}),
    "pump": frozenset({
        "stage", "origin", "now", "asked", "history", "a_year_ago", "screening",
        "hours_since_change", "concentration", "new_concentration", "weans_oral", "alarm",
        "fault", "fits", "read_by_two", "hours_since_refill", "setting", "catheter_mL_per_cm",
        "interruption", "interruption_hours", "flex", "boluses", "device", "tubing_holds",
        "catheter_holds", *DEVICE_FIGURES,
        *_FILLING_NUMBERS, *_FILLING_DATES,
    }),
    "taper": frozenset({"weeks", "returned", "previous", "shape"}),
    "swallowed": frozenset({"amount", "hours_ago"}),
    "other_route": frozenset({"route", "product"}),
}  # fmt: skip
TABLES = frozenset(_KEYS)
_GIVEN = frozenset({
    "dose", "hours_ago", "responded", "effect_hours", "ashworth_before", "ashworth_after",
    "spasms_before", "spasms_after", "badly_tolerated",
})  # fmt: skip
#: Words for how long the pump gave nothing, where nobody can say it in hours; and the one for a
#: pump that gives nothing still.
_OVER, _STANDS = ("unknown", "drug holiday"), "not over"


class Ordered(Value):
    """What the tables of a file ask for or report."""

    order: Order | None = None
    taper: TaperOrder | None = None
    swallowed: Swallowed | None = None
    notes: tuple[str, ...] = field(default=())
    doubts: tuple[OrderDoubt, ...] = ()


def read_orders(table: Mapping[str, Any]) -> Ordered:
    """The order tables of a typed patient. Raises a subclass of `InputRefused`.

    >>> read_orders({"screening": {"dose": "50 mcg"}}).order.dose
    50 mcg
    """
    found = {name: _table(table, name) for name in TABLES if name in table}
    doors = [name for name in ("oral", "screening", "pump", "other_route") if name in found]
    if len(doors) > 1:
        raise InputRefused(
            "order", f"in the tables {' and '.join(doors)}", "one file asks for one thing",
            do="What runs beside it is told with the key baclofen.", why="DUP-BACLOFEN",
        )  # fmt: skip
    order: Order | None = None
    if "oral" in found:
        order = _oral(found["oral"])
    elif "screening" in found:
        order = _screening(found["screening"])
    elif "pump" in found:
        order = _pump(found["pump"])
    elif "other_route" in found:
        order = _other(found["other_route"])
    return Ordered(
        order,
        _taper(found["taper"]) if "taper" in found else None,
        _swallowed(found["swallowed"]) if "swallowed" in found else None,
        notes=_echoes(found["pump"]) if "pump" in found else (),
    )


def _table(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = table[name]
    if not isinstance(value, Mapping):
        raise InputRefused(name, shown(value), f"it must be a table: [{name}]")
    _only(value, name, _KEYS[name])
    return value


def _only(table: Mapping[str, Any], name: str, allowed: frozenset[str]) -> None:
    for key in table:
        if key not in allowed:
            raise UnknownName(f"key in [{name}]", plain(key, 60), allowed)


def _oral(table: Mapping[str, Any]) -> OralOrder:
    named, mg_per_mL = None, None
    if (words := of_type(table, "product", str, "a text in quotes")) is not None:
        named = product_named(words)
        mg_per_mL = named.mg_per_mL
    if (words := of_type(table, "concentration", str, 'a text: "5 mg/5 mL"')) is not None:
        mg_per_mL = _strength(words)
    before = of_type(table, "concentration_before", str, 'a text: "5 mg/5 mL"')
    return OralOrder(
        dose=_dose(table, "dose"),
        daily=_per_day(table, "per_day"),
        times_per_day=number(table, "times_per_day"),
        starts=flag(table, "starts"),
        product=named.product if named is not None else None,
        volume_mL=number(table, "volume_mL"),
        mg_per_mL=mg_per_mL,
        mg_each=named.mg_each if named is not None else None,
        before_mg_per_mL=None if before is None else _strength(before),
        tube=_choice(table, "tube", TUBES),
        tube_fr=number(table, "tube_fr"),
        setting=_choice(table, "setting", SETTINGS) or "outpatient",
        parts=tuple(parse_dose(plain(t, 80), name="parts") for t in names_of(table, "parts")),
        worst_at=_choice(table, "worst_at", ("night", "day")),
    )


def not_a_volume_alone(order: OralOrder, uses: Iterable[BaclofenUse]) -> None:
    """Raise `UnitProblem` for the volume of a liquid where no dose in mg is told, neither in the
    order nor as what runs by mouth."""
    told = (order.dose, order.daily, *(u.daily for u in uses if u.route != "intrathecal"))
    if order.volume_mL is None or order.strength is None or any(told):
        return
    holds = mg(order.volume_mL * order.strength)
    raise UnitProblem(
        "oral liquid", f"{order.volume_mL:g} mL of {order.strength:g} mg/mL without its mg",
        "it must carry the amount in mg beside the volume",
        do=f'The volume holds {holds}. If that is meant, write dose = "{holds}".',
        why="PR-LIQ-CONC", offers={"missing": ("unit",), "if_volume_is_meant_mg": holds.in_mg},
    )  # fmt: skip


def _screening(table: Mapping[str, Any]) -> ScreeningOrder:
    given = table.get("given", [])
    if not isinstance(given, list) or not all(isinstance(g, Mapping) for g in given):
        raise InputRefused(
            "given", shown(given), "it must be a list of tables",
            do='Write given = [{ dose = "50 mcg", hours_ago = 26, responded = false }].',
        )  # fmt: skip
    return ScreeningOrder(
        dose=_dose(table, "dose"),
        given=tuple(_bolus(g) for g in given),
        mcg_per_mL=_mcg_per_mL(table, "concentration"),
        origin=_choice(table, "origin", ORIGINS),
        setting=_choice(table, "setting", SETTINGS),
    )


def _bolus(table: Mapping[str, Any]) -> Bolus:
    _only(table, "given", _GIVEN)
    dose = _dose(table, "dose")
    if dose is None:
        raise InputRefused("given", "a bolus without a dose", 'it must be said: dose = "50 mcg"')
    return Bolus(
        dose=dose,
        hours_ago=number(table, "hours_ago"),
        responded=flag(table, "responded"),
        effect_hours=number(table, "effect_hours"),
        ashworth=read_scores(table, "ashworth", "ashworth"),
        spasms=read_scores(table, "spasm", "spasms"),
        badly_tolerated=flag(table, "badly_tolerated"),
    )


def _pump(table: Mapping[str, Any]) -> PumpOrder:
    tried = table.get("screening")
    if tried is not None and not isinstance(tried, Mapping):
        raise InputRefused("screening", shown(tried), "it must be a table of one bolus")
    mode = read_mode(table)
    asked = _per_day(table, "asked")
    gap = _choice(table, "interruption", (*_OVER, _STANDS))
    return PumpOrder(
        stage=_choice(table, "stage", STAGES) or "maintenance",
        origin=_choice(table, "origin", ORIGINS),
        now=_per_day(table, "now"),
        asked=asked if asked is not None or mode is None else mode.per_day,
        history=tuple(_rate(text, "history") for text in names_of(table, "history")),
        a_year_ago=_per_day(table, "a_year_ago"),
        screening=_bolus(tried) if tried is not None else None,
        hours_since_change=number(table, "hours_since_change"),
        filling=_filling(table),
        weans_oral=flag(table, "weans_oral") or False,
        alarm=_alarm(table),
        fault=flag(table, "fault"),
        fits=flag(table, "fits"),
        read_by_two=flag(table, "read_by_two"),
        hours_since_refill=number(table, "hours_since_refill"),
        setting=_choice(table, "setting", SETTINGS),
        mode=mode,
        device=_device(table),
        interruption_hours=number(table, "interruption_hours"),
        interruption_unknown=gap in _OVER or None,
        interruption_stands=gap == _STANDS or None,
    )


def _alarm(table: Mapping[str, Any]) -> Any:
    """Whether it alarms, or which alarm it is."""
    if isinstance(table.get("alarm"), str):
        return _choice(table, "alarm", ALARMS)
    return of_type(table, "alarm", bool, f"true, false, or one of {', '.join(ALARMS)}")


def _device(table: Mapping[str, Any]) -> Device:
    """The pump's name, and the figures that stand with the order: these count as confirmed."""
    name = of_type(table, "device", str, "a text in quotes")
    told = {what: number(table, what) for what in DEVICE_FIGURES}
    return Device(
        device_name(name) if name is not None else None,
        {what: value for what, value in told.items() if value is not None},
    )


def _echoes(table: Mapping[str, Any]) -> tuple[str, ...]:
    """Each rate of a pump as it was entered and as it was read."""
    return tuple(
        echoed(name, plain(table[name], 80), _rate(table[name], name))
        for name in ("now", "asked", "a_year_ago")
        if isinstance(table.get(name), str)
    )


def _filling(table: Mapping[str, Any]) -> Filling:
    values = {name: number(table, name) for name in _FILLING_NUMBERS}
    length, per_cm = values["catheter_cm"], number(table, "catheter_mL_per_cm")
    if length is None and per_cm is not None and values["catheter_mL"] is None:
        raise InputRefused(
            "catheter", "a volume per cm without a length", "both are needed, or catheter_mL",
            do="The length is in the implant record.", why="P-BRIDGE-CALC",
        )  # fmt: skip
    if length is not None and per_cm is not None:
        if values["catheter_mL"] is not None:
            raise InputRefused(
                "catheter", "given twice", "give catheter_mL or length and mL per cm"
            )
        values["catheter_mL"] = length * per_cm
    told: dict[str, Any] = {**values, **{name: any_date_of(table, name) for name in _FILLING_DATES}}
    return Filling(
        mcg_per_mL=_mcg_per_mL(table, "concentration"),
        new_mcg_per_mL=_mcg_per_mL(table, "new_concentration"),
        tubing_holds=_choice(table, "tubing_holds", HOLDS),
        catheter_holds=_choice(table, "catheter_holds", HOLDS),
        **told,
    )


def _other(table: Mapping[str, Any]) -> OtherOrder:
    route = of_type(table, "route", str, "a text in quotes")
    if route is None:
        raise InputRefused("other_route", "without a route", 'say which: route = "intravenous"')
    words = of_type(table, "product", str, "a text in quotes")
    return OtherOrder(
        route=plain(route, 60), product=product_named(words).product if words is not None else None
    )


def _taper(table: Mapping[str, Any]) -> TaperOrder:
    return TaperOrder(
        weeks=number(table, "weeks"),
        returned=flag(table, "returned"),
        previous=_per_day(table, "previous"),
        shape=_choice(table, "shape", SHAPES) or "standard",
    )


def _swallowed(table: Mapping[str, Any]) -> Swallowed:
    amount = _dose(table, "amount")
    if amount is None:
        raise InputRefused("swallowed", "without an amount", 'say how much: amount = "300 mg"')
    return Swallowed(amount=amount, hours_ago=number(table, "hours_ago"))


# --- values -----------------------------------------------------------------------------


def _choice(table: Mapping[str, Any], name: str, allowed: tuple[Any, ...]) -> Any:
    value = of_type(table, name, str, "a text in quotes")
    if value is not None and value not in allowed:
        raise UnknownName(name, plain(value, 40), allowed)
    return value


def _words(table: Mapping[str, Any], name: str, example: str) -> str | None:
    value = table.get(name)
    if value is None or isinstance(value, str):
        return value
    came = shown(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        came += " without a unit"
    raise UnitProblem(
        name, came, "it must be an amount with its unit, in quotes",
        do=f'Write for example {name} = "{example}".', why="PR-DOSE-UNIT",
        offers={"missing": ("unit",)},
    )  # fmt: skip


def _dose(table: Mapping[str, Any], name: str) -> Dose | None:
    text = _words(table, name, "50 mcg")
    return None if text is None else parse_dose(plain(text, 80), name=name)


def _per_day(table: Mapping[str, Any], name: str) -> Dose | None:
    text = _words(table, name, "420 mcg/day")
    return None if text is None else _rate(text, name)


def _rate(text: str, name: str) -> Dose:
    return parse_daily_dose(plain(text, 80), name=name)


#: A concentration for the spine, written alone.
_CONCENTRATION = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s*(?P<unit>mcg|µg|mg)\s*/\s*mL", re.IGNORECASE | re.ASCII
)
#: The most mg in a mL that a filling may hold; of mcg nothing so weak is sold. A policy, as fact
#: `records.spinal_strength` says.
MOST_MG_PER_ML = 10.0


def _mcg_per_mL(table: Mapping[str, Any], name: str) -> float | None:
    """A concentration for the spine in mcg/mL: as a number, or in words with its unit. Raises
    `UnitProblem` where the other unit was surely meant."""
    words = table.get(name)
    if not isinstance(words, str):
        return number(table, name)
    found = _CONCENTRATION.fullmatch(words.strip())
    if found is None:
        raise UnitProblem(
            name, repr(plain(words, 40)), "it must be mcg in one mL",
            do='Write for example "500 mcg/mL".', why="PR-DOSE-UNIT",
        )  # fmt: skip
    value, is_mg = float(found["n"]), found["unit"].lower() == "mg"
    # Sold are hundreds of mcg or a few mg: of the other unit it would be a thousandfold.
    if is_mg is (value > MOST_MG_PER_ML):
        other = "mcg" if is_mg else "mg"
        raise UnitProblem(
            name, repr(plain(words, 40)), "it is a thousandfold off what is sold",
            do=f'Was "{value:g} {other}/mL" meant?', why="PR-DOSE-UNIT",
            offers={"if_the_other_unit": f"{value:g} {other}/mL"},
        )  # fmt: skip
    return value * 1000 if is_mg else value


def _strength(words: str) -> float:
    strength = strength_in(words)
    if strength is None:
        raise UnitProblem(
            "concentration", repr(plain(words, 40)), "it must be mg in mL",
            do='Write for example "5 mg/5 mL".', why="PR-LIQ-CONC",
        )  # fmt: skip
    return strength
