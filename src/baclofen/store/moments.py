"""Times of a ledger: UTC, written in one way, never backwards within a chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from baclofen.errors import InputRefused, StoreRefused

#: Two machines whose clocks are set by the network differ by less. More is a clock that is wrong.
CLOCKS_DIFFER = timedelta(minutes=5)


def utc(moment: datetime, name: str) -> datetime:
    """The moment, if it says that it is UTC. Raises `InputRefused`."""
    if moment.utcoffset() != timedelta(0):
        raise InputRefused(
            name, moment.isoformat(), "it must be a time in UTC that says so",
            do="Give it a time zone, and make it UTC with .astimezone(UTC).",
            why="a time without its zone can be hours off, and a dose twice",
        )  # fmt: skip
    return moment.astimezone(UTC)


def as_text(moment: datetime) -> str:
    """The one way a moment is written: of fixed width, so that texts sort as times do.

    >>> as_text(datetime(2026, 11, 29, tzinfo=UTC))
    '2026-11-29T00:00:00.000000+00:00'
    """
    return moment.isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """The moment that was written so."""
    return datetime.fromisoformat(text)


def happened(at: datetime, now: datetime, kind: str) -> datetime:
    """When it happened, if that is not in the future. Raises `InputRefused`."""
    at = utc(at, f"time of {kind}")
    if at > now + CLOCKS_DIFFER:
        raise InputRefused(
            f"time of {kind}", as_text(at), f"it must not be after now ({as_text(now)})",
            do="What is planned is kept as a plan; what happened is kept once it has.",
        )  # fmt: skip
    return at


def written(now: datetime, last: str | None) -> str:
    """When it is written: now, or with the last entry where this clock lags by no more than clocks
    do. Raises `StoreRefused` where it lags by more."""
    text = as_text(now)
    if last is None or text >= last:
        return text
    if moment(last) - now > CLOCKS_DIFFER:
        raise StoreRefused(
            "this machine's clock", text,
            f"the last entry of the chain was written at {last}: two clocks that disagree",
            do="Set the clock that is wrong. If it was the other one, the command `clock` says so "
            "in the chain and goes on from here.",
            why="an order of events that nobody can trust is none",
        )  # fmt: skip
    return last
