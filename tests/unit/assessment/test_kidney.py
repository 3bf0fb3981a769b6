"""Which kidney value counts, which governs, and what it allows."""

from datetime import date, timedelta
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.assessment import (
    Kidney,
    clearance_basis,
    estimate_basis,
    estimate_named,
    read_kidney,
)
from baclofen.patient import KidneyValue, Patient, body_surface
from baclofen.units import months_before
from tests.people import TODAY, known, person
from tests.saying import worded
from tests.tolerances import EXACT, printed


def kidney(who: Patient, *, new_medicine: bool = False) -> Kidney:
    return read_kidney(who, known(), today=TODAY, new_kidney_medicine=new_medicine)


def creatinine(value: float, on: date | None = None, **more: Any) -> KidneyValue:
    return KidneyValue("creatinine", value, on=on, **more)


def reported(value: float, on: date | None = None) -> KidneyValue:
    return KidneyValue("egfr", value, on=on)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def said(got: Kidney) -> str:
    return " ".join(worded(n) for n in (*got.notes, *got.problems))


def test_the_lower_of_several_estimates_governs_and_all_are_shown() -> None:
    got = kidney(person(egfr=None, age_y=58.0, weight_kg=95.0, creatinine_mg_per_dL=2.05))
    assert got.egfr is not None
    assert got.crcl is not None
    assert_allclose(got.crcl, 44.9, **printed(1))
    assert got.egfr < 30
    assert got.clearance == min(got.egfr, got.crcl)
    assert "The lower governs" in said(got)
    named = [worded(estimate_named(e, known())) for e in got.estimates]
    assert named == ["eGFR, CKD-EPI 2021", "CrCl, Cockcroft-Gault, actual weight"]
    assert worded(estimate_basis(got.estimates[1], known())) == (
        "Creatinine 2.05 mg/dL (181 umol/L), 95 kg"
    )


def test_a_heavy_body_is_also_judged_by_adjusted_weight() -> None:
    got = kidney(person(egfr=None, weight_kg=120.0, height_cm=165.0, creatinine_mg_per_dL=0.9))
    by_method = {e.method: e.value for e in got.estimates}
    assert by_method["adjusted_weight"] < by_method["actual_weight"]
    assert got.crcl == by_method["adjusted_weight"]
    assert worded(estimate_basis(got.estimates[-1], known())).endswith(
        "adjusted weight 82 kg (BMI 44)"
    )


def test_exposure_uses_gfr_of_this_body_not_of_a_standard_one() -> None:
    got = kidney(person(egfr=50.0, weight_kg=50.0, height_cm=150.0))
    assert got.clearance is not None
    assert_allclose(got.clearance, 50 * body_surface(weight_kg=50, height_cm=150) / 1.73, **EXACT)
    basis = clearance_basis(got, known())
    assert basis is not None
    assert worded(basis) == "eGFR 50 de-indexed by 1.44 m2"


def test_without_a_sex_both_are_computed_and_the_lower_governs() -> None:
    unknown = kidney(person(egfr=None, sex=None, weight_kg=70.0, creatinine_mg_per_dL=1.0))
    woman = kidney(person(egfr=None, sex="female", weight_kg=70.0, creatinine_mg_per_dL=1.0))
    assert unknown.egfr == woman.egfr
    assert len(unknown.estimates) == 4
    assert "Sex is not known" in said(unknown)


@pytest.mark.parametrize(
    ("given", "days", "new_medicine", "counts"),
    [
        ({}, 360, False, True),
        ({}, 370, False, False),
        ({"age_y": 70.0}, 80, False, True),
        ({"age_y": 70.0}, 100, False, False),
        ({"age_y": None}, 100, False, False),
        ({}, 100, True, False),
        ({}, 80, True, True),
    ],
)
def test_how_long_a_value_lives(
    given: dict[str, Any], days: int, new_medicine: bool, counts: bool
) -> None:
    value = KidneyValue("egfr", 95.0, on=ago(days))
    got = kidney(person(egfr=None, kidney=(value,), **given), new_medicine=new_medicine)
    assert got.known is counts
    assert ("older than" in said(got)) is not counts


def test_a_low_value_ages_sooner() -> None:
    got = kidney(person(egfr=None, kidney=(KidneyValue("egfr", 50.0, on=ago(100)),)))
    assert not got.known
    assert "eGFR below 60" in said(got)


