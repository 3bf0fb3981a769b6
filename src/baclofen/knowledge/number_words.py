"""Numbers that are written as words: "six times a minute", "zwanzig Tabletten"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from baclofen.knowledge.names import words_in
from baclofen.value import Value

#: German writes how often into the same word: "sechsmal".
_TIMES = "mal"


class NumberWords(Value, dict=True):
    """Words that are numbers, with what they mean. Those that are another word in one of the other
    languages are none ("due", "dos")."""

    means: Mapping[str, str]

    def as_figures(self, text: str) -> str:
        """A text in plain letters with its numbers in figures.

        >>> from baclofen.knowledge import load_knowledge
        >>> numbers = load_knowledge().codes.measured.numbers
        >>> numbers.as_figures("atmet sechsmal pro minute"), numbers.as_figures("at twenty past")
        ('atmet 6 mal pro minute', 'at 20 past')
        """
        return self._sought.sub(self._figure, text)

    def _figure(self, found: re.Match[str]) -> str:
        figure = self._plain[found["word"]]
        return f"{figure} {found['times']}" if found["times"] else figure

    @cached_property
    def _plain(self) -> Mapping[str, str]:
        return {" ".join(words_in(word)): means for word, means in self.means.items()}

    @cached_property
    def _sought(self) -> re.Pattern[str]:
        words = "|".join(sorted(self._plain, key=lambda one: (-len(one), one)))
        return re.compile(rf"(?<![^\W_])(?P<word>{words})(?P<times>{_TIMES})?(?![^\W_])")
