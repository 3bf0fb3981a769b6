"""Values as JSON and back: the same value, or a refusal that names the place."""

import copy
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baclofen import codec
from baclofen.assessment import Request
from baclofen.errors import InputRefused
from baclofen.patient import BaclofenUse, KidneyValue, Medicine, Patient
from baclofen.regimen import Bolus, Device, PumpOrder, ScreeningOrder, TaperOrder
from baclofen.units import Dose, mcg, mg
from baclofen.value import Value
from tests.people import TODAY


class Both(Value):
    """A person and a request, as inputs hold them."""

    patient: Patient
    request: Request
    seed: int = 7


WHO = Patient(
    age_y=52, sex="female", syndrome="ms_spasticity", conditions=frozenset({"stroke", "epilepsy"}),
    kidney=(KidneyValue("creatinine", 0.9, on=TODAY),), medicines=(Medicine("sertraline"),),
    baclofen=(BaclofenUse("oral", "active", "10 mg TID", mg(30)),),
)  # fmt: skip
ASKED = Request(
    today=TODAY, kind="taper", order=ScreeningOrder(dose=mcg(50), given=(Bolus(dose=mcg(50)),)),
    taper=TaperOrder(weeks=8, shape="slow-end"),
)  # fmt: skip
BOTH = Both(WHO, ASKED)


def test_values_come_back_as_they_were() -> None:
    raw = codec.encode(BOTH)
    assert codec.decode(Both, raw, name="inputs") == BOTH
    made = json.loads(raw)
    assert made["patient"]["conditions"] == ["epilepsy", "stroke"]
    assert made["request"]["today"] == "2026-11-22"
    assert made["request"]["order"]["is"] == "ScreeningOrder"
    assert made["request"]["order"]["dose"] == {"mcg": 50}
    assert made["patient"]["baclofen"][0]["daily"] == {"mg": 30}
    assert "values" not in made["patient"]


@given(amount=st.one_of(st.floats(0, 1e9), st.integers(0, 10**9)), unit=st.sampled_from(["mg", ""]))
def test_a_dose_comes_back_to_the_last_bit(amount: float, unit: str) -> None:
    for dose in (mg(amount), mcg(amount), Dose(amount, "mg" if unit else "mcg")):
        again = codec.decode(Dose, codec.encode(dose), name="dose")
        assert (again.in_mcg, again.unit) == (dose.in_mcg, dose.unit)


def test_an_amount_that_no_number_of_milligrams_gives_keeps_its_own_form() -> None:
    odd = next(d for d in (Dose(1000 + n * 2**-43, "mg") for n in range(99)) if _odd(d))
    assert codec.read(Dose, codec.builtins(odd), name="dose").in_mcg == odd.in_mcg


def _odd(dose: Dose) -> bool:
    return "in_mcg" in codec.builtins(dose)


def _changed(path: str, value: Any) -> Any:
    made = json.loads(codec.encode(BOTH))
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
        ("patient.colour", "red", "colour"),
        ("patient.age_y", KeyError, "inputs.patient.age_y is missing"),
        ("patient.age_y", "52", "inputs.patient.age_y is '52'; expected float"),
        ("patient.age_y", True, "inputs.patient.age_y is True; expected float"),
        ("patient.age_y", -4, "age_y is -4"),
        ("patient.sex", "femal", "inputs.patient.sex is 'femal'"),
        ("patient.sex", 3, "inputs.patient.sex is 3"),
        ("patient.deceased", 1, "inputs.patient.deceased is 1; expected bool"),
        ("patient.label", None, "inputs.patient.label is None; expected str"),
        ("patient.conditions", ["stroke", "epilepsy"], "inputs.patient.conditions[0]"),
        ("patient.conditions", ["stroke", "stroke"], "inputs.patient.conditions"),
        ("patient.conditions", "stroke", "inputs.patient.conditions is 'stroke'; expected array"),
        ("patient.medicines.0.name", 4, "inputs.patient.medicines[0].name is 4"),
        ("patient.medicines.0", "sertraline", "inputs.patient.medicines[0] is 'sertraline'"),
        ("patient.baclofen.0.daily", 30, '{"mg": number} or {"mcg": number}'),
        ("patient.baclofen.0.daily", {"g": 1}, '{"mg": number} or {"mcg": number}'),
        ("patient.baclofen.0.daily", {"mg": 1, "mcg": 2}, '{"mg": number}'),
        ("patient.baclofen.0.daily", {"mg": -1}, "dose is -1"),
        ("patient.baclofen.0.daily", {"mg": True}, '{"mg": number}'),
        ("patient.baclofen.0.daily", {"mg": "30"}, '{"mg": number}'),
        ("request.today", "22.11.2026", "inputs.request.today"),
        ("request.today", "2026-W47-7", "inputs.request.today"),
        ("request.today", "2026-02-30", "inputs.request.today"),
        ("request.order.is", "Patient", "inputs.request.order.is"),
        ("request.order.is", KeyError, "inputs.request.order"),
        ("request.order", [], "inputs.request.order"),
        ("request.order.dose", {"mg": 50}, "it must be in mcg"),
        ("request.taper.shape", "steep", "inputs.request.taper.shape"),
        ("seed", 1.5, "inputs.seed is 1.5; expected int"),
        ("seed", None, "inputs.seed is None; expected int"),
        ("seed", KeyError, "inputs.seed is missing"),
    ],
)
def test_what_was_changed_by_hand_is_refused_by_its_place(
    path: str, value: Any, named: str
) -> None:
    with pytest.raises(InputRefused) as refusal:
        codec.read(Both, _changed(path, value), name="inputs")
    assert named in str(refusal.value)


@pytest.mark.parametrize("raw", [b"", b"{", b"[1,", b"\xff"])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(InputRefused, match="no JSON"):
        codec.decode(Both, raw, name="inputs")


def test_what_is_not_finite_is_not_written() -> None:
    for value in (float("nan"), float("inf"), {"a": [1.0, float("-inf")]}):
        with pytest.raises(InputRefused, match="finite"):
            codec.builtins(value)


def test_a_member_of_a_union_says_which_it_is() -> None:
    pump = PumpOrder(now=mcg(300))
    made = codec.builtins(pump)
    assert made["is"] == "PumpOrder"
    assert codec.read(PumpOrder, made, name="pump") == pump
    wrong = copy.deepcopy(made)
    wrong["filling"]["depth"] = 1
    with pytest.raises(InputRefused, match="depth"):
        codec.read(PumpOrder, wrong, name="pump")
    assert codec.read(date, "2026-11-22", name="day") == TODAY


def test_confirmed_figures_of_a_pump_go_through() -> None:
    device = Device(confirmed={"unusable_mL": 1.4, "accuracy": 0.1}, by={"accuracy": "A. B."})
    made = codec.builtins(device)
    assert codec.read(Device, made, name="device") == device
    assert list(made["confirmed"]) == ["accuracy", "unusable_mL"]
    with pytest.raises(InputRefused, match=r"device.confirmed"):
        codec.read(Device, {**made, "confirmed": {"accuracy": "high"}}, name="device")


def test_a_type_has_a_schema() -> None:
    found = codec.schema(Both)
    assert found["$defs"]["Patient"]["additionalProperties"] is False
    assert "mcg" in json.dumps(found)
