"""A book keeps what was appended, in order, for its clinic alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone

import pytest

from baclofen.errors import Conflict, InputRefused, UnknownName
from baclofen.store import Draft, Ledger
from baclofen.value import replace
from tests.unit.store.places import NOW, Place, drafts, signed


def test_what_was_appended_is_read_back_in_order_with_who_when_and_with_what(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        first = book.append(patient, drafts(3), signed(hours=1), expects=1)
        second = book.append(
            patient, drafts(1, identifies=True), signed("nurse", 2, "dr.a"), expects=4
        )
    with place.open() as ledger:
        events = ledger.of("a").read(patient)
    assert events == first + second
    assert [one.payload for one in events] == [
        b"payload 0",
        b"payload 1",
        b"payload 2",
        b"payload 0",
    ]
    assert [one.version for one in events] == [2, 3, 4, 5]
    assert [one.seq for one in events] == [2, 3, 4, 5]
    assert [one.by for one in events] == ["dr.a"] * 3 + ["nurse"]
    last = events[-1]
    assert (last.on_behalf_of, last.identifies, last.clinic) == ("dr.a", True, "a")
    assert (last.at, last.written) == (NOW - timedelta(days=1), NOW + timedelta(hours=2))
    assert last.made_with == signed().made_with


def test_a_record_can_be_read_as_it_stood_at_a_version(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        kept = book.append(patient, drafts(4), signed(), expects=None)
        assert book.read(patient, until=3) == kept[:2]
        assert book.read(patient, until=0) == ()
        with pytest.raises(InputRefused, match=r"is 6; there are 0 to 5"):
            book.read(patient, until=6)


def test_what_is_attached_is_fetched_apart(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        (plain, with_file) = book.append(
            patient, [*drafts(1), *drafts(1, attached=b"a file" * 1000)], signed(), expects=1
        )
        assert (plain.attached, with_file.attached) == (False, True)
        assert book.attached(book.read(patient)[1]) == b"a file" * 1000
        with pytest.raises(InputRefused, match="has nothing attached there"):
            book.attached(plain)
        with pytest.raises(InputRefused, match="has nothing attached there"):
            ledger.of("b").attached(with_file)


def test_patients_are_listed_with_label_version_and_the_last_writing(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        assert book.patients() == ()
        ann, nobody = book.admit(signed(), "Ann Ärz"), book.admit(signed())
        book.append(nobody, drafts(2), signed(hours=3), expects=1)
        found = {one.patient: one for one in book.patients()}
        assert (found[ann].label, found[ann].version, found[ann].written) == ("Ann Ärz", 1, NOW)
        assert (found[nobody].label, found[nobody].version) == (None, 3)
        assert found[nobody].written == NOW + timedelta(hours=3)
        assert [one.erased for one in found.values()] == [None, None]
        assert book.listed(ann) == found[ann]
    # The list is there without the key, the label is not.
    with place.open(keys=None) as ledger:
        assert ledger.of("a").listed(ann) == replace(found[ann], label=None)


def test_nothing_of_another_clinic_can_be_reached(place: Place) -> None:
    with place.open() as ledger:
        mine, theirs = ledger.of("a"), ledger.of("b")
        patient = mine.admit(signed())
        mine.append(patient, drafts(1), signed(), expects=1)
        for reach in (
            lambda: theirs.read(patient),
            lambda: theirs.listed(patient),
            lambda: theirs.append(patient, drafts(1), signed(), expects=None),
            lambda: theirs.erase(patient, signed(), why="mistaken"),
        ):
            with pytest.raises(InputRefused, match="clinic b has no patient of that name"):
                reach()
        assert theirs.patients() == ()
        # Their chain begins at its own first event, whoever wrote before.
        other = theirs.admit(signed())
        assert theirs.append(other, drafts(1), signed(), expects=1)[0].seq == 2
        assert {h.clinic: h.seq for h in ledger.verify().heads} == {"a": 2, "b": 2}


def test_who_decided_on_what_is_no_longer_so_is_told_who_wrote_since(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        book.append(patient, drafts(1), signed("dr.b", 1), expects=1)
        with pytest.raises(Conflict) as refused:
            book.append(patient, drafts(2), signed("dr.a", 2), expects=1)
        assert str(refused.value) == (
            f"version of patient {patient} is 1; it is 2 by now; since then: score by dr.b at "
            "2026-11-29T09:00:00.000000+00:00. Read the patient again, and decide anew. [why: what "
            "was decided may rest on what is no longer so]"
        )
        assert len(book.read(patient)) == 1
        with pytest.raises(Conflict, match="is 3; it is 2 by now"):
            book.append(patient, drafts(2), signed(), expects=3)


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (lambda d: [], "drafts is none"),
        (lambda d: [replace(d, kind="Score!")], "kind is 'Score!'"),
        (
            lambda d: [replace(d, kind="store.erased")],
            "kinds that begin with store. are the store's",
        ),
        (
            lambda d: [d, replace(d, at=d.at.replace(tzinfo=None))],
            "time of score is 2026-11-28T08:00",
        ),
        (
            lambda d: [replace(d, at=NOW.astimezone(timezone(timedelta(hours=1))))],
            "it must be a time in UTC",
        ),
        (lambda d: [d, replace(d, at=NOW + timedelta(hours=1))], "it must not be after now"),
    ],
)
def test_a_bad_draft_is_refused_by_name_and_none_beside_it_is_kept(
    place: Place, made: Callable[[Draft], list[Draft]], named: str
) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        with pytest.raises(InputRefused, match=named.replace("(", r"\(")):
            book.append(patient, made(drafts(1)[0]), signed(), expects=1)
        assert book.read(patient) == ()
        assert book.listed(patient).version == 1


def test_what_cannot_be_kept_of_who_signs_is_refused() -> None:
    ledger = Ledger.__new__(Ledger)  # refused before any database is asked
    ledger._database, ledger._keys = None, None  # type: ignore[assignment]
    book = ledger.of("a")
    for bad, named in (
        (replace(signed(), by=""), "by is ''"),
        (replace(signed(), by="a\nb"), "by is"),
        (replace(signed(), on_behalf_of="x" * 501), "on behalf of"),
        (replace(signed(), now=NOW.replace(tzinfo=None)), "now is 2026-11-29T08:00:00"),
    ):
        with pytest.raises(InputRefused, match=named):
            book.append("p", drafts(1), bad, expects=1)
    with pytest.raises(InputRefused, match=r"clinic is 'A b'; it must be 1 to 64 of a to z"):
        ledger.of("A b")


def test_content_is_kept_once_by_its_digest(place: Place) -> None:
    with place.open() as ledger:
        ledger.keep("d1", b"knowledge")
        ledger.keep("d1", b"knowledge")
        assert ledger.kept("d1") == b"knowledge"
        with pytest.raises(InputRefused, match="one digest stands for one content"):
            ledger.keep("d1", b"other")
        with pytest.raises(UnknownName, match="it must be one of d1"):
            ledger.kept("d2")


def test_a_pseudonym_says_nothing_and_comes_once(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        made = {book.admit(signed()) for _ in range(30)}
        assert len(made) == 30
        assert all(len(one) == 11 and not set(one) & set("AEIOUL") for one in made)
