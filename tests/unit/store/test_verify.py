"""Whatever is not as it was written is named, by its event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baclofen.errors import InputRefused, NoKey, StoreRefused
from baclofen.store import Head, Keys, Ledger, Verified
from baclofen.store.chain import HASHED, Row
from tests.postgres import Server
from tests.unit.store.places import KEYS, Place, drafts, signed

COLUMNS = Row._fields
EVENTS = 12
#: Columns that any other value may stand in, for the database.
BYTES = [name for name in COLUMNS if name not in ("clinic", "seq", "identifies", "sealed")]


def fill(place: Place) -> Verified:
    """Two clinics; two patients of one of them in turn, by hand in between; what is attached."""
    with place.open() as ledger:
        book = ledger.of("a")
        one, other = book.admit(signed(), "Ann"), book.admit(signed())
        for hour in range(3):
            book.append(
                one, drafts(2, attached=b"file %d" % hour), signed(hours=hour), expects=None
            )
            book.append(other, drafts(1, identifies=True), signed(hours=hour), expects=None)
        book.erase(other, signed(hours=4), why="asked for")
        ledger.of("b").admit(signed())
        ledger.keep("d1", b"content")
        return ledger.verify()


def verified(place: Place, *noted: Head, keys: Keys | None = KEYS) -> Verified:
    with place.open(keys) as ledger:
        return ledger.verify(noted)


def firsts(place: Place, *noted: Head) -> list[str]:
    return [str(one) for one in verified(place, *noted).wrong]


def test_a_ledger_is_sound_and_its_heads_can_be_noted(place: Place) -> None:
    found = fill(place)
    assert found.is_sound
    assert [(h.clinic, h.seq) for h in found.heads] == [("a", EVENTS), ("b", 1)]
    assert found.events == EVENTS + 1
    assert verified(place, *found.heads) == found
    assert (found.untried, verified(place, keys=None).untried) == (0, 2)
    with place.open() as ledger:
        ledger.of("b").admit(signed(hours=5))
        assert ledger.verify(found.heads).is_sound


@pytest.fixture(scope="module")
def lasting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One filled ledger for many small changes, each of which is taken back."""
    if request.param == "sqlite":
        place = Place(str(tmp_path_factory.mktemp("lasting") / "store.sqlite"), None)
    else:
        running = request.getfixturevalue("postgres")
        place = Place(running.made("lasting"), running)
    fill(place)
    return place


@contextmanager
def changed(place: Place, column: str, seq: int, value: Any) -> Iterator[None]:
    """The column of an event with another value, and back."""
    ((old,),) = place.ask(f"SELECT {column} FROM event WHERE clinic = 'a' AND seq = ?", [seq])
    order = f"UPDATE event SET {column} = ? WHERE clinic = 'a' AND seq = ?"
    place.ask(order, [value, seq], guarded=False)
    try:
        yield
    finally:
        now = value if column == "seq" else seq
        place.ask(order, [old, now], guarded=False)


def other_by_one_byte(value: Any, at: int, by: int) -> Any:
    """A value of the same type that differs in one byte; of what is empty, one more."""
    if isinstance(value, int):
        return value ^ by
    if isinstance(value, str):
        # Letters that stay letters on either database; those that do not have a test of their own.
        return (
            value[: at % (len(value) or 1)]
            + chr(0x21 + by % 90)
            + value[at % (len(value) or 1) + 1 :]
        )
    value = value or b""
    place = at % (len(value) or 1)
    return value[:place] + bytes([(value[place] if value else 0) ^ by]) + value[place + 1 :]


@pytest.mark.parametrize("lasting", ["sqlite", "postgresql"], indirect=True)
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    column=st.sampled_from(BYTES),
    seq=st.integers(1, EVENTS),
    at=st.integers(0, 200),
    by=st.integers(1, 255),
)
def test_one_byte_changed_anywhere_in_an_event_names_the_event(
    lasting: Place, column: str, seq: int, at: int, by: int
) -> None:
    ((value,),) = lasting.ask(f"SELECT {column} FROM event WHERE clinic = 'a' AND seq = ?", [seq])
    other = other_by_one_byte(value, at, by)
    if column == "version":
        other = value + 100 + by  # another of the same patient's would be refused as there already
    if other == value:
        return
    with changed(lasting, column, seq, other):
        found = verified(lasting)
        # The event itself: or, where its own hash is the one that was changed and refitted, none.
        assert [(one.clinic, one.seq) for one in found.wrong] == [("a", seq)]
    assert verified(lasting).is_sound


