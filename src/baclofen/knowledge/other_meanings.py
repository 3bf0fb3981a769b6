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
    "other" are whole phrases, each with what it `reads` as. Signs have words of their own for the
    same ("denied sign" and so on; "first" are denials only where a clause begins), and no denial in
    a question. Spanish "eats" as it falls into coma: what is "eaten", and how, stands behind it,
    and no "eats else" before. "told year" may stand beside a sign that tells its year.
    """

    words: Mapping[str, Sequence[str]]
    reads: Mapping[str, str]

    def beside_year(self, words: Words, year: int | None = None) -> Words:
        """The words of a part of a text without a year, which stands at a place, and without words
        of when and after what. Directly behind "after" stands no year of the thing itself.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.others
        >>> of.beside_year(("delirium", "after", "surgery", "in", "2019"), 4)
        ('delirium',)
        """
        left: list[str] = []
        at = 0
        while at < len(words):
            after = self._of["told year after"].at(words, at)
            if at == year:
                at += 1
            elif after and at + after != year:
                at += after
            elif told := self._of["told year"].at(words, at):
                at += told
            else:
                left.append(words[at])
                at += 1
        return tuple(left)

    def left_of(self, words: Words, *, is_asked: bool = False) -> Words:
        """The words of a clause without such phrases; no sign is denied where it `is_asked`.

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
            elif eats := self._eats(words, at):
                at += eats
            elif denial := self._denial(words, at) or (
                0 if is_asked else self._denial_of_sign(words, at)
            ):
                at += denial
            else:
                left.append(words[at])
                at += 1
        return tuple(left)

    def _eats(self, words: Words, at: int) -> int:
        """How many words tell somebody to eat, from a place on; none: 0."""
        size = self._of["eats"].at(words, at)
        if not size or (at and self._of["eats else"].at(words, at - 1)):
            return 0
        return size if self._of["eaten"].at(words, at + size) else 0

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

    def _denial_of_sign(self, words: Words, at: int) -> int:
        """How many words a denial of a sign has that begins at a place; none: 0."""
        size = max(self._of["denies"].at(words, at), self._of["denies sign"].at(words, at))
        if at == 0:
            size = max(size, self._of["denies sign first"].at(words, at))
        begin = at + size
        while size:
            if signs := self._of["denied sign"].at(words, begin):
                end = begin + signs
                rest = words[end:]
                is_since = self._of["since"].is_in(rest) or self._of["since sign"].is_in(rest)
                return 0 if is_since else end - at
            size = max(
                self._of["between"].at(words, begin), self._of["between sign"].at(words, begin)
            )
            begin += size
        return 0

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}
