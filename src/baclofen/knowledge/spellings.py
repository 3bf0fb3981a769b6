"""Which of many names a word is spelt nearly like, without comparing it with each of them.

Two words are at most as alike as the letters they share. Counted letters pass over nearly all
names at once; `difflib` decides on the few that are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches

import numpy as np

#: As often as no letter stands in a name.
_MANY = 127


class Spellings:
    """Names, and those of them that are `alike` at least to a word: at most `most`, the nearest
    first. `alike` is difflib's ratio, from 0 to 1.

    >>> Spellings(("diazepam", "lorazepam", "tramadol"), alike=0.8, most=2).to("diazpam")
    ['diazepam']
    """

    def __init__(self, names: Iterable[str], *, alike: float, most: int) -> None:
        self._names = tuple(names)
        self._alike, self._most = alike, most
        self._lengths = np.array([len(name) for name in self._names])
        # How often each letter stands in each name.
        self._counts = {
            letter: np.array([name.count(letter) for name in self._names], np.int8)
            for letter in sorted({letter for name in self._names for letter in name})
        }

    def to(self, word: str) -> list[str]:
        """The names that this word is spelt nearly like."""
        shared = np.zeros(len(self._names))
        for letter, number in Counter(word).items():
            if (counts := self._counts.get(letter)) is not None:
                shared += np.minimum(counts, min(number, _MANY))
        # The ratio counts letters in their order: without it there are never fewer.
        may_be = 2.0 * shared >= self._alike * (self._lengths + len(word))
        near = [self._names[i] for i in np.flatnonzero(may_be)]
        return get_close_matches(word, near, n=self._most, cutoff=self._alike)
