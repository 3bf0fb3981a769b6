"""One person with two accounts is one, at the pump; and users are as their file has them now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baclofen.errors import InputRefused, StoreRefused
from baclofen.service.page.desk import Desk
from baclofen.service.page.persons import persons_of
from baclofen.service.page.users import User, Users
from tests.unit.service.page.clinic import (
    PASSWORD,
    Browser,
    House,
    kept_desks,
    keys,
    read_by_two,
    serving,
    words,
)
from tests.unit.service.page.test_walk import PUMP, imported

EHR, LOGIN = "Practitioner/7 at ehr.example", "dr.a at login.example"
RIGHT = {"drug": "Baclofen", "mcg_per_mL": "2000", "mcg_per_day": "352"}


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("dr.a", "dr.a", "one"), ("dr.a", "dr.b", "two"), (EHR, EHR, "one"),
        (EHR, "Practitioner/8 at ehr.example", "two"),
        ("dr.c", "Practitioner/8 at ehr.example", "unknown"), ("dr.c", LOGIN, "two"),
        # Two roles of one server may be of one person.
        ("PractitionerRole/1 at ehr.example", "PractitionerRole/2 at ehr.example", "unknown"),
        (EHR, "PractitionerRole/2 at ehr.example", "unknown"),
        # Tied by the file.
        ("dr.a", EHR, "one"), (LOGIN, EHR, "one"), ("dr.b", EHR, "two"), ("dr.b", LOGIN, "two"),
        (EHR, "dr.x at login.example", "two"), ("dr.c", "dr.x at login.example", "unknown"),
    ],
)  # fmt: skip
def test_who_may_be_whom(one: str, other: str, says: str) -> None:
    owners = {EHR: "dr.a", LOGIN: "dr.a"}
    assert persons_of(one, other, owners) == persons_of(other, one, owners) == says


class Served:
    """A service with a first reading of a pump by dr.a, and its desk."""

    def __init__(self, house: House, desk: Desk, users: Path) -> None:
        self.house, self.desk, self.users = house, desk, users
        first = house.browser("dr.a")
        patient = imported(first, PUMP)
        read_by_two(house, patient)
        first.get(f"/patients/{patient}/pump")
        first.post(f"/patients/{patient}/pump", asked="352 mcg/day")
        asked = {"asked": "352 mcg/day", "inputs": first.hidden("inputs")}
        first.post(f"/patients/{patient}/pump/first", **asked, **RIGHT)
        assert first.status == 200, words(first.text)
        self.at, self.patient = first.path, patient

    def launched(self, name: str) -> Browser:
        """A browser that somebody signed in to elsewhere."""
        one = self.house.browser()
        token = self.desk.sessions.begin(User(name, "clinic-a", "prescriber"))
        one.client.cookies.set("baclofen", token)
        return one

    def second(self, one: Browser) -> str:
        one.get(f"/patients/{self.patient}/follow")
        return words(one.post(f"{self.at}/second", **RIGHT))


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    desks = kept_desks(monkeypatch)
    with serving(tmp_path) as house:
        yield Served(house, desks[0], tmp_path / "users.toml")


def test_an_account_elsewhere_that_may_be_the_firsts_sets_no_pump(served: Served) -> None:
    one = served.launched(EHR)
    one.get(served.at)
    assert f"{served.at}/second" not in one.text
    assert "Whether you are another person nobody can tell" in words(one.text)
    assert "nobody can tell that this is another than" in served.second(one)
    assert one.status == 400
    assert "Not set yet" in words(one.get(served.at))


def test_the_file_says_whose_account_it_is_without_a_restart(served: Served) -> None:
    text = served.users.read_text()
    tied = text.replace('[users."dr.a"]', f'[users."dr.a"]\nalso = ["{EHR}"]')
    served.users.write_text(tied)
    one = served.launched(EHR)
    assert "You confirmed it first, as dr.a" in words(one.get(served.at))
    assert "another than who confirmed first" in served.second(one)
    served.users.write_text(text.replace('[users."dr.b"]', f'[users."dr.b"]\nalso = ["{EHR}"]'))
    assert f"{served.at}/second" in one.get(served.at)
    assert f"Set by {EHR}" in served.second(one)


def test_who_is_taken_out_of_the_file_or_lowered_is_out_at_once(served: Served) -> None:
    text, gone, stays = served.users.read_text(), served.house.browser("dr.a"), "dr.b"
    other = served.house.browser(stays)
    lowered = text.replace('prescriber"', 'viewer"', 1)
    assert '[users."dr.a"]' in lowered.split("viewer")[0]
    served.users.write_text(lowered)
    gone.get("/patients")
    assert gone.path == "/sign-in"
    assert "dr.a, viewer" in served.house.browser("dr.a").text
    served.users.write_text(text.partition('[users."dr.b"]')[2].join(['[users."dr.b"]', ""]))
    assert served.house.browser("dr.a").status == 403
    other.get("/patients")
    assert other.path == "/patients"


def test_another_password_of_the_keepers_ends_what_is_open(served: Served) -> None:
    text, one = served.users.read_text(), served.house.browser("dr.b")
    kept = Users.of_file(served.users)
    kept.change(User("dr.b", "clinic-a", "prescriber"), PASSWORD, "plough lantern seven otters")
    assert served.users.read_text() != text
    one.get("/patients")
    assert one.path == "/sign-in"


def test_a_file_that_cannot_be_read_ends_nobodys_work_and_signs_nobody_in(served: Served) -> None:
    one, text = served.house.browser("dr.b"), served.users.read_text()
    served.users.write_text(text + "\n[half")
    one.get("/patients")
    assert one.path == "/patients"
    new = served.house.browser("dr.b")
    assert new.status == 503
    assert "not to be read as it is now" in words(new.text)
    served.users.write_text(text)
    assert served.house.browser("dr.b").path == "/patients"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[users."dr.a"]\nalso = "x"\n', "no list of accounts"),
        ('[users."dr.a"]\nalso = ["x"]\n[users."dr.b"]\nalso = ["x"]\n', "of two users"),
        ('[users."dr.a"]\nalso = ["dr.b"]\n[users."dr.b"]\nalso = ["x"]\n', "of two users"),
        ('[users."dr.a at login.example"]\n', "named as who signs in elsewhere"),
    ],
)
def test_ties_that_cannot_be_are_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "users.toml"
    rest = 'clinic = "c"\nrole = "viewer"\npassword = "$argon2id$x"\n'
    path.write_text(re.sub(r"(?m)^(\[users.*\])$", lambda head: f"{head[1]}\n{rest}", text))
    path.chmod(0o600)
    with pytest.raises(InputRefused, match=says) as told:
        Users.of_file(path)
    assert not isinstance(told.value, StoreRefused)
