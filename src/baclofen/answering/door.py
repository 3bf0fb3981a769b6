"""The one door: a question goes in as inputs, and comes out judged, decided and accounted for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from baclofen import codec
from baclofen.answering.account import Account, account_of
from baclofen.answering.inputs import (
    AssessInputs,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
)
from baclofen.answering.judgement import Decision, Judgement, judge
from baclofen.assessment import Assessment, assess, oral_dose
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict, note_of
from baclofen.planning import (
    SAID_OF_RUNNING,
    Agenda,
    Choice,
    Figure,
    Monitoring,
    Optimum,
    Plan,
    PumpPlan,
    ScreeningPlan,
    Worked,
    against_more,
    against_note,
    agenda_of,
    ask_note,
    choose,
    in_emergency,
    left_by_kidneys,
    monitor,
    newborn_first,
    plan_screening,
    running,
    slip_first,
    with_supply_end,
    work_figures,
    worst_first,
)
from baclofen.regimen import PumpOrder, ScreeningOrder
from baclofen.value import Value, replace

if TYPE_CHECKING:
    from baclofen.planning import Compared
    from baclofen.simulation import Course

T = TypeVar("T")


class Answer(Value, eq=False):
    """What follows from inputs, and from nothing else.

    `judgement` is that of the whole input and the same at every door; `decision` what this door
    decided, None where it only judges. `headline` is the one sentence to act on. `figures` are
    every number that the rules come to, `account` what became of each entry. `forecast`,
    `compared`, `optimum`, `choice`, `monitoring` and `agenda` go with a plan by mouth, each None
    where there is none. `withheld` says what of the model may be shown to nobody, and why.
    """

    inputs: Inputs
    judgement: Judgement
    decision: Decision | None
    figures: tuple[Figure, ...]
    account: Account
    headline: Note
    forecast: Course | None = None
    compared: Compared | None = None
    optimum: Optimum | None = None
    choice: Choice | None = None
    monitoring: Monitoring | None = None
    agenda: Agenda | None = None
    withheld: tuple[Note, ...] = ()

    @property
    def fit(self) -> Assessment:
        return self.judgement.fit

    @property
    def verdict(self) -> Verdict:
        """That of the judgement; what a door decides may add to it, and takes nothing away."""
        own = self.decision.verdict if self.decision is not None else Verdict.OK
        return max(self.judgement.verdict, own)


def answer(inputs: Inputs, known: Knowledge) -> Answer:
    """The answer to these inputs. Pure.

    Raises `NotPlanned` where this door plans nothing of the kind that is asked for, and as the
    inputs' own values do.
    """
    # As they are read back: 5 and 5.0 are one number, written in one way.
    inputs = codec.read(type(inputs), codec.builtins(inputs), name="inputs")
    fit = assess(inputs.patient, known, inputs.request)
    worked = Worked(fit, known)
    judgement, decided = judge(fit, known, seed=inputs.seed, worked=worked)
    figures = work_figures(fit, known, worked)
    account = account_of(inputs.entries, fit, known)
    made = Answer(inputs, judgement, None, figures, account, headline_of(judgement, known))
    match inputs:
        case AssessInputs():
            return made
        case ScreenInputs():
            return _screened(made, known, worked)
        case PumpInputs():
            if not isinstance(decided, PumpPlan):
                raise _refused(made, _not_ordered(known, "pump", "screen", "plan"), known)
            return _with(made, decided)
        case PlanInputs() | TaperInputs():
            if not isinstance(decided, Plan):
                raise _refused(made, _not_by_mouth(fit, known), known)
            return _planned(made, decided, known, inputs)


def with_entries(made: Answer, inputs: Inputs, known: Knowledge) -> Answer:
    """The answer to inputs that differ from those of `made` in the record's entries and notes
    alone, as after a score: nothing that is decided rests on these, and only the account is new.
    Pure.

    Raises `ValueError` for other inputs.
    """
    inputs = codec.read(type(inputs), codec.builtins(inputs), name="inputs")
    if replace(inputs, entries=made.inputs.entries, notes=made.inputs.notes) != made.inputs:
        raise ValueError("what is asked differs in more than entries")
    return replace(made, inputs=inputs, account=account_of(inputs.entries, made.fit, known))


def _with(made: Answer, decision: Decision) -> Answer:
    return Answer(
        made.inputs, made.judgement, decision, made.figures, made.account, decision.headline
    )


def _screened(made: Answer, known: Knowledge, worked: Worked) -> Answer:
    fit, inputs = made.fit, made.inputs
    if not isinstance(fit.request.order, ScreeningOrder):
        raise _refused(made, _not_ordered(known, "screening", "pump", "plan"), known)
    plan: ScreeningPlan = plan_screening(
        fit, known, seed=inputs.seed, belief=inputs.belief, reckoned=worked.trial
    )
    return _with(made, plan)


def _planned(
    made: Answer, plan: Plan, known: Knowledge, inputs: PlanInputs | TaperInputs
) -> Answer:
    """Predict, and where asked weigh and compare."""
    # Loaded where something is predicted: a judgement needs no numerics.
    from baclofen.planning import compare_shapes, optimise, predict, with_best_trade

    fit, seed, belief = made.fit, inputs.seed, inputs.belief
    shapes = isinstance(inputs, TaperInputs)
    optimum = optimise(plan, known, seed=seed, belief=belief) if inputs.weighs else None
    plan = with_best_trade(plan, optimum, known)
    # In an emergency nobody chooses, and for the dead there is nothing to measure.
    calm = fit.verdict < Verdict.EMERGENCY
    withheld: list[Note] = []

    def shown(foresee: Callable[[], T | None]) -> T | None:
        try:
            return foresee()
        except NotPlanned as refusal:
            withheld.append(note_of(refusal))
            return None

    kinetics = inputs.kinetics
    forecast = shown(lambda: predict(plan, known, seed=seed, kinetics=kinetics, belief=belief))
    compared = None
    if shapes:
        compared = shown(
            lambda: compare_shapes(plan, known, seed=seed, kinetics=kinetics, belief=belief)
        )
    return Answer(
        made.inputs, made.judgement, plan, made.figures, made.account, plan.headline,
        forecast=forecast,
        compared=compared,
        optimum=optimum,
        choice=choose(fit, known, optimum) if calm and not fit.is_current_user else None,
        monitoring=monitor(fit, known, plan.asked_down) if calm and (plan.up or fit.uses) else None,
        agenda=agenda_of(plan, known),
        withheld=tuple(dict.fromkeys(withheld)),
    )  # fmt: skip


def _refused(made: Answer, why: Note, known: Knowledge) -> NotPlanned:
    """That this door plans nothing here; an emergency is said before it."""
    if made.verdict is Verdict.EMERGENCY:
        why = known.note("door.emergency_first", first=made.headline, refused=why)
    return known.refusal(why)


def _not_ordered(known: Knowledge, table: str, *others: str) -> Note:
    named = tuple(known.note("door.command", name=name) for name in others)
    return known.note("door.nothing_asked", table=table, others=named)


def _not_by_mouth(fit: Assessment, known: Knowledge) -> Note:
    order = fit.request.order
    door = "pump" if isinstance(order, PumpOrder) else "screen"
    if not isinstance(order, PumpOrder | ScreeningOrder):
        door = "assess"
    return known.note("door.not_by_mouth", door=known.note("door.command", name=door))


def _against_more_asked(fit: Assessment, known: Knowledge) -> Note | None:
    """That more is not recommended, where a change by mouth is asked for that is not one down."""
    asked, daily = fit.request.day_by_mouth, oral_dose(fit.uses)
    if fit.kind != "change" or fit.request.route not in (None, "oral"):
        return None
    if asked is not None and daily is not None and asked <= daily:
        return None
    return against_more(fit, known)


def headline_of(judgement: Judgement, known: Knowledge) -> Note:
    """The judgement in one sentence: the worst of it; what is asked hides nothing that is bad."""
    fit, verdict = judgement.fit, judgement.verdict
    if verdict is Verdict.REJECT_INPUT:
        return fit.notes[0]
    if verdict is Verdict.EMERGENCY:
        return in_emergency(fit, known).headline
    if (newborn := newborn_first(fit, known)) is not None:
        return newborn
    slip = slip_first(fit, known)
    return with_supply_end(slip or _judged(judgement, known), fit, known)


def _judged(judgement: Judgement, known: Knowledge) -> Note:
    """The worst of it, where nothing is an emergency or a likely slip."""
    fit, verdict = judgement.fit, judgement.verdict
    advised = judgement.recommendation
    not_so = against_note(advised, known) if advised is not None else None
    against = [(d.verdict, d.note) for d in judgement.details if d.note != not_so]
    pump = running(fit, known) if verdict <= Verdict.CAUTION else None
    said = SAID_OF_RUNNING if pump is not None else ()
    found = [f for f in fit.findings if f.rule.id not in said]
    against += [(f.verdict, known.rule_says(f.rule.id)) for f in found]
    worst = sum(1 for one, _ in against if one is verdict)
    if verdict is Verdict.OK or not worst:
        judged = known.note("judgement.clear", begins=verdict.value)
    else:
        judged = worst_first(known, "judgement", verdict, against, worst)
    if (left := left_by_kidneys(fit, known)) is not None:
        judged = known.note(
            "judgement.with_kidneys", *judged.why, *left.why, judged=judged, kidneys=left
        )
    if pump is not None:
        judged = known.note(
            "judgement.of_pump", *pump.why, *judged.why, pump=pump, judged=judged
        )  # fmt: skip
    if not_so is not None and verdict < Verdict.AVOID:
        judged = known.note(
            "judgement.not_recommended", *not_so.why, *judged.why, against=not_so, judged=judged
        )
    if verdict < Verdict.AVOID and (more := _against_more_asked(fit, known)) is not None:
        judged = known.note(
            "running.more_against", *judged.why, *more.why, headline=judged, against=more
        )
    ask = ask_note(advised, known) if advised is not None else None
    if ask is None or verdict >= Verdict.CONTRAINDICATED:
        return judged
    return known.note("judgement.ask", *judged.why, *ask.why, judged=judged, ask=ask)
