"""Words beside a dose that is coded in full: whether they undo it, or may.

"10 mg once a day" in codes and "every other day" in words are two orders, and nobody knows which
was meant. Words that only tell a dose and its ways again are no doubt; any other is quoted.
"""

from __future__ import annotations

import re

from baclofen.knowledge import plain_letters

_DAY_NAMES = (
    r"mon(?:days?)?|tues?(?:days?)?|wed(?:s|nesdays?)?|thur?s?(?:days?)?|fri(?:days?)?|"
    r"sat(?:urdays?)?|sun(?:days?)?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|"
    r"samstags?|sonntags?|lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|"
    r"lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|lunedi|martedi|mercoledi|giovedi|"
    r"venerdi|sabato|domenica|weekdays?|weekends?"
)
#: Days between the doses, some days of the week alone, or so many times a week.
_OTHER_DAYS = re.compile(
    rf"\b(?:{_DAY_NAMES})\b|"
    r"\b(?:every|each) (?:other|second|2nd|third|3rd|two|three|2|3|few) (?:days?|nights?|"
    r"mornings?|evenings?)\b|\balternat\w* (?:days?|nights?|mornings?|evenings?)\b|"
    r"\bq ?\.?o\.?d\b|\be\.?o\.?d\b|\bq ?(?:48|72) ?h|\bevery (?:48|72) h|"
    r"\bevery (?:week|month)\b|\bweekly\b|\b(?:per|a|each) week\b|"
    r"\b(?:jeden|jede) (?:zweiten?|dritten?|2\.|3\.) \w+|\balle (?:zwei|drei|2|3) tage\b|"
    r"\bwochentlich\b|\b(?:pro|in der) woche\b|"
    r"\b(?:un|1) jour sur (?:deux|trois|2|3)\b|\btous les (?:deux|trois|2|3) jours\b|"
    r"\bpar semaine\b|\bcada (?:dos|tres|2|3) dias\b|\bdias alternos\b|\b(?:por|a la) semana\b|"
    r"\bgiorni alterni\b|\bogni (?:due|tre|2|3) giorni\b|\b(?:alla|a) settimana\b"
)
#: Given by a session of dialysis, which is on some days alone.
_BY_DIALYSIS = re.compile(r"\b(?:ha?emo|hamo|emo)?d[iy]al[iy][sz]\w*|\bhd\b")
#: Only where something else is so.
_ONLY_IF = re.compile(
    r"\b(?:only|just) (?:if|when|for|on|with|before|after|at need)\b|"
    r"\bif (?!(?:possible|able|tolerated)\b)\w+|\bwhen (?:in )?(?:spasm\w*|pain\w*|stiff\w*)\b|"
    r"\bnur (?:bei|wenn|falls)\b|\b(?:bei|nach) bedarf\b|\bbedarfsweise\b|"
    r"\b(?:si|au|en cas de) besoin\b|\bseulement (?:si|en cas)\b|\ben cas d\w*|"
    r"\b(?:solo|soltanto) (?:si|se|in caso|en caso)\b|\ben caso (?:de|necesario)\b|"
    r"\b(?:al|se|in caso di) (?:bisogno|necessario|necessita)\b|\bsi (?:precisa|es necesario)\b"
)
#: The dose stands somewhere else.
_ELSEWHERE = re.compile(
    r"\b(?:see|as per|per|according to|refer to|follow|siehe|gemass|laut|nach|voir|selon|ver|"
    r"segun|vedi|secondo) (?:\w+ ){0,3}?(?:charts?|protocols?|schedules?|sheets?|plans?|letters?|"
    r"instructions?|notes?|clinic|cards?|plan|schema|blatt|protokoll|arztbrief|feuille|"
    r"protocole|ordonnance|pauta|hoja|protocolo|scheda|protocollo)\b|"
    r"\bdose (?:varies|variable|to be confirmed|tbc)\b|\bvariable dose\b"
)
#: Not to be given, or not now.
_NOT = re.compile(
    r"\b(?:withh[eo]ld\w*|hold|held|omit\w*|skip\w*|paus\w*|stop(?:ped)?|discontinu\w*|suspend\w*|"
    r"cease\w*|not to be (?:taken|given)|do not (?:take|give|administer)|not taking|"
    r"abgesetzt|absetzen|pausier\w*|auslassen|nicht (?:geben|nehmen|einnehmen)|arret\w*|"
    r"ne pas (?:prendre|donner)|no (?:tomar|dar)|sospend\w*|non (?:prendere|dare))\b"
)
_UNDO = (_OTHER_DAYS, _BY_DIALYSIS, _ONLY_IF, _ELSEWHERE, _NOT)
#: What is said about stopping, or about one dose of somebody sleepy, beside every dose.
_NEVER_STOP = re.compile(
    r"\b(?:do not|don't|never|must not|not) (?:be )?(?:stop\w*|discontinu\w*)[^.;]*|"
    r"\bhold (?:for|if) (?:sedation|sedated|drows\w*)|"
    r"\b(?:nicht|ne pas|no|non) (?:\w+ )?(?:absetzen|arret\w*|suspend\w*|sospend\w*)[^.;]*"
)
#: How often a day, where words say it so.
_OFTEN = re.compile(
    r"\b(?:(?P<n>[1-4]|one|two|three|four) times|(?P<x>[1-4]) ?x|(?P<word>once|twice|thrice))"
    r"(?: a| per| each| every| ?/)? ?(?:day|daily|d)\b|\b(?P<latin>bd|bid|tds|tid|qds|qid)\b"
)
_TIMES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "once": 1, "twice": 2, "thrice": 3, "bd": 2,
    "bid": 2, "tds": 3, "tid": 3, "qds": 4, "qid": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
