"""The names of baclofen: in full, misspelt, in any script, and anywhere in a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import msgspec

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


#: A letter that could not be decoded, inside a word.
_LOST = re.compile(r"[^\W\d_]\N{REPLACEMENT CHARACTER}+[^\W\d_]")


def has_lost_letters(text: str) -> bool:
    """Whether letters inside a word could not be decoded: what is left of it may be the name of
    another medicine.

    >>> has_lost_letters("val\N{REPLACEMENT CHARACTER}axid"), has_lost_letters("Axid 150 mg")
    (True, False)
    """
    return _LOST.search(text) is not None


def is_spoken_of(text: str, codes: Codes) -> bool:
    """Whether baclofen or one of its brands stands anywhere in a text.

    Of names in Latin letters only those count that begin a word: a brand is called Clofen.

    >>> from baclofen.knowledge import load_knowledge
    >>> codes = load_knowledge().codes
    >>> is_spoken_of("a pump with Lioresal", codes), is_spoken_of("diclofenac", codes)
    (True, False)
    """
    pattern, plain = _anywhere(codes.baclofen_names)
    # Most texts hold none: to look for each name takes less than to try the pattern everywhere.
    if text.isascii():
        low = text.lower()
        if not any(name in low for name in plain):
            return False
    return pattern.search(text) is not None


def is_in(raw: bytes, codes: Codes) -> bool:
    """Whether a name of baclofen stands anywhere in a file, in any script, or as JSON escapes it.

    A name inside a longer word counts too, and a short one does not: it is a quick look, after
    which `is_spoken_of` looks closely.
    """
    plain, other = _in_files(codes.baclofen_names)
    low = raw.lower()
    if any(name in low for name in plain):
        return True
    if low.isascii() and rb"\u" not in low:
        return False
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw.decode(errors="replace"))
    low_text = text.lower()
    return any(name in low_text for name in other)


_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


@lru_cache
def _in_files(names: tuple[str, ...]) -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """The longer names in plain letters, as they stand in a file, and those in other letters."""
    plain = [name for name in names if name.isascii() and len(name) >= _SHORTEST_IN_FILE]
    least = tuple(name.encode() for name in _least(plain))
    return least, tuple(name for name in names if not name.isascii())


def may_speak(made: object, codes: Codes) -> bool:
    """Whether baclofen may be spoken of in what was read from JSON: a quick look, never missing a
    name that `is_spoken_of` would find in one of its texts."""
    try:
        raw = msgspec.json.encode(made)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return True
    low = raw.lower()
    return not low.isascii() or any(name in low for name in _in_json(codes.baclofen_names))


@lru_cache
def _in_json(names: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(name.encode() for name in _anywhere(names)[1])


@lru_cache
def _anywhere(names: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A pattern of the names, and the least of those in plain letters: one of them stands in
    every other."""
    latin = [name for name in names if name.isascii()]
    plain = "|".join(re.escape(name) for name in latin)
    other = "|".join(re.escape(name) for name in names if not name.isascii())
    found = re.compile(rf"(?<![^\W\d_])(?:{plain})|{other}", re.IGNORECASE)
    return found, _least(latin)


def _least(names: Sequence[str]) -> tuple[str, ...]:
    """The names that hold no other: what holds one of the others holds one of these."""
    return tuple(name for name in names if not any(m != name and m in name for m in names))


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
