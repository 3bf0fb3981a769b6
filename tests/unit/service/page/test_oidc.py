"""Signing in at a provider that is not ours (npm oidc-provider): who somebody is here comes of its
groups, and nothing that it sends is believed but in the browser that began, once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest

from baclofen.errors import InputRefused
from baclofen.service import Settings
from baclofen.service.page.issuer import Issuer, check_address, read_issuer
from baclofen.service.page.users import User
from tests.peers.fhir import HERE, lacking
from tests.unit.service.page.clinic import URL, Browser, keys, serving, words

CLIENT, SECRET, BACK = "baclofen", "a secret of two, with :/%", f"{URL}/sign-in/elsewhere/back"
TOLD = {"preferred_username": "dr.outside", "groups": ["writers", "football"]}
_FILE = """
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{secret}"
name_claim = "preferred_username"

[groups.writers]
clinic = "clinic-a"
role = "prescriber"

[groups.keepers]
clinic = "clinic-a"
role = "admin"
"""


def issuer_file(folder: Path, issuer: str = "https://login.example.org", **more: str) -> Path:
    path = folder / "issuer.toml"
    told = {"issuer": issuer, "client": CLIENT, "secret": SECRET, **more}
    path.write_text(_FILE.format(**told))
    path.chmod(0o600)
    return path


@contextmanager
def provider(**settings: Any) -> Iterator[str]:
    """A provider that runs; its address."""
    told = {"client": CLIENT, "secret": SECRET, "redirect": BACK, "account": "u-1", "claims": TOLD}
    process = subprocess.Popen(
        ["node", "login.mjs"], cwd=HERE, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "SETTINGS": json.dumps({**told, **settings})},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextmanager
def signed_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> Iterator[tuple[Browser, str]]:
    """A browser of a service that knows the provider, and where the provider sends it back to."""
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    with provider(**settings) as issuer:
        path = issuer_file(folder, issuer)
        with serving(folder, users="", oidc=str(path)) as house:
            one = house.browser()
            one.get("/sign-in")
            yield one, there(away(one))


def away(one: Browser) -> str:
    """Where the service sends the browser."""
    got = one.client.get("/sign-in/elsewhere", follow_redirects=False)
    assert got.status_code == 303, words(got.text)
    return str(got.headers["location"])


def there(where: str) -> str:
    """Signs in at the provider; the address to which it sends the browser back."""

    class _Stays(HTTPRedirectHandler):
        def redirect_request(
            self, req: Any, fp: Any, code: Any, msg: Any, head: Any, new: str
        ) -> Any:
            return None if new.startswith(URL) else Request(new)  # noqa: S310

    opener = build_opener(HTTPCookieProcessor(), _Stays)
    try:
        opener.open(where)
    except Exception as gap:
        return str(gap.headers["location"])  # type: ignore[attr-defined]
    raise AssertionError("it sent nobody back")


@pytest.mark.skipif(bool(lacking()), reason=lacking() or "all is here")
class TestAtTheProvider:
    def test_a_group_gives_clinic_and_role(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with signed_in(tmp_path, monkeypatch) as (one, _):
            assert "Sign in at 127.0.0.1" in words(one.text)
            asked = parse_qs(urlsplit(away(one)).query)
            assert asked["code_challenge_method"] == ["S256"]
            assert asked["scope"] == ["openid profile"]
            one.get("/sign-in")
            back = there(away(one))
            one.get(back)
            assert one.path == "/patients", words(one.text)
            assert "dr.outside at 127.0.0.1" in one.text
            assert ", prescriber, clinic-a" in one.text
            assert one.typed()
            # The code is of this sign-in alone.
            one.post("/sign-out")
            one.get(back)
            assert one.status == 400

    def test_a_page_of_another_site_begins_no_session_without_a_press(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with signed_in(tmp_path, monkeypatch) as (one, _):
            for site, where in (("cross-site", "/sign-in"), ("same-site", "/sign-in")):
                got = one.client.get("/sign-in/elsewhere", headers={"sec-fetch-site": site},
                                     follow_redirects=False)  # fmt: skip
                assert (got.status_code, got.headers["location"]) == (303, where)
                assert "set-cookie" not in got.headers

    def test_who_is_called_as_a_user_of_the_file_is_somebody_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = {**TOLD, "preferred_username": "dr.a"}
        with signed_in(tmp_path, monkeypatch, claims=told) as (one, back):
            one.get(back)
            assert "dr.a at 127.0.0.1" in one.text
            one.get("/account")
            assert "/account/password" not in one.text

    def test_another_browser_cannot_use_the_code(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with signed_in(tmp_path, monkeypatch) as (one, back):
            one.client.cookies.clear()
            one.get(back)
            assert one.status == 400
            assert "not one that this browser began" in words(one.text)

    @pytest.mark.parametrize(
        ("settings", "says"),
        [({"denies": True}, "refused there (access_denied)"),
         ({"claims": {**TOLD, "groups": ["football"]}}, "none that has a role here"),
         ({"claims": {**TOLD, "groups": ["writers", "keepers"]}}, "of several roles here"),
         ({"claims": {**TOLD, "groups": "writers"}}, "none that has a role here"),
         ({"claims": {**TOLD, "preferred_username": "x\u202ey"}}, "no plain name"),
         ({"fault": "no id"}, "it gave no token for the code"),
         ({"fault": "changed id"}, "its ID token does not hold"),
         ({"fault": "unsigned id"}, "its ID token does not hold"),
         ({"secret": "another"}, "it gave no token for the code")],
    )  # fmt: skip
    def test_what_does_not_hold_signs_nobody_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], says: str,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        with signed_in(tmp_path, monkeypatch, **settings) as (one, back):
            one.get(back)
            assert one.status == 400
            assert says in words(one.text)
            assert SECRET not in one.text
            one.get("/patients")
            assert one.path == "/sign-in"
        printed = capsys.readouterr().err
        assert '"event": "sign-in refused", "door": "issuer"' in printed
        assert "dr.outside" not in printed

    @pytest.mark.parametrize(
        ("fault", "says"),
        [("another issuer", "its metadata is of another issuer"), ("no pkce", "it has no PKCE"),
         ("token elsewhere", "must be an address that begins https://")],
    )  # fmt: skip
    def test_a_provider_that_is_not_what_it_says_is_not_gone_to(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, says: str
    ) -> None:
        monkeypatch.setenv("BACLOFEN_KEYS", keys())
        with provider(fault=fault) as issuer:
            path = issuer_file(tmp_path, issuer)
            with serving(tmp_path, users="", oidc=str(path)) as house:
                got = house.browser().client.get("/sign-in/elsewhere", follow_redirects=False)
                assert got.status_code == 400
                assert says in words(got.text)

    def test_an_id_token_of_an_earlier_sign_in_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The nonce is of this sign-in: what was signed before, and is still valid, does not do."""
        from baclofen.service.page import oidc

        kept: list[dict[str, Any]] = []
        exchanged = oidc._exchanged

        def first(*told: Any) -> dict[str, Any]:
            kept.append(exchanged(*told))
            return kept[0]

        monkeypatch.setattr(oidc, "_exchanged", first)
        with signed_in(tmp_path, monkeypatch) as (one, back):
            one.get(back)
            assert one.path == "/patients"
            one.post("/sign-out")
            one.get(there(away(one)))
            assert "its ID token does not hold" in words(one.text)


