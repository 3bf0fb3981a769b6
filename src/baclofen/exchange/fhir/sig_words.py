"""The usual words of orders in German, French, Italian and Spanish, in the English of orders.

What is not listed stays as it is written, and is then not read: nothing is guessed.
"""

from __future__ import annotations

import re

_COUNTS = {
    "ein": "1", "zwei": "2", "drei": "3", "vier": "4", "une": "1", "deux": "2", "trois": "3",
    "quatre": "4", "una": "1", "due": "2", "tre": "3", "quattro": "4", "dos": "2", "tres": "3",
    "cuatro": "4",
}  # fmt: skip
_MANY = "|".join(_COUNTS)
_TABLET = (
    r"(?:tabletten?|tabl\.?|tbl\.?|comprim[eé]s?|cp[rs]?\.?|compress[ae]|comprimidos?|"
    r"tabletas?)(?!\w)"
)
_TIMES = (
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|mal)\s*(?:t[aä]glich|tgl\.?|am tag|pro tag)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|fois)\s*(?:par jour|/\s*jour|/\s*j)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|volte)\s*(?:al giorno|/\s*die)(?!\w)"),
    re.compile(rf"\b(\d|{_MANY})\s*(?:x|veces)\s*(?:al|por) d[ií]a(?!\w)"),
)  # fmt: skip
_PARTS = (
    (re.compile(r"\bmorning,? (?:noon|midday),? (?:and |& )?(?:night|evening)\b"), "3 times a day"),
    (re.compile(r"\bmorning (?:and|&) (?:night|evening)\b"), "2 times a day"),
    (re.compile(r"\bmorgens,? mittags (?:und|u\.) abends\b"), "3 times a day"),
    (re.compile(r"\bmatin,? midi et soir\b"), "3 times a day"),
    (re.compile(r"\bmattina,? mezzogiorno e sera\b"), "3 times a day"),
    (re.compile(r"\bmorgens (?:und|u\.) abends\b|\bmatin et soir\b|\bmattina e sera\b"),
     "2 times a day"),
    (re.compile(r"\bzur nacht\b|\babends\b|\ble soir\b|\bau coucher\b|\bnocte\b"), "at night"),
    (re.compile(r"\bmorgens\b|\ble matin\b|\bmane\b"), "in the morning"),
)  # fmt: skip
#: Halves of tablets, with whole ones and alone. A dash or a stroke before them is another number.
_WITH_HALF = re.compile(
    r"(?<![\d/.,-])(\d|one|two|three|four)(?: and a half| ?½| 1/2)(?= ?(?:tablets?|tabs?)(?!\w))"
)
_HALF = re.compile(
    r"(?<![\w/.,-])(?:(?:one |a )?half(?: of)?(?: an?| one)?|1/2|½)(?= ?(?:tablets?|tabs?)(?!\w))"
)
_DIGIT = {"one": "1", "two": "2", "three": "3", "four": "4"}
_TAKE = re.compile(r"^(?:prendre|einnehmen:?|assumere|tomar|prender[ae]?)\s+")
#: So many in the morning, at noon, in the evening and perhaps at night.
_SCHEME = re.compile(rf"^(\d)-(\d)-(\d)(?:-(\d))?(?:\s*{_TABLET}|\s*tablets?)?$")
#: The same of tablets whose strength stands before or behind: "10 mg 1-1-1", "1-0-1 tbl. zu 10 mg".
_MG = r"(\d+(?:\.\d+)?)\s*mg"
_PARTS_OF_A_DAY = r"(\d)-(\d)-(\d)(?:-(\d))?"
_OF = r"(?:zu|[aà]|de|da|von|of)"
_STRONG_SCHEMES = (
    re.compile(rf"^(?:baclofen\s+)?{_MG}[\s,:]+{_PARTS_OF_A_DAY}$"),
    re.compile(rf"^{_PARTS_OF_A_DAY}\s*{_TABLET}\s*(?:{_OF}\s+)?{_MG}$"),
)
#: So many tablets of a strength that stands beside: "2 tablets of 10 mg".
_STRONG = re.compile(rf"\b(\d|{_MANY}) tablets\s+{_OF}\s+{_MG}(?!\w)")
_OFTEN_FIRST = re.compile(r"^(\d times a day)[\s:,]+(.+)$")


def in_english(text: str) -> str:
    """An order's words, low and with single blanks, with those that are known here in English.

    >>> in_english("3x täglich 1 tablette")
    '1 tablets 3 times a day'
    >>> in_english("1-0-2")
    '3 tablets a day'
    >>> in_english("take half a tablet three times daily"), in_english("1½ tablets bd")
    ('take 0.5 tablet three times daily', '1.5 tablets bd')
    """
    words = text.rstrip(" .")
    if (found := _SCHEME.match(words)) and (parts := [int(part) for part in found.groups("0")]):
        return _counted(parts) if any(parts) else words
    for at, scheme in enumerate(_STRONG_SCHEMES):
        if found := scheme.match(words):
            told = [part or "0" for part in found.groups()]
            strength = float(told.pop(0 if at == 0 else -1))
            parts = [int(part) for part in told]
            return _amounts(parts, strength) if any(parts) else words
    words = _TAKE.sub("take ", words)
    for pattern in _TIMES:
        words = pattern.sub(lambda m: f"{_COUNTS.get(m[1], m[1])} times a day", words)
    for pattern, meant in _PARTS:
        words = pattern.sub(meant, words)
    words = re.sub(rf"\b{_TABLET}", "tablets", words)
    words = _WITH_HALF.sub(lambda m: f"{_DIGIT.get(m[1], m[1])}.5", words)
    words = _HALF.sub("0.5", words)
    words = _STRONG.sub(lambda m: f"{int(_COUNTS.get(m[1], m[1])) * float(m[2]):g} mg", words)
    if found := _OFTEN_FIRST.match(words):
        words = f"{found[2]} {found[1]}"
    return words


def _amounts(parts: list[int], strength: float) -> str:
    """The doses of the parts of a day, of tablets of this strength."""
    taken = {part for part in parts if part}
    if len(taken) == 1:
        times = sum(1 for part in parts if part)
        return f"{taken.pop() * strength:g} mg {times} times a day"
    return f"{sum(parts) * strength:g} mg a day"


def _counted(parts: list[int]) -> str:
    """Tablets of the parts of a day: as often as they are taken where all are the same."""
    taken = {part for part in parts if part}
    if len(taken) == 1:
        return f"{taken.pop()} tablets {sum(1 for part in parts if part)} times a day"
    return f"{sum(parts)} tablets a day"