@pytest.mark.parametrize("lasting", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize(("column", "seq"), [("identifies", 3), ("sealed", 9), ("identifies", 1)])
def test_what_is_yes_or_no_is_held_as_well(lasting: Place, column: str, seq: int) -> None:
    ((value,),) = lasting.ask(f"SELECT {column} FROM event WHERE clinic = 'a' AND seq = ?", [seq])
    with changed(lasting, column, seq, 1 - value):
        assert [(one.clinic, one.seq) for one in verified(lasting).wrong] == [("a", seq)]


def test_letters_that_are_none_are_a_change_like_any_other(place: Place) -> None:
    if place.server is not None:
        pytest.skip("PostgreSQL takes no letters that are none")
    fill(place)
    place.ask(
        "UPDATE event SET by = CAST(X'64ff' AS TEXT) WHERE clinic = 'a' AND seq = 4", guarded=False
    )
    assert firsts(place) == ["event 4 of clinic a: changed since it was written"]
    with place.open() as ledger:
        book = ledger.of("a")
        (ann,) = (one.patient for one in book.patients() if one.label == "Ann")
        with pytest.raises(StoreRefused, match="is damaged; its file must be as it was written"):
            book.read(ann)


def test_one_byte_changed_in_the_file_names_the_event_or_the_file(place: Place) -> None:
    if place.server is not None:
        pytest.skip("PostgreSQL keeps its own files")
    fill(place)
    place.ask("PRAGMA wal_checkpoint(TRUNCATE)")
    path = Path(place.where)
    ((payload,),) = place.ask("SELECT payload FROM event WHERE clinic = 'a' AND seq = 5")
    whole = bytearray(path.read_bytes())
    whole[whole.index(payload) + 7] ^= 1
    path.write_bytes(whole)
    assert firsts(place) == ["event 5 of clinic a: changed since it was written"]


def test_a_missing_event_is_named(place: Place) -> None:
    fill(place)
    place.ask("DELETE FROM attachment WHERE seq = 6", guarded=False)
    place.ask("DELETE FROM event WHERE clinic = 'a' AND seq = 6", guarded=False)
    assert firsts(place) == ["event 6 of clinic a: missing"]


def test_events_that_changed_places_are_named(place: Place) -> None:
    fill(place)
    for old, new in ((5, 99), (8, 5), (99, 8)):
        place.ask(
            "UPDATE event SET seq = ? WHERE clinic = 'a' AND seq = ?", [new, old], guarded=False
        )
    assert firsts(place) == ["event 5 of clinic a: changed since it was written"]


def rewritten(place: Place, seq: int, **new: Any) -> None:
    """As somebody does it who holds the whole store: an event changed, and all hashes after it."""
    from baclofen.store.chain import hash_of

    rows = place.ask(
        f"SELECT {', '.join(COLUMNS)} FROM event WHERE clinic = 'a' AND seq >= ? ORDER BY seq",
        [seq],
    )
    previous = None
    for row in rows:
        event = dict(zip(COLUMNS, row, strict=True))
        if previous is None:
            event |= new
        else:
            event["previous"] = previous
        previous = hash_of([event[name] for name in HASHED])
        sets = {**new, "previous": event["previous"], "hash": previous}
        if event["seq"] != seq:
            sets = {"previous": event["previous"], "hash": previous}
        place.ask(
            f"UPDATE event SET {', '.join(f'{name} = ?' for name in sets)} "
            "WHERE clinic = 'a' AND seq = ?",
            [*sets.values(), event["seq"]], guarded=False,
        )  # fmt: skip


def test_who_rewrites_the_whole_chain_is_shown_by_a_head_that_was_noted(place: Place) -> None:
    before = fill(place)
    rewritten(place, 4, by="dr.x")
    # Nothing inside can tell; this is what a noted head is for.
    assert verified(place).is_sound
    assert firsts(place, *before.heads) == [
        "event 12 of clinic a: not the event that was noted elsewhere: the chain was written anew"
    ]


def test_a_tail_that_was_cut_is_shown_by_the_list_or_by_a_noted_head(place: Place) -> None:
    before = fill(place)
    place.ask("DELETE FROM event WHERE clinic = 'b'", guarded=False)
    assert firsts(place)[0].startswith("event 1 of clinic b: missing: the list has a patient")
    # Cut with the list as well, by somebody who knows it: only the head tells.
    place.ask("DELETE FROM data_key WHERE clinic = 'b'", guarded=False)
    place.ask("DELETE FROM patient WHERE clinic = 'b'", guarded=False)
    assert verified(place).is_sound
    assert firsts(place, *before.heads) == [
        "event 1 of clinic b: missing: the head noted elsewhere is event 1"
    ]


def test_what_is_attached_kept_or_listed_is_held_too(place: Place) -> None:
    fill(place)
    place.ask("UPDATE attachment SET content = ? WHERE seq = 4", [b"other"], guarded=False)
    place.ask("UPDATE content SET content = ?", [b"other"], guarded=False)
    place.ask("UPDATE patient SET version = version + 1 WHERE clinic = 'b'", guarded=False)
    found = firsts(place)
    assert found[0] == "what is kept as d1 was changed"
    assert found[1] == "event 4 of clinic a: what is attached was changed or is gone"
    assert found[2].startswith("event 2 of clinic b: missing: the list has 2 events of patient")
    with place.open() as ledger:
        book = ledger.of("a")
        (one,) = (p for p in book.patients() if p.label == "Ann")
        event = next(e for e in book.read(one.patient) if e.seq == 4)
        with pytest.raises(
            StoreRefused, match="event 4 of clinic a is changed since it was written"
        ):
            book.attached(event)
        with pytest.raises(StoreRefused, match="content of digest d1 is changed since it was kept"):
            ledger.kept("d1")


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ("DELETE FROM data_key WHERE clinic = 'a'", "the data key of patient {ann} is gone"),
        ("UPDATE patient SET erased = NULL", "the list of patients does not have {gone} so"),
        ("DELETE FROM patient WHERE clinic = 'a'", "the list of patients does not have"),
        ("UPDATE patient SET written = '2020'", "the list of patients does not have"),
    ],
)  # fmt: skip
def test_keys_and_the_list_of_patients_fit_the_chain(place: Place, order: str, named: str) -> None:
    fill(place)
    with place.open() as ledger:
        patients = ledger.of("a").patients()
    names = {"ann": patients[0].patient, "gone": patients[0].patient}
    for one in patients:
        names["ann" if one.erased is None else "gone"] = one.patient
    place.ask(order, guarded=False)
    assert any(named.format(**names) in line for line in firsts(place))


