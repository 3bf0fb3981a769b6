"""Two clocks that disagree are refused; a chain's times never go back in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baclofen.errors import StoreRefused
from tests.unit.store.places import NOW, Place, drafts, signed


def test_a_clock_that_lags_a_little_writes_with_the_last_entry(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed(hours=1))
        (kept,) = book.append(patient, drafts(1), signed(hours=1 - 4 / 60), expects=1)
        assert kept.written == NOW + timedelta(hours=1)
        assert ledger.verify().is_sound


def test_a_clock_that_lags_is_refused_by_name_and_nothing_is_written(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed(hours=1))
        with pytest.raises(StoreRefused, match="two clocks that disagree"):
            book.append(patient, drafts(1), signed(hours=1 - 6 / 60), expects=1)
        assert book.read(patient) == ()


def test_after_a_clock_that_was_ahead_the_chain_says_so_and_goes_on(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed(hours=24 * 365))
        book.clock_was_wrong(signed(hours=1), why="the year was set to 2027")
        (kept,) = book.append(patient, drafts(1), signed(hours=2), expects=1)
        assert kept.written == NOW + timedelta(hours=2)
        book.clock_was_wrong(signed(hours=3), why="once more")
        assert [one.patient for one in book.patients()] == [patient]
        assert ledger.verify().is_sound


def test_times_that_go_back_without_such_an_entry_are_named(place: Place) -> None:
    from tests.unit.store.test_verify import firsts, rewritten

    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed(hours=1))
        book.append(patient, drafts(2), signed(hours=2), expects=1)
    rewritten(place, 3, written="2026-11-29T08:00:00.000000+00:00")
    assert firsts(place) == ["event 3 of clinic a: written before the one before it"]
