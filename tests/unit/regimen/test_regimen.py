"""Doses over a day, tablets for a dose, steps without gaps."""

from datetime import date

import pytest

from baclofen.errors import InputRefused
from baclofen.regimen import Intake, Liquid, Regimen, Step, Tablets, spread_over_day
from baclofen.units import mg

US = Tablets((5, 10, 15, 20), (10, 20))
UK = Tablets((10,), (10,))
CH = Tablets((10, 25), (10,))


@pytest.mark.parametrize(
    ("market", "dose", "pieces"),
    [
        (US, 15, "1 x 15 mg"), (US, 25, "1 x 20 mg + 1 x 5 mg"), (US, 5, "1 x 5 mg"),
        (UK, 5, "half x 10 mg"), (UK, 25, "2 and a half x 10 mg"),
        (CH, 25, "1 x 25 mg"), (CH, 30, "3 x 10 mg"), (CH, 35, "1 x 25 mg + 1 x 10 mg"),
    ],
)  # fmt: skip
def test_tablets_for_a_dose(market: Tablets, dose: float, pieces: str) -> None:
    assert str(market.pieces(dose)) == pieces
    assert sum(s * n for s, n in market.pieces(dose).items) == dose


def test_tablets_are_counted_however_large_the_dose() -> None:
    assert str(US.pieces(100_000)) == "5000 x 20 mg"
    assert str(US.pieces(1_000_015)) == "50000 x 20 mg + 1 x 15 mg"
    assert str(Tablets((3, 7, 11), (3, 11)).pieces(19.5)) == "1 and a half x 11 mg + 1 x 3 mg"
    for dose in (1e308, float("inf"), float("nan"), 1 / 3):
        with pytest.raises(InputRefused, match="cannot give it"):
            US.pieces(dose)


@pytest.mark.parametrize(
    ("market", "doses", "strengths"),
    [
        (US, (5, 10, 15, 20), (10,)),  # one of them gives all, in halves
        (US, (5, 10, 10), (5,)),  # whole ones, not more than two a dose
        (US, (5,), (5,)), (US, (15, 15, 15), (15,)), (US, (10, 20, 20), (10,)),
        (US, (20, 40, 40), (20,)),
        (CH, (25, 25), (25,)), (CH, (25, 20), (10,)),
        (Tablets((10, 25), ()), (25, 20), (10, 25)),  # no score: two are needed
        (UK, (5, 10), (10,)),
    ],
)  # fmt: skip
def test_doses_are_made_of_as_few_strengths_as_the_scores_allow(
    market: Tablets, doses: tuple[float, ...], strengths: tuple[float, ...]
) -> None:
    few = market.for_all(doses)
    assert few.strengths_mg == strengths
    assert all(sum(s * n for s, n in few.pieces(d).items) == d for d in doses)
    assert set(few.halves_mg) <= set(market.halves_mg)


def test_a_dose_among_several_that_no_tablet_gives_is_refused_by_name() -> None:
    with pytest.raises(InputRefused, match="7 mg"):
        UK.for_all((5, 7))
    assert US.for_all(()) == Tablets((5,), ())


def test_a_dose_that_tablets_cannot_give_is_refused() -> None:
    with pytest.raises(InputRefused) as refusal:
        UK.pieces(7)
    assert "tablets of 10 mg cannot give it" in str(refusal.value)
    with pytest.raises(InputRefused):
        Tablets(())


@pytest.mark.parametrize("dose", [7.2, 7.3, 7.4, 7.49, 7.51, 7.7, 0.2])
def test_a_liquid_is_poured_in_whole_steps_and_nothing_beside_them(dose: float) -> None:
    liquid = Liquid(1.0, step_mL=0.5)
    assert liquid.pieces(7.5).mL == 7.5
    with pytest.raises(InputRefused) as refusal:
        liquid.pieces(dose)
    assert "in steps of 0.5 mL cannot give it" in str(refusal.value)


def test_an_uneven_day_has_its_larger_doses_late() -> None:
    got = spread_over_day(25, hours=(8, 14, 20), unit_mg=5)
    assert [i.dose.in_mg for i in got] == [5, 10, 10]


@pytest.mark.parametrize("daily", [10, 17])
def test_a_day_that_does_not_divide_is_refused(daily: float) -> None:
    with pytest.raises(InputRefused) as refusal:
        spread_over_day(daily, hours=(8, 14, 20), unit_mg=5)
    assert "whole units of 5 mg" in str(refusal.value)


def test_steps_follow_without_a_gap() -> None:
    one = Step(1, 3, (Intake(8, mg(5)),))
    with pytest.raises(InputRefused) as gap:
        Regimen(date(2026, 1, 1), (one, Step(5, 6, (Intake(8, mg(10)),))))
    assert "it must start on day 4" in str(gap.value)
    with pytest.raises(InputRefused):
        Step(3, 2, ())


def test_a_regimen_knows_its_doses_and_dates() -> None:
    regimen = Regimen(date(2026, 12, 31), (Step(1, 2, (Intake(8, mg(5)), Intake(20, mg(10)))),))
    assert regimen.times() == ((8, mg(5)), (20, mg(10)), (32, mg(5)), (44, mg(10)))
    assert regimen.date_of(2) == date(2027, 1, 1)
    assert regimen.steps[0].daily == mg(15)


def test_a_strength_is_written_alike_whoever_asked_first() -> None:
    """Both orders in one process: what is kept for one market answers for its equal."""
    floats, ints = Tablets((7.0, 3.5), (7.0,)), Tablets((7, 3.5), (7,))
    for first, then in ((floats, ints), (ints, floats)):
        assert repr(first.pieces(10.5)) == repr(then.pieces(10.5)) == repr(ints.pieces(10.5))
    assert f"{floats.strengths_mg}" == "(7, 3.5)"
    assert "7.0" not in repr(floats.for_all([7]))
