"""Baclofen that poisons, in a text: heard wherever it stands; a warning, a denial, years ago, and
what else is toxic frighten nobody."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.test_stops_told import message
from tests.unit.exchange.test_told import judged, read

K = known()
POISONED = "signs.baclofen_poisoning"


@pytest.mark.parametrize("text", [
    "Baclofen toxicity, admitted to ICU.", "Baclofen neurotoxicity", "Toxic on baclofen.",
    "Baclofen-induced neurotoxicity.", "Neurotoxicity due to baclofen.", "ITB toxicity",
    "Possible baclofen toxicity", "Lioresal toxicity suspected.", "Baclofentoxizität.",
    "Verdacht auf Baclofentoxizität", "Toxicité du baclofène.", "Toxicidad por baclofeno.",
    "Tossicità da baclofene.", "Baclofen toxicity after refill.",
])  # fmt: skip
def test_baclofen_that_poisons_is_looked_at_first(text: str) -> None:
    assert POISONED in sounds_of_note(text, K, today=TODAY)
    fit = judged(read(message(text)))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert not fit.may_go_up


@pytest.mark.parametrize("text", [
    "No signs of baclofen toxicity.", "Risk of baclofen toxicity discussed.",
    "Monitor for baclofen toxicity.", "Educated on signs of baclofen toxicity.",
    "Baclofen toxicity in 2015, recovered.", "No evidence of baclofen toxicity or withdrawal",
    "Keine Baclofentoxizität", "Pas de toxicité du baclofène", "Baclofen toxicity: none.",
    "Watch for baclofen toxicity if kidneys worsen", "Chemotherapy toxicity grade 1",
    "Botulinum toxin injected, baclofen continued", "Baclofen toxicity ruled out.",
])  # fmt: skip
def test_what_tells_of_no_poisoning_frightens_nobody(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()
