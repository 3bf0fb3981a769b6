"""What to measure, when, by whom, and which finding calls for a review; and the red flags."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.assessment import Assessment, emergencies_with
from baclofen.knowledge import Knowledge, Note, Shown, Verdict
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.reevaluation import decision_weeks
from baclofen.planning.reckon.visits import is_seen_at_each_step
from baclofen.planning.say.advice import ids_of, kidneys_again, visit_days
from baclofen.value import Value

_NOTHING: Mapping[str, Shown] = {}


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


def monitor(fit: Assessment, known: Knowledge, down: Steps | None = None) -> Monitoring:
    """The checks for someone on baclofen or about to start, tied to this patient's risks; on a way
    `down` that was asked for, those of it."""
    weeks = decision_weeks(known, fit.request.jurisdiction)
    is_down = fit.comes_down
    goes_on = not is_down and fit.verdict is not Verdict.CONTRAINDICATED
    checks = [
        _check(known, "pain_down" if is_down else "pain"),
        _check(known, "tone_down" if is_down else "tone") if known.origin(fit.syndrome) else None,
        _side_effects(fit, known),
        _kidneys(fit, known, down),
        *(_check(known, name) for name in _called_for(fit)),
        _check(known, "going_on", when={"weeks": weeks}) if goes_on else None,
    ]
    return Monitoring(tuple(c for c in checks if c is not None), _red_flags(fit, known))


def _side_effects(fit: Assessment, known: Knowledge) -> Check:
    """When they are asked about: by the visits of a start, at those of a way down, at every contact
    where the dose goes on."""
    if fit.comes_down:
        return _check(known, "side_effects_down")
    if is_seen_at_each_step(fit, known):
        return _check(known, "side_effects_seen")
    if fit.is_current_user:
        return _check(known, "side_effects_running")
    first, last = visit_days(fit, known)
    return _check(known, "side_effects", when={"first": first, "last": last})


def _kidneys(fit: Assessment, known: Knowledge, down: Steps | None) -> Check | None:
    """When they are measured again; None on dialysis, where no value of theirs counts."""
    if fit.person.is_dialysed:
        return None
    again = kidneys_again(fit, known, down)
    return _check(known, "kidneys", *again.why, when={"again": again})


def _check(known: Knowledge, name: str, *ids: str, when: Mapping[str, Shown] = _NOTHING) -> Check:
    """The check of this name; `when` fills that column, with the ids behind it."""
    return Check(
        known.note(f"check.{name}.what"),
        known.note(f"check.{name}.when", *ids, **when),
        known.note(f"check.{name}.by"),
        known.note(f"check.{name}.review_if"),
    )


def _called_for(fit: Assessment) -> tuple[str, ...]:
    """The checks that this patient's rules call for, each once."""
    rules = (f.rule for f in (*fit.findings, *fit.cited))
    return tuple(dict.fromkeys(rule.check for rule in rules if rule.check))


def _red_flags(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    drowsy = emergencies_with(fit, known, "somnolence")
    flags = (
        known.note("flag.fit"),
        known.note("flag.withdrawal"),
        known.note("flag.drowsy", *drowsy) if drowsy else known.note("flag.poisoning"),
        known.note("flag.too_many"),
        known.note("flag.illness"),
    )
    pump = any(u.route == "intrathecal" for u in fit.uses)
    return (*flags, known.note("flag.pump")) if pump else flags
