"""Daily doses: what is read, and what is never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.sig import read_sig, read_times
from baclofen.exchange.fhir.timing import times_a_day
from tests.unit.exchange.build import Json, bundle, dosage, medicine, read

TABLETS = "Baclofen 10 MG Oral Tablet"


def daily(tmp_path: Path, *dosages: Json, name: str = TABLETS, code: str = "197391") -> str:
    """The daily dose, or the doubt in its place."""
    record = read(bundle(medicine(name, code, dosageInstruction=list(dosages))), tmp_path)
    (use,) = record.patient.baclofen or ()
    return str(use.daily) if use.daily else use.doubt


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("10 mg TID", "30 mg"), ("10 mg t.i.d.", "30 mg"), ("10mg tds", "30 mg"),
        ("Take 10 mg by mouth 3 times a day", "30 mg"), ("10 mg PO q8h", "30 mg"),
        ("10 mg every 8 hours", "30 mg"), ("5 mg orally four times daily with food.", "20 mg"),
        ("Baclofen 20 mg 3x/day", "60 mg"), ("60 mg/day", "60 mg"), ("10 mg at bedtime", "10 mg"),
        ("7.5 mg twice daily", "15 mg"), ("300 mcg/day via pump", "300 mcg"),
        ("1,200 mcg/day", "1,200 mcg"), ("12.5 µg/h", "300 mcg"),
        ("300 micrograms daily", "300 mcg"),
        ("intrathecal infusion at 100 mcg/24 h", "100 mcg"), ("10 mg BD for spasticity", "20 mg"),
        ("300 mcg/day intrathecal", "300 mcg"),
        ("420 mcg/day by intrathecal pump", "420 mcg"), ("30 mg daily in 3 divided doses", "30 mg"),
        ("0.42 mg/day continuous intrathecal infusion", "0.42 mg"),
    ],
)  # fmt: skip
def test_words_that_can_be_read_in_one_way(text: str, dose: str) -> None:
    sig = read_sig(text)
    assert sig is not None
    assert str(sig.daily) == dose


@pytest.mark.parametrize(
    "text",
    [
        "", "10", "10 mg", "10 TID", "as directed", "1 tab TID", "Take two 10 mg tablets TID",
        "10 mg tablet TID", "2 x 10 mg TID", "½ 10 mg TID", "10-20 mg TID", "10 to 20 mg TID",
        "10 mg TID as needed", "10 mg TID PRN", "10 mg TID for 3 days then 20 mg TID",
        "10 mg morning, 20 mg night", "1,5 mg TID", "1.000,5 mg TID", ".5 mg TID", "10 mg q5h",
        "10 mg every other day", "10 mg every 0 h", "10 mg weekly", "10 mg 30 times a day",
        "5 mg/5 mL TID", "10 mg/mL TID", "10 g TID", "10 mg/h", "10 mg TID except Sundays",
        "30 mg daily in divided doses", "not 10 mg TID", "10 mgTID", "٣ mg TID",
        "10 mg TID " + "x" * 600,
    ],
)  # fmt: skip
def test_words_that_cannot_give_no_dose(text: str) -> None:
    assert read_sig(text) is None


@pytest.mark.parametrize(
    ("words", "times"),
    [("BID", 2), ("QD", 1), ("qhs", 1), ("Q6H", 4), ("every 12 hours", 2), ("thrice", None),
     ("QOD", None), ("every 0 h", None), ("", None)],
)  # fmt: skip
def test_how_often(words: str, times: float | None) -> None:
    assert read_times(words) == times


@pytest.mark.parametrize(
    ("timing", "times", "doubt"),
    [
        ({"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}, 3, ""),
        ({"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}, 3, ""),
        ({"repeat": {"period": 1, "periodUnit": "d"}}, 1, ""),
        ({"repeat": {"frequency": 21, "period": 1, "periodUnit": "wk"}}, 3, ""),
        ({"repeat": {"timeOfDay": ["08:00:00", "14:00:00", "20:00:00"]}}, 3, ""),
        ({"repeat": {"when": ["MORN", "NIGHT"], "period": 1, "periodUnit": "d"}}, 2, ""),
        ({"code": {"coding": [{"code": "TID"}]}}, 3, ""),
        ({"code": {"text": "three times daily"}}, 3, ""),
        ({"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}, "code": {"text": "TID"}},
         3, ""),
        ({"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}, "code": {"text": "TID"}},
         None, "how often it is taken is said in two ways"),
        ({"code": {"text": "BID", "coding": [{"code": "TID"}]}}, None,
         "how often it is taken is said in two ways"),
        ({"repeat": {"frequency": 3, "frequencyMax": 4, "period": 1, "periodUnit": "d"}}, None,
         "it is not taken the same way every day"),
        ({"repeat": {"frequency": 1, "period": 2, "periodUnit": "d"}}, None,
         "it is not taken a whole number of times a day"),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "dayOfWeek": ["mon"]}}, None,
         "it is not taken the same way every day"),
        ({"repeat": {"frequency": 3, "period": 0, "periodUnit": "d"}}, None,
         "how often it is taken could not be read"),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "mo"}}, None,
         "it is not taken every day"),
        ({"code": {"text": "as directed"}}, None, "how often it is taken could not be read"),
        ({"event": ["2026-11-22"]}, None, "it is taken at single times"),
        ({}, None, ""),
    ],
)  # fmt: skip
def test_timing(timing: Json, times: float | None, doubt: str) -> None:
    assert times_a_day(Element(timing, "timing")) == (times, doubt)


@pytest.mark.parametrize(
    ("given", "dose"),
    [
        ([dosage(10)], "30 mg"),
        ([dosage(10, text="10 mg three times daily")], "30 mg"),
        ([dosage(2, "tablet", 2)], "40 mg"),
        ([dosage(0.5, "{tbl}")], "15 mg"),
        ([dosage(2.5)], "7.5 mg"),
        ([dosage(10, frequency=None, text="10 mg three times daily")], "30 mg"),
        ([dosage(10, frequency=None, timing={"code": {"text": "QID"}})], "40 mg"),
        ([dosage(20, frequency=3, text="60 mg/day")], "60 mg"),
        ([{"text": "10 mg in the morning"}, {"text": "20 mg at night"}], "30 mg"),
        ([dosage(10, frequency=1, sequence=1), dosage(20, frequency=1, sequence=1)], "30 mg"),
    ],
)
def test_coded_doses(tmp_path: Path, given: list[Json], dose: str) -> None:
    assert daily(tmp_path, *given) == dose


@pytest.mark.parametrize(
    ("given", "doubt"),
    [
        ([], "No dose in the record"),
        ([dosage(10, asNeededBoolean=True)], "Taken as needed"),
        ([dosage(10, asNeededCodeableConcept={"text": "spasm"})], "Taken as needed"),
        ([dosage(10, text="when required")], "Taken as needed"),
        ([dosage(10, additionalInstruction=[{"text": "PRN"}])], "Taken as needed"),
        ([dosage(10, text="20 mg three times daily")], "The words and the coded dose differ"),
        ([dosage(10, text="10 mg four times daily")], "The words and the coded dose differ"),
        ([dosage(10, frequency=None, text="20 mg TID")], "The words and the coded dose differ"),
        ([dosage(10, text="Take 25 mg as told")],
         "The words name another amount than the coded dose"),
        ([dosage(10, frequency=None)], "How often it is taken is not coded"),
        ([dosage(1, "")], "Its amount has no unit known here"),
        ([dosage(1, "puff", text="10 mg TID")], "Its amount has no unit known here"),
        ([dosage(0)], "Its amount could not be read"),
        *(([one], f"{dose} is less than a quarter of its tablet of 10 mg: a slip of the decimal "
          "point?") for one, dose in (
              (dosage(1), "1 mg"), (dosage(2.4), "2.4 mg"),
              ({"text": "1.0 mg three times daily"}, "1 mg"),
        )),
        ([dosage(10, doseAndRate=[{"doseRange": {"low": {"value": 5}}}])], "A range of doses"),
        ([dosage(10, doseAndRate=[{"doseQuantity": {"value": 5, "unit": "mg"}},
                                  {"doseQuantity": {"value": 9, "unit": "mg"}}])],
         "Several amounts are coded"),
        ([dosage(10, doseAndRate=[{"doseQuantity": {"value": 5, "unit": "mg", "code": "mcg"}}])],
         "Its amount has no unit known here"),
        ([dosage(10, modifierExtension=[{"url": "x"}])],
         "Its dose carries a modifier not understood here"),
        ([dosage(5, sequence=1), dosage(10, sequence=2)],
         "The order goes in steps (its step 1 has no end that could be read)"),
        ([dosage(5), dosage(10, timing={"repeat": {
            "frequency": 3, "period": 1, "periodUnit": "d", "boundsDuration": {"value": 3}}})],
         "The order goes in steps (which of its steps comes first is not told)"),
        ([dosage(10), dosage(10, asNeededBoolean=True)], "Taken as needed"),
        ([dosage(10), {"text": "10 mg three times daily"}],
         "The same dose stands twice in the order"),
        ([{"text": "10 mg at night"}, {"text": "10 mg at night"}],
         "The same dose stands twice in the order"),
        ([{"text": "two or three at night"}],
         "Its words could not be read, and no amount is coded"),
    ],
)  # fmt: skip
def test_doses_that_are_not_guessed(tmp_path: Path, given: list[Json], doubt: str) -> None:
    assert daily(tmp_path, *given) == doubt


def at(value: float, *hours: str, **bounds: Any) -> Json:
    """A dose at these hours of the clock."""
    repeat = {"frequency": len(hours), "period": 1, "periodUnit": "d", "timeOfDay": list(hours)}
    return dosage(value, timing={"repeat": {**repeat, **bounds}})


def test_doses_at_hours_of_the_clock_are_parts_of_one_day(tmp_path: Path) -> None:
    morning = at(5, "08:00:00", "14:00:00")
    assert daily(tmp_path, morning, at(10, "20:00:00")) == "20 mg"
    # The same hours twice may be one instruction that stands twice.
    assert "stands twice" in daily(tmp_path, morning, morning)
    days = {"boundsPeriod": {"start": "2026-11-01", "end": "2026-12-31"}}
    within = at(5, "08:00:00", "14:00:00", **days), at(20, "20:00:00", **days)
    assert daily(tmp_path, *within) == "30 mg"
    # Between other days it is a step, and so is what is counted.
    later = {"boundsPeriod": {"start": "2026-12-01", "end": "2026-12-31"}}
    stepped = "The order goes in steps"
    assert daily(tmp_path, within[0], at(20, "20:00:00", **later)).startswith(f"{stepped} (")
    counted = at(20, "20:00:00", count=3)
    assert f"{stepped.lower()} (" in daily(tmp_path, counted, counted).lower()


def test_words_read_in_part_stay_as_a_doubt(tmp_path: Path) -> None:
    order = medicine(TABLETS, dosageInstruction=[dosage(10, text="1 tab, three a day")])
    (use,) = read(bundle(order), tmp_path).patient.baclofen or ()
    assert (str(use.daily), use.doubt) == ("30 mg", "Its words were read only in part")


@pytest.mark.parametrize(
    ("rate", "dose"),
    [
        ({"rateQuantity": {"value": 300, "unit": "mcg/day"}}, "300 mcg"),
        ({"rateQuantity": {"value": 12.5, "unit": "ug/h", "code": "ug/h"}}, "300 mcg"),
        ({"rateQuantity": {"value": 300, "unit": "ug/(24.h)"}}, "300 mcg"),
        ({"rateRatio": {"numerator": {"value": 300, "unit": "mcg"},
                        "denominator": {"value": 1, "unit": "d"}}}, "300 mcg"),
        ({"rateRatio": {"numerator": {"value": 150, "unit": "mcg"},
                        "denominator": {"value": 12, "code": "h"}}}, "300 mcg"),
        ({"rateQuantity": {"value": 0.6, "unit": "mL/day"}}, "Its rate could not be read"),
        ({"rateQuantity": {"value": 300, "unit": "mcg/day", "code": "mcg/h"}},
         "Its rate could not be read"),
        ({"rateRatio": {"numerator": {"value": 300, "unit": "mcg"},
                        "denominator": {"value": 0, "unit": "d"}}}, "Its rate could not be read"),
        ({"rateRange": {"low": {"value": 1}}}, "A range of doses"),
    ],
)  # fmt: skip
def test_pump_rates(tmp_path: Path, rate: dict[str, Any], dose: str) -> None:
    given = {"doseAndRate": [rate]}
    assert daily(tmp_path, given, name="baclofen intrathecal", code="") == dose


def test_words_complete_no_rate_that_could_not_be_read(tmp_path: Path) -> None:
    given = {"doseAndRate": [{"rateQuantity": {"value": 0.6, "unit": "mL/day"}}]}
    worded = given | {"text": "10 mg three times daily"}
    assert daily(tmp_path, worded) == daily(tmp_path, given) == "Its rate could not be read"


@pytest.mark.parametrize(
    ("quantity", "daily"),
    [
        ({"value": 10, "unit": "mg"}, "30 mg"),
        ({"value": 10, "code": "mg"}, "30 mg"),
        ({"value": 10, "unit": "mg", "code": "mg", "system": "http://unitsofmeasure.org"}, "30 mg"),
        ({"value": 10, "unit": "mg", "code": "ug", "system": "http://unitsofmeasure.org"}, None),
        ({"value": 10, "unit": "mg", "code": "1", "system": "http://unitsofmeasure.org"}, "30 mg"),
        ({"value": 10}, None),
    ],
)
def test_a_unit_is_the_one_that_is_printed_or_coded(
    tmp_path: Path, quantity: dict[str, Any], daily: str | None
) -> None:
    given = dosage(10)
    given["doseAndRate"] = [{"doseQuantity": quantity}]
    found = read(bundle(medicine("Baclofen", dosageInstruction=[given])), tmp_path)
    (use,) = found.patient.baclofen or ()
    assert (str(use.daily) if use.daily else None) == daily