def test_an_undated_or_future_value_does_not_count() -> None:
    undated = kidney(person(egfr=None, kidney=(KidneyValue("egfr", 95.0, undated=True),)))
    assert not undated.known
    assert "has no date" in said(undated)
    future = kidney(person(egfr=None, kidney=(KidneyValue("egfr", 95.0, on=ago(-3)),)))
    assert not future.known
    assert "was left out" in said(future)


def test_a_reported_egfr_that_contradicts_the_creatinine_is_flagged_and_the_lower_used() -> None:
    values = (KidneyValue("egfr", 11.0, on=ago(2)), creatinine(1.01, ago(2)))
    got = kidney(person(egfr=None, age_y=70.0, sex="male", kidney=values))
    assert got.disagree
    assert got.egfr == 11.0
    assert "The record contradicts itself" in said(got)
    assert "repeat both" in said(got)


def test_the_contradiction_is_flagged_the_other_way_round_too() -> None:
    values = (KidneyValue("egfr", 84.5, on=ago(2)), creatinine(2.87, ago(2)))
    got = kidney(person(egfr=None, age_y=81.0, sex="male", kidney=values))
    assert got.disagree
    assert got.egfr is not None
    assert got.egfr < 30


@pytest.mark.parametrize(
    ("series", "unstable"),
    [
        ([(10, 1.0), (1, 1.0)], False),
        ([(2, 1.0), (0, 1.29)], False),
        ([(2, 1.0), (0, 1.30)], True),
        ([(7, 1.0), (0, 1.5)], True),
        ([(8, 1.0), (0, 1.5)], True),
        ([(366, 1.0), (0, 1.5)], False),
        ([(60, 1.0), (58, 2.0)], False),
        ([(20, 1.0), (18, 1.6), (5, 1.1), (1, 1.1)], False),
        ([(60, 1.5), (5, 1.0), (4, 1.5)], True),
        ([(0, 1.0), (0, 1.54)], True),
    ],
)
def test_a_moving_creatinine_makes_every_estimate_invalid(
    series: list[tuple[int, float]], unstable: bool
) -> None:
    values = tuple(creatinine(v, ago(d)) for d, v in series)
    got = kidney(person(egfr=None, weight_kg=70.0, kidney=values))
    assert got.unstable is unstable
    assert got.known is not unstable
    if unstable:
        assert got.egfr is None
        assert got.clearance is None
        assert "no estimate is valid" in said(got)


@pytest.mark.parametrize(
    ("egfr", "fraction"), [(95, 1.0), (60, 1.0), (59.9, 0.5), (30, 0.5), (29.9, 0.0)]
)
def test_egfr_tiers(egfr: float, fraction: float) -> None:
    assert kidney(person(egfr=egfr)).fraction == fraction


@pytest.mark.parametrize(("weight", "fraction"), [(110, 1.0), (76, 0.6667), (50, 0.5), (30, 0.0)])
def test_crcl_bands(weight: float, fraction: float) -> None:
    """Creatinine 1.3 at 60 years: CrCl 0.855 mL/min a kg; eGFR 63 leaves the usual dose."""
    got = kidney(
        person(egfr=None, age_y=60.0, sex="male", weight_kg=float(weight), creatinine_mg_per_dL=1.3)
    )
    assert got.fraction == fraction


@pytest.mark.parametrize(
    ("given", "egfr", "fraction"),
    [
        ({"syndrome": "sci_spasticity"}, 65, 0.5),
        ({"syndrome": "sci_spasticity"}, 70, 1.0),
        ({"syndrome": "sci_spasticity"}, 35, 0.0),
        ({"age_y": 81.0}, 69, 0.5),
        ({"weight_kg": 45.0, "height_cm": 170.0}, 65, 0.5),
        ({"conditions": ["amputation"]}, 65, 0.5),
        ({}, 65, 1.0),
    ],
)
def test_little_muscle_is_dosed_one_band_lower_near_an_edge(
    given: dict[str, Any], egfr: float, fraction: float
) -> None:
    got = kidney(person(egfr=float(egfr), **given))
    assert got.fraction == fraction
    assert got.egfr == egfr
    if fraction < 1:
        assert "Ask for cystatin C" in said(got)


