"""What short records and typed files come to changes by a reviewed diff."""

from __future__ import annotations

import pytest

from tests.golden import short


@pytest.mark.parametrize("first", range(0, len(short.inputs()), short.PART))
def test_short_records_come_to_what_was_reviewed(first: int) -> None:
    """Meant to change? Run `python -m tests.golden.short` and review the diff."""
    numbers = range(first, min(first + short.PART, len(short.inputs())))
    kept = short.KEPT.read_text(encoding="utf-8").splitlines()[first : numbers.stop]
    pairs = zip(short.lines(numbers), kept, strict=True)
    assert [f"{now}, and it was {was}" for now, was in pairs if now != was] == []


def test_every_short_record_is_kept() -> None:
    kept = short.KEPT.read_text(encoding="utf-8").splitlines()
    assert [one.split()[0] for one in kept] == [str(n) for n in range(len(short.inputs()))]
