"""What every report says of the assessment: findings, questions, kidneys, the record as read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from baclofen.answering import CHECKED, Answer, Decision, about_patient, account_said
from baclofen.assessment import (
    Asked,
    Assessment,
    Finding,
    MedicineSeen,
    estimate_basis,
    estimate_named,
    tiers_of,
)
from baclofen.knowledge import Knowledge, Note, Verdict, undated_before, why, younger_than
from baclofen.planning import Plan, PumpPlan, ScreeningPlan
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    caption,
    ids_of,
    line_of,
    title,
)

if TYPE_CHECKING:
    from baclofen.simulation import Course

#: What is left of a plan's report for the dead: only what was read.
_FOR_THE_DEAD = ("refusals", "kidney", "record")


def report_of(
    made: Answer, headline: Line, sections: Sequence[Section | None], known: Knowledge, *,
    forecast: Course | None = None, for_the_dead: Collection[str] = _FOR_THE_DEAD,
) -> Report:  # fmt: skip
    """A report of those sections that there are, with the basis of all that they say."""
    fit = made.fit
    kept = tuple(s for s in sections if s is not None)
    if fit.verdict is Verdict.REJECT_INPUT:
        # For the dead there is nothing to ask and nothing to advise.
        kept = tuple(s for s in kept if s.kind in for_the_dead)
    kept += tuple(_younger(fit, ids_of(headline, kept, forecast), known))
    named = known.say(known.note(f"page.{kind_of(made.decision)}"))
    return Report(
        headline=headline,
        verdict=made.verdict,
        about=known.say(about_patient(fit, known)),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        sections=kept,
        forecast=forecast,
        basis=tuple(why(id, known) for id in ids_of(headline, kept, forecast)),
        opens=tuple(_in_short(made, known)),
        account=known.say(account_said(made.account, known)) if made.account.entries else "",
        named=named,
        titled=known.say(
            known.note(
                "report.titled", what=named, verdict=made.verdict.value, day=fit.request.today
            )
        ),
        judged=known.say(
            known.note(
                "report.judged",
                day=fit.request.today,
                place=fit.request.jurisdiction,
                request=fit.kind,
            )
        ),
        closing=known.say(known.note("report.closing")),
        folded=known.say(known.note("credible.folded")),
    )


def kind_of(decision: Decision | None) -> Literal["plan", "screening", "pump", "assessment"]:
    """What it is that was planned or judged, by its name in files and on the page."""
    match decision:
        case Plan():
            return "plan"
        case ScreeningPlan():
            return "screening"
        case PumpPlan():
            return "pump"
        case _:
            return "assessment"


def _younger(fit: Assessment, ids: Iterable[str], known: Knowledge) -> Iterator[Section]:
    """For a day of the past: what was not yet out then."""
    day, ids = fit.request.today, tuple(dict.fromkeys(ids))
    notes = [
        known.note(phrase, *found, day=day, ids=found)
        for phrase, found in (
            ("report.younger", younger_than(day, ids, known)),
            ("report.undated", undated_before(day, ids, known)),
        )
        if found
    ]
    if notes:
        lines = tuple(line_of(known, note, "caution") for note in notes)
        yield Section("younger", title(known, "younger"), lines)


def needed_section(made: Answer, known: Knowledge) -> Section | None:
    fit = made.fit
    first = [q for q in fit.questions if q.blocks or q.leads]
    if not first:
        return None
    lines = [line_of(known, asked(q, made, known), "caution") for q in first]
    lines += [line_of(known, n) for n in fit.kidney.problems]
    return Section("needed", title(known, "needed"), tuple(lines))


def asked(one: Asked, made: Answer, known: Knowledge) -> Note:
    """A question, and how its answer is given; what nobody understood is listed in its one."""
    return known.note(
        "asked.how", *one.rules, ask=one.says("ask", known),
        say=one.says("say", known),
        lost=_lost(one, made, known),
    )  # fmt: skip


def _lost(one: Asked, made: Answer, known: Knowledge) -> Note | None:
    """What nobody understood, by name, in the question that asks for it."""
    lost = made.account.not_understood if one.question.id == "unread" else ()
    listed = tuple(dict.fromkeys(e.named for e in lost))
    return known.note("asked.lost", names=listed) if listed else None


def provided_section(made: Answer, known: Knowledge) -> Section | None:
    lines = tuple(line_of(known, _proviso(q, made, known)) for q in _provisos(made.fit))
    if not lines:
        return None
    return Section("provided", title(known, "provided"), lines)


def _provisos(fit: Assessment) -> tuple[Asked, ...]:
    """The open questions beside the verdict, the most decisive first."""
    # In an emergency nobody reads provisos, and for the dead there are none.
    if fit.verdict >= Verdict.EMERGENCY:
        return ()
    found = [q for q in fit.questions if not (q.blocks or q.leads)]
    # What nobody understood comes first: how bad it is cannot be told from its words.
    return tuple(sorted(found, key=lambda q: q.question.id != "unread"))


def _in_short(made: Answer, known: Knowledge) -> Iterator[Line]:
    """What holds until it is answered, by the worst that an answer may bring."""
    by_worst: dict[Verdict, list[Note]] = {}
    for one in _provisos(made.fit):
        holds = known.note(
            "asked.short", holds=one.says("provided", known), lost=_lost(one, made, known)
        )
        by_worst.setdefault(one.worst, []).append(holds)
    for worst in sorted(by_worst, reverse=True):
        lead = known.say(known.note("asked.else_worst", worst=worst.value))
        text = known.say(known.note("asked.together", holds=tuple(by_worst[worst])))
        yield Line(text, lead=lead)


def _proviso(one: Asked, made: Answer, known: Knowledge) -> Note:
    # One of many values: none of them alone has the worst outcome.
    many = one.question.one_of_many or not one.alone
    return known.note(
        "asked.at_worst" if many else "asked.else", *one.rules,
        holds=one.says("provided", known),
        worst=one.worst.value, asked=asked(one, made, known),
    )  # fmt: skip


def findings_section(fit: Assessment, known: Knowledge) -> Section:
    """What the rules say; in an emergency what makes it one, and the rest stands apart."""
    lines = [finding_line(f, known) for f in fit.findings if f not in _beneath(fit)]
    lines += [line_of(known, n) for n in fit.notes]
    lines += [line_of(known, n) for n in fit.statements]
    if not fit.findings:
        lines.insert(0, line_of(known, known.note("report.no_rule")))
    return Section("findings", title(known, "findings"), tuple(lines))


def beneath_section(fit: Assessment, known: Knowledge) -> Section | None:
    """In an emergency what else the rules say: advice on a dose that goes on, which is not for now
    and beside what those who treat decide would contradict it."""
    lines = tuple(finding_line(f, known) for f in _beneath(fit))
    return Section("beneath", title(known, "beneath"), lines) if lines else None


def _beneath(fit: Assessment) -> tuple[Finding, ...]:
    if fit.verdict is not Verdict.EMERGENCY:
        return ()
    return tuple(f for f in fit.findings if f.verdict is not Verdict.EMERGENCY)


def tell_section(made: Answer, known: Knowledge) -> Section | None:
    """In an emergency what those who treat are told of the record: signs, kidneys, medicines,
    illnesses; the dose as read stands beside it."""
    fit = made.fit
    if fit.verdict is not Verdict.EMERGENCY:
        return None
    lines = _signs(fit, known)
    lines += [line_of(known, n, "caution") for n in fit.kidney.problems]
    lines += [*_kidneys_read(fit, known), *_medicines(made, known), _conditions(fit, known)]
    return Section("tell", title(known, "tell"), tuple(lines))


def _kidneys_read(fit: Assessment, known: Knowledge) -> list[Line]:
    kidney = fit.kidney
    lines = [line_of(known, known.note("tell.dialysis"))] if fit.person.is_dialysed else []
    if kidney.egfr is not None:
        crcl = None if kidney.crcl is None else known.note("report.crcl", crcl=kidney.crcl)
        tiers = tiers_of(fit.person, known)
        read = known.note("report.egfr", tiers, egfr=kidney.egfr, crcl=crcl)
        lines.append(line_of(known, read))
    if not lines and kidney.infant_creatinine is not None:
        lines.append(line_of(known, known.note("report.infant", value=kidney.infant_creatinine)))
    return lines or [line_of(known, known.note("report.no_kidney"))]


def evidence_section(fit: Assessment, known: Knowledge) -> Section | None:
    """How sure it is that the tablets planned here ease this pain, in one sentence."""
    id = f"evidence.{fit.syndrome}.oral"
    # In an emergency, and where the indication is none of those studied, nothing is quoted.
    if id not in known.facts or fit.verdict >= Verdict.EMERGENCY:
        return None
    return Section("evidence", title(known, "evidence"), (Line(known.facts[id].says, (id,)),))


def finding_line(finding: Finding, known: Knowledge) -> Line:
    rule = finding.rule
    lead = finding.verdict.value
    if finding.overridden:
        lead = known.say(known.note("report.overridden", verdict=lead))
    return Line(f"{rule.says} [{rule.origin}]", (rule.id,), _loudness(finding.verdict), lead)


def _loudness(verdict: Verdict) -> Literal["plain", "alert", "caution"]:
    if verdict > Verdict.CAUTION:
        return "alert"
    return "caution" if verdict is Verdict.CAUTION else "plain"


def information_section(fit: Assessment, known: Knowledge) -> Section | None:
    # Another country's indication matters only where the one at home says no.
    differs = any(f.rule.topic == "indication" and f.verdict >= Verdict.AVOID for f in fit.findings)
    lines = tuple(
        Line(f"{f.rule.says} [{f.rule.origin}]", (f.rule.id,))
        for f in fit.information
        if differs or f.verdict > Verdict.OK
    )
    if not lines:
        return None
    return Section("information", title(known, "information"), lines)


def kidney_section(fit: Assessment, known: Knowledge) -> Section:
    kidney = fit.kidney
    rows = tuple(
        (
            known.say(estimate_named(e, known)),
            f"{e.value:.0f}",
            e.unit.replace("1.73m2", "1.73 m2"),
            known.say(estimate_basis(e, known)),
        )
        for e in kidney.estimates
    )
    lines = [line_of(known, n, "caution") for n in kidney.notes]
    lines += [line_of(known, n, "caution") for n in kidney.problems]
    reads = kidney.egfr is not None or kidney.infant_creatinine is not None
    if reads or fit.person.is_dialysed or not (lines or rows):
        lines[:0] = _kidneys_read(fit, known)
    ids = tuple(dict.fromkeys(id for e in kidney.estimates for id in e.why))
    table = (
        Table(
            caption(known, "kidney"),
            known.words("head", "estimate", "value", "unit", "of"),
            rows,
            ids,
        )
        if rows
        else None
    )
    return Section("kidney", title(known, "kidney"), tuple(lines), table)


def details_section(made: Answer, known: Knowledge) -> Section | None:
    """What is judged beyond the rules' conditions; a plan's own report says it elsewhere."""
    details = made.judgement.details
    if not details:
        return None
    lines = tuple(
        Line(known.say(d.note), d.note.why, "alert" if d.verdict > Verdict.CAUTION else "caution",
             d.verdict.value)
        for d in details
    )  # fmt: skip
    return Section("details", title(known, "details"), lines)


def record_section(made: Answer, known: Knowledge) -> Section:
    fit = made.fit
    answered = known.word("lead", "answered")
    lines = [Line(f"{a.key} = {a.words}", (), lead=answered) for a in made.inputs.answers]
    lines += [Line(text) for text in made.inputs.notes]
    lines += _account(made, known)
    lines += [*_signs(fit, known), _conditions(fit, known), *_medicines(made, known)]
    return Section("record", title(known, "record"), tuple(lines))


def _medicines(made: Answer, known: Knowledge) -> list[Line]:
    """The medicines as told: those that were recognised, and those that were not."""
    lines: list[Line] = []
    seen = [m for m in made.fit.medicines if m.is_recognised]
    unseen = [m for m in made.fit.medicines if not m.is_recognised]
    if made.fit.person.medicines is None:
        lines.append(line_of(known, known.note("record.no_medicines")))
    if seen:
        names = tuple(_medicine(m, known) for m in seen)
        lines.append(line_of(known, known.note("record.medicines", names=names)))
    if unseen:
        names = tuple(m.entry.name for m in unseen)
        lines.append(line_of(known, known.note("record.unknown", names=names), "caution"))
    return lines


def _account(made: Answer, known: Knowledge) -> list[Line]:
    """What was not understood, by name; how much is harmless, and by which list."""
    account = made.account
    lines = []
    if lost := account.not_understood:
        lost_notes = tuple(f"{e.kind}: {e.named}" for e in lost)
        lines.append(line_of(known, known.note("record.lost", names=lost_notes), "caution"))
    looked = [e for e in account.entries if e.by and e.by[0] == CHECKED]
    if looked:
        checked = tuple(f"{e.kind}: {e.named}" for e in looked)
        lines.append(line_of(known, known.note("record.checked", names=checked), "caution"))
    reasons: dict[str, int] = {}
    for entry in account.entries:
        if entry.outcome == "harmless":
            reason = entry.by[0].replace("_", " ")
            reasons[reason] = reasons.get(reason, 0) + entry.count
    if reasons:
        told = tuple(f"{n:,} {reason}" for reason, n in sorted(reasons.items(), key=_most))
        lines.append(line_of(known, known.note("record.harmless", reasons=told)))
    return lines


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return (-item[1], item[0])


def _signs(fit: Assessment, known: Knowledge) -> list[Line]:
    told = tuple(sorted(fit.person.signs))
    return [line_of(known, known.note("record.signs", signs=told))] if told else []


def _conditions(fit: Assessment, known: Knowledge) -> Line:
    labels = [known.codes.condition_labels.get(c, c) for c in sorted(fit.person.conditions)]
    if not labels:
        return line_of(known, known.note("record.no_conditions"))
    return line_of(known, known.note("record.conditions", names=tuple(labels)))


def _medicine(m: MedicineSeen, known: Knowledge) -> str:
    names = ", ".join(
        f"{i.name} ({', '.join(i.classes).replace('_', ' ')})"
        if known.classes_spoken_of.intersection(i.classes)
        else known.say(known.note("record.unspoken", name=i.name))
        for i in m.taken_for.ingredients
    )
    return f"{m.entry.name} = {names}" if m.entry.name.lower() not in names else names