def test_a_child_needs_the_height_or_a_reported_egfr() -> None:
    bare = kidney(person(egfr=None, age_y=10.0, weight_kg=30.0, creatinine_mg_per_dL=0.5))
    assert not bare.known
    assert "needs the height" in said(bare)
    tall = kidney(
        person(egfr=None, age_y=10.0, weight_kg=30.0, height_cm=140.0, creatinine_mg_per_dL=0.5)
    )
    assert tall.egfr is not None
    assert_allclose(tall.egfr, 115.64, **printed(2))
    assert kidney(person(age_y=10.0, egfr=110.0)).egfr == 110.0


def test_of_several_values_on_one_day_the_worse_one_counts() -> None:
    values = (creatinine(0.9, ago(1)), creatinine(1.1, ago(1)))
    got = kidney(person(egfr=None, kidney=values))
    only = kidney(person(egfr=None, kidney=values[1:]))
    assert got.egfr == only.egfr


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
    ],
)
def test_months_are_counted_on_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_two_reported_values_of_one_day_that_contradict_each_other_are_said() -> None:
    values = (KidneyValue("egfr", 37.0, on=ago(1)), KidneyValue("egfr", 82.0, on=ago(1)))
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr == 37.0
    assert got.disagree
    assert "stands beside 82.0 of the same day" in said(got)


@pytest.mark.parametrize(
    ("series", "risen", "unstable"),
    [
        # In weeks, to a value that allows less than the usual dose, or that still allows it.
        ([(49, 0.8), (1, 1.9)], True, True),
        ([(30, 0.6), (1, 0.95)], True, False),
        ([(42, 0.8), (21, 1.25), (1, 1.9)], True, True),
        # Held against the median: one high value among the earlier ones hides nothing.
        ([(200, 0.8), (150, 0.8), (100, 1.6), (1, 1.3)], True, True),
        # Ordinary differences of steady kidneys, and of small values.
        ([(300, 0.8), (200, 0.9), (100, 0.8), (1, 1.1)], False, False),
        ([(60, 0.2), (1, 0.3)], False, False),
        # Shown to stay there, be it lately or long ago; not by values of one day.
        ([(300, 0.8), (30, 1.9), (1, 1.9)], False, False),
        ([(300, 1.9), (100, 1.8), (1, 1.9)], False, False),
        ([(300, 0.8), (1, 1.9), (0, 1.9)], True, True),
        ([(300, 1.9), (200, 0.8), (100, 0.8), (1, 1.9)], True, True),
        ([(300, 0.8), (40, 1.3), (30, 1.3), (1, 2.0)], True, True),
        # Back where it was; or better, and not yet steady.
        ([(100, 0.8), (20, 1.9), (1, 0.9)], False, False),
        ([(100, 0.8), (20, 1.9), (1, 1.3)], True, True),
        # As long ago as a chronic disease takes to be called one.
        ([(200, 0.6), (100, 0.95)], False, False),
    ],
)
def test_a_creatinine_that_rose_over_weeks_is_no_steady_one_until_that_is_seen(
    series: list[tuple[int, float]], risen: bool, unstable: bool
) -> None:
    values = tuple(creatinine(v, ago(d)) for d, v in series)
    got = kidney(person(egfr=None, weight_kg=70.0, kidney=values))
    assert (got.risen, got.unstable) == (risen, unstable)
    assert got.known is not unstable
    assert ("half as high again" in said(got)) is risen


def test_the_values_behind_an_acute_rise_are_named() -> None:
    values = (creatinine(1.0, ago(2)), creatinine(1.5, ago(1)))
    assert "creatinine 1.00 mg/dL (88 umol/L) of 2026-11-20 and then 1.50 of 2026-11-21" in said(
        kidney(person(egfr=None, kidney=values))
    )


@pytest.mark.parametrize(
    ("number", "with_creatinine", "counts"),
    [(15, False, True), (30, False, True), (60, False, False), (60, True, True)],
)
def test_a_value_reported_only_as_below_a_number_never_allows_a_dose_by_itself(
    number: float, with_creatinine: bool, counts: bool
) -> None:
    values = [KidneyValue("egfr", number, on=ago(1), below=True)]
    values += [creatinine(0.8, ago(1))] if with_creatinine else []
    got = kidney(person(egfr=None, kidney=tuple(values)))
    assert got.known is counts
    if number <= 30:
        assert got.fraction == 0
    elif with_creatinine:
        assert got.fraction == 0.5
    else:
        assert "how far below is not known, and no creatinine tells" in said(got)


