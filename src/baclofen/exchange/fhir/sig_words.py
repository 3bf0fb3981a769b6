"""The usual words of orders in five other languages, and halves of tablets, in orders' English.

What is not listed stays as it is written, and is then not read: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

#: English counts as the words of orders have them.
NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4"}
#: Times of the day as orders name them.
TIMES_OF_DAY = "morning|noon|midday|lunchtime|afternoon|teatime|evening|night|bedtime"
_COUNTS = {
    "ein": "1", "eine": "1", "zwei": "2", "drei": "3", "vier": "4", "un": "1", "une": "1",
    "deux": "2", "trois": "3", "quatre": "4", "una": "1", "due": "2", "tre": "3", "quattro": "4",
    "dos": "2", "tres": "3", "cuatro": "4",
}  # fmt: skip
_MANY = "|".join(_COUNTS)
_TABLET = (
    r"(?:tabletten?|tabl\.?|tbl\.?|comprim[eé]s?|cp[rs]?\.?|compress[ae]|comprimidos?|"
    r"tabletas?)(?!\w)"
)
#: One of them, never several: "1/2 tablets" may be one or two.
_ONE_TABLET = (
    r"(?:tablet|tablette|tabl?\.?|tbl\.?|comprim[eé]|cp\.?|cpr\.?|compressa|comprimido|"
    r"tableta)(?!\w)"
)
_ALONE = r"(?<![\w.,/\-])"
#: Halves and quarters behind a comma, as most of Europe writes them: "1,5 cp".
_COMMA = re.compile(rf"{_ALONE}(\d),(25|5|75)\s*(?=tab|{_TABLET})")
_HALVES = (
    (re.compile(rf"{_ALONE}(\d|one|two|three|four)\s+(?:and a half|and one half)\s+(?=tab)"),
     "{n}.5 "),
    (re.compile(rf"{_ALONE}(\d|{_MANY})\s+{_TABLET}\s+(?:et demie?|e mezz[oa]|y medi[oa])(?!\w)"),
     "{n}.5 tablets"),
    (re.compile(rf"{_ALONE}(\d)(?:\s*½|\s+1/2)\s*(?=tab|{_TABLET})"), "{n}.5 "),
    (re.compile(rf"{_ALONE}(?:(?:(?:one |a )?half|half of)(?: an?)?|½|1/2|0\.5|eine halbe|"
                rf"(?:un |une )?demi[- ]?e?|medi[oa]|mezza)\s*{_ONE_TABLET}"), "0.5 tablets"),
)  # fmt: skip
#: So many hours apart.
_EVERY = re.compile(
    r"(?:\balle|\bogni|\bcada|\btoutes les|\bom de|\bc/)\s*(\d{1,2})\s*"
    r"(?:stunden|std\.?|ore|horas|heures|uur|uren|h)(?!\w)"
)
_TIMES = (
    re.compile(rf"\b(\d|{_MANY})\s*(?:dd|maal daags|x daags|maal per dag|x per dag)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|mal)\s*(?:t[aä]glich|tgl\.?|am tag|pro tag|/\s*tag)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|fois)\s*(?:par jour|/\s*jour|/\s*j)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|volte)\s*(?:al giorno|/\s*die)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|veces)\s*(?:al|por) d[ií]a(?!\w)"),
    # How often behind what: "2 cp x 3/j".
    re.compile(r"(?<!\w)x\s*(\d)\s*(?:/\s*(?:jour|j|day|d|die|d[ií]a|tag)|par jour|per day|a day|"
               r"al giorno|al d[ií]a|am tag|pro tag)(?!\w)"),
)  # fmt: skip
_PARTS = (
    (re.compile(r"\bqam\b|\bq\.?a\.m\."), "in the morning"),
    (re.compile(r"\bqpm\b|\bq\.?p\.m\."), "in the evening"),
    (re.compile(r"\bqnoon\b"), "at noon"),
    (re.compile(r"\bmorgens,? mittags(?:,| und| u\.)? abends\b"), "3 times a day"),
    (re.compile(r"\bmatin,? midi(?:,| et)? soir\b"), "3 times a day"),
    (re.compile(r"\bmattina,? mezzogiorno(?:,| e)? sera\b"), "3 times a day"),
    (re.compile(r"\bmañana,? (?:tarde|mediod[ií]a)(?:,| y)? noche\b"), "3 times a day"),
    (re.compile(r"\bmorning,? (?:noon|midday),?(?: and)? (?:night|evening|bedtime)\b"),
     "3 times a day"),
    (re.compile(r"(?:\bin the )?\bmorning and (?:at )?"
                r"(?:noon|midday|lunchtime|night|evening|bedtime)\b"), "2 times a day"),
    (re.compile(r"(?:\bat )?\b(?:noon|midday|lunchtime) and (?:at )?"
                r"(?:night|evening|bedtime)\b"), "2 times a day"),
    (re.compile(r"\bmorgens (?:und|u\.) abends\b|\bmatin et soir\b|\bmattina e sera\b"),
     "2 times a day"),
    (re.compile(r"\bzur nacht\b|\babends\b|(?:\ble )?\bsoir\b|\bau coucher\b|\bnocte\b|"
                r"(?:\b(?:la|alla|di) )?\bsera\b|\bpor la noche\b"), "at night"),
    (re.compile(r"\bmorgens\b|(?:\ble )?\bmatin\b|\bmane\b|(?:\b(?:la|alla|di) )?\bmattina\b|"
                r"\bal mattino\b|\bpor la mañana\b"), "in the morning"),
    (re.compile(r"\bmittags\b|(?:\b[aà] )?\bmidi\b|(?:\ba )?\bmezzogiorno\b|\bal? mediod[ií]a\b"),
     "at noon"),
    (re.compile(r"\bnachmittags\b|\bl'apr[eè]s-midi\b|(?:\b(?:nel|il) )?\bpomeriggio\b|"
                r"\bpor la tarde\b"), "in the afternoon"),
)  # fmt: skip
#: As systems and labels of pharmacies write them: a number told twice, hours in words, the route.
_SAME = re.compile(r"(?<![\w.,/\-])([1-4]) \((one|two|three|four)\)(?= times?\b)")
_HOURS_IN_WORDS = {"four": "4", "six": "6", "eight": "8", "twelve": "12"}
_EVERY_IN_WORDS = re.compile(rf"\bevery ({'|'.join(_HOURS_IN_WORDS)}) hours\b")
_ORAL_ROUTE = re.compile(r"\b(?:by|via) (?:the )?oral route\b")
#: So many, of what is only said in the name: "one to be taken three times a day", "1 tds".
_UNNAMED = re.compile(
    r"^((?:take|give) )?(one|two|three|four|[1-4])(?: to be (?:taken|swallowed|given))? "
    r"(?=(?:(?:by mouth|orally|p\.?o\.?) )?(?:once|twice|(?:one|two|three|four|[1-4]) times|every |"
    r"daily|[bt]\.?i\.?d|q\.?i\.?d|[bo]d\b|[tq]ds\b|at (?:night|bedtime)|in the |"
    r"(?:mane|nocte|q(?:am|pm|hs|noon))$))"
)
#: So many at each time of the day: "1 mane 2 nocte", "1 mane, 1 midday and 2 nocte".
_LATIN = {"mane": "morning", "midday": "midday", "noon": "noon", "nocte": "night"}
_ONE_OF_DAY = rf"(?:one|two|three|four|[1-4]) (?:{'|'.join(_LATIN)})"
_OF_DAY = re.compile(rf"^(?:take )?{_ONE_OF_DAY}(?:(?:,? and|,)? {_ONE_OF_DAY}){{1,3}}$")
#: Hours of the clock at each of which it is taken: "at 8am, 2pm and 10pm".
_CLOCK = r"(?:\d{1,2}(?::\d{2})? ?[ap]\.?m\.?|\d{2}:\d{2}(?: ?h(?:rs)?)?)"
_CLOCKS = re.compile(rf"\bat {_CLOCK}(?:(?:,? and|,|,? &) (?:at )?{_CLOCK}){{1,5}}(?=$|[,;.]? )")
_TAKE = re.compile(r"^(?:prendre|einnehmen:?|assumere|tomar|prender[ae]?)\s+")
#: So many in the morning, at noon, in the evening and perhaps at night.
_PART = r"(1/2|½|\d(?:½|[.,]5)?)"
_PARTS_OF_A_DAY = rf"{_PART}-{_PART}-{_PART}(?:-{_PART})?"
_SCHEME = re.compile(rf"^{_PARTS_OF_A_DAY}(?:\s*{_TABLET}|\s*tablets?)?$")
#: The same of tablets whose strength stands before or behind: "10 mg 1-1-1", "1-0-1 tbl. zu 10 mg".
_MG = r"(\d+(?:\.\d+)?)\s*mg"
_OF = r"(?:zu|[aà]|de|da|von|of)"
_STRONG_SCHEMES = (
    re.compile(rf"^(?:baclofen\s+)?{_MG}[\s,:]+{_PARTS_OF_A_DAY}$"),
    re.compile(rf"^{_PARTS_OF_A_DAY}\s*{_TABLET}\s*(?:{_OF}\s+)?{_MG}$"),
)
#: A pump in other languages, and a rate of a day or an hour.
_PUMPED = (
    (re.compile(r"\b(?:microgram+(?:es?|os?|i)|mikrogramm)(?!\w)"), "mcg"),
    (re.compile(r"(?<=mcg)\s*(?:/|par|al|por|pro|am)\s*(?:jour|d[ií]a|giorno|tag)(?!\w)"),
     " per day"),
    (re.compile(r"\bintrathekal\b|\b(?:par voie )?intrath[eé]cale?\b|"
                r"\b(?:por v[ií]a |per via )?intratecale?\b"), "intrathecal"),
    (re.compile(r"\b(?:[uü]ber|mittels|via|durch|per|par|por|con|mediante|tramite|avec|mit) "
                r"(?:(?:eine|die|une|la|una) )?(?:implantierte |intrathekale |intrathecal )?"
                r"(?:(?:medikamenten|baclofen|infusions)?pumpe|pompe|bomba|pompa)"
                r"(?: (?:implant[eé]e|implantada|impiantata|intrathecal|de baclof[eè]ne|"
                r"de baclofeno|di baclofene))?(?!\w)"), "by pump"),
)  # fmt: skip
_SO_MANY = re.compile(rf"{_ALONE}({_MANY}|uno) (?=tablets(?!\w))")
#: So many tablets of a strength that stands beside: "2 tablets of 10 mg".
_STRONG = re.compile(rf"(?<![\d.,/½-])\b(\d{{1,2}}|{_MANY}) tablets\s+{_OF}\s+{_MG}(?!\w)")
_OFTEN_FIRST = re.compile(r"^(\d times a day)[\s:,]+(.+)$")
#: The time of day before its one amount: "morning 10 mg".
_TIME_FIRST = re.compile(
    rf"^((?:in the |at )?(?:{TIMES_OF_DAY}))"
    r"[\s:]+(\d+(?:\.\d+)?\s*(?:mg|ml|tablets?))$"
)


def in_english(text: str) -> str:
    """An order's words, low and with single blanks, with those that are known here in English.

    >>> in_english("3x täglich 1 tablette")
    '1 tablets 3 times a day'
    >>> in_english("1-0-2")
    '3 tablets a day'
    >>> in_english("one to be taken 3 (three) times a day")
    'one tablets 3 times a day'
    >>> in_english("1/2-0-1/2")
    '0.5 tablets 2 times a day'
    """
    words = text.rstrip(" .")
    if (found := _SCHEME.match(words)) and (parts := _numbers(found.groups("0"))):
        return _counted(parts) if any(parts) else words
    for at, scheme in enumerate(_STRONG_SCHEMES):
        if found := scheme.match(words):
            told = [part or "0" for part in found.groups()]
            strength = float(told.pop(0 if at == 0 else -1))
            parts = _numbers(told)
            return _amounts(parts, strength) if any(parts) else words
    words = _SAME.sub(lambda m: m[1] if NUMBERS[m[2]] == m[1] else m[0], words)
    words = _EVERY_IN_WORDS.sub(lambda m: f"every {_HOURS_IN_WORDS[m[1]]} hours", words)
    words = _ORAL_ROUTE.sub("by mouth", words)
    if _OF_DAY.match(words):
        words = _of_day(words)
    words = _UNNAMED.sub(r"\1\2 tablets ", words)
    words = _CLOCKS.sub(_at_hours, words)
    words = _TAKE.sub("take ", words)
    words = _COMMA.sub(r"\1.\2 ", words)
    for pattern, meant in _PUMPED:
        words = pattern.sub(meant, words)
    for pattern, meant in _HALVES:
        words = pattern.sub(partial(_with_count, meant=meant), words)
    words = _EVERY.sub(r"every \1 hours", words)
    for pattern in _TIMES:
        words = pattern.sub(lambda m: f"{_COUNTS.get(m[1], m[1])} times a day", words)
    for pattern, meant in _PARTS:
        words = pattern.sub(meant, words)
    words = re.sub(rf"\b{_TABLET}", "tablets", words)
    words = _SO_MANY.sub(lambda m: f"{_COUNTS.get(m[1], '1')} ", words)
    words = _STRONG.sub(lambda m: f"{int(_COUNTS.get(m[1], m[1])) * float(m[2]):g} mg", words)
    if found := _OFTEN_FIRST.match(words):
        words = f"{found[2]} {found[1]}"
    if found := _TIME_FIRST.match(words):
        words = f"{found[2]} {found[1]}"
    return words


def _of_day(words: str) -> str:
    """Counts at times of the day as so many tablets at each, where none comes twice."""
    told = re.findall(rf"(one|two|three|four|[1-4]) ({'|'.join(_LATIN)})", words)
    if len({time for _, time in told}) < len(told):
        return words
    return " and ".join(f"{count} tablets {_LATIN[time]}" for count, time in told)


def _at_hours(found: re.Match[str]) -> str:
    """Hours of the clock as how often a day, where none comes twice."""
    hours = re.findall(_CLOCK, found[0])
    once = {hour.replace(" ", "").replace(".", "") for hour in hours}
    return f"{len(hours)} times a day" if len(once) == len(hours) else found[0]


def _with_count(found: re.Match[str], meant: str) -> str:
    """A half as a decimal, behind the whole ones that stand before it."""
    whole = found[1] if found.re.groups else ""
    return meant.format(n=_COUNTS.get(whole, NUMBERS.get(whole, whole)))


def _numbers(parts: Iterable[str]) -> list[float]:
    """The parts of a day, halves among them."""
    decimal = (part.replace("1/2", "0.5").replace(",", ".") for part in parts)
    return [float(part.replace("½", ".5")) for part in decimal]


def _amounts(parts: list[float], strength: float) -> str:
    """The doses of the parts of a day, of tablets of this strength."""
    taken = {part for part in parts if part}
    if len(taken) == 1:
        times = sum(1 for part in parts if part)
        return f"{taken.pop() * strength:g} mg {times} times a day"
    return f"{sum(parts) * strength:g} mg a day"


def _counted(parts: list[float]) -> str:
    """Tablets of the parts of a day: as often as they are taken where all are the same."""
    taken = {part for part in parts if part}
    if len(taken) == 1:
        return f"{taken.pop():g} tablets {sum(1 for part in parts if part)} times a day"
    return f"{sum(parts):g} tablets a day"
