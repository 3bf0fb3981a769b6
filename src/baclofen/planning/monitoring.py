"""What to measure, when, by whom, and which finding calls for a review; and the red flags."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.advice import ids_of, kidneys_again, visit_days
from baclofen.planning.decision import decision_weeks
from baclofen.value import Value

#: Indications whose tone is scored beside the pain.
_TONE = ("ms_spasticity", "sci_spasticity", "cerebral_spasticity")


class Check(Value):
    """One thing to measure: when, by whom, and what calls for a review."""

    what: Note
    when: Note
    by: Note
    review_if: Note

    @property
    def why(self) -> tuple[str, ...]:
        """The ids it rests on."""
        ids = ids_of(self.what, self.when, self.by, self.review_if)
        return tuple(dict.fromkeys(ids))


class Monitoring(Value):
    """The checks of one patient, and the red flags with what to do at each."""

    checks: tuple[Check, ...]
    red_flags: tuple[Note, ...]


def monitor(fit: Assessment, known: Knowledge) -> Monitoring:
    """The checks for someone on baclofen or about to start, tied to this patient's risks."""
    say = known.note
    weeks = decision_weeks(known, fit.request.jurisdiction)
    checks = [
        *_benefit(fit, known),
        _side_effects(fit, known),
        Check(
            say("check.kidneys"),
            kidneys_again(fit, known),
            say("check.prescriber"),
            say("check.kidneys_weak"),
        ),
        *_where_it_applies(fit, known),
        Check(
            say("check.going_on"),
            say("check.decision", weeks=weeks),
            say("check.both"),
            say("check.no_benefit"),
        ),
    ]
    return Monitoring(tuple(checks), _red_flags(fit, known))


def _benefit(fit: Assessment, known: Knowledge) -> list[Check]:
    say = known.note
    points, percent = known.numbers("pd.mcid_nrs")
    checks = [
        Check(
            say("check.pain"),
            say("check.every_contact"),
            say("check.patient"),
            say("check.no_fall_of_pain", points=points, percent=percent),
        )
    ]
    if fit.syndrome in _TONE:
        checks.append(
            Check(
                say("check.tone"),
                say("check.every_visit"),
                say("check.physiotherapist"),
                say("check.no_fall_of_tone"),
            )
        )
    return checks


def _side_effects(fit: Assessment, known: Knowledge) -> Check:
    first, last = visit_days(fit, known)
    return Check(
        known.note("check.side_effects"),
        known.note("check.each_step", first=first, last=last),
        known.note("check.who_raises"),
        known.note("check.troubles"),
    )


def _where_it_applies(fit: Assessment, known: Knowledge) -> list[Check]:
    say = known.note
    checks = []
    if fit.fired("INT-ANTIHTN", "W-ANTIHTN"):
        checks.append(
            Check(
                say("check.pressure"),
                say("check.start_and_steps"),
                say("check.nurse"),
                say("check.dizzy"),
            )
        )
    said = {f.rule.id for f in (*fit.findings, *fit.cited)}
    if "M-LAB" in said:
        checks.append(
            Check(
                say("check.blood"),
                say("check.at_intervals"),
                say("check.prescriber"),
                say("check.clear_rise"),
            )
        )
    if "M-EEG" in said:
        checks.append(
            Check(
                say("check.seizures"),
                say("check.at_intervals"),
                say("check.neurologist"),
                say("check.more_seizures"),
            )
        )
    if "M-ITB-FU" in said:
        checks.append(
            Check(
                say("check.pump"),
                say("check.each_refill"),
                say("check.pump_clinic"),
                say("check.pump_off"),
            )
        )
    return checks


def _red_flags(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    flags = ["flag.withdrawal", "flag.poisoning", "flag.too_many", "flag.illness"]
    if any(u.route == "intrathecal" for u in fit.uses):
        flags.append("flag.pump")
    return tuple(known.note(flag) for flag in flags)
