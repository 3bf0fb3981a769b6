"""What is not of the clinic is not there, on every route; who may not write does not; every page
keeps to its headers; the trail says who did what, and nothing that a patient told."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from baclofen.errors import StoreRefused
from baclofen.service.page import sessions
from baclofen.service.page.audit import Trail
from baclofen.store import Head, Keys, Ledger, Verified, Wrong
from baclofen.value import replace
from tests.unit.service.page.clinic import PASSWORD, House, keys, serving, words


def routes(house: House) -> Iterator[tuple[str, str]]:
    """Every route of the pages: its method, and its path as it is declared."""
    for route in _all(house.app.routes):
        if not route.path.startswith(("/health", "/metrics", "/static", "/cds", "/openapi")):
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
        ids="REN-BEERS", ticket="none",
    )  # fmt: skip


def test_what_no_browser_of_ours_sends_is_refused_and_is_no_fault(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.post(f"/patients/{patient}/answer", form_key="é", key="alcohol", words="yes")
    assert one.status == 403
    one.get(f"/patients/{patient}/plans/abc")
    assert one.status == 404
    assert "<main" in one.text


def test_a_sign_in_ends_what_the_browser_had_and_a_made_up_cookie_is_no_other_caller(
    house: House,
) -> None:
    one = house.browser("dr.a")
    name = _cookie(house)
    first = one.client.cookies[name]
    one.post("/sign-in", name="dr.b", password=PASSWORD)
    other = house.browser()
    other.client.cookies.set(name, first)
    other.get("/patients")
    assert other.path == "/sign-in"
    statuses: list[int] = []
    # Of a slow machine more are asked until it is too often: what was taken fills up meanwhile.
    while 429 not in statuses and len(statuses) < 2_000:
        other.client.cookies.clear()
        other.client.cookies.set(name, f"made-up-{len(statuses)}")
        statuses.append(other.client.get("/sign-in").status_code)
    assert set(statuses) == {200, 429}


def _cookie(house: House) -> str:
    (name,) = (c for c in house.browser("dr.b").client.cookies)
    return name


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
        # A session of its own for each: so many calls of one are refused for their number.
        other = house.browser("other")
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
        # What integrators read (the description and its schemas) tells of no patient.
        if path == "/" or path.startswith(("/sign-in", "/docs", "/openapi", "/schemas")):
            continue
        nobody.text = ""
        (nobody.get if method == "GET" else nobody.post)(filled(path, theirs))
        assert nobody.path == "/sign-in", (method, path)


def test_a_viewer_and_an_admin_write_nothing(house: House) -> None:
    theirs = house.browser("dr.a").typed()
    for name in ("reader", "keeper"):
        reader = house.browser(name)
        for method, path in routes(house):
            # Looking at a pump's change, trying a dose and the model's exam keep nothing; sessions
            # and password are everybody's own.
            if (
                method != "POST"
                or path.startswith("/account/")
                or path
                in (
                    "/sign-in",
                    # Of the provider, who signs what it sends.
                    "/sign-in/elsewhere/out",
                    "/sign-out",
                    "/left",
                    "/model",
                    "/patients/{patient}/pump",
                    "/patients/{patient}/try",
                )
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


def test_what_another_page_sends_after_one_signed_out_is_held_for_them(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    page = one.get(f"/patients/{patient}/follow")
    one.post("/sign-out")
    one.text = page
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    assert "What you had typed is held for you" in words(one.text)
    assert house.browser("dr.b").path == "/patients"
    one.post("/sign-in", name="dr.a", password=PASSWORD)
    assert one.path == "/left"
    assert "score 6" in words(one.text)
    # What somebody else ended is over with all that was open of it.
    page = one.get(f"/patients/{patient}/follow")
    keeper = house.browser("keeper")
    keeper.get("/account")
    keeper.post("/account/end", name=re.findall(r'name="name" value="(\w+)"', keeper.text)[0])
    one.text = page
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    assert one.path == "/sign-in"
    assert "held for you" not in one.text


def test_signing_out_ends_the_session_whatever_the_store_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.browser("dr.a")
    one.typed()
    assert one.client.get("/health/ready").status_code == 200

    def full(*_: object, **__: object) -> None:
        raise StoreRefused("store", "full", "the disk must have room")

    one.get("/account")
    stolen = dict(one.client.cookies)
    with monkeypatch.context() as broken:
        broken.setattr(Trail, "put", full)
        one.post("/sign-out")
        assert one.status == 503
        assert "You are signed out" in words(one.text)
        assert "could not be put in the trail" in words(one.text)
        ready = one.client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["lacking"] == ["the trail takes no entry"]
    one.client.cookies.update(stolen)
    one.get("/account")
    assert one.path == "/sign-in"
    house.browser("dr.a").get("/patients")
    assert one.client.get("/health/ready").status_code == 200


def test_an_origin_elsewhere_is_refused_where_no_site_is_told(house: House) -> None:
    one = house.browser("dr.a")
    one.get("/account")
    told = {"form_key": one.hidden("form_key")}
    for origin, status in (("https://evil", 403), ("null", 403), ("http://127.0.0.1:8080", 303)):
        got = one.client.post(
            "/sign-out", data=told, headers={"origin": origin}, follow_redirects=False
        )
        assert got.status_code == status


def test_a_browser_is_refused_by_a_page(house: House) -> None:
    one = house.browser("dr.a")
    for path in ("/nope", "/nope/nope"):
        got = one.client.get(path, headers={"accept": "text/html,*/*;q=0.8"})
        assert got.status_code == 404
        assert got.headers["content-type"].startswith("text/html")
        assert '<html lang="en">' in got.text
        assert "No page or service has this address." in got.text
        # In the frame of the pages: for who is signed in as for who is not.
        assert 'aria-label="Main"' in got.text
        assert 'href="/patients"' in got.text
        nobody = house.browser().client.get(path, headers={"accept": "text/html"})
        assert 'href="/sign-in"' in nobody.text
        assert 'aria-label="Main"' not in nobody.text
        # In the dress of the pages: what it names is there, and it may be loaded.
        (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', got.text)
        assert one.client.get(style).status_code == 200
        assert "style-src 'self'" in got.headers["content-security-policy"]
        assert one.client.get(path, headers={"accept": "application/json"}).json()
    big = {"file": ("record", b"x" * 2**24 + b"x" * 2**20)}
    got = one.client.post("/patients/file", files=big, headers={"accept": "text/html"})
    assert got.status_code == 413
    assert "<h1>More than is read</h1>" in got.text
    assert 'aria-label="Main"' in got.text
    # What is no form of ours: too many fields, parts that are none.
    one.get("/account")
    fields = {"form_key": one.hidden("form_key"), **{f"f{n}": "x" for n in range(99)}}
    headers = {"accept": "text/html"}
    for got in (
        one.client.post("/patients/typed", data=fields, headers=headers),
        one.client.post(
            "/patients/file", content=b"no parts",
            headers={**headers, "content-type": "multipart/form-data; boundary=x"},
        ),
    ):  # fmt: skip
        assert got.status_code in (400, 403)
        assert 'aria-label="Main"' in got.text


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
    # Who guesses one name keeps nobody else out, nor from another password.
    one = house.browser("dr.b")
    assert one.path == "/patients"
    one.get("/account")
    one.post(
        "/account/password",
        **dict.fromkeys(("password_now", "password_new", "password_again"), "x"),
    )
    assert "not that of this user" in words(one.text)


def test_a_proxy_says_whose_address_asks_where_it_is_told_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    with serving(tmp_path, caller_header="x-real-ip") as house:
        one = house.browser()

        def tried(name: str, address: str) -> int:
            told = {"name": name, "password": "not this one at all"}
            got = one.client.post("/sign-in", data=told, headers={"x-real-ip": address})
            return int(got.status_code)

        assert [tried("dr.a", "10.1.1.1") for _ in range(11)] == [*[403] * 10, 429]
        assert tried("dr.a", "10.1.1.2") == 403
        # All that one line has is one caller; what is no address is not believed.
        assert [tried("dr.b", f"2001:db8::{n}") for n in range(11)][-1] == 429
        assert tried("dr.b", "2001:db8:0:1::1") == 403
        assert tried("s3cret typed as a name", "10.1.1.3, 10.1.1.4") == 403
        trail = words(house.browser("keeper").get("/trail"))
        assert "10.1.1.2" in trail
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    told = [(one["because"], one["address"]) for one in lines if one["event"] == "sign-in refused"]
    assert told[0] == ("password", "10.1.1.1")
    assert told[10] == ("too often", "10.1.1.1")
    assert told[-1] == ("no such user", "testclient")
    assert "s3cret" not in json.dumps(lines)


def test_a_morning_of_sign_ins_from_one_address_is_not_stopped(house: House) -> None:
    for _ in range(15):
        assert house.browser("dr.a").path == "/patients"
    nobody = house.browser()
    nobody.post("/sign-in", name="dr.a", password="one guess of a few")  # noqa: S106
    assert nobody.status == 403


def test_the_trail_says_who_did_what_and_nothing_that_a_patient_told(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    one = house.browser("dr.a")
    patient = one.typed(label="Mrs Jane Roe", medicines="secretomycin")
    one.get(f"/patients/{patient}/fit")
    one.get(f"/patients/{patient}/record.csv")
    one.get("/why/REN-BEERS")
    house.browser().post("/sign-in", name="dr.a", password="not this one at all")  # noqa: S106
    house.browser("other").get(f"/patients/{patient}")
    keeper = house.browser("keeper")
    keeper.get("/trail")
    said = words(keeper.text)
    for part in ("signed in", "changed", "exported", "refused", patient, "testclient"):
        assert part in said, part
    # Who was admitted is named, though no part of the address does.
    typed = next(row for row in keeper.text.split("<tr>") if "/patients/typed" in row)
    assert patient in typed
    checked = words(keeper.get("/trail/checked"))
    assert "Every chain of this clinic" in checked
    assert "clinic-b" not in checked
    assert "/patients/{patient}/fit" in said
    # What shows nothing of a patient is not noted.
    assert "/why" not in said
    printed = capsys.readouterr().err
    with Ledger.open(house.store, Keys.of_setting(os.environ["BACLOFEN_KEYS"], name="k")) as ledger:
        lines = Trail(ledger).part("clinic-a", skip=0, most=100)
        assert {line.by for line in lines} == {"dr.a", "keeper"}
        assert [line.entry.status for line in lines if line.entry.done == "refused"] == [403]
        other = Trail(ledger).part("clinic-b", skip=0, most=9)
        assert [line.entry.done for line in other] == ["refused", "viewed", "signed in"]
        kept = json.dumps([f"{line}" for line in lines])
    for secret in ("Jane", "secretomycin", PASSWORD):
        assert secret not in kept
        assert secret not in printed
        assert secret not in said
    assert patient not in printed
    house.browser("dr.a").get("/trail")


def test_of_a_broken_chain_of_another_clinic_nothing_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.browser("dr.a").typed()
    house.browser("other").typed()
    wrong = (Wrong("clinic-b", 3, "it was changed"), Wrong("clinic-b.trail", 1, "it was changed"))
    found = Verified(2, (Head("clinic-b", 3, "ff"),), wrong, 0)
    monkeypatch.setattr(Ledger, "verify", lambda _: found)
    said = house.browser("keeper").get("/trail/checked")
    assert "Every chain of this clinic" in words(said)
    assert "clinic-b" not in said
    own = (*wrong, Wrong("clinic-a", 2, "it was moved"), Wrong("", 0, "the file: torn"))
    monkeypatch.setattr(Ledger, "verify", lambda _: replace(found, wrong=own))
    said = words(house.browser("keeper").get("/trail/checked"))
    assert "it was moved" in said
    assert "torn" in said
    assert "clinic-b" not in said


def test_the_trail_is_for_the_admin(house: House) -> None:
    one = house.browser("dr.a")
    for path in ("/trail", "/trail/checked"):
        one.get(path)
        assert one.status == 403


def test_the_trail_is_read_in_parts_of_a_user_and_about_a_patient(house: House) -> None:
    one = house.browser("dr.a")
    mine = one.typed()
    other = house.browser("dr.b")
    theirs = other.typed()
    for _ in range(52):
        one.get(f"/patients/{mine}/record")
        other.get(f"/patients/{theirs}/record")
    keeper = house.browser("keeper")
    seen = []
    keeper.get("/trail")
    for _ in range(9):
        seen += re.findall(r'data-label="when">([^<]+)<', keeper.text)
        older = re.search(r'href="([^"]+)">Older<', keeper.text)
        if older is None:
            break
        keeper.get(unescape(older[1]))
    # Two who sign in, admit, and look 54 times each; who reads it, and what reading it adds.
    assert len(seen) > 110
    assert seen == sorted(seen, reverse=True)
    assert ">Newer<" in keeper.text
    said = words(keeper.get(f"/trail?patient={theirs.lower()}"))
    assert theirs in said
    assert mine not in said
    said = words(keeper.get("/trail?by=dr.a"))
    assert mine in said
    assert theirs not in said
    keeper.get("/trail?skip=-1")
    assert keeper.status == 400


def test_what_was_typed_when_the_session_had_ended_is_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/follow")
    with ended(monkeypatch):
        one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    assert one.path == "/sign-in"
    assert "What you had typed is held for you" in words(one.text)
    # Nothing of it is on a screen that nobody has signed in to, nor shown to another.
    assert "nrs" not in one.text
    other = house.browser("dr.b")
    assert other.path == "/patients"
    assert "There is nothing." in words(other.get("/left"))
    one.post("/sign-in", name="dr.a", password=PASSWORD)
    assert one.path == "/left"
    assert "score 6" in words(one.text)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', one.text))
    one.post(f"/patients/{patient}/follow/scored", **fields)
    assert "6 on 2026-11-22" in words(one.text)
    assert "There is nothing." in words(one.get("/left"))


def test_what_two_must_type_is_never_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    with ended(monkeypatch):
        one.post(f"/patients/{patient}/pump/first", drug="baclofen", mcg_per_day="352")
    assert one.path == "/sign-in"
    assert "held for you" not in one.text
    one.post("/sign-in", name="dr.a", password=PASSWORD)
    assert one.path == "/patients"


def test_a_form_without_its_key_is_not_held(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    told = {"form_key": "x", "day": "2026-11-22"}
    with ended(monkeypatch):
        one.client.post(f"/patients/{patient}/follow/fell", data=told)
    one.post("/sign-in", name="dr.a", password=PASSWORD)
    assert one.path == "/patients"


@contextmanager
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Meanwhile every session has ended, as when nobody used it."""
    with monkeypatch.context() as patched:
        patched.setattr(sessions, "IDLE", -1.0)
        yield
