"""The very day, year or number on which a reading of a person turns."""

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.assessment import Kidney, Request, read_kidney
from baclofen.assessment.case import read_situation
from baclofen.assessment.kidney import crcl_band
from baclofen.errors import InputRefused
from baclofen.patient import BaclofenUse, Entry, KidneyValue, Medicine, Patient
from baclofen.regimen import PumpOrder
from baclofen.units import mcg, months_before
from baclofen.value import replace
from tests.people import TODAY, known, person
from tests.saying import worded

K = known()
DAY = timedelta(days=1)


def kidney(who: Patient, *, new_medicine: bool = False) -> Kidney:
    return read_kidney(who, K, today=TODAY, new_kidney_medicine=new_medicine)


def case(who: Patient, **asked: Any) -> dict[str, Any]:
    return read_situation(who, Request(today=TODAY, **asked), K).case


def aged(on: date, egfr: float = 95.0, **given: Any) -> Patient:
    """Someone with one reported eGFR of a day."""
    return person(egfr=None, kidney=(KidneyValue("egfr", egfr, on=on),), **given)


# --- the life of a kidney value ---------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "new_medicine", "months"),
    [
        ({}, False, 12),
        ({"age_y": 64.99}, False, 12),
        ({"age_y": 65.0}, False, 3),
        ({"egfr": 60.0}, False, 12),
        ({"egfr": 59.99}, False, 3),
        ({}, True, 3),
    ],
)
def test_a_value_lives_to_the_very_day(
    given: dict[str, Any], new_medicine: bool, months: int
) -> None:
    last = months_before(TODAY, months)
    assert kidney(aged(last, **given), new_medicine=new_medicine).known
    stale = kidney(aged(last - DAY, **given), new_medicine=new_medicine)
    assert not stale.known
    assert f"is older than {months} months on {TODAY}" in worded(stale.problems[0])


def test_without_a_sex_a_creatinine_ages_by_the_lower_of_both_estimates() -> None:
    """At 1.2 mg/dL and 45 years a woman has 57 mL/min/1.73 m2, a man 76."""
    old = (KidneyValue("creatinine", 1.2, on=months_before(TODAY, 3) - DAY),)
    lives = {
        sex: kidney(person(egfr=None, sex=sex, kidney=old)).known
        for sex in ("female", "male", None)
    }
    assert lives == {"female": False, "male": True, None: False}


@pytest.mark.parametrize(("days_after", "is_new"), [(0, True), (-1, False)])
def test_a_medicine_is_new_to_the_very_day(days_after: int, is_new: bool) -> None:
    since = months_before(TODAY, 3) + days_after * DAY
    taken = (Medicine("ibuprofen", since=since),)
    who = replace(aged(months_before(TODAY, 12)), medicines=taken)
    assert case(who)["kidney_known"] is not is_new


# --- creatinine that moves --------------------------------------------------------------


def series(*found: tuple[int, float]) -> Kidney:
    """The kidneys after creatinines of so many days ago."""
    values = tuple(KidneyValue("creatinine", v, on=TODAY - d * DAY) for d, v in found)
    return kidney(person(egfr=None, weight_kg=70.0, kidney=values))


@pytest.mark.parametrize(
    ("found", "unstable"),
    [
        # A rise of 0.3 in 48 hours, and not in three days.
        ([(2, 1.0), (0, 1.3)], True),
        ([(3, 1.0), (0, 1.3)], False),
        # Half as much again in seven days, and not in eight; a hair less is none.
        ([(7, 1.0), (0, 1.5)], True),
        ([(7, 1.0), (0, 1.49)], False),
        # Open for thirty days.
        ([(32, 1.0), (30, 1.4)], True),
        ([(33, 1.0), (31, 1.4)], False),
        # Settled by two later values two days apart that agree: a day apart is not enough, nor
        # two that are 0.3 apart.
        ([(12, 1.0), (10, 1.6), (3, 1.1), (1, 1.1)], False),
        ([(12, 1.0), (10, 1.6), (2, 1.1), (1, 1.1)], True),
        ([(12, 1.0), (10, 1.6), (3, 1.3), (1, 1.0)], True),
        ([(12, 1.0), (10, 1.6), (3, 1.29), (1, 1.0)], False),
    ],
)
def test_a_rise_its_windows_and_its_end(found: list[tuple[int, float]], unstable: bool) -> None:
    assert series(*found).unstable is unstable


