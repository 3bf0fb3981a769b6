"""Words as they are compared: without case, accents and marks, as whole words only.

A script that sets no blanks between words (kana, Han, Hangul with its particles, Thai) is
compared sign by sign, so that a name is found inside a run: of バクロフェン錠 the first six.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from baclofen.value import Value

T = TypeVar("T")
Words = tuple[str, ...]

#: Thai to Burmese, Khmer, kana, Han, Hangul.
_NO_BLANKS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af"
)
_PLAIN_WORD = re.compile(r"[a-z]+|[0-9]+")
_WORD = re.compile(rf"[0-9]+|[{_NO_BLANKS}]|[^\W\d_{_NO_BLANKS}]+")
#: Signs upon, below and between letters, and those that are not seen.
_MARKS = frozenset({"Mn", "Mc", "Cf"})
#: Latin letters that no accent tells apart from their plain writing.
_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
})  # fmt: skip


class _Bare(dict[int, int | None]):
    """Each letter as it is, and none of the marks; asked for once a letter."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.category(chr(letter)) in _MARKS else letter
        return self[letter]


_BARE = _Bare()


# One name is looked up in many lists, one after the other.
@lru_cache(maxsize=32)
def words_in(text: str) -> Words:
    """The words and numbers of a text, in small letters.

    >>> words_in("Co-codamol 30/500, HYDROcodone; Codéine")
    ('co', 'codamol', '30', '500', 'hydrocodone', 'codeine')
    >>> words_in("Баклофен 10 мг; 吗啡片")
    ('баклофен', '10', 'мг', '吗', '啡', '片')
    """
    if text.isascii():
        return tuple(_PLAIN_WORD.findall(text.lower()))
    return tuple(_WORD.findall(plain_letters(text)))


