"""One dose in the words of a chart: "20 tablets", "2 x 10 mg", "0,2 g", "two 10 mg tablets".

Words that say more than one amount must agree; what is not understood is no dose.
"""

from __future__ import annotations

import re

from baclofen.exchange.fhir.sig import amounts_in, read_any, read_of_product
from baclofen.exchange.fhir.sig_words import in_english
from baclofen.exchange.fhir.strength import Strength
from baclofen.units import Dose, mg

#: Numbers in words, English, German, French, Italian and Spanish, as people write them of tablets.
_IN_WORDS = {
    1: "one un une ein eine eins uno una", 2: "two zwei deux due dos", 3: "three drei trois tre",
    4: "four vier quatre quattro cuatro", 5: "five fünf cinq cinque cinco", 6: "six sechs sei seis",
    7: "seven sieben sept sette siete", 8: "eight acht huit otto ocho",
    9: "nine neun neuf nove nueve", 10: "ten zehn dix dieci diez", 11: "eleven elf onze undici",
    12: "twelve zwölf douze dodici doce", 15: "fifteen fünfzehn quinze quindici quince",
    20: "twenty zwanzig vingt venti veinte", 25: "twenty-five",
    30: "thirty dreißig dreissig trente trenta treinta",
    40: "forty vierzig quarante quaranta cuarenta",
    50: "fifty fünfzig cinquante cinquanta cincuenta", 60: "sixty sechzig soixante sessanta",
    100: "hundred hundert cent cento cien",
}  # fmt: skip
_NUMBER_OF = {word: number for number, words in _IN_WORDS.items() for word in words.split()}
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(_NUMBER_OF, key=len, reverse=True))})(?![\w-])")
_N = r"(\d+(?:\.\d+)?)"
_TABLETS = r"(?:tablets?|tabs?)(?:\(s\))?"
_SEVERAL = (
    re.compile(rf"{_N}\s*[x×*]\s*{_N}\s*mg(?:\s*{_TABLETS})?"),
    re.compile(rf"{_N}\s*{_TABLETS}\s*(?:(?:of|à|a|zu|de|da|von|@)\s*)?\(?{_N}\s*mg\)?(?: each)?"),
    re.compile(rf"{_N}\s+{_N}\s*mg\s*{_TABLETS}"),
)
#: A number of tablets, wherever it stands; those that are left were not taken.
_COUNTED = re.compile(
    rf"(?<![\d.,:]){_N}\s*{_TABLETS}(?!\w)"
    r"(?!\s*(?:left|remain|dispensed|in stock|per (?:day|week|month|dose)|a day|/))"
)
#: Of two amounts the one before these words was given.
_INSTEAD = re.compile(
    r"instead of|rather than|\b(?:an)?statt\b|au lieu de|invece di|en vez de|en lugar de"
)
_MASS = re.compile(rf"{_N}\s*(mg|g|grams?)")
#: Beside an amount in a chart, figures of something else: a time of the clock, how late it was, how
#: bad a pain, who was there, what it was drunk with. Values that may be a sign are none of these.
_NO_AMOUNT = re.compile(
    r"(?:(?:at|um|[aà]|a las|alle|@) )?\b\d{1,2}[:h]\d{2}\b(?: ?(?:h|hrs|hours|uhr|am|pm)\b)?|"
    r"\b\d{1,3} ?(?:min(?:ute)?s?|minuten|minuti|minutos|h|hrs?|hours?|std|stunden?|heures?|horas?|"
    r"or[ae])\.? (?:too )?(?:late|later|early|earlier|delay(?:ed)?|zu sp[aä]t|sp[aä]ter|fr[uü]her|"
    r"zu fr[uü]h|versp[aä]te?t?|(?:en|de) retard|plus tard|tarde|de retraso|antes|in ritardo|"
    r"di ritardo|dopo|prima)\b|"
    r"\b(?:pain|nrs|vas|schmerz\w*|douleur|eva|dolor|dolore):? ?\d{1,2}(?: ?/ ?\d{1,2})?\b|"
    r"\b(?:with |mit |avec |con )?\d{1,3} ?ml (?:of |de |d'|di )?(?:water|milk|juice|wasser|milch|"
    r"saft|eau|lait|jus|agua|leche|zumo|acqua|latte|succo)\b|"
    r"\b(?:by|von|par|por|da) (?:2|two|zwei|deux|dos|due) (?:registered )?(?:nurses?|staff|carers?|"
    r"pfleger\w*|pflegekr\w*|infirmi[eè]re?s?|enfermer[ao]s|infermier[ei])\b"
)
#: What stands around an amount in a chart and changes none.
_AROUND = re.compile(
    r"(?:took|taken|given|gave|administered|baclofen|lioresal|dose[: ]|gegeben|verabreicht|"
    r"donn[ée]e?|dat[oa]|dad[oa]|by mouth|orally|oral|p\.?o\.?|per os|with (?:food|water)|now|stat)"
    r"(?![\w])[\s,;.:]*"
)
#: Words of a chart that say that it went as ordered, and no amount; none of them denies it.
_AS_ORDERED = re.compile(
    r"(?:(?:(?:has |was |dose )*(?:given|administered|taken|gave|done|completed|charted|signed)|"
    r"as|per|by|ordered|prescribed|directed|charted|usual|scheduled|regular|mar|emar|protocol|"
    r"prescription|order|full|single|one|a|the|dose|mouth|oral|orally|po|p\.o\.|peg|ng|tube|via|"
    r"tablets?|tabs?|baclofen|morning|noon|evening|night|bedtime|"
    r"gegeben|verabreicht|eingenommen|wie|nach|verordnet|angeordnet|plan|laut|oral|"
    r"donn[ée]e?|administr[ée]e?|pris|prise|selon|comme|prescrit|prescription|"
    r"dat[oa]|somministrat[oa]|assunt[oa]|come|da|prescritt[oa]|prescrizione|"
    r"dad[oa]|administrad[oa]|tomad[oa]|seg[uú]n|prescrit[oa]|pauta)[\s,;.:]*)+"
)


