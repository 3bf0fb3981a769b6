"""What is known: facts, rules, schedules and codes, each with its source."""

from baclofen.knowledge.codes import (
    ATC,
    ICD10,
    ICD10CM,
    LOINC,
    RXNORM,
    SNOMED,
    Codes,
    Product,
)
from baclofen.knowledge.condition import Has, Members, Truth, unknowns
from baclofen.knowledge.fact import (
    HOW_WORDS,
    HOWS,
    SEVERITIES,
    Fact,
    How,
    Question,
    Rule,
    Schedule,
    Severity,
    Source,
    Verdict,
)
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.load import load_knowledge, read_knowledge, with_rules
from baclofen.knowledge.medicines import Ingredient, Recognised, name_of_code
from baclofen.knowledge.vignettes import VIGNETTE_DAY, Vignette, load_vignettes
from baclofen.knowledge.why import Why, cite, linked, why

__all__ = [
    "ATC",
    "HOWS",
    "HOW_WORDS",
    "ICD10",
    "ICD10CM",
    "LOINC",
    "RXNORM",
    "SEVERITIES",
    "SNOMED",
    "VIGNETTE_DAY",
    "Codes",
    "Fact",
    "Has",
    "How",
    "Ingredient",
    "Knowledge",
    "Members",
    "Product",
    "Question",
    "Recognised",
    "Rule",
    "Schedule",
    "Severity",
    "Source",
    "Truth",
    "Verdict",
    "Vignette",
    "Why",
    "cite",
    "linked",
    "load_knowledge",
    "load_vignettes",
    "name_of_code",
    "read_knowledge",
    "unknowns",
    "why",
    "with_rules",
]
