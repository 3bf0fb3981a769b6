"""Small changes of a call: numbers about those that the function speaks of, words of its own, a
part left out, told twice, or taken from another call of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from itertools import islice
from random import Random
from types import CodeType, ModuleType
from typing import Any

from baclofen.errors import BaclofenError
from baclofen.knowledge.numbers import Numbers
from tests.asked.forms import KIND, fields, named
from tests.people import known

Json = Any
Path = tuple[Any, ...]
#: So many changes are made of one call at once.
_AT_ONCE = 3
#: A field is told in so many ways; a set of texts as each of so many.
_VALUES, _TEXTS = 12, 80
_MOST_DAYS = 400
_MOST_OF_A_NUMBER = 1e12
#: In a text so many words are exchanged for another.
_PLACES = 30
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
#: A text is made so long, in words or in characters.
_LONG = 600


class Words:
    """What a function's code and its module speak of: texts, and numbers, those that are known by
    a name among them."""

    def __init__(self, codes: Sequence[CodeType], home: ModuleType) -> None:
        numbers: set[float] = set()
        texts: set[str] = set()
        for code in codes:
            _gather(code, numbers, texts)
        for thing in vars(home).values():
            if isinstance(thing, str | int | float | tuple | frozenset):
                _gather(thing, numbers, texts)
            if isinstance(thing, type) and issubclass(thing, Numbers) and thing is not Numbers:
                with suppress(LookupError):  # no policy of what is known
                    _gather_fields(known().of(thing), numbers)
        for text in texts:
            with suppress(BaclofenError, LookupError, TypeError, ValueError):
                numbers.add(known().number(text))
        self.numbers = sorted(numbers)
        self.texts = sorted(texts)


def _gather_fields(thing: Numbers, numbers: set[float]) -> None:
    for name in thing.__struct_fields__:
        _gather(getattr(thing, name), numbers, set())


def _gather(thing: Any, numbers: set[float], texts: set[str]) -> None:
    if isinstance(thing, CodeType):
        for one in thing.co_consts:
            _gather(one, numbers, texts)
    elif isinstance(thing, tuple | frozenset):
        for one in thing:
            _gather(one, numbers, texts)
    elif isinstance(thing, str) and len(thing) < 60:
        texts.add(thing)
    elif isinstance(thing, int | float) and not isinstance(thing, bool):
        numbers.add(thing)


def changed(calls: Sequence[Json], words: Words, chance: Random, number: int) -> Iterator[Json]:
    """So many changed copies of these calls, each once."""
    seen = {json.dumps(one, sort_keys=True) for one in calls}
    for _ in range(number * 3):
        form = json.loads(json.dumps(chance.choice(calls)))
        other = chance.choice(calls)
        for _ in range(chance.randint(1, _AT_ONCE)):
            _change(form, other, words, chance)
        key = json.dumps(form, sort_keys=True)
        if key not in seen:
            seen.add(key)
            number -= 1
            yield form
        if number <= 0:
            return


def with_text(calls: Iterable[Json], text: str) -> Iterator[Json]:
    """Copies of these calls in which this text stands in the place of another, or beside others."""
    for call in calls:
        for path in paths_of(call):
            held = at_path(call, path)
            is_set = isinstance(held, dict) and held.get(KIND) in ("set", "frozenset")
            if not is_set and not (isinstance(held, str) and held != text):
                continue
            form = json.loads(json.dumps(call))
            new = {**held, "v": sorted({*map(str, held["v"]), text})} if is_set else text
            put_at(form, path, new)
            yield form


def with_word(calls: Iterable[Json], word: str) -> Iterator[Json]:
    """Copies of these calls in which this word stands in a text, in the place of another or before
    it, or is the name under which something is told."""
    for call in calls:
        for path in paths_of(call):
            held = at_path(call, path)
            if isinstance(held, str):
                put: Iterable[Json] = _worded(held, word)
            elif isinstance(held, dict) and KIND not in held:
                put = list(_renamed(held, word))
            else:
                continue
            for one in put:
                form = json.loads(json.dumps(call))
                put_at(form, path, one)
                yield form


def _worded(text: str, word: str) -> Iterator[str]:
    for found in islice(_WORD.finditer(text), _PLACES):
        before, behind = text[: found.start()], text[found.end() :]
        yield f"{before}{word}{behind}"
        yield f"{before}{word} {found[0]}{behind}"
    yield f"{text} {word}"


def _renamed(table: dict[str, Json], word: str) -> Iterator[dict[str, Json]]:
    for name in table:
        yield {word if key == name else key: value for key, value in table.items()}


def with_field(calls: Sequence[Json], one: str, other: str, words: Words) -> Iterator[Json]:
    """Copies of these calls in which one of two fields is told and not the other, or what each of
    them tells is exchanged."""
    known_values = {name: list(_told_as(calls, name)) for name in (one, other)}
    for call in calls:
        for path in paths_of(call):
            held = at_path(call, path)
            if not isinstance(held, dict) or held.get(KIND) != "value":
                continue
            defaults = _defaults(held["c"])
            if one not in defaults or other not in defaults:
                continue
            own = held["v"]
            tries = [{one: own.get(other), other: own.get(one)}]
            for name, left_out in ((one, other), (other, one)):
                values = [*known_values[name], *_of_a_kind(defaults[name], words)]
                tries += [{name: value, left_out: None} for value in values]
                tries += [{name: value} for value in values]
            for told in tries:
                form = json.loads(json.dumps(call))
                new = {
                    key: v for key, v in (own | told).items() if v is not None or key not in told
                }
                put_at(form, (*path, "v"), json.loads(json.dumps(new)))
                yield form


def _told_as(calls: Iterable[Json], name: str) -> Iterator[Json]:
    """What a field of this name holds in these calls, each once."""
    seen: set[str] = set()
    for call in calls:
        for path in paths_of(call):
            held = at_path(call, path)
            if isinstance(held, dict) and held.get(KIND) == "value" and name in held["v"]:
                key = json.dumps(held["v"][name], sort_keys=True)
                if key not in seen and len(seen) < _VALUES:
                    seen.add(key)
                    yield held["v"][name]


@cache
def _defaults(name: str) -> dict[str, Any]:
    """The fields of a value's class, by its name, and what each is where nothing is told."""
    try:
        return dict(fields(named(name)))
    except (AttributeError, LookupError):
        return {}


