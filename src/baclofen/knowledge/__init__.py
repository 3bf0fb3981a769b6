"""What is known: facts, rules, schedules and codes, each with its source; and what trials said.

The trials are imported when first asked for: no plan needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.knowledge.codes import (
    ATC,
    ICD10,
    ICD10CM,
    LOINC,
    RXNORM,
    SNOMED,
    Codes,
)
from baclofen.knowledge.condition import Compare, Condition, Has, Members, Truth, unknowns
from baclofen.knowledge.counts import Counts, count_hows
from baclofen.knowledge.credibility import (
    CREDENCES,
    SETTINGS,
    Credence,
    Credibility,
    Credit,
    Setting,
    Use,
    check_table,
    worst_of,
)
from baclofen.knowledge.diagnosis_text import without_childhood
from baclofen.knowledge.fact import (
    COPIES,
    HOW_WORDS,
    HOWS,
    READ_AT_WORDS,
    SEVERITIES,
    Fact,
    How,
    Key,
    Question,
    Rule,
    Schedule,
    Severity,
    Source,
    Verdict,
)
from baclofen.knowledge.growth import bmi_of_95th, weight_z
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.load import (
    load_knowledge,
    pack_knowledge,
    read_knowledge,
    unpack_knowledge,
    with_rules,
)
from baclofen.knowledge.measured_words import WordsMeasured
from baclofen.knowledge.medicines import Ingredient, Product, Recognised, name_of_code
from baclofen.knowledge.names import plain_letters, words_in
from baclofen.knowledge.note import Note, Shown, note_of
from baclofen.knowledge.pump_words import PUMP_TROUBLE
from baclofen.knowledge.reasons import NotGiven, reasons_together
from baclofen.knowledge.swallowing import GUT, NIL, NIL_LATER, Diet
from baclofen.knowledge.vignettes import VIGNETTE_DAY, Vignette, load_vignettes
from baclofen.knowledge.vocabulary import Vocabulary
from baclofen.knowledge.why import Why, cite, linked, linked_address, why
from baclofen.knowledge.younger import undated_before, younger_than

if TYPE_CHECKING:
    from baclofen.knowledge.trials import (
        Basis,
        Claim,
        Comparison,
        Family,
        Figures,
        Reported,
        Scale,
        Study,
        Trials,
        load_claims,
        load_trials,
        wilson,
        with_studies,
    )

__all__ = [
    "ATC",
    "COPIES",
    "CREDENCES",
    "GUT",
    "HOWS",
    "HOW_WORDS",
    "ICD10",
    "ICD10CM",
    "LOINC",
    "NIL",
    "NIL_LATER",
    "PUMP_TROUBLE",
    "READ_AT_WORDS",
    "RXNORM",
    "SETTINGS",
    "SEVERITIES",
    "SNOMED",
    "VIGNETTE_DAY",
    "Basis",
    "Claim",
    "Codes",
    "Compare",
    "Comparison",
    "Condition",
    "Counts",
    "Credence",
    "Credibility",
    "Credit",
    "Diet",
    "Fact",
    "Family",
    "Figures",
    "Has",
    "How",
    "Ingredient",
    "Key",
    "Knowledge",
    "Members",
    "NotGiven",
    "Note",
    "Product",
    "Question",
    "Recognised",
    "Reported",
    "Rule",
    "Scale",
    "Schedule",
    "Setting",
    "Severity",
    "Shown",
    "Source",
    "Study",
    "Trials",
    "Truth",
    "Use",
    "Verdict",
    "Vignette",
    "Vocabulary",
    "Why",
    "WordsMeasured",
    "bmi_of_95th",
    "check_table",
    "cite",
    "count_hows",
    "linked",
    "linked_address",
    "load_claims",
    "load_knowledge",
    "load_trials",
    "load_vignettes",
    "name_of_code",
    "note_of",
    "pack_knowledge",
    "plain_letters",
    "read_knowledge",
    "reasons_together",
    "undated_before",
    "unknowns",
    "unpack_knowledge",
    "weight_z",
    "why",
    "wilson",
    "with_rules",
    "with_studies",
    "without_childhood",
    "words_in",
    "worst_of",
    "younger_than",
]

_OF_TRIALS = {
    "Basis", "Claim", "Comparison", "Family", "Figures", "Reported", "Scale", "Study", "Trials",
    "load_claims", "load_trials", "wilson", "with_studies",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _OF_TRIALS:
        raise AttributeError(f"module 'baclofen.knowledge' has no name {name!r}")
    return getattr(import_module("baclofen.knowledge.trials"), name)
