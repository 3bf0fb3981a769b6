"""What a card offers leaves nobody without baclofen when it ends, nor with another product."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from baclofen.exchange import Card
from tests.hook_requests import SERTRALINE, asked, broken_rules, cards, order, prefetch
from tests.people import TODAY
from tests.unit.exchange.build import dosage

Json = dict[str, Any]
EIGHTY = order("m2", mg=20, times=4, status="active", authoredOn="2026-06-01")


def found(*orders: Json, held: tuple[Json, ...] = (), hook: str = "order-sign",
          kidney: float = 0.8) -> list[Card]:  # fmt: skip
    made = list(cards(asked(hook, prefetch(SERTRALINE, *held, kidney=kidney), *orders)))
    assert broken_rules({"cards": [card.as_json() for card in made]}) == []
    return made


def offered(*orders: Json, held: tuple[Json, ...] = (), hook: str = "order-sign") -> list[Json]:
    (card,) = found(*orders, held=held, hook=hook)
    return [] if card.suggestion is None else [one.resource for one in card.suggestion.actions]


def span(resource: Json) -> tuple[str, str | None]:
    (bounds,) = {
        (held["start"], held.get("end"))
        for dose in resource["dosageInstruction"]
        for held in (dose["timing"]["repeat"]["boundsPeriod"],)
    }
    return bounds


# --- what comes after ------------------------------------------------------------------------


@pytest.mark.parametrize("drafted", [order("o1", mg=5), order("o1", mg=20, times=4)])
def test_an_order_that_is_taken_over_goes_on_until_it_is_changed(drafted: Json) -> None:
    (card,) = found(drafted)
    assert card.suggestion is not None
    (action,) = card.suggestion.actions
    assert span(action.resource) == (TODAY.isoformat(), None)
    assert "going on until it is changed" in card.suggestion.label


def test_what_is_so_already_is_not_offered_again() -> None:
    (first,) = offered(order("o1", mg=5))
    assert offered(first) == []


def test_a_stop_is_offered_the_whole_way_down() -> None:
    steps = offered({**EIGHTY, "status": "stopped"}, held=(EIGHTY,))
    assert len(steps) > 2
    spans = [span(step) for step in steps]
    assert spans[0][0] == TODAY.isoformat()
    for (_, end), (start, _) in pairwise(spans):
        assert end is not None
        assert date.fromisoformat(start) == date.fromisoformat(end) + timedelta(days=1)
    (card,) = found({**EIGHTY, "status": "stopped"}, held=(EIGHTY,))
    assert card.suggestion is not None
    assert "whole way down" in card.suggestion.label
    *before, last = card.suggestion.actions
    assert all("then the next step" in action.description for action in before)
    assert "then none" in last.description


def test_the_way_down_of_a_stay_is_for_home_and_quiets_the_discharge() -> None:
    stay = {**EIGHTY, "category": [{"coding": [{"code": "inpatient"}]}]}
    steps = offered(held=(stay,), hook="encounter-discharge")
    signed = [{**step, "id": f"n{n}", "status": "active"} for n, step in enumerate(steps)]
    assert len(signed) > 2
    assert found(held=(stay, *signed), hook="encounter-discharge") == []


def test_nothing_is_offered_that_would_itself_be_contraindicated() -> None:
    (card,) = found({**EIGHTY, "status": "stopped"}, held=(EIGHTY,), kidney=6.0)
    assert (card.indicator, card.verdict) == ("critical", "contraindicated")
    assert card.suggestion is None


# --- the product -----------------------------------------------------------------------------

FLEQSUVY = "Fleqsuvy 25 mg/5 mL oral suspension"
NO_NAME = "Baclofen oral solution"
MELTING = ["Kemstro 10 MG Disintegrating Oral Tablet", "Baclofen ODT 10 mg"]


@pytest.mark.parametrize("name", [FLEQSUVY, "Ozobax DS 10 mg/5 mL oral solution"])
def test_a_liquid_stays_the_liquid_that_was_ordered(name: str) -> None:
    drafted = order("o1", name, "", mg=20, times=3)
    (made,) = offered(drafted)
    assert made["medicationCodeableConcept"] == drafted["medicationCodeableConcept"]


def test_a_way_down_stays_the_liquid_that_is_taken() -> None:
    runs = order("m2", FLEQSUVY, "", mg=10, status="active", authoredOn="2026-06-01")
    steps = offered({**runs, "status": "stopped"}, held=(runs,))
    assert len(steps) > 1
    names = {step["medicationCodeableConcept"]["text"] for step in steps}
    assert names == {FLEQSUVY}
    assert "5 mg/mL" in str(steps[0]["dosageInstruction"])


@pytest.mark.parametrize("name", [*MELTING, NO_NAME, "Lyvispah 10 mg oral granules"])
def test_what_is_no_tablet_is_never_offered_as_one(name: str) -> None:
    runs = order("m2", name, "", mg=10, status="active", authoredOn="2026-06-01")
    for made in (offered(order("o1", name, "", mg=20)),
                 offered({**runs, "status": "stopped"}, held=(runs,))):  # fmt: skip
        assert "tablet" not in str([step["medicationCodeableConcept"] for step in made])


def test_a_melting_tablet_told_by_its_code_alone_is_one() -> None:
    coded = order("o1", "Baclofen 10 MG", "617299", mg=20)
    assert offered(coded) == []


@pytest.mark.parametrize("hook", ["start", "stop"])
def test_the_way_by_which_it_is_given_is_kept(hook: str) -> None:
    way = {"text": "PEG tube"}
    dose = {**dosage(20 if hook == "start" else 10, frequency=3), "route": way}
    runs = order("m2", FLEQSUVY, "", dosageInstruction=[dose], status="active",
                 authoredOn="2026-06-01")  # fmt: skip
    made = (
        offered({**runs, "id": "o1", "status": "draft"}) if hook == "start"
        else offered({**runs, "status": "stopped"}, held=(runs,))
    )  # fmt: skip
    assert made
    assert all(one["route"] == way for step in made for one in step["dosageInstruction"])


def test_what_is_offered_for_an_order_without_a_product_is_named() -> None:
    (card,) = found(order("o1", "Baclofen", "", mg=20, times=4))
    assert card.suggestion is not None
    (action,) = card.suggestion.actions
    named = action.resource["medicationCodeableConcept"]["text"]
    assert "tablet" in named
    assert named in card.suggestion.label


def test_a_concept_that_is_offered_as_a_liquid_tells_its_strength() -> None:
    medicine = {"resourceType": "Medication", "id": "d1", "code": {"text": FLEQSUVY}}
    pointing = order("o1", mg=20, times=3, medicationReference={"reference": "#d1"},
                     contained=[medicine])  # fmt: skip
    del pointing["medicationCodeableConcept"]
    (made,) = offered(pointing)
    assert "5 mg/mL" in made["medicationCodeableConcept"]["text"]
