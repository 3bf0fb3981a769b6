"""Texts that say that all there was of baclofen, or a whole pack, was swallowed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words, words_in
from baclofen.value import Value

_SENTENCE = re.compile(r"[;\n!?]|\.\s")
#: So many words may stand between "all" and what was swallowed: "of her late husband's".
_NEAR = 5
#: What it sounds like: too much that was swallowed.
_MEANS = ("drug_overdose_history", "signs.baclofen_poisoning")


class Swallowed(Value, dict=True):
    """The words by which a text says so, by kind.

    "verb" is of swallowing, told as past, "all" of all there was, "baclofen" its names; "tablets"
    are any, which count where they were swallowed "at once". "unless" are words of doses taken as
    they should be, and of none taken.
    """

    words: Mapping[str, Sequence[str]]

    def heard_in(self, text: str) -> tuple[str, ...]:
        """The alarms of a text that says so; none of any other."""
        return _MEANS if any(self._says_all(one) for one in _SENTENCE.split(text)) else ()

    def _says_all(self, sentence: str) -> bool:
        words = words_in(sentence)
        of = self._of
        if not of["verb"].is_in(words) or of["unless"].is_in(words):
            return False
        if self._is_all("baclofen", words):
            return True
        return self._is_all("tablets", words) and of["at once"].is_in(words)

    def _is_all(self, kind: str, words: Words) -> bool:
        """Whether "all" stands just before what is meant, or right behind it."""
        meant, whole = self._of[kind], self._of["all"]
        for at in range(len(words)):
            if size := whole.at(words, at):
                behind = range(at + size, at + size + _NEAR)
                if any(meant.at(words, one) for one in behind):
                    return True
                if any(meant.at(words, one) == at - one for one in range(at)):
                    return True
        return False

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}
