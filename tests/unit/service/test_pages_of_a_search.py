"""A search of a FHIR server that did not come whole: what came is kept, and counts as a part."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from baclofen.exchange import Card, cards_of, read_patient, read_request, record_of
from baclofen.service.hooks import reading
from baclofen.service.hooks.fetch import NotFetched
from baclofen.service.smart.arrival import Arrival
from baclofen.service.smart.chart import record_of as chart_of
from baclofen.service.trust import Server
from tests.hook_requests import SERTRALINE, asked, order, patient, prefetch, search
from tests.people import TODAY, known

Json = dict[str, Any]
Page = Json | Exception
BASE = "https://ehr.example/fhir"
LACKS: Json = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}
AMLODIPINE = order("m7", "Amlodipine 5 mg", "", status="active", mg=5, times=1)
EIGHTY = order("m8", mg=20, times=4, status="active", authoredOn="2026-06-01")


def first(*found: Json, total: int = 9) -> Json:
    link = [{"relation": "next", "url": f"{BASE}/MedicationRequest?page=2"}]
    return {**search(*found), "total": total, "link": link}


#: Each is what the server answers, page by page, to the search for medicines.
BROKEN: dict[str, tuple[Page, ...]] = {
    "a message": (first(AMLODIPINE), LACKS),
    "the Patient": (first(AMLODIPINE), patient()),
    "a page of none": (first(AMLODIPINE), {**search(), "total": 9}),
    "a page of none that counts none": (first(AMLODIPINE), search()),
    "the same page again": (first(AMLODIPINE, total=2), {**search(AMLODIPINE), "total": 2}),
    "no page": (first(AMLODIPINE), NotFetched("status 410")),
    "fewer than counted": ({**search(AMLODIPINE), "total": 3},),
    "none of three": ({"resourceType": "Bundle", "type": "searchset", "total": 3},),
    "one without a list": (AMLODIPINE,),
    "a message inside": (search(AMLODIPINE, LACKS),),
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[tuple[Page, ...]], None]:
    """Sets what the server answers: these pages to the search for medicines, nothing to others."""

    def set_to(pages: tuple[Page, ...]) -> None:
        def get(url: str, **_: Any) -> tuple[int, bytes]:
            if "/Patient/" in url:
                return 200, json.dumps(patient()).encode()
            if "MedicationRequest" not in url:
                return 200, json.dumps(search()).encode()
            page = pages["page=2" in url]
            if isinstance(page, Exception):
                raise page
            return 200, json.dumps(page).encode()

        monkeypatch.setattr(reading, "get", get)

    return set_to


def found(hook: str, *orders: Json) -> tuple[Card, ...]:
    held = {k: v for k, v in prefetch().items() if k != "medications"}
    request, _ = read_request(json.dumps(asked(hook, held, *orders)).encode())
    got = reading.read_keys(["medications"], BASE, "p1", "")
    return cards_of(
        request, record_of(request, got), known(), today=TODAY, jurisdiction="US", url="https://x"
    )


@pytest.mark.parametrize("name", BROKEN)
def test_a_start_is_not_called_clear_on_a_part_of_the_list(
    answers: Callable[[tuple[Page, ...]], None], name: str
) -> None:
    answers(BROKEN[name])
    (card,) = found("order-sign", order("o1", mg=5))
    assert (card.indicator, card.verdict) == ("warning", "needs-info")
    assert "only partly known: medications" in card.detail
    assert card.suggestion is None


@pytest.mark.parametrize("pages", [(search(),), (first(AMLODIPINE, total=2), search(SERTRALINE))])
def test_a_list_that_is_whole_is_one(
    answers: Callable[[tuple[Page, ...]], None], pages: tuple[Page, ...]
) -> None:
    answers(pages)
    (card,) = found("order-sign", order("o1", mg=5))
    assert card.indicator == "info"
    assert "partly known" not in card.detail


def test_what_came_before_a_page_that_failed_still_counts(
    answers: Callable[[tuple[Page, ...]], None],
) -> None:
    answers((first(EIGHTY), LACKS))
    (card,) = found("order-sign", order("o1", mg=20, times=4))
    assert (card.indicator, card.verdict) == ("warning", "avoid")
    assert "together 160 mg a day" in card.detail


@pytest.mark.parametrize("name", BROKEN)
def test_a_part_of_the_list_shows_nobody_free_of_baclofen(
    answers: Callable[[tuple[Page, ...]], None], name: str
) -> None:
    """Neither at a discharge, nor where sedatives are stacked; a whole list of none does."""
    stack = (order("o1", "Oxycodone 10 MG", ""), order("o2", "Diazepam 10 MG", ""))
    answers(BROKEN[name])
    (ends,) = found("encounter-discharge")
    assert (ends.indicator, "is taken is not known" in ends.summary) == ("info", True)
    (*_, stacked) = found("order-sign", *stack)
    assert (stacked.indicator, "is taken is not known" in stacked.summary) == ("warning", True)
    answers((search(),))
    assert found("encounter-discharge") == found("order-sign", *stack) == ()


def test_someone_on_baclofen_is_told_what_is_a_part(
    answers: Callable[[tuple[Page, ...]], None],
) -> None:
    answers((first(EIGHTY), LACKS))
    (card,) = found("patient-view")
    assert (card.indicator, "only partly known: medications" in card.summary) == ("info", True)


@pytest.mark.parametrize("name", BROKEN)
def test_a_launch_keeps_that_the_list_is_a_part(
    answers: Callable[[tuple[Page, ...]], None], name: str
) -> None:
    answers(BROKEN[name])
    raw = chart_of(ARRIVAL, Server(url=BASE))
    told = read_patient(raw, known=known(), today=TODAY)
    assert told.patient.baclofen is None
    assert any("The record is not complete" in note for note in told.notes)


ARRIVAL = Arrival("Practitioner/1", "p1", "")
