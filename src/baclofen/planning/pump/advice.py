"""The sentence to act on, what comes first of all, what to watch, what comes next with a pump."""

from __future__ import annotations

from baclofen.assessment import Assessment, PumpSetting, setting
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import FirstRate, Interruption
from baclofen.planning.pump.change import change_limits, raise_within_trials
from baclofen.planning.pump.first_rate import start_rule
from baclofen.planning.pump.plan import PumpPlan
from baclofen.planning.pump.standing import stands
from baclofen.planning.say.refusal import refused_headline
from baclofen.regimen import PumpOrder, per_hour
from baclofen.units import Dose
from baclofen.value import replace

#: The topic of rules that say by how much a pump's dose may change.
_OF_CHANGES = "dosing-it-change"


def rate_of(per_day: Dose, known: Knowledge) -> Note:
    """A rate both by the day and by the hour.

    >>> from baclofen.knowledge import load_knowledge
    >>> from baclofen.units import mcg
    >>> known = load_knowledge()
    >>> known.say(rate_of(mcg(100), known))
    '100 mcg/day (4.17 mcg/h)'
    """
    return known.note("pump.rate", per_day=per_day, per_hour=per_hour(per_day))


def headline(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> PumpPlan:
    """The plan with the one sentence to act on, and before it what must come before it."""
    note = _sentence(plan, order, known)
    if not plan.refusals and _rose_too_far(plan.fit) and (plan.change_percent or 0) > 0:
        note = known.note("pump.looked_into", *note.why, headline=note)
    if not plan.refusals and plan.fit.fired("P-BATTERY"):
        note = known.note("pump.battery_first", *note.why, headline=note)
    return replace(plan, headline=note)


#: What `running` says already, by its rule.
SAID_OF_RUNNING = ("P-READ-BY-TWO", "P-INTERVAL-PROJECT")


def running(fit: Assessment, known: Knowledge) -> Note | None:
    """What is open for the pump that runs, where nothing is asked of it: its rate, whether two
    people have read it, and the day of the refill; None where no pump runs, or more is asked."""
    order = fit.request.order
    if not isinstance(order, PumpOrder) or order.before is None or order.asked is not None:
        return None
    runs = setting(order, order.before, order.filling.mcg_per_mL, fit.request.today, known)
    is_unread = order.read_by_two is False
    return known.note(
        "pump.running", "P-FORMULAS", *(SAID_OF_RUNNING[:1] if is_unread else ()),
        rate=rate_of(order.before, known),
        refill=_refill(runs, known) or known.note("pump.running_refill"),
        unread=known.note("pump.running_unread") if is_unread else None,
    )  # fmt: skip


def _rose_too_far(fit: Assessment) -> bool:
    """Whether the need rose by so much that catheter and pump come before a raise."""
    return any(f.rule.id == "ITM-ESCALATION" and f.verdict > Verdict.OK for f in fit.findings)


def _sentence(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> Note:
    if plan.refusals:
        return refused_headline(known, plan.refusals, "rate")
    if stands(plan.fit):
        return known.note("pump.after_gap", hours=order.interruption_hours)
    if plan.new is not None:
        return _new(plan, plan.new, order, known)
    runs = running(plan.fit, known) if plan.old is not None else None
    return runs or known.note("pump.nothing")


def _new(plan: PumpPlan, new: PumpSetting, order: PumpOrder, known: Knowledge) -> Note:
    rate, refill = rate_of(new.per_day, known), _refill(new, known)
    if order.stage == "start":
        wean = plan.wean
        beside = known.note("pump.beside", now=wean.now) if wean else None
        return known.note(
            "pump.start", *_first_ids(plan, known), rate=rate, refill=refill, beside=beside
        )
    change, strength = plan.change_percent, new.mcg_per_mL
    if change is None or round(change, 1) == 0:
        bridged = plan.bridge is not None
        after = known.note("pump.bridged", mcg_per_mL=strength) if bridged else None
        return known.note("pump.stay", rate=rate, bridged=after, refill=refill)
    ids = _change_ids(plan)
    if plan.one_flow is not None:
        return known.note(
            "pump.fill", *ids, plan.one_flow,
            mcg_per_mL=strength, rate=rate, change=change, refill=refill,
        )  # fmt: skip
    return known.note("pump.set", *ids, rate=rate, change=change, refill=refill)


def _first_ids(plan: PumpPlan, known: Knowledge) -> tuple[str, ...]:
    fired = {f.rule.id for f in (*plan.fit.findings, *plan.fit.cited)}
    return tuple(rule.id for rule in known.every(FirstRate) if rule.id in fired)


def _change_ids(plan: PumpPlan) -> tuple[str, ...]:
    """The rules for a change that hold under this label."""
    place = plan.fit.request.jurisdiction
    return tuple(
        f.rule.id
        for f in (*plan.fit.findings, *plan.fit.cited)
        if f.rule.topic == _OF_CHANGES and (not f.rule.only_in or place in f.rule.only_in)
    )


def _refill(setting: PumpSetting, known: Knowledge) -> Note | None:
    day = setting.on(setting.offered)
    return known.note("pump.refill_on", day=day) if day else None


def opening(fit: Assessment, order: PumpOrder, known: Knowledge) -> tuple[Note, ...]:
    """What comes before everything else: a running pump is never just stopped."""
    if order.stage == "start":
        return ()
    if fit.fired(Interruption.entry):
        return (known.note("pump.rate_lost"),)
    if fit.verdict >= Verdict.AVOID and order.before is not None:
        return (known.note("pump.not_abruptly"),)
    return ()


def watch(order: PumpOrder, known: Knowledge) -> tuple[Note, ...]:
    """What to watch for, and what to hand out."""
    said = (
        ("pump.observe", order.stage in ("start", "titration")),
        ("pump.priming", order.stage in ("start", "replacement")),
        ("pump.port", order.stage == "refill"),
        ("pump.too_much", True),
        ("pump.too_little", True),
        ("pump.write_down", True),
        ("pump.scan", True),
        ("pump.heat", True),
    )
    return tuple(known.note(phrase) for phrase, holds in said if holds)


def branches(
    fit: Assessment, order: PumpOrder, new: PumpSetting | None, known: Knowledge
) -> tuple[tuple[Note, Note], ...]:
    """What comes next, by what is seen; only where a new setting is printed."""
    if new is None or stands(fit):
        return ()
    after = replace(order, stage="titration" if order.stage == "start" else order.stage,
                    now=new.per_day, asked=None, mode=None)  # fmt: skip
    limits = change_limits(fit, after, known)
    if limits is None:
        return ()
    raised = raise_within_trials(new.per_day, limits, known)
    hours = limits.every_h
    if order.stage == "start":
        hours = max(hours or 0, start_rule(fit, known).no_increase_h)
    soon = known.note("pump.soon", hours=hours) if hours else known.note("pump.next_visit")
    if raised is None:
        onward = known.note("pump.no_raise_left")
    elif _rose_too_far(fit):
        onward = known.note("pump.look_before_raising")
    else:
        low, high = raised
        onward = known.note(
            "pump.next", *limits.why, soon=soon, low=rate_of(low, known),
            high=rate_of(high, known), assumed=limits.besides(known),
        )  # fmt: skip
    return (
        (known.note("pump.if_not_enough"), onward),
        (known.note("pump.if_side_effects"), known.note("pump.back")),
        (known.note("pump.if_need_rises"), known.note("pump.look_before_raising")),
    )  # fmt: skip
