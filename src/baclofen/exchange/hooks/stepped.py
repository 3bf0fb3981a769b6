"""The cases of an order that goes in steps: each is judged, and the worst is what is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from baclofen.exchange.hooks.judging import Case
from baclofen.exchange.hooks.policy import LOUDNESS, indicator_of


def by_order(cases: Iterable[Case]) -> list[list[Case]]:
    """The cases of each order together: those of its steps, else its own."""
    return [list(group) for _, group in groupby(cases, _order)]


def worst_of(cases: Sequence[Case]) -> int:
    """The place of the loudest, of those the one with the worst verdict, of those the first."""
    return max(range(len(cases)), key=lambda place: (*_rank(cases[place]), -place))


def _order(case: Case) -> str:
    return case.key if case.order is None else case.order.of or case.order.key


def _rank(case: Case) -> tuple[int, int]:
    fit, verdict = case.made.fit, case.made.verdict
    stops, unclear = case.takes_away, case.has_gap or bool(case.order and case.order.doubt)
    return LOUDNESS.index(indicator_of(fit, verdict, stops=stops, unclear=unclear)), verdict.rank
