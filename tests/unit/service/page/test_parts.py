"""What pages are made of: series over time, events in words, a demonstration, users by command."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from baclofen.assessment import PumpSetting
from baclofen.cleaned import cut
from baclofen.cli.main import main
from baclofen.errors import InputRefused
from baclofen.record import DoseSet, Happening, Level, Measured, Noticed, Record, Scored, Told
from baclofen.service import Settings, create_app, settings_from
from baclofen.service.page.confirming import confirm
from baclofen.service.page.said import says_of
from baclofen.service.page.series import drawn, over_time
from baclofen.service.page.users import Users
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import known
from tests.unit.service.page.clinic import URL

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
K = known()


def record(*told: tuple[int, Happening]) -> Record:
    made = Record()
    for days_ago, what in told:
        made = made.with_(what, at=NOW - timedelta(days=days_ago), written=NOW, by="dr.a")
    return made


def test_a_scale_is_drawn_whole_and_grades_are_never_joined_by_a_line() -> None:
    found = {
        one.id: one
        for one in over_time(record(
            (9, Scored(scale="nrs", score="7")), (2, Scored(scale="nrs", score="4")),
            (9, Scored(scale="mas", score="3")), (2, Scored(scale="mas", score="1+")),
            (2, Scored(scale="mas", score="2", site="left calf")),
            (1, Level(matrix="plasma", ng_per_mL=310.0, hours_after=2.0)),
            (1, Measured(what="creatinine", value=80.0, unit="umol/L")),
        ))
    }  # fmt: skip
    pain = drawn(found["nrs"])
    for tick in ("0", "10"):
        assert f">{tick}</text>" in pain
    assert drawn(found["mas"]) == ""
    assert found["mas"].sentence == (
        "3 on 2026-11-13, 1+ on 2026-11-20; lowest 1+, highest 3 of 2 values."
    )
    assert found["mas-left calf"].values[0].says == "2"
    assert found["level-plasma"].sentence == "310 ng/mL, 2 h after the dose on 2026-11-21."
    assert drawn(found["level-plasma"]) == ""
    assert found["creatinine"].name == "creatinine, umol/L"


def test_of_thousands_of_values_a_drawing_has_some_hundreds_and_a_table_the_latest() -> None:
    many = record(*((2000 - n, Scored(scale="nrs", score=str(n % 11))) for n in range(2000)))
    (one,) = over_time(many)
    assert [v.event.number for v in one.latest] == list(range(1801, 2001))
    assert one.sentence.endswith(
        "of 2000 values. Drawn is the middle of each 7 in turn, with lowest and highest."
    )
    few = over_time(record(*((9 - n, Scored(scale="nrs", score="5")) for n in range(9))))[0]
    assert few.latest == few.values
    assert len(drawn(one)) < 100_000
    assert "<circle" not in drawn(one)
    assert "<circle" in drawn(few)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (
            DoseSet(route="oral", per_day=mg(30), times_per_day=3),
            "route oral, per day 30 mg, times per day 3",
        ),
        (DoseSet(route="intrathecal", per_day=mcg(352)), "route intrathecal, per day 352 mcg"),
        (
            Told(table={"medicines": ["a", "b"], "pump": {"now": "1 mcg/h"}}),
            "medicines: a, b, now 1 mcg/h",
        ),
        (Scored(scale="nrs", score="6"), "scale nrs, score 6"),
        (Noticed(sign="confusion", there=False), "sign confusion, there no"),
        (Told(table={"pregnant": False}), "pregnant no"),
    ],
)
def test_an_event_is_said_in_words(what: Happening, says: str) -> None:
    assert says_of(what) == says


def test_what_an_event_says_is_cut_in_no_number() -> None:
    pump = {"origin": "spinal", "now": "320 mcg/day", "concentration": 2000, "fill_mL": 20}
    long = ["medicine of 2000 mg"] * 200
    said = says_of(Told(table={"conditions": ["Multiple sclerosis"] * 9, "pump": pump}))
    assert "concentration 2000" in said
    assert "…" not in said
    said = says_of(Told(table={"medicines": long}))
    assert said.endswith("…")
    assert said.removesuffix("…") in f"medicines: {', '.join(long)}"
    for most in range(8, 90):
        assert {*re.findall(r"\d+", cut("filled with 1,000.5 then 2000 mcg/mL, " * 4, most))} <= {
            "1", "000", "5", "2000",
        }  # fmt: skip
    # Each piece is whole or left out, and what is left out is counted.
    table = {f"key_{n:04}": 2000 for n in range(500)}
    said = says_of(Told(table=table))
    *kept, more = said.split(", ", maxsplit=said.count(", ") - 1)
    assert {one.rpartition(" ")[2] for one in kept} == {"2000"}
    assert more == f"… and {500 - len(kept)} more, see the table (CSV)"


def test_a_demonstration_is_for_this_machine_alone() -> None:
    inside = Settings(demo=True)
    for outside in (
        replace(inside, host="10.0.0.1"), replace(inside, public_url="https://pain.example"),
    ):  # fmt: skip
        with pytest.raises(InputRefused, match="for this machine alone"):
            create_app(outside, known=K)


def test_a_demonstration_is_gone_when_it_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with TestClient(create_app(Settings(demo=True), known=K), base_url=URL) as client:
        client.post("/sign-in", data={"name": "dr.one"})
        assert "Demonstration: MS" in client.get("/patients").text
        assert list(tmp_path.rglob("*.sqlite"))
    assert not list(tmp_path.iterdir())


def test_pages_need_a_store_one_process_and_a_clinic_that_is_none_of_ours(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="pages keep patients in a store"):
        create_app(Settings(users="u.toml"), known=K)
    with pytest.raises(InputRefused, match="served by one process"):
        create_app(Settings(demo=True, workers=2, state=str(tmp_path / "state")), known=K)
    path = tmp_path / "u.toml"
    path.write_text('[users.a]\nclinic = "c.trail"\nrole = "viewer"\npassword = "$argon2id$x"\n')
    path.chmod(0o600)
    with pytest.raises(InputRefused, match="that of trails"):
        create_app(Settings(users=str(path), store=str(tmp_path / "s")), known=K)
    with pytest.raises(InputRefused, match="true or false"):
        settings_from({"BACLOFEN_DEMO": "maybe"})
    assert settings_from({"BACLOFEN_DEMO": "True"}).demo


def test_a_user_is_added_by_a_command_and_signs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "users.toml"
    command = ["users", "dr.a", "--clinic", "pain", "--role", "prescriber", "--file", str(path)]
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))
    assert main(command) == 0
    assert path.stat().st_mode & 0o077 == 0
    assert "a long enough" not in path.read_text()
    user = Users.of_file(path).signed_in("dr.a", "a long enough password")
    assert user is not None
    assert (user.clinic, user.role) == ("pain", "prescriber")
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))
    assert main(command) == 2
    assert "already" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert main([*command[:1], "dr.b", *command[2:]]) == 2
    assert main([*command[:1], 'x"]', *command[2:]]) == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, ""),
        ({"mcg_per_day": "352.1"}, ""),
        ({"mcg_per_day": "14.67"}, "not what was planned"),
        ({"mcg_per_day": "3520"}, "not what was planned"),
        ({"mcg_per_mL": "500"}, "not what was planned"),
        *(
            ({"mcg_per_day": slip}, "must be a number")
            for slip in ("35,2", "3,52", "325,0", "3_5_2", "3.52e2", "٣٥٢", "nan", "")
        ),
        ({"mcg_per_mL": "200,0"}, "must be a number"),
        ({"drug": "bupivacaine"}, "not what was planned"),
    ],
)
def test_what_is_typed_before_a_pump_is_set_is_held_against_the_plan(
    typed: dict[str, str], says: str
) -> None:
    right = {"drug": " Baclofen ", "mcg_per_mL": "2,000", "mcg_per_day": "352"}
    planned = PumpSetting(per_day=mcg(352), mcg_per_mL=2000.0)
    if not says:
        confirm({**right, **typed}, planned)
        return
    with pytest.raises(InputRefused, match=says) as told:
        confirm({**right, **typed}, planned)
    assert "352" not in f"{told.value}".replace("3520", "")
    with pytest.raises(InputRefused, match="confirmed without it"):
        confirm(right, PumpSetting(per_day=mcg(352)))
