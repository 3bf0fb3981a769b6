"""`baclofen evidence`: what trials found, by syndrome; the audit of claims; the map."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from baclofen.cli.progress import LAYING_OUT, WORKING
from baclofen.cli.write import write_together, written
from baclofen.errors import InputRefused, UnknownName
from baclofen.evidence import Summary, changes, evidence_map, known_by, summary
from baclofen.exchange import read_studies
from baclofen.knowledge import Trials, load_claims, load_trials, with_studies
from baclofen.reporting import (
    claims_json,
    claims_text,
    map_json,
    map_picture,
    map_text,
    pictures,
    summary_json,
    summary_page,
    summary_text,
)

#: Words in the place of a syndrome.
CLAIMS, MAP = "claims", "map"


def evidence_command(args: argparse.Namespace) -> None:
    """Print what was asked for; with a folder, write it too."""
    if args.id is not None and args.what != CLAIMS:
        raise InputRefused(
            "ID", repr(args.id), "an id goes with `baclofen evidence claims` only",
            do="A syndrome of several words goes in quotes.",
        )  # fmt: skip
    if args.what == CLAIMS:
        _refuse_options(args, "with_file", "as_of", "across", "out")
        _claims(args)
    elif args.what == MAP:
        _refuse_options(args, "across")
        _map(args)
    else:
        _summary(args)


def _refuse_options(args: argparse.Namespace, *names: str) -> None:
    shown = {"with_file": "--with", "as_of": "--as-of", "across": "--across", "out": "--out"}
    for name in names:
        if getattr(args, name):
            raise InputRefused(
                shown[name], "given", f"it has no meaning for `baclofen evidence {args.what}`"
            )


def _claims(args: argparse.Namespace) -> None:
    claims, id = load_claims(), args.id
    if id is not None and id.upper() not in claims:
        raise UnknownName("claim", id, claims)
    chosen = [claims[id.upper()]] if id else list(claims.values())
    _give(claims_json(chosen) if args.json else claims_text(chosen, full=bool(id)), {}, args)


def _map(args: argparse.Namespace) -> None:
    trials = _joined(args.with_file)
    cells = evidence_map(trials, as_of=_cut_off(args.as_of))
    text = map_json(cells) if args.json else map_text(cells, trials)
    files = {}
    if args.out:
        files = {
            "evidence-map.json": map_json(cells),
            "evidence-map.svg": map_picture(cells, trials),
        }
    _give(text, files, args)


def _summary(args: argparse.Namespace) -> None:
    args.parts.at(WORKING)
    trials = _joined(args.with_file)
    as_of = _cut_off(args.as_of)
    found = _asked(trials, args)
    changed = None
    if args.with_file:
        changed = changes(_asked(load_trials(), args), found, trials) + _too_late(trials, as_of)
    day = _in_words(as_of)
    args.parts.at(LAYING_OUT)
    data = summary_json(found, trials, as_of=day, changed=changed)
    text = data if args.json else summary_text(found, trials, as_of=day, changed=changed)
    files = {}
    if args.out:
        name = re.sub(r"[^a-z0-9]+", "-", args.what.lower()).strip("-")
        page = summary_page(found, trials, as_of=day, changed=changed)
        files = {
            f"evidence-{name}.html": page,
            f"evidence-{name}.json": data,
            **pictures(found, trials),
        }
    _give(text, files, args)


def _give(text: str, files: Mapping[str, str], args: argparse.Namespace) -> None:
    """Print what was asked for, write what files there are, and name them."""
    args.parts.over()
    sys.stdout.write(text)
    if files:
        paths = write_together(Path(args.out), files)
        # Whoever reads JSON from the terminal reads nothing else there.
        sys.stdout.write("" if args.json else written(paths))


def _asked(trials: Trials, args: argparse.Namespace) -> Summary:
    return summary(
        trials,
        args.what,
        as_of=_cut_off(args.as_of),
        across_syndromes="syndromes" in args.across,
        across_routes="routes" in args.across,
    )


def _joined(file: str | None) -> Trials:
    trials = load_trials()
    return with_studies(trials, read_studies(Path(file))) if file else trials


def _too_late(trials: Trials, as_of: int | date | None) -> tuple[str, ...]:
    """Added studies that the cut-off leaves out: nobody should wonder where they are."""
    here = known_by(trials, as_of).studies
    return tuple(
        f"{s.short} is left out: it became known after the day asked for."
        for id, s in trials.studies.items()
        if id not in load_trials().studies and id not in here
    )


def _in_words(as_of: int | date | None) -> str:
    if as_of is None:
        return ""
    return f"at the end of {as_of}" if isinstance(as_of, int) else f"on {as_of}"


def _cut_off(text: str | None) -> int | date | None:
    if not text:
        return None
    try:
        return int(text) if re.fullmatch(r"\d{4}", text) else date.fromisoformat(text)
    except ValueError:
        raise InputRefused(
            "--as-of", repr(text), "it must be a year, or a date written YYYY-MM-DD"
        ) from None
