"""Kept lists: what is harmless as far as known, what states nothing, and what sounds an alarm.

A record holds much that plays no part in any rule. Nobody need be asked about what one of
these lists names; what no list names is not understood, and never harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from baclofen.knowledge.functions import Functions
from baclofen.knowledge.names import words_in
from baclofen.knowledge.other_meanings import OtherMeanings
from baclofen.knowledge.pump_words import PumpWords
from baclofen.knowledge.swallowed import Swallowed
from baclofen.value import Value

#: What an allergy is called besides its substance.
_BEFORE_ALLERGEN = (("allergy", "to"), ("allergic", "to"), ("intolerance", "to"))
_AFTER_ALLERGEN = (("allergy",), ("intolerance",))
#: A longer text is looked through in pieces of so many characters, cut at a blank where one is
#: near. Neighbours share the last characters, more than any stem has.
_PIECE, _NEAR, _SHARED = 20_000, 1_000, 100
_NUMBER = re.compile(r"\d+")
#: No denial goes beyond these.
_CLAUSE = re.compile(r"[,;!?()\n]|\.(?=\s)")
#: A stem as it is looked for, what it means, and the stems beside which it means nothing.
_Sought = tuple[str, Sequence[str], tuple[str, ...]]


class KeptList(Value):
    """Codes and words of one list, named after its table.

    `prefixes` are ICD-10 categories, which stand for all below them but those that `excepted`
    takes out again. `words` are whole names, as `plain_words` writes them.
    """

    name: str
    codes: frozenset[tuple[str, str]] = frozenset()
    prefixes: frozenset[str] = frozenset()
    excepted: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def holds_code(self, coding: Iterable[tuple[str, str]], trees: Iterable[str]) -> bool:
        """Whether one of the codes is listed. Systems in `trees` are looked up by prefix."""
        return any(
            (system, code) in self.codes or (system in trees and self._holds_below(code))
            for system, code in coding
        )

    def _holds_below(self, code: str) -> bool:
        """Whether a category above the code is listed, with none between that is excepted."""
        for end in range(len(code), 2, -1):
            above = code[:end].rstrip(".")
            if above in self.excepted:
                return False
            if above in self.prefixes:
                return True
        return False

    def holds_words(self, text: str) -> bool:
        """Whether a text is one listed name from end to end."""
        return plain_words(text) in self.words


class Harmless(Value, dict=True):
    """The kept lists by what they are asked for, the types that state nothing, the alarms.

    `past` lists conditions that are harmless only once they are over. `alarms` maps a stem to
    the conditions or rules that a text with it resembles: `renal*` begins a word, `*epilep*`
    stands anywhere in one, `rein` is a word by itself, `#` is any number. `unless`
    holds, for a few of them, the stems of words beside which they mean something else: of a leg an
    ulcer is none of the stomach. `functions` are heard where they are lost,
    `swallowed` where all of a pack was, `pump` where one is in trouble; of `others` a text is read
    without. `types` are all of FHIR, `silent` those that state nothing; of these the texts of the
    `told` may tell of the patient: of a visit, a date, a goal.
    """

    condition: Sequence[KeptList]
    past: Sequence[KeptList]
    allergen: Sequence[KeptList]
    measurement: Sequence[KeptList]
    procedure: Sequence[KeptList]
    silent: frozenset[str]
    told: frozenset[str]
    types: frozenset[str]
    alarms: Mapping[str, Sequence[str]]
    unless: Mapping[str, Sequence[str]]
    functions: Functions
    swallowed: Swallowed
    others: OtherMeanings
    pump: PumpWords

    def tells_in_words(self, kind: str) -> bool:
        """Whether the texts of this FHIR type may tell of the patient's health."""
        return kind not in self.silent or kind in self.told

    def alarms_in(self, text: str) -> tuple[str, ...]:
        """What a text resembles: each condition or rule once, in the order of its words."""
        if len(text) > _PIECE:
            found = (key for piece in _pieces(text) for key in self.alarms_in(piece))
            return tuple(dict.fromkeys(found))
        return self._alarms_of(text)

    @cached_property
    def _alarms_of(self) -> Callable[[str], tuple[str, ...]]:
        """The same of a short text. It is asked for its alarms more than once."""
        return lru_cache(maxsize=32)(self._look_for_alarms)

    def _look_for_alarms(self, text: str) -> tuple[str, ...]:
        is_asked = "?" in text
        clauses = [self.others.left_of(words_in(c), is_asked=is_asked) for c in _CLAUSE.split(text)]
        whole = f" {' '.join(word for left in clauses for word in left)} "
        if (numbered := _NUMBER.sub("#", whole)) != whole:
            whole += numbered
        # A stem counts where it stands first: a later one of the same says nothing new.
        first: list[tuple[int, Sequence[str]]] = []
        size, by_start = self._by_start
        starts = {whole[at : at + size] for at in range(len(whole) - size + 1)}
        for start in by_start.keys() & starts:
            for stem, meant, unless in by_start[start]:
                at = whole.find(stem)
                if at >= 0 and not any(other in whole for other in unless):
                    first.append((at, meant))
        heard = (key for _, meant in sorted(first) for key in meant)
        lost, swallowed = self.functions.lost_in(text), self.swallowed.heard_in(text)
        pump = (alarm for left in clauses for alarm in self.pump.trouble_in(left))
        return tuple(dict.fromkeys((*heard, *lost, *swallowed, *pump)))

    @cached_property
    def _by_start(self) -> tuple[int, Mapping[str, Sequence[_Sought]]]:
        """The stems as they are looked for, by their first characters and how many these are: only
        those are searched for whose start is anywhere in a text."""
        sought = [
            (_sought(stem), meant, tuple(_sought(other) for other in self.unless.get(stem, ())))
            for stem, meant in self.alarms.items()
        ]
        size = min((len(stem) for stem, _, _ in sought), default=1)
        made: dict[str, list[_Sought]] = {}
        for one in sought:
            made.setdefault(one[0][:size], []).append(one)
        return size, made

    def list_of(
        self,
        lists: Iterable[KeptList],
        coding: Iterable[tuple[str, str]],
        text: str,
        trees: Iterable[str] = (),
    ) -> str:
        """The name of the list that holds the words, or a code whose words sound no alarm."""
        coding = tuple(coding)
        lists = tuple(lists)
        for kept in lists:
            if text and kept.holds_words(text):
                return kept.name
        if self.alarms_in(text):
            return ""
        return next((kept.name for kept in lists if kept.holds_code(coding, trees)), "")


