"""`baclofen why` and `baclofen cite`: from a shown number to its source."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from baclofen.errors import UnreadableFile
from baclofen.exchange import read_json
from baclofen.knowledge import (
    HOW_WORDS,
    READ_AT_WORDS,
    Knowledge,
    Study,
    Why,
    cite,
    linked,
    linked_address,
    load_knowledge,
    load_trials,
    why,
)

#: Files whose basis reads the same: today's, and those before.
_ANSWERS = (
    "baclofen-answer/2", "baclofen-answer/1", "baclofen-plan/1", "baclofen-plan/2",
    "baclofen-assessment/1", "baclofen-pump/1", "baclofen-screening/1",
)  # fmt: skip


def why_command(args: argparse.Namespace) -> None:
    """Print what each id stands for: a fact, a rule, a schedule, or a study."""
    known = load_knowledge()
    sys.stdout.write("\n".join([_entry_text(id, known) for id in args.id]))


def _entry_text(id: str, known: Knowledge) -> str:
    # Studies are looked at last: to load them takes longer than all else.
    if not known.holds(id) and (study := load_trials().studies.get(id)) is not None:
        return study_text(study, known)
    return why_text(why(id, known))


def study_text(study: Study, known: Knowledge) -> str:
    """One study as lines: who was studied, how far its figures go, how it was come by."""
    link = linked_address((study.url,), known)
    people = ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in study.n.items())
    where = READ_AT_WORDS[study.read_at] if study.how == "seen" else ""
    rows = [
        ("in", study.population),
        ("people", people),
        ("dose", study.dose),
        ("against", study.comparator),
        ("for", study.duration),
        ("bias", f"{study.risk}: {study.risk_why}" if study.risk else ""),
        ("use", f"{study.use}: {study.use_why}"),
        ("harms", study.harms),
        ("link", link),
        ("read at", f"{study.url} (not a link we vouch for)" if study.url and not link else ""),
        ("how", f"{study.how}: {f'{HOW_WORDS[study.how]} {where}'.strip()} ({study.read})"),
        ("note", study.note),
    ]
    return _lines(f"{study.id} (study)", study.mark, study.cite, rows)


def why_text(entry: Why) -> str:
    """One entry as lines: sentence, figure, population, source, how it was come by."""
    rows = [
        ("figure", entry.figure),
        ("printed", entry.printed),
        ("before", f"{entry.was}, until the links of the model were joined" if entry.was else ""),
        ("in", entry.population),
        ("severity", entry.severity),
        ("label", entry.origin),
        ("source", entry.cite),
        ("link", entry.link),
        ("read at", f"{entry.unlinked} (not a link we vouch for)" if entry.unlinked else ""),
        ("how", f"{entry.how}: {entry.how_words} ({entry.read})"),
        ("in part", entry.partly),
        ("rest", entry.rest),
        ("from", ", ".join(entry.derived_from)),
        ("note", entry.note),
    ]
    return _lines(f"{entry.id} ({entry.kind})", entry.mark, entry.says, rows)


def _lines(head: str, mark: str, says: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = [f"{head}  [{mark}]" if mark else head, *textwrap.wrap(says, 96)]
    for name, text in rows:
        if text:
            wrapped = textwrap.wrap(text, 84, break_long_words=False, break_on_hyphens=False)
            lines.append(f"  {name:9} {wrapped[0]}")
            lines += [f"  {'':9} {more}" for more in wrapped[1:]]
    return "\n".join(lines) + "\n"


def cite_command(args: argparse.Namespace) -> None:
    """Print the publications behind an answer's file."""
    path = Path(args.file)
    plan = read_json(path)[0]
    if not isinstance(plan, dict) or plan.get("format") not in _ANSWERS:
        raise UnreadableFile(
            "file",
            path.name,
            "it must be a JSON file written by assess, plan, taper, screen or pump --out",
        )
    known = load_knowledge()
    for number, source in enumerate(cite([entry["id"] for entry in plan["basis"]], known), start=1):
        link = linked(source, known)
        address = f" {link}" if link else ""
        sys.stdout.write(f"[{number}] {source.cite} ({source.kind}; {source.read}).{address}\n")
