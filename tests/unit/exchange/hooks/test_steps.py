"""Several steps in one order: each is judged against the one before it, and none is summed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.exchange import Card, read_patient
from tests.hook_requests import SERTRALINE, asked, broken_rules, cards, order, prefetch
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, dosage, medicine

Json = dict[str, Any]
PRIOR: Json = {"priorPrescription": {"reference": "MedicationRequest/m2"}}
SIXTY = order("m2", mg=20, status="active", authoredOn="2026-06-01")


def day(later: int) -> str:
    return (TODAY + timedelta(days=later)).isoformat()


def limited(mg: float, **repeat: Any) -> Json:
    held = dosage(mg, frequency=3)
    held["timing"]["repeat"] |= repeat
    return held


def for_days(mg: float, days: float | None) -> Json:
    if days is None:
        return limited(mg)
    return limited(mg, boundsDuration={"value": days, "unit": "d", "code": "d"})


def numbered(*steps: Json) -> list[Json]:
    return [{**step, "sequence": place} for place, step in enumerate(steps, start=1)]


def between(*steps: tuple[float, int, int | None]) -> list[Json]:
    """Steps by their own days: mg three times daily, from, to."""
    spans = [{"start": day(first)} | ({} if last is None else {"end": day(last)})
             for _, first, last in steps]  # fmt: skip
    return [limited(step[0], boundsPeriod=span) for step, span in zip(steps, spans, strict=True)]


def drafted(dosages: list[Json], id: str = "o1", **more: Any) -> Json:
    return order(id, dosageInstruction=dosages, **more)


def one(drafted: Json, *held: Json, hook: str = "order-sign") -> Card:
    (card,) = cards(asked(hook, prefetch(SERTRALINE, *held), drafted))
    assert broken_rules({"cards": [card.as_json()]}, 1) == []
    return card


def lasting(*steps: tuple[float, float | None]) -> list[Json]:
    return numbered(*(for_days(mg, days) for mg, days in steps))


# --- up ----------------------------------------------------------------------------------------

LABELS = (5, 3), (10, 3), (15, None)


@pytest.mark.parametrize("dosages", [
    lasting(*LABELS),
    lasting(*LABELS)[::-1],
    between((5, 0, 2), (10, 3, 5), (15, 6, 90)),
    numbered(*between((5, 0, 2), (10, 3, 5), (15, 6, None))),
    numbered(limited(5, count=9), limited(10, count=9), limited(15)),
    # Two dosages of one step are taken together.
    [lasting(*LABELS)[0], *({**for_days(mg, 3), "sequence": 2} for mg in (4, 6)),
     lasting(*LABELS)[2]],
])  # fmt: skip
def test_a_labels_titration_in_one_order_is_an_ordinary_one(dosages: list[Json]) -> None:
    card = one(drafted(dosages))
    assert (card.indicator, card.verdict, card.order) == ("info", "ok", "o1")
    assert "goes in 3 steps" in card.detail
    # Its first step alone is not offered in place of all of them.
    assert card.suggestion is None


@pytest.mark.parametrize(
    ("steps", "rule", "step"),
    [
        (((20, 3), (25, None)), "DO-FIRST-ORDER", 1),
        (((5, 3), (15, 3), (20, None)), "DO-ONE-STEP", 2),
        # One step of the label each, and too soon one after the other.
        (((5, 1), (10, 1), (15, None)), "DO-FIRST-MUCH", 3),
        (((5, 3), (10, 1), (15, None)), "DO-ONE-STEP", 3),
        (((5, 3), (10, 3), (15, 3), (20, 3), (35, None)), "DO-US-MAX", 5),
    ],
)
def test_start_rise_interval_and_most_are_judged_of_each_step(
    steps: tuple[tuple[float, float | None], ...], rule: str, step: int
) -> None:
    card = one(drafted(lasting(*steps)))
    assert card.indicator == "warning"
    assert rule in card.rules
    assert f"the worst, of step {step}." in card.detail.replace("\\", "")


def test_what_ends_high_and_soon_is_asked_what_follows() -> None:
    card = one(drafted(lasting((5, 3), (10, 3))))
    assert card.indicator == "warning"
    assert "What follows?" in card.summary
    assert one(drafted(lasting((5, 3), (10, 60)))).indicator == "info"


# --- down --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["id", "prior"])
def test_a_way_down_in_one_order_is_no_start_and_no_stop(how: str) -> None:
    down = lasting((15, 7), (10, 7), (5, 7))
    card = one(drafted(down, "m2") if how == "id" else drafted(down, **PRIOR), SIXTY)
    assert (card.indicator, card.verdict) == ("info", "ok")
    assert not card.summary.startswith("Do not stop")
    assert "DO-FIRST-ORDER" not in card.rules
    # Written to its end, with a last step of nothing, it is the same.
    nothing = numbered(*down, limited(0))
    assert one(drafted(nothing, "m2"), SIXTY).indicator == "info"


@pytest.mark.parametrize(
    ("steps", "step"), [(((5, 7), (2.5, 7)), 1), (((15, 7), (5, 7)), 2), (((15, 1), (10, 1)), 2)]
)  # fmt: skip
def test_a_way_down_that_falls_too_far_or_too_soon_is_a_warning(
    steps: tuple[tuple[float, float], ...], step: int
) -> None:
    card = one(drafted(lasting(*steps), "m2"), SIXTY)
    assert card.indicator == "warning"
    assert "DO-ONE-STEP" in card.rules
    assert f"of step {step}." in card.detail


def test_beside_what_runs_it_is_still_asked_what_it_replaces() -> None:
    card = one(drafted(lasting((5, 7), (2.5, 7))), SIXTY)
    assert (card.indicator, card.verdict) == ("warning", "avoid")
    assert "together 75 mg a day" in card.detail


# --- what cannot be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dosages", "because"),
    [
        (lasting((5, None), (10, 3)), "its step 1 has no end"),
        ([for_days(5, 3), for_days(10, 7)], "which of its steps comes first"),
        (between((5, 0, 5), (10, 3, 9)), "step 2 begins before the one before it ends"),
        (between((5, 0, 2), (10, 9, 19)), "step 2 leaves a gap"),
        (numbered(limited(5, boundsDuration={"value": 3, "unit": "moon"}), limited(10)),
         "length that could not be read"),
        (numbered(limited(5, boundsRange={"high": {"value": 7, "unit": "d"}}), limited(10)),
         "for a range of days"),
    ],
)  # fmt: skip
def test_steps_that_cannot_be_told_are_not_judged_and_it_is_said_why(
    dosages: list[Json], because: str
) -> None:
    card = one(drafted(dosages))
    assert (card.indicator, card.verdict, card.suggestion) == ("warning", "needs-info", None)
    assert because in card.detail


def test_one_step_that_cannot_be_read_is_said() -> None:
    steps = lasting((5, 3), (10, 3), (15, None))
    steps[1] |= {"asNeededBoolean": True}
    card = one(drafted(steps))
    assert (card.indicator, card.verdict) == ("warning", "needs-info")
    assert "taken as needed" in card.detail
    assert "15 mg, ?, 45 mg a day" in card.detail


# --- what runs in steps ------------------------------------------------------------------------


def running(dosages: list[Json], since: int) -> Any:
    held = medicine("Baclofen 10 MG Oral Tablet", authoredOn=day(-since),
                    dosageInstruction=dosages)  # fmt: skip
    read = read_patient(bundle(held, medicine("Sertraline")), known=known(), today=TODAY)
    (use,) = read.patient.baclofen or ()
    return use


@pytest.mark.parametrize(
    ("since", "daily"), [(0, "45 mg"), (6, "45 mg"), (7, "30 mg"), (13, "30 mg"), (20, "15 mg")]
)
def test_what_runs_in_steps_is_the_step_of_the_day(since: int, daily: str) -> None:
    use = running(lasting((15, 7), (10, 7), (5, 7)), since)
    assert (use.status, str(use.daily)) == ("active", daily)


def test_lengths_of_steps_follow_each_other() -> None:
    # Over on the day after its last step, not a week after it was written.
    down = lasting((15, 7), (10, 7), (5, 7))
    assert running(down, 21).status == "unknown"
    assert running(lasting((5, 3), (10, None)), 300).status == "active"


def test_a_dose_for_whom_steps_run_is_held_against_the_one_of_today() -> None:
    held = drafted(lasting((20, 7), (15, 7), (10, 60)), "m2", status="active", authoredOn=day(-8))
    assert one(drafted([dosage(15, frequency=3)], "m2"), held).indicator == "info"
    assert one(drafted([dosage(5, frequency=3)], "m2"), held).indicator == "warning"
