"""What is not of the clinic is not there, on every route; who may not write does not; every page
keeps to its headers; the trail says who did what, and nothing that a patient told."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from baclofen.service.page.audit import Trail
from baclofen.store import Keys, Ledger
from tests.unit.service.page.clinic import PASSWORD, House, words


def routes(house: House) -> Iterator[tuple[str, str]]:
    """Every route of the pages: its method, and its path as it is declared."""
    for route in _all(house.app.routes):
        if not route.path.startswith(("/health", "/metrics", "/static", "/cds")):
            for method in (route.methods or set()) - {"HEAD"}:
                yield method, route.path


def _all(found: Any) -> Iterator[APIRoute]:
    """The routes inside the routers that were included, however deep."""
    for one in found:
        if isinstance(one, APIRoute):
            yield one
        elif hasattr(one, "original_router"):
            yield from _all(one.original_router.routes)


def of_patient(house: House) -> list[tuple[str, str]]:
    return [(method, path) for method, path in routes(house) if "{patient}" in path]


def filled(path: str, patient: str) -> str:
    return path.format(
        patient=patient, number=1, kind="fell", syndrome="fibromyalgia", name="x.svg",
        ids="REN-BEERS",
    )  # fmt: skip


def test_there_are_routes_of_a_patient(house: House) -> None:
    assert len(of_patient(house)) >= 20


def test_a_patient_of_another_clinic_is_not_there_on_any_route(house: House) -> None:
    """A user of clinic B gets the same 404 for a patient of A and for one of nobody."""
    theirs = house.browser("dr.a").typed()
    other = house.browser("other")
    other.get("/patients")
    assert theirs not in other.text
    for method, path in of_patient(house):
        said = []
        for patient in (theirs, "00000-00000"):
            other.get("/patients")
            send = other.get if method == "GET" else other.post
            send(filled(path, patient))
            assert other.status == 404, (method, path, other.status)
            said.append(words(other.text))
        assert said[0] == said[1], path
        assert theirs not in said[0]
    assert len(house.browser("dr.a").get(f"/patients/{theirs}/record").split("<tr>")) == 3


def test_without_a_sign_in_every_route_leads_to_it(house: House) -> None:
    theirs = house.browser("dr.a").typed()
    nobody = house.browser()
    for method, path in routes(house):
        if path in ("/", "/sign-in"):
            continue
        nobody.text = ""
        (nobody.get if method == "GET" else nobody.post)(filled(path, theirs))
        assert nobody.path == "/sign-in", (method, path)


def test_a_viewer_and_an_admin_write_nothing(house: House) -> None:
    theirs = house.browser("dr.a").typed()
    for name in ("reader", "keeper"):
        reader = house.browser(name)
        for method, path in routes(house):
            # Looking at a pump's change and asking for the model's exam keep nothing of a patient.
            if method != "POST" or path in (
                "/sign-in",
                "/sign-out",
                "/model",
                "/patients/{patient}/pump",
            ):
                continue
            reader.get("/patients")
            reader.post(filled(path, theirs))
            assert reader.status == 403, (name, path)
    only = house.browser("keeper")
    only.get(f"/patients/{theirs}/fit")
    assert only.status == 200
    assert "<form" in only.text
    assert "/answer" not in only.text


def test_a_form_of_another_page_is_refused(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    for fields, headers in (
        ({"form_key": "x"}, {}),
        ({}, {}),
        ({"form_key": one.hidden("form_key")}, {"sec-fetch-site": "cross-site"}),
    ):
        got = one.client.post(
            f"/patients/{patient}/follow/fell", data={**fields, "seen": "1"}, headers=headers
        )
        assert got.status_code == 403
    got = one.client.post("/sign-in", data={"name": "dr.a", "password": PASSWORD},
                          headers={"sec-fetch-site": "cross-site"})  # fmt: skip
    assert got.status_code == 403


def test_another_name_of_this_machine_is_refused(house: House) -> None:
    got = house.browser().client.get("/sign-in", headers={"host": "evil.example:8080"})
    assert got.status_code == 421


def test_every_page_keeps_to_its_headers_and_has_no_script_or_style_in_it(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    for method, path in routes(house):
        if method != "GET":
            continue
        one.get(filled(path, patient))
        policy = one.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'"), path
        assert "unsafe" not in policy or path.endswith((".svg", "{name}")), path
        assert one.headers["cache-control"] == "no-store", path
        assert one.headers["x-content-type-options"] == "nosniff"
        if "<!doctype html>" in one.text:
            assert not re.search(r"<script(?! src=)", one.text), path
            assert "<style" not in one.text, path
            assert not re.search(r"<[^>]+\s(style|on\w+)=", one.text), path
            assert not re.search(r'(?:src|href)="(?:https?:)?//(?!\S+" rel="noopener)', one.text), (
                path
            )


def test_the_cookie_is_kept_from_scripts_and_bound_where_it_travels(house: House) -> None:
    got = house.browser().client.post(
        "/sign-in", data={"name": "dr.a", "password": PASSWORD}, follow_redirects=False
    )
    cookie = got.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie


def test_signing_out_and_a_session_that_ended(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    stolen = dict(one.client.cookies)
    one.post("/sign-out")
    assert one.path == "/sign-in"
    one.client.cookies.update(stolen)
    one.get(f"/patients/{patient}")
    assert one.path == "/sign-in"


def test_too_many_tries_of_a_password_are_stopped(house: House) -> None:
    nobody = house.browser()
    statuses = []
    for n in range(12):
        nobody.post("/sign-in", name="dr.a", password=f"guess {n} of many")
        statuses.append(nobody.status)
    assert statuses[0] == 403
    assert statuses[-1] == 429
    nobody.post("/sign-in", name="dr.a", password=PASSWORD)
    assert nobody.status == 429


def test_the_trail_says_who_did_what_and_nothing_that_a_patient_told(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    one = house.browser("dr.a")
    patient = one.typed(called="Mrs Jane Roe", medicines="secretomycin")
    one.get(f"/patients/{patient}/fit")
    one.get(f"/patients/{patient}/record.csv")
    one.get("/why/REN-BEERS")
    house.browser().post("/sign-in", name="dr.a", password="not this one at all")  # noqa: S106
    house.browser("other").get(f"/patients/{patient}")
    keeper = house.browser("keeper")
    keeper.get("/trail")
    said = words(keeper.text)
    for part in (
        "signed in",
        "changed",
        "exported",
        "refused",
        patient,
        "Every chain of this store",
    ):
        assert part in said, part
    assert "/patients/{patient}/fit" in said
    # What shows nothing of a patient is not noted.
    assert "/why" not in said
    printed = capsys.readouterr().err
    with Ledger.open(house.store, Keys.of_setting(os.environ["BACLOFEN_KEYS"], name="k")) as ledger:
        lines = Trail(ledger).last("clinic-a", 100)
        assert {line.by for line in lines} == {"dr.a", "keeper"}
        assert [line.entry.status for line in lines if line.entry.done == "refused"] == [403]
        assert [line.entry.done for line in Trail(ledger).last("clinic-b", 9)] == [
            "refused",
            "viewed",
            "signed in",
        ]
        kept = json.dumps([f"{line}" for line in lines])
    for secret in ("Jane", "secretomycin", PASSWORD):
        assert secret not in kept
        assert secret not in printed
        assert secret not in said
    assert patient not in printed
    house.browser("dr.a").get("/trail")


def test_the_trail_is_for_the_admin(house: House) -> None:
    one = house.browser("dr.a")
    one.get("/trail")
    assert one.status == 403


def test_what_a_patient_told_is_never_in_an_address(house: House) -> None:
    """Forms that carry what a patient told are sent, not asked for."""
    one = house.browser("dr.a")
    patient = one.typed()
    for part in ("", "/fit", "/plan", "/pump", "/follow", "/record"):
        one.get(f"/patients/{patient}{part}")
        for form in re.findall(r"<form[^>]*>", one.text):
            assert 'method="post"' in form or 'class="asks"' in form, form
        for link in re.findall(r'href="([^"]+)"', one.text):
            assert "female" not in link
            assert "sertraline" not in link
