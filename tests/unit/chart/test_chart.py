"""A chart: what is told is tried, then kept whole or not at all; answers are kept and replay."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen import PlanInputs, answer, load_knowledge
from baclofen.chart import Chart, Readings, Telling
from baclofen.errors import Conflict, InputRefused, NoKey
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import Knowledge
from baclofen.record import (
    Answered,
    Corrected,
    DoseSet,
    Fell,
    Happening,
    Imported,
    Missed,
    Planned,
    Scored,
    SideEffect,
    Stopped,
    Told,
    Took,
)
from baclofen.regimen import TaperOrder
from baclofen.store import Keys, Ledger, Signed, Versions
from baclofen.units import mg
from baclofen.value import replace
from tests.unit.record.told import WOMAN, at, inputs_of

KNOWN = load_knowledge()
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
KEYS = Keys({"clinic-a": [bytes(range(32))]})


@pytest.fixture(params=["sealed", "pseudonyms"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    keys = KEYS if request.param == "sealed" else None
    with Ledger.open(tmp_path / "store" / "s.sqlite", keys) as opened:
        yield opened


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "store" / "s.sqlite", KEYS) as opened:
        yield opened


def admitted(ledger: Ledger) -> str:
    return ledger.of("clinic-a").admit(Signed("dr.a", NOW, Versions("1")))


def chart(ledger: Ledger, patient: str) -> Chart:
    return Chart(ledger, "clinic-a", patient, KNOWN)


def tell(made: Chart, *what: Happening, now: datetime = NOW) -> None:
    made.tell(*(Telling(what=one, at=now) for one in what), by="dr.a", now=now)


def asked(made: Chart, day: date) -> PlanInputs:
    return inputs_of(made.on(day), day)


def test_what_was_told_is_there_when_the_chart_is_opened_again(ledger: Ledger) -> None:
    patient = admitted(ledger)
    made = chart(ledger, patient)
    tell(made, Told(table=WOMAN), Scored(scale="nrs", score="6"))
    again = chart(ledger, patient)
    assert again.record == made.record
    assert again.on(NOW.date()) == made.on(NOW.date())
    assert [e.written for e in again.record.events] == [NOW, NOW]


@pytest.mark.parametrize(
    "wrong",
    [
        Told(table={"age": 52}),
        Told(table={"conditions": ["dragon pox"]}),
        Told(table={"sex": "male"}),
        Answered(key="age_y", words="old"),
        Answered(key="nonsense", words="1"),
    ],
)
def test_what_could_not_be_read_is_refused_and_nothing_is_kept(
    ledger: Ledger, wrong: Happening
) -> None:
    patient = admitted(ledger)
    made = chart(ledger, patient)
    tell(made, Told(table=WOMAN))
    with pytest.raises(InputRefused):
        tell(made, Scored(scale="nrs", score="6"), wrong)
    assert len(made.record.events) == 1
    assert len(chart(ledger, patient).record.events) == 1


def test_two_who_write_at_once_are_told(ledger: Ledger) -> None:
    patient = admitted(ledger)
    one, other = chart(ledger, patient), chart(ledger, patient)
    tell(one, Told(table=WOMAN))
    with pytest.raises(Conflict):
        tell(other, Fell())
    other.read()
    tell(other, Fell())
    assert len(chart(ledger, patient).record.events) == 2


def test_a_new_chart_is_guarded_too(ledger: Ledger) -> None:
    """Before anything was told there is a version as well: that of the admission."""
    patient = admitted(ledger)
    one, other = chart(ledger, patient), chart(ledger, patient)
    tell(one, Told(table=WOMAN))
    with pytest.raises(Conflict):
        tell(other, Told(table={**WOMAN, "weight_kg": 40}))


def test_an_answer_is_kept_and_replays(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))
    tell(made, Told(table=WOMAN))
    event = made.keep(answer(asked(made, NOW.date()), KNOWN), by="dr.a", now=NOW)
    assert isinstance(event.what, Planned)
    assert event.what.verdict == "ok"
    assert event.what.steps[0].per_day == mg(15)
    assert made.replay(event.number).how == "same"
    made.accept(event.number, by="dr.a", now=NOW)
    later = NOW + timedelta(days=4)
    (use,) = made.on(later.date()).patient.baclofen or ()
    assert (use.status, use.daily) == ("unknown", mg(30))


def test_the_steps_down_are_kept_also_where_only_the_shape_of_a_taper_asks_for_them(
    ledger: Ledger,
) -> None:
    made = chart(ledger, admitted(ledger))
    tell(made, Told(table={**WOMAN, "baclofen": "10 mg three times daily"}))
    goes_on = asked(made, NOW.date())
    down = replace(goes_on, request=replace(goes_on.request, kind=None, taper=TaperOrder(weeks=8)))
    # The last of them is the end: from then on there is none.
    for inputs, doses in ((goes_on, []), (down, [20, 15, 10, 5, 0])):
        planned = made.keep(answer(inputs, KNOWN), by="dr.a", now=NOW).what
        assert isinstance(planned, Planned)
        assert [step.per_day.in_mg for step in planned.steps] == doses


def test_a_plan_replays_with_the_knowledge_of_its_day(sealed: Ledger) -> None:
    patient = admitted(sealed)
    made = chart(sealed, patient)
    tell(made, Told(table=WOMAN))
    made.keep(answer(asked(made, NOW.date()), KNOWN), by="dr.a", now=NOW)
    newer = Chart(sealed, "clinic-a", patient, replace(KNOWN, digest="f" * 64))
    assert newer.replay(2).how == "same"


def test_a_table_is_taken_whole(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    tell(made, Told(table=WOMAN))
    rows = "at,kind,scale,score\n2026-11-20,scored,nrs,6\n2026-11-21,scored,nrs,5\n"
    assert len(made.tell_rows(rows, by="dr.a", now=NOW).events) == 2
    with pytest.raises(InputRefused, match="row 2: it is in the record already"):
        made.tell_rows(rows, by="dr.a", now=NOW)
    more = rows + "2026-11-22,scored,nrs,4\n"
    taken = made.tell_rows(more, by="dr.a", now=NOW, skip_known=True)
    assert len(taken.events) == 1
    assert len(taken.left_out) == 2
    assert made.tell_rows(more, by="dr.a", now=NOW, skip_known=True).events == ()
    with pytest.raises(InputRefused, match="row 2: time of the event is 2026-12-24"):
        made.tell_rows("at,kind\n2026-12-24,fell\n", by="dr.a", now=NOW)
    assert len(made.record.events) == 4


def bundle(*, name: str = "17", sex: str = "female", more: tuple[Any, ...] = ()) -> bytes:
    patient = {
        "resourceType": "Patient", "id": "p", "birthDate": "1974-03-02", "gender": sex,
        "identifier": [{"system": "urn:clinic", "value": name}], "name": [{"family": "Doe"}],
    }  # fmt: skip
    given = {
        "resourceType": "MedicationAdministration", "status": "completed", "id": "g1",
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-20T08:00:00Z",
        "medicationCodeableConcept": {"text": "baclofen 10 mg tablet"},
        "dosage": {"dose": {"value": 10, "unit": "mg"}},
    }  # fmt: skip
    entries = [{"resource": r} for r in (patient, given, *more)]
    made = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(made).encode()


NOT_GIVEN = {
    "resourceType": "MedicationAdministration", "status": "not-done", "id": "g2",
    "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-20T20:00:00Z",
    "medicationCodeableConcept": {"text": "baclofen 10 mg tablet"},
}  # fmt: skip


def test_an_electronic_record_is_kept_as_received(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))
    raw = bundle(more=(NOT_GIVEN,))
    taken = made.tell_electronic(raw, by="dr.a", now=NOW)
    kinds = [type(e.what) for e in taken.events]
    assert kinds == [Imported, Took, Missed] or kinds == [Imported, Missed, Took]
    imported = taken.events[0].what
    assert isinstance(imported, Imported)
    assert made.file(imported.digest) == raw
    assert made.on(NOW.date()).patient.age_y == 52
    with pytest.raises(InputRefused, match="imported before"):
        made.tell_electronic(raw, by="dr.a", now=NOW)
    again = made.tell_electronic(bundle(), by="dr.a", now=NOW)
    assert [type(e.what) for e in again.events] == [Imported]
    assert again.left_out == ("1 entries that are in the record already",)


def test_a_second_dose_of_the_same_time_comes_too(sealed: Ledger) -> None:
    one = {**NOT_GIVEN, "status": "completed", "dosage": {"dose": {"value": 20, "unit": "mg"}}}
    made = chart(sealed, admitted(sealed))
    made.tell_electronic(bundle(more=(one,)), by="dr.a", now=NOW)
    taken = made.tell_electronic(bundle(more=(one, {**one, "id": "g3"})), by="dr.a", now=NOW)
    assert [type(e.what) for e in taken.events] == [Imported, Took]


def test_what_was_corrected_does_not_come_back(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    rows = "at,kind,route,per_day\n2026-11-20,dose_set,oral,80 mg/day\n"
    (wrong,) = made.tell_rows(rows, by="dr.a", now=NOW).events
    right = DoseSet(route="oral", per_day=mg(15))
    tell(made, Corrected(of=wrong.number, why="a slip", to=right))
    with pytest.raises(InputRefused, match="row 2: it is corrected in the record"):
        made.tell_rows(rows, by="dr.a", now=NOW)
    more = rows + "2026-11-21,fell,,\n"
    taken = made.tell_rows(more, by="dr.a", now=NOW, skip_known=True)
    assert taken.left_out == ("row 2: corrected in the record",)
    assert [e.what for e in made.record.of(DoseSet)] == [right]


def test_an_import_that_is_taken_back_takes_along_what_it_brought(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))
    tell(made, Told(table=WOMAN))
    made.tell_electronic(bundle(more=(NOT_GIVEN,)), by="dr.a", now=NOW)
    tell(made, Scored(scale="nrs", score="4"))
    tell(made, Corrected(of=2, why="another patient"))
    assert [type(e.what) for e in made.record.standing] == [Told, Scored]
    assert made.on(NOW.date()).patient.baclofen == ()
    # The right record brings its doses, though they are the same.
    taken = made.tell_electronic(bundle(more=(NOT_GIVEN,)), by="dr.a", now=NOW)
    assert len(taken.events) == 3


def test_an_answer_is_kept_only_on_what_it_was_read_from(ledger: Ledger) -> None:
    patient = admitted(ledger)
    made = chart(ledger, patient)
    tell(made, Told(table=WOMAN))
    answered = Telling(what=Answered(key="pregnant", words="no"), at=NOW)
    reading = made.as_if(answered, by="dr.a", now=NOW, day=NOW.date())
    assert reading.patient.pregnant is False
    assert len(made.record.events) == 1
    given = answer(asked(made, NOW.date()), KNOWN)
    version = made.version
    tell(chart(ledger, patient), Stopped(route="oral", why="poisoning"))
    with pytest.raises(Conflict):
        chart(ledger, patient).keep(given, answered, by="dr.a", now=NOW, expects=version)
    again = chart(ledger, patient)
    assert [type(e.what) for e in again.record.events] == [Told, Stopped]
    kept = again.keep(given, answered, by="dr.a", now=NOW, expects=again.version)
    assert [type(e.what) for e in again.record.events[2:]] == [Answered, Planned]
    assert kept.number == 4


def test_what_has_not_come_and_what_was_before_birth_is_refused(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    tell(made, Told(table=WOMAN))
    for what, at_, whole_day in (
        (Fell(), "2026-11-23", True), (Took(dose=mg(10)), "1950-06-01", False)
    ):  # fmt: skip
        with pytest.raises(InputRefused, match="time of the event"):
            made.tell(Telling(what=what, at=at(at_), whole_day=whole_day), by="dr.a", now=NOW)
    assert len(made.record.events) == 1


def test_a_typed_file_is_taken_once(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    raw = b'age_y = 52\nsex = "female"\ncreatinine = "0.8 mg/dL"\n'
    made.tell_file(raw, "p.toml", by="dr.a", now=NOW)
    later = NOW + timedelta(days=300)
    with pytest.raises(InputRefused, match="it was told on 2026-11-22"):
        made.tell_file(raw, "p.toml", by="dr.a", now=later)


def test_a_byte_order_mark_does_not_change_what_a_file_is(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))
    made.tell_file(b"\xef\xbb\xbf" + bundle(), "r", by="dr.a", now=NOW)
    assert isinstance(made.record.events[0].what, Imported)


@pytest.mark.parametrize("other", [{"name": "18"}, {"sex": "male"}])
def test_the_record_of_another_patient_is_refused(sealed: Ledger, other: dict[str, str]) -> None:
    made = chart(sealed, admitted(sealed))
    made.tell_electronic(bundle(), by="dr.a", now=NOW)
    with pytest.raises(InputRefused, match="another patient"):
        made.tell_electronic(bundle(**other, more=(NOT_GIVEN,)), by="dr.a", now=NOW)
    assert len(made.record.events) == 2


def test_another_name_without_an_identifier_is_asked_about(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))

    def record(name: dict[str, Any], *more: Any) -> bytes:
        whole = json.loads(bundle(more=more))
        patient = whole["entry"][0]["resource"]
        del patient["identifier"]
        patient["name"] = [name]
        return json.dumps(whole).encode()

    made.tell_electronic(record({"family": "Doe", "given": ["Ann"]}), by="dr.a", now=NOW)
    other = record({"text": "Zoe Miller"}, NOT_GIVEN)
    with pytest.raises(InputRefused, match="name in the record is another"):
        made.tell_electronic(other, by="dr.a", now=NOW)
    # In part it may change, and who knows better says so.
    made.tell_electronic(record({"family": "Miller", "given": ["Ann"]}), by="dr.a", now=NOW)
    made.tell_electronic(other, by="dr.a", now=NOW, same_person=True)


def test_a_record_that_tells_of_nobody_is_asked_about(sealed: Ledger) -> None:
    made = chart(sealed, admitted(sealed))
    made.tell_electronic(bundle(), by="dr.a", now=NOW)
    whole = json.loads(bundle(more=(NOT_GIVEN,)))
    for key in ("identifier", "birthDate", "name"):
        whole["entry"][0]["resource"].pop(key, None)
    nobody = json.dumps(whole).encode()
    with pytest.raises(InputRefused, match="without anything of the record before"):
        made.tell_electronic(nobody, by="dr.a", now=NOW)
    assert len(made.record.events) == 2
    made.tell_electronic(nobody, by="dr.a", now=NOW, same_person=True)


def test_without_a_key_nothing_that_identifies_is_kept(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "s.sqlite") as ledger:
        made = chart(ledger, admitted(ledger))
        tell(made, Told(table={**WOMAN, "medicines": ["codeine", "gabapentin"]}))
        for what in (
            Told(table={"label": "Mrs. A"}),
            Told(table={"medicines": ["pills of Mrs. A"]}),
            Scored(scale="mas", score="2", site="left knee"),
            SideEffect(name="other", severity="mild", words="hiccups"),
            Answered(key="medicines", words='["pills of Mrs. A"]'),
        ):
            with pytest.raises(NoKey):
                tell(made, what)
        with pytest.raises(NoKey):
            made.tell_electronic(bundle(), by="dr.a", now=NOW)
        assert len(made.record.events) == 1


def test_a_chart_of_another_clinic_is_not_there(ledger: Ledger) -> None:
    patient = admitted(ledger)
    with pytest.raises(InputRefused, match="no patient of that name"):
        Chart(ledger, "clinic-b", patient, KNOWN)


def test_what_happened_in_another_zone_keeps_its_day(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    tell(made, Told(table=WOMAN))
    late = datetime.fromisoformat("2026-11-21T23:30-08:00")
    made.tell(Telling(what=Fell(), at=late), by="dr.a", now=NOW)
    assert str(chart(ledger, made.patient).record[2].day) == "2026-11-21"


def test_a_day_alone_stays_one(ledger: Ledger) -> None:
    made = chart(ledger, admitted(ledger))
    tell(made, Told(table=WOMAN))
    made.tell(Telling(what=Fell(), at=at("2026-11-22"), whole_day=True), by="dr.a", now=NOW)
    assert chart(ledger, made.patient).record[2].whole_day


def test_what_a_clock_wrote_that_was_ahead_is_heard_and_goes_on(ledger: Ledger) -> None:
    """A stop that was put down under the wrong year is not forgotten until that year comes."""
    patient, ahead = admitted(ledger), NOW + timedelta(days=365)
    one = chart(ledger, patient)
    one.tell(Telling(what=Told(table=WOMAN), at=NOW), by="dr.a", now=NOW)
    set_ = DoseSet(route="oral", per_day=mg(60), times_per_day=3)
    one.tell(Telling(what=set_, at=NOW), by="dr.a", now=NOW)
    one.tell(Telling(what=Stopped(route="oral", why="ran out"), at=ahead), by="dr.a", now=ahead)
    later = NOW + timedelta(hours=2)
    book = ledger.of("clinic-a")
    book.clock_was_wrong(Signed("dr.a", later, Versions("1")), why="the year stood at 2027")
    again = chart(ledger, patient)
    (use,) = again.on(later.date()).patient.baclofen or ()
    assert use.status == "stopped"
    after = later + timedelta(minutes=10)
    again.tell(Telling(what=Fell(), at=after), by="dr.a", now=after)
    assert chart(ledger, patient).record[4].what == Fell()


def test_an_electronic_record_is_read_once_for_a_day_however_often_more_is_told(
    sealed: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = list[date]()

    def counted(raw: bytes, *, known: Knowledge, today: date) -> Reading:
        read.append(today)
        return read_patient(raw, known=known, today=today)

    monkeypatch.setattr("baclofen.chart.chart.read_patient", counted)
    patient, readings, today = admitted(sealed), Readings(2), NOW.date()
    first = Chart(sealed, "clinic-a", patient, KNOWN, readings=readings)
    first.tell_electronic(bundle(), by="dr.a", now=NOW)
    tell(first, Scored(scale="nrs", score="6"))
    again = Chart(sealed, "clinic-a", patient, KNOWN, readings=readings)
    tell(again, Scored(scale="nrs", score="5"))
    again.on(today)
    assert read == [today]
    # On another day it is read anew, and by who shares nothing.
    tomorrow = today + timedelta(days=1)
    assert again.on(tomorrow) == chart(sealed, patient).on(tomorrow)
    assert read == [today, tomorrow, tomorrow]
