"""The sentence to act on, what comes first of all, what to watch, what comes next with a pump."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment, PumpSetting
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.advice import day_in_words
from baclofen.planning.change import change_limits
from baclofen.planning.pump_plan import PumpPlan, refused_headline
from baclofen.regimen import PumpOrder, per_hour
from baclofen.units import Dose
from baclofen.value import replace


def rate_in_words(per_day: Dose) -> str:
    """A rate both by the day and by the hour.

    >>> from baclofen.units import mcg
    >>> rate_in_words(mcg(100))
    '100 mcg/day (4.17 mcg/h)'
    """
    return f"{per_day.in_mcg:,.4g} mcg/day ({per_hour(per_day).in_mcg:,.3g} mcg/h)"


def headline(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> PumpPlan:
    """The plan with the one sentence to act on."""
    return replace(plan, headline=_sentence(plan, order, known))


def _sentence(plan: PumpPlan, order: PumpOrder, known: Knowledge) -> Note:
    if plan.refusals:
        return refused_headline(known, plan.refusals, "rate")
    if plan.new is not None:
        rate = rate_in_words(plan.new.per_day)
        if order.stage == "start":
            return Note(
                f"Start the pump at {rate}, over 24 hours.{_when(plan.new)}", _first_ids(plan)
            )
        change = plan.change_percent
        if change is None or round(change, 1) == 0:
            words = f"Stay at {rate}"
            if plan.bridge is not None:
                words += f", in {plan.new.mcg_per_mL:,g} mcg/mL after a bridge"
            return Note(f"{words}.{_when(plan.new)}", ("P-FORMULAS",))
        ids = _change_ids(plan)
        if plan.one_flow is not None:
            words = f"Fill the pump with {plan.new.mcg_per_mL:,g} mcg/mL, for {rate}"
            words += f", {change:+.1f} %, at the flow it has.{_when(plan.new)}"
            return Note(words, (*ids, plan.one_flow))
        return Note(f"Set the pump to {rate}, {change:+.1f} %.{_when(plan.new)}", ids)
    if plan.old is not None:
        return Note(f"The pump runs at {rate_in_words(plan.old.per_day)}.", ("P-FORMULAS",))
    return Note("Nothing is asked of this pump's dose.", ("WHO-DECIDES",))


def _first_ids(plan: PumpPlan) -> tuple[str, ...]:
    fired = [f.rule.id for f in (*plan.fit.findings, *plan.fit.cited)]
    return tuple(id for id in ("ITM-START", "ITM-START-12H") if id in fired)


def _change_ids(plan: PumpPlan) -> tuple[str, ...]:
    """The rules for a change that hold under this label."""
    place = plan.fit.request.jurisdiction
    return tuple(
        f.rule.id
        for f in (*plan.fit.findings, *plan.fit.cited)
        if f.rule.id.startswith(("ITM-TITRATE", "ITM-REFILL", "ITM-CHANGE"))
        and (not f.rule.only_in or place in f.rule.only_in)
    )


def _when(setting: PumpSetting) -> str:
    day = setting.on(setting.offered)
    return f" Refill on {day_in_words(day)}." if day else ""


def opening(fit: Assessment, order: PumpOrder, old: PumpSetting | None) -> tuple[Note, ...]:
    """What comes before everything else: a running pump is never just stopped."""
    if order.stage == "start":
        return ()
    if fit.fired("P-INTERRUPTED"):
        return (
            Note(
                "The old rate is not given again. Call the pump clinic: a restart is low, watched, "
                "and theirs; look for withdrawal now, and have baclofen by mouth at hand.",
                ("P-INTERRUPTED", "WD-IT-COURSE", "ITM-ORAL-WEAN", "OD-IT-CASES"),
            ),
        )
    if fit.verdict >= Verdict.AVOID and old is not None:
        return (Note("Do not stop the pump abruptly; the pump clinic decides.", ("W-ABRUPT-IT",)),)
    return ()


def watch(fit: Assessment, order: PumpOrder) -> tuple[Note, ...]:
    """What to watch for, and what to hand out."""
    notes = []
    if order.stage in ("start", "titration"):
        notes.append(
            Note(
                "Watch for at least 8 hours after a start; see the effect within 24 hours of each "
                "change, with the means to resuscitate at hand.",
                ("ITM-OBS", "W-ITB-SETTING"),
            )
        )
    if order.stage in ("start", "replacement"):
        notes.append(
            Note(
                "A new pump gets a priming bolus, under supervision: some drug arrives early, then "
                "a weaker stretch follows.",
                ("P-PRIME", "P-PRIME-MIXING"),
            )
        )
    if order.stage == "refill":
        notes.append(
            Note("Refill through the reservoir's port, never through the catheter's.", ("P-PORT",))
        )
    return (
        *notes,
        Note(
            "Too much: drowsiness, light-headedness, slow breathing, loss of consciousness. For "
            "those who treat: stop the pump, airway, spinal fluid.",
            ("ITS-AE", "OD-IT"),
        ),
        Note(
            "Too little: itching without a rash, more spasticity, fever, altered mind within 1 to "
            "3 days are an emergency.",
            ("WD-SIGNS", "WD-IT-COURSE", "W-ABRUPT-IT"),
        ),
        Note(
            "Write down alarm date, refill date and emergency contact for patient and carers; keep "
            "to the date, do not wait for the alarm.",
            ("P-WRITE-DOWN", "P-NO-ALARM-RELY"),
        ),
        Note("Before a magnetic resonance scan read the device's guidance.", ("IT-MRI",)),
    )


def branches(
    fit: Assessment, order: PumpOrder, new: PumpSetting | None, known: Knowledge
) -> tuple[tuple[str, Note], ...]:
    """What comes next, by what is seen; only where a new setting is printed."""
    if new is None:
        return ()
    after = replace(order, stage="titration" if order.stage == "start" else order.stage,
                    now=new.per_day, asked=None, mode=None)  # fmt: skip
    limits = change_limits(fit, after, known)
    if limits is None:
        return ()
    low, high = limits.raised(new.per_day)
    hours: Any = limits.every_h
    soon = f"no sooner than {hours:g} hours after this change" if hours else "at the next visit"
    return (
        (
            "It is not enough",
            Note(
                f"Next, {soon}: from {rate_in_words(low)} to {rate_in_words(high)}. "
                f"{limits.assumed}".strip(),
                limits.why,
            ),
        ),
        (
            "Side effects",
            Note("Back to the last dose that was borne; at a refill by 10 to 20 %.",
                 ("ITM-REFILL-SPINAL", "ITM-CUT-TITRATION")),
        ),
        (
            "The need rises suddenly",
            Note("Look for a kinked catheter or a failing pump before raising.",
                 ("ITM-ESCALATION",)),
        ),
    )  # fmt: skip