def test_reading_refuses_what_was_changed_or_is_missing(place: Place) -> None:
    fill(place)
    with place.open() as ledger:
        book = ledger.of("a")
        (ann,) = (p.patient for p in book.patients() if p.label == "Ann")
        place.ask("UPDATE event SET at = ? WHERE clinic = 'a' AND seq = 4",
                  ["2026-11-27T08:00:00.000000+00:00"], guarded=False)  # fmt: skip
        with pytest.raises(
            StoreRefused, match="event 4 of clinic a is changed since it was written"
        ):
            book.read(ann)
        place.ask("DELETE FROM attachment", guarded=False)
        place.ask("DELETE FROM event WHERE clinic = 'a' AND seq IN (4, 10)", guarded=False)
        with pytest.raises(StoreRefused, match=f"event 3 of patient {ann} is missing"):
            book.read(ann)
        place.ask("DELETE FROM event WHERE clinic = 'a' AND seq = 1", guarded=False)
        with pytest.raises(StoreRefused, match=f"event 1 of patient {ann} is missing"):
            book.read(ann)


def test_the_hash_can_be_worked_out_by_anybody(place: Place) -> None:
    """The published form, written anew here from its description, without a library."""

    def packed(value: Any) -> bytes:
        if value is None:
            return b"\xc0"
        if isinstance(value, int):
            assert 0 <= value < 128
            return bytes([value])
        if isinstance(value, str):
            raw = value.encode()
            head = bytes([0xA0 | len(raw)]) if len(raw) < 32 else b"\xd9" + bytes([len(raw)])
            return head + raw
        assert isinstance(value, bytes)
        return b"\xc4" + bytes([len(value)]) + value

    fill(place)
    rows = place.ask(f"SELECT {', '.join(COLUMNS)} FROM event WHERE clinic = 'a' ORDER BY seq")
    previous = bytes(32)
    for row in rows:
        event = dict(zip(COLUMNS, row, strict=True))
        event["payload"] = hashlib.sha256(event["payload"]).digest()
        items = ["chain-1", *(event[name] for name in HASHED)]
        body = b"\xdc" + len(items).to_bytes(2, "big") + b"".join(map(packed, items))
        assert event["previous"] == previous
        assert hashlib.sha256(body).digest() == event["hash"]
        previous = event["hash"]


