"""The dose in the words of an order ("sig"), where they can be read in one way only.

Everything around the amount and the frequency must be known words. "Two 10 mg tablets"
holds the amount 10 mg and does not mean it: such words are not read, and nothing is guessed.
"""

from __future__ import annotations

import re

from baclofen.errors import BaclofenError
from baclofen.exchange.fhir.sig_advice import without_advice
from baclofen.exchange.fhir.sig_asides import without_asides
from baclofen.exchange.fhir.sig_words import NUMBERS, TIMES_OF_DAY, in_english
from baclofen.units import Dose, mcg, mg, parse_daily_dose
from baclofen.value import Value

_AMOUNT = re.compile(
    r"(?<![\w.,/\-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*"
    r"(mg|milligrams?|mcg|ug|micrograms?)(?![\w%])(?!\s*/\s*(?:[\d.]+\s*)?m?l\b)",
    re.ASCII,
)
_ANY_AMOUNT = re.compile(r"\d\s*(?:mg|milligram|mcg|ug|microgram)", re.ASCII)
_BEFORE = re.compile(
    r"(?:(?:take|give|baclofen|lioresal|dose|sig|orally|oral|po|by mouth|intrathecal(?:ly)?|via|by|"
    r"the|pump|it|simple|continuous|infusion|at|rate)\b[\s:,;.]*)*"
)
_WAY = re.compile(
    r"^[\s,;]*(?:by mouth|orally|oral|p\.?o\.?|per os|intrathecal(?:ly)?|"
    r"(?:via|by) (?:an? |the )?(?:(?:intrathecal|implanted|baclofen|infusion) )*pump|it)(?![\w])"
)
_AFTER = re.compile(
    r"(?:[\s,;.]*(?:with (?:food|meals|milk|water)|by mouth|orally|oral|p\.?o\.?|per os|"
    r"(?:via|by) (?:an? |the )?(?:(?:intrathecal|implanted|baclofen|infusion) )*pump|"
    r"intrathecal(?:ly)?|"
    r"(?:(?:as|by|via) (?:an? )?)?(?:simple )?(?:continuous )?(?:intrathecal )?infusion|"
    r"for (?:muscle )?(?:spasticity|spasms?|tightness|stiffness)|as (?:directed|prescribed)|"
    # What a label or a ward adds, and changes no dose.
    r"do not stop (?:taking )?(?:it )?(?:suddenly|abruptly)|"
    r"hold (?:for|if) (?:sedation|sedated|drows(?:iness|y))|may cause drowsiness))*[\s,;.]*"
)
_FREQUENCY = re.compile(
    r"^[\s,;]*(?P<words>"
    r"/\s*(?:day|d|24\s*h)|(?:per|a|each|every) day|daily|nightly|"
    r"(?:once|twice|(?:one|two|three|four|\d+) times?|\d+\s*x)"
    r"(?:\s*(?:/|a|per|each|every)\s*day|\s+daily)?|"
    r"(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|o\.?d|b\.?d|t\.?d\.?s|q\.?d\.?s)\.?|"
    r"every \d+ ?(?:hours|hour|hrs|hr|h)|q ?\d+ ?(?:hours|hrs|hr|h)|"
    r"(?:at|every|each) (?:night|bedtime|evening)|q?hs|"
    r"(?:in the|every|each) (?:morning|afternoon|evening)|"
    r"at (?:noon|midday|lunch|lunchtime|teatime)|with (?:breakfast|lunch|dinner|supper)|"
    rf"{TIMES_OF_DAY}|"
    r"(?P<hourly>/\s*(?:hour|hr|h)|per hour|an hour)"
    r")(?![\w])(?P<rest>.*)$"
)
#: A day's sum, and into how many doses it is shared out: "20 mg/day divided TID".
_SHARED = re.compile(
    r"^[\s,;]*(?:/\s*(?:day|d|24\s*h)|(?:per|a|each|every) day|daily)[\s,;]+(?:"
    r"(?:(?:divided|split|given|taken) )?in(?:to)? (?P<n>two|three|four|[2-6]) "
    r"(?:(?:equal|equally|divided) )*doses|"
    r"(?:divided|split|in divided doses) (?P<often>[bt]\.?i\.?d\.?|q\.?i\.?d\.?|bd|tds|qds|"
    r"(?:two|three|four|\d) times (?:a|per|each) day|twice daily|(?:three|four) times daily)"
    r")(?![\w])(?P<rest>.*)$"
)
#: The hour of the one dose of a day.
_HOUR = re.compile(r"^[\s,]*at \d{1,2}(?::\d{2})? ?(?:[ap]\.?m\.?|h|hours|o'clock)?(?=[\s,;.]*$)")
_ONCE = re.compile(
    r"(?:every|each|per|a) day|daily|nightly|q?hs|(?:at|in the|every|each) "
    r"(?:night|bedtime|evening|morning|afternoon|noon|midday|lunch|lunchtime|teatime)|"
    r"with (?:breakfast|lunch|dinner|supper)|"
    rf"{TIMES_OF_DAY}"
)
_AS_NEEDED = re.compile(
    r"\b(?:as|if|when|where) (?:needed|required|necessary)\b|\bp\.?r\.?n\b", re.IGNORECASE
)
#: Between the doses of a day; a comma only before the next amount.
_AND = re.compile(
    r"\s(?:and|und|et|e|y|plus|\+)\s|"
    rf",\s+(?=\d|(?:{TIMES_OF_DAY})\b)"
)
_MOST_PARTS = 4
_HOURS_A_DAY = 24
_HOURS = re.compile(r"(?:every|q) ?(\d+) ?(?:hours|hour|hrs|hr|h)")
_TIMES = re.compile(
    r"(one|two|three|four|\d+)(?: times?| ?x)(?: ?(?:a |per |each |every |/ ?)day| daily)"
)
#: So many tablets, where the order says of which strength.
_COUNTED = re.compile(
    r"(?<![\w.,/\-])(\d+(?:\.\d+)?|one|two|three|four)\s*(?:tablets?|tabs?)(?!\w)", re.ASCII
)
#: The same with the mg of the dose beside it: "1 tablet (10 mg total)", "10 mg (1 tablet)".
_BESIDE_COUNT = re.compile(
    rf"{_COUNTED.pattern}\s*\(\s*(?P<mg>\d+(?:\.\d+)?)\s*mg(?: total)?\s*\)|"
    rf"(?<![\w.,/\-])(?P<mg_before>\d+(?:\.\d+)?)\s*mg\s*\(\s*{_COUNTED.pattern}\s*\)",
    re.ASCII,
)
#: So many mL, where the order says of which strength; and with the mg beside it.
_MEASURED = re.compile(
    r"(?<![\w.,/\-])(\d+(?:\.\d+)?)\s*(?:ml|millilit(?:re|er)s?)(?![\w/])", re.ASCII
)
#: So many spoons of a size, as a label of a pharmacy has it.
_SPOONS = re.compile(
    r"(?<![\w.,/\-])(\d|one|two|three|four) (\d+(?:\.\d+)?) ?ml spoonfuls?(?!\w)", re.ASCII
)
_BESIDE_VOLUME = re.compile(
    r"(?P<mg>\d+(?:\.\d+)?)\s*mg\s*[(=,]\s*\d+(?:\.\d+)?\s*ml\s*\)?|"
    r"\d+(?:\.\d+)?\s*ml\s*[(=,]\s*(?P<mg_behind>\d+(?:\.\d+)?)\s*mg\s*\)?",
    re.ASCII,
)
#: A volume that is rounded to a syringe's mark holds its amount within so much.
_SAME_VOLUME = 0.05
#: An order is a line or two; what is longer is a letter.
_LONGEST = 500


