"""The fifteen records of third parties, and the examples of this project."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from baclofen.exchange import read_patient
from baclofen.knowledge import load_knowledge
from baclofen.patient import ckd_epi_2021
from tests.records import NAMES, record_path
from tests.unit.exchange.build import TODAY, read, said

EXAMPLES = Path(__file__).parents[3] / "examples"

#: Last encounter; then, as of it: age, sex, creatinine and eGFR of the newest day, medicines now.
LAST = {
    "Adalberto_Hartmann": ("2021-03-31", 71, "male", 0.83, 143.22, 7),
    "Basil_Champlin": ("2021-03-29", 10, "male", None, None, 2),
    "Cary_OHara": ("2021-02-13", 57, "female", None, None, 1),
    "Chadwick_Von": ("2008-10-21", 70, "male", 1.01, 10.96, 11),
    "Coleman_Ortiz": ("1981-07-12", 66, "male", 2.50, 28.26, 7),
    "Danae_Kshlerin": ("2021-03-06", 56, "female", 0.83, 131.59, 1),
    "Donnell_Torphy": ("1992-06-22", 81, "male", 2.87, 84.52, 7),
    "Eliseo_Cummings": ("2020-07-15", 47, "male", None, 90.02, 3),
    "Evelyn_McCullough": ("1985-02-04", 62, "female", 1.95, 37.72, 5),
    "Josue_Sipes": ("2021-03-13", 65, "male", 2.50, 82.32, 4),
    "Louis_Maggio": ("2021-01-04", 44, "male", 1.37, 106.91, 3),
    "Raeann_OKon": ("2020-10-21", 52, "female", 0.80, 92.36, 2),
    "Renea_Quigley": ("2021-03-11", 63, "female", 1.54, 142.76, 6),
    "Rick_Prohaska": ("1993-01-09", 77, "male", 0.66, 13.30, 4),
    "Suzi_Bechtelar": ("2021-01-28", 34, "female", None, None, 2),
}
DEAD = {
    "Chadwick_Von", "Coleman_Ortiz", "Donnell_Torphy", "Evelyn_McCullough", "Rick_Prohaska",
}  # fmt: skip


def test_all_fifteen_are_here() -> None:
    assert sorted(LAST) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_as_of_the_last_encounter(name: str, tmp_path: Path) -> None:
    day, age, sex, creatinine, egfr, medicines = LAST[name]
    record = read_patient(
        record_path(name, tmp_path), known=load_knowledge(), today=date.fromisoformat(day)
    )
    person = record.patient
    assert person.age_y is not None
    assert (int(person.age_y), person.sex) == (age, sex)
    newest = {v.kind: round(v.value, 2) for v in person.kidney}
    assert (newest.get("creatinine"), newest.get("egfr")) == (creatinine, egfr)
    assert len(person.medicines or ()) == medicines
    assert person.baclofen == ()
    assert "shows no baclofen." in said(record)
    assert person.from_record
    assert person.weight_kg is not None
    assert person.height_cm is not None


@pytest.mark.parametrize("name", NAMES)
def test_as_of_today(name: str, tmp_path: Path) -> None:
    record = read_patient(record_path(name, tmp_path), known=load_knowledge(), today=TODAY)
    assert record.patient.deceased is (name in DEAD)
    assert ("The age is that on the day of death" in said(record)) is (name in DEAD)
    assert all(v.on is not None and v.on <= TODAY for v in record.patient.kidney)
    assert len(record.notes) < 20


@pytest.mark.parametrize("name", ["Chadwick_Von", "Rick_Prohaska", "Donnell_Torphy"])
def test_egfr_and_creatinine_that_contradict_each_other(name: str, tmp_path: Path) -> None:
    person = read_patient(record_path(name, tmp_path), known=load_knowledge(), today=TODAY).patient
    assert person.age_y is not None
    assert person.sex is not None
    values = {v.kind: v for v in person.kidney}
    computed = ckd_epi_2021(
        creatinine_mg_per_dL=values["creatinine"].value, age_y=person.age_y, sex=person.sex
    )
    assert max(computed, values["egfr"].value) > 3 * min(computed, values["egfr"].value)
    assert values["egfr"].flag.startswith("the unit printed is mL/min")
    assert values["egfr"].equation == "MDRD"


def test_before_a_death_that_is_on_record(tmp_path: Path) -> None:
    path = record_path("Chadwick_Von", tmp_path)
    person = read_patient(path, known=load_knowledge(), today=date(2008, 10, 21)).patient
    assert (person.deceased, person.deceased_on) == (False, date(2008, 10, 23))


def test_values_after_the_day_judged_are_counted(tmp_path: Path) -> None:
    path = record_path("Josue_Sipes", tmp_path)
    record = read_patient(path, known=load_knowledge(), today=date(2020, 1, 1))
    assert all(v.on is not None and v.on <= date(2020, 1, 1) for v in record.patient.kidney)
    assert "dated after 2020-01-01 were left out." in said(record)


def test_an_apostrophe_in_a_name(tmp_path: Path) -> None:
    path = record_path("Cary_OHara", tmp_path)
    person = read_patient(path, known=load_knowledge(), today=TODAY).patient
    assert person.label == "Cary O'Hara (a29740c4-30a5-442c-b49d-df0450de7388)"


def test_records_hold_the_same_bytes_each_time(tmp_path: Path) -> None:
    first = record_path("Basil_Champlin", tmp_path).read_bytes()
    assert first == record_path("Basil_Champlin", tmp_path).read_bytes()
    assert read(first, tmp_path).patient.age_y == pytest.approx(16.3, abs=0.1)


# --- the examples of this project -------------------------------------------------------------


def test_the_example_in_fhir() -> None:
    path = EXAMPLES / "ms_spasticity.json"
    record = read_patient(path, known=load_knowledge(), today=TODAY)
    person = record.patient
    assert (person.age_y, person.sex, person.weight_kg, person.height_cm) == (52, "female", 68, 166)
    assert person.conditions == {"multiple_sclerosis", "spasticity"}
    assert person.baclofen == ()
    assert person.no_allergies == {"baclofen"}
    creatinine, egfr = person.kidney
    assert (creatinine.value, creatinine.on) == (0.8, date(2026, 11, 10))
    assert egfr.value == round(
        ckd_epi_2021(creatinine_mg_per_dL=creatinine.value, age_y=52, sex="female")
    )
    tag = json.loads(path.read_text("utf-8"))["meta"]["tag"][0]
    assert tag["code"] == "written-by-project"
    assert "made-up person" in path.read_text("utf-8")


def test_the_example_of_ten_lines() -> None:
    path = EXAMPLES / "ten_lines.toml"
    person = read_patient(path, known=load_knowledge(), today=TODAY).patient
    assert (person.age_y, person.baclofen, person.from_record) == (61, (), False)
    assert len(path.read_text("utf-8").splitlines()) == 10
