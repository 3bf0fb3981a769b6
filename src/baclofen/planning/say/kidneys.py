"""Kidneys that nobody measured for so long that nothing is known of them: said in the headline."""

from __future__ import annotations

from baclofen.assessment import Assessment, by_mouth_now, recent_since
from baclofen.knowledge import Knowledge, Note, Verdict

#: What is said of the newest value that is too old to count.
_TOO_OLD = ("kidneys.older", "kidneys.older_at_risk")


def with_old_kidneys(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline of a dose by mouth that may go on, and behind it that the last kidney value is
    too old for anybody. One that is too old for this patient alone, and one that is not there, are
    asked for below: of the first something is known, and the second nobody takes for a value.

    Facts: `kidney.stale_after`.
    """
    today = fit.request.today
    old = next((note for note in fit.kidney.problems if note.phrase in _TOO_OLD), None)
    days = [v.on or today for v in fit.person.values if not v.undated and (v.on or today) <= today]
    speaks = fit.verdict in (Verdict.OK, Verdict.CAUTION) and fit.may_go_up and not fit.comes_down
    taken = by_mouth_now(fit.uses)
    if old is None or not speaks or fit.person.is_dialysed:
        return headline
    if not taken or any(use.status == "unknown" for use in taken):
        # Whether it is taken at all comes first.
        return headline
    if max(days, default=today) >= recent_since(known, today):
        return headline
    return known.note("kidneys.measured_again", *headline.why, headline=headline, old=old)