class Sig(Value):
    """One dose and how often a day it is taken."""

    each: Dose
    times: float

    @property
    def daily(self) -> Dose:
        return self.each * self.times


def read_sig(text: str) -> Sig | None:
    """The dose a text states in full; None when any part of it is not understood.

    >>> read_sig("Take 10 mg by mouth three times daily with food")
    Sig(each=10 mg, times=3.0)
    >>> read_sig("Take two 10 mg tablets TID") is None
    True
    >>> read_sig("10 mg TID (30 mg/day)"), read_sig("10 mg TID (60 mg/day)")
    (Sig(each=10 mg, times=3.0), None)
    """
    words, asides = without_asides(_plain(text))
    if len(words) > _LONGEST or is_as_needed(text):
        return None
    sig = _read(words)
    return sig if sig is None or asides.fit(sig.daily, None) else None


def _read(words: str) -> Sig | None:
    """The dose of words as `_plain` writes them, and nothing beside it."""
    amounts = list(_AMOUNT.finditer(words))
    if len(amounts) != 1 or len(_ANY_AMOUNT.findall(words)) != 1:
        return None
    found = amounts[0]
    if not _BEFORE.fullmatch(words[: found.start()]):
        return None
    rest = words[found.end() :]
    while way := _WAY.match(rest):
        rest = rest[way.end() :]
    unit = mcg if found[2][:3] in ("mcg", "ug", "mic") else mg
    if (shared := _SHARED.match(rest)) and _AFTER.fullmatch(shared["rest"]):
        n = shared["n"]
        parts = float(NUMBERS.get(n, n)) if n else read_times(shared["often"])
        return Sig(unit(_number(found[1]) / parts), parts) if parts else None
    often = _FREQUENCY.match(rest)
    if often is None:
        return None
    last = often["rest"]
    if _ONCE.fullmatch(often["words"]):
        last = _HOUR.sub("", last)
    if not _AFTER.fullmatch(last):
        return None
    if often["hourly"]:
        # A rate by the hour is how pumps are set; a tablet has none.
        return Sig(unit(_number(found[1])), _HOURS_A_DAY) if unit is mcg else None
    times = read_times(often["words"])
    return Sig(unit(_number(found[1])), times) if times else None


