"""An answer worked out again from its own file: the same to the byte, or what differs and why.

Under another version or other knowledge the inputs are answered anew, and the decisions that differ
are shown. The file itself is never rewritten.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Literal

from baclofen import codec
from baclofen.answering.door import answer
from baclofen.answering.file import FORMAT, answer_json
from baclofen.answering.inputs import Inputs
from baclofen.answering.older import ANSWER, OLDER, inputs_of_older
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnreadableFile
from baclofen.knowledge import Knowledge
from baclofen.value import Value
from baclofen.version import VERSION

#: Numbers nearer than this are one number that two processors rounded apart.
NEAR = 1e-5
_WIDTH = 160
#: More values than the answer to the largest record has.
MOST_VALUES = 1_000_000
#: What a decision is: everything else of a file explains it.
_DECISIONS = (
    "today", "jurisdiction", "request", "verdict", "headline", "judgement", "figures", "decision",
)  # fmt: skip
#: Parts of them that are words around a decision, or a forecast.
_AROUND = frozenset({"why", "says", "origin", "text", "ask", "say", "record", "median_by_day"})


class Replayed(Value):
    """What came of working an answer out again.

    `how`: the same byte for byte, the same but for numbers at the edge of rounding (1e-5), the
    same decisions under another version or knowledge, or another answer. `differences` says what.
    """

    how: Literal["same", "near", "same decisions", "differs"]
    version: str
    knowledge: str
    differences: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        return self.how != "differs"


def replay(raw: bytes, known: Knowledge, *, name: str = "file") -> Replayed:
    """Answer the inputs of a file again, and compare. Raises `InputRefused` for other files.

    `raw` is the file as it stands: its bytes are what is compared.
    """
    kept = _parsed(raw, name)
    here = {"version": VERSION, "knowledge": known.digest[:12]}
    if kept["format"] in OLDER:
        again = json.loads(answer_json(answer(inputs_of_older(kept), known), known))
        found = tuple(_decided(_flat_older(kept), _flat(again), is_older=True))
        return _said("differs" if found else "same decisions", found, here)
    inputs: Inputs = codec.read(Inputs, kept["origin"]["inputs"], name="inputs")
    text = answer_json(answer(inputs, known), known)
    if text.encode() == raw:
        return _said("same", (), here)
    again = json.loads(text)
    moved = [
        f"{what}: {_short(was)} in the file, {_short(now)} here"
        for what, was, now in (
            ("version", kept["version"], again["version"]),
            ("knowledge", kept["origin"]["knowledge"], again["origin"]["knowledge"]),
        )
        if was != now
    ]
    if moved:
        found = tuple(_decided(_flat(kept), _flat(again)))
        return _said("differs" if found else "same decisions", (*moved, *found), here)
    found = tuple(_different(kept, again))
    if not found:
        return _said("near" if kept != again else "differs", _edges(kept, again), here)
    return _said("differs", found, here)


def _said(how: Any, differences: tuple[str, ...], here: Mapping[str, str]) -> Replayed:
    return Replayed(how, here["version"], here["knowledge"], differences)


def _parsed(raw: bytes, name: str) -> dict[str, Any]:
    if raw.count(b",") > MOST_VALUES:
        raise UnreadableFile(
            "file", name, f"it must be an answer, of at most {MOST_VALUES:,} values",
            do="A file that was changed is made again from its record, not mended.",
        )  # fmt: skip
    try:
        kept = json.loads(
            raw, parse_constant=_no_number, parse_float=_number, parse_int=_whole,
            object_pairs_hook=_each_once,
        )  # fmt: skip
        # A half of a character pair is text that no file can hold.
        json.dumps(kept, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as gap:
        raise UnreadableFile(
            "file", name, f"it must be JSON as it was written ({str(gap)[:80]})",
            do="A file that was cut or changed is made again, not mended.",
        ) from None  # fmt: skip
    made = kept.get("format") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or made not in (FORMAT, *OLDER):
        raise UnreadableFile(
            "file", name, f"it must be an answer of the format {FORMAT}, or {' or '.join(OLDER)}",
            do="Older files carry no inputs: answer again from the record.",
        )  # fmt: skip
    origin = kept.get("origin")
    if not isinstance(origin, dict) or "inputs" not in origin or "knowledge" not in origin:
        origin = None
    if origin is not None and not isinstance(origin["knowledge"], str):
        origin = None
    if origin is None or not isinstance(kept.get("version"), str):
        raise InputRefused(
            f"{'origin' if origin is None else 'version'} of {name}", "missing or of another form",
            "it must hold version, knowledge and inputs, as `baclofen plan` writes them",
            do="Make it again from its record.",
        )  # fmt: skip
    return kept


_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
#: More digits than any number of an answer has.
_MOST_DIGITS = 18


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _number(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is no number")
    return number


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError("a number of too many digits")
    return int(text)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one table")
    return made


def _different(one: Any, other: Any, place: str = "") -> Iterator[str]:
    """Where two answers differ by more than rounding."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            if (key in one) is not (key in other):
                where = "the file" if key in one else "the answer here"
                yield f"{place}.{key}".lstrip(".") + f": stands only in {where}"
                continue
            yield from _different(one.get(key), other.get(key), f"{place}.{key}".lstrip("."))
    elif isinstance(one, list) and isinstance(other, list):
        for at, (a, b) in enumerate(zip_longest(one, other)):
            yield from _different(a, b, f"{place}[{at}]")
    elif not _near(one, other):
        yield f"{place}: {_short(one)} in the file, {_short(other)} here"