def plain_letters(text: str) -> str:
    """A text in small letters, without accents and marks; all else as it is.

    >>> plain_letters("Débit de filtration: 12 mL/min")
    'debit de filtration: 12 ml/min'
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.lower())
    # Hangul came apart into its letters, and is put together again.
    return unicodedata.normalize("NFC", parts.translate(_BARE)).translate(_LETTERS)


#: One sound written in several ways, in the order in which it is made one.
_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("ck", "k"), ("h", ""), ("y", "i"), ("z", "s"), ("c", "k"),
    ("x", "ks"), ("ss", "ks"), ("kt", "t"), ("ae", "e"), ("oe", "e"), ("w", "v"),
)  # fmt: skip
#: Cyrillic letters by their sound; what stands for several Latin ones is written with them.
_CYRILLIC = str.maketrans(dict(zip(
    "абвгдежзиклмнопрстуфхцчшщыэіїє", "abvgdegziklmnoprstufhccssieiie", strict=True
)) | {"ю": "iu", "я": "ia", "ь": "", "ъ": ""})  # fmt: skip
#: No language ends a name in a letter written twice: such a one is misspelt.
_TWICE = re.compile(r"(.)\1(?=.)")
_ENDING = re.compile(r"(?:um|[aeio])$")
_SPANISH_START = re.compile(r"^es(?=[bdfgklmnpt])")
_SHORTEST, _SHORTEST_SOUND = 5, 4
#: Words that are remembered as silent, of the millions that a process may see.
_MOST_SILENT = 50_000


@lru_cache(maxsize=8192)
def sound_of(word: str, *, doubled: bool = False) -> str:
    """How a substance is called in any of five languages or in Cyrillic, written in one way.

    The languages spell one international name by rules: ph or f, th or t, y or i, an ending in
    -e, -a, -o or none. Words too short to be told apart have no sound: it is empty. A letter that
    is written twice counts once, or twice where `doubled`.

    >>> {sound_of(w) for w in ("hydrochlorothiazide", "hidroclorotiazida", "idroclorotiazide")}
    {'idroklorotiasid'}
    >>> sound_of("iron")
    ''
    """
    if len(word) < _SHORTEST:
        return ""
    if not word.isascii():
        word = word.translate(_CYRILLIC)
    for written, plain in _SOUNDS:
        word = word.replace(written, plain)
    word = _SPANISH_START.sub("s", word if doubled else _TWICE.sub(r"\1", word))
    word = _ENDING.sub("", word)
    return word if len(word) >= _SHORTEST_SOUND else ""


class Names(Value, Generic[T], dict=True):
    """Names of one or more words, each with what it means; found in a text as whole words.

    `meanings` are by the words of a name, one blank between two; `longest` says how many words
    the longest name has that begins with a word, where that is more than one. `by_sound` holds
    what a word means whose spelling is no name, but whose `sound_of` is one. A letter that no name
    doubles is no matter of language but a slip: "trammadol" has the sound of no name.
    """

    meanings: Mapping[str, Sequence[T]]
    longest: Mapping[str, int]
    by_sound: Mapping[str, Sequence[T]]

    def found_in(self, text: str) -> tuple[T, ...]:
        """What a text names, in its order and each once; of two names the longer counts."""
        words, silent = words_in(text), self._silent
        found: dict[T, None] = {}
        at = 0
        while at < len(words):
            if words[at] in silent:
                at += 1
            elif name := self.at(words, at):
                found.update(dict.fromkeys(self.meanings[name]))
                at += name.count(" ") + 1
            else:
                meant = self.by_sound.get(sound_of(words[at], doubled=True), ())
                if not (meant or words[at] in self._begin) and len(silent) < _MOST_SILENT:
                    silent.add(words[at])
                found.update(dict.fromkeys(meant))
                at += 1
        return tuple(found)

    @cached_property
    def _silent(self) -> set[str]:
        """Words seen with which no name begins and which have the sound of none."""
        return set()

    @cached_property
    def _begin(self) -> frozenset[str]:
        """The words with which a name begins."""
        return frozenset(name.split(" ", 1)[0] for name in self.meanings)

    def whole(self, text: str) -> tuple[T, ...]:
        """What a text means that is one name from end to end; empty when it says more."""
        return tuple(self.meanings.get(" ".join(words_in(text)), ()))

    def only(self, words: Words, *beside: Names[str]) -> tuple[T, ...]:
        """What words mean that are all names or words that one of `beside` holds; else nothing.

        Of two names that begin at a word the longer counts: "history of a seizure in childhood"
        is one name, though "seizure" is another.
        """
        found: dict[T, None] = {}
        at = 0
        while at < len(words):
            name = self.at(words, at)
            other = max((index.at(words, at) for index in beside), key=len)
            if len(name) >= len(other):
                if not name:
                    return ()
                found.update(dict.fromkeys(self.meanings[name]))
            at += max(name, other, key=len).count(" ") + 1
        return tuple(found)

    def begin(self, words: Words) -> bool:
        """Whether words begin with a name."""
        return bool(words and self.at(words, 0))

    def end(self, words: Words) -> bool:
        """Whether words end in a name."""
        return any(" ".join(words[at:]) in self.meanings for at in range(len(words)))

    def at(self, words: Words, at: int) -> str:
        """The longest name that begins at this word, or empty."""
        first = words[at]
        for count in range(self.longest.get(first, 1), 0, -1):
            name = first if count == 1 else " ".join(words[at : at + count])
            if name in self.meanings:
                return name
        return ""


def names_of(
    pairs: Iterable[tuple[str, Sequence[T]]], by_sound: Mapping[str, Sequence[T]] | None = None
) -> Names[T]:
    """An index of names. A name given twice means all that it was given for."""
    meanings: dict[str, list[T]] = {}
    longest: dict[str, int] = {}
    for name, meant in pairs:
        if words := words_in(name):
            whole = " ".join(words)
            meanings[whole] = list(dict.fromkeys((*meanings.get(whole, ()), *meant)))
            if len(words) > longest.get(words[0], 1):
                longest[words[0]] = len(words)
    return Names(meanings, longest, by_sound or {})
