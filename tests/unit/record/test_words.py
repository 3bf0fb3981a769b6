"""Events from words and tables: read as told, or refused by name, whole or not at all."""

from __future__ import annotations

import csv

import pytest

from baclofen.errors import InputRefused, UnreadableFile
from baclofen.record import (
    Confirmed,
    Measured,
    Record,
    Scored,
    Took,
    happening,
    keys_of,
    kinds,
    moment,
)
from baclofen.record.rows import format_rows, known_rows, names_events, read_rows
from baclofen.units import mcg, mg
from tests.unit.record.told import at

#: One telling of every kind, as one would write it.
SAID = {
    "told": {"age_y": "52", "medicines": '["codeine"]', "syndrome": "ms_spasticity"},
    "answered": {"key": "pregnant", "words": "no"},
    "dose_set": {"route": "oral", "per_day": "10 mg three times daily"},
    "took": {"dose": "10 mg"},
    "missed": {"doses": "2"},
    "stopped": {"route": "intrathecal", "why": "ran out"},
    "scored": {"scale": "mas", "score": "1+", "site": "left knee"},
    "side_effect": {"name": "nausea", "severity": "mild"},
    "noticed": {"sign": "confusion", "there": "no"},
    "fell": {},
    "level": {"matrix": "plasma", "ng_per_mL": "310.5", "hours_after": "2"},
    "measured": {"what": "creatinine", "value": "88", "unit": "umol/L"},
    "interrogated": {"now": "300 mcg/day", "alarm_on": "2026-12-24", "fault": "no"},
    "refilled": {"fill_mL": "18", "mcg_per_mL": "2000"},
    "alarmed": {"alarm": "motor stall"},
    "confirmed": {"drug": "baclofen", "mcg_per_mL": "2000", "per_day": "300 mcg/day"},
    "visited": {"note": "sleeps better, walks less"},
}


def test_every_kind_can_be_told() -> None:
    assert SAID.keys() == kinds().keys()
    for kind, given in SAID.items():
        assert happening(kind, given)


@pytest.mark.parametrize("score", ["1e1", "\u0663", "1_0", "+6", " 6", "inf"])
def test_a_score_is_written_as_a_number(score: str) -> None:
    with pytest.raises(InputRefused, match="it must be a number"):
        Scored(scale="nrs", score=score)


def test_a_note_is_kept_whole_or_refused_and_never_cut() -> None:
    longest = "n" * 2_000
    assert happening("visited", {"note": longest}).note == longest  # type: ignore[union-attr]
    with pytest.raises(InputRefused, match=r"note of visited is 2,001 letters long; at most 2,000"):
        happening("visited", {"note": longest + "n"})


def test_an_hour_that_was_left_out_is_refused() -> None:
    with pytest.raises(InputRefused, match="no clock in Europe/Berlin ever showed it"):
        moment("2026-03-29T02:30", "Europe/Berlin")
    assert moment("2026-10-25T02:30", "Europe/Berlin")[0].hour == 2


def test_a_table_of_two_units_is_read_again() -> None:
    made = Record()
    for value, unit in ((0.9, "mg/dL"), (80.0, "umol/L")):
        what = Measured(what="creatinine", value=value, unit=unit)
        made = made.with_(what, at=at("2026-01-02"), written=at("2026-01-02"), by="a")
    again = read_rows(format_rows(made.events), patient="p")
    assert list(known_rows(again, made)) == [2, 3]


def test_rows_alike_are_as_many_as_they_are() -> None:
    dose = Took(dose=mg(10))
    made = Record().with_(dose, at=at("2026-01-02"), written=at("2026-01-02"), by="a")
    rows = read_rows("at,kind,dose\n" + "2026-01-02,took,10 mg\n" * 3, patient="p")
    assert list(known_rows(rows, made)) == [2]
    told = "".join(f"2026-01-02,scored,nrs,{score}\n" for score in ("6", "6.0", "06"))
    scores = read_rows("at,kind,scale,score\n" + told, patient="p")
    one = Scored(scale="nrs", score="6")
    for _ in scores:
        made = made.with_(one, at=at("2026-01-02"), written=at("2026-01-02"), by="a")
    assert list(known_rows(scores, made)) == [2, 3, 4]


def test_every_telling_is_written_and_read_again() -> None:
    made = Record()
    for place, (kind, given) in enumerate(SAID.items()):
        when = at(f"2026-01-{place + 1:02} 08:30")
        made = made.with_(happening(kind, given), at=when, written=at("2026-03-01"), by="a")
    table = format_rows(made.events)
    again = read_rows(table, patient="p")
    # What two people confirm of a pump no table tells.
    told = [(e.at, e.what) for e in made.events if not isinstance(e.what, Confirmed)]
    assert [(row.at, row.what) for row in again] == told
    assert list(known_rows(again, made)) == [row.row for row in again]


