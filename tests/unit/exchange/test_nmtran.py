"""NM-TRAN tables: what each column means, what is written, and which row is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.engine import Event, Flow, Graph, Input, compile_program, run
from baclofen.errors import InputRefused, UnknownName, UnreadableFile
from baclofen.exchange.nmtran import (
    Subject,
    format_nmtran,
    parse_nmtran,
    read_nmtran,
    readings_of,
)
from tests.tolerances import EXACT

BODY = Graph(
    {"gut": "mg", "central": "mg", "skin": "mg"},
    {"ka": "1/h", "ke": "1/h", "WT": "kg", "CRCL": "mL/min", "D1": "h", "R1": "mg/h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "ke")],
    {
        "oral": Input("gut", duration="D1", rate="R1"), "iv": "central", "patch": "skin",
        "cream": "skin",
    },
)  # fmt: skip


def events(text: str, **more: Any) -> tuple[Event, ...]:
    """The events of a table of one subject."""
    (subject,) = parse_nmtran(text, BODY, **more)
    return subject.events


def test_every_column_of_a_dose_is_read() -> None:
    text = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,WT\n7,1.5,4,20,2,5,6,3,1,70"
    (event,) = events(text)
    assert event == Event(
        1.5, 20.0, "iv", rate_per_h=5.0, evid=4, ii_h=6.0, addl=3, ss=1, values={"WT": 70.0}
    )


@pytest.mark.parametrize(("rate", "modelled"), [("-1", "rate"), ("-2", "duration"), ("0", "")])
def test_a_negative_rate_is_a_code_for_what_the_model_says(rate: str, modelled: str) -> None:
    (event,) = events(f"ID,TIME,AMT,CMT,RATE\n1,0,20,1,{rate}")
    assert (event.modelled, event.rate_per_h, event.duration_h) == (modelled, 0.0, 0.0)


@pytest.mark.parametrize("cmt", ["0", ".", "", "1", "99"])
def test_the_compartment_of_an_observation_says_nothing(cmt: str) -> None:
    assert events(f"ID,TIME,EVID,CMT\n1,2,0,{cmt}") == (Event(2.0, evid=0),)


@pytest.mark.parametrize("cmt", ["0", ".", "", "1"])
def test_a_dose_without_a_compartment_goes_into_the_first(cmt: str) -> None:
    assert events(f"ID,TIME,EVID,AMT,CMT\n1,0,1,5,{cmt}")[0].input == "oral"
    assert events("ID,TIME,AMT\n1,0,5")[0].input == "oral"


def test_points_and_empty_fields_are_zero() -> None:
    text = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS\n1,.,1,5,2,.,,.,\n1,2,.,.,.,.,.,.,."
    assert events(text) == (Event(0.0, 5.0, "iv"), Event(2.0, evid=0))


@pytest.mark.parametrize(
    ("row", "evid"),
    [("5,0,0", 1), ("0,0,0", 0), (".,.,.", 0), ("0,2,0", 1), ("0,-1,0", 1)],
)
def test_without_evid_a_row_that_gives_something_is_a_dose(row: str, evid: int) -> None:
    ss = 1 if "2" in row or "-1" in row else 0
    text = f"ID,TIME,AMT,RATE,II,SS\n1,3,{row},{ss}"
    assert events(text)[0].evid == evid


def test_observed_values_stand_beside_the_observations() -> None:
    text = """ID,TIME,EVID,AMT,DV,MDV
    1,0,1,5,0,1
    1,1,0,0,1.25,0
    1,2,0,0,.,0
    1,3,0,0,9.5,1
    1,4,0,0,0,0
    1,5,2,0,7,0
    1,6,0,0,,0"""
    (subject,) = parse_nmtran(text, BODY)
    assert subject.observed == (1.25, None, None, 0.0, None)
    assert [event.evid for event in subject.events] == [1, 0, 0, 0, 0, 2, 0]


def test_a_table_without_dv_has_no_observed_values() -> None:
    (subject,) = parse_nmtran("ID,TIME,AMT\n1,0,5\n1,1,0\n1,2,0", BODY)
    assert subject.observed == (None, None)


def test_columns_named_like_parameters_are_covariates_and_others_are_left_out() -> None:
    text = "ID,TIME,AMT,WT,SEX,CRCL,comment\n1,0,5,70,F,,first\n1,1,0,71.5,F,80,"
    first, second = events(text)
    assert first.values == {"WT": 70.0}
    assert second.values == {"WT": 71.5, "CRCL": 80.0}


def test_known_columns_may_be_written_small_and_with_spaces() -> None:
    assert events(" id , Time,amt ,cmt\n 1 , 2 , 5 , 2 ") == (Event(2.0, 5.0, "iv"),)


def test_comment_lines_and_empty_lines_are_left_out() -> None:
    text = "# made by hand\nID,TIME,AMT\n\n#1,0,99\n1,0,5\n   \n"
    assert events(text) == (Event(0.0, 5.0, "oral"),)


def test_quoted_fields_are_read() -> None:
    assert events('"ID","TIME","AMT","note"\n"1","2","5","a, b"') == (Event(2.0, 5.0, "oral"),)
    # A quoted text goes on over lines, also where one of them quotes in pairs.
    for between in ("", "b\n", '""b""\n', '""b"" ""c""\n', '""\n'):
        text = f'ID,TIME,AMT,note\n1,2,5,"a\n{between}c"\n1,3,7,d'
        assert events(text) == (Event(2.0, 5.0, "oral"), Event(3.0, 7.0, "oral")), between


def test_subjects_come_in_order_of_their_first_row() -> None:
    text = "ID,TIME,AMT\nb,0,5\nb,4,0\na,0,6\n10,1,7"
    subjects = parse_nmtran(text, BODY)
    assert [(s.id, len(s.events)) for s in subjects] == [("b", 2), ("a", 1), ("10", 1)]


def test_a_compartment_that_two_inputs_enter_needs_one_named() -> None:
    text = "ID,TIME,AMT,CMT\n1,0,5,3"
    assert events(text, inputs={3: "cream"})[0].input == "cream"
    with pytest.raises(
        InputRefused, match=r"CMT is 3 \(skin\), which 2 inputs enter; one must\. Name the input"
    ):
        events(text)


def test_a_compartment_that_no_input_enters_takes_no_dose() -> None:
    graph = Graph({"a": "mg", "b": "mg"}, {}, [], {"in": "a"})
    with pytest.raises(InputRefused, match=r"CMT is 2 \(b\), which 0 inputs enter"):
        parse_nmtran("ID,TIME,AMT,CMT\n1,0,5,2", graph)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"\xef\xbb\xbfID,TIME,AMT\r\n1,0,5\r\n1,2,0\r\n")
    (subject,) = read_nmtran(path, BODY)
    assert subject.events == (Event(0.0, 5.0, "oral"), Event(2.0, evid=0))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"file is table\.csv \(No such file"):
        read_nmtran(tmp_path / "table.csv", BODY)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"ID,TIME\n1,\xff\xfe")
    with pytest.raises(UnreadableFile, match="is not UTF-8"):
        read_nmtran(path, BODY)


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.symlink_to("/dev/zero")
    with pytest.raises(UnreadableFile, match="more than 40 MB"):
        read_nmtran(path, BODY)


@pytest.mark.parametrize("text", ["", "\n\n", "ID,TIME", "# only\n# comments"])
def test_a_table_without_rows_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFile, match="NM-TRAN table is without rows; it must have a head"):
        parse_nmtran(text, BODY)


@pytest.mark.parametrize(("header", "missing"), [("TIME,AMT", "ID"), ("ID,AMT", "TIME")])
def test_a_table_without_a_needed_column_is_refused(header: str, missing: str) -> None:
    with pytest.raises(UnreadableFile, match=f"is without a column {missing}; it must have one"):
        parse_nmtran(f"{header}\n1,1", BODY)


@pytest.mark.parametrize("header", ["ID,TIME,AMT,amt", "ID,TIME,WT,WT"])
def test_a_column_that_is_there_twice_is_refused(header: str) -> None:
    with pytest.raises(UnreadableFile, match=r"with (AMT|WT) twice; each column must be one"):
        parse_nmtran(f"{header}\n1,0,5,5", BODY)


@pytest.mark.parametrize("row", ["1,1", "1,1,5,7", "1"])
def test_a_row_of_another_length_is_refused(row: str) -> None:
    with pytest.raises(UnreadableFile, match=r"row 3 of the NM-TRAN table is of \d fields; it"):
        parse_nmtran(f"ID,TIME,AMT\n1,0,5\n{row}", BODY)


HEADER = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,DV,WT"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,x,0,0,0,0,0,0,0,.,70", "TIME is 'x'; it must be a number"),
        ("1,-1,0,0,0,0,0,0,0,.,70", "time of an event is -1 h; it must be 0 or more"),
        ("1,nan,0,0,0,0,0,0,0,.,70", "TIME is 'nan'; it must be a number"),
        ("1,2,1,1e999,1,0,0,0,0,.,70", "AMT is '1e999'; it must be a number"),
        ("1,2,7,0,0,0,0,0,0,.,70", "EVID of an event is 7; it must be 0, 1, 2, 3 or 4"),
        ("1,2,0.5,0,0,0,0,0,0,.,70", "EVID is 0.5; it must be a whole number"),
        ("1,2,1,-5,1,0,0,0,0,.,70", "amount of an event is -5; it must be 0 or more"),
        ("1,2,1,five,1,0,0,0,0,.,70", "AMT is 'five'; it must be a number"),
        ("1,2,1,5,1,-3,0,0,0,.,70", "RATE is -3; it must be 0 or more, -1 or -2"),
        ("1,2,1,5,-2,0,0,0,0,.,70", "CMT is -2; compartments are not turned off here"),
        ("1,2,1,5,9,0,0,0,0,.,70", "CMT is '9'; it must be one of 1, 2, 3"),
        ("1,2,1,5,1.5,0,0,0,0,.,70", "CMT is 1.5; it must be a whole number"),
        ("1,2,1,5,1,0,0,2,0,.,70", r"repeated \(ADDL or SS\) without an interval"),
        ("1,2,1,5,1,0,6,1.5,0,.,70", "ADDL is 1.5; it must be a whole number"),
        ("1,2,1,5,1,0,6,1e9,0,.,70", r"number of additional doses \(ADDL\) of an event is 1000000"),
        ("1,2,1,5,1,0,6,0,3,.,70", "SS of an event is 3; it must be 0, 1 or 2"),
        ("1,2,1,0,1,5,6,0,1,.,70", "a rate without an amount; that is an infusion since ever"),
        ("1,2,0,5,1,0,0,0,0,.,70", r"no dose \(EVID 0\) but has dose columns"),
        ("1,2,2,0,0,0,6,0,0,.,70", r"no dose \(EVID 2\) but has dose columns"),
        ("1,2,0,0,0,0,0,0,0,.,heavy", "WT is 'heavy'; it must be a number"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_its_number(row: str, message: str) -> None:
    text = f"{HEADER}\n1,0,1,5,1,0,0,0,0,.,70\n{row}"
    with pytest.raises(
        InputRefused, match=f"row 3 of the NM-TRAN table is not usable: .*{message}"
    ):
        parse_nmtran(text, BODY)


def test_times_that_go_back_are_refused() -> None:
    with pytest.raises(
        InputRefused,
        match="row 4 of the NM-TRAN table is at 1 h, after 2 h; times of one ID must not go back",
    ):
        parse_nmtran("ID,TIME,AMT\n1,0,5\n1,2,0\n1,1,0", BODY)


@pytest.mark.parametrize("evid", [3, 4])
def test_a_reset_before_the_clock_began_asks_for_a_date(evid: int) -> None:
    amount = 5 if evid == 4 else 0
    head, rows = "ID,TIME,EVID,AMT", f"1,8:00,1,5\n1,12:00,0,0\n1,6:00,{evid},{amount}"
    with pytest.raises(InputRefused) as refused:
        parse_nmtran(f"{head}\n{rows}", BODY)
    text = str(refused.value)
    assert "row 4 of the NM-TRAN table is at -2 h, after 4 h; a reset cannot lie before" in text
    assert "Give a date" in text
    assert "may begin again" not in text
    dated = "\n".join(f"{row},{day}" for row, day in zip(rows.split("\n"), (1, 1, 2), strict=True))
    (subject,) = parse_nmtran(f"{head},DATE\n{dated}", BODY)
    assert [event.time_h for event in subject.events] == [0, 4, 22]


def test_an_id_that_comes_back_is_refused() -> None:
    with pytest.raises(
        InputRefused,
        match="row 4 of the NM-TRAN table is of ID 1, which ended before; the rows of one ID must",
    ):
        parse_nmtran("ID,TIME,AMT\n1,0,5\n2,0,5\n1,1,0", BODY)


def test_an_id_is_a_number_however_it_is_written() -> None:
    text = "ID,TIME,AMT\n1,0,5\n01,1,5\n1.0,2,5\n2a,0,5\n1234567890123456,0,5\n1234567890123457,0,5"
    found = parse_nmtran(text, BODY).subjects
    assert [(one.id, len(one.events)) for one in found] == [
        ("1", 3), ("2a", 1), ("1234567890123456", 1), ("1234567890123457", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("mdv", "seen"), [("0", 7.0), ("1", None), ("100", None), ("101", None)])
def test_a_value_that_is_not_for_estimating_was_not_observed(mdv: str, seen: float | None) -> None:
    (subject,) = parse_nmtran(f"ID,TIME,DV,MDV\n1,1,7,{mdv}", BODY)
    assert subject.observed == (seen,)
    with pytest.raises(InputRefused, match="MDV is 2; it must be 0, 1, 100 or 101"):
        parse_nmtran("ID,TIME,DV,MDV\n1,1,7,2", BODY)


def test_a_header_that_is_taken_for_a_comment_is_told() -> None:
    with pytest.raises(UnreadableFile, match="begins with 'C' is a comment too: ignore '@'"):
        parse_nmtran("C,ID,TIME,AMT\n.,1,0,5\n.,1,1,5", BODY, ignore="C")


def test_an_infusion_of_given_duration_cannot_be_written() -> None:
    subject = Subject("1", (Event(3.0, 5.0, "iv", 2.0),), ())
    with pytest.raises(
        InputRefused, match="infusion at 3 h is of given duration; NM-TRAN needs its rate, or"
    ):
        format_nmtran([subject], BODY)


def test_a_table_is_written_with_every_column() -> None:
    subject = Subject(
        "1",
        (
            Event(0.0, 5.0, "iv", rate_per_h=2.5, ii_h=6.0, addl=2, values={"WT": 70.5}),
            Event(1.25, evid=0, values={"WT": 70.0}),
            Event(2.0, evid=0, values={"WT": 70.0}),
            Event(3.0, 0.0, "oral", modelled="rate", ss=1, evid=4, values={"WT": 70.0}),
        ),
        (0.125, None),
    )
    assert format_nmtran([subject], BODY).splitlines() == [
        "ID,TIME,EVID,CMT,AMT,RATE,II,ADDL,SS,DV,MDV,WT",
        "1,0,1,2,5,2.5,6,2,0,.,1,70.5",
        "1,1.25,0,0,0,0,0,0,0,0.125,0,70",
        "1,2,0,0,0,0,0,0,0,.,1,70",
        "1,3,4,1,0,-1,0,0,1,.,1,70",
    ]


# ---- columns by name


def test_columns_that_say_nothing_are_named() -> None:
    table = parse_nmtran("ID,TIME,AMT,wt,DUR,TINF,DOSE,Sex\n1,0,5,70,2,2,5,F", BODY)
    assert table.unused == ("DUR", "TINF", "DOSE", "Sex")
    # Names are read in whatever letters, as NM-TRAN reads them.
    assert table.subjects[0].events[0].values == {"WT": 70.0}
    assert len(table) == 1


def test_a_name_that_fits_two_parameters_is_read_only_as_written() -> None:
    graph = Graph(
        {"a": "mg"}, {"ke": "1/h", "KE": "1/h"}, [Flow("a", None, "ke + KE")], {"in": "a"}
    )
    table = parse_nmtran("ID,TIME,AMT,Ke,KE\n1,0,5,1,2", graph)
    assert (table.unused, table.subjects[0].events[0].values) == (("Ke",), {"KE": 2.0})


def test_a_covariate_twice_in_other_letters_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="with WT twice"):
        parse_nmtran("ID,TIME,AMT,wt,WT\n1,0,5,70,71", BODY)


# ---- rows to ignore, and quotes


def test_rows_are_ignored_by_their_first_character() -> None:
    text = "ID,TIME,AMT\nC1,0,99\n1,0,5\n#1,0,99"
    with pytest.raises(InputRefused, match="row 4"):
        parse_nmtran(text + "x", BODY, ignore="C")
    assert events(text.replace("#", "C"), ignore="C") == (Event(0.0, 5.0, "oral"),)
    letters = "# note\nID,TIME,AMT\n  C1,0,99\n@,,\n1,0,5\nID,TIME,AMT"
    assert events(letters, ignore="@") == (Event(0.0, 5.0, "oral"),)
    for bad in ("", "##", " ", ",", '"'):
        with pytest.raises(InputRefused, match="ignore is"):
            parse_nmtran(text, BODY, ignore=bad)


def test_a_quoted_line_break_stays_in_its_field() -> None:
    text = 'ID,TIME,AMT,note\r\n1,0,5,"first\r\n1,3,7,second"\r\n1,x,0,'
    with pytest.raises(InputRefused, match="row 4 of the NM-TRAN table is not usable: TIME is 'x'"):
        parse_nmtran(text, BODY)
    assert len(events(text.replace("x", "2"))) == 2
    with pytest.raises(UnreadableFile, match=r"row 2 .* with a quote that does not end"):
        parse_nmtran('ID,TIME,AMT\n1,0,"5\n1,1,0', BODY)


def test_a_field_beyond_the_limit_of_csv_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="row 2 of the NM-TRAN table is not CSV"):
        parse_nmtran("ID,TIME,AMT,note\n1,0,5," + "x" * 200_000, BODY)


# ---- dates and clocks


@pytest.mark.parametrize(
    ("name", "first", "next_day"),
    [
        ("DATE", "2/28/2024", "2/29/2024"), ("DAT1", "28-2-2024", "29-2-2024"),
        ("DAT2", "2023/12/31", "2024/1/1"), ("DAT3", "24-31-12", "25-1-1"),
        ("DATE", "7", "8"), ("DATE", "12/31/99", "1/1/00"),
    ],
)  # fmt: skip
def test_dates_count_from_the_first_row_of_each_id(name: str, first: str, next_day: str) -> None:
    text = f"ID,{name},TIME,AMT\n1,{first},23:30,5\n1,{next_day},0:15:36,0\n2,{next_day},8.5,5"
    one, two = parse_nmtran(text, BODY)
    np.testing.assert_allclose([e.time_h for e in one.events], [0.0, 0.76], **EXACT)
    assert [e.time_h for e in two.events] == [0.0]


def test_clock_times_without_a_date_are_those_of_one_day() -> None:
    assert [e.time_h for e in events("ID,TIME,AMT\n1,8:00,5\n1,9:30,0")] == [0.0, 1.5]
    with pytest.raises(InputRefused, match="past midnight, give a date"):
        parse_nmtran("ID,TIME,AMT\n1,22:00,5\n1,1:00,0", BODY)


def test_hours_without_a_date_stay_as_they_are() -> None:
    assert [e.time_h for e in events("ID,TIME,AMT\n1,8,5\n1,9.5,0")] == [8.0, 9.5]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2/30/2024,8:00,5", "DATE is '2/30/2024'; there is no such day"),
        ("2/3,8:00,5", "DATE is '2/3'; it must be month/day/year, or a whole number of days"),
        (".,8:00,5", "DATE is '.'; it must be month/day/year"),
        ("1.5,8:00,5", "DATE is 1.5; a day must be a whole number"),
        ("2/3/2024,8:60,5", "TIME is '8:60'; it must be hours, or of the clock"),
        ("2/3/2024,:30,5", "TIME is ':30'; it must be hours, or of the clock"),
    ],
)
def test_dates_that_are_none_are_refused(row: str, message: str) -> None:
    with pytest.raises(InputRefused, match=message.replace(".", r"\.")):
        parse_nmtran(f"ID,DATE,TIME,AMT\n1,{row}", BODY)


def test_two_kinds_of_date_are_refused() -> None:
    with pytest.raises(UnreadableFile, match="with DATE and DAT1; one column must hold the date"):
        parse_nmtran("ID,DATE,DAT1,TIME,AMT\n1,1,1,0,5", BODY)


# ---- times that begin again


def test_times_may_begin_again_at_a_reset() -> None:
    text = """ID,TIME,EVID,AMT,CMT,DV
    1,0,1,20,2,.
    1,4,0,0,0,1.5
    1,0,4,10,2,.
    1,3,0,0,0,0.7"""
    (one,) = parse_nmtran(text, BODY)
    assert [e.time_h for e in one.events] == [0.0, 4.0, 4.0, 7.0]
    assert one.table_h == (0.0, 4.0, 0.0, 3.0)
    apart = parse_nmtran(text.replace("1,0,4", "2,0,1").replace("1,3,0", "2,3,0"), BODY)
    typical = {"ka": 1.0, "ke": 0.3, "WT": 70, "CRCL": 100, "D1": 1, "R1": 1}

    def course(subject: Subject) -> Any:
        program = compile_program(BODY, subject.events)
        return run(program, typical, ["central"])["central"][:, 0].tolist()

    both = [*course(apart.subjects[0]), *course(apart.subjects[1])]
    np.testing.assert_allclose(course(one), both, **EXACT)


def test_a_reset_does_not_begin_before_the_table() -> None:
    with pytest.raises(InputRefused, match="time of an event is -1 h"):
        parse_nmtran("ID,TIME,EVID,AMT\n1,4,1,5\n1,-1,3,0", BODY)


def test_times_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(InputRefused, match=r"time of an event is 5e\+06 h; it must be 0"):
        parse_nmtran("ID,TIME,AMT\n1,5e6,5", BODY)


@pytest.mark.parametrize("id", ["#", "#1", 'a"b', "a,b", "a\nb"])
def test_any_id_is_written_so_that_it_is_read_again(id: str) -> None:
    written = (Subject(id, (Event(0.0, 5.0, "iv"),), ()),)
    assert parse_nmtran(format_nmtran(written, BODY), BODY).subjects == written


# ---- what was observed


OBSERVED = """ID,TIME,AMT,CMT,DV,DVID,BLQ,LLOQ
1,0,20,2,.,0,0,.
1,1,0,0,1.5,1,0,0.1
1,1,0,0,30,2,0,5
1,9,0,0,.,1,1,0.1
1,9,0,0,.,2,0,5
"""


def test_what_was_observed_keeps_its_kind_and_its_limit() -> None:
    (one,) = parse_nmtran(OBSERVED, BODY)
    assert one.of == (1, 2, 1, 2)
    assert one.observed == (1.5, 30.0, None, None)
    assert one.limits == (None, None, 0.1, None)
    observed, below = readings_of([one, one], {1: "plasma", 2: "effect"})
    assert set(observed) == set(below) == {"plasma", "effect"}
    np.testing.assert_array_equal(observed["plasma"][:, 1], [1.5, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(observed["effect"][:, 0], [np.nan, 30, np.nan, np.nan])
    np.testing.assert_array_equal(below["plasma"][:, 0], [np.nan, np.nan, 0.1, np.nan])
    assert np.isnan(below["effect"]).all()
    assert parse_nmtran(format_nmtran([one], BODY), BODY).subjects == (one,)


def test_without_dvid_the_compartment_of_an_observation_is_its_kind() -> None:
    (one,) = parse_nmtran("ID,TIME,AMT,CMT,DV\n1,0,5,1,.\n1,1,0,2,3\n1,1,0,3,4", BODY)
    assert one.of == (2, 3)


def test_a_censored_reading_is_below_its_dv() -> None:
    (one,) = parse_nmtran("ID,TIME,AMT,DV,CENS\n1,0,5,.,0\n1,1,0,0.2,1\n1,2,0,3,0", BODY)
    assert (one.observed, one.limits) == ((None, 3.0), (0.2, None))
    observed, below = readings_of([one], {0: "CP"})
    np.testing.assert_array_equal(observed["CP"][:, 0], [np.nan, 3])
    np.testing.assert_array_equal(below["CP"][:, 0], [0.2, np.nan])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,1,0,.,1", "CENS is 1 without a limit in DV; it must be there"),
        ("1,1,0,3,2", "CENS is 2; it must be 0, or 1 for below the limit"),
        ("1,1,0,3,x", "CENS is 'x'; it must be a number"),
    ],
)
def test_a_limit_that_is_not_there_is_refused(row: str, message: str) -> None:
    with pytest.raises(InputRefused, match=message):
        parse_nmtran(f"ID,TIME,AMT,DV,CENS\n{row}", BODY)


def test_readings_of_unlike_subjects_are_refused() -> None:
    (one,) = parse_nmtran(OBSERVED, BODY)
    with pytest.raises(UnknownName, match="DVID or CMT of an observation of ID 1 is '2'"):
        readings_of([one], {1: "plasma"})
    other = Subject("2", one.events[:2], one.observed[:1])
    with pytest.raises(InputRefused, match=r"subjects is of \[1, 4\] observations"):
        readings_of([one, other], {0: "a", 1: "plasma", 2: "effect"})


NUMBER = st.floats(1e-6, 1e6)
GIVEN: list[dict[str, Any]] = [
    {}, {"rate_per_h": 0.3}, {"modelled": "rate"}, {"modelled": "duration"},
]  # fmt: skip
REPEATED: list[dict[str, Any]] = [
    {}, {"ii_h": 6.0, "addl": 3}, {"ii_h": 0.1, "ss": 1}, {"ii_h": 8.0, "ss": 2, "addl": 1},
    {"ii_h": 24.0},
]  # fmt: skip


@st.composite
def subjects(draw: st.DrawFn) -> tuple[Subject, ...]:
    """Subjects whose every record has the same covariates."""
    names = draw(st.sets(st.sampled_from(["WT", "CRCL", "ke"])))
    ids = draw(
        st.lists(
            st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,3}|[1-9][0-9]{0,3}", fullmatch=True),
            unique=True,
        )
    )
    found = []
    for id in ids:
        records: list[Event] = []
        for time_h in sorted(draw(st.lists(st.floats(0.0, 1e4), min_size=1, max_size=5))):
            values = {name: draw(NUMBER) for name in names}
            evid = draw(st.integers(0, 4))
            more: dict[str, Any] = {}
            if evid in (1, 4):
                way_in = draw(st.sampled_from(["oral", "iv"]))
                more = {"amount": draw(NUMBER), "input": way_in, **draw(st.sampled_from(GIVEN))}
                more |= draw(st.sampled_from(REPEATED))
            records.append(Event(time_h, evid=evid, values=values, **more))
        observations = sum(event.evid == 0 for event in records)
        seen = [draw(st.none() | st.floats(-1e6, 1e6)) for _ in range(observations)]
        found.append(Subject(id, tuple(records), tuple(seen)))
    return tuple(found)


@given(written=subjects().filter(bool))
@settings(deadline=None, max_examples=150)
def test_what_is_written_is_read_again(written: tuple[Subject, ...]) -> None:
    assert parse_nmtran(format_nmtran(written, BODY), BODY).subjects == written