@pytest.mark.parametrize(
    ("low", "good", "egfr"),
    [(150, 150, 18.0), (150, 250, 18.0), (150, 20, 95.0), (150, 140, 95.0)],
)
def test_a_low_value_governs_until_a_newer_fresh_one_answers_it(
    low: int, good: int, egfr: float
) -> None:
    values = (reported(18.0, ago(low)), creatinine(0.7, ago(good)))
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr is not None
    assert (got.egfr == egfr) is (egfr == 18.0)
    assert got.known is (egfr > 18.0)
    assert ("still governs" in said(got)) is (egfr == 18.0)
    assert got.disagree is (low == good)


@pytest.mark.parametrize(
    ("values", "egfr"),
    [
        ((reported(18.0, ago(800)),), 18.0),
        ((reported(18.0, ago(800)), creatinine(0.7, ago(700))), None),
        ((reported(18.0, ago(800)), reported(90.0, ago(5))), 90.0),
        ((reported(45.0, ago(800)),), None),
    ],
)
def test_the_last_value_governs_at_any_age_where_it_allowed_none(
    values: tuple[KidneyValue, ...], egfr: float | None
) -> None:
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr == egfr
    assert got.known is (egfr == 90.0)


def test_a_fall_is_said_and_its_cause_asked() -> None:
    values = (reported(90.0, ago(200)), reported(40.0, ago(2)))
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr == 40.0
    assert "find out why" in said(got)
    assert "find out why" not in said(kidney(person(egfr=None, kidney=values[::-1][:1])))


def test_a_rise_from_a_value_that_allowed_none_is_asked_about() -> None:
    def of(before: float, after: float) -> Kidney:
        return kidney(
            person(egfr=None, kidney=(reported(before, ago(200)), reported(after, ago(2))))
        )

    rose = of(18.0, 78.0)
    assert rose.egfr == 78.0
    assert rose.known
    assert "ask what it was" in said(rose)
    for before, after in ((32.0, 78.0), (18.0, 25.0), (78.0, 18.0)):
        assert "ask what it was" not in said(of(before, after))


@pytest.mark.parametrize(
    ("umol", "given", "is_known"),
    [
        (10, {}, False), (25, {}, False), (26, {}, True),
        (20, {"conditions": ["wasting"]}, True),
        # Little muscle of a cord injury makes low values, and hardly ever one so low.
        (24, {"syndrome": "sci_spasticity", "conditions": ["spinal_cord_injury"]}, False),
        (20, {"weight_kg": 50.0, "height_cm": 170.0}, False),
        (20, {"age_y": 10.0, "height_cm": 130.0}, True),
    ],
)  # fmt: skip
def test_a_creatinine_too_low_for_an_adult_is_asked_about(
    umol: float, given: dict[str, Any], is_known: bool
) -> None:
    got = kidney(person(egfr=None, creatinine_umol_per_L=float(umol), **given))
    assert got.known is is_known
    assert ("too low for an adult" in said(got)) is not is_known


def test_a_later_reported_value_answers_a_creatinine_that_is_too_low() -> None:
    values = (creatinine(0.2, ago(20)), reported(90.0, ago(2)))
    assert kidney(person(egfr=None, kidney=values)).known


def test_from_a_creatinine_that_nobody_believes_nothing_rises() -> None:
    values = (creatinine(0.2, ago(0)), creatinine(0.8, ago(0)))
    assert kidney(person(egfr=None, kidney=values)).known
    # In wasting it is believed.
    wasted = person(egfr=None, kidney=values, conditions=frozenset({"wasting"}))
    assert not kidney(wasted).known


