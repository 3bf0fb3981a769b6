"""What the label of a pharmacy says behind a dose in five languages: with what it is taken, that it
may make drowsy, no alcohol, no sudden stop. None of it changes a dose.

Each is taken off from the end of an order's words, phrase by phrase, and only where nothing of it
is left over: "avoid alcohol" is advice, "avoid alcohol or take half" is none.
"""

from __future__ import annotations

import re

_DROWSY = (
    r"(?:drows(?:y|iness)|sleep(?:y|iness)|tired(?:ness)?|dizz(?:y|iness)|"
    r"m[uü]de|m[uü]digkeit|schl[aä]frig(?:keit)?|schwindel|somnolence|vertiges?|fatigue|"
    r"sue[nñ]o|somnolencia|mareos?|sonnolenza|vertigini|stanchezza)"
)
_DRIVE = (
    r"(?:driv(?:e|ing)(?: (?:a )?(?:car|vehicle)s?)?|"
    r"(?:operat|us)(?:e|ing) (?:heavy )?(?:machine(?:s|ry)|tools))"
)
_SUDDENLY = (
    r"(?:suddenly|abruptly|without (?:medical )?advice|"
    r"without (?:asking|talking to|consulting) (?:your|a|the) (?:doctor|pharmacist|prescriber)|"
    r"unless (?:your|the) doctor (?:tells you|says so|advises)(?: to)?)"
)
_WATER = (
    r"(?:(?:plenty of|a (?:full |large )?glass of|some|a little) )?(?:water|milk|liquid|fluids?)"
)
_WITH = r"(?:with|after|with or (?:just )?after|just after|during|before or after)"
_FOOD = (
    r"(?:(?:some |a little )?food|meals?|(?:food|meals?) (?:or|and) (?:milk|water|drink)|a meal|"
    r"a snack|eating)"
)
#: With what it is taken, and how it is swallowed.
_TAKEN = (
    rf"(?:(?:to be )?tak(?:e|en) |swallow(?:ed)? (?:whole )?)?{_WITH} (?:{_WATER}|{_FOOD})",
    rf"swallow(?:ed)? whole(?: with {_WATER})?",
    r"do not (?:crush|chew)(?: or (?:crush|chew))?|at mealtimes",
    r"(?:zum essen|zu den mahlzeiten|zu einer mahlzeit|mit (?:der |einer )?mahlzeit|"
    r"nach dem essen|nach den mahlzeiten|w[aä]hrend (?:der mahlzeiten?|des essens)|unzerkaut|"
    r"(?:unzerkaut |ganz )?mit (?:(?:etwas|viel|reichlich|ausreichend|einem glas) )?"
    r"(?:wasser|fl[uü]ssigkeit|milch))(?: einnehmen| schlucken)?",
    r"(?:prendre |[aà] prendre |avaler )?(?:(?:au|en) (?:cours|milieu) (?:du|des) repas|"
    r"(?:pendant|apr[eè]s|avec) (?:les? |un |des )?(?:repas|manger|nourriture|aliments)|"
    r"avec (?:un (?:grand )?verre d ?'?eau|de l'eau|du lait|de la nourriture))",
    r"(?:tomar |tome |t[oó]melo )?(?:(?:con|durante|despu[eé]s de) (?:las? |los |el )?"
    r"(?:comidas?|comer|alimentos|agua|leche)|con un vaso (?:lleno )?de agua"
    r"(?: despu[eé]s de las comidas)?)",
    r"(?:prendere |assumere |da prendere )?(?:(?:ai|durante i|dopo i|con i) pasti|"
    r"a stomaco pieno|dopo (?:il pasto|mangiato)|"
    r"con (?:il cibo|un bicchiere d'acqua|acqua|latte))",
)
#: What it may do.
_EFFECTS = (
    r"(?:this medicine |this |it |they )?(?:may|can|might) (?:cause|make you(?: feel)?) "
    rf"{_DROWSY}(?:(?: and| or| and/or|,) {_DROWSY})*",
    r"(?:if (?:affected|drowsy|sleepy|this happens),? )?(?:do not|don't|avoid) "
    rf"{_DRIVE}(?:(?: or|,| and) {_DRIVE})*",
    rf"kann {_DROWSY}(?: und {_DROWSY})? (?:machen|verursachen)",
    r"(?:kann )?(?:die )?fahrt[uü]chtigkeit (?:beeintr[aä]chtigen|beachten|eingeschr[aä]nkt)",
    r"nicht (?:auto ?fahren|ans steuer)",
    rf"peut (?:provoquer|entra[iî]ner|causer|donner) (?:une |des |de la )?{_DROWSY}",
    r"ne pas conduire|attention [aà] la conduite|prudence au volant",
    rf"puede (?:causar|producir|provocar|dar) {_DROWSY}|(?:no|evitar|evite) conducir",
    rf"pu[oò] (?:causare|dare|provocare|indurre) {_DROWSY}|non guidare|attenzione alla guida",
)
#: No alcohol.
_ALCOHOL = (
    r"(?:avoid|no|limit|do not (?:drink|take|use)|don't drink) (?:(?:any|drinking) )?"
    r"alcohol(?:ic (?:drinks?|beverages?))?(?: with (?:it|this medicine))?",
    r"kein(?:en)? alkohol(?: trinken)?|alkohol (?:ver)?meiden",
    r"[eé]viter (?:l'alcool|les boissons alcoolis[eé]es)|pas d'alcool|sans alcool",
    r"evit(?:ar|e) (?:el |beber )?alcohol|no (?:tomar|beber|tome|beba) alcohol|sin alcohol",
    r"evitare (?:l')?alcol(?:ici)?|non bere alcol(?:ici)?|niente alcol",
)
#: No sudden stop.
_STOPS = (
    r"(?:do not|don't|never) (?:stop|discontinue)(?: (?:taking|using))?"
    r"(?: (?:it|them|this|this medicine|these tablets|this medication|baclofen))?"
    rf" {_SUDDENLY}",
    r"nicht (?:pl[oö]tzlich|abrupt|eigenm[aä]chtig|ohne r[uü]cksprache) "
    r"(?:absetzen|beenden|aufh[oö]ren)",
    r"ne (?:pas|jamais) (?:arr[eê]ter|interrompre|cesser)(?: le traitement)? "
    r"(?:brutalement|brusquement|soudainement|subitement)(?: le traitement)?",
    r"no (?:suspender|interrumpir|dejar(?: de tomar(?:lo)?)?|suspenda|interrumpa)"
    r"(?: el tratamiento)? (?:bruscamente|de golpe|repentinamente|de forma brusca)",
    r"non (?:sospendere|interrompere|smettere)(?: la terapia)? "
    r"(?:bruscamente|improvvisamente|di colpo)",
)
#: What is printed around it.
_PRINTED = (
    r"warnings?|caution|important|hinweise?|attention|atenci[oó]n|attenzione",
    r"keep (?:all medicines )?out of (?:the )?(?:sight and reach|reach and sight|reach) "
    r"of children",
    r"read the (?:package |patient |enclosed )?(?:information )?leaflet(?: carefully)?",
    r"follow the printed instructions(?: you were given(?: with this medicine)?)?",
    r"packungsbeilage (?:beachten|lesen)",
)
_PHRASES = (*_TAKEN, *_EFFECTS, *_ALCOHOL, *_STOPS, *_PRINTED)
_ADVICE = re.compile(
    r"(?:^|(?<=[\s,;.:!(\-]))(?:and |und |et |y |e )?"
    rf"(?:{'|'.join(f'(?:{one})' for one in _PHRASES)})[\s,;.:!)]*$"
)
#: An order is a line or two; what is longer is a letter.
_LONGEST = 1_000


def without_advice(words: str) -> str:
    """An order's words, in small letters, without the advice at their end.

    >>> without_advice("1 tablet tid with food. may cause drowsiness. avoid alcohol.")
    '1 tablet tid'
    >>> without_advice("1 tablet tid, if drowsy take half")
    '1 tablet tid, if drowsy take half'
    """
    words = words.strip()
    while len(words) <= _LONGEST and (found := _ADVICE.search(words)):
        words = words[: found.start()].rstrip(" ,;.:(!-")
    return words
