"""What a function is asked with, as JSON and back: values of the package, entries of a record,
parts of what is known by their place, tables, sets, days.

What has no form (a lambda, an open file, a large array) cannot be kept: `NoForm`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from datetime import date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from importlib import import_module
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from msgspec import NODEFAULT

from baclofen.answering import Answer, answer
from baclofen.assessment import Assessment, assess
from baclofen.knowledge import Knowledge
from baclofen.planning import Plan, plan_oral
from baclofen.units import Dose, mcg, mg
from tests.people import known

#: In a table of JSON: what kind of thing it stands for.
KIND = "#"
Json = Any
#: An array larger than this is a model's, no input that anybody reads.
_LARGEST_ARRAY = 60
#: Whose classes and functions are told by their name.
_NAMED = ("baclofen", "builtins", "datetime", "operator", "math")
#: How deep what is known is looked through for its parts.
_DEEP = 6
_HOLDERS = (list, tuple, dict, MappingProxyType)


class NoForm(Exception):
    """A thing of this type has no form in JSON."""


#: How many parts a thing may still have.
_left = 0


def small(thing: Any, parts: int) -> Json:
    """The thing as JSON. Raises `NoForm` where it has none, or more parts than this."""
    global _left
    _left = parts
    return told(thing)


def whole(thing: Any) -> Json:
    """The thing as JSON, whatever it is: where a part has no form its type stands."""
    global _left
    _left = 10**9
    return told(thing, strict=False)


# --- things to JSON -----------------------------------------------------------------------


def told(thing: Any, *, strict: bool = True) -> Json:
    """The thing as JSON. Raises `NoForm` where it has none; where not strict, its type stands."""
    global _left
    _left -= 1
    if _left < 0:
        raise NoForm("too large")
    if thing is None or (isinstance(thing, bool | str) and type(thing) in (bool, str)):
        return thing
    if type(thing) is int:
        return thing
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else {KIND: "float", "v": repr(float(thing))}
    if (place := _places().get(id(thing))) is not None:
        return {KIND: "known", "v": place}
    if isinstance(thing, Enum):
        return {KIND: "enum", "c": _name_of(type(thing)), "v": thing.name}
    if isinstance(thing, Dose):
        return {KIND: "dose", "v": thing.in_mcg, "unit": thing.unit}
    if isinstance(thing, date):
        return {KIND: type(thing).__name__, "v": thing.isoformat()}
    return _told_of_many(thing, strict)


def _told_of_many(thing: Any, strict: bool) -> Json:
    if isinstance(thing, tuple) and hasattr(thing, "_fields"):
        held = {name: told(getattr(thing, name), strict=strict) for name in thing._fields}
        return {KIND: "value", "c": _name_of(type(thing)), "v": held}
    if type(thing) is tuple:
        return [told(one, strict=strict) for one in thing]
    if _is_json(thing):
        return {KIND: "json", "v": thing}
    if isinstance(thing, list | ValuesView | KeysView | ItemsView | Iterator):
        return {KIND: "list", "v": [told(one, strict=strict) for one in thing]}
    if isinstance(thing, set | frozenset):
        return {KIND: type(thing).__name__, "v": _sorted(told(o, strict=strict) for o in thing)}
    if isinstance(thing, Mapping):
        pairs = [[told(k, strict=strict), told(v, strict=strict)] for k, v in thing.items()]
        return {KIND: "table", "c": type(thing).__name__, "v": pairs}
    return _told_of_object(thing, strict)


def _told_of_object(thing: Any, strict: bool) -> Json:
    kind = type(thing)
    if strict and kind in _RECIPES:
        return _recipe(thing)
    if isinstance(thing, Knowledge):
        # What a test changed of it: the call is asked of what is known.
        return {KIND: "known", "v": ""}
    if hasattr(thing, "__struct_fields__"):
        held = {
            name: told(getattr(thing, name), strict=strict)
            for name, default in fields(kind)  # type: ignore[arg-type]
            if not _is_default(default, getattr(thing, name))
        }
        return {KIND: "value", "c": _name_of(kind), "v": held}
    if isinstance(thing, re.Pattern):
        return {KIND: "pattern", "v": thing.pattern, "flags": thing.flags}
    if isinstance(thing, np.ndarray | np.generic) and thing.size <= _LARGEST_ARRAY:
        return {KIND: "array", "c": str(thing.dtype), "v": thing.tolist()}
    if isinstance(thing, timedelta):
        return {KIND: "timedelta", "v": thing.total_seconds()}
    if isinstance(thing, Fraction | ZoneInfo):
        return {KIND: type(thing).__name__, "v": str(thing)}
    if isinstance(thing, re.Match) and _is_first(thing):
        parts = {"text": thing.string, "at": thing.start(), "until": thing.endpos}
        return {KIND: "match", "v": parts, "re": told(thing.re)}
    if isinstance(thing, bytes):
        return {KIND: "bytes", "v": thing.decode("latin-1")}
    if isinstance(thing, type | FunctionType | BuiltinFunctionType) and thing.__module__:
        name = _name_of(thing)
        if thing.__module__.startswith(_NAMED) and "<" not in name and named(name) is thing:
            return {KIND: "name", "v": name}
    if isinstance(thing, MethodType):
        return {KIND: "method", "v": told(thing.__self__, strict=strict), "c": thing.__name__}
    if kind.__module__.startswith("baclofen.") and "<" not in kind.__qualname__:
        held = {name: told(v, strict=strict) for name, v in sorted(_attributes(thing))}
        return {KIND: "object", "c": _name_of(kind), "v": held}
    if strict:
        raise NoForm(kind.__name__)
    return {KIND: "?", "v": kind.__name__}


def _is_first(found: re.Match[str]) -> bool:
    """Whether the same is found again where it was."""
    again = found.re.match(found.string, found.start(), found.endpos)
    return again is not None and again.span() == found.span()


def _recipe(thing: Any) -> Json:
    """What is worked out from little is kept as that little, where the same comes of it again."""
    if (kept := _worked.get(id(thing))) is None:
        need, work = _RECIPES[type(thing)]
        parts = [[name, told(getattr(thing, name))] for name in need]
        table = {KIND: "table", "c": "dict", "v": parts}
        form = {KIND: type(thing).__name__, "v": table}
        is_same = _is_same(work(**{name: getattr(thing, name) for name in need}), thing)
        kept = _worked[id(thing)] = (thing, form if is_same else None)
    if kept[1] is None:
        raise NoForm(f"another {type(thing).__name__} than the one that is worked out")
    return kept[1]


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, Answer):  # it holds arrays, that are not compared with `==`
        return all(
            getattr(one, n) == getattr(other, n) for n in ("judgement", "decision", "account")
        )
    return bool(one == other)


def _answer(inputs: Any) -> Answer:
    return answer(inputs, known())


def _assess(person: Any, request: Any) -> Assessment:
    return assess(person, known(), request)


def _plan(fit: Assessment) -> Plan:
    return plan_oral(fit, known())


#: What is worked out: from what, and how.
_RECIPES: Mapping[type, tuple[tuple[str, ...], Any]] = {
    Assessment: (("person", "request"), _assess),
    Plan: (("fit",), _plan),
    Answer: (("inputs",), _answer),
}
#: By their identity: the thing, kept so that it stays the only one of it, and its form.
_worked: dict[int, tuple[Any, Json]] = {}


def _attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    names = [s for k in type(thing).__mro__ for s in getattr(k, "__slots__", ())]
    yield from ((n, getattr(thing, n)) for n in names if hasattr(thing, n) and n != "__dict__")
    yield from getattr(thing, "__dict__", {}).items()


def _is_json(thing: Any) -> bool:
    """Whether it is a table or list as a record holds them, of nothing but what JSON has."""
    if isinstance(thing, dict):
        return (
            KIND not in thing
            and all(isinstance(k, str) for k in thing)
            and all(_is_json_part(v) for v in thing.values())
        )
    return isinstance(thing, list) and all(_is_json_part(v) for v in thing)


def _is_json_part(thing: Any) -> bool:
    return (
        thing is None
        or type(thing) in (bool, int, str)
        or _is_json(thing)
        or (type(thing) is float and math.isfinite(thing))
    )


@cache
def fields(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields of a value's class, and what each is by default."""
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    required = len(names) - len(defaults)
    return tuple(zip(names, (NODEFAULT,) * required + defaults, strict=True))