def plain_words(text: str) -> str:
    """The words of a text as they are compared, one blank between two.

    >>> plain_words("Crohn's disease, NOS")
    'crohn s disease nos'
    """
    return " ".join(words_in(text))


def allergen_of(text: str) -> str:
    """The substance in the name of an allergy.

    >>> allergen_of("Allergy to Latex"), allergen_of("Peanut allergy"), allergen_of("Egg")
    ('latex', 'peanut', 'egg')
    """
    words = words_in(text)
    for start in _BEFORE_ALLERGEN:
        if words[: len(start)] == start:
            words = words[len(start) :]
    for end in _AFTER_ALLERGEN:
        if words[-len(end) :] == end:
            words = words[: -len(end)]
    return " ".join(words)


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces that share their ends, so that nothing is lost at a cut."""
    at = 0
    while at < len(text):
        end = at + _PIECE
        if end < len(text) and (blank := text.rfind(" ", end - _NEAR, end)) > 0:
            end = blank
        yield text[at:end]
        at = end if end >= len(text) else end - _SHARED


def _sought(stem: str) -> str:
    """A stem as it is looked for in words with a blank before and after each."""
    begins = "" if stem.startswith("*") else " "
    ends = "" if stem.endswith("*") else " "
    return f"{begins}{stem.strip('*')}{ends}"
