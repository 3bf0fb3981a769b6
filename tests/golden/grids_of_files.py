"""Grids of what is typed, answered, and read from tables and calendars, a line or two at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import product
from typing import Any

from baclofen.engine import Flow, Graph
from baclofen.exchange import format_nmtran, parse_nmtran, read_patient, with_answers
from baclofen.exchange.typed_signs import signs_named
from baclofen.exchange.typed_values import toml_value, yes_or_no
from baclofen.reporting import read_calendar
from baclofen.reporting.calendar import Calendar
from baclofen.reporting.calendar.change import changed
from baclofen.reporting.calendar.value import Entry
from baclofen.reporting.calendar.write import written
from baclofen.reporting.calendar.zone import zone_lines
from tests.golden.calls import Call, over
from tests.people import TODAY, known
from tests.unit.exchange.build import bundle, condition, creatinine, day, dosage, egfr, medicine

K = known()
Json = dict[str, Any]

# --- answers ----------------------------------------------------------------------------

_TABLETS = "Baclofen 10 MG Oral Tablet"


def _readings() -> Iterator[Any]:
    typed: tuple[Json, ...] = (
        {"age_y": 40, "sex": "female", "egfr": 90},
        {"born": "1961", "baclofen": "none", "medicines": ["Xyzzyzol"], "conditions": ["epilepsy"]},
        {"age_y": 9, "weight_kg": 28, "baclofen": "30 mg/day", "dialysis": True, "pregnant": False},
        {"stopped": "75 mg/day", "syndrome": "ms_spasticity", "alcohol": True, "admitted": False},
        {"age_y": 50, "pump": {"stage": "maintenance", "now": "120 mcg/h"},
        "medicines": ["codeine"]},
    )  # fmt: skip
    records = (
        (medicine(_TABLETS, sig="10 mg TID"),),
        (medicine(_TABLETS, sig="10 mg TID"), medicine(_TABLETS, dosageInstruction=[dosage(5)])),
        (medicine(_TABLETS), medicine("Xyzzyzol 5 mg"), creatinine(0.9), egfr(80, on=day(3))),
        (medicine(_TABLETS, status="stopped", sig="20 mg TID"), condition("302497006")),
    )
    for told in (*typed, *(bundle(*resources) for resources in records)):
        yield read_patient(told, known=K, today=TODAY)


def _answers() -> Iterator[Call]:
    flags = ("alcohol", "lactating", "newborn", "infection_active", "surgery_planned",
    "nil_by_mouth",
             "admitted", "oral_failed", "epilepsy_resistant", "seizure_as_usual", "dose_confirmed",
             "weight_confirmed", "rate_confirmed", "dialysis", "pregnant", "epilepsy", "coma",
             "allergy_to_baclofen", "seizure")  # fmt: skip
    one = [(key, words) for key in flags for words in ("yes", "no", "perhaps")]
    one += [
        ("age_y", "40"), ("age_y", "65"), ("age_y", '"40"'), ("sex", "male"), ("sex", '"female"'),
        ("syndrome", "ms_spasticity"), ("syndrome", "sci_spasticity"), ("weight_kg", "70"),
        ("weight_kg", "-1"), ("height_cm", "170"), ("gestation_weeks", "20"),
        ("days_since_injury", "400"),
        ("unread", "complete"), ("unread", "harmless"), ("lesion_level", "T6"), ("inr", "1.1"),
        ("hours_since_antithrombotic", "30"), ("egfr", "85"), ("egfr", "normal"), ("creatinine",
        "0.9 mg/dL"),
        ("creatinine", "90"), ("creatinine_umol_per_L", "80"), ("creatinine_mg_per_dL", "0.9"),
        ("conditions", "none"), ("conditions", '["epilepsy"]'), ("no_conditions", '["epilepsy"]'),
        ("signs", "none"), ("signs", '["coma"]'), ("no_signs", '["coma"]'), ("medicines",
        "complete"),
        ("medicines", '["codeine"]'), ("medicines", '"codeine"'), ("medicines", "5"),
        ("medicines", '{"Xyzzyzol" = "diazepam"}'), ("medicines", '{"Xyzzyzol 5 mg" = "diazepam"}'),
        ("medicines", '{"Xyzzyzol" = 5}'), ("medicines", '["baclofen 10 mg tid"]'), ("baclofen",
        "none"),
        ("baclofen", "30 mg/day"), ("baclofen", "45 mg/day"), ("baclofen",
        "10 mg three times daily"),
        ("baclofen", "300 mcg/day"), ("stopped", "60 mg/day"), ("hours_since_last_dose", "30"),
        ("hours_since_last_dose", "-1"), ("hours_since_last_dose", "x"), ("weeks_at_maximum", "8"),
        ("baclofen_since", "2026-10-01"), ("baclofen_since", "5"), ("allergies", '["baclofen"]'),
        ("label", "x"), ("request", "start"), ("eggfr", "5"), ("", "5"), ("egfr", ""), ("weight",
        "150 lb"),
    ]  # fmt: skip
    several = [
        (("egfr", "85"), ("egfr_on", "2026-10-01")), (("egfr_on", "2026-10-01"), ("egfr", "85")),
        (("egfr_on", "2026-10-01"),), (("weight_kg", "70"), ("weight_on", "2026-10-01")),
        (("creatinine", '"0.9 mg/dL"'), ("creatinine_on", "2026-10-01"), ("egfr", "80")),
        (("age_y", "40"), ("age_y", "41")), (("signs", '["coma"]'), ("signs", '["seizure"]')),
        (("baclofen", "30 mg/day"), ("baclofen", "300 mcg/day")), (("egfr", "85"),
        ("egfr_equation", "MDRD")),
        (("baclofen", "30 mg/day"), ("baclofen_since", "2026-10-01")), (("baclofen", "none"),
        ("baclofen", "30 mg/day")),
    ]  # fmt: skip
    for reading in _readings():
        yield from over(_after, (reading,), [*((told,) for told in one), *several])
    yield from over(toml_value, ("5", "true", "x", '"x"', "[1]", "2026-10-01", "{", "5 mg", ""))
    yield from over(yes_or_no, ("name",), ("yes", "YES", "no", "true", "false", "1", "ja", ""))


def _after(reading: Any, answers: Any) -> Any:
    """What is another patient then, and what was written of it."""
    after = with_answers(reading, answers, K, today=TODAY)
    was, now = reading.patient, after.patient
    names = now.__struct_fields__
    other = {n: getattr(now, n) for n in names if getattr(now, n) != getattr(was, n)}
    more = after.entries if after.entries[: len(reading.entries)] != reading.entries else (
        after.entries[len(reading.entries) :]
    )  # fmt: skip
    return other, more, after.notes[len(reading.notes) :]


# --- typed files ------------------------------------------------------------------------


def _typed_files() -> Iterator[Call]:
    values: Mapping[str, tuple[Any, ...]] = {
        "born": ("1961", "1961-05", "1961-05-12", TODAY, TODAY + timedelta(days=1), "x", 5,
        "2026-11-22"),
        "due_on": tuple(TODAY + timedelta(days=n) for n in (-40, -14, 0, 7, 273, 280, 281, 300)),
        "gestation_weeks": (0, 4, 41, 45, 46), "weight": ("70 kg", "154 lb", "154 pounds", "70",
        "70,5 kg",
                                                        "70 st", 70, "x"),
        "weight_kg": (0, 0.3, 70, 400, "70", True), "creatinine": ("0.9 mg/dL", "80 umol/L",
        "0,9 mg/dL", 0.9,
                                                                  "0.9", "0.9 g", True, "x"),
        "creatinine_umol_per_L": (80, 5), "creatinine_mg_per_dL": (0.9, 90), "egfr": (90,
        "normal", 0, 400, -1),
        "egfr_equation": ("CKD-EPI 2021",), "unread": ("complete", "x", 5), "request": ("start",
        "x", 5),
        "requested": ("30 mg/day", "10 mg three times daily as tablets", "5", 5, "solution"),
        "conditions": (["epilepsy"], ["Multiple sclerosis"], ["MS"], ["no epilepsy"], ["xyz"],
        "epilepsy", [5]),
        "no_conditions": (["epilepsy"], ["xyz"]), "allergies": (["baclofen"], ["none known"],
        ["x"], []),
        "signs": (["coma"], ["fever of 39"], ["x"], ["none"], ["temperature 34"], ["no fever"]),
        "medicines": (["codeine"], ["none"], ["Xyzzyzol"], "complete", [5],
        [{"name": "pregabalin"}], [{}],
                      [{"atc": "N02BF02", "since": TODAY}], [{"x": 1}], ["baclofen 10 mg tid"]),
        "baclofen": ("none", "30 mg/day", "300 mcg/day", "x", 30, "10 mg three times daily",
        ["30 mg/day"]),
        "stopped": ("60 mg/day", "x", "300 mcg/day"), "baclofen_until": (TODAY,
        TODAY + timedelta(days=9)),
        "hours_since_last_dose": (0, 30, -1, 5000), "age_y": (0, 17, 18, 40, 121, -1, "40", True,
        float("inf")),
        "egfr_on": (TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=400), "x"), "oral": (
            {"dose": "10 mg", "times_per_day": 3}, {"volume_mL": 5}, {"product": "tablet 10 mg"},
            {"x": 1},
            {"each": "10 mg"}, {"parts": ["10 mg", "20 mg"]}, {"tube": "peg", "dose": "10 mg"}, 5,
            {"was": "5 mg/5 mL"},
        ),
        "screening": ({}, {"dose": "50 mcg"}, {"given": [{"dose": "50 mcg", "hours_ago": 30,
        "worked": True}]},
                      {"given": [{"dose": "50 mcg"}, {"dose": "75 mcg", "hours_ago": 5}]},
                      {"x": 1}),
        "pump": ({}, {"stage": "start"}, {"stage": "maintenance", "now": "120 mcg/h"},
        {"stage": "x"},
                 {"stage": "refill", "now": "300 mcg/day", "asked": "330 mcg/day", "fill_mL": 20},
                 {"stage": "maintenance", "now": "1 mg/day"}, {"now": "300 mcg/day",
                 "device": "SynchroMed II"},
                 {"now": "300 mcg/day", "alarm": True}, {"now": "300 mcg/day", "alarm": 5},
                 {"now": "300 mcg/day", "history": ["250 mcg/day"]}, {"now": "300 mcg/day",
                 "concentration": "500 mcg/mL"}),
        "taper": ({}, {"weeks": 4}, {"weeks": 0}, {"shape": "linear"}, {"shape": "x"},
        {"weeks": -1}),
        "swallowed": ({"amount": "100 mg"}, {"amount": "100 mg", "hours_ago": 2}, {},
        {"amount": "1 mcg"}),
        "other": ({"route": "rectal"}, {"route": "x"}, {}), "x": (1,), "label": ("x", 5),
    }  # fmt: skip
    bases: tuple[Json, ...] = ({}, {"age_y": 40, "sex": "female"}, {"egfr": 90, "signs": ["coma"]},
                               {"baclofen": "30 mg/day", "creatinine": "0.9 mg/dL",
                               "weight_kg": 70})  # fmt: skip
    for base, (key, told) in product(bases, values.items()):
        yield from over(_read, ({**base, key: one} for one in told))
    pairs = (
        {"born": "1961", "age_y": 60}, {"due_on": TODAY, "gestation_weeks": 20},
        {"weight": "70 kg", "weight_kg": 70},
        {"egfr": 90, "egfr_on": TODAY, "egfr_equation": "MDRD"}, {"creatinine_on": TODAY,
        "creatinine_mg_per_dL": 0.9},
        {"requested": "30 mg/day", "oral": {"dose": "10 mg"}}, {"baclofen": "none",
        "stopped": "60 mg/day"},
        {"baclofen": "30 mg/day", "baclofen_since": TODAY - timedelta(days=40),
        "medicines": ["baclofen"]},
        {"stopped": "60 mg/day", "stopped_on": TODAY - timedelta(days=4)}, {"weight_on": TODAY},
        {"creatinine_on": TODAY},
        {"baclofen_until": TODAY, "baclofen": "30 mg/day"}, {"allergies": ["none known"],
        "no_allergies": ["baclofen"]},
    )  # fmt: skip
    yield from over(_read, pairs)
    words = (
        "fever",
        "fever of 39",
        "39.5 °C",
        "temperature 34",
        "T 40",
        "coma",
        "hypotonia",
        "no coma",
        "x",
        "",
    )
    yield from over(signs_named, ([word] for word in words), (K,), ([],), age_y=(None,))


def _read(table: Json) -> Any:
    """All that is told by a typed table."""
    made = read_patient(table, known=K, today=TODAY)
    person = made.patient
    told = {
        n: v for n in person.__struct_fields__ if (v := getattr(person, n)) not in (None, (), "")
    }
    return told, made.entries, made.notes, made.ordered


# --- tables of times and doses ----------------------------------------------------------

_TANK = Graph({"gut": "mg", "tank": "mg"}, {"ka": "1/h", "ke": "1/h"},
              [Flow("gut", "tank", "ka"), Flow("tank", None, "ke")], {"oral": "gut",
              "iv": "tank"})  # fmt: skip


def _tables() -> Iterator[Call]:
    rows = (
        "1,0,1,20,1,.,.,.", "1,8,0,0,0,.,.,1.7", "1,8,0,.,.,.,.,.", "1,0,1,20,2,.,.,.",
        "1,0,1,20,3,.,.,.",
        "1,0,4,20,1,.,.,.", "1,0,1,20,1,6,3,.", "1,0,1,20,1,6,0,.", "1,0,1,20,1,0,3,.",
        "1,-1,1,20,1,.,.,.",
        "1,x,1,20,1,.,.,.", "1,0,2,.,.,.,.,.", "1,0,5,20,1,.,.,.", "1,0,1,-5,1,.,.,.",
        "1,0,1,20,-1,.,.,.",
        "1,0,3,.,.,.,.,.", "1.5,0,1,20,1,.,.,.", "1,0,1.5,20,1,.,.,.", "1,0,1,20,1,6,3.5,.",
        "1,0,1,1_0,1,.,.,.",
        "2,0,1,20,1,.,.,.", "1,0,1,20,1,.,.", "1,24,1,10,1,.,.,.", "", "#x",
    )  # fmt: skip
    head = "ID,TIME,EVID,AMT,CMT,II,ADDL,DV"
    tables = ["\n".join((head, *pair)) for pair in product(rows, rows[:8])]
    tables += ["\n".join((head, *told)) for told in product(rows[::6], rows[::5], rows[::7])]
    yield from over(_subjects, tables)
    other = (
        "ID,TIME,AMT,RATE\n1,0,20,{}\n1,5,0,0", "ID,TIME,AMT,MDV,DV\n1,0,20,1,.\n1,5,0,{},3",
        "ID,TIME,DV,CENS\n1,0,3,{}\n1,1,4,0", "ID,TIME,DV,BLQ,LLOQ\n1,0,3,{},1\n1,1,4,0,1",
        "ID,TIME,SS,AMT,II\n1,0,{},20,8",
        "ID,TIME,DV,BLQ\n1,0,3,{}\n1,1,4,0", "ID,TIME,AMT,KE\n1,0,20,{}\n1,3,0,1",
        "ID,DATE,TIME,AMT\n1,1/2/{},10:30,20\n1,1/3/2026,8:05:30,0",
        "ID,DAT1,TIME,AMT\n1,{}/2/2026,1,20", "ID,DAT2,TIME,AMT\n1,2026/2/{},1,20",
        "ID,DAT3,TIME,AMT\n1,2026/{}/2,1,20",
    )  # fmt: skip
    for text in other:
        yield from over(
            _subjects,
            (text.format(n) for n in ("0", "1", "2", "-1", "-2", "5", "49", "50", "51", "x", ".")),
        )
    clocks = ("1:5", "10:60", "24:00", "0:59:59.5", "x", "1:", "100:00", "1", "")
    yield from over(_subjects, (f"ID,TIME,AMT\n1,{clock},20\n1,30:00,0" for clock in clocks))
    for ignore in ("#", "@", "C", "", ",", "ab"):
        text = f"ID,TIME,AMT\n#x\n@y\nC1\n{'' if ignore == 'C' else ' '}1,0,20\nx,1,1"
        yield from over(parse_nmtran, (text, "#c\n" + text, ""), (_TANK,), ignore=(ignore,))


def _subjects(text: str) -> Any:
    table = parse_nmtran(text, _TANK)
    return list(table), table.unused, format_nmtran(table, _TANK)


# --- calendars --------------------------------------------------------------------------


def _entries() -> list[Entry]:
    return [
        Entry(
            f"e{n}", TODAY + timedelta(days=begins), days, "Title; one", "a,b\nc \\ " + "ü" * 70,
            minute=minute, zone=zone, alarm=15 if minute else None, sequence=sequence,
            is_cancelled=gone,
        )
        for n, (begins, days, (minute, zone), sequence, gone) in enumerate(product(
            (-9, -1, 0, 3), (1, 5), ((None, ""), (0, ""), (485, "Europe/Berlin")), (0, 739_947),
            (False, True)
        ))
    ]  # fmt: skip


def _calendars() -> Iterator[Call]:
    every = _entries()
    yield from over(_again, ((one,) for one in every))
    for new in ((), tuple(every[::5]), tuple(every[1::7])):
        earlier = [None, *(Calendar("c", tuple(every[at::6])) for at in range(6))]
        yield from over(changed, (new,), earlier, (TODAY, TODAY - timedelta(days=3)))
    zones = (
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "UTC",
        "Europe/Nowhere",
    )
    yield from over(_zoned, zones, (TODAY, TODAY.replace(month=3, day=20)), (0, 30, 400))
    text = written(Calendar("c", tuple(every[:6])), name="n", about="a", made=TODAY)
    lines = text.split("\r\n")
    for at in range(len(lines)):
        yield from over(
            read_calendar,
            ("\r\n".join((*lines[:at], *lines[at + 1 :])), "\r\n".join((*lines[:at], lines[at],
            *lines[at:])),
             "\r\n".join((*lines[:at], lines[at][:-1] + "0", *lines[at + 1 :]))),
            ("plan.ics",),
        )  # fmt: skip


def _again(entries: tuple[Entry, ...]) -> Any:
    """What is written of it, and read back."""
    text = written(Calendar("c", entries), name="n;1", about="a", made=TODAY)
    read = read_calendar(text, "plan.ics")
    return text.replace("\r\n", "\n").split("\n")[6:], read == Calendar("c", entries, text)


def _zoned(name: str, first: Any, days: int) -> Any:
    return list(zone_lines(name, first, first + timedelta(days=days)))


GRIDS: Mapping[str, Callable[[], Iterator[Call]]] = {
    "answers": _answers, "typed files": _typed_files, "tables of doses": _tables,
    "calendars": _calendars,
}  # fmt: skip