@pytest.mark.parametrize(
    ("series", "asked"),
    [
        ([(5, 3.0), (0, 1.0)], True),
        ([(5, 3.0), (0, 1.1)], False),
        ([(8, 3.0), (0, 1.0)], False),
        ([(20, 3.0), (15, 1.0), (9, 0.9), (1, 0.9)], False),
        # Nobody measured again: however long ago, it is asked about.
        ([(60, 3.0), (55, 1.0)], True),
        ([(60, 3.0), (55, 1.0), (20, 1.4)], False),
        # Better still bears it out; worse again does not.
        ([(20, 3.0), (15, 1.0), (9, 0.6)], False),
        ([(20, 3.0), (15, 0.6), (9, 1.0)], True),
        # Far better than several that allow none, by one value alone.
        ([(200, 3.0), (8, 3.1), (0, 0.8)], True),
        ([(300, 3.0), (150, 3.1), (30, 3.2), (1, 0.8)], True),
        ([(300, 3.0), (30, 3.2), (9, 0.9), (1, 0.8)], False),
        ([(300, 3.0), (150, 0.8), (30, 3.2), (1, 0.8)], False),
        ([(300, 3.0), (150, 3.1), (30, 2.0), (1, 0.8)], False),
        ([(900, 3.0), (150, 3.1), (1, 0.8)], False),
    ],
)
def test_a_creatinine_that_falls_threefold_within_days_is_asked_about(
    series: list[tuple[int, float]], asked: bool
) -> None:
    got = kidney(person(egfr=None, kidney=tuple(creatinine(v, ago(d)) for d, v in series)))
    assert got.doubtful or not asked
    assert not (got.doubtful and got.known)
    assert ("Measure again before it counts" in said(got)) is asked


@pytest.mark.parametrize(
    ("values", "egfr"),
    [
        # What nobody believes answers nothing: the low one before it governs.
        ((creatinine(3.0, ago(5)), creatinine(0.8, ago(1))), 18.9),
        ((KidneyValue("egfr", 18.0, on=ago(5)), KidneyValue("egfr", 90.0, on=ago(1))), 18.0),
        ((creatinine(3.0, ago(5)), creatinine(0.2, ago(1))), 18.9),
        ((KidneyValue("egfr", 18.0, on=ago(200)), creatinine(0.2, ago(0))), 18.0),
        ((creatinine(1.6, ago(5)), creatinine(0.5, ago(1))), 40.3),
        ((creatinine(3.0, ago(300)), creatinine(3.1, ago(30)), creatinine(0.8, ago(1))), 18.2),
        # The one before was good as well: of now nothing is known.
        ((KidneyValue("egfr", 90.0, on=ago(200)), creatinine(0.2, ago(0))), 90.0),
        # Worse again is a value of its own.
        ((KidneyValue("egfr", 18.0, on=ago(9)), KidneyValue("egfr", 90.0, on=ago(5)),
          KidneyValue("egfr", 40.0, on=ago(1))), 40.0),
        # As long ago as a chronic disease takes, it is asked about and nothing is cut by it.
        ((creatinine(3.0, ago(120)), creatinine(0.8, ago(115))), None),
    ],
)  # fmt: skip
def test_a_value_that_nobody_believes_answers_no_low_one(
    values: tuple[KidneyValue, ...], egfr: float | None
) -> None:
    got = kidney(person(egfr=None, kidney=values))
    assert got.doubtful
    assert not got.known
    if egfr is None or got.egfr is None:
        assert got.egfr is egfr
    else:
        assert_allclose(got.egfr, egfr, **printed(1))


@pytest.mark.parametrize(
    ("values", "egfr", "answered"),
    [
        # Two newer ones of another method that agree, days apart: either way round.
        ((reported(24.0, ago(80)), creatinine(0.8, ago(20)), creatinine(0.8, ago(1))), 92.5, True),
        ((creatinine(3.0, ago(80)), reported(95.0, ago(20)), reported(90.0, ago(1))), 90.0, True),
        # One alone, two of one day and the next, or two of which one agrees with the low one.
        ((reported(24.0, ago(80)), creatinine(0.8, ago(1))), 24.0, False),
        ((reported(24.0, ago(80)), creatinine(0.8, ago(1)), creatinine(0.8, ago(0))), 24.0, False),
        ((reported(24.0, ago(80)), creatinine(2.0, ago(20)), creatinine(0.8, ago(1))), 24.0, False),
        # One alone, too long after it to be compared.
        ((reported(24.0, ago(91)), creatinine(0.8, ago(1))), 24.0, False),
        ((reported(24.0, ago(91)), creatinine(0.8, ago(0))), 92.5, True),
        # Creatinine does not answer cystatin C; nor does what nobody believes answer anything.
        ((KidneyValue("egfr", 24.0, on=ago(80), equation="cystatin C"),
          creatinine(0.8, ago(20)), creatinine(0.8, ago(1))), 24.0, False),
        ((reported(24.0, ago(80)), creatinine(0.2, ago(20)), creatinine(0.2, ago(1))), 24.0, False),
    ],
)  # fmt: skip
def test_a_low_value_gives_way_to_two_newer_ones_of_another_method(
    values: tuple[KidneyValue, ...], egfr: float, answered: bool
) -> None:
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr is not None
    assert_allclose(got.egfr, egfr, **printed(1))
    assert got.answered is answered
    assert ("The newer count" in said(got)) is answered
    assert ("The lower governs" in said(got)) is (not answered and got.disagree)


