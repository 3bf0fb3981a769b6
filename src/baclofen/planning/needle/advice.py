"""Before, on the day of, and after a screening bolus: what is settled, watched, and decided."""

from __future__ import annotations

from baclofen.assessment import Assessment, NeedleWait, needle_waits
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import ScreeningPractice, SinceInjury
from baclofen.planning.needle.plan import PlannedBolus
from baclofen.planning.pump.advice import rate_of
from baclofen.planning.pump.first_rate import first_doses, start_rule
from baclofen.regimen import Bolus
from baclofen.units import Dose


def before_the_test(fit: Assessment, known: Knowledge) -> tuple[tuple[Note, Note], ...]:
    """What must be known before a needle goes in, each with what the record says of it."""
    person = fit.person
    infected = bool(person.conditions & {"active_infection", "sepsis"}) or person.infection_active
    clear = person.infection_active is False or "active_infection" in person.no_conditions
    waits = needle_waits(person, fit.medicines, fit.kidney, fit.request, known)
    bleeds = "anticoagulation" in person.conditions or bool(waits)
    bleeds_not = "anticoagulation" in person.no_conditions
    oral = _told(person.oral_failed, person.oral_failed is False, known)
    return (
        (
            known.note("needle.on_infection"),
            known.note("needle.infection", told=_told(infected, clear, known)),
        ),
        (
            known.note("needle.on_bleeding"),
            known.note("needle.bleeding", told=_told(bleeds, bleeds_not, known)),
        ),
        *((known.note("needle.on_wait", name=w.name), _wait(w, known)) for w in waits),
        (known.note("needle.on_oral"), known.note("needle.oral", told=oral)),
        (known.note("needle.on_injury"), known.note("needle.injury", told=_injury(fit, known))),
        (known.note("needle.on_goals"), known.note("needle.goals")),
        (known.note("needle.on_room"), known.note("needle.room")),
    )


def _wait(wait: NeedleWait, known: Knowledge) -> Note:
    """How long after its last dose a needle may go in, whose time that is, and where it stands."""
    if wait.hours is None:
        return known.note("needle.no_time", *wait.why)
    return known.note(
        "needle.wait", *wait.why, hours=wait.hours,
        inr=known.note("needle.inr") if wait.needs_inr else None,
        stands=known.note("needle.over" if wait.is_over else "needle.not_over"),
    )  # fmt: skip


def _told(yes: bool | None, no: bool, known: Knowledge) -> Note:
    if yes:
        return known.note("needle.told_yes")
    return known.note("needle.told_no") if no else known.note("needle.not_told")


def _injury(fit: Assessment, known: Knowledge) -> Note:
    person, days = fit.person, fit.person.days_since_injury
    had = "traumatic_brain_injury" in person.conditions
    if "traumatic_brain_injury" in person.no_conditions or not had:
        return _told(None, "traumatic_brain_injury" in person.no_conditions, known)
    if days is None:
        return known.note("needle.told_undated")
    recent = days < known.of(SinceInjury).min_days_since_injury
    return known.note("needle.told_yes") if recent else known.note("needle.told_longer_ago")


def on_the_day(watch_h: tuple[float, float], known: Knowledge) -> tuple[Note, ...]:
    """How it is given and watched, and what happens with baclofen by mouth."""
    times_h = known.of(ScreeningPractice).times_h[1:]
    return (
        known.note("needle.how"),
        known.note("needle.watch", times_h=times_h, watch_h=watch_h),
        known.note("needle.score"),
        known.note("needle.oral_day"),
    )


def outcomes(
    fit: Assessment, left: tuple[PlannedBolus, ...], start: Dose | None, worked: Bolus | None,
    known: Knowledge,
) -> tuple[tuple[Note, Note], ...]:  # fmt: skip
    """What to do at each outcome. `left` begins with the bolus that is to be given."""
    rule = start_rule(fit, known)
    if worked is not None:
        if start is None:
            return ()
        rate = rate_of(start, known)
        return (
            (known.note("outcome.on_pump"), known.note("outcome.pump", rule.id, rate=rate)),
            (known.note("outcome.on_no_pump"), known.note("outcome.no_pump")),
        )
    usual, single = (rate_of(dose, known) for dose in first_doses(left[0].dose, rule))
    return (
        (
            known.note("outcome.on_effect", long_h=rule.long_h),
            known.note("outcome.start", rule.id, rate=usual),
        ),
        (
            known.note("outcome.on_long_effect", long_h=rule.long_h),
            known.note("outcome.start", rule.id, rate=single),
        ),
        (known.note("outcome.on_no_response"), _next(left, known)),
        (known.note("outcome.on_side_effects"), known.note("outcome.side_effects")),
    )


def _next(left: tuple[PlannedBolus, ...], known: Knowledge) -> Note:
    """After a bolus without response: the one that follows, or that none does."""
    if len(left) == 1:
        return known.note("outcome.last", bolus=left[0].dose)
    after = left[1]
    return known.note("outcome.next", *after.why, bolus=after.dose, volume=after.volume_mL)
