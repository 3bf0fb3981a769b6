"""Texts that say that too much was swallowed: all there was of baclofen, a whole pack or a supply,
or an amount that nobody is ordered at one time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words, plain_letters, words_in
from baclofen.knowledge.number_words import NumberWords
from baclofen.value import Value

_SENTENCE = re.compile(r"[;\n!?]|\.\s")
#: A number with its parts, and the comma that ends what an amount is of.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[,()]")
#: So many words may stand between "all" and what was swallowed: "of her late husband's".
_NEAR = 5
#: So many between a number, or a pack, and what there were so many of: "twenty of her tablets".
_BESIDE = 3
#: So many before swallowing may a negation stand.
_DENIED = 4
#: What it sounds like: too much that was swallowed.
_MEANS = ("drug_overdose_history", "signs.baclofen_poisoning")
#: Units of an amount, in mg.
_IN_MG = {"mg": 1.0, "g": 1000.0}


class Swallowed(Value, dict=True):
    """The words by which a text says so, by kind.

    "verb" is of swallowing, told as past, "all" of all there was, "baclofen" its names; "tablets"
    are any, which count where they were swallowed "at once". "unless" are words of doses taken as
    they should be, and of none taken. An amount is one from "mg from" and "tablets from" on, unless
    it is "scheduled" or "not" taken; "packs" are counted from two. A "supply" is of weeks: it
    counts at once, or behind a "gulp". What is "empty" stands beside a pack, and "empty else" says
    why it is. `numbers` are words that are one.
    """

    words: Mapping[str, Sequence[str]]
    numbers: NumberWords

    def heard_in(self, text: str) -> tuple[str, ...]:
        """The alarms of a text that says so; none of any other."""
        return _MEANS if any(self._says(one) for one in _SENTENCE.split(text)) else ()

    def _says(self, sentence: str) -> bool:
        words, of = words_in(sentence), self._of
        if self._is_emptied(words):
            return True
        if not of["verb"].is_in(words):
            return False
        return self._says_all(words) or self._is_supply(words) or self._is_amount(sentence)

    def _says_all(self, words: Words) -> bool:
        of = self._of
        if of["unless"].is_in(words):
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

    def _is_emptied(self, words: Words) -> bool:
        """Whether a pack was found empty, and nobody says that it is to be filled again."""
        of = self._of
        if not of["empty"].is_in(words) or of["empty else"].is_in(words):
            return False
        return any(
            of["packs"].at(words, one)
            for at in range(len(words))
            if of["empty"].at(words, at)
            for one in range(max(0, at - 1), at + _BESIDE + 1)
        )

    def _is_supply(self, words: Words) -> bool:
        """Whether what was meant for weeks was swallowed, or drunk from its bottle."""
        of = self._of
        if self._is_denied(words):
            return False
        if of["supply"].is_in(words):
            return of["at once"].is_in(words) or of["gulp"].is_in(words)
        return of["gulp"].is_in(words) and of["packs"].is_in(words) and of["baclofen"].is_in(words)

    def _is_amount(self, sentence: str) -> bool:
        """Whether a number of tablets or packs, or of mg of baclofen, is one of too many."""
        tokens = tuple(_TOKEN.findall(self.numbers.as_figures(plain_letters(sentence))))
        if self._of["scheduled"].is_in(tokens) or self._is_denied(tokens):
            return False
        return any(self._is_counted(*one) or self._is_weighed(*one) for one in _numbers(tokens))

    def _is_counted(self, tokens: Words, at: int, number: float) -> bool:
        of = self._of
        for behind in range(at + 1, at + 1 + _BESIDE):
            if (
                behind >= len(tokens)
                or tokens[behind] in _IN_MG
                or of["units else"].at(tokens, behind)
            ):
                return False
            if of["packs"].at(tokens, behind):
                return number > 1
            if of["counted"].at(tokens, behind) or of["baclofen"].at(tokens, behind):
                return number >= self._from("tablets from")
        return False

    def _is_weighed(self, tokens: Words, at: int, number: float) -> bool:
        """Whether so many mg stand right beside the name of baclofen."""
        of = self._of
        unit = tokens[at + 1] if at + 1 < len(tokens) else ""
        if unit not in _IN_MG or number * _IN_MG[unit] < self._from("mg from"):
            return False
        if any(of["baclofen"].at(tokens, one) == at - one for one in range(max(0, at - 3), at)):
            return True
        behind = at + 2
        behind += of["of"].at(tokens, behind)
        is_first = at == 0 or tokens[at - 1] in _MARKS or of["before amount"].at(tokens, at - 1) > 0
        return is_first and of["baclofen"].at(tokens, behind) > 0

    def _is_denied(self, words: Words) -> bool:
        of = self._of
        return any(
            of["not"].is_in(words[max(0, at - _DENIED) : at])
            for at in range(len(words))
            if of["verb"].at(words, at)
        )

    def _from(self, kind: str) -> float:
        return float(self.words[kind][0])

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}


_MARKS = frozenset(",()")


def _numbers(tokens: Words) -> Iterator[tuple[Words, int, float]]:
    for at, token in enumerate(tokens):
        if token[0].isdigit():
            yield tokens, at, float(token.replace(",", "."))
