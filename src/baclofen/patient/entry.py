"""One entry of what was read: a line of a record, a key of a file. None is ever lost."""

from __future__ import annotations

from typing import Literal

from baclofen.value import Value

#: What an entry speaks of.
EntryKind = Literal[
    "person", "condition", "medicine", "allergy", "sign", "measurement", "procedure", "device",
    "order", "key", "answer", "resource",
]  # fmt: skip
#: How far it was understood when it was read. What was read may still be asked about.
State = Literal["read", "harmless", "unread"]


class Entry(Value):
    """Where it stands, its words, and what became of them on reading.

    `means` are the fields that it fills for the rules, as `age` or `conditions.epilepsy`.
    `because` names the kept list that a harmless one stands in, or why it does not count
    (refuted, over, dated later). An unread one may say something that nobody heard; `alarms` are
    the conditions, signs ("signs.coma") or rules that its words resemble. Harmless ones of the same
    words are one, with their `count`.
    """

    place: str
    kind: EntryKind
    words: str
    state: State
    means: tuple[str, ...] = ()
    because: str = ""
    alarms: tuple[str, ...] = ()
    count: int = 1
