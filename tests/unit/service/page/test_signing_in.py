"""Users, sessions and rates: who may sign in, and for how long."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from argon2 import Type, extract_parameters

from baclofen.errors import InputRefused, StoreRefused, UnreadableFile
from baclofen.service.page.rates import Rate
from baclofen.service.page.sessions import IDLE, MOST, WHOLE, Sessions
from baclofen.service.page.users import User, Users, hash_of
from tests.unit.service.page.clinic import PASSWORD, users_file

WHO = User("dr.a", "clinic-a", "prescriber")


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_only_the_password_signs_in(tmp_path: Path) -> None:
    users = Users.of_file(users_file(tmp_path))
    assert users.signed_in("dr.a", PASSWORD) == WHO
    assert users.signed_in("dr.a", PASSWORD + "!") is None
    assert users.signed_in("nobody", PASSWORD) is None
    assert users.signed_in("nobody", "a password that nobody has") is None
    assert len(users.all) == 5


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = users_file(tmp_path)
    path.chmod(0o644)
    with pytest.raises(InputRefused, match="chmod 600"):
        Users.of_file(path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = ", "readable TOML"),
        ("", r"must hold \[users.NAME\]"),
        ('[users.a]\nclinic = "c"\nrole = "viewer"\n', "these three"),
        ('[users.a]\nclinic = "c"\nrole = "king"\npassword = "x"\n', "one of admin"),
        ('[users.a]\nclinic = "c"\nrole = "viewer"\npassword = "secret1"\n', "argon2id"),
    ],
)
def test_a_file_that_is_wrong_is_refused_and_shows_no_password(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "u.toml"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(InputRefused, match=says) as told:
        Users.of_file(path)
    assert "secret1" not in f"{told.value}"
    with pytest.raises(UnreadableFile):
        Users.of_file(tmp_path / "none.toml")


def test_a_short_password_is_refused() -> None:
    with pytest.raises(InputRefused, match="12 or more"):
        hash_of("short")


def test_a_hash_costs_whoever_guesses(tmp_path: Path) -> None:
    """As much memory and as many turns as RFC 9106 asks for at least; and it signs in."""
    path, made = users_file(tmp_path), hash_of(PASSWORD, *WHO.id)
    cost = extract_parameters(made)
    assert (cost.type, cost.memory_cost >= 64 * 1024, cost.time_cost >= 3) == (Type.ID, True, True)
    kept = tomllib.loads(path.read_text())["users"]["dr.a"]["password"]
    path.write_text(path.read_text().replace(kept, made))
    users = Users.of_file(path)
    assert users.signed_in("dr.a", PASSWORD) == WHO
    assert users.signed_in("dr.a", PASSWORD + "!") is None


def test_a_session_ends_when_nobody_uses_it_and_in_the_end() -> None:
    clock = Ticks()
    sessions = Sessions(clock)
    token = sessions.begin(WHO)
    assert sessions.of(token) is not None
    assert sessions.of(token + "x") is None
    clock.now = IDLE
    assert sessions.of(token) is not None
    clock.now = 2 * IDLE + 1
    assert sessions.of(token) is None
    token, begun = sessions.begin(WHO), clock.now
    while clock.now - begun <= WHOLE:
        assert sessions.of(token) is not None
        clock.now += IDLE
    assert sessions.of(token) is None


def test_signing_out_ends_it_at_once_and_each_session_has_a_key_of_its_own() -> None:
    sessions = Sessions(Ticks())
    one, other = sessions.begin(WHO), sessions.begin(WHO)
    first, second = sessions.of(one), sessions.of(other)
    assert first is not None
    assert second is not None
    assert first.form_key != second.form_key
    assert sessions.end(lambda session: session.name == first.name) == (first,)
    assert sessions.of(one) is None
    assert sessions.of(other) is not None


def test_a_rate_takes_so_many_and_refills() -> None:
    clock = Ticks()
    rate = Rate(3, 60, clock)
    assert [rate.takes("a") for _ in range(4)] == [True, True, True, False]
    assert rate.takes("b")
    clock.now = 1.0
    assert [rate.takes("a") for _ in range(2)] == [True, False]
    clock.now = 1000.0
    assert [rate.takes("a") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    "weak", ["passwordpassword", "qwertyuiop123", "annabelle2019", "baclofen12345", "clinic-a-2026",
             "baclofen clinic-a dr.a", "B4clofen-2026-pain", "pain pump hospital baclofen"],
)  # fmt: skip
def test_a_password_that_is_guessed_early_is_refused(weak: str) -> None:
    with pytest.raises(InputRefused, match="guessed early") as told:
        hash_of(weak, *WHO.id)
    assert weak not in f"{told.value}"


def test_another_password_changes_this_user_and_nothing_else_of_the_file(tmp_path: Path) -> None:
    path, new = users_file(tmp_path), "plough lantern seven otters"
    text = f"# kept by Ann\n{path.read_text()}".replace('"dr.a"]', '"dr.a"] # since May')
    path.write_text(text)
    users = Users.of_file(path)
    for old, wrong in ((PASSWORD + "x", new), (PASSWORD, "short"), (PASSWORD, "passwordpassword")):
        with pytest.raises(InputRefused):
            users.change(WHO, old, wrong)
    assert path.read_text() == text
    users.change(WHO, PASSWORD, new)
    for now in (users, Users.of_file(path)):
        assert now.signed_in("dr.a", new) == WHO
        assert now.signed_in("dr.a", PASSWORD) is None
        assert now.signed_in("dr.b", PASSWORD) is not None
    kept, made = (tomllib.loads(t)["users"]["dr.a"]["password"] for t in (text, path.read_text()))
    assert path.read_text() == text.replace(kept, made)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    path = users_file(tmp_path)
    users = Users.of_file(path)
    kept = path.read_text()
    path.write_text(kept.replace("$argon2id$", "$argon2id$x", 1))
    with pytest.raises(StoreRefused, match="not as it was read"):
        users.change(WHO, PASSWORD, "plough lantern seven otters")
    path.unlink()
    with pytest.raises(StoreRefused, match="FileNotFoundError"):
        users.change(WHO, PASSWORD, "plough lantern seven otters")
    assert users.signed_in("dr.a", PASSWORD) == WHO


def test_one_user_has_so_many_sessions_and_the_one_longest_unused_ends() -> None:
    clock = Ticks()
    sessions = Sessions(clock)
    tokens = []
    for _ in range(MOST):
        tokens.append(sessions.begin(WHO))
        clock.now += 1
    theirs = sessions.begin(User("dr.b", "clinic-a", "prescriber"))
    sessions.of(tokens[0])
    clock.now += 1
    tokens.append(sessions.begin(WHO))
    lives = [sessions.of(token) is not None for token in tokens]
    assert lives == [True, False, *[True] * (MOST - 1)]
    assert sessions.of(theirs) is not None