def test_a_transplant_tells_why_one_value_is_far_better_than_several() -> None:
    values = (creatinine(3.0, ago(300)), creatinine(3.1, ago(30)), creatinine(0.8, ago(1)))
    who = person(egfr=None, kidney=values, conditions=["kidney_transplant"])
    assert kidney(who).known


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        (KidneyValue("egfr", 12.0, on=ago(1)), KidneyValue("egfr", 95.0, on=ago(0)), True),
        (KidneyValue("egfr", 12.0, on=ago(1)), KidneyValue("egfr", 95.0), True),
        (creatinine(6.0, ago(1)), KidneyValue("egfr", 95.0, on=ago(0)), True),
        (KidneyValue("egfr", 12.0, on=ago(1)), creatinine(0.8, ago(0)), True),
        (KidneyValue("egfr", 30.0, on=ago(1)), KidneyValue("egfr", 89.0, on=ago(0)), False),
        (KidneyValue("egfr", 12.0, on=ago(120)), KidneyValue("egfr", 95.0, on=ago(0)), False),
        (KidneyValue("egfr", 12.0, on=ago(0)), KidneyValue("egfr", 95.0, on=ago(0)), False),
    ],
)
def test_a_leap_of_an_egfr_of_any_kind_is_asked_about(
    before: KidneyValue, after: KidneyValue, asked: bool
) -> None:
    got = kidney(person(egfr=None, kidney=(before, after)))
    assert got.doubtful is asked
    assert ("Measure again before it counts" in said(got)) is asked
    assert ("The newer counts" in said(got)) is (not asked and (after.on or TODAY) != before.on
                                                 and before.at_most < 30)  # fmt: skip
    if asked:
        assert not got.known
        assert got.egfr is None or got.egfr < 30


def test_a_second_value_days_later_that_agrees_answers_a_leap() -> None:
    values = tuple(KidneyValue("egfr", v, on=ago(d)) for v, d in ((12.0, 5), (95.0, 4), (90.0, 1)))
    assert kidney(person(egfr=None, kidney=values)).known


def test_a_fall_to_a_value_that_stops_still_stops() -> None:
    values = (creatinine(12.0, ago(3)), creatinine(4.0, ago(0)))
    got = kidney(person(egfr=None, kidney=values))
    assert got.egfr is not None
    assert got.egfr < 30


@pytest.mark.parametrize(
    ("days", "also", "is_open"),
    [
        ((3,), [], True), ((3, 80), [], True), ((3, 100), [], False), ((3, 400), [], True),
        ((3,), ["kidney_transplant"], False),
    ],
)  # fmt: skip
def test_what_answers_an_advanced_kidney_disease_on_record(
    days: tuple[int, ...], also: list[str], is_open: bool
) -> None:
    values = tuple(reported(90.0, ago(d)) for d in days)
    who = person(egfr=None, kidney=values, conditions=["ckd_severe", *also])
    assert kidney(who).stage_open is is_open
    low = person(egfr=None, kidney=(*values, reported(29.0, ago(50))), conditions=["ckd_severe"])
    assert kidney(low).stage_open


def test_stage_3_keeps_its_band_and_so_does_a_low_clearance_in_the_old() -> None:
    assert kidney(person(conditions=["ckd_stage_3"])).fraction == 0.5
    given = {"sex": "female", "weight_kg": 48.0, "height_cm": 155.0, "creatinine_mg_per_dL": 0.78}
    assert kidney(person(egfr=None, age_y=70.0, **given)).fraction == 0.5
    heavier = given | {"weight_kg": 60.0}
    assert kidney(person(egfr=None, age_y=70.0, **heavier)).fraction == 0.6667


@pytest.mark.parametrize(
    ("given", "on", "until"),
    [
        ({}, 30, months_before(ago(30), -12)),
        ({"age_y": 70.0}, 30, months_before(ago(30), -3)),
        ({"age_y": 70.0}, 100, None),
    ],
)
def test_until_when_a_value_counts(given: dict[str, Any], on: int, until: date | None) -> None:
    got = kidney(person(egfr=None, kidney=(reported(90.0, ago(on)),), **given))
    assert got.until == until