# --- bands and estimates ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("crcl", "band"),
    [
        (29.99, "severe"), (30.0, "moderate"), (49.99, "moderate"), (50.0, "mild"),
        (80.0, "mild"), (80.01, "normal"),
    ],
)  # fmt: skip
def test_the_bands_of_creatinine_clearance_meet_at_their_edges(crcl: float, band: str) -> None:
    assert crcl_band(crcl, K) == band


@pytest.mark.parametrize(
    ("weight", "fraction"), [(26.9, 0.0), (27.0, 0.5), (44.9, 0.5), (45.0, 0.6667), (72.0, 0.6667),
                             (72.1, 1.0)],
)  # fmt: skip
def test_crcl_edges_through_a_person(weight: float, fraction: float) -> None:
    """A man of 60 with 1 mg/dL: 10/9 mL/min a kilogram; his eGFR of 86 leaves the usual dose."""
    who = person(egfr=None, age_y=60.0, sex="male", weight_kg=weight, creatinine_mg_per_dL=1.0)
    assert kidney(who).fraction == fraction


@pytest.mark.parametrize(
    ("egfr", "fraction"), [(60.0, 0.5), (69.99, 0.5), (70.0, 1.0), (30.0, 0.0), (39.99, 0.0),
                           (40.0, 0.5), (59.99, 0.5), (29.99, 0.0)],
)  # fmt: skip
def test_little_muscle_is_judged_lower_within_ten_of_an_edge(egfr: float, fraction: float) -> None:
    assert kidney(person(egfr=egfr, syndrome="sci_spasticity")).fraction == fraction


@pytest.mark.parametrize(
    ("given", "misleads"),
    [
        ({"age_y": 80.0}, False),
        ({"age_y": 80.01}, True),
        # 18.5 kg/m2 at 2 m is 74 kg.
        ({"weight_kg": 74.0, "height_cm": 200.0}, False),
        ({"weight_kg": 73.9, "height_cm": 200.0}, True),
        ({"weight_kg": 73.9, "height_cm": 200.0, "age_y": 17.99}, False),
    ],
)
def test_when_a_creatinine_may_mislead(given: dict[str, Any], misleads: bool) -> None:
    assert kidney(person(**given)).may_mislead is misleads


@pytest.mark.parametrize(
    "condition",
    ["spinal_cord_injury", "paraplegia_tetraplegia", "als_mnd", "wasting", "amputation",
     "advanced_multiple_sclerosis"],
)  # fmt: skip
def test_each_illness_that_takes_muscle(condition: str) -> None:
    assert kidney(person(conditions=[condition])).may_mislead
    assert not kidney(person()).may_mislead


@pytest.mark.parametrize(("weight", "names"), [(119.9, 1), (120.0, 2)])
def test_an_adjusted_weight_comes_in_from_an_index_of_thirty(weight: float, names: int) -> None:
    """30 kg/m2 at 2 m is 120 kg."""
    who = person(egfr=None, weight_kg=weight, height_cm=200.0, creatinine_mg_per_dL=1.0)
    assert (
        sum(e.method in ("actual_weight", "adjusted_weight") for e in kidney(who).estimates)
        == names
    )


@pytest.mark.parametrize(
    ("reported", "days", "disagree"), [(70.0, 0, False), (69.9, 0, True), (69.9, 90, True),
                                       (69.9, 91, False)],
)  # fmt: skip
def test_two_values_of_a_day_disagree_beyond_three_tenths(
    reported: float, days: int, disagree: bool
) -> None:
    values = (
        KidneyValue("egfr", 100.0, on=TODAY), KidneyValue("egfr", reported, on=TODAY - days * DAY),
    )  # fmt: skip
    assert kidney(person(egfr=None, kidney=values)).disagree is (disagree and days == 0)


# --- people -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "pregnant"), [(9.99, False), (10.0, None), (60.0, None), (60.01, False)]
)
def test_the_ages_of_pregnancy(age: float, pregnant: bool | None) -> None:
    assert case(person(age_y=age)).get("pregnant") is pregnant


