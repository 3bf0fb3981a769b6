"""The description of the interface, and that the service keeps to it under thousands of calls."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from baclofen.exchange import HOOK_SCHEMAS
from baclofen.service import Settings, create_app
from tests.people import TODAY, known

CHECKS = [
    not_a_server_error, content_type_conformance, response_schema_conformance,
    status_code_conformance,
]  # fmt: skip


@pytest.fixture(scope="module")
def app() -> FastAPI:
    made = create_app(Settings(public_url="http://testserver"), known=known(), today=lambda: TODAY)
    # Each call here starts and stops the application: what it remembers is to outlive that.
    made.state.book.close = lambda: None
    return made


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1")


def test_every_route_of_hooks_is_described_with_what_it_takes_and_gives(
    client: TestClient,
) -> None:
    told = client.get("/openapi.json").json()
    paths = {path for path in told["paths"] if path.startswith("/cds-services")}
    assert paths == {
        "/cds-services", "/cds-services/{service}", "/cds-services/{service}/feedback",
        "/cds-services/{service}/figures",
    }  # fmt: skip
    call = told["paths"]["/cds-services/{service}"]["post"]
    assert set(call["responses"]) == {"200", "400", "401", "404", "412", "413", "503"}
    assert call["requestBody"]["content"]["application/json"]["schema"]["title"]


def test_the_page_says_the_same_and_asks_nothing_of_anybody(client: TestClient) -> None:
    got = client.get("/docs")
    assert got.headers["content-security-policy"].startswith("default-src 'none'")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in got.text
    assert not re.search(r"<script|<link|<img|style=|src=", got.text)
    assert "://" not in re.sub(r"<pre>.*?</pre>", "", got.text, flags=re.DOTALL)


def test_each_schema_has_an_address(client: TestClient) -> None:
    for name, schema in HOOK_SCHEMAS.items():
        assert client.get(f"/schemas/{name}.json").json() == schema
    got = client.get("/schemas/other.json")
    assert (got.status_code, got.json()["resourceType"]) == (404, "OperationOutcome")


def test_a_wrong_address_or_method_is_an_outcome_too(client: TestClient) -> None:
    for got in (client.put("/cds-services/baclofen"), client.get("/nowhere")):
        assert got.json()["resourceType"] == "OperationOutcome"
    assert client.put("/cds-services/baclofen").headers["allow"] == "POST"


@pytest.mark.parametrize(
    "name",
    ["GET /cds-services", "POST /cds-services/{service}", "GET /health/live",
     "POST /cds-services/{service}/feedback", "GET /cds-services/{service}/figures"],
)  # fmt: skip
def test_the_service_keeps_to_its_description(app: FastAPI, name: str) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    every = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    (operation,) = (one for one in every if one.label == name)

    @settings(
        max_examples=40, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck), database=None,
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def keeps(case: Case[Any]) -> None:
        if "service" in case.path_parameters:
            case.path_parameters["service"] = "baclofen"
        case.call_and_validate(checks=CHECKS)

    keeps()
