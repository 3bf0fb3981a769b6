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
    ahead, beside = Ahead(), _AsRecorded(desk.known)

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


class _AsRecorded:
    """What is drawn before anything is tried, and the level of it beside what is: worked out once
    for the same inputs, as a score or a visit leaves them."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        # There may be nothing to show, and that is held as well.
        self._levels = Newest[str, tuple[Curve | None]](_HELD)
        self._shown = Newest[str, tuple[Foreseen | None]](_HELD)

    def level(self, base: Base) -> Curve | None:
        digest = digest_of(base.inputs)
        if (held := self._levels.get(digest)) is not None:
            return held[0]
        made = recorded(base, tried_of({}, base), self._known)
        self._levels.put(digest, (made,))
        return made

    def shown(self, base: Base, made: Answer) -> Foreseen | None:
        """The same as a page shows it, of the judgement of what runs."""
        digest = digest_of(base.inputs)
        if (held := self._shown.get(digest)) is not None:
            return held[0]
        found = foresee(base, tried_of({}, base), made.fit, self._known, effects=False)
        self._shown.put(digest, (found,))
        return found


def _page(place: Place, form: Mapping[str, str], ahead: Ahead, beside: _AsRecorded) -> Response:
    desk, chart = place.desk, place.chart()
    reading = reading_of(place, chart)
    base = soon(place, chart, "tried", partial(_base, desk, reading))
    if isinstance(base, Answer):
        report = compose(base, desk.known)
        return place.page(
            "whatif.html.j2", report=report, base=None, whys=whys_of(report, desk.known)
        )
    tried = tried_of(form, base)
    # What is tried is judged anew at each step; what runs is asked for again and again.
    made = partial(answer, known=desk.known) if form else desk.answer
    answers = [made(one) for one in judged(base, tried)]
    effects = form.get("effects") == "yes"
    found = _foreseen(base, tried, answers[0], effects, ahead, beside, desk)
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
    base: Base, tried: Tried, made: Answer, effects: bool, ahead: Ahead, beside: _AsRecorded,
    desk: Desk,
) -> Foreseen | None:  # fmt: skip
    """What comes of what is tried. What only illustrates is worked out beside the pages: of its
    kind the first is not compiled yet. Raises `NotYet`."""
    is_recorded = tried == tried_of({}, base)
    if is_recorded and not effects:
        return beside.shown(base, made)
    shown = partial(foresee, base, tried, made.fit, desk.known, effects=effects)
    own_ = None if is_recorded else beside.level(base)
    if not effects:
        return shown(beside=own_)
    key = base.way, made.fit.syndrome, made.fit.person.is_adult, bool(base.runs)
    executor = ahead.executor(key, partial(shown, executor="c"))
    drawn = partial(shown, beside=own_, executor=executor)
    return desk.jobs.soon(("effects", digest_of(base.inputs), tried), drawn)


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
