"""`baclofen keys`: what a typed patient and an answer may say, in which words and units."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterator, Sequence

from baclofen.cleaned import plain
from baclofen.knowledge import Key, Knowledge, load_knowledge
from baclofen.patient import SIGNS

_WIDTH = 100


def keys_command(args: argparse.Namespace) -> None:
    """Print the keys that speak of all these words; every key without any."""
    known = load_knowledge()
    words: Sequence[str] = args.words
    low = [word.lower() for word in words]
    lines = [line for line in _lines(known, bool(words)) if all(w in line.lower() for w in low)]
    if not lines:
        lines = [f"No key speaks of {plain(' '.join(words), 60)}. `baclofen keys` lists all."]
    for line in lines:
        sys.stdout.write(textwrap.fill(line, _WIDTH, subsequent_indent="    ") + "\n")


def _lines(known: Knowledge, with_members: bool) -> Iterator[str]:
    for key in known.keys.values():
        yield _of(key, known)
    if with_members:
        for name, label in known.codes.condition_labels.items():
            yield f"{name} = yes or no (a condition: {label})"
        for name in SIGNS:
            yield f"{name} = yes or no (a sign)"
        yield "allergy_to_baclofen = yes or no"
    else:
        count = len(known.codes.conditions) + len(SIGNS)
        yield f"and {count} conditions and signs, each = yes or no: `baclofen keys WORD` finds one"


def _of(key: Key, known: Knowledge) -> str:
    allowed = key.words or (tuple(known.syndromes) if key.id == "syndrome" else ())
    takes = f"one of {', '.join(allowed)}" if allowed else key.takes
    unit = f" in {key.unit}" if key.unit else ""
    return f"{key.id} ({takes}{unit}): {key.says}"