def read_single(text: str, strength: Strength) -> Dose | None:
    """The one dose that words of a chart tell, 0 mg for none of it; None where they tell no amount
    that is sure. Words of an order tell what it has for one time.

    >>> of_10 = Strength(tablet_mg=10)
    >>> [str(read_single(text, of_10)) for text in ("20 tablets", "2 x 10 mg", "0,2 g")]
    ['200 mg', '20 mg', '200 mg']
    >>> read_single("20 of the small ones", of_10) is None
    True
    """
    low = without_figures(text)
    low = re.sub(r"(?<=\d),(?=\d)", ".", low) if not re.search(r"\d,\d{3}", low) else low
    for said in (low, f"{low} once daily"):
        sig = read_any(said, strength.tablet_mg, strength.per_mL_mg)
        if sig is not None:
            return sig.each
    bare = in_english(_WORD.sub(lambda m: str(_NUMBER_OF[m[0]]), low))
    return _amount(_AROUND.sub("", bare).strip(" .,;:"), strength)


def without_figures(text: str) -> str:
    """Words of a chart, in small letters and with single blanks, without figures that are of
    something else than the amount.

    >>> without_figures("20 mg given, 15 minutes late"), without_figures("20 mg, 10 mg wasted")
    ('20 mg given,', '20 mg, 10 mg wasted')
    """
    return " ".join(_NO_AMOUNT.sub("", " ".join(text.lower().split())).split())


def _amount(words: str, strength: Strength) -> Dose | None:
    """The amount of words that hold nothing else."""
    for pattern in _SEVERAL:
        if found := pattern.fullmatch(words):
            return mg(float(found[1]) * float(found[2]))
    if found := _MASS.fullmatch(words):
        return mg(float(found[1]) * (1 if found[2] == "mg" else 1000))
    sig = read_of_product(f"{words} once daily", strength.tablet_mg, strength.per_mL_mg)
    return None if sig is None else sig.each


def names_one(text: str, strength: Strength) -> Dose | None:
    """The one amount that words name among others that are not understood: in mg, or the most
    tablets, whatever stands beside them; None where they name none.

    >>> of_10 = Strength(tablet_mg=10)
    >>> [str(names_one(text, of_10)) for text in ("20 tablets given in error", "10 mg, then sick")]
    ['200 mg', '10 mg']
    """
    text = without_figures(text)
    low = in_english(_WORD.sub(lambda m: str(_NUMBER_OF[m[0]]), text))
    counted = [float(n) for n in _COUNTED.findall(low)]
    if counted and strength.tablet_mg is not None:
        return mg(max(counted) * strength.tablet_mg)
    # "200 mg instead of 20 mg": what was meant is no amount that was given.
    text = _INSTEAD.split(text.lower())[0]
    named = amounts_in(text)
    is_alone = len(named) == 1 and len(re.findall(r"\d+(?:[.,]\d+)?", text)) == 1
    return named[0] if is_alone and named[0].unit == "mg" else None


def goes_as_ordered(text: str) -> bool:
    """Whether words of a chart say that it was given, how or when, and no amount.

    >>> goes_as_ordered("Given as ordered PO"), goes_as_ordered("see chart 7")
    (True, False)
    """
    return _AS_ORDERED.fullmatch(text.lower().strip()) is not None