@pytest.mark.parametrize("text", ["", "a:1", "a:x:" + "0" * 64, "a:1:" + "g" * 64])
def test_a_noted_head_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="it must be clinic:number:hash, as verify prints it"):
        Head.of_text(text)


def test_a_file_that_is_no_database_is_refused(place: Place, tmp_path: Any) -> None:
    path = tmp_path / "text"
    path.write_text("no database, but long enough to be taken for one" * 100)
    path.chmod(0o600)
    with pytest.raises(StoreRefused, match="is no database"):
        Ledger.open(path)


def test_a_data_key_that_was_changed_is_named_where_the_clinics_key_is_at_hand(
    place: Place,
) -> None:
    fill(place)
    ((patient,),) = place.ask("SELECT patient FROM data_key WHERE clinic = 'a'")
    place.ask("UPDATE data_key SET wrapped = ? WHERE patient = ?", [bytes(60), patient])
    assert [x for x in firsts(place) if f"the data key of patient {patient} was changed" in x]


GUARDS = {
    "sqlite": ("DROP TRIGGER event_no_update", "event_no_update"),
    "postgresql": ("ALTER TABLE event DISABLE TRIGGER event_no_change", "event_no_change"),
}


def test_a_guard_that_fell_is_named(place: Place) -> None:
    fill(place)
    order, name = GUARDS["sqlite" if place.server is None else "postgresql"]
    place.ask(order)
    assert firsts(place) == [f"the guard {name} of the database is gone, off, or another"]


def test_a_guard_that_guards_nothing_is_named(postgres: Server) -> None:
    place = Place(postgres.made("hollow"), postgres)
    fill(place)
    place.ask(
        "CREATE OR REPLACE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$"
    )
    assert len(firsts(place)) == 2


def test_knowledge_that_answers_need_is_missed(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        book.append(patient, drafts(2), signed(), expects=None)
        ledger.keep("k" * 64, b"knowledge")
        assert ledger.verify(needs=("score",)).is_sound
        place.ask("DELETE FROM content", guarded=False)
        (wrong,) = ledger.verify(needs=("score",)).wrong
        assert str(wrong).startswith("event 2 of clinic a: the knowledge kkk")
        assert ledger.verify().is_sound


def test_who_is_admitted_unsealed_where_others_are_sealed_is_refused_and_found(
    place: Place,
) -> None:
    with place.open(keys=None) as ledger:
        before = ledger.of("a").admit(signed())
    with place.open() as ledger:
        ledger.of("a").admit(signed())
    with place.open(keys=None) as ledger:
        with pytest.raises(NoKey, match="a patient is given without a key"):
            ledger.of("a").admit(signed())
        # Who was there before stays, and is written on.
        assert ledger.of("a").append(before, drafts(1), signed(), expects=None)
        assert ledger.verify().is_sound


def test_a_mistyped_clinic_and_a_key_of_another_are_refused(place: Place) -> None:
    with place.open() as ledger:
        with pytest.raises(NoKey, match="a patient, with keys of a, b is given without a key"):
            ledger.of("typo").admit(signed())
        ledger.of("a").admit(signed())
    other = place.open(Keys({"a": [b"x" * 32]}))
    with other as ledger, pytest.raises(NoKey, match="key of a is another than"):
        ledger.of("a").admit(signed())
    with place.open(Keys({"a": [b"a" * 32, b"x" * 32]})) as ledger:
        assert ledger.of("a").admit(signed())


def test_who_waits_is_told_of_each_event_and_how_many_there_are(
    place: Place, tmp_path: Path
) -> None:
    fill(place)
    told: list[tuple[int, int]] = []

    def along(pieces: Iterable[Any], count: int) -> Iterator[Any]:
        for number, piece in enumerate(pieces, start=1):
            told.append((number, count))
            yield piece

    with place.open() as ledger:
        assert ledger.verify(along=along) == ledger.verify()
        (events, count), *_ = told[::-1]
        assert events == count == ledger.verify().events
        told.clear()
        kept = ledger.backup(tmp_path / "kept", along=along)
        assert told[-1] == (kept.events, kept.events)
        copied = [number for number, of in told if number == of]
        assert len(copied) > 1