def _of_a_kind(default: Any, words: Words) -> list[Json]:
    """What a field may hold whose default this is."""
    if isinstance(default, bool):
        return [not default]
    if default is None:
        return [True, 0.0, 1.0, *words.numbers[:_VALUES], *words.texts[:_VALUES]]
    if isinstance(default, int | float):
        return [default + 1, *words.numbers[:_VALUES]]
    if isinstance(default, str):
        return list(words.texts[:_VALUES])
    if isinstance(default, frozenset):
        return [{KIND: "frozenset", "v": [text]} for text in words.texts[:_TEXTS]]
    return []


def _change(form: Json, other: Json, words: Words, chance: Random) -> None:
    path = chance.choice(list(paths_of(form)))
    if chance.random() < 0.3:
        given = at_path(other, path)
        held = at_path(form, path)
        if given is not _Gone and (_kind(given) == _kind(held) or None in (given, held)):
            put_at(form, path, json.loads(json.dumps(given)))
            return
    held = at_path(form, path)
    if chance.random() < 0.2:
        alike = [o for path in paths_of(form) if _kind(o := at_path(form, path)) == _kind(held)]
        given = json.loads(json.dumps(chance.choice(alike)))
        put_at(form, path, _turned(given, words, chance) if chance.random() < 0.5 else given)
        return
    put_at(form, path, _turned(held, words, chance))


def _kind(form: Json) -> Any:
    return form.get(KIND) if isinstance(form, dict) else type(form)


def _turned(held: Json, words: Words, chance: Random) -> Json:
    if isinstance(held, bool):
        return not held
    if isinstance(held, int | float):
        return _number(held, words, chance)
    if isinstance(held, str):
        return _text(held, words, chance)
    if isinstance(held, list):
        return _list(held, chance)
    if isinstance(held, dict):
        return _table(held, words, chance)
    return chance.choice([None, *words.texts[:20], *words.numbers[:5], True, False])


def _number(held: float, words: Words, chance: Random) -> float:
    near = [held + 1, held - 1, 0, -held, held * 2, 1]
    for one in words.numbers:
        near += [one, one + 1, one - 1]
    new = chance.choice(near)
    if isinstance(held, int):
        return int(new) if abs(new) < _MOST_OF_A_NUMBER else held
    return float(new) + chance.choice([0.0, 0.0, 0.25, -0.25, 1e-6])


