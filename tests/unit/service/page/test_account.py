"""One's own sessions and password, and an admin's look at those of the clinic."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.service.page.clinic import PASSWORD, Browser, House, keys, serving, words

NEW = "plough lantern seven otters"


def named(browser: Browser, who: str) -> str:
    """The name of a session of somebody, as the page has it in its button."""
    button = rf'name="name" value="([0-9a-f]+)"><button aria-label="[^"]* {who},'
    found = re.search(button, browser.text)
    assert found is not None
    return found[1]


def test_each_sees_their_own_sessions_and_ends_the_others(house: House) -> None:
    here, there = house.browser("dr.a"), house.browser("dr.a")
    colleague = house.browser("dr.b")
    here.get("/account")
    assert here.text.count('<td data-label="signed in">') == 2
    assert "dr.b" not in words(here.text)
    here.post("/account/others")
    assert "1 ended" in words(here.text)
    assert there.get("/account") == there.text
    assert there.path == "/sign-in"
    assert here.get("/patients") == here.text
    assert here.status == 200
    colleague.get("/patients")
    assert colleague.path == "/patients"


def test_an_admin_ends_a_session_of_the_clinic_and_none_of_another(house: House) -> None:
    theirs, elsewhere, keeper = (house.browser(name) for name in ("dr.a", "other", "keeper"))
    keeper.get("/account")
    assert "other" not in re.findall(r'scope="row"[^>]*>(\w+)', keeper.text)
    keeper.post("/account/end", name=named(keeper, "dr.a"))
    assert "It is ended" in words(keeper.text)
    theirs.get("/patients")
    assert theirs.path == "/sign-in"
    elsewhere.get("/account")
    for name in (named_of(house, "other"), "", "00000000"):
        keeper.get("/account")
        keeper.post("/account/end", name=name)
        assert keeper.status == 404
    elsewhere.get("/patients")
    assert elsewhere.path == "/patients"


def test_who_is_no_admin_ends_no_session_of_a_colleague(house: House) -> None:
    colleague, here = house.browser("dr.b"), house.browser("dr.a")
    here.get("/account")
    here.post("/account/end", name=named_of(house, "dr.b"))
    assert here.status == 404
    colleague.get("/patients")
    assert colleague.path == "/patients"


def _typed(now: str, new: str, again: str) -> dict[str, str]:
    return {"password_now": now, "password_new": new, "password_again": again}


def test_another_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    with serving(tmp_path) as house:
        path = tmp_path / "users.toml"
        here, there = house.browser("dr.a"), house.browser("dr.a")
        here.get("/account")
        for fields, says in (
            (("wrong", NEW, NEW), "not that of this user"),
            ((PASSWORD, NEW, NEW + "."), "typed in two ways"),
            ((PASSWORD, "passwordpassword", "passwordpassword"), "early"),
        ):
            here.get("/account")
            here.post("/account/password", **_typed(*fields))
            assert here.status == 400
            assert says in words(here.text)
            assert PASSWORD not in here.text
        here.get("/account")
        here.post("/account/password", **_typed(PASSWORD, NEW, NEW))
        assert "Your password is changed. Other sessions ended: 1." in words(here.text)
        there.get("/patients")
        assert there.path == "/sign-in"
        assert house.browser("dr.a").status == 403
        again = house.browser()
        again.post("/sign-in", name="dr.a", password=NEW)
        assert again.path == "/patients"
        assert path.stat().st_mode & 0o777 == 0o600
        trail = house.browser("keeper").get("/trail")
        assert "/account/password" in trail
        assert NEW not in trail


def named_of(house: House, who: str) -> str:
    """The name of a session of somebody, as another session of theirs is shown it."""
    other = house.browser(who)
    other.get("/account")
    return named(other, who)
