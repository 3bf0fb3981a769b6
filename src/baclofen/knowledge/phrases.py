"""Sentences as data: a file of phrases for each language, with placeholders for every number.

    [pump.stay]
    says = "Stay at {rate}{bridge}.{refill}"
    takes = ["bridge", "rate", "refill"]
    why = ["P-FORMULAS"]

A placeholder is a name that the code fills (`{rate}`), a value of a rule or schedule
(`{T-PROJECT.hold_days}`), or a fact (`{kidney.egfr_usual}`), or one of its several values
(`{optimum.cost.0}`). After a colon it may say how it is shown: `first` sentence only, that as a
`clause` without its stop, a `lower` or `upper` first letter, a day as an `iso` date, several as
`list`, `lines`, `plus`, `row` (of whole sentences), `and`, `or` or `range` (and after a space how
each of them is: `plus mg`; `upper count` likewise shows as `count` first),
one of two words by number (`?day|days`, `?an hour|# hours`), a table of `[words]` by its name, a
dose as a bare number of `mg` or `mcg`, a share as `percent` (or `percent.1f`), or a format of
Python for numbers (`+.1f`). A table may have words for any `else`, with `#` for what they are said
of.

Another language's file may also hold the sentence of a rule or schedule, under its id (`ID.short`
for its short reason), and the texts of a question (`question.ID.ask`, `provided`, `say`), with the
same placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from string import Formatter
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.note import Note, Shown
from baclofen.units import Dose
from baclofen.value import Value

#: The language that has every phrase, with what each rests on.
FIRST = "en"


class Phrase(Value):
    """One sentence with placeholders. `takes` are those that the code fills, as the code has them;
    `digits` says why its words hold a digit (`CYP2D6`)."""

    id: str
    says: str
    why: tuple[str, ...] = ()
    takes: frozenset[str] = frozenset()
    digits: str = ""


class Language(Value):
    """How one language writes numbers, days and lists; its `words` by table, and its phrases."""

    id: str
    decimal: str
    thousands: str
    months: tuple[str, ...]
    day: str
    joined: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Phrase]


class Hole(Value):
    """A placeholder: what fills it, and how that is shown."""

    name: str
    shown: str


@cache
def pieces(says: str) -> tuple[str | Hole, ...]:
    """The words and placeholders of a phrase, in turn. Raises `KnowledgeError`.

    >>> pieces("Hold {days} {days:?day|days}.")
    ('Hold ', Hole(name='days', shown=''), ' ', Hole(name='days', shown='?day|days'), '.')
    """
    found: list[str | Hole] = []
    try:
        for words, name, shown, _ in Formatter().parse(says):
            found += [words] if words else []
            found += [Hole(name, shown or "")] if name is not None else []
    except ValueError as gap:
        raise KnowledgeError(f"the phrase {says!r} cannot be read: {gap}") from None
    return tuple(found)


def holes(says: str) -> Iterator[Hole]:
    """The placeholders of a phrase."""
    return (piece for piece in pieces(says) if isinstance(piece, Hole))


def own_names(says: str) -> frozenset[str]:
    """The placeholders that the code fills: those that are not looked up in what is known."""
    return frozenset(hole.name for hole in holes(says) if not is_looked_up(hole.name))


def is_looked_up(name: str) -> bool:
    """Whether a placeholder names a fact, or a value of a rule or schedule."""
    return "." in name


#: Fills what a phrase looks up: the name of a placeholder and the rule whose own sentence it stands
#: in (or "") in, its value out.
Lookup = Callable[[str, str], Shown]


class Speaker(Value):
    """Words notes in one language, and in the first one where that lacks a phrase."""

    language: Language
    first: Language
    look_up: Lookup
    says_of_rule: Callable[[str], str]

    def say(self, note: Note) -> str:
        """The sentence. Raises `KnowledgeError` for a placeholder that is not filled."""
        return self.fill(self.template(note.phrase), dict(note.values), note.phrase)

    def template(self, name: str) -> str:
        """The phrase of this name here, else in the first language, else the rule's own words."""
        for language in (self.language, self.first):
            if (phrase := language.phrases.get(name)) is not None:
                return phrase.says
        return self.says_of_rule(name)

    def fill(self, says: str, values: Mapping[str, Shown], id: str = "") -> str:
        """The phrase with its placeholders filled; `id` is its own, which may be a rule's."""
        return "".join(
            piece if isinstance(piece, str) else self.filled(piece, values, id)
            for piece in pieces(says)
        )

    def filled(self, hole: Hole, values: Mapping[str, Shown], id: str) -> str:
        """What stands for one placeholder. Raises `KnowledgeError`."""
        value = values[hole.name] if hole.name in values else self.look_up(hole.name, id)
        try:
            return self.shown(value, hole.shown)
        except (ValueError, TypeError, LookupError, AttributeError) as gap:
            raise KnowledgeError(
                f"{id} shows {{{hole.name}}} as {hole.shown!r}, which {value!r} cannot be ({gap})"
            ) from None

    def shown(self, value: Shown, how: str) -> str:
        """One value in words, shown so. Raises `KnowledgeError` where that makes no sense."""
        if value is None:
            return ""
        if how.startswith("?"):
            one, _, other = how[1:].partition("|")
            words = one if value in _ONE else other
            return words.replace("#", self.shown(value, "")) if "#" in words else words
        kind, _, each = how.partition(" ")
        if kind in _SENTENCES:
            return _SENTENCES[kind](self.shown(value, each))
        if (table := self._table(how)) is not None:
            return self._tabled(value, how, table)
        if isinstance(value, tuple):
            return self._several(value, how)
        if isinstance(value, Note):
            return self.say(value)
        if isinstance(value, date) and how == "iso":
            return value.isoformat()
        if isinstance(value, date):
            month = self.language.months[value.month - 1]
            return self.language.day.format(day=value.day, month=month, year=value.year)
        if isinstance(value, Dose) and how[:2] in ("mg", "mc"):
            unit, number = _DOSE.fullmatch(how).groups()  # type: ignore[union-attr]
            return self._number(value.in_mg if unit == "mg" else value.in_mcg, number)
        if isinstance(value, Dose):
            return self._local(str(value))
        if isinstance(value, str):
            return value
        if how.startswith("percent"):
            # To more digits than any source prints, and to no more.
            return self._number(value * 100, how.removeprefix("percent") or ".12g")
        return self._number(value, how)

    def shows(self, how: str) -> bool:
        """Whether there is this way to show a value."""
        kind, _, each = how.partition(" ")
        if how.startswith("?"):
            return "|" in how
        if how == "iso" or self._table(how) is not None:
            return True
        if kind in (*_SENTENCES, *_BETWEEN, "range", "and", "or"):
            return self.shows(each)
        if (dose := _DOSE.fullmatch(how)) is not None:
            how = dose[2]
        try:
            format(1.0, how.removeprefix("percent"))
        except ValueError:
            return False
        return True

    def _table(self, name: str) -> Mapping[str, str] | None:
        return self.language.words.get(name) or self.first.words.get(name)

    def _tabled(self, value: Shown, name: str, table: Mapping[str, str]) -> str:
        """The words of a table for a value; where it has none, those for `else`, around it."""
        words = table.get(_key(value), table.get("else"))
        if words is None:
            raise KnowledgeError(f"[words.{name}] has no word for {value!r}")
        return words.replace("#", self.shown(value, ""))

    def _several(self, values: tuple[Shown, ...], how: str) -> str:
        how, _, each = how.partition(" ")
        words = [self.shown(value, each) for value in values]
        if how in _BETWEEN:
            return _BETWEEN[how].join(words)
        if how == "range" and 1 <= len(words) <= 2:
            # From one to the same is one.
            return f" {self.language.joined['to']} ".join(dict.fromkeys(words))
        if how in ("and", "or"):
            last = f" {self.language.joined[how]} "
            return last.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
        raise KnowledgeError(f"several values cannot be shown as {how!r}")

    def _number(self, value: float, how: str) -> str:
        return self._local(format(value, how or ("" if isinstance(value, int) else "g")))

    def _local(self, written: str) -> str:
        """Numbers as this language writes them."""
        mine, first = self.language, self.first
        if (mine.decimal, mine.thousands) == (first.decimal, first.thousands):
            return written
        swapped = {first.decimal: mine.decimal, first.thousands: mine.thousands}
        return "".join(swapped.get(letter, letter) for letter in written)


