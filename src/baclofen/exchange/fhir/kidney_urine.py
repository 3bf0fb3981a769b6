"""That no urine came, or too little for so many hours, as a text tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from baclofen.knowledge import Knowledge, plain_letters
from baclofen.patient import Patient

#: What holds none of these tells nothing of urine.
OF_URINE = r"urin|harn|orin|diure|water|\bbag\b|beutel|poche|bolsa|sacca"
_ANY = re.compile(OF_URINE)
#: That no urine came, or hardly any; a word for how long tells it from a sample that is missing.
_DRY = re.compile(
    r"(?:\b(?:no|without|zero) urine|(?:\bnot?|n.t|\blonger|\bnever) (?:\w+ )?(?:urinat\w*|"
    r"(?:pass\w*|ma(?:k\w*|de)|produc\w*) (?:any )?(?:urine|water))|\bpassed no (?:urine|water)"
    r"|\bkein\w* (?:urin|harn)\w*|\b(?:pas|plus|aucune?|sans) (?:d.)?(?:urin\w*|diurese)"
    r"|\bn.(?:a pas )?urine(?: (?:pas|plus))?|\bsin (?:orin\w*|diuresis)|\bno (?:ha )?orina\w*"
    r"|\b(?:non (?:ha )?|senza )urin\w+)\b"
    r"(?!.{0,12}(?:sampl|speci|cultur|kultur|leak|infe|protein))|\banuri[ca]\b"
)
_HARDLY = re.compile(
    r"\b(?:hardly any|barely any|scarcely any|very little|almost no|next to no) (?:urine|water)\b"
    r"|\b(?:catheter|urine|leg) bag (?:(?:is|was|has|been|still|stays|stayed) )*(?:dry|empty)\b"
    r"|\b(?:kaum|fast kein\w*|sehr wenig) (?:noch )?(?:urin|harn)\b"
    r"|\b(?:urin|katheter)beutel\b.{0,24}\b(?:leer|trocken)\b"
    r"|\b(?:presque|quasiment) (?:plus|pas) d.urine|\bn.urine (?:presque|quasiment) (?:plus|pas)\b"
    r"|\burine (?:a peine|tres peu)\b|\btres peu d.urine|\bpoche (?:a |d.)?urin\w* .{0,12}vide\b"
    r"|\b(?:casi no|apenas) (?:ha )?orina\w*|\bmuy poca orina\b"
    r"|\bbolsa de (?:la )?orina .{0,12}vacia\b"
    r"|\bquasi non urina\w*|\burina (?:appena|pochissimo)\b|\bpochissima urina\b"
    r"|\bsacca (?:delle )?urin\w* .{0,12}vuota\b"
)
_SO_LONG = re.compile(
    r"\b(?:for|since|last|past|all|over|in|seit|depuis|desde|da|dal\w*|hace|per|from|today|heute|"
    r"aujourd|oggi|hoy|yesterday|gestern|hier|ieri|ayer|overnight|output|\d+ ?(?:h|hr|std)\w*)\b"
)
#: Of one night or one time nobody has little; what is left behind, or leaks, is another thing.
_OTHER = re.compile(
    r"\b(?:at night|nachts|in der nacht|la nuit|noche|notte|at a time|each time|per void|jedes mal|"
    r"left|resid\w*|residu\w*|rest\w*|remain\w*|retention|leak\w*|sampl\w*|specimen\w*|spot|"
    r"drink\w*|drank|intake|trink\w*|boi[rt]\w*|beb\w*|bev\w*)\b"
)
#: Who only watches for it tells of none.
WATCHED = re.compile(
    r"\b(?:if|when|unless|wenn|falls|sobald|monitor\w*|watch\w*|check\w*|keep|prevent\w*|avoid\w*"
    r"|prophyla\w*|kontroll\w*|uberwach\w*|surveill\w*|vigil\w*|controll\w*|risk|risiko|risque"
    r"|riesgo|rischio|rule out|exclude|ausschluss)\b"
)
_OF_URINE = re.compile(r"urin|harn|\borina|diure|\buo\b")
_PIECE = re.compile(r"[,;]\s|[()\[\]]")
_HOUR = r"(?:h|hr|hrs|hours?|std|stunden?|heures?|horas?|ore|ora)\b"
_AMOUNT = re.compile(
    r"(?<![\d.,])(?P<mL>\d+(?:[.,]\d+)?)\s*(?:ml|cc|millilit\w*)\b"
    rf"(?P<an_hour>\s*(?:/|per|pro|par|por|an|a|all)\s*'?{_HOUR})?"
)
_FOR_HOURS = re.compile(rf"(?<![\d.,])(?P<hours>\d+)\s*-?{_HOUR}")
_A_DAY = re.compile(
    r"(?:/|\b(?:a|per|pro|par|por|al|in|en|am))\s*(?:one |the )?(?:day|tag|jour|dia|giorno|d\b)"
)
_HOURS_OF_A_DAY = 24.0


def tells_no_urine(text: str) -> bool:
    """Whether a text says that no urine came, or hardly any, and for how long, and is no watch for
    it."""
    letters = plain_letters(text)
    if not _ANY.search(letters) or WATCHED.search(letters) or not _SO_LONG.search(letters):
        return False
    return bool(_DRY.search(letters) or (_HARDLY.search(letters) and not _OTHER.search(letters)))


def tells_amount_of_urine(text: str, known: Knowledge) -> bool:
    """Whether a text says how much urine came in so many hours."""
    return any(_amounts(text, known))


def tells_little_urine(text: str, person: Patient, known: Knowledge) -> bool:
    """Whether a text says that less urine came than kidneys make that are not injured, in the hours
    after which that counts. Facts: `kidney.urine_little`, `kidney.urine_hours`,
    `kidney.urine_weight`."""
    weight = person.weight_kg or known.number("kidney.urine_weight")
    least, enough = known.number("kidney.urine_little"), known.number("kidney.urine_hours")
    return any(
        hours >= enough and amount_mL < least * weight * hours
        for amount_mL, hours in _amounts(text, known)
    )


def _amounts(text: str, known: Knowledge) -> Iterator[tuple[float, float]]:
    """Each amount of urine in mL that a text tells, and the hours in which it came."""
    letters = plain_letters(text)
    if not _OF_URINE.search(letters) or WATCHED.search(letters):
        return
    for piece in _PIECE.split(known.codes.measured.numbers.as_figures(letters)):
        amount = _AMOUNT.search(piece)
        if amount is None or not _OF_URINE.search(piece) or _OTHER.search(piece):
            continue
        rest = piece[: amount.start()] + piece[amount.end() :]
        told = _FOR_HOURS.search(rest)
        hours = float(told["hours"]) if told else _HOURS_OF_A_DAY if _A_DAY.search(rest) else 0.0
        if hours:
            mL = float(amount["mL"].replace(",", "."))
            yield mL * hours if amount["an_hour"] else mL, hours
