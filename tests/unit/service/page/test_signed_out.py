"""Who is signed out at the provider or the record system, is no longer known there, or is kept out
here, is signed out at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from baclofen.errors import InputRefused
from baclofen.service.hooks.keys import Keys
from baclofen.service.page.desk import Desk
from baclofen.service.page.oidc import Provider
from baclofen.service.page.sessions import Elsewhere
from baclofen.service.page.users import User, Users
from baclofen.service.smart import endpoints
from baclofen.service.smart.endpoints import Endpoints
from baclofen.service.trust import Server, Trust
from tests.unit.service.page.clinic import (
    Browser,
    House,
    kept_desks,
    keys,
    serving,
    users_file,
    words,
)
from tests.unit.service.page.test_oidc import CLIENT, issuer_file

ISSUER, OUT = "https://login.example.org", "/sign-in/elsewhere/out"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
SEVEN = "Practitioner/7 at ehr.example"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


_COUNT = count()


class Served:
    """A service that knows a provider, whose keys and addresses are these."""

    def __init__(self, house: House, desk: Desk) -> None:
        self.house, self.desk = house, desk

    def browser(self, name: str, sub: str, sid: str = "") -> Browser:
        """A browser that somebody signed in to at the provider."""
        one = self.house.browser()
        who = User(f"{name} at login.example.org", "clinic-a", "prescriber")
        token = self.desk.sessions.begin(who, Elsewhere(ISSUER, sub, sid))
        one.client.cookies.set("baclofen", token)
        one.get("/patients")
        assert one.path == "/patients"
        return one

    def told(self, *, key: Any = KEY, out: str = OUT, **claims: Any) -> int:
        """The provider sends a logout token with these claims; the status of the answer."""
        now = int(time.time())
        made = {
            "iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 60, "jti": f"j-{next(_COUNT)}",
            "events": {EVENT: {}}, **claims,
        }  # fmt: skip
        token = jwt.encode(
            {n: v for n, v in made.items() if v is not None}, key, algorithm="RS256",
            headers={"kid": "k-1"},
        )  # fmt: skip
        got = self.house.browser().client.post(out, data={"logout_token": token})
        return int(got.status_code)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    desks = kept_desks(monkeypatch)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    monkeypatch.setattr(Keys, "find", lambda *_: public)
    monkeypatch.setattr(
        "baclofen.service.page.screens.elsewhere.provider_of",
        lambda issuer: Provider(issuer.url, issuer.url, issuer.url),
    )
    with serving(tmp_path, users="", oidc=str(issuer_file(tmp_path, ISSUER))) as house:
        yield Served(house, desks[0])


@pytest.fixture
def launched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A service that a record system launches, which signs people in with the same keys."""
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    desks = kept_desks(monkeypatch)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    monkeypatch.setattr(Keys, "find", lambda *_: public)
    monkeypatch.setattr(
        "baclofen.service.smart.routes.endpoints_of",
        lambda server: Endpoints(server.url, server.url, ISSUER, server.url, is_second_form=True),
    )
    trust = tmp_path / "trust.toml"
    trust.write_text(
        '[[servers]]\nurl = "https://ehr.example/fhir"\n'
        f'client = "{CLIENT}"\nclinic = "clinic-a"\nrole = "prescriber"\n'
    )
    with serving(tmp_path, trust=str(trust)) as house:
        yield Served(house, desks[0])


def _launched(served: Served, name: str, sub: str, sid: str = "", iss: str = ISSUER) -> Browser:
    one = served.house.browser()
    who = User(name, "clinic-a", "prescriber")
    one.client.cookies.set("baclofen", served.desk.sessions.begin(who, Elsewhere(iss, sub, sid)))
    one.get("/patients")
    assert one.path == "/patients"
    return one


def test_a_record_system_ends_what_it_launched_and_nothing_else(launched: Served) -> None:
    mine = [_launched(launched, SEVEN, "u-1", sid) for sid in ("s-1", "s-2")]
    other = _launched(launched, "Practitioner/8 at ehr.example", "u-2")
    # Another place may call somebody else by the same name.
    there = _launched(launched, "dr.x at login.example.org", "u-1", iss="https://login.example.com")
    assert launched.told(out="/smart/out", sub="u-1", key=OTHER) == 400
    assert not _is_out(mine[0])
    assert launched.told(out="/smart/out", sub="u-1") == 200
    assert [_is_out(one) for one in (*mine, other, there)] == [True, True, False, False]
    trail = launched.desk.trail.part("clinic-a", skip=0, most=50)
    assert [line.by for line in trail if line.entry.done == "signed out"] == [SEVEN, SEVEN]


