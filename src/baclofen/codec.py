"""Values as JSON and back, strictly: the same value, or a refusal that names the place.

The types of the values say what is allowed; there is no second list of fields to keep. Every field
is written, none is left to a default that could change its meaning. Dates are ISO text, a dose is
`{"mg": x}` or `{"mcg": x}`, a set a sorted list. Where a field may hold one of several values, `is`
names which.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import msgspec

from baclofen.errors import InputRefused
from baclofen.units import Dose, mcg, mg

T = TypeVar("T")
#: Lines of a file that people may read; the order of keys is that of the fields.
_INDENT = 1


def encode(value: Any) -> bytes:
    """The value as JSON, indented, ending in a newline: the same value gives the same bytes.

    Raises `InputRefused` for a number that is not finite.

    >>> encode({"dose": mg(7.5), "some": ("a", "b")}).decode().split()
    ['{', '"dose":', '{', '"mg":', '7.5', '},', '"some":', '[', '"a",', '"b"', ']', '}']
    """
    plain = builtins(value)
    text = msgspec.json.format(msgspec.json.encode(plain), indent=_INDENT)
    return text + b"\n"


def builtins(value: Any) -> Any:
    """The value in plain JSON types. Raises `InputRefused` for a number that is not finite."""
    # Sets of a value come sorted; a table put together by hand keeps the order of its keys.
    order: Literal["deterministic"] | None
    order = "deterministic" if isinstance(value, msgspec.Struct) else None
    return _plain(msgspec.to_builtins(value, enc_hook=_encoded, order=order))


def decode(kind: Any, raw: bytes | str, *, name: str) -> Any:
    """The value of this type that `encode` wrote. Raises as `read` does."""
    try:
        plain = msgspec.json.decode(raw)
    except msgspec.DecodeError as gap:
        raise InputRefused(name, f"no JSON ({gap})", "it must be JSON") from None
    return read(kind, plain, name=name)


def read(kind: Any, plain: Any, *, name: str) -> Any:
    """The value of this type from JSON types. Every field must be there, and no other.

    Raises `InputRefused`, naming the place; and as the value itself does.

    >>> read(Dose, {"mg": 5.0}, name="dose"), read(Dose, {"mcg": 50}, name="dose")
    (5 mg, 50 mcg)
    >>> read(Dose, {"g": 1}, name="dose")
    Traceback (most recent call last):
        ...
    baclofen.errors.InputRefused: dose is {'g': 1}; it must be {"mg": number} or {"mcg": number}.
    """
    try:
        value = msgspec.convert(plain, kind, dec_hook=_decoded)
    except msgspec.ValidationError as gap:
        raise _refusal(gap, plain, name) from None
    if (place := _differs(builtins(value), plain)) is not None:
        raise InputRefused(
            f"{name}{place}", "missing, or in another form than it was written",
            "every field must be there as it was written",
            do="A file that was changed by hand is made again, not mended.",
        )  # fmt: skip
    return value


def compact(value: Any) -> bytes:
    """The value as JSON on one line, for a machine that keeps many: fields at their default are
    written too. Raises `InputRefused` for a number that is not finite."""
    return msgspec.json.encode(builtins(value))


def reader(kind: Any, *, name: str) -> Callable[[bytes], Any]:
    """Reads values of one type that `compact` wrote, at speed. Nothing is held against the bytes
    beyond the type: something else, as a hash, must vouch for them. Raises `InputRefused`."""
    decoder = msgspec.json.Decoder(kind, dec_hook=_decoded)

    def read_one(raw: bytes) -> Any:
        try:
            return decoder.decode(raw)
        except (msgspec.ValidationError, msgspec.DecodeError) as gap:
            raise InputRefused(
                name, "of another form", "it must be as it was written", why=str(gap)
            ) from None

    return read_one


def schema(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type, of the form that `encode` writes."""
    return msgspec.json.schema(kind, schema_hook=_schema)


def _encoded(value: Any) -> Any:
    if isinstance(value, Dose):
        return _dose(value)
    if isinstance(value, MappingProxyType):
        return {key: value[key] for key in sorted(value)}
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON")


def _dose(dose: Dose) -> dict[str, Any]:
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


