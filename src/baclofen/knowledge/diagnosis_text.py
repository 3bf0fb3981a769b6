"""What of the words of a diagnosis changes nothing: its kind, stages, days, segments, an age."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from baclofen.knowledge.names import Words, words_in

#: Kinds of thing that a SNOMED CT name may end in.
_KINDS = frozenset({
    "disorder", "finding", "situation", "procedure", "regime/therapy", "event", "substance",
    "organism", "product",
})  # fmt: skip

#: The stage of a disease, in five languages.
_STAGE = re.compile(
    r"(?=[sge])(?<![^\W_])(?:stage|grade|grado|grad|stadium|stade|estadio|stadio|g)\s*g?"
    r"([1-5][abd]?|iii[ab]?|iv|ii?|v)(?:\s*a[1-3])?(?![^\W_])",
    re.IGNORECASE,
)
#: The kidney disease that a stage tells.
_OF_STAGE: Mapping[str, str] = {
    **dict.fromkeys(("3", "3a", "3b", "iii", "iiia", "iiib"), "ckd_stage_3"),
    **dict.fromkeys(("4", "5", "5d", "iv", "v"), "ckd_severe"),
}
#: A year, how often something is done, a length of time, and a segment of the cord.
_IDLE = re.compile(
    # What all begin with, so that most places of a text are passed over at once.
    r"(?=\d|[ctls]\d)(?:(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)[1-7]\s*(?:x|times|mal|fois|veces|volte)(?![^\W_])|"
    r"(?<![\d.,])\d{1,2}\.?(?:st|nd|rd|th|e|ème|a|ª)?\s*(?:weeks?|wks?|months?|days?|hours?|hrs?|ssw|"
    r"wochen?|monate?n?|tagen?|stunden?|semaines?|mois|jours?|heures?|semanas?|mes|meses|d[ií]as?|"
    r"horas?|settiman[ae]|mesi|mese|giorn[io]|or[ae])(?![^\W_])|"
    r"(?<![^\W_])[ctls]\d{1,2}(?:\s*[-/]\s*[ctls]?\d{1,2})?(?![^\W_]))",
    re.IGNORECASE,
)
#: A type, class or grade that no rule asks for: "type II", "GOLD D", "Forrest IIb".
_GRADE = re.compile(
    r"(?<![^\W_])(?:type|typ|tipo|class|classe|klasse|clase|gold|forrest|nyha|ccs|killip|degré|"
    r"child(?:[ -]pugh)?)\s*(?:(?:[0-5]|iii|ii|iv|i|v)[a-d]?|[a-e])(?![^\W_])",
    re.IGNORECASE,
)
#: That something was of a child: an age, or childhood, in five languages.
_AS_A_CHILD = re.compile(
    r"(?<![^\W_])(?:(?:at\s+)?(?:the\s+)?aged?(?:\s+of)?\s+\d{1,2}(?:\s*(?:y|yrs?|years?|months?))?"
    r"(?:\s+old)?|(?:at|mit|im\s+alter\s+von|à|à\s+l.âge\s+de|a\s+los|all.età\s+di|a)\s+\d{1,2}\s+"
    r"(?:years?|months?|jahren|monaten|ans|mois|años|meses|anni|mesi)|as\s+an?\s+(?:child|infant|baby)|"
    r"(?:in|during)\s+(?:early\s+)?(?:childhood|infancy)|childhood|infantile|als\s+(?:klein)?kind|als\s+baby|"
    r"im\s+kindesalter|in\s+der\s+kindheit|(?:dans|de)\s+l.enfance|en\s+la\s+infancia|"
    r"nell.infanzia|da\s+bambin[oa])(?![^\W_])",
    re.IGNORECASE,
)


# A text is asked for its conditions more than once.
@lru_cache(maxsize=32)
def staged(bare: str) -> Words:
    """The words that are left beside stages, grades and what changes nothing.

    >>> staged("COPD, GOLD stage III, since 2014")
    ('copd', 'gold', 'since')
    """
    return words_in(_IDLE.sub(" ", _GRADE.sub(" ", _STAGE.sub(" ", bare))))


def without_idle(bare: str) -> Words:
    """The words that are left beside days, counts and segments of the cord.

    >>> without_idle("Very drowsy for 2 days")
    ('very', 'drowsy', 'for')
    """
    return words_in(_IDLE.sub(" ", bare))


def stages_in(bare: str) -> frozenset[str]:
    """The kidney disease that the stages in a text tell, where it is one of the kidneys.

    >>> stages_in("kidney disease, stage IV")
    frozenset({'ckd_severe'})
    """
    stages = (stage.group(1).lower() for stage in _STAGE.finditer(bare))
    return frozenset(_OF_STAGE[stage] for stage in stages if stage in _OF_STAGE)


def without_childhood(bare: str) -> str:
    """A text without an age, or the word for childhood.

    >>> without_childhood("Febrile convulsions aged 2")
    'Febrile convulsions  '
    """
    return _AS_A_CHILD.sub(" ", bare)


def without_kind(text: str) -> str:
    """A SNOMED CT name without the kind of thing that it ends in.

    >>> without_kind("Stroke (disorder)")
    'Stroke'
    """
    bare, _, kind = text.rstrip().rpartition(" (")
    return bare if kind.endswith(")") and kind[:-1] in _KINDS else text