@pytest.mark.parametrize(
    "note",
    ["=cmd|'/c calc'!A1", "+1+1", "-1+1|x", "@SUM(1)", "＝1", "'tis", "''=1", "'=1", "a=1", "a;=1",
     '=HYPERLINK("http://x","y")', "-5", "a, =1\nb"],
)  # fmt: skip
def test_no_cell_is_a_formula_and_what_was_told_comes_back(note: str) -> None:
    what = happening("visited", {"note": note})
    made = Record().with_(what, at=at("2026-01-02"), written=at("2026-01-02"), by="a")
    table = format_rows(made.events)
    for row in csv.reader(table.splitlines(keepends=True)):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "＝"))]
    (again,) = read_rows(table, patient="p")
    assert again.what == what
    assert list(known_rows([again], made)) == [2]


@pytest.mark.parametrize("between", [";", "\t"])
def test_a_table_of_a_spreadsheet_elsewhere_is_read(between: str) -> None:
    table = "at,kind,scale,score\n2026-01-02,scored,nrs,6\n".replace(",", between)
    assert names_events(table)
    assert read_rows(table, patient="p") == read_rows(table.replace(between, ","), patient="p")
    quoted = f'"at"{between}"kind"\n2026-01-02{between}fell\n'
    assert len(read_rows(quoted, patient="p")) == 1


def test_doses_carry_their_unit_and_how_often() -> None:
    made = happening("dose_set", {"route": "oral", "per_day": "10 mg three times daily"})
    assert (made.per_day, made.times_per_day) == (mg(30), 3)  # type: ignore[union-attr]
    made = happening("dose_set", {"route": "intrathecal", "per_day": "12.5 mcg/h"})
    assert made.per_day == mcg(300)  # type: ignore[union-attr]
    assert happening("measured", {"what": "creatinine", "value": "88 umol/L"}) == happening(
        "measured", SAID["measured"]
    )


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("scores", {}, "Did you mean scored"),
        ("imported", {}, "kind of event"),
        ("planned", {}, "kind of event"),
        ("scored", {"scale": "nrs"}, "without score"),
        ("scored", {"scale": "nrs", "score": "5", "side": "left"}, "field of scored"),
        ("measured", {"what": "creatinine", "value": "88"}, "without unit"),
        ("took", {"dose": "10"}, "without a unit"),
        ("took", {"dose": "10 mg three times daily"}, "one amount"),
        ("dose_set", {"route": "oral", "per_day": "10 mg"}, "how often"),
        ("missed", {"doses": "1.5"}, "whole number"),
        ("missed", {"doses": "9" * 400}, "whole number"),
        ("level", {"matrix": "csf", "ng_per_mL": "1e400"}, "a number"),
        ("alarmed", {"over": "perhaps"}, "yes"),
        ("interrogated", {"alarm_on": "24.12.2026"}, "a date"),
    ],
)
def test_what_cannot_be_read_is_refused(kind: str, given: dict[str, str], says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        happening(kind, given)
    assert says in str(refused.value)


def test_a_time_is_a_day_or_carries_its_zone() -> None:
    assert moment("2026-11-22") == (at("2026-11-22"), True)
    assert moment("2026-11-22T08:00+01:00")[0] == at("2026-11-22 07:00")
    assert moment("2026-07-22T08:00", "Europe/Berlin")[0] == at("2026-07-22 06:00")
    for words in ("2026-11-22T08:00", "22.11.2026", "2026-13-01", "yesterday", ""):
        with pytest.raises(InputRefused, match="time is"):
            moment(words)
    with pytest.raises(InputRefused, match="Europe/Berlin"):
        moment("2026-11-22T08:00", "Mars/Base")


HEAD = "at,kind,scale,score,what,value,unit,patient\n"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("2026-11-20,scored,nrs,12,,,,\n2026-11-21,scored,nrs,5,,,,\n", "row 2: score (nrs) is 12"),
        ("2026-11-20,scored,nrs,5,,,,q\n", "table of another patient"),
        ("2026-11-20,,nrs,5,,,,\n", "kind is missing"),
        (",scored,nrs,5,,,,\n", "at is missing"),
        ("2026-11-20,scored,nrs,5\n", "of 4 cells"),
        (
            "2026-11-20,measured,,,creatinine,1,mg/dL,\n"
            "2026-11-21,measured,,,creatinine,90,umol/L,\n",
            "row 3: creatinine in umol/L, in mg/dL in row 2",
        ),
        ("", "without a row"),
        ('2026-11-20,"scored\n', "no CSV"),
    ],
)
def test_a_table_is_taken_whole_or_not_at_all(rows: str, says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_rows(HEAD + rows, patient="p")
    assert says in str(refused.value)


def test_a_table_names_its_columns_once() -> None:
    for head in ("time,kind\n", "", "at,kind,score,score\n"):
        with pytest.raises(UnreadableFile):
            read_rows(head + "2026-11-20,fell,,\n", patient="p")


def test_fields_of_a_kind_are_those_of_its_class() -> None:
    assert tuple(keys_of("took")) == ("dose",)
