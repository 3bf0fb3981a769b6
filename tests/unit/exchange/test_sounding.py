"""What an unread resource sounds like is named whole, however many names there are."""

from baclofen.exchange import read_patient
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle

_MANY = (
    "substance use disorder, drug overdose in the past, baclofen overdose, epilepsy, stroke,"
    " psychosis, peptic ulcer, sleep apnea"
)


def named(text: str) -> str:
    plan = {
        "resourceType": "CarePlan", "id": "c", "status": "active", "intent": "plan",
        "subject": {"reference": "Patient/p"}, "description": text,
    }  # fmt: skip
    reading = read_patient(bundle(plan), known=known(), today=TODAY)
    (entry,) = (e for e in reading.entries if e.state == "unread")
    return entry.words


def test_every_name_is_whole() -> None:
    said = named("Substance use disorder; overdose of baclofen; drug overdose")
    assert said.startswith("CarePlan (it sounds like ")
    assert said.endswith(")")
    assert "baclofen overdose" in said
    assert "…" not in said


def test_of_many_the_others_are_counted() -> None:
    said = named(_MANY)
    assert said.endswith("more)")
    assert "…" not in said