def test_without_the_provider_nobody_is_signed_in_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    path = issuer_file(tmp_path, "http://127.0.0.1:9")
    with serving(tmp_path, oidc=str(path)) as house:
        one = house.browser()
        one.get("/sign-in/elsewhere")
        assert one.status == 400
        assert "it cannot be reached now" in words(one.text)
        # Who has a password signs in as before.
        assert house.browser("dr.a").path == "/patients"


def test_where_no_provider_is_named_there_is_no_such_place(house: Any) -> None:
    one = house.browser()
    for path in ("/sign-in/elsewhere", "/sign-in/elsewhere/back"):
        one.get(path)
        assert one.status == 404


@pytest.mark.parametrize(
    "address",
    ["https://[login", "https://login.example.org:99999", "https://:443", "https://x#y", 7],
)
def test_an_address_that_is_none_is_refused_by_name(address: object) -> None:
    """As a provider may publish it: nobody asks there, and nothing breaks."""
    with pytest.raises(InputRefused, match="jwks_uri"):
        check_address("jwks_uri", address)


@pytest.mark.parametrize(
    ("change", "says"),
    [({"issuer": "http://login.example.org"}, "https://"), ({"client": ""}, "without client_id"),
     ({"secret": '"\nstrange = "x'}, "one of")],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_and_shows_no_secret(
    tmp_path: Path, change: dict[str, str], says: str
) -> None:
    with pytest.raises(InputRefused, match=says) as told:
        read_issuer(issuer_file(tmp_path, **change))
    assert SECRET not in f"{told.value}"


def test_groups_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    path = issuer_file(tmp_path)
    path.write_text(path.read_text().partition("[groups")[0] + 'groups = "writers"\n')
    with pytest.raises(InputRefused, match=r"groups\.NAME"):
        read_issuer(path)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = issuer_file(tmp_path)
    path.chmod(0o644)
    with pytest.raises(InputRefused, match="chmod 600"):
        read_issuer(path)


def test_a_user_is_called_by_the_claim_that_is_named() -> None:
    issuer = Issuer(
        url="https://x", client_id="b", client_secret="s", name_claim="sub", groups_claim="roles",  # noqa: S106
        groups={"w": ("pain", "prescriber")},
    )  # fmt: skip
    assert issuer.user_of({"sub": "u-1", "roles": ["w"]}) == User("u-1 at x", "pain", "prescriber")
    # How a record system names who launches is no name of a provider's.
    with pytest.raises(InputRefused, match="no plain name"):
        issuer.user_of({"sub": "Practitioner/7", "roles": ["w"]})
    assert Settings(oidc="x").has_pages