#: What is one: the number, and a range that begins and ends there.
_ONE = (1, (1,), (1, 1))
_DOSE = re.compile(r"(mg|mcg)(.*)")
_BETWEEN: Mapping[str, str] = {"list": ", ", "lines": "; ", "plus": " + ", "row": " "}


def _clause(text: str) -> str:
    return text.split(". ")[0].rstrip(".")


_SENTENCES: Mapping[str, Callable[[str], str]] = {
    "first": lambda text: f"{_clause(text)}.",
    "clause": _clause,
    "lower": lambda text: text[:1].lower() + text[1:],
    "upper": lambda text: text[:1].upper() + text[1:],
}


def _key(value: Shown) -> str:
    return f"{value:g}" if isinstance(value, float | int) else str(value)


#: What a language says of itself.
_FRAME = frozenset({"decimal", "thousands", "months", "day", "and", "or", "to"})


def language_of(id: str, raw: Mapping[str, Any]) -> Language:
    """The language that a file of phrases holds. Raises `KnowledgeError`."""
    frame = raw["language"]
    if frame.keys() != _FRAME:
        raise KnowledgeError(
            f"the language {id} has {sorted(frame)} under [language]: it takes {sorted(_FRAME)}"
        )
    return Language(
        id, frame["decimal"], frame["thousands"], tuple(frame["months"]), frame["day"],
        {name: frame[name] for name in ("and", "or", "to")}, raw.get("words", {}),
        {
            phrase.id: phrase
            for name, entry in raw["phrases"].items()
            for phrase in _read(name, entry)
        },
    )  # fmt: skip


