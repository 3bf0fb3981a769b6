"""Users, sessions and rates: who may sign in, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.errors import InputRefused, UnreadableFile
from baclofen.service.page.rates import Rate
from baclofen.service.page.sessions import IDLE, WHOLE, Sessions
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
    sessions.end(one)
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
