"""Patients typed by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.assessment import assess
from baclofen.errors import InputRefused, OutOfRange, UnitProblem, UnknownName, UnreadableFile
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict, load_knowledge
from baclofen.patient import KidneyValue, Medicine
from baclofen.units import Dose, mg
from tests.unit.exchange.build import TODAY, asked_daily, read, said


def test_every_key(tmp_path: Path) -> None:
    text = """
        label = "A"
        age_y = 52
        sex = "female"
        weight_kg = 68.5
        weight_on = 2026-11-01
        height_cm = 166
        egfr = 88
        egfr_equation = "CKD-EPI 2021"
        dialysis = false
        syndrome = "ms_spasticity"
        conditions = ["multiple_sclerosis", "spasticity"]
        no_conditions = ["epilepsy"]
        allergies = ["Penicillin"]
        no_allergies = ["baclofen"]
        medicines = ["Sertraline 50 mg"]
        signs = ["somnolence"]
        no_signs = ["coma"]
        pregnant = false
        alcohol = true
        baclofen = "none"
        request = "start"
        requested = "25 mg four times daily"
    """
    record = read(text, tmp_path)
    person = record.patient
    assert (person.label, person.age_y, person.sex) == ("A", 52, "female")
    assert (person.weight_kg, person.weight_on, person.height_cm) == (68.5, date(2026, 11, 1), 166)
    assert person.values == (KidneyValue("egfr", 88.0, equation="CKD-EPI 2021"),)
    assert (person.dialysis, person.syndrome) == (False, "ms_spasticity")
    assert person.conditions == {"multiple_sclerosis", "spasticity"}
    assert person.no_conditions == {"epilepsy"}
    assert (sorted(person.signs), sorted(person.no_signs)) == (["somnolence"], ["coma"])
    assert (sorted(person.allergies), sorted(person.no_allergies)) == (["penicillin"], ["baclofen"])
    assert person.medicines == (Medicine("Sertraline 50 mg"),)
    assert (person.pregnant, person.alcohol) == (False, True)
    assert (person.baclofen, person.from_record) == ((), False)
    assert (record.request, str(asked_daily(record))) == ("start", "100 mg")
    assert record.notes == ()


def test_what_is_not_typed_is_unknown(tmp_path: Path) -> None:
    person = read("age_y = 52", tmp_path).patient
    assert (person.sex, person.weight_kg, person.medicines, person.baclofen) == (None,) * 4
    assert (person.dialysis, person.pregnant, person.values) == (None, None, ())


@pytest.mark.parametrize(
    ("words", "sign"),
    [
        ("slow breathing", "slow_breathing"), ("unconscious", "coma"), ("can't be woken", "coma"),
        ("fit", "seizure"), ("fits", "seizure"), ("jerk", "myoclonus"), ("jerks", "myoclonus"),
        ("drowsiness", "somnolence"), ("hallucination", "hallucinations"), ("itch", "itching"),
        ("Very confused since this morning", "confusion"), ("fast pulse", "fast_pulse"),
    ],
)  # fmt: skip
def test_a_sign_is_read_by_its_key_or_by_words_that_mean_it_wholly(words: str, sign: str) -> None:
    read = read_table({"age_y": 45, "signs": [words]}, known=load_knowledge(), today=TODAY)
    assert read.patient.signs == {sign}
    assert any("was read as" in note for note in read.notes)


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ("burning up with fever and stiff all over", {"fever", "rigidity"}),
        ("legs give way when standing", {"weak_legs"}), ("temperature 39.5", {"fever"}),
        ("Temp: 101.3 F", {"fever"}), ("temperature 34.1 C", {"low_temperature"}),
        ("temperature 37", set()),
    ],
)  # fmt: skip
def test_a_sentence_of_signs_and_a_temperature_are_read(words: str, signs: set[str]) -> None:
    read = read_table({"age_y": 45, "signs": [words]}, known=load_knowledge(), today=TODAY)
    assert read.patient.signs == signs
    assert any("was read as" in note or "is no sign" in note for note in read.notes)


@pytest.mark.parametrize(
    "table",
    [
        {"signs": ["stiff muscles"]}, {"signs": ["no seizure"]}, {"signs": ["confused", "purple"]},
        {"signs": ["hallucinations"], "hours_since_last_dose": 48}, {"signs": "fit"},
        # What is left of a sentence may deny it; a temperature that nobody has is none.
        {"signs": ["no fever and stiff all over"]}, {"signs": ["fever and purple"]},
        {"signs": ["temperature 395"]},
    ],
)  # fmt: skip
def test_what_is_refused_beside_a_sign_says_that_it_is_looked_at_now(table: Any) -> None:
    with pytest.raises(InputRefused, match="is looked at now"):
        read_table({"age_y": 45, **table}, known=load_knowledge(), today=TODAY)


def test_a_sign_in_words_is_not_taken_for_one_that_is_not_there() -> None:
    """That nobody sees things does not say that nobody hears voices."""
    table = {"age_y": 45, "no_signs": ["visual hallucinations"]}
    with pytest.raises(UnknownName) as refusal:
        read_table(table, known=load_knowledge(), today=TODAY)
    assert "looked at now" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "value", "on"),
    [
        ("creatinine_mg_per_dL = 1.2", 1.2, None),
        ("creatinine_umol_per_L = 106.08", 1.2, None),
        ('creatinine = "106.08 umol/L"', 1.2, None),
        ('creatinine = "106.08 µmol/L"', 1.2, None),
        ('creatinine = " 1.2mg/dL "', 1.2, None),
        ("creatinine_mg_per_dL = 1.2\ncreatinine_on = 2026-10-01", 1.2, date(2026, 10, 1)),
        ("creatinine_umol_per_L = 106.08\ncreatinine_on = 2026-10-01", 1.2, date(2026, 10, 1)),
        ('creatinine = "1.2 mg/dL"\ncreatinine_on = 2026-10-01', 1.2, date(2026, 10, 1)),
    ],
)
def test_creatinine(tmp_path: Path, text: str, value: float, on: date | None) -> None:
    (found,) = read(text, tmp_path).patient.values
    assert (found.kind, round(found.value, 6), found.on) == ("creatinine", value, on)


def test_a_dated_egfr(tmp_path: Path) -> None:
    text = 'egfr = 44\negfr_on = 2026-10-01\negfr_equation = "MDRD"'
    assert read(text, tmp_path).patient.values == (
        KidneyValue("egfr", 44.0, on=date(2026, 10, 1), equation="MDRD"),
    )


@pytest.mark.parametrize(
    ("given", "uses"),
    [
        ('"none"', []),
        ('"10 mg three times daily"', [("oral", "30 mg")]),
        ('"300 mcg/day"', [("intrathecal", "300 mcg")]),
        ('["10 mg three times daily", "300 mcg/day"]', [
            ("oral", "30 mg"), ("intrathecal", "300 mcg")]),
    ],
)  # fmt: skip
def test_baclofen(tmp_path: Path, given: str, uses: list[tuple[str, str]]) -> None:
    found = read(f"baclofen = {given}", tmp_path).patient.baclofen
    assert found is not None
    assert [(u.route, str(u.daily)) for u in found] == uses
    assert {u.status for u in found} <= {"active"}


def test_baclofen_since(tmp_path: Path) -> None:
    text = 'baclofen = "10 mg three times daily"\nbaclofen_since = 2025-03-01'
    assert [u.since for u in read(text, tmp_path).patient.baclofen or ()] == [date(2025, 3, 1)]


@pytest.mark.parametrize("name", ["baclofen 10 mg TID", "Lioresal", "Baclophen"])
def test_baclofen_among_the_medicines_is_taken(tmp_path: Path, name: str) -> None:
    record = read(f'medicines = ["{name}"]', tmp_path)
    (use,) = record.patient.baclofen or ()
    assert (use.status, use.daily, use.as_written) == ("active", None, name)
    assert f'"{name}" among the medicines was read as baclofen that is taken now.' in record.notes


@pytest.mark.parametrize(
    ("told", "name", "uses"),
    [
        ("10 mg three times daily", "Lioresal 10 mg", 1),
        ("20 mg three times daily", "baclofen 10 mg tablets", 1),
        ("15 mg three times daily", "baclofen 10 mg", 1),
        ("30 mg/day", "baclofen", 1),
        ("10 mg three times daily", "baclofen 5 mg/5 mL oral solution", 1),
        ("10 mg three times daily", "Lioresal 25 mg", 2),
        ("300 mcg/day", "baclofen 10 mg tablets", 2),
        ("10 mg three times daily", "Lioresal Intrathecal", 2),
    ],
)
def test_a_second_supply_among_the_medicines_is_one(
    tmp_path: Path, told: str, name: str, uses: int
) -> None:
    """Of another strength, or of another way than what is told: two prescribers, or a pump."""
    record = read(f'age_y = 50\nbaclofen = "{told}"\nmedicines = ["{name}"]', tmp_path)
    assert len(record.patient.baclofen or ()) == uses
    fit = assess(record.patient, load_knowledge(), record.asks(today=TODAY))
    assert fit.fired("DUP-BACLOFEN") is (uses == 2)


def test_a_dose_that_nothing_tells_is_never_ok(tmp_path: Path) -> None:
    told = 'age_y = 50\negfr = 90\nsyndrome = "ms_spasticity"\n'
    for medicines, is_untold in (
        ('["Lioresal"]', True),
        ('["Lioresal"]\nbaclofen = "30 mg/day"', False),
    ):
        record = read(f"{told}medicines = {medicines}", tmp_path)
        fit = assess(record.patient, load_knowledge(), record.asks(today=TODAY))
        assert fit.fired("USE-DOSE-UNTOLD") is is_untold
        assert (fit.verdict is Verdict.OK) is not is_untold


@pytest.mark.parametrize(
    ("text", "daily"),
    [
        ("20 mg at night", 20), ("10 mg in the morning and 20 mg at night", 30),
        ("10 mg three times daily and 20 mg at night", 50), ("10 mg 3x täglich", 30),
        ("5 mg three times daily as granules of 5 mg", 15), ("20 mg/day divided TID", 20),
        ("10 mg three times daily as oral solution 5 mg/5 mL", 30),
    ],
)  # fmt: skip
def test_doses_are_read_as_orders_on_record_are(tmp_path: Path, text: str, daily: float) -> None:
    record = read(f'age_y = 50\nbaclofen = "{text}"', tmp_path)
    (use,) = record.patient.baclofen or ()
    assert use.daily is not None
    assert use.daily.in_mg == daily


@pytest.mark.parametrize(
    "text",
    ["300 mcg at night", "10 mg as needed", "5 mg TDS and 10 mg TDS", "20 at night", "10 mg"],
)
def test_what_is_no_full_dose_is_refused_still(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputRefused):
        read(f'age_y = 50\nbaclofen = "{text}"', tmp_path)


def test_an_empty_list_of_medicines_is_a_statement(tmp_path: Path) -> None:
    record = read("medicines = []", tmp_path)
    assert record.patient.medicines == ()
    assert "your statement that none is taken" in said(record)


def test_an_allergy_by_brand_is_one_to_baclofen(tmp_path: Path) -> None:
    record = read('allergies = ["Lioresal"]', tmp_path)
    assert record.patient.allergies == {"baclofen"}
    assert '"Lioresal" in allergies was read as baclofen.' in record.notes


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("creatinine = 1.2", UnitProblem,
         "creatinine is 1.2 without a unit; its unit must be mg/dL or umol/L. Write "
         "creatinine_mg_per_dL = ..., or creatinine_umol_per_L = ..."),
        ('creatinine = "1.2"', UnitProblem, "creatinine is '1.2'; its unit must be"),
        ('creatinine = "1.2 mmol/L"', UnitProblem, "creatinine is 1.2 mmol/L; its unit must be"),
        ('creatinine = "106 mg/dL"', OutOfRange, "creatinine is 106 mg/dL; it must be between"),
        ("creatinine_mg_per_dL = 1\ncreatinine_umol_per_L = 88", InputRefused,
         "creatinine is given more than once; it must be given once."),
        ("creatinine_mg_per_dL = 0", OutOfRange, "creatinine is 0 mg/dL; it must be above 0"),
        ("creatinine_on = 2026-10-01", InputRefused,
         "creatinine_on is 2026-10-01 alone; it must stand beside a value of creatinine."),
        ("weight_on = 2026-10-01", InputRefused, "it must stand beside a value of weight."),
        ('egfr_equation = "MDRD"', InputRefused, "it must stand beside a value of egfr"),
        ("egfr = 44\negfr_on = 2027-01-01", OutOfRange,
         "egfr_on is 2027-01-01; it must be on or before the day judged, 2026-11-22."),
        ("egfr = 444\negfr_on = 2026-01-01", OutOfRange, "egfr is 444 mL/min/1.73m2"),
        ("egfr = 444", OutOfRange, "egfr is 444 mL/min/1.73m2; it must be between 0 and 250"),
        ("weight = 70", UnitProblem,
         "weight is 70 without a unit; its name must say the unit. Write weight_kg = ..., or"),
        ("age = 52", UnitProblem, "Write age_y = ..."),
        ("weigth_kg = 70", UnknownName, "Did you mean weight_kg"),
        ("colour = 1", UnknownName, "key is 'colour'; it must be one of"),
        ("[patient]\nage_y = 1", InputRefused, "the only headings are oral, "),
        ("age_y = 1\n[kidney]\negfr = 1", InputRefused, "TOML with the heading [kidney]"),
        ("# nothing", UnreadableFile, "TOML without a single key; it must hold a patient."),
        ('age_y = "52"', InputRefused, "age_y is '52'; it must be a number, without quotes."),
        ("age_y = true", InputRefused, "age_y is true; it must be a number, without quotes."),
        ("age_y = 121", OutOfRange, "age_y is 121 y; it must be between 0 and 120"),
        ("age_y = nan", OutOfRange, "age_y is nan y"),
        ("age_y = 1" + "0" * 400, OutOfRange, "age_y is a number of hundreds of digits"),
        ("sex = 1", InputRefused, "sex is 1; it must be a text in quotes."),
        ('sex = "f"', UnknownName, "sex is 'f'; it must be one of female, male."),
        ("pregnant = 1", InputRefused, "pregnant is 1; it must be true or false, yes or no."),
        ('dialysis = "some"', InputRefused, "'some'; it must be true or false, yes or no."),
        ('weight_kg = 70\nweight_on = "2026-10-01"', InputRefused,
         "it must be a date, without quotes: 2026-11-22."),
        ("weight_kg = 70\nweight_on = 2026-10-01T10:00:00", InputRefused, "it must be a date"),
        ('conditions = ["multiple sclerosi"]', UnknownName, "Did you mean multiple_sclerosis?"),
        ('conditions = ["no epilepsy"]', InputRefused, "by its key, under no_conditions"),
        ('no_conditions = ["CKD stage 4"]', UnknownName, "Did you mean ckd or ckd_severe?"),
        ('conditions = "epilepsy"', InputRefused, "conditions is 'epilepsy'; it must be a list"),
        ("medicines = [1]", InputRefused, "medicines is 1; it must be a list of texts"),
        ('signs = ["tired"]', UnknownName, "sign is 'tired'; it must be one of"),
        ('syndrome = "ms"', UnknownName, "syndrome is 'ms'"),
        ("baclofen = true", InputRefused, "baclofen is true; it must be \"none\", one dose"),
        ("baclofen = []", InputRefused, "it must be \"none\", one dose in words, or a list"),
        ("baclofen = 30", InputRefused, 'Write for example baclofen = "10 mg three times daily".'),
        ('baclofen = "30"', UnitProblem, "baclofen is '30' without a unit; it must be"),
        ('baclofen = "10 mg"', InputRefused, "how often it is taken could not be read"),
        ('baclofen = "7,5 mg twice daily"', UnitProblem, "a comma can be read in two ways"),
        ('creatinine = "1,0 mg/dl"', UnitProblem, "a comma can be read in two ways"),
        ('weight = "70,5 kg"', UnitProblem, "a comma can be read in two ways"),
        ('baclofen = "10 mg every 0 h"', InputRefused, "could not be read"),
        ('baclofen = ["none"]', UnitProblem, "baclofen is 'none'"),
        ('baclofen = "none"\nbaclofen_since = 2026-01-01', InputRefused,
         "baclofen_since is 2026-01-01 alone"),
        ("baclofen_since = 2026-01-01", InputRefused, "it must stand beside a value of baclofen"),
        ('request = "begin"', UnknownName, "request is 'begin'; it must be one of change, "),
        ("[oral]\nproduct = 'Fleqsuvy'\nvolume_mL = 10", UnitProblem, 'write dose = "50 mg"'),
        ("baclofen = '300 mcg/day'\n[oral]\nproduct = 'Fleqsuvy'\nvolume_mL = 10", UnitProblem,
         "10 mL of 5 mg/mL without its mg"),
        ('requested = "300 mcg/day"', UnitProblem, "it must be in mg. Was 300 mg meant?"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path: Path, text: str, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=re.escape(words)):
        read(text, tmp_path, name="patient.toml")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('conditions = ["epilepsy"]\nno_conditions = ["epilepsy"]', "SAY-BOTH"),
        ('baclofen = "none"\nmedicines = ["Lioresal"]', "SAY-NONE"),
    ],
)
def test_what_contradicts_itself_is_read_and_said(tmp_path: Path, text: str, rule: str) -> None:
    """It is not refused: the dangerous side governs, and the verdict says so."""
    record = read(f'egfr = 90\nsyndrome = "ms_spasticity"\n{text}', tmp_path)
    fit = assess(record.patient, load_knowledge(), record.asks(today=TODAY))
    assert rule in {f.rule.id for f in fit.contradictions}
    assert fit.verdict >= Verdict.CAUTION
    if rule == "SAY-BOTH":
        assert fit.fired("SZ-THRESHOLD")
    else:
        assert [u.as_written for u in record.patient.baclofen or ()] == ["Lioresal"]
        assert fit.kind == "continue"


@pytest.mark.parametrize(
    ("words", "daily"),
    [
        ("10 mg 1-1-1-0", 30), ("25 mg 1-1-1", 75), ("10 mg 1-0-2", 30), ("5 mg: 0-0-1", 5),
        ("1-1-1 Tbl. zu 10 mg", 30), ("2 comprimés de 10 mg matin, midi et soir", 60),
        ("1 comprimé de 10 mg 3 fois par jour", 30), ("2 Tabletten zu 10 mg dreimal täglich", 60),
    ],
)  # fmt: skip
def test_doses_of_other_languages_are_typed_as_records_write_them(
    words: str, daily: float, tmp_path: Path
) -> None:
    (use,) = read(f'baclofen = "{words}"', tmp_path).patient.baclofen or ()
    assert use.daily == mg(daily)


@pytest.mark.parametrize("words", ["1-1-1", "2 cp matin, midi et soir", "10 mg 0-0-0"])
def test_tablets_without_a_strength_are_refused(words: str, tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        read(f'baclofen = "{words}"', tmp_path)


@pytest.mark.parametrize("comma", ["1,200 mcg/day", "1,250 mcg daily"])
def test_thousands_of_micrograms_may_have_a_comma(tmp_path: Path, comma: str) -> None:
    (use,) = read(f'baclofen = "{comma}"', tmp_path).patient.baclofen or ()
    assert use.daily is not None
    assert use.daily.in_mcg > 1000


def test_the_refusal_comes_as_one_type(tmp_path: Path) -> None:
    refused: Any = None
    try:
        read("age_y = 'x'", tmp_path)
    except InputRefused as gap:
        refused = gap
    assert refused.field == "age_y"


def test_a_medicine_carries_its_route(tmp_path: Path) -> None:
    text = 'medicines = [{ name = "morphine", route = "intrathecal" }, "timolol eye drops"]'
    record = read(text, tmp_path)
    names = [m.name for m in record.patient.medicines or ()]
    assert names == ["morphine, intrathecal", "timolol eye drops"]
    assert "counted as such beside its class: morphine, intrathecal." in said(record)
    assert "the safer reading: timolol eye drops." in said(record)


def test_words_in_place_of_a_value_are_not_understood() -> None:
    table = {"egfr": "normal", "no_allergies": ["baclofn", "latex"]}
    reading = read_table(table, load_knowledge(), today=TODAY)
    assert [(e.words, e.state) for e in reading.entries] == [
        ("normal", "unread"), ("baclofn", "unread"), ("latex", "harmless"),
    ]  # fmt: skip


def test_an_ordinary_illness_is_told_by_its_name_and_needs_no_key(tmp_path: Path) -> None:
    found = read('conditions = ["hypothyroidism", "epilepsy"]', tmp_path, name="p.toml")
    assert found.patient.conditions == {"epilepsy"}
    assert not found.patient.unread
    told = {entry.words: entry.state for entry in found.entries}
    assert told == {"hypothyroidism": "harmless", "epilepsy": "read"}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("multiple sclerosis", {"multiple_sclerosis"}),
        # A stage is never taken for a milder one that is written alike.
        ("CKD stage 4", {"ckd", "ckd_severe"}),
        ("Epilepsy (disorder)", {"epilepsy"}),
    ],
)
def test_an_illness_may_be_told_as_a_record_names_it(
    tmp_path: Path, name: str, keys: set[str]
) -> None:
    found = read(f'conditions = ["{name}"]', tmp_path, name="p.toml")
    assert found.patient.conditions == keys
    assert {(entry.words, entry.state) for entry in found.entries} == {(k, "read") for k in keys}
    assert any(name in note and min(keys) in note for note in found.notes)


@pytest.mark.parametrize("name", ["hypothyroidism and something", "kidney trouble"])
def test_what_no_list_holds_is_refused_still(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownName):
        read(f'conditions = ["{name}"]', tmp_path, name="p.toml")
    with pytest.raises(UnknownName):
        read('no_conditions = ["hypothyroidism"]', tmp_path, name="p.toml")


@pytest.mark.parametrize(
    "words", ["NKDA", "nka", "No known drug allergies", "no known allergies", "nil known", "None"]
)
def test_that_no_allergy_is_known_is_none_to_baclofen(words: str) -> None:
    made = read_table({"age_y": 40, "allergies": [words]}, load_knowledge(), today=TODAY)
    assert made.patient.allergies == frozenset()
    assert made.patient.no_allergies == {"baclofen"}
    assert not made.patient.unread
    assert any("hypersensitivity to baclofen" in note for note in made.notes)


@pytest.mark.parametrize("words", ["not known", "unknown", "no known food allergies", "NKDA?!x"])
def test_what_says_nothing_of_medicines_stays_a_question(words: str) -> None:
    made = read_table({"age_y": 40, "allergies": [words]}, load_knowledge(), today=TODAY)
    assert made.patient.no_allergies == frozenset()


def test_none_known_beside_a_name_is_not_believed() -> None:
    made = read_table({"age_y": 40, "allergies": ["NKDA", "latex"]}, load_knowledge(), today=TODAY)
    assert made.patient.no_allergies == frozenset()
    assert [e.words for e in made.patient.unread] == ["nkda"]
    both = read_table(
        {"age_y": 40, "allergies": ["NKDA", "baclofen"]}, load_knowledge(), today=TODAY
    )
    assert both.patient.allergies >= {"baclofen"}
    assert both.patient.no_allergies == frozenset()


@pytest.mark.parametrize(
    ("told", "is_so"), [("Yes", True), ("no", False), ("TRUE", True), (False, False)]
)
def test_a_flag_may_be_a_word(told: object, is_so: bool) -> None:
    table = {"age_y": 40, "alcohol": told, "pump": {"origin": "spinal", "fault": told}}
    made = read_table(table, load_knowledge(), today=TODAY)
    assert made.patient.alcohol is is_so
    with pytest.raises(InputRefused, match="true or false, yes or no"):
        read_table({"age_y": 40, "alcohol": "a little"}, load_knowledge(), today=TODAY)


def test_a_list_of_thousands_is_no_patients() -> None:
    for name in ("medicines", "conditions", "allergies"):
        with pytest.raises(InputRefused, match="at most 1,000, as of one patient"):
            read_table({"age_y": 40, name: ["x"] * 1001}, load_knowledge(), today=TODAY)


def test_what_is_short_for_several_illnesses_is_refused_with_the_one_that_is_likely() -> None:
    with pytest.raises(InputRefused, match=r"Did you mean multiple_sclerosis\?"):
        read_table({"conditions": ["MS"]}, load_knowledge(), today=TODAY)


@pytest.mark.parametrize(
    ("words", "daily"),
    [
        ("baclofen oral solution 5 mg/5 mL, 10 mL three times daily", mg(30)),
        ("10 mL of oral solution 5 mg/5 mL three times daily", mg(30)),
        ("oral suspension 25 mg/5 mL: 2 mL bd", mg(20)),
    ],
)
def test_a_volume_beside_its_strength_is_read_as_its_mg(
    words: str, daily: Dose, tmp_path: Path
) -> None:
    use = read(f'baclofen = "{words}"', tmp_path).patient.baclofen
    assert use is not None
    assert (use[0].route, use[0].daily, use[0].as_written) == ("oral", daily, words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("baclofen oral solution 5 mcg/5 mL, 10 mL three times daily", "mcg/mL is a pump's"),
        ("baclofen oral solution 50 mg/5 mL, 10 mL three times daily", "1, 2, 5 mg/mL are sold"),
        ("baclofen 2000 mcg/mL, 10 mL daily", "mcg/mL is a pump's"),
        ("10 mL three times daily", "an amount with its unit"),
        ("oral solution 5 mg/5 mL, 10 mL or 15 mL three times daily", "an amount with its unit"),
    ],
)
def test_a_volume_without_one_strength_that_is_sold_is_refused(
    words: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputRefused, match=said):
        read(f'baclofen = "{words}"', tmp_path)
