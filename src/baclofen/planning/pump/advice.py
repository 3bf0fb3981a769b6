"""The sentence to act on, what comes first of all, what to watch, what comes next with a pump."""

from __future__ import annotations

from datetime import date
from typing import Literal

from baclofen.assessment import Assessment, PumpSetting, drawn, setting, told_alarm
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import FirstRate, Interruption
from baclofen.planning.pump.change import change_limits, raise_within_trials
from baclofen.planning.pump.first_rate import start_rule
from baclofen.planning.pump.plan import PumpPlan
from baclofen.planning.pump.standing import PAUSED, held_by, stands
from baclofen.planning.pump.supply import visit_by_alarm
from baclofen.planning.say.advice import ids_of
from baclofen.planning.say.refusal import refused_headline
from baclofen.regimen import PARTS, PumpOrder, bridge_due, held_in, per_hour
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
    if not plan.refusals:
        note = _after_amiss(note, plan, order, known)
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
    today = fit.request.today
    runs = setting(order, order.before, order.filling.mcg_per_mL, today, known)
    is_unread = order.read_by_two is False
    return known.note(
        "pump.running", "P-FORMULAS", *(SAID_OF_RUNNING[:1] if is_unread else ()),
        rate=rate_of(order.before, known),
        refill=_refill(runs, order, today, known) or known.note("pump.running_refill"),
        unread=known.note("pump.running_unread") if is_unread else None,
    )  # fmt: skip


def _rose_too_far(fit: Assessment) -> bool:
    """Whether the need rose by so much that catheter and pump come before a raise."""
    return any(f.rule.id == "ITM-ESCALATION" and f.verdict > Verdict.OK for f in fit.findings)


def _after_amiss(note: Note, plan: PumpPlan, order: PumpOrder, known: Knowledge) -> Note:
    """The sentence, and before it what was given too much or too little since the last filling,
    where it is looked into."""
    found = drawn(order, plan.fit.request.today, known)
    if found is None or not found.is_large:
        return note
    is_known = found.share is not None
    share = known.note("pump.gave_share", percent=100 * (found.share or 0)) if is_known else None
    return known.note(
        "pump.gave_less" if found.difference_mL > 0 else "pump.gave_more", *note.why,
        volume=abs(found.difference_mL), share=share, headline=note,
    )  # fmt: skip


def _sentence(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> Note:
    if plan.refusals:
        return refused_headline(known, plan.refusals, "rate")
    note = _done(plan, order, known)
    for rule in reversed(held_by(plan.fit)):
        note = known.note(
            "pump.held_by", rule, *note.why, rule=known.rule_says(rule), headline=note
        )
    return note


def _done(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> Note:
    """What is done with the rate, where nothing is refused."""
    if plan.fit.fired(PAUSED):
        return known.note("pump.after_gap", hours=order.interruption_hours)
    if plan.new is not None:
        return _new(plan, plan.new, order, known)
    runs = running(plan.fit, known) if plan.old is not None else None
    return runs or known.note("pump.nothing")


def _new(plan: PumpPlan, new: PumpSetting, order: PumpOrder, known: Knowledge) -> Note:
    rate = rate_of(new.per_day, known)
    refill = _refill(new, order, plan.fit.request.today, known)
    if order.stage == "start":
        wean = plan.wean
        beside = known.note("pump.beside", now=wean.now) if wean else None
        return known.note(
            "pump.start", *_first_ids(plan, known), rate=rate, refill=refill, beside=beside
        )
    change, strength = plan.change_percent, _strength(plan, new, order, known)
    if change is None or round(change, 1) == 0:
        held = _held(plan, known)
        return known.note(
            "pump.stay", *ids_of(strength, held), rate=rate, strength=strength, held=held,
            refill=refill,
        )  # fmt: skip
    ids = _change_ids(plan)
    if plan.one_flow is not None:
        return known.note(
            "pump.fill", *ids, plan.one_flow, mcg_per_mL=new.mcg_per_mL, rate=rate, change=change,
            until=_until_cleared(order, known), refill=refill,
        )  # fmt: skip
    if plan.bridge is not None and order.before is not None:
        return known.note(
            "pump.set_after", *ids, before=rate_of(order.before, known), hours=plan.bridge.hours,
            day=plan.bridge.through_by(plan.fit.request.today), rate=rate, change=change,
            mcg_per_mL=new.mcg_per_mL, refill=refill,
        )  # fmt: skip
    return known.note(
        "pump.set",
        *ids,
        *ids_of(strength),
        rate=rate,
        change=change,
        strength=strength,
        refill=refill,
    )


def _strength(plan: PumpPlan, new: PumpSetting, order: PumpOrder, known: Knowledge) -> Note | None:
    """The other concentration that goes in, and whether a bridge comes first; None where it stays,
    or where nothing can be set."""
    if not order.filling.changes_concentration or plan.one_flow is not None:
        return None
    if plan.bridge is None:
        return known.note("pump.unbridged", mcg_per_mL=new.mcg_per_mL)
    return known.note("pump.bridged", mcg_per_mL=new.mcg_per_mL, hours=plan.bridge.hours)


def _until_cleared(order: PumpOrder, known: Knowledge) -> Note | None:
    """What a pump of one flow gives until the old drug has gone."""
    if order.before is None or not bridge_due(order):
        return None
    return known.note("pump.until_cleared", before=rate_of(order.before, known))


def _held(plan: PumpPlan, known: Knowledge) -> Note | None:
    """The raise that waits until the bridge is through."""
    if plan.held is None or plan.bridge is None:
        return None
    day = plan.bridge.through_by(plan.fit.request.today)
    return known.note("pump.held", asked=plan.held, day=day)


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


def _refill(setting: PumpSetting, order: PumpOrder, today: date, known: Knowledge) -> Note | None:
    """The day to book; where nothing can be counted, the last one before the alarm that is told."""
    day = setting.on(setting.offered)
    if day is not None:
        return known.note("pump.refill_on", day=day)
    found = visit_by_alarm(order, today, known)
    if told_alarm(order, today, known) is None or found is None:
        return None
    return known.note("pump.refill_by", day=max(found.book_by, today))


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
    primed = _primed(order)
    said = (
        ("pump.observe", order.stage in ("start", "titration")),
        ("pump.priming", primed == "both"),
        ("pump.priming_untold", primed == "untold"),
        ("pump.priming_stays", primed == "pump"),
        ("pump.port", order.stage == "refill"),
        ("pump.too_much", True),
        ("pump.too_little", True),
        ("pump.write_down", True),
        ("pump.scan", True),
        ("pump.heat", True),
    )
    return tuple(known.note(phrase) for phrase, holds in said if holds)


def _primed(order: PumpOrder) -> Literal["both", "untold", "pump"] | None:
    """What is primed where a part is new or was emptied: never a catheter that holds drug."""
    held = {held_in(order, part) for part in PARTS}
    if order.stage == "start" or held_in(order, "catheter") == "no drug":
        return "both"
    if None in held:
        return "untold"
    return None if held == {"old drug"} else "pump"


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
