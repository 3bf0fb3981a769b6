"""Without the clinic's key, words that may be a name are not kept, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.chart.identifying import may_identify
from baclofen.knowledge import Vocabulary
from baclofen.record import Answered, Corrected, Told
from tests.people import known

WORDS = Vocabulary(known())

NAMED: tuple[dict[str, Any], ...] = (
    {"allergies": ["Zoe Miller"]},
    {"pump": {"device": "Zoe Miller"}},
    {"other_route": {"route": "Zoe"}},
    {"medicines": ["sertraline Zoe Miller 0171 555"]},
    {"medicines": [{"name": "sertraline", "route": "Miller"}]},
    {"medicines": ["ibuprofen 400 mg 01715551234"]},
    {"baclofen": [{"dose": "10 mg (Frau Schmidt)"}]},
)
PLAIN: tuple[dict[str, Any], ...] = (
    {
        "medicines": ["sertraline 50 mg once daily", "Prégabaline 75 mg"],
        "allergies": ["penicillin"],
    },
    {
        "baclofen": "20 mg three times daily",
        "creatinine": "60 umol/L",
        "creatinine_on": "2026-11-02",
    },
    {"pump": {"device": "SynchroMed II", "now": "320 mcg/day", "filled_on": "2026-11-08"}},
    {"syndrome": "ms_spasticity", "conditions": ["multiple_sclerosis"], "no_signs": ["confusion"]},
)


@pytest.mark.parametrize("table", NAMED)
def test_words_that_are_none_of_ours_may_be_a_name(table: dict[str, Any]) -> None:
    assert may_identify(Told(table=table), WORDS)


@pytest.mark.parametrize("table", PLAIN)
def test_words_of_the_tables_amounts_and_days_are_kept(table: dict[str, Any]) -> None:
    assert not may_identify(Told(table=table), WORDS)


def test_an_answer_is_looked_at_whatever_was_asked() -> None:
    assert may_identify(Answered(key="syndrome", words="Zoe Miller"), WORDS)
    assert not may_identify(Answered(key="syndrome", words="ms_spasticity"), WORDS)


def test_a_slip_is_put_right_without_a_key_and_a_name_is_not() -> None:
    right = Told(table={"creatinine": "60 umol/L"})
    assert not may_identify(Corrected(of=2, why="typing error: wrong dose", to=right), WORDS)
    assert may_identify(Corrected(of=2, why="it was Frau Schmidt", to=None), WORDS)
    named = Told(table={"allergies": ["Zoe Miller"]})
    assert may_identify(Corrected(of=2, why="typo", to=named), WORDS)
