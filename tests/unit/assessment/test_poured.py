"""What a volume of a liquid holds, against every dose that is told."""

import pytest

from baclofen.assessment.poured import poured_amiss
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning import plan_oral
from baclofen.regimen import OralOrder
from baclofen.units import mg
from tests.people import fired, judge, known, on_baclofen, person
from tests.saying import worded

THRICE = BaclofenUse("oral", "active", "10 mg three times daily", mg(30))
A_DAY = BaclofenUse("oral", "active", "30 mg/day", mg(30))
STRONG = {"product": "suspension_5"}


@pytest.mark.parametrize(
    ("order", "amiss"),
    [
        ({**STRONG, "dose": mg(10), "volume_mL": 10}, True),
        ({**STRONG, "dose": mg(10), "volume_mL": 2}, False),
        ({**STRONG, "dose": mg(10), "volume_mL": 10, "mg_per_mL": 1.0}, True),
        ({"mg_per_mL": 5.0, "daily": mg(30), "volume_mL": 10, "times_per_day": 3}, True),
        ({"mg_per_mL": 5.0, "daily": mg(30), "volume_mL": 2, "times_per_day": 3}, False),
        ({**STRONG, "daily": mg(30), "volume_mL": 10}, True),
        ({**STRONG, "daily": mg(30), "volume_mL": 2}, False),
        ({**STRONG, "dose": mg(10), "daily": mg(30), "volume_mL": 2}, False),
        ({**STRONG, "dose": mg(15), "volume_mL": 3.1}, False),
        ({**STRONG, "dose": mg(15), "volume_mL": 15}, True),
        ({**STRONG, "dose": mg(15)}, False),
        ({"product": "liquid", "dose": mg(15), "volume_mL": 15}, False),
        ({**STRONG, "volume_mL": 10}, True),
    ],
)
def test_mg_mL_and_the_concentration_must_fit(order: dict[str, object], amiss: bool) -> None:
    """A brand's own strength counts; a volume alone is no dose."""
    assert (poured_amiss(OralOrder(**order), ()) is not None) is amiss  # type: ignore[arg-type]


@pytest.mark.parametrize("use", [THRICE, A_DAY])
@pytest.mark.parametrize(
    ("product", "volume", "amiss"),
    [("suspension_5", 10, True), ("suspension_5", 2, False), ("solution_1", 20, True),
     ("solution_1", 10, False)],
)  # fmt: skip
def test_a_volume_is_held_against_the_dose_that_runs(
    use: BaclofenUse, product: str, volume: float, amiss: bool
) -> None:
    order = OralOrder(product=product, volume_mL=volume)  # type: ignore[arg-type]
    assert (poured_amiss(order, (use,)) is not None) is amiss


def test_an_intake_is_no_day() -> None:
    """6 mL of 5 mg/mL are the day's 30 mg, and three times the dose."""
    assert poured_amiss(OralOrder(product="suspension_5", volume_mL=6), (THRICE,)) is not None


def test_the_slip_is_the_headline_and_nothing_is_raised() -> None:
    """10 mL of the strong liquid where 10 mg run three times a day."""
    who = person(baclofen=(THRICE,))
    made = plan_oral(
        judge(who, None, order=OralOrder(product="suspension_5", volume_mL=10)), known()
    )
    assert made.verdict is Verdict.AVOID
    said = worded(made.headline)
    assert said.startswith("Volume, strength and dose disagree")
    assert "10 mL of 5 mg in each mL is 50 mg; 10 mg is told" in said
    right = judge(who, None, order=OralOrder(product="suspension_5", volume_mL=2))
    assert not right.fired("SLIP-LIQUID")


def test_the_old_volume_of_a_new_strength_is_named() -> None:
    order = OralOrder(product="suspension_5", volume_mL=10, before_mg_per_mL=1.0)
    made = plan_oral(judge(person(baclofen=(THRICE,)), None, order=order), known())
    assert "the volume of the liquid before" in worded(made.headline)


def test_a_volume_without_any_mg_starts_nothing() -> None:
    fit = judge(person(), "start", order=OralOrder(product="suspension_5", volume_mL=10))
    assert fit.verdict is Verdict.AVOID
    assert "SLIP-LIQUID" in fired(fit)


def test_a_dose_that_is_told_may_differ_from_what_runs() -> None:
    order = OralOrder(product="suspension_5", dose=mg(15), volume_mL=3, times_per_day=3)
    assert not judge(on_baclofen(), None, order=order).fired("SLIP-LIQUID")
