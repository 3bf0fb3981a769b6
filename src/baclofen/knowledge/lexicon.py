"""Words and phrases that are looked for in a text, some of them by how they begin."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

from baclofen.knowledge.names import Words, words_in


class Lexicon:
    """Words and phrases that are looked for in a text; of those that end in `*` any that begin so.

    >>> Lexicon(["no longer", "stimul*"]).at(("no", "longer", "awake"), 0)
    2
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._whole: dict[str, list[Words]] = {}
        stems: set[str] = set()
        for word in words:
            plain = words_in(word)
            if word.endswith("*"):
                stems.add(plain[-1])
            else:
                self._whole.setdefault(plain[0], []).append(plain)
        for phrases in self._whole.values():
            phrases.sort(key=len, reverse=True)
        self._stems = tuple(stems)

    def at(self, words: Words, at: int) -> int:
        """How many words the longest of these has that begins at a word of a text; none: 0."""
        if at >= len(words):
            return 0
        for phrase in self._whole.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                return len(phrase)
        return int(words[at].startswith(self._stems))

    def is_in(self, words: Words) -> bool:
        """Whether any of these stands in a text."""
        # Most texts hold no word with which one begins.
        if self._whole.keys().isdisjoint(words):
            return bool(self._stems) and any(map(str.startswith, words, repeat(self._stems)))
        return any(self.at(words, at) for at in range(len(words)))
