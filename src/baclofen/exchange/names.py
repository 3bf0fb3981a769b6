"""The names of baclofen: in full, misspelt, in any script, and anywhere in a record."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from baclofen.knowledge import Codes, Recognised, words_in

#: How alike two words must be: "baclophen" is 0.82 like baclofen; no other medicine comes near.
_ALIKE = 0.8
_SHORTEST = 6
#: Of a whole file only longer names are looked for: "clofen" stands in diclofenac.
_SHORTEST_IN_FILE = 7


def is_baclofen(taken_for: Recognised, words: str, codes: Codes) -> bool:
    """Whether a medicine is, or may be, baclofen: by its code, its words, or nearly so."""
    if codes.baclofen in taken_for.ingredients or codes.baclofen.name in taken_for.problem:
        return True
    return not taken_for.ingredients and is_spelt_like_baclofen(words, codes)


def is_spelt_like_baclofen(text: str, codes: Codes) -> bool:
    """Whether a word of a text is nearly, but not quite, a name of baclofen in any script.

    Of the many brands only those of baclofen's own row are compared: the rest are found where
    they are written right, and some are near the name of another medicine.

    >>> from baclofen.knowledge import load_knowledge
    >>> is_spelt_like_baclofen("Baclophen 10 mg", load_knowledge().codes)
    True
    >>> is_spelt_like_baclofen("Таблетки баклофена", load_knowledge().codes)
    True
    >>> is_spelt_like_baclofen("Diclofenac 50 mg", load_knowledge().codes)
    False
    """
    names = _compared(codes.baclofen.brands, codes.baclofen_names)
    # A sign that could not be decoded is left out, not read as the end of a word.
    words = words_in(text.replace("\N{REPLACEMENT CHARACTER}", ""))
    return any(_is_near(word, names) for word in words if len(word) >= _SHORTEST)


def baclofen_anywhere(codes: Codes) -> re.Pattern[str]:
    """A pattern that finds baclofen or one of its brands in any text.

    Of names in Latin letters only those count that begin a word: a brand is called Clofen.
    """
    return _anywhere(codes.baclofen_names)


def is_in(raw: bytes, codes: Codes) -> bool:
    """Whether a name of baclofen stands anywhere in a file; quick, and blind to other escapes
    than those of JSON. A name inside a longer word counts too, and a short one does not."""
    low = raw.lower()
    plain, other, escaped = _in_bytes(codes.baclofen_names)
    if any(name in low for name in plain):
        return True
    if low.isascii():
        return rb"\u" in low and any(name in low for name in escaped)
    return any(name in low for name in other)


@lru_cache
def _in_bytes(names: tuple[str, ...]) -> tuple[tuple[bytes, ...], ...]:
    """Names in Latin letters, those with others, and the latter as JSON escapes them."""
    other = [name for name in names if not name.isascii()]
    plain = [name.encode() for name in names if name.isascii() and len(name) >= _SHORTEST_IN_FILE]
    # What holds a shorter name is found by that one.
    least = tuple(n for n in plain if not any(m != n and m in n for m in plain))
    escaped = (name.encode("ascii", "backslashreplace") for name in other)
    return least, tuple(name.encode() for name in other), tuple(escaped)


@lru_cache
def _anywhere(names: tuple[str, ...]) -> re.Pattern[str]:
    plain = "|".join(re.escape(name) for name in names if name.isascii())
    other = "|".join(re.escape(name) for name in names if not name.isascii())
    return re.compile(rf"(?<![^\W\d_])(?:{plain})|{other}", re.IGNORECASE)


@lru_cache
def _compared(brands: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """The words that another is compared with: the name, its brands, and those of other scripts."""
    latin = ("baclofen", *(brand.lower() for brand in brands))
    others = (words_in(name) for name in names if not name.isascii())
    one_word = (words[0] for words in others if len(words) == 1 and not words[0].isascii())
    found = dict.fromkeys((*latin, *one_word))
    return tuple(name for name in found if len(name) >= _SHORTEST)


@lru_cache(maxsize=4096)
def _is_near(word: str, names: tuple[str, ...]) -> bool:
    return any(SequenceMatcher(None, word, name).ratio() >= _ALIKE for name in names)
