"""Measured values told in words: "SpO2 78 %", "sats 78 on air", "breathes six times a minute",
"AVPU: U", "E2 V2 M4"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words, plain_letters, words_in
from baclofen.knowledge.number_words import NumberWords
from baclofen.value import Value

#: The ends of clauses: what stands beyond says nothing of a value.
_CLAUSE = re.compile(r"([;\n!?]|\.(?=\s)|,(?=\s))")
#: Beyond these the next value may be of the same: "97 % yesterday, 78 % today".
_GOES_ON = ",;"
#: What every value has: a number, or a level of alertness.
_TELLS = re.compile(r"\d|vpu(?![^\W_])")
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
    "awake": r"(?:\s*/\s*15)?", "temperature": _DEGREES, "muscle": "", "score": r"(?:\s*/\s*20)?",
}  # fmt: skip
#: A second value of the same kind ends what is said, or its unit follows, or when it was.
_ROUND = r"(?=\s*(?:$|[-;,.)>→/]|(?:and|und|et|y|e|on|at)\s))"
#: "in the low 70s": so many above the tens.
_DECADE = r"(?P<decade>[3-9]0)\s*['’]?s(?![^\W_])"
_AMID = 5
#: The three parts of a Glasgow score; of an eye, a voice or a limb that cannot be tested the least.
_PARTS = (
    r"e\s*[:=]?\s*(?P<eyes>[1-4])\W*v\s*[:=]?\s*(?P<voice>[1-5]|n?t)\W*m\s*[:=]?\s*(?P<moves>[1-6])"
    r"(?!\d)(?:\s*=\s*\d{1,2}(?:\s*/\s*15)?)?\)?"
)
#: A temperature that no body has in Celsius is one in Fahrenheit.
_FAHRENHEIT_FROM = 80.0
#: Between a saturation and its value in % may stand so many words.
_MOST_BETWEEN = 4


class WordsMeasured(Value):
    """One value in words: of what, in %, a minute, points, Cel or U/L; `is_below` where it is less
    than the number. Of alertness it is a `level`, a letter of AVPU or C for a new confusion."""

    of: str
    value: float
    is_below: bool
    level: str = ""


class MeasuredWords(Value, dict=True):
    """The words by which a value is told.

    `names` are what each is called, with "breaths counted" for words behind their number; `unless`
    are words of a clause in which a value is another's, or one that is aimed at; `between` and
    `where` may stand between a name and its number, `then` before a second one of the same.
    `levels` are the words of alertness by their letter, `numbers` those that are numbers. `lowest`
    is said of the least value of many, `asleep` of those of a night.
    """

    names: Mapping[str, Sequence[str]]
    unless: Mapping[str, Sequence[str]]
    between: Sequence[str]
    where: Sequence[str]
    then: Sequence[str]
    levels: Mapping[str, Sequence[str]]
    lowest: Sequence[str]
    asleep: Sequence[str]
    numbers: NumberWords

    def told_in(self, text: str) -> tuple[tuple[WordsMeasured, ...], str]:
        """The values of a text in their order, and what it says beside them.

        >>> from baclofen.knowledge import load_knowledge
        >>> told, beside = load_knowledge().codes.measured.told_in("Sats 78 on air, confused")
        >>> [(one.of, one.value) for one in told], beside.strip()
        ([('saturation', 78.0)], 'on air.  confused')
        """
        plain = self.numbers.as_figures(plain_letters(text))
        if not _TELLS.search(plain):
            return (), text
        told: list[WordsMeasured] = []
        beside: list[str] = []
        parts = _CLAUSE.split(plain)
        last = ""
        for clause, mark in zip(parts[::2], (*parts[1::2], ""), strict=True):
            at, left = 0, []
            for of, found in self._found_in(clause, last):
                last = of
                told.append(self._read(of, found))
                left.append(clause[at : found.start()])
                at = found.end()
            beside.append("".join((*left, clause[at:])))
            last = last if mark and mark in _GOES_ON else ""
        if not told:
            return (), text
        return tuple(told), ". ".join(one for one in beside if one.strip())

    def _found_in(self, clause: str, last: str) -> Iterator[tuple[str, re.Match[str]]]:
        """The values of one clause, none twice: of two that begin at a word the longer. Right
        behind one, and behind the `last` before the clause, another of the same may stand without
        its name."""
        words, end = words_in(clause), 0
        for found in self._more_of(last, clause, 0):
            yield last, found
            end = found.end()
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
                for more in self._more_of(of, clause, end):
                    end = more.end()
                    yield of, more

    def _more_of(self, of: str, clause: str, at: int) -> Iterator[re.Match[str]]:
        """Further values that follow each other from a place on, each told with when it was."""
        follows = self._follow.get(of, ())
        while found := next((m for one in follows if (m := one.match(clause, at))), None):
            at = found.end()
            yield found

    def _read(self, of: str, found: re.Match[str]) -> WordsMeasured:
        """The value that was found."""
        told = found.groupdict()
        if of == "alertness":
            level = next(letter for letter in self._levels if told[f"level_{letter}"])
            return WordsMeasured(of, 0.0, is_below=False, level=level)
        if told.get("moves"):
            least = 1
            voice = int(told["voice"]) if told["voice"].isdigit() else least
            points = int(told["eyes"]) + voice + int(told["moves"])
            return WordsMeasured(of, float(points), is_below=False)
        if told.get("decade"):
            return WordsMeasured(of, float(told["decade"]) + _AMID, is_below=False)
        if of == "muscle":
            return WordsMeasured(of, float(re.sub(r"\D", "", told["value"])), is_below=False)
        value = float(told["value"].replace(",", "."))
        if of == "temperature" and (
            value >= _FAHRENHEIT_FROM or (told.get("unit") or "").startswith("f")
        ):
            value = (value - 32) * 5 / 9
        return WordsMeasured(of, value, is_below=bool(told.get("below")))

    def called(self, name: str) -> str:
        """What a name from end to end is a value of; empty where it is none."""
        words = words_in(name)
        return next((of for of, names in self._whole.items() if words in names), "")

    def said_where(self, words: Words, at: int) -> int:
        """How many words that begin at a place say where or by what it was measured; none: 0."""
        return self._where.at(words, at)

    def is_least_of_a_night(self, text: str, within: str) -> bool:
        """Whether a text tells the least value of a night: `within` is all that it stands in."""
        return self._lowest.is_in(words_in(text)) and self._asleep.is_in(words_in(within))

    @cached_property
    def _lowest(self) -> Lexicon:
        return Lexicon(self.lowest)

    @cached_property
    def _asleep(self) -> Lexicon:
        return Lexicon(self.asleep)

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
    def _levels(self) -> Sequence[str]:
        return tuple(self.levels)

    @cached_property
    def _between(self) -> str:
        return rf"(?:[\s:=~,(]|{_either(self.between)}|{_either(self.where)})"

    @cached_property
    def _follow(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        """What a second value without its name is like: behind a word of when, or before one."""
        then, where = _either(self.then), _either(self.where)
        beside = rf"(?:{self._between}|{then})*?"
        made: dict[str, list[str]] = {}
        for of in ("saturation", "breaths", "pulse", "awake", "temperature"):
            value = rf"{_BELOW}\s*{_VALUE}{_OTHER}"
            after = rf"(?:\s*%|{_AFTER[of]})" if of == "saturation" else _AFTER[of]
            ends = rf"(?:{_ROUND}|(?=\s*(?:{then}|{where})))"
            made[of] = [
                rf"{beside}(?:{then}|[-=]?>|→){beside}\s*{value}{after}{ends}",
                rf"{beside}\s*{value}{after}(?=\s*{then})",
            ]
        return {of: [re.compile(one) for one in every] for of, every in made.items()}

    @cached_property
    def _patterns(self) -> Mapping[str, Sequence[re.Pattern[str]]]:
        between = self._between
        begins, beside = r"(?<![^\W_])", rf"(?:\s*\([^()]*\)?)?{between}*?"
        made: dict[str, list[str]] = {}
        for of, after in _AFTER.items():
            name, value = _either(self.names[of]), _AMOUNT if of == "muscle" else _VALUE
            made[of] = [rf"{begins}{name}{beside}\s*{_BELOW}\s*{value}{_OTHER}{after}"]
            if of in ("saturation", "pulse", "breaths"):
                amid = r"in\s+(?:the\s+)?(?:(?:low|mid|high|lower|upper)\W*)?"
                made[of].append(rf"{begins}{name}{beside}\s*{amid}{_DECADE}")
        name = _either(self.names["saturation"])
        far = rf"(?:\s+[^\W\d]+){{1,{_MOST_BETWEEN}}}?\s*[:=]?\s*"
        made["saturation"] += [
            rf"{begins}{name}{far}{_BELOW}\s*{_VALUE}{_PER_CENT}",
            rf"{begins}{_VALUE}{_PER_CENT}\s*(?:(?:de|di|d|of|o2|von)\W*)?{name}(?!\w)",
        ]
        counted = _either(self.names["breaths counted"])
        made["breaths"].append(rf"{begins}{_VALUE}\s*{counted}(?!\w)")
        breathes, times = _either(self.names["breathes"]), _either(self.names["times"])
        a_minute = _either(self.names["a minute"])
        made["breaths"].append(
            rf"{begins}{breathes}{between}*?\s*{_BELOW}\s*{_VALUE}\s*(?:{times})?[\s/]*{a_minute}"
        )
        name = _either(self.names["awake"])
        made["awake"].append(
            rf"{begins}(?:{name}[\s:=(]*(?:\d{{1,2}}(?:\s*/\s*15)?)?[\s:=,(]*)?{_PARTS}"
        )
        made["temperature"].append(rf"{begins}{_VALUE}\s*[°º]\s*(?P<unit>c|f)(?![^\W_])")
        levels = "|".join(f"(?P<level_{of}>{_either(words)})" for of, words in self.levels.items())
        made["alertness"] = [
            rf"{begins}{_either(self.names['alertness'])}{between}*?\s*(?:{levels})"
        ]
        return {of: [re.compile(one) for one in every] for of, every in made.items()}


def _either(names: Iterable[str]) -> str:
    """A pattern of any of these names, the longest first, with what may stand in it for a blank."""
    plain = {r"[\s'’-]*".join(words_in(name)) + r"(?![^\W\d_])" for name in names}
    return f"(?:{'|'.join(sorted(plain, key=lambda one: (-len(one), one)))})"
