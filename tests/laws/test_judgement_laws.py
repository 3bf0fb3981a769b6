"""One judgement, the same at all doors; no door is milder, drops a finding, or gives a dose that
the judgement speaks against."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from baclofen.answering import (
    Answer,
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    file_of,
)
from baclofen.assessment import Request
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Verdict
from baclofen.patient import Patient
from baclofen.planning import Plan
from baclofen.reporting import compose
from baclofen.value import replace
from tests.laws.crowd import K, person_and_request
from tests.laws.test_pump_laws import pumps
from tests.saying import worded
from tests.size import people

SHARDS, EACH, OVERRIDING = 6, people(120), 2 * people(200)
#: What a headline says that gives a dose, lets one rise or sets a pump.
GIVES = re.compile(
    r"^(Start|Give|Set the pump|Set up|Switch|Begin|Raise|Against advice)\b"
    r"|one step up|start baclofen \d"
)
#: A headline that gives a dose although the judgement speaks against it, with a reason of its own.
OVERRIDDEN = "Against advice"


def doors(who: Patient, request: Request) -> list[Answer]:
    """The answers of every door that takes this person and request."""
    made: list[Answer] = []
    for door in (AssessInputs, PlanInputs, TaperInputs, ScreenInputs, PumpInputs):
        own: dict[str, Any] = {"weighs": False} if door is PlanInputs else {}
        try:
            inputs = door(patient=who, request=request, **own)
            made.append(answer(inputs, K))
        except NotPlanned:
            assert door is not AssessInputs
        except InputRefused:
            assert door is TaperInputs
    return made


def crowd(shard: int) -> list[tuple[int, Patient, Request]]:
    """People of every kind, and as many of their pumps of which all else is told."""
    seeds = range(shard * EACH, (shard + 1) * EACH)
    return [(seed, *person_and_request(seed)) for seed in seeds] + pumps(shard)[:EACH]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_for_everyone_at_every_door(shard: int) -> None:
    met: Counter[str] = Counter()
    for seed, who, request in crowd(shard):
        answers = doors(who, request)
        first = answers[0]
        for made in answers:
            met[type(made.inputs).__name__] += 1
            assert made.judgement == first.judgement, seed
            assert made.figures == first.figures, seed
            assert made.verdict >= made.judgement.verdict >= made.fit.verdict, seed
            what_is_bad_governs(made, seed)
            met["gives"] += GIVES.search(worded(made.headline)) is not None
            met["sets"] += worded(made.headline).startswith("Set the pump")
        if seed % 6 == 0:
            for made in answers:
                no_finding_is_dropped(made, first, seed)
    assert met["AssessInputs"] == len(crowd(shard))
    assert min(met[name] for name in ("PlanInputs", "PumpInputs", "gives", "sets")) > 0, met


def what_is_bad_governs(made: Answer, seed: int) -> None:
    headline, against = made.headline, made.judgement.against
    if made.fit.verdict >= Verdict.EMERGENCY:
        assert not GIVES.search(worded(headline)), (seed, worded(headline))
        return
    if against:
        assert not GIVES.search(worded(headline)), (seed, worded(headline))
    if isinstance(made.decision, Plan) and against:
        assert made.decision.up is None, seed
        assert made.decision.if_needed is None, seed
    if made.verdict is Verdict.NEEDS_INFO and against:
        # What is asked hides nothing that is bad: the sentence names one of each.
        asked = [f.rule.id for f in made.fit.blocking]
        asked += [id for d in made.judgement.details for id in d.note.why]
        bad = {id for verdict, note in against if verdict is Verdict.AVOID for id in note.why}
        if bad and asked:
            assert bad & set(headline.why), (seed, worded(headline))


def no_finding_is_dropped(made: Answer, first: Answer, seed: int) -> None:
    """In the file and on the page of every door stands what was judged."""
    kept = file_of(made, K)
    assert kept.judgement == file_of(first, K).judgement, seed
    fit = made.fit
    told = {f.id for f in kept.judgement.findings}
    assert told == {f.rule.id for f in (*fit.findings, *fit.information, *fit.cited)}, seed
    assert kept.verdict == made.verdict.value
    report = compose(made, K)
    if fit.verdict is not Verdict.REJECT_INPUT:
        cited = {id for section in report.sections for line in section.lines for id in line.why}
        cited |= set(report.headline.why)
        assert {f.rule.id for f in fit.findings} <= cited, seed
        said = {line.text for section in report.sections for line in section.lines}
        said.add(report.headline.text)
        for detail in made.judgement.details:
            assert any(worded(detail.note) in text for text in said), (seed, worded(detail.note))


@pytest.mark.parametrize("shard", range(SHARDS))
def test_an_override_changes_no_verdict_and_is_said_first(shard: int) -> None:
    met = 0
    for seed in range(shard * OVERRIDING + 1, (shard + 1) * OVERRIDING, 2):
        who, request = person_and_request(seed)
        made = answer(AssessInputs(patient=who, request=request), K)
        avoid = [f.rule.id for f in made.fit.findings if f.verdict is Verdict.AVOID]
        if made.verdict is not Verdict.AVOID or not avoid:
            continue
        told = replace(request, overrides=tuple(avoid), reason="nothing else helped")
        for over in doors(who, told):
            met += 1
            assert over.verdict >= made.verdict, seed
            assert over.judgement.against == tuple(
                one for one in made.judgement.against if not set(one[1].why) & set(avoid)
            ), seed
            if GIVES.search(worded(over.headline)):
                assert worded(over.headline).startswith(OVERRIDDEN), seed
                assert over.judgement.against == (), seed
    assert met > 0
