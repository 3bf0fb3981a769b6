"""No word is taken and forgotten: each changes a verdict, a dose, a question or a warning.

Every condition, sign, class of medicines, allergy and typed key is told to people at every door,
once with it and once without. What changes nothing anywhere must be declared as information, with
its reason; what waits for a rule is held exactly, and that list may only shrink.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from typing import Any

import pytest

from baclofen.answering import Answer, AssessInputs, answer, file_of, judge
from baclofen.exchange import read_patient
from baclofen.knowledge import load_knowledge
from baclofen.patient import SIGNS
from baclofen.regimen import DEVICE_FIGURES
from tests.people import TODAY

K = load_knowledge()
Typed = dict[str, Any]

ADULT: Typed = {
    "age_y": 45, "sex": "female", "weight_kg": 70, "height_cm": 165, "egfr": 95,
    "dialysis": False, "baclofen": "none", "conditions": [], "medicines": [],
}  # fmt: skip
PUMP: Typed = {
    "stage": "titration", "device": "SynchroMed II", "now": "100 mcg/day", "asked": "110 mcg/day",
    "hours_since_change": 48, "fill_mL": 20, "alarm_mL": 2, "concentration": 500,
    "filled_on": date(2026, 11, 20), "origin": "spinal",
}  # fmt: skip


def _but(base: Mapping[str, Any], *without: str, **more: Any) -> Typed:
    made = deepcopy({k: v for k, v in base.items() if k not in without})
    return made | deepcopy(more)


#: People, and the country whose label holds: between them every door.
START = _but(ADULT, syndrome="ms_spasticity", request="start")
PEOPLE: dict[str, tuple[Typed, str]] = {
    "start": (START, "US"),
    "start, UK": (START, "UK"),
    "start, Germany": (START, "DE"),
    "start, Canada": (START, "CA"),
    "start, not told what for": (_but(ADULT, request="start"), "US"),
    "start, stroke and spasticity": (
        _but(ADULT, request="start", conditions=["stroke", "spasticity"]), "UK",
    ),
    "start, stroke": (_but(ADULT, request="start", conditions=["stroke"]), "UK"),
    "start, no allergy": (_but(START, no_allergies=["baclofen"]), "US"),
    "start, nothing told of baclofen": (_but(START, "baclofen", "request"), "US"),
    "start, old": (_but(START, age_y=80, egfr=55), "US"),
    "child, UK": (_but(START, age_y=9, weight_kg=28, height_cm=130), "UK"),
    "on it": (_but(START, baclofen="10 mg three times daily", request="continue"), "US"),
    "on much": (_but(START, baclofen="200 mg/day", request="continue"), "US"),
    "heavy": (_but(START, weight_kg=166, height_cm=68), "US"),
    "on it, UK": (_but(START, baclofen="10 mg three times daily", request="continue"), "UK"),
    "stopped": (
        _but(START, "baclofen", stopped="75 mg/day", hours_since_last_dose=30, request="continue"),
        "US",
    ),
    "taper": (_but(START, baclofen="20 mg three times daily", request="taper"), "US"),
    "taper of weeks": (
        _but(START, "request", baclofen="20 mg three times daily", taper={"weeks": 8}), "US",
    ),
    "surgery": (_but(START, baclofen="20 mg three times daily", request="prepare"), "US"),
    "raise": (
        _but(START, baclofen="10 mg three times daily", request="change", requested="45 mg/day"),
        "US",
    ),
    "order": (
        _but(START, oral={"dose": "10 mg", "times_per_day": 3, "product": "tablet"}), "US",
    ),
    "liquid": (
        _but(START, oral={"dose": "5 mg", "times_per_day": 3, "product": "solution",
                          "concentration": "5 mg/5 mL", "volume_mL": 5}),
        "US",
    ),
    "tube": (
        _but(START, oral={"dose": "5 mg", "times_per_day": 3, "product": "granules",
                          "tube": "ng", "tube_fr": 12}),
        "US",
    ),
    "night": (
        _but(START, baclofen="10 mg three times daily", request="change",
             oral={"per_day": "35 mg/day", "parts": ["10 mg"] * 3, "worst_at": "night"}),
        "US",
    ),
    "screening": (_but(ADULT, "baclofen", syndrome="sci_spasticity", screening={}), "US"),
    "screening again": (
        _but(ADULT, "baclofen", syndrome="cerebral_spasticity", screening={"given": [
            {"dose": "50 mcg", "hours_ago": 30, "responded": False, "effect_hours": 0},
        ]}),
        "UK",
    ),
    "pump": (_but(ADULT, "baclofen", syndrome="sci_spasticity", pump=PUMP), "US"),
    "pump by the hour": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, "asked", now="120 mcg/h",
        )),
        "US",
    ),
    "pump, UK": (_but(ADULT, "baclofen", syndrome="sci_spasticity", pump=PUMP), "UK"),
    "pump start": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, "now", "hours_since_change", stage="start", asked="100 mcg/day",
            screening={"dose": "50 mcg", "responded": True, "effect_hours": 6},
        )),
        "US",
    ),
    "pump refill": (
        _but(ADULT, "baclofen", syndrome="cerebral_spasticity", pump=_but(
            PUMP, "asked", "origin", stage="refill", left_mL=19.6, expected_mL=19.6,
            withdrawn_mL=19.6,
        )),
        "US",
    ),
    "pump, other concentration": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, "asked", "filled_on", stage="replacement", new_concentration=2000, tubing_mL=0.3,
            tubing_holds="old drug", catheter_holds="old drug", catheter_cm=80,
            catheter_mL_per_cm=0.0022,
        )),
        "US",
    ),
    "own pump": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, device="a pump of our own", least_mL_per_day=0.05, most_mL_per_day=20,
        )),
        "US",
    ),
    "too much": (
        _but(START, baclofen="10 mg three times daily", swallowed={"amount": "300 mg",
                                                                    "hours_ago": 2}),
        "US",
    ),
    "seizing, epilepsy": (
        _but(START, baclofen="10 mg three times daily", request="continue", conditions=["epilepsy"],
             signs=["seizure"]),
        "US",
    ),
    "elsewhere": (_but(START, other_route={"route": "topical"}), "US"),
}  # fmt: skip


#: What only counts what was told.
_COUNTS = {"distinct_drugs", "cns_class_count"}


def _said(typed: Mapping[str, Any], country: str) -> object:
    """All that is said to the person, but for what merely repeats the input; a refusal as such."""
    reading = read_patient(dict(typed), known=K, today=TODAY)
    request = reading.asks(today=TODAY, kind=None, jurisdiction=country)
    made = answer(
        AssessInputs(patient=reading.patient, request=request, entries=reading.entries), K
    )
    _, decided = judge(made.fit, K, seed=1)
    headline = made.headline if decided is None else decided.headline
    whole = Answer(made.inputs, made.judgement, decided, made.figures, made.account, headline)
    kept = file_of(whole, K)
    figures = [f for f in kept.figures if f.name not in _COUNTS]
    return (
        kept.verdict, kept.headline, kept.judgement, figures, kept.decision, made.fit.notes,
    )  # fmt: skip


#: People that single keys speak to.
_ON_30 = "10 mg three times daily"
PEOPLE |= {
    "creatinine": (_but(START, "egfr", creatinine="0.8 mg/dL"), "US"),
    "no conditions told": (_but(START, "conditions"), "UK"),
    "epilepsy": (_but(START, conditions=["epilepsy"]), "UK"),
    "screening, injury": (
        _but(ADULT, "baclofen", syndrome="cerebral_spasticity",
             conditions=["traumatic_brain_injury"], screening={}),
        "US",
    ),
    "unread": (_but(START, medicines=["qwertyzol"]), "US"),
    "order, high": (
        _but(START, baclofen="25 mg four times daily", request="change",
             oral={"dose": "30 mg", "times_per_day": 4}),
        "DE",
    ),
    "pump, maintenance": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity",
             pump=_but(PUMP, stage="maintenance", now="300 mcg/day", asked="310 mcg/day")),
        "US",
    ),
    "pump, drowsy": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", signs=["somnolence"],
             pump=_but(PUMP, "asked", "hours_since_change", stage="maintenance")),
        "US",
    ),
    "screening, apixaban": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", medicines=["apixaban"], screening={}),
        "US",
    ),
    "screening, epilepsy": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", conditions=["epilepsy"], screening={}),
        "US",
    ),
    "on it, old": (_but(START, age_y=80, egfr=25, baclofen=_ON_30, request="continue"), "US"),
    "pump, earlier doses": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity",
             pump=_but(PUMP, "now", "asked", history=["90 mcg/day", "100 mcg/day"])),
        "US",
    ),
    "own pump, whole": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, device="a pump of our own", least_mL_per_day=0.05, most_mL_per_day=20,
            accuracy=0.1, unusable_mL=2,
        )),
        "US",
    ),
    "pump and tablets": (
        _but(ADULT, syndrome="sci_spasticity", baclofen=_ON_30, pump=PUMP), "US",
    ),
    "own pump, by the clock": (
        _but(ADULT, "baclofen", syndrome="sci_spasticity", pump=_but(
            PUMP, "asked", device="a pump of our own", least_mL_per_day=0.05, most_mL_per_day=20,
            flex=[{"from": "00:00", "rate": "4 mcg/h"}, {"from": "12:00", "rate": "5 mcg/h"}],
        )),
        "US",
    ),
    "symptoms came back": (
        _but(START, "request", baclofen="20 mg three times daily",
             taper={"weeks": 8, "returned": True}),
        "US",
    ),
}  # fmt: skip


@cache
def _plain(name: str) -> object:
    return _said(*PEOPLE[name])


def _reaches(change: Mapping[str, Any], names: Iterable[str] = tuple(PEOPLE)) -> bool:
    """Whether telling it changes what is said to anyone."""
    for name in names:
        typed, country = PEOPLE[name]
        more = {
            key: [*typed.get(key, []), *value] if isinstance(value, list) else value
            for key, value in change.items()
        }
        if _said({**typed, **more}, country) != _plain(name):
            return True
    return False


def _declared(of: str) -> set[str]:
    return {name.split(".")[1] for name in K.information_only if name.split(".")[0] == of}


@pytest.mark.parametrize("key", sorted(K.codes.conditions))
def test_a_condition_changes_something_or_is_declared(key: str) -> None:
    assert _reaches({"conditions": [key]}) is (key not in _declared("conditions"))


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_changes_something(sign: str) -> None:
    assert _reaches({"signs": [sign]})


#: A medicine of each class.
OF_CLASS = {
    name: i.name
    for i in reversed(K.codes.ingredients)
    for name in (i.medicine_class, *i.also_classes)
    if name != K.codes.baclofen.medicine_class and not i.is_group
}  # fmt: skip


def _of_classes(declared: bool) -> list[str]:
    """Those of which a medicine is of that class alone, and that are declared, or not."""
    told = _declared("medicine_classes")
    classes = {name: {i.medicine_class for i in K.codes.ingredients if i.name == medicine}
               for name, medicine in OF_CLASS.items()}  # fmt: skip
    return sorted(n for n, own in classes.items() if len(own) == 1 and (n in told) is declared)


@pytest.mark.parametrize("name", _of_classes(declared=False))
def test_a_class_of_medicines_changes_something(name: str) -> None:
    assert _reaches({"medicines": [OF_CLASS[name]]})


def test_a_class_of_medicines_that_is_declared_changes_nothing() -> None:
    """All together, to everyone; each alone where that is not so, to name it."""
    medicines = [OF_CLASS[name] for name in _of_classes(declared=True)]
    if _reaches({"medicines": medicines}):
        assert [one for one in medicines if _reaches({"medicines": [one]})] == []
        pytest.fail("together they change what each alone does not")


def test_what_is_declared_exists() -> None:
    assert _declared("conditions") <= set(K.codes.conditions)
    assert _declared("medicine_classes") <= {*OF_CLASS, K.codes.baclofen.medicine_class}
    assert all(K.information_only.values()), "each has its reason"


#: What waits for a rule. It may only shrink: a name is taken away here when its rule is there.
WAITING: set[str] = set()


def test_what_waits_for_a_rule_is_held_exactly() -> None:
    declared = {**K.information_only, **{k.id: k.information for k in K.keys.values()}}
    assert {n for n, why in declared.items() if why.startswith("waits: ")} == WAITING


#: Each typed key as someone could write it: who is told it, and what (of a table: what in it).
#: `without` are keys it takes the place of.
Told = tuple[str, Any, tuple[str, ...]]
TOLD: dict[str, Told] = {
    "age_y": ("start", 80, ()),
    "born": ("start", "1946", ("age_y",)),
    "sex": ("start, stroke", "male", ("egfr",)),
    "weight_kg": ("child, UK", 40, ()),
    "weight": ("child, UK", "40 kg", ("weight_kg",)),
    "weight_on": ("child, UK", date(2024, 1, 1), ()),
    "height_cm": ("creatinine", 110, ()),
    "creatinine": ("start", "3 mg/dL", ("egfr",)),
    "creatinine_mg_per_dL": ("start", 3, ("egfr",)),
    "creatinine_umol_per_L": ("start", 300, ("egfr",)),
    "creatinine_on": ("creatinine", date(2020, 1, 1), ()),
    "egfr": ("start", 20, ()),
    "egfr_on": ("start", date(2020, 1, 1), ()),
    "dialysis": ("start", True, ()),
    "syndrome": ("start", "fibromyalgia", ()),
    "conditions": ("start", ["dementia"], ()),
    "no_conditions": ("no conditions told", ["epilepsy"], ()),
    "signs": ("start", ["confusion"], ()),
    "no_signs": ("on it, old", [*SIGNS], ()),
    "allergies": ("start", ["baclofen"], ()),
    "no_allergies": ("start", ["baclofen"], ()),
    "medicines": ("start", ["morphine"], ()),
    "baclofen": ("start", "10 mg three times daily", ()),
    "baclofen_since": ("on it", date(2026, 11, 1), ()),
    "baclofen_until": ("on it", date(2026, 10, 1), ()),
    "ordered_ahead": ("on it", ["none from 2026-12-24"], ()),
    "stopped": ("start", "75 mg/day", ("baclofen",)),
    "hours_since_last_dose": ("stopped", 90, ()),
    "weeks_at_maximum": ("on it", 9, ()),
    "pregnant": ("start", True, ()),
    "gestation_weeks": ("start", 20, ()),
    "due_on": ("start", date(2027, 1, 20), ()),
    "nil_by_mouth": ("on it", True, ()),
    "admitted": ("on it", True, ()),
    "alcohol": ("start", True, ()),
    "lactating": ("start", True, ()),
    "newborn": ("start", True, ()),
    "infection_active": ("screening", True, ()),
    "surgery_planned": ("on it", True, ()),
    "oral_failed": ("screening", False, ()),
    "lesion_level": ("pump", "T4", ()),
    "seizure_as_usual": ("seizing, epilepsy", True, ()),
    "dose_confirmed": ("on much", True, ()),
    "weight_confirmed": ("heavy", True, ()),
    "rate_confirmed": ("pump by the hour", True, ()),
    "epilepsy_resistant": ("screening, epilepsy", True, ()),
    "hours_since_antithrombotic": ("screening, apixaban", 100, ()),
    "inr": ("screening", 4, ()),
    "days_since_injury": ("screening, injury", 40, ()),
    "unread": ("unread", "checked", ()),
    "request": ("on it", "stop", ()),
    "requested": ("raise", "95 mg/day", ()),
    "oral.dose": ("order", "30 mg", ()),
    "oral.per_day": ("order", "90 mg/day", ("dose", "times_per_day")),
    "oral.times_per_day": ("order", 6, ()),
    "oral.starts": ("order", True, ()),
    "oral.product": ("order", "granules", ()),
    "oral.volume_mL": ("liquid", 10, ()),
    "oral.concentration": ("liquid", "10 mg/5 mL", ()),
    "oral.concentration_before": ("liquid", "25 mg/5 mL", ()),
    "oral.tube": ("tube", "gj", ()),
    "oral.tube_fr": ("tube", 6, ()),
    "oral.setting": ("order, high", "inpatient", ()),
    "oral.parts": ("night", ["5 mg", "5 mg", "20 mg"], ()),
    "oral.worst_at": ("night", "day", ()),
    "screening.dose": ("screening", "100 mcg", ()),
    "screening.given": ("screening", [{"dose": "50 mcg", "hours_ago": 30, "responded": True,
                                       "effect_hours": 6}], ()),
    "screening.concentration": ("screening", 500, ()),
    "screening.origin": ("screening", "cerebral", ()),
    "pump.stage": ("pump", "maintenance", ()),
    "pump.origin": ("pump", "cerebral", ()),
    "pump.now": ("pump", "90 mcg/day", ()),
    "pump.asked": ("pump", "150 mcg/day", ()),
    "pump.history": ("pump, earlier doses", ["50 mcg/day", "300 mcg/day"], ()),
    "pump.a_year_ago": ("pump, maintenance", "20 mcg/day", ()),
    "pump.screening": ("pump start", {"dose": "75 mcg", "responded": True, "effect_hours": 12}, ()),
    "pump.hours_since_change": ("pump", 2, ()),
    "pump.hours_since_refill": ("pump, drowsy", 10, ("filled_on",)),
    "pump.concentration": ("pump", 2000, ()),
    "pump.new_concentration": ("pump", 2000, ()),
    "pump.weans_oral": ("pump and tablets", True, ()),
    "pump.alarm": ("pump", True, ()),
    "pump.fault": ("pump", True, ()),
    "pump.fits": ("pump start", False, ()),
    "pump.read_by_two": ("pump", False, ()),
    "pump.setting": ("pump", "inpatient", ()),
    "pump.interruption": ("pump", "not over", ()),
    "pump.interruption_hours": ("pump", 60, ()),
    "pump.flex": ("pump", [{"from": "00:00", "rate": "4 mcg/h"},
                           {"from": "12:00", "rate": "5 mcg/h"}], ("asked",)),
    "pump.boluses": ("pump", {"dose": "5 mcg", "times_per_day": 4, "base": "4 mcg/h"},
                     ("asked",)),
    "pump.device": ("pump", "Codman 3000", ()),
    "pump.fill_mL": ("pump", 10, ()),
    "pump.alarm_mL": ("pump", 5, ()),
    "pump.left_mL": ("pump refill", 1, ()),
    "pump.expected_mL": ("pump refill", 10, ()),
    "pump.withdrawn_mL": ("pump refill", 2, ()),
    "pump.tubing_mL": ("pump, other concentration", 0.5, ()),
    "pump.catheter_mL": ("pump, other concentration", 0.1,
                         ("catheter_cm", "catheter_mL_per_cm")),
    "pump.catheter_cm": ("pump, other concentration", 40, ()),
    "pump.catheter_mL_per_cm": ("pump, other concentration", 0.004, ()),
    "pump.tubing_holds": ("pump, other concentration", "new drug", ()),
    "pump.catheter_holds": ("pump, other concentration", "no drug", ()),
    "pump.filled_on": ("pump", date(2026, 10, 1), ()),
    "pump.refill_on": ("pump", date(2026, 11, 20), ()),
    "pump.alarm_on": ("pump refill", date(2026, 12, 1), ()),
    "pump.accuracy": ("own pump, whole", 0.3, ()),
    "pump.unusable_mL": ("own pump, whole", 6, ()),
    "pump.least_mL_per_day": ("own pump", 1, ()),
    "pump.most_mL_per_day": ("own pump", 0.1, ()),
    "pump.least_step_mL_per_day": ("own pump, by the clock", 1, ()),
    "taper.weeks": ("taper of weeks", 1, ()),
    "taper.returned": ("taper of weeks", True, ()),
    "taper.previous": ("symptoms came back", "70 mg/day", ()),
    "taper.shape": ("taper of weeks", "slow-end", ()),
    "swallowed.hours_ago": ("too much", 20, ()),
    "swallowed.amount": ("too much", "30 mg", ()),
    "other_route.route": ("start", "topical", ()),
    "other_route.product": ("elsewhere", "ampoule", ()),
}  # fmt: skip


def test_every_typed_key_is_walked_or_declared() -> None:
    declared = {key.id for key in K.keys.values() if key.information}
    assert set(TOLD) == set(K.keys) - declared
    assert declared == {"label", "egfr_equation", "screening.setting"}


@pytest.mark.parametrize("key", sorted(TOLD))
def test_a_typed_key_changes_something(key: str) -> None:
    name, value, without = TOLD[key]
    typed, country = PEOPLE[name]
    table, _, inner = key.rpartition(".")
    inside = _but(typed.get(table, {}) if table else typed, *without)
    before = {**typed, table: inside} if table in typed else typed if table else inside
    told = _but(inside, **{inner: value})
    after = {**typed, table: told} if table else told
    assert _said(after, country) != _said(before, country)


def test_every_figure_of_a_device_can_be_told() -> None:
    assert {f"pump.{figure}" for figure in DEVICE_FIGURES} <= set(TOLD)