def read_counted(text: str, tablet_mg: float) -> Sig | None:
    """The dose that a text counts in tablets of a strength that is sure; None when any other part
    of it is not understood. An amount beside the count must be what so many tablets hold.

    >>> read_counted("2 tablets three times a day", 10)
    Sig(each=20 mg, times=3.0)
    >>> read_counted("1 tablet (10 mg total) 3 (three) times daily", 10)
    Sig(each=10 mg, times=3.0)
    >>> read_counted("2 tablets (10 mg) three times a day", 10) is None
    True
    >>> read_counted("1-2 tablets three times a day", 10) is None
    True
    """
    words, asides = without_asides(_plain(text))
    counts = _COUNTED.findall(words)
    if len(words) > _LONGEST or len(counts) != 1 or is_as_needed(text):
        return None
    each = _number(NUMBERS.get(counts[0], counts[0])) * tablet_mg
    sig = _in_mg(words, each, of=_COUNTED, beside=_BESIDE_COUNT)
    return sig if sig is None or asides.fit(sig.daily, tablet_mg) else None


def read_measured(text: str, per_mL_mg: float) -> Sig | None:
    """The dose that a text measures in mL of a liquid whose strength is sure; None when any other
    part of it is not understood. An amount beside the volume must be what the volume holds.

    >>> read_measured("10 ml TDS", 1), read_measured("10 mg (2 mL) three times a day", 5)
    (Sig(each=10 mg, times=3.0), Sig(each=10 mg, times=3.0))
    >>> read_measured("10 mg (10 mL) three times a day", 5) is None
    True
    """
    plain, asides = without_asides(_plain(text))
    words = _SPOONS.sub(_poured, plain)
    volumes = _MEASURED.findall(words)
    if len(words) > _LONGEST or len(volumes) != 1 or is_as_needed(text):
        return None
    each = _number(volumes[0]) * per_mL_mg
    sig = _in_mg(words, each, of=_MEASURED, beside=_BESIDE_VOLUME)
    return sig if sig is None or asides.fit(sig.daily, None) else None


def is_poured_amiss(text: str, per_mL_mg: float) -> bool:
    """Whether a text tells one volume, and beside it an amount that it does not hold.

    >>> is_poured_amiss("5 mg (5 mL) three times daily", 5)
    True
    >>> is_poured_amiss("25 mg (5 mL) daily", 5), is_poured_amiss("5 mL of 25 mg/5 mL daily", 5)
    (False, False)
    """
    words = _SPOONS.sub(_poured, without_asides(_plain(text))[0])
    volumes, found = _MEASURED.findall(words), _BESIDE_VOLUME.search(words)
    # "10 mL, 5 mg/5 mL" tells a strength.
    if (
        len(volumes) != 1
        or found is None
        or words[found.end() :].lstrip().startswith(("/", "per "))
    ):
        return False
    told = _number(next(filter(None, found.groupdict().values())))
    holds = _number(volumes[0]) * per_mL_mg
    return abs(told - holds) > _SAME_VOLUME * holds


