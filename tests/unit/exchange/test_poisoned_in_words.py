"""Baclofen that poisons, and too much that was swallowed, told by a noun or by what somebody came
after: heard wherever it stands; a warning, a denial, years ago, and what is ordered or eaten
frighten nobody."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, known
from tests.unit.exchange.test_stops_told import message
from tests.unit.exchange.test_told import judged, read

K = known()
POISONED = "signs.baclofen_poisoning"
SWALLOWED = (
    "Ingestion of 600 mg of baclofen.", "Admitted after taking 20 tablets of baclofen at once.",
    "Deliberate ingestion of 500 mg baclofen", "Intake of 20 tablets last night.",
    "Admits to taking 12 of her baclofen tablets last night",
    "Presented after ingesting 25 baclofen",
    "Aufnahme nach Einnahme von 20 Tabletten Baclofen.",
    "Einnahme von 40 Tabletten Lioresal auf einmal.", "Ingestion de 30 comprimés de baclofène.",
    "Ingreso tras tomar 20 comprimidos de baclofeno.", "Ingesta de 600 mg de baclofeno.",
    "Assunzione di 20 compresse di baclofene ieri sera.", "Ingestione di 600 mg di baclofene",
)  # fmt: skip
TOXIC = (
    "Baclofen toxicity, admitted to ICU.", "Baclofen neurotoxicity", "Toxic on baclofen.",
    "Baclofen-induced neurotoxicity.", "Neurotoxicity due to baclofen.", "ITB toxicity",
    "Possible baclofen toxicity", "Lioresal toxicity suspected.", "Baclofentoxizität.",
    "Verdacht auf Baclofentoxizität", "Toxicité du baclofène.", "Toxicidad por baclofeno.",
    "Tossicità da baclofene.", "Baclofen toxicity after refill.",
)  # fmt: skip
ORDERED = (
    "Nausea after taking 2 tablets", "Taking 20 mg three times daily.", "Intake of 2 litres a day.",
    "Takes 1 tablet after ingestion of food.", "History of ingestion in 2015.",
    "Ingestion of 20 tablets can be fatal.", "Avoid taking 20 tablets at once.",
    "Dizzy after taking 10 mg of baclofen.", "Reports taking 60 mg baclofen daily",
    "Denies ingestion of 20 tablets", "Einnahme von 3 Tabletten täglich.",
    "Einnahme von 80 mg Baclofen pro Tag bestätigt", "Toma de 10 mg cada 8 horas",
    "Toma de tensión 120/80", "Assunzione di 25 mg al giorno", "Ingestion of a coin at age 3",
)  # fmt: skip
NOT_TOXIC = (
    "No signs of baclofen toxicity.", "Risk of baclofen toxicity discussed.",
    "Monitor for baclofen toxicity.", "Educated on signs of baclofen toxicity.",
    "Baclofen toxicity in 2015, recovered.", "No evidence of baclofen toxicity or withdrawal",
    "Keine Baclofentoxizität", "Pas de toxicité du baclofène", "Baclofen toxicity: none.",
    "Watch for baclofen toxicity if kidneys worsen", "Chemotherapy toxicity grade 1",
    "Botulinum toxin injected, baclofen continued", "Baclofen toxicity ruled out.",
)  # fmt: skip


@pytest.mark.parametrize("text", [*SWALLOWED, *TOXIC])
def test_a_poisoning_is_looked_at_first(text: str) -> None:
    assert POISONED in sounds_of_note(text, K, today=TODAY)
    fit = judged(read(message(text)))
    assert fit.verdict >= Verdict.NEEDS_INFO
    assert not fit.may_go_up


@pytest.mark.parametrize("text", [*ORDERED, *NOT_TOXIC])
def test_what_tells_of_none_frightens_nobody(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()