def _is_default(default: Any, value: Any) -> bool:
    if type(default).__name__ == "Factory":
        default = default.factory()
    return type(value) is type(default) and bool(value == default)


def _sorted(many: Iterator[Json]) -> list[Json]:
    return sorted(many, key=lambda one: json.dumps(one, sort_keys=True))


def _name_of(thing: Any) -> str:
    return f"{thing.__module__}:{thing.__qualname__}"


# --- and back -----------------------------------------------------------------------------


def made(form: Json) -> Any:
    """The thing that `told` wrote. Raises `LookupError` where its class, field or place is gone."""
    if isinstance(form, list):
        return tuple(made(one) for one in form)
    if not isinstance(form, dict):
        return form
    return _MAKERS[form[KIND]](form)


def _value(form: Json) -> Any:
    kind, held = named(form["c"]), {name: made(one) for name, one in form["v"].items()}
    try:
        return kind(**held)
    except TypeError as gap:
        raise LookupError(f"{form['c']}: {gap}") from None


@lru_cache(maxsize=400)
def assessed(words: str) -> Any:
    """What an assessment's parts, in JSON, come to. Kept, since many calls are asked with it."""
    return _assess(**made(json.loads(words)))


@lru_cache(maxsize=400)
def planned(words: str) -> Any:
    """What a plan's parts, in JSON, come to."""
    return _plan(**made(json.loads(words)))


