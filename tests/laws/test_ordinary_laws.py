"""The other way: ordinary patients keep ok or caution, and their plan."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from baclofen.assessment import Assessment
from baclofen.knowledge import Verdict
from baclofen.planning import plan_oral
from tests.doors import outcome
from tests.laws.any_door import read_as_record, resources
from tests.laws.healthy import Base, Typed, bases, told
from tests.laws.heard import NO_CHILD, come_of
from tests.people import TODAY, known
from tests.unit.exchange.build import condition

K = known()
#: Medicines of everyday of which no rule speaks.
HARMLESS = (
    "paracetamol", "levothyroxine", "atorvastatin", "folic acid", "cholecalciferol", "salbutamol",
    "amoxicillin", "glatiramer", "interferon beta-1a", "ocrelizumab",
)  # fmt: skip
#: What the label of a country names, and whose steps it has.
LABELLED = ("ms_spasticity", "sci_spasticity", "cerebral_spasticity")
#: Sinusitis, pharyngitis, bronchitis: by their codes, closed in the record.
PAST = ("444814009", "195662009", "10509002")
SAMPLE = 300


def ordinary() -> Iterator[Base]:
    """Those for whom a label speaks: of children where it has doses for them by mouth."""
    for base in bases():
        by_mouth = "pump" not in base.typed and "screening" not in base.typed
        outside = (
            # A label has doses for children by mouth, 15 mg at once is no start of theirs, and
            # 60 mg no dose that is raised.
            base.body == "child" and (base.place not in ("FR", "UK") or base.asks in NO_CHILD),
            base.place == "US" and base.syndrome == "cerebral_spasticity",
        )
        if base.syndrome in LABELLED and not (by_mouth and any(outside)):
            yield base


def steps(fit: Assessment) -> object:
    """What is printed as steps, up and down."""
    made = plan_oral(fit, K)
    return made.up and made.up.regimen, made.down and made.down.regimen


def test_ordinary_patients_are_ok_or_caution_and_given_what_they_ask_for() -> None:
    rng, everybody = Random(21), list(ordinary())  # noqa: S311 - a seed for tests
    for base in rng.sample(everybody, SAMPLE):
        made = come_of(base.typed, base)
        assert made.verdict <= Verdict.CAUTION, (str(base), made.verdict)
        labelled = base.body in ("adult", "old") or "pump" in base.typed
        assert made.gives or not labelled, str(base)


def test_harmless_medicines_change_nothing() -> None:
    rng, everybody = Random(22), list(ordinary())  # noqa: S311 - a seed for tests
    for base in rng.sample(everybody, SAMPLE // 2):
        more: Typed = {"medicines": rng.sample(HARMLESS, rng.choice([1, 2, 4]))}
        before, after = come_of(base.typed, base), come_of(told(base.typed, more), base)
        assert (after.verdict, after.gives) == (before.verdict, before.gives), (str(base), more)


@pytest.mark.parametrize("asks", ["start", "steady"])
@pytest.mark.parametrize("place", ["US", "UK", "DE"])
def test_past_illnesses_and_a_routine_refill_change_nothing(asks: str, place: str) -> None:
    """Of a record: what is over, and the same order written anew."""
    base = Base("ms_spasticity", "adult", asks, place)
    made = resources(base.typed)
    assert made is not None
    found, left = made
    over = [
        condition(code, status="resolved", onsetDateTime="2019-03-01",
                  abatementDateTime="2019-04-01")
        for code in PAST
    ]  # fmt: skip
    fits = []
    for more in ([], over):
        reading = read_as_record([*found, *more], left, base.typed)
        request = reading.asks(today=TODAY, kind=base.typed["request"], jurisdiction=place)
        fits.append(outcome(reading.patient, request))
    assert fits[0].is_free
    assert (fits[1].verdict, fits[1].gives) == (fits[0].verdict, fits[0].gives)
    assert steps(fits[1].fit) == steps(fits[0].fit)
