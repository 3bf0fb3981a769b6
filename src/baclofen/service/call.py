"""What is put down of a call: values that load nothing of the store."""

from __future__ import annotations

from typing import Literal

from baclofen.value import Value


class Shown(Value):
    """One card as it went out: the order it was about, and what it said at its loudest."""

    card: str
    order: str
    verdict: str
    indicator: str
    rules: tuple[str, ...]


class Call(Value, kw_only=True):
    """One call. `done` is what: a hook asked, or feedback told, of which `outcomes` are the cards
    with what became of them, and `strange` counts what was told of cards that nobody here gave.
    `lacking` are the data that were not there. `lost` counts the calls before this one that could
    not be put down."""

    done: Literal["asked", "told"]
    status: int = 0
    hook: str = ""
    instance: str = ""
    user: str = ""
    server: str = ""
    patient: str = ""
    cards: tuple[Shown, ...] = ()
    lacking: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, str], ...] = ()
    strange: int = 0
    lost: int = 0
