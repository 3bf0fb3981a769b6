"""Cards, made of decisions: what is decided is worded last, and only here."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from baclofen.assessment import oral_dose, supply_end
from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.hooks.card import SUMMARY_BELOW, Card, Indicator, Link, Reason
from baclofen.exchange.hooks.case import Asker
from baclofen.exchange.hooks.judging import Case
from baclofen.exchange.hooks.policy import TENFOLD, indicator_of
from baclofen.exchange.hooks.record import Record
from baclofen.exchange.hooks.request import HookRequest
from baclofen.exchange.hooks.suggesting import suggestion_of
from baclofen.exchange.hooks.unreadable import without_kidney
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning import Plan, runs_above
from baclofen.version import VERSION, WHAT_THIS_IS

#: So many rules are written out, the others are counted.
_NAMED = 6
#: So many questions, and entries that nobody understood.
_ASKED = 3
#: Reasons of HL7 why a card is set aside, each with its phrase.
_REASONS = (
    "risk-benefit-ratio", "need-more-info", "patient-ineligible", "action-completed",
    "prefers-alternative",
)  # fmt: skip
#: What is said of an order whose dose is likely a slip.
_SLIP = "doubt.unjudged.slip"
#: What is said of a refill that comes much too early, and of a dose that runs above the most: where
#: nothing is worse they are the headline.
_FIRST = ("doubt.early", "running.above_most")
#: Cases of baclofen that ends.
_STOPS = ("stop", "ends", "ended")
#: Cases of baclofen of which nobody knows whether it goes on.
_NOT_SURE = ("unsaid", "lapsed")
#: Keys of the prefetch of which it is said what was not looked at without them.
_LOOKED_FOR = ("devices", "allergies")
_MARKS = re.compile(r"([\\`*_\[\]<>#|~&!])")


def cards_of(
    request: HookRequest, record: Record, known: Knowledge, *, today: date, jurisdiction: str,
    url: str, planner: str = "", is_launch: bool = False,
) -> tuple[Card, ...]:  # fmt: skip
    """The cards of a request: at most one for each order, and at most one about the patient.

    `url` is where the service is reached, `planner` the address of its pages where there are any,
    `is_launch` where the record system launches them. Pure; raises a subclass of `InputRefused`.
    """
    record, cases = _cases(request, record, known, today, jurisdiction)
    label = known.say(known.note("hook.page"))
    link = Link(label, planner, is_launch) if planner else None
    return tuple(_card(case, request, record, known, url, link) for case in cases)


def _cases(
    request: HookRequest, record: Record, known: Knowledge, today: date, jurisdiction: str
) -> tuple[Record, tuple[Case, ...]]:
    """What the request comes to; where a result of the kidney cannot be read, without any of them:
    the record is then judged as one that lacks them."""
    try:
        return record, Asker(request, record, known, today, jurisdiction).cases()
    except InputRefused as gap:
        bare = without_kidney(record, gap, known)
        if bare is None:
            raise
    return bare, Asker(request, bare, known, today, jurisdiction).cases()


def _card(
    case: Case, request: HookRequest, record: Record, known: Knowledge, url: str, link: Link | None
) -> Card:
    verdict = Verdict.NEEDS_INFO if case.is_perhaps else case.made.verdict
    doubt = case.order.doubt if case.order is not None else ""
    found = (f.rule.id for f in case.made.fit.findings if _counts(f))
    rules = tuple(dict.fromkeys((*case.new, *found)))
    uuid = str(uuid5(NAMESPACE_URL, f"{request.instance}\n{case.key}"))
    return Card(
        uuid=uuid,
        indicator=_indicator(case, doubt, record),
        summary=_summary(case, doubt, record, known),
        detail=_detail(case, doubt, record, known),
        label=f"baclofen {VERSION}",
        url=url,
        topic=rules[0] if rules else "",
        topic_says=plain(known.say(_short(rules[0], known)), 200) if rules else "",
        reasons=tuple(Reason(c, known.say(known.note(f"hook.reason.{c}"))) for c in _REASONS),
        rules=rules,
        verdict=verdict.value,
        entries=case.made.account.outcomes,
        order=case.order.key if case.order is not None else "",
        suggestion=None if doubt else suggestion_of(case, request, known, uuid),
        link=link,
    )


def _indicator(case: Case, doubt: str, record: Record) -> Indicator:
    """As the policy has it. Where baclofen may not be taken at all, a rule is only a warning,
    and a reminder not even that."""
    if case.is_perhaps:
        return "warning"
    if case.about == "unknown":
        return "info"
    return indicator_of(
        case.made.fit, case.made.verdict,
        stops=(case.about in _STOPS and not case.is_least) or case.takes_away or case.most_ends,
        unclear=bool(doubt or record.unread or case.lapse or case.new) or case.has_gap,
    )  # fmt: skip


def _counts(finding: Any) -> bool:
    return finding.verdict is not Verdict.OK


def _summary(case: Case, doubt: str, record: Record, known: Knowledge) -> str:
    """What to know in one line. Where it has to be cut, the detail has all of it."""
    note = _headline(case, record, known)
    is_told = (
        case.made.verdict >= Verdict.AVOID
        or case.about in _STOPS
        or case.has_gap
        or _runs_out(case) is not None
        or runs_above(case.made.fit, known)
    )
    if case.is_perhaps:
        note = known.note("hook.perhaps", against=note)
    elif record.unread and not is_told and case.lapse is None:
        note = known.note("hook.unread", because=record.unread)
    elif case.about == "patient" and not is_told:
        note = (
            known.note("hook.lacking", keys=record.lacking)
            if record.lacking
            else known.note("hook.partial", keys=record.partial)
        )
    if doubt:
        bad = case.made.verdict >= Verdict.AVOID
        note = (
            known.note("hook.if_baclofen", against=note) if bad else known.note("hook.unidentified")
        )
    text = plain(known.say(note), 1000)
    if len(text) < SUMMARY_BELOW:
        return text
    cut = text[: SUMMARY_BELOW - 2]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _headline(case: Case, record: Record, known: Knowledge) -> Note:
    """The worst of it in a few words."""
    made = case.made
    verdict, findings = made.verdict, made.fit.findings
    if verdict is Verdict.REJECT_INPUT:
        return made.headline
    if verdict is Verdict.EMERGENCY:
        return known.note("hook.emergency", reason=known.rule_says(findings[0].rule.id))
    if case.has_gap and verdict < Verdict.AVOID:
        return known.note("hook.about.gap")
    if case.about == "unknown":
        return known.note("hook.about.unknown")
    if case.most_ends and verdict < Verdict.CONTRAINDICATED:
        return _most_ends(case, known)
    if (ending := _ending(case, known)) is not None:
        if case.about not in _NOT_SURE and verdict is Verdict.CONTRAINDICATED:
            reason = _short(findings[0].rule.id, known)
            return known.note("hook.neither", verdict=verdict.value, reason=reason)
        if case.about != "part" and (case.about not in _NOT_SURE or verdict < Verdict.AVOID):
            return ending
        if case.about == "part" and verdict is Verdict.OK:
            return ending
    if verdict < Verdict.AVOID and (plan := _holds_back(case)) is not None:
        return known.note("hook.first", says=plan.headline)
    first = [d.note for d in made.judgement.details if d.note.phrase in _FIRST]
    if verdict <= Verdict.CAUTION and first:
        return known.note("hook.first", says=first[0])
    if verdict < Verdict.AVOID and (last := _runs_out(case)) is not None:
        return known.note("hook.runs_out", day=last)
    worst = case.new[0] if case.new else _worst(case)
    # Nothing is clear beside a doubt about the order itself; a slip comes before a rule
    # of the same weight, and before a question.
    slips = [one for one in made.judgement.details if one.note.phrase == _SLIP]
    if slips and not case.new and verdict <= Verdict.NEEDS_INFO:
        return known.note("hook.against", verdict=slips[0].verdict.value, reason=slips[0].note)
    detail = max(made.judgement.details, key=lambda one: one.verdict, default=None)
    if (
        not case.new
        and detail is not None
        and detail.verdict > Verdict.OK
        and (not worst or detail.verdict > made.fit.verdict)
    ):
        return known.note("hook.against", verdict=verdict.value, reason=detail.note)
    if not worst and record.lacking:
        return known.note("hook.clear_so_far", keys=record.lacking)
    if not worst:
        return known.note("hook.clear")
    shown = Verdict.AVOID if case.new else verdict
    return known.note("hook.against", verdict=shown.value, reason=_short(worst, known))


def _runs_out(case: Case) -> date | None:
    """The day on which the supply of someone whose record is opened ends, where that is soon."""
    fit = case.made.fit
    if case.about != "patient" or not fit.fired("SUPPLY-ENDS"):
        return None
    return supply_end(fit.uses, fit.request.today)


def _worst(case: Case) -> str:
    """The rule that says the worst, a rate that changes tenfold before another of its weight; empty
    without."""
    counted = [finding for finding in case.made.fit.findings if _counts(finding)]
    tenfold = [f for f in counted if f.rule.id in TENFOLD and f.verdict is counted[0].verdict]
    return next((finding.rule.id for finding in (*tenfold, *counted)), "")


def _ending(case: Case, known: Knowledge) -> Note | None:
    """That baclofen ends, or that nothing says whether it does; None where that is not the case."""
    about = "swap" if case.takes_away else case.about
    if case.lapse is not None:
        lapse = case.lapse
        runs = None if lapse.daily is None else known.note("doubt.runs", daily=lapse.daily)
        if lapse.on is None:
            return known.note("hook.lapsed.hold", runs=runs)
        return known.note("hook.lapsed.ended", on=lapse.on, runs=runs)
    if about == "part":
        left, all_of_it = case.made.fit.request.day_by_mouth, oral_dose(case.made.fit.uses)
        return known.note("hook.part", left=left, runs=all_of_it)
    if about not in (*_STOPS, "unsaid", "swap"):
        return None
    if case.is_least and case.made.verdict < Verdict.CONTRAINDICATED:
        return known.note("hook.least", daily=oral_dose(case.made.fit.uses))
    down = case.made.verdict is Verdict.CONTRAINDICATED and about != "swap"
    if about == "ended" and not down:
        ran = known.note("hook.ran", daily=case.ran) if case.ran is not None else None
        return known.note("hook.ended", ran=ran)
    return known.note("hook.about.down" if down else f"hook.about.{about}")


def _most_ends(case: Case, known: Knowledge) -> Note:
    """That more of what runs ends at once than goes on."""
    left, runs = case.made.fit.request.day_by_mouth, oral_dose(case.made.fit.uses)
    return known.note("hook.most_ends", left=left, runs=runs)


def _short(rule: str, known: Knowledge) -> Note:
    return known.rule_short(rule) if known.rules[rule].short else known.rule_says(rule)


def _detail(case: Case, doubt: str, record: Record, known: Knowledge) -> str:
    """In Markdown without HTML: what speaks, what is asked, what was not there, what this is."""
    made, say, ending = case.made, known.say, _ending(case, known)
    least = Verdict.CAUTION if case.about == "part" else Verdict.AVOID
    is_clear = made.verdict < least and ending is not None
    lines = [f"**{_safe(say(ending if is_clear and ending else made.headline))}**", ""]
    if ending is not None and not is_clear and made.verdict < Verdict.EMERGENCY:
        lines += [_safe(say(ending)), ""]
    if case.most_ends:
        lines += [_safe(say(_most_ends(case, known))), ""]
    if (plan := _holds_back(case)) is not None:
        lines += [_safe(say(plan.headline)), ""]
    if case.has_gap:
        lines += [_safe(say(known.note("hook.about.gap"))), ""]
    if case.supply is not None:
        lines += [_safe(say(case.supply)), ""]
    if case.steps:
        doses = tuple("?" if dose is None else str(dose) for dose in case.steps)
        told = known.note("hook.steps", count=len(doses), doses=doses, place=case.step)
        lines += [_safe(say(told)), ""]
    if made.verdict is Verdict.REJECT_INPUT:
        return "\n".join([*lines, _safe(WHAT_THIS_IS)])
    if doubt:
        lines += [_safe(say(known.note("hook.doubt", doubt=doubt))), ""]
    shown = [f for f in made.fit.findings if _counts(f)]
    for finding in shown[:_NAMED]:
        id = finding.rule.id
        lines.append(
            f"- *{finding.verdict.value}*: {_safe(say(known.rule_says(id)))} ({_safe(id)})"
        )
    for detail in made.judgement.details:
        lines.append(f"- *{detail.verdict.value}*: {_safe(say(detail.note))}")
    if left := max(0, len(shown) - _NAMED):
        lines.append(f"- {_safe(say(known.note('hook.more', left=left)))}")
    if asked := made.fit.questions[:_ASKED]:
        lines += ["", _safe(say(known.note("hook.asks")))]
        asks = (say(one.says("ask", known)) for one in asked)
        lines += [f"- {_safe(words)}" for words in asks]
    kidney = made.fit.kidney
    if kidney.egfr is not None:
        lines += ["", _safe(say(known.note("hook.kidney", egfr=kidney.egfr)))]
    # What sounds an alarm stands first: a list of many is cut.
    dark = sorted(made.fit.person.unread, key=lambda entry: not entry.alarms)
    if entries := tuple(_unlinked(plain(entry.words, 80)) for entry in dark[:_ASKED]):
        lines += ["", _safe(say(known.note("hook.entries", entries=entries)))]
    if record.unread:
        lines += ["", _safe(say(known.note("hook.unread", because=record.unread)))]
    if record.lacking:
        lines += ["", _safe(say(known.note("hook.lacking", keys=record.lacking)))]
        missed = (known.note(f"hook.lacks.{key}") for key in _LOOKED_FOR if key in record.lacking)
        lines += [f"- {_safe(say(note))}" for note in missed]
    if record.partial:
        lines += ["", _safe(say(known.note("hook.partial", keys=record.partial)))]
    lines += ["", _safe(WHAT_THIS_IS)]
    return "\n".join(lines)


def _holds_back(case: Case) -> Plan | None:
    """The plan of an order that is not recommended, or waits for what it is for."""
    plan = case.decision
    if case.about != "order" or not isinstance(plan, Plan) or plan.recommendation is None:
        return None
    return plan if plan.recommendation.holds_back else None


def _safe(text: str) -> str:
    """Text that Markdown shows as it is: no HTML, no links, no emphasis of its own."""
    return _MARKS.sub(r"\\\1", plain(text, 4000))


def _unlinked(text: str) -> str:
    """Words of a record in which no reader of Markdown finds an address to follow."""
    return text.replace("://", ": //").replace("](", "] (").replace("www.", "www .")