def _read(name: str, entry: Mapping[str, Any]) -> Iterator[Phrase]:
    digits = entry.get("digits", "")
    takes = frozenset(entry.get("takes", ()))
    yield Phrase(name, entry["says"], tuple(entry.get("why", ())), takes, digits)
    if "short" in entry:
        yield Phrase(f"{name}.short", entry["short"], digits=digits)


def check_phrase(phrase: Phrase, speaker: Speaker, ids: set[str], first: str | None) -> None:
    """Placeholders that are looked up are there and can be shown so; no word holds a digit.

    `first` is the sentence of this id in the first language, with its placeholders.
    """
    if first is None:
        raise KnowledgeError(
            f"the phrase {phrase.id} is not one of {speaker.first.id}.toml, and no rule's sentence"
        )
    if unknown := [id for id in phrase.why if id not in ids]:
        raise KnowledgeError(f"the phrase {phrase.id} rests on {unknown}, which nothing is called")
    if speaker.language is speaker.first and own_names(phrase.says) != phrase.takes:
        raise KnowledgeError(
            f"the phrase {phrase.id} has placeholders {sorted(own_names(phrase.says))}, and the "
            f"code fills {sorted(phrase.takes)} (takes)"
        )
    mine, theirs = _names(phrase.says), _names(first)
    if mine != theirs:
        raise KnowledgeError(
            f"the phrase {phrase.id} has the placeholders {mine}, and {theirs} in the first "
            f"language ({speaker.first.id})"
        )
    check_words(phrase.id, phrase.says, phrase.digits, speaker)


def _names(says: str) -> list[str]:
    return sorted({hole.name for hole in holes(says)})


def check_language(mine: Language, first: Language) -> None:
    """It names twelve months, and its tables have a word for all that the first language has."""
    if len(mine.months) != len(first.months):
        raise KnowledgeError(f"the language {mine.id} names {len(mine.months)} months")
    try:
        mine.day.format(day=1, month=mine.months[0], year=2026)
    except (LookupError, ValueError):
        raise KnowledgeError(
            f"the language {mine.id} writes a day as {mine.day!r}: it takes {{day}}, {{month}} and "
            "{year}"
        ) from None
    for name, table in mine.words.items():
        words = first.words.get(name)
        if words is None or words.keys() != table.keys():
            raise KnowledgeError(
                f"the language {mine.id} has [words.{name}] for {sorted(table)}, and the first one "
                f"({first.id}) for {sorted(words or ())}"
            )


def check_words(id: str, says: str, digits: str, speaker: Speaker) -> None:
    """One sentence: what it names is known and can be shown so; its own words hold no number."""
    if not says.strip():
        raise KnowledgeError(f"{id} says nothing")
    for piece in pieces(says):
        # Words to choose from (`?day|days`) are words of the sentence as well.
        own = piece if isinstance(piece, str) else piece.shown if piece.shown[:1] == "?" else ""
        if not digits and re.search(r"\d", own):
            raise KnowledgeError(
                f"{id} holds a number in its words ({own.strip()!r}): a number stands by a "
                "placeholder; a digit that is none says why in digits"
            )
        if isinstance(piece, str):
            continue
        if not speaker.shows(piece.shown):
            raise KnowledgeError(
                f"{id} shows {{{piece.name}}} as {piece.shown!r}: there is no such way"
            )
        if is_looked_up(piece.name):
            speaker.filled(piece, {}, id)
