"""The names of baclofen: in full, misspelt, and anywhere in a record."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from baclofen.knowledge import Codes, Recognised

#: How alike two words must be: "baclophen" is 0.82 like baclofen; no other medicine comes near.
_ALIKE = 0.8
_SHORTEST = 6


def is_baclofen(taken_for: Recognised, words: str, codes: Codes) -> bool:
    """Whether a medicine is, or may be, baclofen: by its code, its words, or nearly so."""
    if codes.baclofen in taken_for.ingredients or codes.baclofen.name in taken_for.problem:
        return True
    return not taken_for.ingredients and is_spelt_like_baclofen(words, codes)


def is_spelt_like_baclofen(text: str, codes: Codes) -> bool:
    """Whether a word of a text is nearly, but not quite, a name of baclofen.

    >>> from baclofen.knowledge import load_knowledge
    >>> is_spelt_like_baclofen("Baclophen 10 mg", load_knowledge().codes)
    True
    >>> is_spelt_like_baclofen("Diclofenac 50 mg", load_knowledge().codes)
    False
    """
    return any(_is_near(word, _names(codes.baclofen.brands)) for word in _words(text))


def baclofen_anywhere(codes: Codes) -> re.Pattern[str]:
    """A pattern that finds baclofen or one of its brands in any text."""
    names = sorted(_names(codes.baclofen.brands), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)), re.IGNORECASE)


def is_in(raw: bytes, codes: Codes) -> bool:
    """Whether a name of baclofen stands anywhere in a file; quick, and blind to escapes."""
    low = raw.lower()
    return any(name.encode() in low for name in _names(codes.baclofen.brands))


@lru_cache
def _names(brands: tuple[str, ...]) -> tuple[str, ...]:
    return ("baclofen", *(brand.lower() for brand in brands))


@lru_cache(maxsize=4096)
def _is_near(word: str, names: tuple[str, ...]) -> bool:
    return any(
        len(name) >= _SHORTEST and SequenceMatcher(None, word, name).ratio() >= _ALIKE
        for name in names
    )


def _words(text: str) -> list[str]:
    """The longer words of a text, without accents and marks that are not seen."""
    parts = unicodedata.normalize("NFKD", text.replace("\N{REPLACEMENT CHARACTER}", ""))
    bare = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))
    return [w for w in re.findall(r"[a-z]+", bare.lower()) if len(w) >= _SHORTEST]
