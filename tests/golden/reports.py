"""What is printed and drawn of the evidence of every syndrome, of claims, and of a qualification:
a mark of each, kept as reviewed text.

    python -m tests.golden.reports                    writes it anew; the diff is then reviewed
    python -m tests.golden.reports "spasticity page"  one of them whole
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from baclofen.evidence import Summary, evidence_map, summary
from baclofen.knowledge import Trials, load_claims, load_trials, with_studies
from baclofen.qualification import Gate, Qualification, Result, own_targets
from baclofen.qualification.score import Band
from baclofen.reporting import (
    claims_json,
    claims_text,
    map_json,
    map_text,
    qualification_json,
    qualification_page,
    qualification_text,
    summary_json,
    summary_page,
    summary_text,
)
from baclofen.reporting.credibility import credibility_text
from baclofen.reporting.evidence_pictures import forests, map_picture, pictures
from baclofen.version import VERSION
from tests.golden.plain import mark
from tests.people import known
from tests.studies import added

KEPT = Path(__file__).parent / "reports.txt"
WIDE, NARROW = 100, 60
#: What is shared by all pages, and changes none of what they say.
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
#: How far the prediction of each target is off, in turn.
_OFF = (1.0, 1.1, 0.85, 1.4, 2.6, 0.3)
#: Gates that are kept, missed, missed as was expected, and missed beyond it.
_GATES = (
    Gate("kept", "is kept", 12.0, 0.0, 15.0, "%", ()),
    Gate("missed", "is missed", 16.0, 0.0, 15.0, "%", ()),
    Gate("expected", "is missed for a reason", 16.0, 0.0, 15.0, "%", (), "for it", (15.2, 17.0)),
    Gate("beyond", "is missed by more", 18.0, 0.0, 15.0, "%", (), "for it", (15.2, 17.0)),
)


def everything() -> Iterator[tuple[str, str]]:
    """Each by name, in words."""
    ours = load_trials()
    more = with_studies(ours, added())
    for syndrome in (*ours.syndromes, *ours.groups):
        yield from _of(syndrome, summary(ours, syndrome), ours)
    yield from _of("clbp, a study more", summary(more, "clbp"), more)
    for across in ({"across_syndromes": True}, {"across_routes": True}):
        yield from _of(
            f"spasticity {next(iter(across))}", summary(ours, "spasticity", **across), ours
        )
    for day in (1985, 2005):
        cells = evidence_map(ours, as_of=day)
        yield f"map {day}", map_text(cells, ours) + map_json(cells)
        yield f"map {day} drawn", map_picture(cells, ours) + map_picture(cells, ours, narrow=True)
    for id, claim in load_claims().items():
        yield f"claim {id}", claims_text([claim], full=True, width=WIDE) + claims_json([claim])
    yield "claims", claims_text(load_claims().values(), full=False, width=NARROW)
    yield "credibility", credibility_text(known())
    made = qualification()
    yield "qualification", qualification_text(made)
    yield "qualification data", qualification_json(made, (), known())
    yield "qualification page", qualification_page(made, (), known())


def _of(name: str, found: Summary, trials: Trials) -> Iterator[tuple[str, str]]:
    changed = ("a line of what changed",) if "," in name else None
    for width in (WIDE, NARROW):
        said = summary_text(found, trials, as_of="2026", changed=changed, width=width)
        yield f"{name} text {width}", said
    yield f"{name} page", summary_page(found, trials, as_of="2026", changed=changed)
    yield f"{name} data", summary_json(found, trials, as_of="2026", changed=changed)
    drawn = {
        **forests(found, trials), **pictures(found, trials),
        **{f"narrow {n}": p for n, p in forests(found, trials, narrow=True).items()},
    }  # fmt: skip
    for file, picture in sorted(drawn.items()):
        yield f"{name} {file}", picture


def qualification() -> Qualification:
    """Every target of our own with a made-up prediction, near and far; of each third a band."""
    results = []
    figures = [(t, t.value or t.low) for t in own_targets(known())]
    for place, (target, figure) in enumerate((t, f) for t, f in figures if f):
        told = figure * _OFF[place % len(_OFF)]
        problem = "cannot be worked out" if place % 17 == 5 else ""
        has_band = place % 3 == 0 and not problem and target.value is not None and target.n
        band = Band(told * 0.8, told * 1.2, told, told * 0.1) if has_band else None
        results.append(Result(target, float("nan") if problem else told, problem, band))
    return Qualification(tuple(results), _GATES, "composite")


def line(name: str, said: str) -> str:
    """A mark of what is said; neither the version of the package nor the look of pages is part of
    it."""
    bare = _STYLE.sub("", said).replace(VERSION, "VERSION")
    return f"{name}: {mark(bare)}"


def text() -> str:
    """The whole table."""
    return "\n".join(line(*one) for one in everything()) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(dict(everything())[" ".join(sys.argv[1:])])
    else:
        KEPT.write_text(text(), encoding="utf-8")
