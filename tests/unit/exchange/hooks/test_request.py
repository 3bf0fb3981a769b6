"""A hook's request, read strictly: each part that is wrong is refused by its name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from baclofen.errors import InputRefused
from baclofen.exchange import read_request
from baclofen.exchange.hooks.request import MOST_ORDERS
from tests.hook_requests import asked, order, prefetch

Json = dict[str, Any]
GIVEN = {"resource": order("o1")}


def signing(**context: Any) -> Json:
    return asked("order-sign", prefetch(), order("o1"), **context)


def selecting(*orders: Any, **context: Any) -> Json:
    return asked("order-select", prefetch(), *orders, **context)


def with_drafts(drafts: Any) -> Json:
    request = signing()
    request["context"]["draftOrders"] = drafts
    return request


def without(request: Json, name: str) -> Json:
    return {key: value for key, value in request.items() if key != name}


def bundle(*entries: Any) -> Json:
    return {"resourceType": "Bundle", "entry": list(entries)}


WRONG: list[tuple[str, Callable[[], Any], str]] = [
    ("request", lambda: [signing(), signing()], "no JSON object"),
    ("hook", lambda: without(signing(), "hook"), "missing"),
    ("hook", lambda: signing() | {"hook": "order-review"}, "order-review"),
    ("hookInstance", lambda: signing() | {"hookInstance": " "}, "no text"),
    ("context", lambda: without(signing(), "context"), "missing"),
    ("context", lambda: signing() | {"context": []}, "no object"),
    ("context.userId", lambda: signing(userId=7), "no text"),
    ("context.patientId", lambda: signing(patientId="p 1"), "no id"),
    ("context.patientId", lambda: signing(patientId="../x"), "no id"),
    ("prefetch", lambda: signing() | {"prefetch": []}, "no object"),
    ("context.draftOrders", lambda: with_drafts(None), "missing"),
    ("context.draftOrders", lambda: with_drafts({"resourceType": "List"}), "no Bundle"),
    ("context.draftOrders", lambda: with_drafts({"entry": []}), "no Bundle"),
    ("context.draftOrders", lambda: with_drafts(bundle() | {"entry": {}}), "no Bundle"),
    ("context.draftOrders.entry[1]", lambda: with_drafts(bundle(GIVEN, "o2")), "a resource"),
    ("context.draftOrders.entry[1]", lambda: with_drafts(bundle(GIVEN, {})), "a resource"),
    (
        "context.draftOrders.entry[0]",
        lambda: with_drafts(bundle({"resource": {"id": "o1"}})),
        "a resource",
    ),
    (
        "context.draftOrders",
        lambda: with_drafts(bundle(*[GIVEN] * (MOST_ORDERS + 1))),
        f"{MOST_ORDERS + 1} orders",
    ),
    ("context.selections", lambda: selecting(selections=None), "no list of texts"),
    ("context.selections", lambda: selecting(selections="MedicationRequest/o1"), "no list"),
    ("context.selections", lambda: selecting(selections=["MedicationRequest/o1", 2]), "no list"),
    ("fhirServer", lambda: signing() | {"fhirServer": ""}, "no text"),
    (
        "fhirAuthorization",
        lambda: signing() | {"fhirAuthorization": {"access_token": "a"}},
        "without fhirServer",
    ),
]


@pytest.mark.parametrize(("name", "made", "says"), WRONG)
def test_each_wrong_part_is_refused_by_its_name(
    name: str, made: Callable[[], Any], says: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        read_request(json.dumps(made()).encode())
    assert refused.value.field == name
    assert says in str(refused.value)


def test_what_is_right_is_read_as_it_came() -> None:
    drafts = [GIVEN] * MOST_ORDERS
    read, document = read_request(json.dumps(with_drafts(bundle(*drafts))).encode())
    assert (read.hook, read.patient_id, read.user) == ("order-sign", "p1", "Practitioner/1")
    assert (len(read.orders), read.selections, read.server) == (MOST_ORDERS, None, "")
    assert document["hook"] == "order-sign"
    chosen = selecting(order("o1"), order("o2"), selections=["MedicationRequest/o2"])
    chosen |= {"fhirServer": "https://ehr.example/fhir", "fhirAuthorization": {"access_token": "a"}}
    read, _ = read_request(json.dumps(chosen).encode())
    assert read.selections == ("MedicationRequest/o2",)
    assert read.server == "https://ehr.example/fhir"
    assert "access_token" not in repr(read)
