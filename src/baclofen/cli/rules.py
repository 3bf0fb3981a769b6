"""`baclofen rules`: list and search the rules, what vignettes reach, what a change would do."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from pathlib import Path

from baclofen.cli.progress import Along
from baclofen.exchange import read_text
from baclofen.knowledge import (
    VIGNETTE_DAY,
    Counts,
    How,
    Knowledge,
    Rule,
    count_hows,
    load_knowledge,
    load_vignettes,
)
from baclofen.review import changed, complaints, cover, difference, find_rules, play

_WIDTH = 100
_UNREAD: tuple[How, ...] = ("memory", "assumed", "policy")


def rules_command(args: argparse.Namespace) -> bool:
    """Print what is asked; False where a vignette does not come out as it must."""
    known = load_knowledge()
    match args.what:
        case "coverage":
            return _coverage(known, args)
        case "diff":
            return _diff(known, args)
        case _:
            found = find_rules(
                known, words=getattr(args, "words", ()), topic=args.topic, severity=args.severity,
                how=args.how, jurisdiction=args.jurisdiction,
            )  # fmt: skip
            _list(found)
            return True


def _list(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        place = ", ".join(sorted(rule.only_in)) or "everywhere"
        mark = "" if rule.how == "seen" and not rule.partly else f" [{rule.how}]"
        print(f"{rule.id}{mark} {rule.topic}, {rule.role}, {rule.severity}, {place}")
        print(textwrap.fill(rule.says, _WIDTH, initial_indent="  ", subsequent_indent="  "))
    print(f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}")


def _coverage(known: Knowledge, args: argparse.Namespace) -> bool:
    vignettes = load_vignettes()
    found = cover(known, Along("Playing vignettes")(vignettes))
    wrong = 0
    for vignette in Along("Holding them against what they must say")(vignettes):
        got = play(vignette.patient, known, today=VIGNETTE_DAY, jurisdiction=vignette.jurisdiction)
        said = complaints(
            got, verdict=vignette.verdict, flags=vignette.flags, silent=vignette.silent,
            values=vignette.values,
        )  # fmt: skip
        wrong += bool(said)
        for complaint in said:
            print(f"{vignette.id} {vignette.title}: {complaint}")
    if args.each:
        for id in found.conditional_in_order:
            fires = ", ".join(found.fires.get(id, ())) or "none"
            print(
                f"{id}: fires in {fires}; cited in {', '.join(found.cited.get(id, ())) or 'none'}"
            )
    reached = len(found.conditional) - len(found.unreached)
    print(f"{len(vignettes)} vignettes, {wrong} not as they must be")
    print(
        f"{len(known.rules)} rules: {len(found.conditional)} with a condition, of which vignettes "
        f"reach {reached}; the other {len(known.rules) - len(found.conditional)} are information"
    )
    print(f"reached by examples only ({len(found.unreached) - len(found.untried)}):")
    _names([id for id in found.unreached if id not in found.untried])
    print(f"reached by nothing ({len(found.untried)}):")
    _names(found.untried)
    print(
        "entries of each file that are from memory, assumed, policy, seen in a copy, or there with "
        "their rest; of all:"
    )
    counts = count_hows()
    for c in counts:
        _counted(c.file, [c])
    _counted("all files", counts)
    return wrong == 0


def _counted(name: str, counts: Sequence[Counts]) -> None:
    memory, assumed, policy = (sum(c.hows[how] for c in counts) for how in _UNREAD)
    copies, rests = sum(c.in_copies for c in counts), sum(c.rest_in_copies for c in counts)
    every = sum(c.all for c in counts)
    print(f"  {name}: {memory}, {assumed}, {policy}, {copies}, {rests}; of {every}")


def _names(ids: tuple[str, ...] | list[str]) -> None:
    if ids:
        text = ", ".join(ids)
        print(
            textwrap.fill(
                text, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )
        )


def _diff(known: Knowledge, args: argparse.Namespace) -> bool:
    change = changed(read_text(Path(args.file)), known)
    for word, ids in (
        ("changed", change.changed), ("added", change.added), ("withdrawn", change.withdrawn),
    ):  # fmt: skip
        if ids:
            print(f"{word}: {', '.join(ids)}")
    for id in change.reworded:
        for word, of in (("said", known), ("says", change.known)):
            line = f"{id} {word}: {of.rules[id].says}"
            print(textwrap.fill(line, _WIDTH, subsequent_indent="  "))
    vignettes = load_vignettes()
    found = difference(known, change.known, Along("Playing vignettes")(vignettes))
    # Verdicts first: a rule that is merely cited elsewhere can touch every vignette.
    found = tuple(sorted(found, key=lambda one: one.before == one.after))
    verdicts = sum(1 for one in found if one.before != one.after)
    for one in found if args.all else found[:verdicts]:
        verdict = one.before if one.before == one.after else f"{one.before} -> {one.after}"
        print(f"{one.vignette.id} {one.vignette.title}: {verdict}")
        for word, ids in (("no longer said", one.gone), ("now said", one.new)):
            if ids:
                print(f"  {word}: {', '.join(ids)}")
    others = len(found) - verdicts
    print(f"{len(vignettes)} vignettes: {verdicts} with another verdict", end="")
    print(f", {others} with the same verdict say something else" if others else "")
    return True
