"""Words as they are compared: without case, accents and marks, as whole words only."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from baclofen.value import Value

T = TypeVar("T")
Words = tuple[str, ...]

_WORD = re.compile(r"[a-z]+|[0-9]+")


def words_in(text: str) -> Words:
    """The words and numbers of a text, in small letters.

    >>> words_in("Co-codamol 30/500, HYDROcodone; Codéine")
    ('co', 'codamol', '30', '500', 'hydrocodone', 'codeine')
    """
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))
    return tuple(_WORD.findall(text.lower()))


class Names(Value, Generic[T]):
    """Names of one or more words, each with what it means; found in a text as whole words."""

    meanings: Mapping[Words, tuple[T, ...]]
    by_first: Mapping[str, tuple[Words, ...]]

    def found_in(self, text: str) -> tuple[T, ...]:
        """What a text names, in its order and each once; of two names the longer counts."""
        words = words_in(text)
        found: dict[T, None] = {}
        at = 0
        while at < len(words):
            for name in self.by_first.get(words[at], ()):
                if words[at : at + len(name)] == name:
                    found.update(dict.fromkeys(self.meanings[name]))
                    at += len(name)
                    break
            else:
                at += 1
        return tuple(found)

    def whole(self, text: str) -> tuple[T, ...]:
        """What a text means that is one name from end to end; empty when it says more."""
        return self.meanings.get(words_in(text), ())


def names_of(pairs: Iterable[tuple[str, Sequence[T]]]) -> Names[T]:
    """An index of names. A name given twice means all that it was given for."""
    meanings: dict[Words, tuple[T, ...]] = {}
    for name, meant in pairs:
        if words := words_in(name):
            meanings[words] = tuple(dict.fromkeys((*meanings.get(words, ()), *meant)))
    by_first: dict[str, list[Words]] = defaultdict(list)
    for words in sorted(meanings, key=len, reverse=True):
        by_first[words[0]].append(words)
    return Names(meanings, {first: tuple(found) for first, found in by_first.items()})
