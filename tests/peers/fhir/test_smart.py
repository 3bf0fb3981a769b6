"""The pages are launched through an authorisation server and a FHIR server that are not ours."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from baclofen.errors import InputRefused
from baclofen.service.trust import is_allowed, read_trust
from tests.hook_requests import MS, RUNNING, SPASTICITY, creatinine, patient
from tests.peers.fhir import HERE, lacking
from tests.unit.service.page.clinic import URL, Browser, House, keys, serving, words

CLIENT, BACK = "baclofen-planner", f"{URL}/smart/callback"
NAME = {"name": [{"family": "Roe", "given": ["Anna"]}]}


class Ehr:
    """A record system that runs: its FHIR server and who signs people in, and what was asked."""

    def __init__(self, base: str, issuer: str) -> None:
        self.base, self.issuer = base, issuer

    def asked(self) -> list[str]:
        (_, body) = _got(f"{self.base.removesuffix('/fhir')}/asked", {})
        found: list[str] = json.loads(body)
        return found


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Ehr]]:
    """Starts one, with a woman on baclofen whose kidneys fail."""
    if reason := lacking():
        pytest.skip(reason)
    ids = ("c1", "c2", "k1")
    facts = [{**one, "id": id} for one, id in zip(
        (MS, SPASTICITY, creatinine(3.5)), ids, strict=True)]  # fmt: skip
    resources = [patient(**NAME), {**RUNNING, "id": "m2"}, *facts]
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps({"entry": [{"resource": one} for one in resources]}))
    running: list[subprocess.Popen[str]] = []

    def started(**settings: Any) -> Ehr:
        told = {
            "files": [str(bundle)], "client": CLIENT, "redirect": BACK, "launches": {"xyz": "p1"},
            "patient": "p1", "user": "Practitioner/7", **settings,
        }  # fmt: skip
        process = subprocess.Popen(
            ["node", "smart.mjs"], cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env={**os.environ, "SETTINGS": json.dumps(told)},
        )  # fmt: skip
        running.append(process)
        assert process.stdout is not None
        return Ehr(**json.loads(process.stdout.readline()))

    yield started
    for process in running:
        process.kill()
        process.communicate()


def trusting(folder: Path, ehr: Ehr, role: str = "prescriber", authority: str = "") -> Path:
    path = folder / "trust.toml"
    path.write_text(
        f'[[servers]]\nurl = "{ehr.base}"\nclient = "{CLIENT}"\nclinic = "clinic-a"\n'
        f'role = "{role}"\nauthorities = ["{authority or ehr.issuer}"]\n'
    )
    return path


@pytest.fixture
def at(
    begin: Callable[..., Ehr], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., tuple[House, Ehr]]]:
    """A service that trusts a record system, and that one."""
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    open_ones: list[Any] = []

    def made(role: str = "prescriber", authority: str = "", **settings: Any) -> tuple[House, Ehr]:
        ehr = begin(**settings)
        trust = trusting(tmp_path, ehr, role, authority)
        serve = serving(tmp_path, trust=str(trust))
        open_ones.append(serve)
        return serve.__enter__(), ehr

    yield made
    for serve in open_ones:
        serve.__exit__(None, None, None)


def _got(url: str, cookies: dict[str, str]) -> tuple[str, str]:
    """Where an address leads on to, and its body; cookies are kept."""
    parts = urlsplit(url)
    made = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=20)
    try:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        made.request("GET", target, headers=sent if cookies else {})
        answer = made.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair, _, _ = value.partition(";")
                key, _, kept = pair.partition("=")
                cookies[key] = kept
        return answer.getheader("location") or "", answer.read().decode()
    finally:
        made.close()


def signed_in_there(address: str) -> str:
    """Goes where our redirect leads, signs in, and comes back with the path of our callback."""
    cookies: dict[str, str] = {}
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    for _ in range(8):
        where, body = _got(address, cookies)
        if not where:
            raise AssertionError(f"{address} leads nowhere: {words(body)[:500]}")
        address = where if "://" in where else origin + where
        if address.startswith(URL):
            return address.removeprefix(URL)
    raise AssertionError(f"no way back from {address}")


def launched(browser: Browser, ehr: Ehr, launch: str = "xyz") -> str:
    """The whole launch; the text of the page that it ends on."""
    context = f"&launch={launch}" if launch else ""
    got = browser.client.get(f"/smart/launch?iss={ehr.base}{context}", follow_redirects=False)
    assert got.status_code == 303, got.text
    return browser.get(signed_in_there(got.headers["location"]))


def asked_for(browser: Browser, ehr: Ehr, more: str = "&launch=xyz") -> dict[str, str]:
    got = browser.client.get(f"/smart/launch?iss={ehr.base}{more}", follow_redirects=False)
    query = parse_qs(urlsplit(got.headers["location"]).query)
    return {name: value for name, (value,) in query.items()}


def test_an_ehr_launch_ends_on_the_patient_and_a_second_one_on_the_same(
    at: Callable[..., tuple[House, Ehr]], capsys: pytest.CaptureFixture[str]
) -> None:
    house, ehr = at()
    browser = house.browser()
    page = words(launched(browser, ehr))
    assert browser.status == 200
    assert browser.path.startswith("/patients/")
    assert "Anna Roe" in page
    assert f"Patient/p1 at {ehr.base}" in browser.text
    assert "not complete" not in page
    fit = browser.get(f"{browser.path}/fit")
    assert "contraindicated" in words(fit).lower()
    where = browser.path
    again = house.browser()
    launched(again, ehr)
    assert f"{again.path}/fit" == where
    # The same record is told once.
    record = words(again.get(f"{again.path}/record"))
    assert record.count("Practitioner/7 at") == 1
    # Who launched writes under that name, and the trail has them.
    trail = words(house.browser("keeper").get("/trail"))
    assert "Practitioner/7 at 127.0.0.1" in trail
    printed = capsys.readouterr().err
    for secret in ("code=", "access_token", "Bearer", "Roe"):
        assert secret not in printed
    asked = ehr.asked()
    assert len(asked) == 12
    assert all(line.startswith("GET ") for line in asked)


def test_a_page_of_another_site_begins_no_session_without_a_press(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at()
    browser = house.browser("dr.a")
    mine = dict(browser.client.cookies)
    launch = f"/smart/launch?iss={ehr.base}&launch=xyz"
    for site in ("cross-site", "same-site"):
        got = browser.client.get(launch, headers={"sec-fetch-site": site}, follow_redirects=False)
        assert (got.status_code, ehr.asked()) == (200, [])
        assert "You are signed in as dr.a" in words(got.text)
    assert dict(browser.client.cookies) == mine
    # The press leads on, with all that the launch brought.
    on = re.search(r'class="button" href="([^"]+)"', got.text)
    assert on is not None
    went = browser.client.get(
        unescape(on[1]), headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
    )
    assert "Anna Roe" in words(browser.get(signed_in_there(went.headers["location"])))
    assert "Practitioner/7 at" in browser.text


@pytest.mark.parametrize("where", ["https://evil.example", "BASE"])
def test_an_address_names_a_practitioner_of_this_server_or_nobody(
    at: Callable[..., tuple[House, Ehr]], where: str
) -> None:
    house, ehr = at(user=f"{where}/Practitioner/7")
    browser = house.browser()
    page = words(launched(browser, ehr))
    assert ("Anna Roe" in page) == (where == "BASE")
    assert ("no practitioner of this server" in page) == (where != "BASE")


def test_a_standalone_launch_lets_the_ehr_choose_the_patient(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at()
    browser = house.browser()
    assert "Anna Roe" in words(launched(browser, ehr, launch=""))
    # The one server there is need not be named.
    got = browser.client.get("/smart/launch", follow_redirects=False)
    query = parse_qs(urlsplit(got.headers["location"]).query)
    assert "launch" not in query
    assert query["scope"][0].split()[2] == "launch/patient"


def test_only_reading_is_asked_for_with_pkce(at: Callable[..., tuple[House, Ehr]]) -> None:
    house, ehr = at()
    first = asked_for(house.browser(), ehr)
    assert first["aud"] == ehr.base
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    kinds = ("Patient", "MedicationRequest", "Condition", "AllergyIntolerance", "Observation",
             "Device")  # fmt: skip
    assert first["scope"].split() == [
        "openid",
        "fhirUser",
        "launch",
        *(f"patient/{kind}.rs" for kind in kinds),
    ]
    second = asked_for(house.browser(), ehr)
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]


def test_an_ehr_of_the_first_form_is_asked_in_its_words(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at(v1=True)
    assert "patient/Observation.read" in asked_for(house.browser(), ehr)["scope"]
    assert "Anna Roe" in words(launched(house.browser(), ehr))


def test_what_was_not_granted_is_said_and_not_taken_as_none(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    kept = ["openid", "fhirUser", "launch", "patient/Patient.rs", "patient/Condition.rs"]
    house, ehr = at(scopes=kept)
    browser = house.browser()
    page = words(launched(browser, ehr))
    assert "The record is not complete" in page
    assert "MedicationRequest could not be read" in page
    fit = words(browser.get(f"{browser.path}/fit"))
    assert "Is baclofen" in fit or "baclofen" in fit
    assert "needs" in fit.lower()


def test_a_viewer_sees_and_writes_nothing(at: Callable[..., tuple[House, Ehr]]) -> None:
    house, ehr = at(role="viewer")
    browser = house.browser()
    assert "Anna Roe" in words(launched(browser, ehr))
    browser.post(f"{browser.path}/answer", key="dialysis", words="false")
    assert browser.status == 403


@pytest.mark.parametrize("user", ["Patient/p1", "RelatedPerson/3", "", "Device/Practitioner"])
def test_whoever_is_no_practitioner_is_not_let_in(
    at: Callable[..., tuple[House, Ehr]], user: str
) -> None:
    house, ehr = at(user=user)
    browser = house.browser()
    assert "no practitioner" in launched(browser, ehr)
    assert browser.status == 400
    browser.get("/patients")
    assert browser.path == "/sign-in"


@pytest.mark.parametrize("fault", ["no patient", "no id", "forged id", "another patient"])
def test_an_answer_that_is_not_right_lets_nobody_in(
    at: Callable[..., tuple[House, Ehr]], fault: str
) -> None:
    house, ehr = at(fault=fault)
    browser = house.browser()
    launched(browser, ehr)
    assert browser.status == 400
    browser.get("/patients")
    assert browser.path == "/sign-in"
    assert words(house.browser("dr.a").get("/patients")).count("Patient/") == 0


@pytest.mark.parametrize("fault", ["token elsewhere", "no pkce"])
def test_a_server_that_sends_elsewhere_or_has_no_pkce_is_not_launched_from(
    at: Callable[..., tuple[House, Ehr]], fault: str
) -> None:
    house, ehr = at(fault=fault)
    browser = house.browser()
    browser.get(f"/smart/launch?iss={ehr.base}&launch=xyz")
    assert browser.status == 400


def test_addresses_that_the_file_does_not_name_are_never_asked(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at(authority="https://login.example.org")
    browser = house.browser()
    browser.get(f"/smart/launch?iss={ehr.base}&launch=xyz")
    assert (browser.status, ehr.asked()) == (400, [])
    for iss in ("http://169.254.169.254", f"{ehr.base}.evil.example", f"{ehr.base}/x", "x", "a&b"):
        browser.get(f"/smart/launch?iss={iss}&launch=xyz")
        assert browser.status == 400
        assert "server of the file of trust" in words(browser.text)


def test_a_launch_that_is_cut_or_doubled_is_not_taken_for_another(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at()
    browser = house.browser()
    for query in (f"iss={ehr.base}&launch={'x' * 9000}", f"iss={ehr.base}&launch=a&launch=xyz",
                  f"iss={ehr.base}&iss={ehr.base}&launch=xyz"):  # fmt: skip
        got = browser.client.get(f"/smart/launch?{query}", follow_redirects=False)
        assert got.status_code == 400


def test_a_code_is_of_one_browser_and_of_one_launch(
    at: Callable[..., tuple[House, Ehr]],
) -> None:
    house, ehr = at()
    mine, other = house.browser(), house.browser()
    got = mine.client.get(f"/smart/launch?iss={ehr.base}&launch=xyz", follow_redirects=False)
    back = signed_in_there(got.headers["location"])
    # Somebody else's browser with this address; another state; then the right one, once.
    assert "not one that this browser began" in other.get(back)
    assert "not one that this browser began" in mine.get(back.replace("state=", "state=x"))
    assert "Anna Roe" in mine.get(back)
    assert "not one that this browser began" in mine.get(back)


def test_who_says_no_there_is_told_so(at: Callable[..., tuple[House, Ehr]]) -> None:
    house, ehr = at(denies=True)
    browser = house.browser()
    page = words(launched(browser, ehr))
    assert "refused there (access_denied)" in page
    assert "the clinician said no" not in page


def test_launches_need_pages_a_clinic_and_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baclofen.service import Settings, create_app

    ehr = Ehr("https://ehr.example/fhir", "https://login.example")
    trust = trusting(tmp_path, ehr)
    with pytest.raises(InputRefused, match="pages"):
        create_app(Settings(trust=str(trust)))
    monkeypatch.delenv("BACLOFEN_KEYS", raising=False)
    with pytest.raises(InputRefused, match="key"), serving(tmp_path, trust=str(trust)):
        pass
    trust.write_text(trust.read_text().replace('clinic = "clinic-a"\n', ""))
    with pytest.raises(InputRefused, match="clinic"):
        read_trust(trust)


@pytest.mark.parametrize(
    "url", ["http://ehr.example/", "ftp://ehr.example/", "https://u@ehr.example/", "https://",
            "https://ehr.example:99999/", "//ehr.example", "https://[x", "file:///etc/passwd"],
)  # fmt: skip
def test_addresses_are_https_or_of_this_machine(url: str) -> None:
    assert not is_allowed(url)
