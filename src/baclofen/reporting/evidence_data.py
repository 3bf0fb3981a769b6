"""The living summary, the map and the claims for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from baclofen.evidence import Answer, Body, Cell, NotPooled, Size, Summary, natural, title
from baclofen.knowledge import Claim, Study, Trials
from baclofen.synthesis import Pooled
from baclofen.value import asdict
from baclofen.version import VERSION, WHAT_THIS_IS

#: The shape of the JSON; it changes when a reader would have to.
FORMAT = "baclofen-evidence-1"


def summary_data(found: Summary, trials: Trials) -> dict[str, Any]:
    """The summary as plain values: the same data and cut-off give the same."""
    return {
        "name": found.name,
        "syndromes": list(found.syndromes),
        "headlines": [
            {
                "syndrome": h.syndrome, "route": h.route, "certainty": h.level, "says": h.says,
                "basis": h.basis,
                "rests_on": title(h.body.question, trials) if h.body else None,
            }
            for h in found.headlines
        ],
        "bodies": [_body(b, trials) for b in found.bodies],
        "context": [_study(s) for s in found.context],
        "unpublished": [_study(s) for s in found.missing],
        "overlapping": [_study(s) for s in found.overlapping],
        "without_figures": [_study(s) for s in found.silent],
    }  # fmt: skip


def summary_json(
    found: Summary, trials: Trials, *, as_of: str = "", changed: Sequence[str] | None = None
) -> str:
    """The summary as JSON, with its cut-off and what an added file changes."""
    return _json(
        {
            "format": FORMAT,
            "version": VERSION,
            "what_this_is": WHAT_THIS_IS,
            "as_of": as_of or None,
            "changes": None if changed is None else list(changed),
            **summary_data(found, trials),
        }
    )


def map_json(cells: Iterable[Cell]) -> str:
    """The evidence map as JSON: the ids of the studies of each cell that has any."""
    return _json(
        {
            "format": FORMAT,
            "cells": [
                {
                    "syndrome": c.syndrome, "route": c.route,
                    "studies": {k: [s.id for s in found] for k, found in c.studies.items()},
                }
                for c in cells
                if c.count
            ],
        }
    )  # fmt: skip


def claims_json(claims: Iterable[Claim]) -> str:
    """The audit as JSON."""
    return _json(
        {
            "format": FORMAT,
            "claims": [
                {**{k: v for k, v in asdict(c).items() if k != "basis"},
                 "basis": [{**asdict(b), "mark": b.mark} for b in c.basis]}
                for c in claims
            ],
        }
    )  # fmt: skip


def _body(body: Body, trials: Trials) -> dict[str, Any]:
    q = body.question
    return {
        "title": title(q, trials),
        "question": asdict(q),
        "k": body.k,
        "k_with_figures": body.k_with_figures,
        "answers": [_answer(a) for a in body.answers],
        "further": [_answer(a) for a in body.further],
        "pooled": _pooled(body.pooled, body.unit),
        "pooled_without_flagged": (
            None if body.unflagged is None else _pooled(body.unflagged, body.unit)
        ),
        "certainty": {
            "level": body.certainty.level,
            "start": body.certainty.start,
            "domains": [asdict(d) for d in body.certainty.domains],
        },
        "favours": body.favours,
        "verdict": body.verdict,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "study": answer.study.id, "label": answer.label, "mark": answer.study.mark,
        "outcome": answer.outcome, "time": answer.time, "day": answer.day, "arm": answer.arm,
        "versus": answer.versus or None, "people": answer.people,
        "effect": _size(answer.size), "other_effects": [_size(s) for s in answer.others],
        "shown": answer.shown or None, "finding": answer.finding or None, "how": answer.how,
        "indirect": answer.indirect or None, "doubts": list(answer.doubts),
    }  # fmt: skip


def _size(size: Size | None) -> dict[str, Any] | None:
    if size is None:
        return None
    return {
        "measure": size.measure, "estimate": _short(size.estimate),
        "ci": [_short(size.low), _short(size.high)], "se": _short(size.se), "unit": size.unit,
        "favours_baclofen": "more" if size.sign > 0 else "less", "basis": size.basis,
    }  # fmt: skip


def _pooled(p: Pooled | NotPooled, unit: str) -> dict[str, Any]:
    if isinstance(p, NotPooled):
        return {"pooled": False, "kind": p.kind, "why": p.why}
    estimate, low, high = natural(p)
    inside = p.prediction_hts
    return {
        "pooled": True, "measure": p.effects.measure, "unit": unit, "method": p.method,
        "test": p.test, "k": p.k, "estimate": _short(estimate),
        "ci": [_short(low), _short(high)], "se": _short(p.se), "p": _short(p.p),
        "tau2": _short(p.tau2), "Q": _short(p.heterogeneity.Q), "I2": _short(p.heterogeneity.I2),
        "prediction": None if inside is None else [_short(inside.low), _short(inside.high)],
        "notes": list(p.notes),
    }  # fmt: skip


def _study(study: Study) -> dict[str, Any]:
    return {"study": study.id, "cite": study.cite, "says": study.use_why, "mark": study.mark}


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False) + "\n"
