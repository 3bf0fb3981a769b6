"""Measured values told in words: "SpO2 78 %", "sats 78 on air", "Atemfrequenz 6/min"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words, plain_letters, words_in
from baclofen.value import Value

#: The ends of clauses: what stands beyond says nothing of a value.
_CLAUSE = re.compile(r"(?:[;\n!?]|\.(?=\s)|,(?=\s))")
_NUMBER = re.compile(r"\d")
#: A number, and what says that it is below one.
_BELOW = r"(?P<below>[<≤]|below|under|unter)?"
_VALUE = r"(?P<value>\d{1,3}(?:[.,]\d{1,2})?)(?![.,]?\d)"
#: A number of these counts or weighs something else.
_OTHER = (
    r"(?!\s*(?:min(?:ut\w*)?|sec\w*|sek\w*|h|hrs?|hours?|std|stunden?|heures?|horas?|ore|d|days?|"
    r"tagen?|jours?|dias?|giorni|weeks?|wochen?|years?|mg|mcg|ml|kg|g|m|cm|degrees|times|mal|fois|"
    r"veces|volte)(?![^\W_]))"
)
_PER_CENT = r"\s*(?:%|percent|per\s+cent|prozent|pour\s*cent|por\s+ciento|per\s+cento)"
#: A saturation without its unit is the last thing that is said, or told with what was breathed.
_ENDS = r"(?=\s*(?:$|[;,.)\n]|on\s|at\s|in\s|en\s|a\s|bei\s|unter\s|an\s|ra(?!\w)|and\s|with\s))"
#: Of a pulse and of breaths the first of two with a stroke is a pressure.
_NO_PRESSURE = r"(?!\s*/\s*\d)"
_DEGREES = r"(?:\s*(?:[°º]|deg\w*)?\s*(?P<unit>c|f|celsius|fahrenheit)(?![^\W_]))?"
#: An amount of an enzyme, with its thousands parted.
_AMOUNT = r"(?P<value>\d{1,3}(?:[.,' ]\d{3})+|\d+)(?![.,]?\d)(?!\s*[µμ]kat)"
_AFTER = {
    "saturation": rf"(?:{_PER_CENT}|{_ENDS})", "breaths": _NO_PRESSURE, "pulse": _NO_PRESSURE,
    "awake": r"(?:\s*/\s*15)?", "temperature": _DEGREES, "muscle": "",
}  # fmt: skip
#: A temperature that no body has in Celsius is one in Fahrenheit.
_FAHRENHEIT_FROM = 80.0
#: Between a saturation and its value in % may stand so many words.
_MOST_BETWEEN = 4


class WordsMeasured(Value):
    """One value in words: of what, in %, a minute, points, Cel or U/L; `is_below` where it is less
    than the number."""

    of: str
    value: float
    is_below: bool


class MeasuredWords(Value, dict=True):
    """The words by which a value is told.

    `names` are what each is called, with "breaths counted" for words behind their number; `unless`
    are words of a clause in which a value is another's, or one that is aimed at; `between` and
    `where` may stand between a name and its number.
    """

    names: Mapping[str, Sequence[str]]
    unless: Mapping[str, Sequence[str]]
    between: Sequence[str]
    where: Sequence[str]

    def told_in(self, text: str) -> tuple[tuple[WordsMeasured, ...], str]:
        """The values of a text in their order, and what it says beside them.

        >>> from baclofen.knowledge import load_knowledge
        >>> told, beside = load_knowledge().codes.measured.told_in("Sats 78 on air, confused")
        >>> [(one.of, one.value) for one in told], beside.strip()
        ([('saturation', 78.0)], 'on air.  confused')
        """
        if not _NUMBER.search(text):
            return (), text
        told: list[WordsMeasured] = []
        beside: list[str] = []
        for clause in _CLAUSE.split(plain_letters(text)):
            at, left = 0, []
            for of, found in self._found_in(clause):
                told.append(_read(of, found))
                left.append(clause[at : found.start()])
                at = found.end()
            beside.append("".join((*left, clause[at:])))
        return tuple(told), ". ".join(one for one in beside if one.strip())

    def _found_in(self, clause: str) -> Iterator[tuple[str, re.Match[str]]]:
        """The values of one clause, none twice: of two that begin at a word the longer."""
        words, end = words_in(clause), 0
        every = (
            (of, found)
            for of, patterns in self._patterns.items()
            if of not in self._others or not self._others[of].is_in(words)
            for pattern in patterns
            for found in pattern.finditer(clause)
        )
        for of, found in sorted(every, key=lambda one: (one[1].start(), -one[1].end())):
            if found.start() >= end:
                end = found.end()
                yield of, found

    def called(self, name: str) -> str:
        """What a name from end to end is a value of; empty where it is none."""
        words = words_in(name)
        return next((of for of, names in self._whole.items() if words in names), "")

    def said_where(self, words: Words, at: int) -> int:
        """How many words that begin at a place say where or by what it was measured; none: 0."""
        return self._where.at(words, at)

    @cached_property
    def _whole(self) -> Mapping[str, frozenset[Words]]:
        return {of: frozenset(map(words_in, self.names[of])) for of in _AFTER}

    @cached_property
    def _where(self) -> Lexicon:
        return Lexicon(self.where)

    @cached_property
    def _others(self) -> Mapping[str, Lexicon]:
        return {of: Lexicon(words) for of, words in self.unless.items() if words}

    @cached_property
    def _patterns(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        between = rf"(?:[\s:=~,(]|{_either(self.between)}|{_either(self.where)})"
        begins, beside = r"(?<![^\W_])", rf"(?:\s*\([^()]*\)?)?{between}*?"
        made: dict[str, list[str]] = {}
        for of, after in _AFTER.items():
            name, value = _either(self.names[of]), _AMOUNT if of == "muscle" else _VALUE
            made[of] = [rf"{begins}{name}{beside}\s*{_BELOW}\s*{value}{_OTHER}{after}"]
        name = _either(self.names["saturation"])
        far = rf"(?:\s+[^\W\d]+){{1,{_MOST_BETWEEN}}}?\s*[:=]?\s*"
        made["saturation"] += [
            rf"{begins}{name}{far}{_BELOW}\s*{_VALUE}{_PER_CENT}",
            rf"{begins}{_VALUE}{_PER_CENT}\s*(?:(?:de|di|d|of|o2|von)\W*)?{name}(?!\w)",
        ]
        counted = _either(self.names["breaths counted"])
        made["breaths"].append(rf"{begins}{_VALUE}\s*{counted}(?!\w)")
        made["temperature"].append(rf"{begins}{_VALUE}\s*[°º]\s*(?P<unit>c|f)(?![^\W_])")
        return {of: [re.compile(one) for one in every] for of, every in made.items()}


def _read(of: str, found: re.Match[str]) -> WordsMeasured:
    told = found.groupdict()
    if of == "muscle":
        return WordsMeasured(of, float(re.sub(r"\D", "", told["value"])), is_below=False)
    value = float(told["value"].replace(",", "."))
    if of == "temperature" and (
        value >= _FAHRENHEIT_FROM or (told.get("unit") or "").startswith("f")
    ):
        value = (value - 32) * 5 / 9
    return WordsMeasured(of, value, is_below=bool(told.get("below")))


def _either(names: Iterable[str]) -> str:
    """A pattern of any of these names, the longest first, with what may stand in it for a blank."""
    plain = {r"[\s'’-]*".join(words_in(name)) + r"(?![^\W\d_])" for name in names}
    return f"(?:{'|'.join(sorted(plain, key=lambda one: (-len(one), one)))})"
