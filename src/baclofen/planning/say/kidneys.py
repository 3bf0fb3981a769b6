"""What the headline says of kidney values beside the verdict: too old, or not to be believed."""

from __future__ import annotations

from baclofen.assessment import Assessment, by_mouth_now, recent_since
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.reckon.failing import is_failing

#: What is said of the newest value that is too old to count.
_TOO_OLD = ("kidneys.older", "kidneys.older_at_risk")
#: What is said of a value that looks too good, and answers no low one.
_TOO_GOOD = (
    "kidneys.fell_fast",
    "kidneys.better_alone",
    "kidneys.recovered_once",
    "kidneys.too_low",
)

#: What is said of values that differ: which of them count, and that they are asked about.
_DIFFER = ("kidneys.contradiction", "kidneys.two_a_day", "kidneys.answered")


def with_better_kidneys(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and behind it the values that contradict the one that governs, or gave way: a
    better one that is not believed before it is seen again, where kidneys fail without it; two that
    differ, of which the lower counts; and a low one that newer ones answered."""
    kidney = fit.kidney
    if fit.verdict is Verdict.NEEDS_INFO or fit.verdict is Verdict.EMERGENCY:
        return headline
    said = [*kidney.notes, *(kidney.problems if is_failing(fit, known) else ())]
    other = next((n for n in reversed(said) if n.phrase in (*_TOO_GOOD, *_DIFFER)), None)
    if other is None:
        return headline
    return known.note("kidneys.with_better", *headline.why, headline=headline, better=other)


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
