"""Code and text must agree; what matches nothing is not recognised."""

import pytest

from baclofen.knowledge import SNOMED
from tests.people import known

ICD = "http://hl7.org/fhir/sid/icd-10-cm"


@pytest.mark.parametrize(
    ("text", "rxnorm", "names"),
    [
        ("Diazepam [Valium]", ["563026"], ["diazepam"]),
        ("Acetaminophen 325 MG / oxyCODONE Hydrochloride 5 MG Oral Tablet", ["1049221"],
         ["paracetamol", "oxycodone"]),
        ("Lasix 40mg", ["315971"], ["furosemide"]),
        ("baclofen 10 MG Oral Tablet", ["197391"], ["baclofen"]),
        ("Lioresal", [], ["baclofen"]),
        ("", ["7804"], ["oxycodone"]),
        ("Simvastatin 20 MG Oral Tablet", ["312961"], ["simvastatin"]),
        ("Lorbexal 20 MG Oral Tablet", ["312961"], []),
        ("Arcodeinex", [], []),
    ],
)  # fmt: skip
def test_medicines_by_words_and_codes(text: str, rxnorm: list[str], names: list[str]) -> None:
    got = known().codes.medicine(text, rxnorm=rxnorm)
    found = {i.name for i in got.ingredients}
    assert set(names) <= found | {"paracetamol"}
    assert bool(found) is bool(names)


def test_words_and_code_that_disagree_are_not_identified() -> None:
    got = known().codes.medicine("Aspirin 81mg", rxnorm=["197391"])
    assert got.ingredients == ()
    assert got.problem == "the words say aspirin, the code says baclofen"


def test_baclofen_under_a_foreign_code_counts_with_the_doubt_said() -> None:
    got = known().codes.medicine("Baclofen 10 MG Oral Tablet", rxnorm=["8163"])
    assert [i.name for i in got.ingredients] == ["baclofen"]
    assert "8163 is not one of baclofen's codes" in got.problem


@pytest.mark.parametrize("code", ["G35", "G35.A", "G35.9"])
def test_ms_is_found_by_prefix(code: str) -> None:
    assert known().codes.condition([(ICD, code)]) == {"multiple_sclerosis"}


def test_progressive_ms_is_read_as_advanced_where_creatinine_may_mislead() -> None:
    assert known().codes.condition([(ICD, "G35.C2")]) == {
        "multiple_sclerosis",
        "advanced_multiple_sclerosis",
    }


def test_one_code_may_stand_for_two_conditions() -> None:
    assert known().codes.condition([(SNOMED, "111496009")]) == {
        "syringomyelia",
        "spinal_cord_disease",
    }
    assert known().codes.condition([(SNOMED, "195662009"), ("http://x", "1")]) == frozenset()


def test_any_drugs_overdose_is_not_one_of_baclofen() -> None:
    assert known().codes.condition([(SNOMED, "55680006")]) == {"drug_overdose_history"}


def test_lithium_is_no_antipsychotic_and_baclofen_no_other_relaxant() -> None:
    assert known().codes.medicine("", atc=["N05AN01"]).classes == {"lithium"}
    assert known().codes.medicine("", atc=["M03BX01"]).classes == {"target"}
