"""Whether a dose that runs steadily is decided on soon, not today."""

from __future__ import annotations

from datetime import timedelta

from baclofen.assessment import Assessment, by_mouth_now
from baclofen.knowledge import Knowledge, Verdict
from baclofen.knowledge.numbers import KidneyRisk
from baclofen.planning.decide.ceiling import runs_above

#: Rules that advise against baclofen for what somebody is, not for what happens now.
_STANDING = frozenset({"REN-BEERS", "REN-OLD-CRCL-AVOID"})


def is_decided_soon(fit: Assessment, known: Knowledge) -> bool:
    """Whether nothing speaks against what runs but age with weak kidneys, no sign is told, no more
    runs than these kidneys leave, and it was not begun or changed in the days in which it poisons.

    Facts: `REN-MUANDA`.
    """
    against = {f.rule.id for f in fit.findings if f.verdict >= Verdict.AVOID}
    if fit.verdict is not Verdict.AVOID or not against or not against <= _STANDING:
        return False
    if fit.person.signs or runs_above(fit, known):
        return False
    taken = by_mouth_now(fit.uses)
    days = timedelta(days=known.of(KidneyRisk).within_days)
    told = [*(use.dose_begun for use in taken), *(b.until for use in taken for b in use.before)]
    is_new = any(day is not None and day > fit.request.today - days for day in told)
    is_set = any(f.rule.id.startswith("SET-") for f in fit.findings)
    is_clear = bool(taken) and all(u.status == "active" and u.daily is not None for u in taken)
    return is_clear and not is_new and not is_set