@lru_cache(maxsize=400)
def answered(words: str) -> Any:
    """What an answer's inputs, in JSON, are answered with."""
    return _answer(**made(json.loads(words)))


def _object(form: Json) -> Any:
    new = object.__new__(named(form["c"]))
    for name, one in form["v"].items():
        object.__setattr__(new, name, made(one))
    return new


def _table(form: Json) -> Any:
    pairs = {made(k): made(v) for k, v in form["v"]}
    return MappingProxyType(pairs) if form["c"] == "mappingproxy" else pairs


@cache
def named(name: str) -> Any:
    module, _, path = name.partition(":")
    try:
        found: Any = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as gap:
        raise LookupError(str(gap)) from None
    return found


_MAKERS: Mapping[str, Any] = {
    "float": lambda form: float(form["v"]),
    "known": lambda form: _at(form["v"]),
    "enum": lambda form: named(form["c"])[form["v"]],
    "date": lambda form: date.fromisoformat(form["v"]),
    "datetime": lambda form: datetime.fromisoformat(form["v"]),
    "dose": lambda form: mg(form["v"] / 1000) if form["unit"] == "mg" else mcg(form["v"]),
    "json": lambda form: json.loads(json.dumps(form["v"])),
    "timedelta": lambda form: timedelta(seconds=form["v"]),
    "Fraction": lambda form: Fraction(form["v"]),
    "ZoneInfo": lambda form: ZoneInfo(form["v"]),
    "match": lambda form: made(form["re"]).match(
        form["v"]["text"], form["v"]["at"], form["v"]["until"]
    ),
    "bytes": lambda form: form["v"].encode("latin-1"),
    "method": lambda form: getattr(made(form["v"]), form["c"]),
    "list": lambda form: [made(one) for one in form["v"]],
    "set": lambda form: {made(one) for one in form["v"]},
    "frozenset": lambda form: frozenset(made(one) for one in form["v"]),
    "table": _table,
    "pattern": lambda form: re.compile(form["v"], form["flags"]),
    "array": lambda form: np.array(form["v"], dtype=form["c"]),
    "name": lambda form: named(form["v"]),
    "value": _value,
    "Assessment": lambda form: assessed(json.dumps(form["v"], sort_keys=True)),
    "Answer": lambda form: answered(json.dumps(form["v"], sort_keys=True)),
    "Plan": lambda form: planned(json.dumps(form["v"], sort_keys=True)),
    "object": _object,
}


# --- parts of what is known ---------------------------------------------------------------


@cache
def _parts() -> tuple[tuple[str, Any], ...]:
    """What is known and its parts that are more than a number or a word, by their place. The
    shortest place of each."""
    found: dict[int, tuple[str, Any]] = {}
    level = [("", known())]
    for _ in range(_DEEP):
        below = []
        for place, thing in level:
            if id(thing) in found or not _is_part(thing):
                continue
            found[id(thing)] = (place, thing)
            below += [(f"{place}/{name}", one) for name, one in _inner(thing)]
        level = below
    return tuple(found.values())


def _is_part(thing: Any) -> bool:
    if isinstance(thing, _HOLDERS):
        return len(thing) > 1
    return hasattr(thing, "__struct_fields__")


def _inner(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, dict | MappingProxyType):
        yield from ((str(key), one) for key, one in thing.items())
    elif isinstance(thing, list | tuple):
        yield from ((str(at), one) for at, one in enumerate(thing))
    elif hasattr(thing, "__struct_fields__"):
        yield from ((name, getattr(thing, name)) for name in thing.__struct_fields__)


@cache
def _places() -> Mapping[int, str]:
    return {id(thing): place for place, thing in _parts()}


@cache
def _by_place() -> Mapping[str, Any]:
    return dict(_parts())


def _at(place: str) -> Any:
    try:
        return _by_place()[place]
    except KeyError:
        raise LookupError(f"nothing known stands at {place}") from None
