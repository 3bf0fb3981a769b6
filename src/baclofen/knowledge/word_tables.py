"""Tables of words that are no names: functions and their loss, values in words, what was swallowed,
phrases of another meaning, notes, parts of the day, kept lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.measured_words import MeasuredWords
from baclofen.knowledge.names import names_of, words_in
from baclofen.knowledge.number_words import NumberWords
from baclofen.knowledge.other_meanings import OtherMeanings
from baclofen.knowledge.pump_words import PumpWords
from baclofen.knowledge.swallowed import Swallowed
from baclofen.value import asdict

Row = Mapping[str, str]
Tables = Mapping[str, Any]


def several(text: str) -> list[str]:
    """The parts of a cell that holds several."""
    return [part for part in text.split(";") if part]


def words_by_kind(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The words of a table by their kind."""
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        words[row["kind"]].append(row["word"])
    return words


def others_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The words of other meanings by kind, and what a phrase reads as."""
    found = list(rows)
    reads = {" ".join(words_in(r["word"])): r["reads"] for r in found if r["reads"]}
    return {"words": words_by_kind(found), "reads": reads}


#: What a row of a function begins its kind with.
_FUNCTION = "function "


def functions_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The words of functions and of their loss by kind, and the alarms of each function."""
    words: dict[str, list[str]] = defaultdict(list)
    does: dict[str, list[str]] = defaultdict(list)
    means: dict[str, list[str]] = {}
    for row in rows:
        kind = row["kind"].removeprefix(_FUNCTION)
        if kind == row["kind"]:
            words[kind].append(row["word"])
        elif means.setdefault(kind, several(row["means"])) != several(row["means"]):
            raise KnowledgeError(f"functions.csv: {kind!r} means two things")
        else:
            does[kind].append(row["word"])
    return {"words": words, "functions": does, "means": means}


#: What the words of one level of alertness begin their kind with.
_LEVEL = "alertness "


def measured_of(rows: Iterable[Row]) -> dict[str, Any]:
    """What each value is called, the words beside which it is another's, and those between."""
    names: dict[str, list[str]] = defaultdict(list)
    unless: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        names[row["of"]].append(row["word"])
        unless[row["of"].split()[0]].update(dict.fromkeys(several(row["unless"])))
    between, where, then = (names.pop(kind) for kind in ("between", "where", "then"))
    lowest, asleep = names.pop("lowest"), names.pop("asleep")
    others = {of: [*words] for of, words in unless.items()}
    kinds = [of for of in names if of.startswith(_LEVEL)]
    levels = {of.removeprefix(_LEVEL): names.pop(of) for of in kinds}
    return {
        "names": names, "unless": others, "between": between, "where": where, "then": then,
        "levels": levels, "lowest": lowest, "asleep": asleep,
    }  # fmt: skip


def numbers_of(rows: Iterable[Row]) -> dict[str, str]:
    """The number that each word means."""
    return {row["word"]: row["value"] for row in rows}


def measured_words_of(tables: Tables) -> MeasuredWords:
    """The words by which a value is told, of the tables as they are kept."""
    return MeasuredWords(**tables["measured"], numbers=NumberWords(tables["numbers"]))


def heard_of(tables: Tables) -> tuple[Swallowed, PumpWords, OtherMeanings]:
    """What is heard beside stems, of the tables as kept: what was swallowed, with the names of
    baclofen, a pump in trouble, and phrases of another meaning."""
    words = {**tables["swallowed"], "baclofen": tables["baclofen_names"]}
    swallowed = Swallowed(words, NumberWords(tables["numbers"]))
    return swallowed, PumpWords(tables["pump_words"]), OtherMeanings(**tables["others"])


def times_of_day_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The parts of the day in their order, which part a code of a timing means, and the index of
    the words for one."""
    found = list(rows)
    return {
        "day_parts": list(dict.fromkeys(r["part"] for r in found)),
        "day_codes": {r["name"]: r["part"] for r in found if r["kind"] == "code"},
        "day_words": index_of((r["name"], [r["part"]]) for r in found if r["kind"] == "word"),
    }


def index_of(
    pairs: Iterable[tuple[str, list[str]]], by_sound: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """An index of names as a plain object, so that no start has to make it."""
    return asdict(names_of(pairs, by_sound))


def self_named(*lists: Mapping[str, Any]) -> dict[str, Any]:
    """The index of the names of kept lists, each of which means itself."""
    words = (name for of in lists for name in (*of["words"], *of["snomed_words"]))
    return index_of((name, [name]) for name in words)
