"""Screen 4: what if? Dose, times, kidneys, missed doses and a stop, tried and drawn; nothing of it
is kept, and nothing of it is a plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.answering import Answer, AssessInputs, answer
from baclofen.errors import NotPlanned
from baclofen.exchange import Reading
from baclofen.knowledge import Knowledge, Verdict
from baclofen.newest import Newest
from baclofen.planning import Plan, PumpPlan
from baclofen.regimen import ScreeningOrder
from baclofen.reporting import compose
from baclofen.service.page.ahead import Ahead
from baclofen.service.page.asked import assessed, planned, pumped
from baclofen.service.page.desk import Desk, digest_of
from baclofen.service.page.foreseen import DRAWS, Foreseen, foresee, recorded
from baclofen.service.page.gate import At, guarded
from baclofen.service.page.screens.read import wanted
from baclofen.service.page.shown import Whys, own, whys_of
from baclofen.service.page.soon import reading_of, soon
from baclofen.service.page.trying import (
    DAYS,
    Base,
    Tried,
    base_of,
    is_gap,
    judged,
    says_of,
    tried_of,
    values_of,
)
from baclofen.service.page.visits import Place
from baclofen.simulation import Curve
from baclofen.value import replace

#: Levels as recorded that are held ready: of so many patients.
_HELD = 32
#: Sections of a judgement that tell what a rule says of an order.
_SAID = ("opening", "findings", "details")
#: What is said of every stop, and of every missed dose.
_NEVER, _MISSED = {"oral": "W-ABRUPT-ORAL", "intrathecal": "W-ABRUPT-IT"}, "DO-MISSED"


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/try`: looked at, and tried; a step of a slider is the same form."""
    routes = guarded(desk)
    ahead, beside = Ahead(), _Beside(desk.known)

    def as_recorded(place: Place) -> Response:
        return _page(place, {}, ahead, beside)

    @routes.get("/patients/{patient}/try")
    def look(place: At) -> Response:
        return as_recorded(place)

    @routes.form("/patients/{patient}/try", as_recorded, tags=["tried"])
    def try_it(place: At) -> Response:
        """Nothing is kept: what would come of it."""
        return _page(place, place.visit.form, ahead, beside)

    return routes


class _Beside:
    """Levels as recorded, worked out once for the same inputs."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        # There may be no levels to show, and that is held as well.
        self._held = Newest[str, tuple[Curve | None]](_HELD)

    def of(self, base: Base) -> Curve | None:
        digest = digest_of(base.inputs)
        if (held := self._held.get(digest)) is not None:
            return held[0]
        made = recorded(base, tried_of({}, base), self._known)
        self._held.put(digest, (made,))
        return made


def _page(place: Place, form: Mapping[str, str], ahead: Ahead, beside: _Beside) -> Response:
    desk, chart = place.desk, place.chart()
    reading = reading_of(place, chart)
    base = soon(place, chart, "tried", partial(_base, desk, reading))
    if isinstance(base, Answer):
        report = compose(base, desk.known)
        return place.page(
            "whatif.html.j2", report=report, base=None, whys=whys_of(report, desk.known)
        )
    tried = tried_of(form, base)
    answers = [answer(one, desk.known) for one in judged(base, tried)]
    effects = form.get("effects") == "yes"
    found = _foreseen(base, tried, answers[0], effects, ahead, beside, desk.known)
    return place.page(
        "whatif.html.j2", report=None, effects=effects,
        **_told(base, tried, answers, found, desk.known),
    )  # fmt: skip


def _base(desk: Desk, reading: Reading) -> Base | Answer:
    """What there is before anything is tried; the judgement alone where nothing is.

    What became of each entry of the record is none of what is tried, and a long record has many:
    without them each step of a slider is as quick as of a short one.
    """
    short = replace(reading, entries=(), notes=())
    inputs = assessed(short, wanted(desk))
    assert isinstance(inputs, AssessInputs)  # noqa: S101 - what `assessed` makes
    made = desk.answer(inputs)
    if isinstance(inputs.request.order, ScreeningOrder) or made.verdict >= Verdict.EMERGENCY:
        return desk.answer(assessed(reading, wanted(desk)))
    return base_of(inputs, made.fit, _plan(desk, short))


def _plan(desk: Desk, reading: Reading) -> Plan | PumpPlan | None:
    """What is planned as the record shows, for where the dials begin; None where nothing is."""
    for make in (planned, pumped):
        try:
            decision = desk.answer(make(reading, wanted(desk))).decision
        except NotPlanned:
            continue
        if isinstance(decision, Plan | PumpPlan):
            return decision
    return None


def _foreseen(
    base: Base, tried: Tried, made: Answer, effects: bool, ahead: Ahead, beside: _Beside,
    known: Knowledge,
) -> Foreseen | None:  # fmt: skip
    shown = partial(foresee, base, tried, made.fit, known, effects=effects)
    own_ = beside.of(base) if tried != tried_of({}, base) else None
    if not effects:
        return shown(beside=own_)
    key = base.way, made.fit.syndrome, made.fit.person.is_adult, bool(base.runs)
    return shown(beside=own_, executor=ahead.executor(key, partial(shown, executor="c")))


def _told(
    base: Base, tried: Tried, answers: list[Answer], found: Foreseen | None, known: Knowledge
) -> dict[str, Any]:
    """What the page says: the worst of the judgements first, what rules say besides, the curves."""
    reports = [compose(one, known) for one in answers]
    _, worst = max(zip(answers, reports, strict=True), key=lambda pair: pair[0].verdict)
    values, never = values_of(tried, base), _NEVER[base.way]
    # What the headline or the warning below it says already is not said again.
    heard = {*worst.headline.why, *((never,) if tried.stops is not None else ())}
    said = {
        line.text: line
        for report in reports
        for section in report.sections
        if section.kind in _SAID
        for line in section.lines
        if line.level != "plain" and not set(line.why) <= heard
    }
    panels = (*found.open_, *found.folded, *found.refused) if found else ()
    notes = dict.fromkeys((*found.against, *found.notes)) if found else ()
    groups = [worst.headline.why, *(line.why for line in said.values()), (never,), (_MISSED,)]
    groups += [panel.basis for panel in panels]
    groups += [found.why] if found else []
    return {
        "base": base, "tried": tried, "values": values, "days": DAYS,
        "says": {n: says_of(base.dials[n], v) for n, v in values.items()},
        "draws": DRAWS, "head": worst,
        "lines": list(said.values()), "stops": tried.stops is not None, "never": (never,),
        "never_says": known.say(known.rule_says(never)), "missed": (_MISSED,),
        "missed_says": known.say(known.rule_says(_MISSED)),
        "is_gap": is_gap(tried, base),
        "clearance": answers[0].fit.kidney.clearance, "found": found,
        "notes": [known.say(note) for note in notes],
        "drawn": {panel.kind: own(panel.drawing) for panel in panels if panel.drawing},
        "fold": known.say(known.note("credible.fold")), "whys": Whys(groups, known),
    }  # fmt: skip
