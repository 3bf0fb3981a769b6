"""What free words say of the kidneys: figures, an acute injury, a stage, that they fail.

Words are no result. They are read on the dangerous side: of several figures the one that allows
least, but for one that is told as of before; and they give no value, they hold a raise until a
value answers them. What is denied, of the past, or as usual says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from baclofen.assessment import allows_less
from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.fhir.kidney_named import is_of_a_gene, is_of_urine
from baclofen.exchange.fhir.kidney_urine import (
    OF_URINE,
    WATCHED,
    tells_little_urine,
    tells_no_urine,
)
from baclofen.knowledge import Knowledge, plain_letters, words_in
from baclofen.patient import (
    LIMITS,
    PLAUSIBLE_MG_DL,
    KidneyValue,
    Patient,
    creatinine_in_mg_per_dL,
)

#: Any word of the kidneys: what holds none is not looked through.
_ANY = re.compile(
    r"gfr|dfg|tfg|vfg|glomer|creat|krea|crcl|renal|\bren|\brein|nier|kidney|\baki\b|\bira\b|ckd"
    rf"|\birc|\berc\b|kdigo|esrd|eskd|uraemi|uremi|oligur|anuri|nephro|uropath|tubul|rinon|diur|{OF_URINE}"
)
_SENTENCE = re.compile(r"[;|\n\r]+|(?<!\bcreat)(?<!\bkrea)(?<!\bcrea)\.(?=\s|$)")
_PIECE = re.compile(r",\s|[()\[\]:]|\s[-–]\s")
#: Dates, lengths of time, the body surface, equations, shares and what is usual stand beside a
#: figure and are none.
_ASIDE = re.compile(
    r"[\[(][^()\[\]\d]*\d+(?:[.,]\d+)?\s*[-–]\s*\d+(?:[.,]\d+)?[^()\[\]\d]*[\])]"
    r"|(?<=\d)(?:\s*(?:mg/dl|[uμ]mol/l|ml/min\S*))?\s+\d+(?:[.,]\d+)?\s*[-–]\s*\d+(?:[.,]\d+)?"
    r"|\b\d{1,3}(?:\s*(?:-|to|bis|a)\s*\d{1,3})?\s*(?:h|hrs?|hours?|days?|wks?|weeks?|months?|"
    r"years?|yrs?|tagen?|wochen?|monate?n?|jahre?n?|jours?|semaines?|mois|ans|giorn[oi]|"
    r"settiman[ae]|mes[ei]|ann[oi]|dias?|semanas?|meses|anos?)\b"
    r"|1[.,]73\s*(?:m2|m\^2|m\*\*2|sqm)?|/\s*m2|\b(?:mdrd|ckd-?epi)\b(?:[\s(]*(?:19|20)\d\d)?"
    r"|\b\d{4}-\d\d-\d\d|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?(?!\d)|\b\d{1,2}/\d{1,2}\b"
    r"|\b(?:19|20)\d\d\b|\d+(?:[.,]\d+)?\s*%|\b24\s*-?\s*(?:h|hr|hour|std|stunden)\b"
)
_FILTERS = (
    r"crcl|[ck]reatinine?[\s-]*(?:clearance|clairance)|cl(?:ea|ai)rance (?:of|de(?: la|l)?|der)"
    r" creatinin\w*|\b[em]?(?:gfr|dfg|tfg|vfg)e?\b|filtra\w*\s+glomer\w*|glomer\w*\s+filtra\w*"
)
_CREATININE = r"\b[ck]reatinin\w*|\b(?:crea|krea|creat|kreat|scr)\b\.?"
_NAME = re.compile(rf"(?P<filters>{_FILTERS})|(?P<creatinine>{_CREATININE})")
#: What stands before a bound on which something depends.
_IF = re.compile(
    r"\b(?:if|when|unless|once|wenn|falls|sobald|si|se|quando|cuando)(?: the| die)?\s*$"
)
_TOKEN = re.compile(
    r"(?P<sign>[<>≤≥])=?|(?P<number>\d+(?:[.,]\d+)?)|(?P<comma>,(?=\s))|(?P<word>[^\W\d_]+)"
)
#: What may stand between two figures of one result.
_BETWEEN = frozenset({
    "ml", "min", "m", "mg", "dl", "umol", "μmol", "micromol", "mmol", "l", "s", "per", "pro",
    "from", "to", "now", "today", "then", "of", "is", "at", "auf", "von", "jetzt", "heute",
    "de", "a", "maintenant", "ora", "oggi", "ahora", "hoy", "and", "und", "et", "e", "y", "i",
})  # fmt: skip
#: Behind these the next figure is of before.
_BEFORE = frozenset({
    "was", "were", "previously", "previous", "prior", "before", "earlier", "baseline", "last",
    "war", "zuvor", "vorher", "davor", "avant", "precedemment", "anterieur", "prima", "precedente",
    "antes", "previo", "previa", "anterior",
})  # fmt: skip
#: A bound in words: so low, or lower.
_BELOW = frozenset({
    "less", "below", "under", "unter", "kleiner", "inferieur", "inferiore", "inferior", "menor",
})  # fmt: skip
#: Behind these a number is the name of a stage.
_STAGED = frozenset(
    {"stage", "stadium", "stade", "stadio", "estadio", "grade", "grad", "g", "kdigo"}
)
#: Numbers of an eGFR below what allows the usual dose, as words.
_LOW_IN_WORDS = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn", "zwanzig", "dreissig", "vierzig", "funfzig", "einstellig", "quatre", "cinq",
    "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
    "vingt", "trente", "quarante", "cinquante", "cuatro", "cinco", "seis", "siete", "ocho",
    "nueve", "diez", "doce", "trece", "catorce", "quince", "dieciseis", "veinte", "treinta",
    "cuarenta", "cincuenta", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci",
    "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "venti", "trenta",
    "quaranta", "cinquanta",
})  # fmt: skip
#: So near behind the name such a word is its figure, and not before a time.
_NEAR = 3
_OF_TIME = (
    "hour", "day", "week", "month", "year", "time", "stunde", "tag", "woche", "monat", "jahr",
    "mal", "heure", "jour", "semaine", "mois", "an", "fois", "hora", "dia", "semana", "mes", "vece",
    "ora", "ore", "giorn", "settiman", "volt",
)  # fmt: skip
#: So many other words may stand between a name and its figure.
_MOST_BETWEEN = 5
_STAGE = re.compile(
    r"\b(?:stage|stadium|stade|stadio|estadio|grade?|kdigo|ckd|g)\s*g?\s*(?:[345]|iii|iv|v)[ab]?\b"
)
_WORSE = re.compile(
    r"\b(?:fail|insuf|worse|worsen|deteriorat|impair|versag|niereninsuf"
    r"|nierenversag|verschlecht|eingeschrank|aggrav|degrad|alteree|alterat|alterad|peggior|ridott"
    r"|compromess|empeor|deterior|end stage|endstage|terminal|esrd|eskd|uraem|uremi|irct"
    r"|critical|kritisch|critique|critic[ao]|stopped working|not working|shut\w* down|obstruct"
    r"|obstrukt|single (?:figure|digit)|bilateral\w* hydro|beidseit\w* hydro|hydro\w* bilat)"
)
#: What is bad of a creatinine, and good of what the kidneys filter.
_UP = re.compile(
    r"\b(?:rising|rise[ns]?\b|rose|increas|elevat|higher|going up|went up|climb|anstieg|ansteig"
    r"|angestieg|gestieg|steig|erhoh|hausse|augment|eleve|aument|elevad|in salita|subid|sube\b)"
)
#: What is bad of what the kidneys filter, and good of a creatinine.
_DOWN = re.compile(
    r"\b(?:fell|fall(?:s|ing|en)?\b|drop|abfall|gefallen|gesunken|sink|baiss|chut|effondr|calo\b"
    r"|calat|cay|caid|descend|plummet|collaps|decreas|reduc|dimin|declin|abgenommen|going down)"
)
_TIMES_UP = re.compile(
    r"\b(?:doubl|tripl|trebl|quadrupl|verdoppel|verdreifach|vervierfach|doppelt|(?:drei|vier)fache"
    r"|duplic|triplic|c?quadruplic|cuadruplic|raddoppi|(?:two|three|four|five) ?fold"
    r"|(?:two|three|four|five|[2-9]) times (?:higher|as high|what))"
)
_TIMES_DOWN = re.compile(r"\b(?:halv|half|halbier|halft|moitie|dimezz|meta\b|mitad)")
#: Kidneys that are told to fail, by words that tell of no chronic disease.
_FAILURE = re.compile(
    r"\b(?:obstru|ostru|failure|impair|insuf|versag|fracaso|fallo|schwache)|insuffizienz\b"
)
_CHRONIC = re.compile(r"chroni|cronic|kompensiert|mild|leicht|leger|leve\b|lieve")
_ACUTE = re.compile(r"\b(?:aki|ira|acute|akut\w*|aigu\w*|acut[oa]|agud[oa]|oligur\w*|anuri\w*)\b")
#: Too much potassium alone is no word of the kidneys.
_POTASSIUM = re.compile(r"ka(?:l|li)(?:a?emi|iami)|kaliam|kalie?mi|potas")
#: Kidneys of a relative, told by somebody who is none.
_OF_KIN = re.compile(
    r"\b(?:his|her) (?:father|mother|brother|sister|uncle|aunt|husband|wife|son|daughter|grand\w+)"
    r".s (?:\w+ )?kidneys?\b|\bnieren (?:seine|ihre)[rs] (?:vaters|mutter|bruders|schwester)"
    r"|\breins de (?:son|sa) (?:pere|mere|frere|soeur)|\brinones de su (?:padre|madre|herman)"
    r"|\breni (?:di|del|della|de) su[oa] (?:padre|madre|fratello|sorella)"
)
_NOT = frozenset({
    "no", "not", "without", "nil", "kein", "keine", "keinen", "keinerlei", "ohne", "nicht", "pas",
    "sans", "aucun", "aucune", "absence", "senza", "non", "nessun", "nessuna", "sin", "ningun",
    "ninguna", "unlikely",
})  # fmt: skip
#: What is not so, or as usual, beside these may be bad all the same.
_STILL = re.compile(
    r"chang|improv|better|recover|longer|resol|besser|verander|erhol|mehr|amelior|plus|miglior"
    r"|mejor|stabil|known|respon"
)
_USUAL = re.compile(
    r"\b(?:normal\w*|unremarkable|unauffallig\w*|preserved|erhalten\w*|within limits|nella norma)\b"
)
_OF_KIDNEYS = frozenset({"aki", "ckd", "ckd_severe", "ckd_stage_3"})
_AS_BAD = frozenset({"aki", "ckd_severe", "ckd_stage_3"})


class Told(NamedTuple):
    """One thing that words say of the kidneys: the words, the figure where one is told, and whether
    they are of an acute injury."""

    words: str
    value: KidneyValue | None = None
    is_acute: bool = False


def told_of_kidneys(text: str, person: Patient, known: Knowledge) -> Iterator[Told]:
    """What a text says of the kidneys that allows less than the usual dose, or may, sentence by
    sentence. What is among the conditions of this person is nothing new."""
    if not _ANY.search(plain_letters(text)):
        return
    for sentence in _SENTENCE.split(text):
        letters = plain_letters(sentence).strip().rstrip(".")
        if not _ANY.search(letters):
            continue
        words = plain(sentence, 60)
        if tells_little_urine(sentence, person, known) and not known.codes.is_told_as_past(
            sentence
        ):
            yield Told(words, is_acute=True)
        values = [*_values(_ASIDE.sub(" ", letters), known)]
        for value in values:
            if value is None or allows_less(value, person, known) is not False:
                yield Told(words, value)
        for piece in _whole_or_pieces(sentence, known):
            if told := _illness(piece, person, known):
                yield Told(words, is_acute=told == "acute")
            elif _has_moved(piece, known, has_figure=bool(values)):
                yield Told(words, is_acute=True)


def tells_failure(names: Iterable[str], known: Knowledge) -> bool:
    """Whether a name of a condition says that the kidneys fail, of which nobody tells since when:
    the day of the entry is the first of it."""
    for name in names:
        letters = plain_letters(name)
        is_of_kidneys = bool(known.codes.condition_named(name) & _OF_KIDNEYS)
        if is_of_kidneys and _FAILURE.search(letters) and not _CHRONIC.search(letters):
            return True
    return False


def pieces_of(text: str) -> Iterator[str]:
    """A text, piece by piece."""
    for sentence in _SENTENCE.split(text):
        yield from filter(None, map(str.strip, _PIECE.split(sentence)))


def _whole_or_pieces(sentence: str, known: Knowledge) -> Sequence[str]:
    is_named = bool(known.codes.condition_named(sentence))
    return (sentence,) if is_named else _PIECE.split(sentence)


# --- figures -----------------------------------------------------------------------------


class _Figure(NamedTuple):
    number: float
    sign: str
    unit: str
    is_past: bool


def _values(letters: str, known: Knowledge) -> Iterator[KidneyValue | None]:
    """Each eGFR or creatinine in a sentence, the one that allows least; None of one that cannot be
    one, or is only more than a low number."""
    names = list(_NAME.finditer(letters))
    words = words_in(letters)
    of_urine, of_a_gene = is_of_urine(words), is_of_a_gene(words)
    for at, name in enumerate(names):
        end = names[at + 1].start() if at + 1 < len(names) else len(letters)
        found = list(_figures(letters[name.end() : end]))
        found = [one for one in found if not one.is_past] or found
        is_condition = bool(_IF.search(letters[: name.start()]))
        if is_condition or (of_urine if name["creatinine"] else of_a_gene):
            continue
        if not found:
            if name["filters"] and _is_low_in_words(letters[name.end() : end]):
                yield None
            continue
        yield _least_egfr(found) if name["filters"] else _most_creatinine(found)


def _is_low_in_words(behind: str) -> bool:
    """Whether the number behind the name of a filtration is a word for a low one."""
    words = words_in(behind)
    at = next((at for at, word in enumerate(words[:_NEAR]) if word in _LOW_IN_WORDS), None)
    return at is not None and not "".join(words[at + 1 : at + 2]).startswith(_OF_TIME)


def _least_egfr(found: list[_Figure]) -> KidneyValue | None:
    low, high, _ = LIMITS["egfr"]
    worst = min(found, key=lambda one: one.number)
    if not low <= worst.number <= high:
        return None
    return KidneyValue("egfr", worst.number, below=worst.sign in ("<", "≤"))


def _most_creatinine(found: list[_Figure]) -> KidneyValue | None:
    made = []
    for one in found:
        unit = one.unit or ("mg/dL" if one.number <= PLAUSIBLE_MG_DL[1] else "umol/L")
        try:
            made.append(creatinine_in_mg_per_dL(one.number, unit))
        except InputRefused:
            return None
    if any(one.sign in (">", "≥") for one in found):
        return None
    return KidneyValue("creatinine", max(made))


def _figures(letters: str) -> Iterator[_Figure]:
    """The figures behind the name of a result, up to what speaks of something else."""
    tokens = list(_TOKEN.finditer(letters))
    count = strange = 0
    sign, is_past, is_staged, after_comma = "", False, False, False
    for at, token in enumerate(tokens):
        word = token["word"]
        if token["sign"]:
            sign = token["sign"]
        elif token["comma"]:
            after_comma = bool(count)
        elif token["number"]:
            if after_comma:
                return
            if not is_staged:
                count += 1
                number = float(token["number"].replace(",", "."))
                yield _Figure(number, sign, _unit_behind(tokens[at + 1 : at + 4]), is_past)
            sign, is_past, is_staged = "", False, False
        elif word in _STAGED:
            is_staged = True
        elif word in _BEFORE:
            is_past, after_comma = True, False
        elif word in _BETWEEN:
            after_comma = False
        else:
            sign = "<" if word in _BELOW else sign
            strange += 1
            if count or strange > _MOST_BETWEEN:
                return


def _unit_behind(tokens: list[re.Match[str]]) -> str:
    words = [token["word"] for token in tokens]
    if words[:2] == ["mg", "dl"]:
        return "mg/dL"
    return "umol/L" if words[:1] in (["umol"], ["μmol"], ["micromol"]) else ""


# --- illness -----------------------------------------------------------------------------


def _illness(piece: str, person: Patient, known: Knowledge) -> Literal["", "acute", "worse"]:
    """Whether a piece of a sentence says that the kidneys are injured, or fail."""
    letters, codes = plain_letters(piece).strip(), known.codes
    if tells_no_urine(piece):
        return "" if codes.is_told_as_past(piece) else "acute"
    named = codes.condition_named(piece) & _OF_KIDNEYS
    if named and named <= person.conditions:
        return ""
    heard = set(codes.alarms_in(piece)) & _OF_KIDNEYS
    is_watched = bool(WATCHED.search(letters))
    is_acute = bool(_ACUTE.search(letters)) and bool(heard)
    is_acute |= "aki" in heard and not is_watched and not _POTASSIUM.search(letters)
    is_worse = bool(heard) and bool(_WORSE.search(letters)) and not is_watched
    is_staged = bool(_STAGE.search(letters)) and (bool(heard) or "kdigo" in letters)
    if not (named & _AS_BAD or is_acute or is_worse or is_staged):
        return ""
    if codes.is_denied(piece) or codes.is_told_as_past(piece) or is_not_so(letters):
        return ""
    if _OF_KIN.search(letters):
        return ""
    if not named & _AS_BAD and heard & person.conditions and not is_acute:
        return ""
    return "acute" if "aki" in named or is_acute else "worse"


def _has_moved(piece: str, known: Knowledge, *, has_figure: bool) -> bool:
    """Whether a piece says that a creatinine rose, or that the kidneys filter less; beside a figure
    that tells how much, only where it says that it is twice or half as much."""
    letters = plain_letters(piece).strip()
    is_creatinine = bool(re.search(_CREATININE, letters)) and not re.search(_FILTERS, letters)
    if not (_NAME.search(letters) or set(known.codes.alarms_in(piece)) & {"ckd", "aki"}):
        return False
    moved = (_UP, _TIMES_UP) if is_creatinine else (_DOWN, _TIMES_DOWN)
    found = (moved[1] if has_figure else moved[0]).search(letters) or moved[1].search(letters)
    if found is None or WATCHED.search(letters) or is_of_urine(words_in(letters)):
        return False
    before = letters[: found.start()].split()
    if is_not_so(letters) or not _NOT.isdisjoint(before):
        return False
    return not (known.codes.is_denied(piece) or known.codes.is_told_as_past(piece))


def is_not_so(letters: str) -> bool:
    """Whether a piece begins in words that it is not so, or says that it is as usual, and nothing
    that such words would turn round."""
    words = letters.split()
    not_so = bool(words) and words[0].rstrip("'") in _NOT
    return (not_so or bool(_USUAL.search(letters))) and not _STILL.search(letters)
