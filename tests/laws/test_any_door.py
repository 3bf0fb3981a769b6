"""The law of dangers through any door: typed values, a file, a record, its events, a hook, the form
of the pages, the command. None is the one by which a danger gets in."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from baclofen.cli.main import main
from baclofen.errors import BaclofenError
from tests.doors import Outcome, outcome
from tests.fuzz.typed import as_toml
from tests.laws.any_door import DOORS, form_of, read_as_record, resources
from tests.laws.dangers import Danger, dangers
from tests.laws.free import is_declared
from tests.laws.healthy import ASKED, Base
from tests.people import TODAY
from tests.unit.service.page.clinic import keys, serving, words

SAMPLE = 600
#: By each thing that is asked for, in one country or another; of a child only by its label.
BASES = [
    *(Base("ms_spasticity", "adult", asks, "US") for asks in ASKED),
    *(Base("ms_spasticity", body, "start", "UK") for body in ("adult", "child")),
]
#: What a page says of whom nothing speaks against.
OK = "ok No rule speaks against it"


def pair(rng: Random) -> tuple[Danger, Base]:
    """Someone healthy, and a danger that is none of those declared free."""
    while True:
        danger, base = rng.choice(dangers()), rng.choice(BASES)
        if danger.at(base) and not is_declared(danger, base) and not danger.is_left_out:
            return danger, base


@pytest.mark.parametrize("door", DOORS)
def test_the_healthy_are_given_something_by_every_door(door: str) -> None:
    for base in (BASES[0], BASES[-2]):
        made = DOORS[door](base.typed, base)
        assert made is not None
        assert made.is_free, (base, made.verdict)


def test_no_danger_gets_in_by_any_door() -> None:
    rng, met = Random(4), Counter[str]()  # noqa: S311 - a seed for tests
    for _ in range(SAMPLE):
        door = rng.choice(list(DOORS))
        told, free, name = at_a_door(rng, door)
        assert not free, name
        met[door] += told
    assert min(met[door] for door in DOORS) > SAMPLE / 100, met


def at_a_door(rng: Random, door: str) -> tuple[bool, bool, str]:
    """Whether a danger could be told at this door, whether it was passed over, and its name."""
    danger, base = pair(rng)
    typed = danger.at(base)
    assert typed is not None
    try:
        made: Outcome | None = DOORS[door](typed, base)
    except BaclofenError:
        return True, False, str(danger)
    return made is not None, made is not None and made.is_free, f"{danger} at {base} by {door}"


@pytest.mark.parametrize(
    ("text", "verdict"), [("Kidney failyure", "needs-info"), ("Xyzzy syndrome", "caution")]
)
def test_what_nobody_understands_is_no_ok(text: str, verdict: str) -> None:
    """What only a record can hold: an entry of words; more so where they sound alarming."""
    made = resources(BASES[0].typed)
    assert made is not None
    odd = {"resourceType": "Condition", "code": {"text": text}}
    answers = {"baclofen": "none", "syndrome": "ms_spasticity"}
    reading = read_as_record([*made[0], odd], answers, BASES[0].typed)
    person = outcome(reading.patient, reading.asks(today=TODAY, kind="start"))
    assert person.verdict.value == verdict
    assert [entry.words for entry in reading.entries if entry.state == "unread"] == [text]


def test_the_command_says_no_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = Random(5)  # noqa: S311 - a seed for tests
    path = tmp_path / "patient.toml"
    for at in range(8):
        danger, base = pair(rng)
        typed = danger.at(base) if at else BASES[0].typed
        assert typed is not None
        path.write_text(as_toml(typed), encoding="utf-8")
        place = base.place if at else BASES[0].place
        came = main(["assess", str(path), "--today", TODAY.isoformat(), "--jurisdiction", place,
                     "--json"])  # fmt: skip
        told = capsys.readouterr()
        if came == 2:
            assert told.err
            continue
        assert came == 0
        assert (json.loads(told.out)["verdict"] == "ok") is (at == 0), f"{danger} at {base}"


def test_the_pages_say_no_ok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the form of a clinic's own pages, over HTTP."""
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    rng, base, told = Random(6), BASES[0], 0  # noqa: S311 - a seed for tests
    with serving(tmp_path) as house:
        one = house.browser("dr.a")
        one.typed(**_fields(form_of(base.typed)))
        assert OK in words(one.text)
        while told < 4:
            danger = rng.choice(dangers())
            typed = danger.at(base)
            form = form_of(typed) if typed and not is_declared(danger, base) else None
            if form is None or danger.is_left_out:
                continue
            one.typed(**_fields(form))
            assert OK not in words(one.text), danger
            told += 1


def _fields(form: dict[str, str] | None) -> dict[str, str]:
    assert form is not None
    return form