def _text(held: str, words: Words, chance: Random) -> str:
    try:
        return _shifted(held[:10], words, chance) + held[10:]
    except (ValueError, OverflowError):
        pass
    if chance.random() < 0.4:
        return _with_number(held, words, chance)
    return chance.choice([*words.texts, "", held.upper(), f"{held} x", held[: len(held) // 2]])


def _with_number(held: str, words: Words, chance: Random) -> str:
    """A text with another number in it, or one as long as a number says."""
    figures = [*_FIGURE.finditer(held)]
    numbers = words.numbers or [0.0, 1.0, 10.0]
    if figures and chance.random() < 0.7:
        one = chance.choice(figures)
        new = chance.choice([*numbers, float(one[0].replace(",", ".")) + chance.choice([1, -1])])
        return f"{held[: one.start()]}{new:g}{held[one.end() :]}"
    long = [int(n) for n in numbers if 0 < n <= _LONG]
    if not long:
        return f"{held} x"
    size = chance.choice(long) + chance.choice([0, 0, 0, 1, -1])
    if chance.random() < 0.5:
        return held[:size].ljust(size, "x")
    own = held.split() or ["x"]
    return " ".join((own + ["x"] * size)[:size])


def _shifted(day: str, words: Words, chance: Random) -> str:
    days = [1, -1, 2, 7, *(int(n) for n in words.numbers if 0 < n < _MOST_DAYS)]
    by = chance.choice(days) * chance.choice([1, -1]) + chance.choice([0, 0, 1, -1])
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _list(held: list[Json], chance: Random) -> Json:
    made = list(held)
    if not made:
        return made
    at = chance.randrange(len(made))
    how = chance.randrange(4)
    if how == 0:
        del made[at]
    elif how == 1:
        made.insert(at, made[at])
    elif how == 2:
        made.reverse()
    else:
        made = [made[at]]
    return made


def _table(held: dict[str, Json], words: Words, chance: Random) -> Json:
    made = dict(held)
    kind = made.get(KIND)
    if kind in ("date", "datetime"):
        made["v"] = _text(made["v"], words, chance)
    elif kind in ("set", "frozenset") or (kind == "list"):
        if made["v"] and chance.random() < 0.5:
            made["v"] = _list(made["v"], chance)
        elif words.texts:
            made["v"] = sorted({*map(str, made["v"]), chance.choice(words.texts)})
    elif kind in ("value", "object", "json") and isinstance(made["v"], dict) and made["v"]:
        inner = dict(made["v"])
        name = chance.choice(sorted(inner))
        if (
            kind == "value"
            and chance.random() < 0.4
            and _tell_more(made["c"], inner, words, chance)
        ):
            made["v"] = inner
            return made
        if kind == "json" or chance.random() < 0.5:
            del inner[name]
        made["v"] = inner
    elif kind == "dose":
        made["v"] = _number(float(made["v"]), words, chance) * chance.choice([1, 1, 1000])
    elif kind is None and made:
        del made[chance.choice(sorted(made))]
    return made


def _tell_more(name: str, inner: dict[str, Json], words: Words, chance: Random) -> bool:
    """Tells a field that was not told, where there is one."""
    silent = [field for field in sorted(_defaults(name)) if field not in inner]
    if silent:
        field = chance.choice(silent)
        if given := _of_a_kind(_defaults(name)[field], words):
            inner[field] = chance.choice(given)
            return True
    return False


class _Gone:
    """Stands for a place that is not there."""


def paths_of(form: Json, so_far: Path = ()) -> Iterator[Path]:
    """The places that may be changed; classes and places of what is known stay."""
    if isinstance(form, dict):
        kind = form.get(KIND)
        if kind in ("known", "name", "enum", "pattern", "array", "float", "bytes"):
            return
        if so_far:
            yield so_far
        if kind in ("date", "datetime", "dose"):
            return
        for key in ("v",) if kind and "v" in form else tuple(form):
            yield from paths_of(form[key], (*so_far, key))
    elif isinstance(form, list):
        if len(so_far) > 1:
            yield so_far
        for at, one in enumerate(form):
            yield from paths_of(one, (*so_far, at))
    elif len(so_far) > 1:
        yield so_far


def at_path(form: Json, path: Path) -> Json:
    for part in path:
        if (isinstance(form, dict) and part in form) or (
            isinstance(form, list) and isinstance(part, int) and part < len(form)
        ):
            form = form[part]
        else:
            return _Gone
    return form


def put_at(form: Json, path: Path, given: Json) -> None:
    *above, last = path
    for part in above:
        form = form[part]
    form[last] = given