def _in_mg(words: str, each: float, *, of: re.Pattern[str], beside: re.Pattern[str]) -> Sig | None:
    """The dose of a text in which `of` finds so much of a product, which holds `each` mg. An amount
    that `beside` finds there must be that; None where it is not, or where another one stands."""
    if (found := beside.search(words)) is None:
        return None if _ANY_AMOUNT.search(words) else _read(of.sub(f"{each:g} mg", words))
    told = _number(next(filter(None, found.groupdict().values())))
    if abs(told - each) > 1e-9 * each:
        return None
    return _read(beside.sub(f"{each:g} mg", words))


def read_of_product(text: str, tablet_mg: float | None, per_mL_mg: float | None) -> Sig | None:
    """The dose that a text counts in tablets or measures in mL, where their strength is sure."""
    sig = None if tablet_mg is None else read_counted(text, tablet_mg)
    if sig is None and per_mL_mg is not None:
        sig = read_measured(text, per_mL_mg)
    return sig


def read_any(text: str, tablet_mg: float | None, per_mL_mg: float | None) -> Sig | None:
    """The dose of a text by its own amount, else by its tablets or mL."""
    sig = read_sig(text)
    return read_of_product(text, tablet_mg, per_mL_mg) if sig is None else sig


def read_sum(text: str, tablet_mg: float | None, per_mL_mg: float | None = None) -> Sig | None:
    """The day's sum of two to four doses that stand in one line; None where one of them is not
    understood, where one is there twice, or where each may be a day's dose of its own.

    >>> read_sum("15 mg BD and 10 mg nocte", None)
    Sig(each=40 mg, times=1.0)
    >>> read_sum("5 mg TDS and 10 mg TDS", None) is None
    True
    """
    words, asides = without_asides(_plain(text))
    parts = _AND.split(words)
    if is_as_needed(text) or not 2 <= len(parts) <= _MOST_PARTS or len(set(parts)) < len(parts):
        return None
    read = [read_any(part, tablet_mg, per_mL_mg) for part in parts]
    sigs = [sig for sig in read if sig is not None]
    if len(sigs) < len(parts) or all(sig.times > 1 for sig in sigs):
        return None
    total = sigs[0].daily
    for sig in sigs[1:]:
        if sig.each.unit != total.unit:
            return None
        total += sig.daily
    return Sig(total, 1.0) if asides.fit(total, tablet_mg) else None


def read_times(words: str) -> float | None:
    """How often a day, from words or an abbreviation; None when it is not a whole number.

    >>> read_times("TID"), read_times("q8h"), read_times("every other day")
    (3.0, 3.0, None)
    """
    text = _plain(words).strip(" .,;")
    if not text.startswith("/"):
        text = text.replace(".", "")
    if _ONCE.fullmatch(text):
        text = "once"
    elif hours := _HOURS.fullmatch(text):
        text = f"every {hours[1]} h"
    elif often := _TIMES.fullmatch(text):
        text = f"{NUMBERS.get(often[1], often[1])} times a day"
    try:
        times = parse_daily_dose(f"1 mg {text}").in_mg
    except (BaclofenError, ArithmeticError, ValueError):
        return None
    return times if 1 <= times <= _HOURS_A_DAY and times == int(times) else None


def is_as_needed(text: str) -> bool:
    """Whether words say that it is taken only when needed."""
    return bool(_AS_NEEDED.search(text))


def amounts_in(text: str) -> tuple[Dose, ...]:
    """Every amount a text names, for comparison with a coded dose."""
    return tuple(
        (mcg if unit[:3] in ("mcg", "ug", "mic") else mg)(_number(number))
        for number, unit in _AMOUNT.findall(_plain(text)[:_LONGEST])
    )


def _plain(text: str) -> str:
    low = text.lower().replace("µ", "u").replace("μ", "u")
    return in_english(without_advice(" ".join(low.split()))[: _LONGEST + 1])


def _poured(found: re.Match[str]) -> str:
    return f"{_number(NUMBERS.get(found[1], found[1])) * _number(found[2]):g} ml"


def _number(text: str) -> float:
    return float(text.replace(",", ""))