@pytest.mark.parametrize(("weeks", "trimester"), [(13.99, 1), (14.0, 2), (27.99, 2), (28.0, 3)])
def test_the_trimesters_meet_at_14_and_28_weeks(weeks: float, trimester: int) -> None:
    assert case(person(pregnant=True, gestation_weeks=weeks))["trimester"] == trimester


@pytest.mark.parametrize(("days", "counts"), [(14, True), (15, False)])
def test_baclofen_stopped_lately_counts_to_the_very_day(days: int, counts: bool) -> None:
    use = BaclofenUse("oral", "stopped", "baclofen", stopped_on=TODAY - days * DAY)
    found = read_situation(person(baclofen=(use,)), Request(today=TODAY), K)
    assert bool(found.uses) is counts


@pytest.mark.parametrize(("days_after", "said"), [(0, False), (-1, True)])
def test_a_weight_is_old_after_the_very_day(days_after: int, said: bool) -> None:
    on = months_before(TODAY, 12) + days_after * DAY
    found = read_situation(person(weight_kg=70.0, weight_on=on), Request(today=TODAY), K)
    assert any("weigh again" in worded(note) for note in found.notes) is said


@pytest.mark.parametrize(("egfr", "dialysis"), [(30.0, False), (29.99, None)])
def test_an_egfr_of_thirty_is_none_of_dialysis(egfr: float, dialysis: bool | None) -> None:
    assert case(person(egfr=egfr)).get("dialysis") is dialysis


@pytest.mark.parametrize(("hours", "runs"), [(48.0, True), (48.01, False)])
def test_a_pump_runs_until_it_gave_nothing_for_more_than_48_hours(hours: float, runs: bool) -> None:
    order = PumpOrder(now=mcg(100), interruption_hours=hours)
    assert case(person(), order=order)["pump_runs"] is runs


@pytest.mark.parametrize(
    ("year", "fits"), [(1899, False), (1900, True), (2200, True), (2201, False)]
)
def test_the_years_in_which_someone_may_be_judged(year: int, fits: bool) -> None:
    day = date(year, 6, 1)
    if fits:
        assert Request(today=day).today == day
    else:
        with pytest.raises(InputRefused):
            Request(today=day)


def test_to_go_on_with_a_dose_that_nobody_told_is_not_to_know_what_is_taken() -> None:
    for baclofen in (None, ()):
        who = person(baclofen=baclofen)
        assert case(who, kind="continue")["baclofen_known"] is False
        assert case(who, kind="continue")["baclofen_missing"] is True
        assert case(who, kind="start")["baclofen_known"] is True


def test_an_entry_that_alarms_by_an_illness_that_is_told_anyway_alarms_nobody() -> None:
    alarming = min(K.stops & set(K.codes.conditions))
    entry = Entry("a", "condition", "words", "unread", alarms=(alarming,))
    assert case(person(unread=(entry,)))["unread_alarming"] is True
    assert case(person(unread=(entry,), conditions=[alarming]))["unread_alarming"] is False
    assert case(person(unread=(entry,), no_conditions=[alarming]))["unread_alarming"] is True


@pytest.mark.parametrize(
    ("name", "member"), [("conditions", "epilepsy"), ("allergies", "baclofen"), ("signs", "coma")]
)
def test_what_is_told_to_be_there_and_not_there_is_said_both_ways(name: str, member: str) -> None:
    told: dict[str, Any] = {name: frozenset({member}), f"no_{name}": frozenset({member})}
    assert case(Patient(**told))["said_both"] is True
    situation = read_situation(Patient(**told), Request(today=TODAY), K)
    (named,) = [note for note in situation.notes if note.phrase == "said.both"]
    assert member in K.say(named).lower()
    for one in told:
        only: dict[str, Any] = {one: told[one]}
        assert case(Patient(**only))["said_both"] is False


@pytest.mark.parametrize(
    ("name", "condition"), [("pregnant", "pregnancy"), ("dialysis", "dialysis")]
)
def test_what_a_key_tells_and_a_condition_denies_is_said_both_ways(
    name: str, condition: str
) -> None:
    denied: dict[str, Any] = {"no_conditions": frozenset({condition})}
    for told, both in (({name: True} | denied, True), ({name: False} | denied, False),
                       ({name: True}, False)):  # fmt: skip
        assert case(Patient(**told))["said_both"] is both
