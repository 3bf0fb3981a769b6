"""Frozen values as JSON and back: the same value, or a refusal that names the place."""

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclofen.assessment import Request
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange import INPUTS_FORMAT, freeze, inputs_in, origin_of, thaw
from baclofen.patient import BaclofenUse, KidneyValue, Medicine, Patient
from baclofen.planning import PlanInputs
from baclofen.regimen import Bolus, Device, PumpOrder, ScreeningOrder, TaperOrder
from baclofen.units import Dose, mcg, mg
from tests.people import TODAY, known

WHO = Patient(
    age_y=52, sex="female", syndrome="ms_spasticity", conditions=frozenset({"stroke", "epilepsy"}),
    kidney=(KidneyValue("creatinine", 0.9, on=TODAY),), medicines=(Medicine("sertraline"),),
    baclofen=(BaclofenUse("oral", "active", "10 mg TID", mg(30)),),
)  # fmt: skip
ASKED = Request(
    today=TODAY, kind="taper", order=ScreeningOrder(dose=mcg(50), given=(Bolus(dose=mcg(50)),)),
    taper=TaperOrder(weeks=8, shape="slow-end"),
)  # fmt: skip
INPUTS = PlanInputs(patient=WHO, request=ASKED, record_notes=("read as told",))


def through_json(made: Any) -> Any:
    return json.loads(json.dumps(made, allow_nan=False))


def test_inputs_come_back_as_they_were() -> None:
    assert inputs_in(through_json(origin_of(INPUTS, known()))) == INPUTS
    made = freeze(INPUTS)
    assert made["patient"]["conditions"] == ["epilepsy", "stroke"]
    assert made["request"]["today"] == "2026-11-22"
    assert made["request"]["order"]["is"] == "ScreeningOrder"
    assert made["request"]["order"]["dose"] == {"mcg": 50}
    assert made["patient"]["baclofen"][0]["daily"] == {"mg": 30}
    assert "values" not in made["patient"]


@given(amount=st.one_of(st.floats(0, 1e9), st.integers(0, 10**9)), unit=st.sampled_from(["mg", ""]))
def test_a_dose_comes_back_to_the_last_bit(amount: float, unit: str) -> None:
    for dose in (mg(amount), mcg(amount), Dose(amount, "mg" if unit else "mcg")):
        again = thaw(Dose, through_json(freeze(dose)))
        assert (again.in_mcg, again.unit) == (dose.in_mcg, dose.unit)
        assert freeze(again) == freeze(dose)


def test_an_amount_that_no_number_of_milligrams_gives_keeps_its_own_form() -> None:
    odd = next(d for d in (Dose(1000 + n * 2**-43, "mg") for n in range(99)) if _odd(d))
    assert thaw(Dose, through_json(freeze(odd))).in_mcg == odd.in_mcg


def _odd(dose: Dose) -> bool:
    return "in_mcg" in freeze(dose)


def _changed(path: str, value: Any) -> Any:
    made = through_json(freeze(INPUTS))
    place = made
    *way, last = path.split(".")
    for key in way:
        place = place[int(key)] if isinstance(place, list) else place[key]
    if value is KeyError:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("patient.colour", "red", "key of inputs.patient is 'colour'"),
        ("patient.age_y", KeyError, "inputs.patient is without age_y"),
        ("patient.age_y", "52", "inputs.patient.age_y is '52'; it must be a finite number"),
        ("patient.age_y", True, "must be a finite number"),
        ("patient.age_y", -4, "age_y is -4"),
        ("patient.sex", "femal", "inputs.patient.sex"),
        ("patient.sex", 3, "inputs.patient.sex"),
        ("patient.deceased", 1, "true or false"),
        ("patient.label", None, "inputs.patient.label is None; it must be a text"),
        ("patient.conditions", ["stroke", "epilepsy"], "it must be sorted"),
        ("patient.conditions", ["stroke", "stroke"], "each entry once"),
        ("patient.conditions", "stroke", "it must be a list"),
        ("patient.medicines.0.name", 4, "inputs.patient.medicines[0].name is 4"),
        ("patient.medicines.0", "sertraline", "it must be a table"),
        ("patient.baclofen.0.daily", 30, "it must be a table"),
        ("patient.baclofen.0.daily", {"g": 1}, '{"mg": number} or {"mcg": number}'),
        ("patient.baclofen.0.daily", {"mg": 1, "mcg": 2}, '{"mg": number}'),
        ("patient.baclofen.0.daily", {"mg": -1}, "dose is -1"),
        ("patient.baclofen.0.daily", {"mg": "30"}, "must be a finite number"),
        ("request.today", "22.11.2026", "written YYYY-MM-DD"),
        ("request.today", "2026-W47-7", "written YYYY-MM-DD"),
        ("request.today", "2026-02-30", "written YYYY-MM-DD"),
        ("request.order.is", "Patient", "inputs.request.order.is"),
        ("request.order.is", KeyError, "inputs.request.order.is"),
        ("request.order", [], "it must be a table"),
        ("request.order.dose", {"mg": 50}, "it must be in mcg"),
        ("request.taper.shape", "steep", "inputs.request.taper.shape"),
        ("compares", "yes", "true or false"),
        ("seed", 1.5, "a whole number"),
        ("seed", None, "a whole number"),
        ("kinetics", "guessed", "kinetics"),
    ],
)
def test_what_was_changed_by_hand_is_refused_by_its_place(
    path: str, value: Any, named: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        thaw(PlanInputs, _changed(path, value), name="inputs")
    assert named in str(refusal.value)


@pytest.mark.parametrize(
    ("origin", "named"),
    [
        (None, "missing or of another form"),
        ({}, "missing or of another form"),
        ({"format": INPUTS_FORMAT, "knowledge": ""}, "missing or of another form"),
        ({"format": "baclofen-inputs/9", "knowledge": "", "inputs": {}}, "this version reads"),
    ],
)
def test_other_versions_are_refused(origin: Any, named: str) -> None:
    with pytest.raises(InputRefused, match=named):
        inputs_in(origin)


def test_what_is_no_value_is_not_written() -> None:
    for value in (float("nan"), float("inf"), object(), {"a": 1}, [1]):
        with pytest.raises(InputRefused):
            freeze(value)


def test_a_value_alone_carries_no_name_of_its_class() -> None:
    pump = PumpOrder(now=mcg(300))
    made = through_json(freeze(pump))
    assert "is" not in made
    assert thaw(PumpOrder, made) == pump
    wrong = copy.deepcopy(made)
    wrong["filling"]["depth"] = 1
    with pytest.raises(UnknownName, match="depth"):
        thaw(PumpOrder, wrong)
    assert thaw(date, "2026-11-22") == TODAY


def test_confirmed_figures_of_a_pump_go_through() -> None:
    device = Device(confirmed={"accuracy": 0.1, "unusable_mL": 1.4}, by={"accuracy": "A. B."})
    again = thaw(Device, through_json(freeze(device)))
    assert again == device
    assert list(freeze(device)["confirmed"]) == ["accuracy", "unusable_mL"]
    with pytest.raises(InputRefused, match=r"value.confirmed.accuracy"):
        thaw(Device, {**freeze(device), "confirmed": {"accuracy": "high"}})