def test_an_account_elsewhere_that_is_kept_out_is_out_at_once_and_stays_out(
    launched: Served, tmp_path: Path
) -> None:
    mine = [_launched(launched, SEVEN, "u-1", sid) for sid in ("s-1", "s-2")]
    other = _launched(launched, "Practitioner/8 at ehr.example", "u-2")
    users = tmp_path / "users.toml"
    users.write_text(f'out = ["{SEVEN}"]\n{users.read_text()}')
    # The request of anybody shows it; none of theirs is left.
    assert not _is_out(other)
    assert SEVEN not in [one.user.name for one in launched.desk.sessions.open("clinic-a")]
    assert [_is_out(one) for one in mine] == [True, True]
    with pytest.raises(InputRefused, match="kept out here"):
        launched.desk.check_in(User(SEVEN, "clinic-a", "prescriber"))
    assert launched.house.browser("dr.a").path == "/patients"


@pytest.mark.parametrize("out", ['"dr.a"', '["dr.a"]', "[1]"])
def test_a_list_of_who_is_kept_out_names_accounts_elsewhere(tmp_path: Path, out: str) -> None:
    users = users_file(tmp_path)
    users.write_text(f"out = {out}\n{users.read_text()}")
    with pytest.raises(InputRefused, match="no list of accounts elsewhere"):
        Users.of_file(users)


def test_no_record_system_speaks_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Server(url="https://ehr.example/fhir", client="c", authorities=("https://login.example",))
    told = {
        "authorization_endpoint": "https://login.example/a", "token_endpoint": "https://login.example/t",
        "jwks_uri": "https://ehr.example/keys", "code_challenge_methods_supported": ["S256"],
    }  # fmt: skip
    for issuer, is_its_own in (("https://login.example/x", True), ("https://ehr2.example", False)):
        monkeypatch.setattr(
            endpoints, "object_at", lambda *_, i=issuer, **__: {**told, "issuer": i}
        )
        with nullcontext() if is_its_own else pytest.raises(InputRefused, match="issuer of https"):
            assert endpoints.endpoints_of(one).issuer == issuer
    # Two on one host may call two people by one name, and one person by two.
    other = Server(url="https://ehr.example/r5/", client="c")
    assert Trust(servers=(one,)).place_of(one) == "ehr.example"
    both = Trust(servers=(one, other))
    assert [both.place_of(s) for s in (one, other)] == ["ehr.example/fhir", "ehr.example/r5"]


def _is_out(one: Browser) -> bool:
    one.get("/patients")
    return one.path == "/sign-in"


def test_whose_account_is_disabled_is_out_everywhere_and_nobody_else(served: Served) -> None:
    mine = [served.browser("dr.x", "u-1", sid) for sid in ("s-1", "s-2")]
    other = served.browser("dr.y", "u-2")
    assert served.told(sub="u-1") == 200
    assert [_is_out(one) for one in (*mine, other)] == [True, True, False]
    keeper = served.browser("keeper", "u-3")
    assert "signed out" not in words(keeper.text)
    trail = served.desk.trail.part("clinic-a", skip=0, most=50)
    assert [line.by for line in trail if line.entry.done == "signed out"] == [
        "dr.x at login.example.org", "dr.x at login.example.org",
    ]  # fmt: skip


def test_a_word_that_came_before_ends_nothing_that_was_begun_since(served: Served) -> None:
    one = served.browser("dr.x", "u-1")
    assert served.told(sub="u-1", jti="j-once") == 200
    again = served.browser("dr.x", "u-1")
    assert served.told(sub="u-1", jti="j-once") == 200
    assert (_is_out(one), _is_out(again)) == (True, False)
    # Where nobody can tell whether it came before, it ends them.
    served.house.app.state.book.close()
    assert served.told(sub="u-1", jti="j-once") == 200
    assert _is_out(again)


def test_one_session_that_is_named_ends_alone(served: Served) -> None:
    one, other = served.browser("dr.x", "u-1", "s-1"), served.browser("dr.x", "u-1", "s-2")
    assert served.told(sid="s-2") == 200
    assert (_is_out(one), _is_out(other)) == (False, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": OTHER}, {"iss": "https://elsewhere.example"}, {"aud": "another"}, {"exp": 1},
        {"events": {}}, {"events": None}, {"nonce": "n"}, {"sub": None}, {"sub": 1}, {"jti": None},
        {"jti": ""}, {"jti": 1},
    ],
)  # fmt: skip
def test_a_token_that_does_not_hold_ends_nothing(served: Served, wrong: dict[str, Any]) -> None:
    one = served.browser("dr.x", "u-1", "s-1")
    assert served.told(**{"sub": "u-1", **wrong}) == 400
    assert not _is_out(one)
    assert served.house.browser().client.post(OUT).status_code == 400
