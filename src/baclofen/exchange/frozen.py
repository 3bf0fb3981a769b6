"""Frozen values as plain JSON types and back, strictly: the same value, or a refusal by name.

The type hints of the dataclasses say what is allowed; there is no second list of fields to keep.
Dates are ISO text, a dose is `{"mg": x}` or `{"mcg": x}`, a frozenset a sorted list,
a mapping a table by its keys. Where a field may hold one of several dataclasses, `is` names which.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange.wording import plain
from baclofen.units import Dose, mcg, mg

T = TypeVar("T")
#: Names the class where a field may hold several.
TAG = "is"


def freeze(value: Any) -> Any:
    """A frozen dataclass as plain JSON types: every field that its maker takes, none left out.

    Raises `InputRefused` for what has no such form: a number that is not finite, an object that
    is no value.

    >>> from baclofen.patient import Medicine
    >>> freeze(Medicine("sertraline"))["also"], freeze(mg(7.5)), freeze(frozenset("ba"))
    ([], {'mg': 7.5}, ['a', 'b'])
    """
    if isinstance(value, Dose):
        return _frozen_dose(value)
    if is_dataclass(value) and not isinstance(value, type):
        hints = _hints(type(value))
        return {name: _tagged(getattr(value, name), hint) for name, hint in hints.items()}
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [freeze(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(freeze(item) for item in value)
    if isinstance(value, MappingProxyType):
        return {str(key): freeze(value[key]) for key in sorted(value)}
    if isinstance(value, float) and not math.isfinite(value):
        raise InputRefused("value", str(value), "it must be a finite number")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise InputRefused("value", type(value).__name__, "it must be a frozen value of this package")


def thaw(kind: type[T], made: Any, *, name: str = "value") -> T:
    """The value of this dataclass that `freeze` wrote. Every key must be there, and no other.

    Raises `InputRefused` (`UnknownName` for a key or word that is not known), naming the place.

    >>> thaw(Dose, {"mg": 5.0}), thaw(Dose, {"mcg": 50})
    (5 mg, 50 mcg)
    """
    value: T = _read(made, kind, name)
    return value


def _tagged(value: Any, hint: Any) -> Any:
    made = freeze(value)
    if is_dataclass(value) and len(_classes(hint)) > 1:
        return {TAG: type(value).__name__, **made}
    return made


def _frozen_dose(dose: Dose) -> dict[str, Any]:
    if dose.unit == "mcg":
        return {"mcg": dose.in_mcg}
    if isinstance(dose.in_mcg, int) and dose.in_mcg % 1000 == 0:
        return {"mg": dose.in_mcg // 1000}
    near = dose.in_mcg / 1000
    # Dividing and multiplying by 1000 is not always the way back: a neighbour then is.
    for amount in (near, math.nextafter(near, math.inf), math.nextafter(near, 0)):
        if mg(amount).in_mcg == dose.in_mcg:
            return {"mg": amount}
    return {"in_mcg": dose.in_mcg, "unit": "mg"}


def _read(made: Any, hint: Any, name: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _read_union(made, hint, name)
    if origin is Literal:
        if not isinstance(made, str) or made not in args:
            raise UnknownName(name, _shown(made), [str(a) for a in args])
        return made
    if origin is tuple:
        return _read_tuple(made, args, name)
    if origin is Mapping:
        _is_mapping(made, name)
        return {str(key): _read(item, args[1], f"{name}.{key}") for key, item in made.items()}
    if origin is frozenset:
        found = _items(made, args[0], name)
        if found != sorted(set(found)):
            raise InputRefused(name, _shown(made), "it must be sorted, each entry once")
        return frozenset(found)
    if hint is Dose:
        return _read_dose(made, name)
    if is_dataclass(hint) and isinstance(hint, type):
        return _read_value(made, hint, name)
    if hint is date:
        return _read_date(made, name)
    return _read_plain(made, hint, name)


def _read_union(made: Any, hint: Any, name: str) -> Any:
    options = get_args(hint)
    if made is None and NoneType in options:
        return None
    classes = _classes(hint)
    if len(classes) > 1:
        _is_mapping(made, name)
        which = made.get(TAG)
        if which not in classes:
            raise UnknownName(f"{name}.{TAG}", _shown(which), classes)
        rest = {key: value for key, value in made.items() if key != TAG}
        return _read_value(rest, classes[which], name)
    (only,) = (o for o in options if o is not NoneType)
    return _read(made, only, name)


def _read_value(made: Any, kind: type, name: str) -> Any:
    _is_mapping(made, name)
    hints = _hints(kind)
    for key in made:
        if key not in hints:
            raise UnknownName(f"key of {name}", plain(str(key), 60), hints)
    if missing := [key for key in hints if key not in made]:
        raise InputRefused(
            name, f"without {', '.join(missing)}", "every field must be there",
            do="A file that was changed by hand is made again, not mended.",
        )  # fmt: skip
    return kind(**{key: _read(made[key], hint, f"{name}.{key}") for key, hint in hints.items()})


def _items(made: Any, hint: Any, name: str) -> list[Any]:
    if not isinstance(made, list):
        raise InputRefused(name, _shown(made), "it must be a list")
    return [_read(item, hint, f"{name}[{at}]") for at, item in enumerate(made)]


def _read_tuple(made: Any, hints: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """As many of one type as there are, or a fixed row of types."""
    if len(hints) == 2 and hints[1] is Ellipsis:
        return tuple(_items(made, hints[0], name))
    if not isinstance(made, list) or len(made) != len(hints):
        raise InputRefused(name, _shown(made), f"it must be a list of {len(hints)}")
    return tuple(
        _read(item, hint, f"{name}[{at}]")
        for at, (item, hint) in enumerate(zip(made, hints, strict=True))
    )


def _read_dose(made: Any, name: str) -> Dose:
    _is_mapping(made, name)
    if set(made) == {"in_mcg", "unit"} and made["unit"] == "mg":
        return Dose(_read_plain(made["in_mcg"], float, name), "mg")
    if len(made) != 1 or not set(made) <= {"mg", "mcg"}:
        raise InputRefused(name, _shown(made), 'it must be {"mg": number} or {"mcg": number}')
    ((unit, amount),) = made.items()
    return (mg if unit == "mg" else mcg)(_read_plain(amount, float, name))


def _read_date(made: Any, name: str) -> date:
    try:
        # Python reads weeks and other forms too: one form is written, one is read.
        if isinstance(made, str) and (day := date.fromisoformat(made)).isoformat() == made:
            return day
    except ValueError:
        pass
    raise InputRefused(name, _shown(made), "it must be a date written YYYY-MM-DD")


_WORDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a finite number"}


def _read_plain(made: Any, hint: Any, name: str) -> Any:
    wanted = (int, float) if hint is float else hint
    fits = isinstance(made, wanted) and (hint is bool or not isinstance(made, bool))
    if not fits or (isinstance(made, float) and not math.isfinite(made)):
        raise InputRefused(name, _shown(made), f"it must be {_WORDS[hint]}")
    return made


def _is_mapping(made: Any, name: str) -> None:
    if not isinstance(made, Mapping):
        raise InputRefused(name, _shown(made), "it must be a table of keys and values")


@cache
def _hints(kind: type) -> dict[str, Any]:
    """The fields a dataclass is made from, with their types; what it works out itself is left."""
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind) if f.init}


def _classes(hint: Any) -> dict[str, type]:
    """The dataclasses a field may hold, by name; amounts are none of them."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return {
        p.__name__: p for p in parts if isinstance(p, type) and is_dataclass(p) and p is not Dose
    }


def _shown(value: Any) -> str:
    return plain(repr(value), 60)