def _near(one: Any, other: Any) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    if numbers and not isinstance(one, bool) and not isinstance(other, bool):
        return bool(abs(one - other) <= NEAR * max(abs(one), abs(other), 1e-300))
    return bool(one == other)


def _edges(one: Any, other: Any) -> tuple[str, ...]:
    """Numbers that rounding alone tells apart, or the form of the text."""
    count = sum(1 for _ in _apart(one, other))
    if count:
        return (f"{count} numbers at the edge of rounding, the same to {NEAR:g}",)
    return ("the values are the same; the text was written in another form",)


def _apart(one: Any, other: Any) -> Iterator[None]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*one, *other)):
            yield from _apart(one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list):
        for a, b in zip_longest(one, other):
            yield from _apart(a, b)
    elif one != other:
        yield None


def _flat(made: Mapping[str, Any]) -> dict[str, Any]:
    """Every decision of an answer by its place: verdicts, rules, steps, settings, ceilings."""
    found = {
        place: value
        for name in _DECISIONS
        for place, value in _leaves(made.get(name), name)
        if value is not None
    }
    headline = made.get("headline")
    if isinstance(headline, dict):
        # Its words may be others in another version; its numbers are the decision's.
        found["headline"] = " ".join(_NUMBERS.findall(str(headline.get("text"))))
    return found


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in _AROUND and key not in ("forecast", "ways_down", "weighed", "effect"):
                yield from _leaves(item, f"{place}.{key}")
    elif isinstance(value, list):
        for at, item in enumerate(value):
            # What has an id or a name keeps its place in a list that grew before it, an id as well.
            if isinstance(item, str):
                yield f"{place}[{item}]", True
                continue
            named = item.get("id") or item.get("name") if isinstance(item, dict) else None
            named = named.get("phrase") if isinstance(named, dict) else named
            yield from _leaves(item, f"{place}[{named or at}]")
    else:
        yield place, value


#: What an answer of the form 1 held as words, and is now a phrase with its values.
_WORDS_ONCE = frozenset({"when", "what", "by", "review_if", "expected"})
_NAMED_ONCE = "decision.choice.options"


def _flat_older(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The decisions of a file of an older form, by the places of today's."""
    if kept["format"] == ANSWER:
        # What has a phrase today was words alone there.
        return {
            place: value
            for place, value in _flat(kept).items()
            if place.rpartition(".")[2] not in _WORDS_ONCE and not place.startswith(_NAMED_ONCE)
        }
    found: dict[str, Any] = {"verdict": kept.get("verdict")}
    for name in ("up", "down", "if_needed"):
        found |= dict(_leaves(kept.get(name), f"decision.{name}"))
    found["decision.ceiling_mg_per_day"] = kept.get("ceiling_mg_per_day")
    return {place: value for place, value in found.items() if value is not None}


def _decided(
    was: Mapping[str, Any], now: Mapping[str, Any], *, is_older: bool = False
) -> Iterator[str]:
    """Decisions that differ; those that an older file could not yet hold are not compared."""
    for place in dict.fromkeys((*was, *now)):
        one, other = was.get(place), now.get(place)
        if is_older and place not in was and not place.startswith(("decision.up", "decision.down")):
            continue
        if not _near(one, other):
            yield f"{place}: {_short(one)} in the file, {_short(other)} here"


def _short(value: object) -> str:
    # On one line: what a file holds never looks like what is said of it.
    return "nothing" if value is None else plain(str(value), _WIDTH)
