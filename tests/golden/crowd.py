"""What a crowd of random people gets, a few lines a person, kept as reviewed text.

    python -m tests.golden.crowd         writes it anew, as `tests.golden.cases` does
    python -m tests.golden.crowd 17      all that was decided for one of them, part by part

Each line has a name; what is too long for one stands as a mark of its content, in which a sentence
counts by its phrase and values, and not by its words. A mark that changed is looked into with the
second command, before and after.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from baclofen.answering import Judgement
from baclofen.answering.judgement import Decision, judge
from baclofen.assessment import Assessment, Request, assess
from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import read_patient
from baclofen.patient import Patient
from baclofen.planning import Figure, Plan, Worked, choose, monitor, work_figures
from tests.golden.files import typed
from tests.golden.plain import line, plain
from tests.laws.crowd import K, person_and_request
from tests.laws.test_pump_laws import pumps
from tests.people import TODAY

KEPT = Path(__file__).parent / "crowd.txt"
#: How many of the crowd, of its pumps of which all else is told, and of typed files.
PEOPLE, PUMPS, FILES = 200, 40, 200


def everyone() -> Iterator[tuple[str, Patient, Request]]:
    """Random people, pumps of which all is told, and those of typed files that can be read."""
    for seed in range(PEOPLE):
        yield (str(seed), *person_and_request(seed))
    for seed, who, request in pumps(0)[:PUMPS]:
        yield (f"pump {seed}", who, request)
    for seed in range(FILES):
        with suppress(InputRefused):
            reading = read_patient(typed(seed), known=K, today=TODAY)
            yield (f"file {seed}", reading.patient, reading.asks(today=TODAY))


def parts(who: Patient, request: Request) -> dict[str, Any]:
    """All that follows for one person, by part, in plain values."""
    fit = assess(who, K, request)
    worked = Worked(fit, K)
    judgement, decision = judge(fit, K, seed=1, worked=worked)
    figures = work_figures(fit, K, worked)
    return {**_judged(fit, judgement), **_figured(figures), **_decided(fit, decision)}


def _judged(fit: Assessment, judgement: Judgement) -> dict[str, Any]:
    return {
        "is": f"{fit.kind} {fit.request.jurisdiction}: {judgement.verdict.value}",
        "rules": " ".join(
            f"{f.rule.id}{'!' if f.overridden else ''}{'' if f.role == 'fires' else '/' + f.role}"
            for f in fit.findings
        ),
        "cited": " ".join(f.rule.id for f in fit.cited),
        "asks": " ".join(
            f"{a.question.id}{'!' if a.blocks else ''}{'' if a.alone else '&'}/{a.worst.value}"
            for a in fit.questions
        ),
        "kidney": plain(fit.kidney),
        "heard": plain((fit.syndrome, fit.medicines, fit.uses)),
        "notes": plain((fit.notes, fit.statements, fit.information, fit.parts)),
        "against": plain((judgement.details, judgement.against)),
    }


def _figured(figures: tuple[Figure, ...]) -> dict[str, Any]:
    return {
        "figures": " ".join(f"{f.name}={_short(f.value)}" for f in figures),
        "basis": plain(tuple((f.unit, f.why) for f in figures)),
    }


def _decided(fit: Assessment, decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"plan": "none"}
    made: dict[str, Any] = {"plan": f"{type(decision).__name__}: {decision.headline.phrase}"}
    for name in decision.__struct_fields__:
        value = getattr(decision, name)
        if name != "fit" and value not in (None, (), ""):
            made[name] = plain(value)
    if isinstance(decision, Plan):
        for name, steps in (("up", decision.up), ("down", decision.down)):
            if steps is not None:
                days = [f"{s.daily.in_mg:g}x{s.step.days}" for s in steps.steps]
                made[f"{name} mg x days"] = " ".join(days)
        try:
            made["chosen"] = plain((choose(fit, K, None), monitor(fit, K)))
        except NotPlanned:
            made["chosen"] = "not planned"
    return made


def _short(value: Any) -> str:
    return json.dumps(plain(value), separators=(",", ":"))


def text() -> str:
    """The whole table."""
    out = []
    for name, who, request in everyone():
        out.append(name)
        out += [line(*part) for part in parts(who, request).items() if part[1] not in ("", [], {})]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if asked := " ".join(sys.argv[1:]):
        found = next((who, request) for name, who, request in everyone() if name == asked)
        print(json.dumps({"request": plain(found[1]), **parts(*found)}, indent=1, sort_keys=True))
    else:
        KEPT.write_text(text(), encoding="utf-8")
