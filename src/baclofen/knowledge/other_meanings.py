"""Phrases in which a word that alarms is denied, or means something else: "no signs of withdrawal",
"withdrawal of consent". What stands beside them is read as ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words, words_in
from baclofen.value import Value

#: So many words may stand between a denial and what it denies.
_MOST_BETWEEN = 2


class OtherMeanings(Value, dict=True):
    """The words of such phrases, by kind; `*` goes on.

    "denies" begins a denial and "absent" ends one, "denied" is what one may be of, "between" may
    stand there; with "since" behind it a denial tells from when something is gone, and is none.
    "other" are whole phrases, each with what it `reads` as.
    """

    words: Mapping[str, Sequence[str]]
    reads: Mapping[str, str]

    def left_of(self, words: Words) -> Words:
        """The words of a text without such phrases.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.others
        >>> of.left_of(("no", "withdrawal", "symptoms", "but", "hallucinations"))
        ('but', 'hallucinations')
        """
        left: list[str] = []
        at = 0
        while at < len(words):
            if other := self._of["other"].at(words, at):
                left += words_in(self.reads.get(" ".join(words[at : at + other]), ""))
                at += other
            elif denial := self._denial(words, at):
                at += denial
            else:
                left.append(words[at])
                at += 1
        return tuple(left)

    def _denial(self, words: Words, at: int) -> int:
        """How many words a denial has that begins at a place; none: 0."""
        begin = at + self._of["denies"].at(words, at)
        if begin > at:
            for _ in range(_MOST_BETWEEN + 1):
                if size := self._of["denied"].at(words, begin):
                    is_since = self._of["since"].at(words, begin + size)
                    return 0 if is_since else begin + size - at
                if not (size := self._of["between"].at(words, begin)):
                    return 0
                begin += size
            return 0
        size = self._of["denied"].at(words, at)
        absent = self._of["absent"].at(words, at + size) if size else 0
        is_last = at + size + absent == len(words)
        return size + absent if absent and is_last else 0

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}