#: Words that tell a dose again, or a way to take it.
_PLAIN = frozenset(
    _WORD.findall(
        "a an the of to be is in at on by via and or with without after before each every per "
        "as x take takes taken give given swallow use total dose doses daily day days dly "
        "morning mornings noon midday lunch lunchtime afternoon teatime evening evenings night "
        "nightly nights bedtime breakfast dinner supper tea am pm mane nocte hour hours hourly "
        "h hr hrs time times once twice thrice one two three four five six eight half quarter "
        "mg g mcg ug ml milligram milligrams microgram micrograms tab tabs tablet tablets cap "
        "caps capsule capsules solution suspension granules packet packets sachet sachets od bd "
        "tds qds bid tid qid qhs qd atc oral orally mouth po peg ng tube food meal meals milk "
        "water directed prescribed for long term continue continued regular regularly "
        "spasticity spasm spasms muscle muscles stiffness relax relaxant baclofen lioresal "
        "please may cause drowsiness avoid alcohol round clock it them this medicine medication "
        "your b i d t q s p o taglich tgl tablette tabletten morgens mittags abends nachts zur "
        "nacht zum essen stunden mal pro tag alle einnehmen und mit zu von prendre comprime "
        "comprimes cp fois par jour matin midi soir le la les au coucher repas heures toutes et "
        "pendant avec de du j tomar comprimido comprimidos veces al dia manana tarde noche por "
        "cada horas y con comidas desayuno comida cena assumere compressa compresse cpr volte "
        "giorno giorni mattina sera notte ogni ore e pasti die"
    )
)


def undoes(words: str, times: float | None = None) -> bool:
    """Whether words beside a dose of each day say that it is not one of each day, or not this one.
    `times` is how often a day it is by its codes; None where that is not compared.

    >>> undoes("every other day"), undoes("Take with food. Do not stop suddenly.")
    (True, False)
    >>> undoes("one tablet t.i.d.", 3), undoes("one tablet t.i.d.", 1)
    (False, True)
    """
    letters = _NEVER_STOP.sub("", plain_letters(words))
    if any(pattern.search(letters) for pattern in _UNDO):
        return True
    found = [_TIMES[at[at.lastgroup or 0]] for at in _OFTEN.finditer(letters.replace(".", ""))]
    return times is not None and len(found) == 1 and found[0] != times


def tells_more(words: str) -> bool:
    """Whether words hold anything beside a dose and its ways.

    >>> tells_more("1 tab, three a day"), tells_more("mind the new scheme")
    (False, True)
    """
    letters = _NEVER_STOP.sub("", plain_letters(words))
    return bool(set(_WORD.findall(letters)) - _PLAIN)
