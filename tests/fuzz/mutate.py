"""Values and texts that readers stumble over, drawn from a seed."""

from __future__ import annotations

from random import Random
from typing import Any

#: Numbers at the edges of what there is, in digits and in words.
NUMBERS = (
    "0", "-0", "1", "-1", "-2", "0.5", "1e308", "1e-308", "-1e308", "1e999", "nan", "inf", "-inf",
    "9" * 400, "0." + "0" * 400 + "1", "1_000", "0x10", "1,5", "٣", "½", "1e", "+", "--1", ".",
    "1e9", "100000", "99999", "2147483648", "9007199254740993", "5e-324",
)  # fmt: skip
TEXTS = (
    "", " ", "\x00", "\ufeff", "\u202e", "\u2028", "\x0b", "#", "@", '"', '""', "'", ",", ";",
    "\n", "\r", "\r\n", "x" * 5_000, "é", "😀", "null", "None", "true", "../../etc", "<b>", "%s",
)  # fmt: skip
#: What no table of text can hold, but JSON can.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**400, 1e308, float("nan"), float("inf"), "", [], {}, [[]],
    {"": ""}, [None], "\x00", "9" * 400, 0.1, -0.0, "2026-13-40", "0000-00-00", {"value": 1},
    [1, "a"],
)  # fmt: skip


def odd_text(rng: Random) -> str:
    """A number or a text at some edge."""
    return rng.choice(NUMBERS) if rng.random() < 0.6 else rng.choice(TEXTS)


def scratched(text: str, rng: Random) -> str:
    """A text with a few characters taken out, put in, doubled or swapped."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        end = min(len(text), at + rng.randint(0, 12))
        piece = rng.choice([odd_text(rng), text[at:end] * 2, "", rng.choice('",\n#.-\r\t ')])
        text = text[:at] + piece + text[end:]
    return text


def place_in(raw: Any, rng: Random, deeper: float) -> tuple[Any, Any] | None:
    """A container somewhere inside and one of its keys, gone down to with this chance at each
    step; None where there is nothing."""
    at = raw
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return None
        key = rng.choice(keys)
        inside = at[key]
        if not (isinstance(inside, dict | list) and inside and rng.random() < deeper):
            return at, key
        at = inside
