"""One checked door: nothing a person enters is repaired."""

import pytest

from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName
from baclofen.patient import KidneyValue, Patient, creatinine_in_mg_per_dL


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"weight_kg": -4}, "weight_kg"),
        ({"weight_kg": 800}, "weight_kg"),
        ({"age_y": 300}, "age_y"),
        ({"height_cm": 1.7}, "height_cm"),
        ({"egfr": 900}, "egfr"),
        ({"age_y": 40, "weight_kg": 6.8}, "weight_kg"),
    ],
)
def test_an_absurd_value_is_refused_by_name(given: dict[str, float], field: str) -> None:
    with pytest.raises(OutOfRange) as refusal:
        Patient(**given)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_creatinine_that_fits_the_other_unit_is_asked_about() -> None:
    with pytest.raises(OutOfRange) as high:
        Patient(creatinine_mg_per_dL=106)
    assert "Is it in umol/L?" in str(high.value)
    with pytest.raises(OutOfRange) as low:
        Patient(creatinine_umol_per_L=1.2)
    assert "Is it in mg/dL?" in str(low.value)


def test_a_creatinine_needs_a_known_unit() -> None:
    for unit in ("", "mmol/L", "mg"):
        with pytest.raises(UnitProblem) as refusal:
            creatinine_in_mg_per_dL(1.2, unit)
        assert "mg/dL or umol/L" in str(refusal.value)


def test_a_creatinine_given_twice_is_refused() -> None:
    with pytest.raises(InputRefused) as refusal:
        Patient(creatinine_mg_per_dL=1, creatinine_umol_per_L=88)
    assert "given once" in str(refusal.value)


def test_an_unknown_word_gets_its_nearest_known_ones() -> None:
    with pytest.raises(UnknownName) as refusal:
        Patient(sex="femal")  # type: ignore[arg-type]
    assert "Did you mean female?" in str(refusal.value)
    with pytest.raises(UnknownName):
        Patient(signs=frozenset({"confused"}))


def test_typed_values_are_of_the_day_of_judgement() -> None:
    typed = Patient(creatinine_umol_per_L=88.4, egfr=70).values
    assert [(v.kind, round(v.value, 9), v.on, v.undated) for v in typed] == [
        ("creatinine", 1.0, None, False),
        ("egfr", 70, None, False),
    ]
    both = Patient(egfr=70, kidney=(KidneyValue("egfr", 60, undated=True),)).values
    assert [v.value for v in both] == [70, 60]