def _decoded(kind: type, made: Any) -> Any:
    if kind is not Dose:
        raise NotImplementedError(f"{kind.__name__} is not read from JSON")
    if isinstance(made, dict):
        amounts = [v for v in made.values() if isinstance(v, int | float) and v is not True]
        if set(made) == {"in_mcg", "unit"} and made["unit"] == "mg" and amounts:
            return Dose(amounts[0], "mg")
        if len(made) == 1 and set(made) <= {"mg", "mcg"} and len(amounts) == 1:
            return (mg if "mg" in made else mcg)(amounts[0])
    raise InputRefused("dose", repr(made)[:60], 'it must be {"mg": number} or {"mcg": number}')


def _schema(kind: type) -> dict[str, Any]:
    if kind is Dose:
        amount = {"type": "number", "minimum": 0}
        return {
            "type": "object",
            "title": "Dose",
            "description": "An amount of baclofen with its unit: mg by mouth, mcg into the spine.",
            "properties": {"mg": amount, "mcg": amount, "in_mcg": amount, "unit": {"const": "mg"}},
            "minProperties": 1,
            "additionalProperties": False,
        }
    raise NotImplementedError(f"{kind.__name__} has no schema")


class _NotFinite(Exception):
    """Somewhere inside there is a number that is not finite."""


def _plain(made: Any) -> Any:
    """The same with lists for tuples. Raises `InputRefused` for a number that is not finite."""
    try:
        return _listed(made)
    except _NotFinite:
        place, number = next(_not_finite(made, "value"))
        raise InputRefused(place, str(number), "it must be a finite number") from None


def _listed(made: Any) -> Any:
    # Without the places: they are looked for where they are wanted.
    if isinstance(made, dict):
        return {key: _listed(item) for key, item in made.items()}
    if isinstance(made, list | tuple):
        return [_listed(item) for item in made]
    if isinstance(made, float) and not math.isfinite(made):
        raise _NotFinite
    return made


def _not_finite(made: Any, place: str) -> Iterator[tuple[str, float]]:
    """Every number that is not finite, with its place."""
    if isinstance(made, float) and not math.isfinite(made):
        yield place, made
    elif isinstance(made, dict):
        for key, item in made.items():
            yield from _not_finite(item, f"{place}.{key}")
    elif isinstance(made, list | tuple):
        for at, item in enumerate(made):
            yield from _not_finite(item, f"{place}[{at}]")


_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<place>[^`]*)`)?$", re.DOTALL)


def _refusal(gap: msgspec.ValidationError, plain: Any, name: str) -> InputRefused:
    """What msgspec found wrong, in our words: the place, what came, what is allowed."""
    found = _PLACE.match(str(gap))
    place = (found["place"] or "$") if found else "$"
    what = found["what"] if found else str(gap)
    came = _at(plain, place)
    return InputRefused(
        name + place.removeprefix("$").removeprefix(".").join((".", "")) if place != "$" else name,
        repr(came)[:60], f"{what[:1].lower()}{what[1:]}".replace("`", ""),
        do="A file that was changed by hand is made again, not mended.",
    )  # fmt: skip


def _at(plain: Any, place: str) -> Any:
    """What stands at a place such as `$.patient.kidney[0].value`; the whole where it is lost."""
    came = plain
    for step in re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", place):
        key, index = step
        try:
            came = came[key] if key else came[int(index)]
        except (KeyError, IndexError, TypeError, ValueError):
            return came
    return came


def _differs(made: Any, plain: Any) -> str | None:
    """Where two JSON values differ first; numbers of one value are the same, as 5 and 5.0."""
    try:
        # The same text is the same value; another one may still be, as 5.0 beside 5.
        if msgspec.json.encode(made) == msgspec.json.encode(plain):
            return None
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        pass
    return _difference(made, plain, "")


def _difference(made: Any, plain: Any, place: str) -> str | None:
    if isinstance(made, dict) and isinstance(plain, dict):
        for key in (*made, *(k for k in plain if k not in made)):
            if key not in made or key not in plain:
                return f"{place}.{key}"
            if (found := _difference(made[key], plain[key], f"{place}.{key}")) is not None:
                return found
        return None
    if isinstance(made, list) and isinstance(plain, list):
        if len(made) != len(plain):
            return place or "."
        for at, (one, other) in enumerate(zip(made, plain, strict=True)):
            if (found := _difference(one, other, f"{place}[{at}]")) is not None:
                return found
        return None
    same = made == plain and isinstance(made, bool) is isinstance(plain, bool)
    return None if same else place or "."
