"""What every report says of the assessment: findings, questions, kidneys, the record as read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from baclofen.answering import CHECKED, Answer, about_patient, account_said
from baclofen.assessment import (
    Asked,
    Assessment,
    Finding,
    MedicineSeen,
    estimate_basis,
    estimate_named,
)
from baclofen.knowledge import Knowledge, Verdict, why
from baclofen.reporting.report import Line, Report, Section, Table, ids_of, line_of

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
        account=known.say(account_said(made.account, known)) if made.account.entries else "",
    )


def _younger(fit: Assessment, ids: Iterable[str], known: Knowledge) -> Iterator[Section]:
    """For a day of the past: what was not yet out then."""
    day = fit.request.today
    if younger := known.younger_than(day, ids):
        says = f"These rest on texts that are younger than {day}, the day of judgement."
        yield Section("younger", "Younger than the day", (Line(says, younger, "caution"),))


def needed_section(made: Answer, known: Knowledge) -> Section | None:
    fit = made.fit
    first = [q for q in fit.questions if q.blocks or q.leads]
    if not first:
        return None
    lines = [Line(asked(q, made), q.rules, "caution") for q in first]
    lines += [line_of(known, n) for n in fit.kidney.problems]
    return Section("needed", "Needed first", tuple(lines))


def asked(one: Asked, made: Answer) -> str:
    """A question, and how its answer is given; what nobody understood is listed in its one."""
    ask = one.question.ask
    if one.question.id == "unread" and (lost := made.account.not_understood):
        ask += f" Not understood: {'; '.join(dict.fromkeys(e.named for e in lost))}."
    return f"{ask} Answer: {one.question.say}."


def provided_section(made: Answer) -> Section | None:
    fit = made.fit
    open_questions = [q for q in fit.questions if not (q.blocks or q.leads)]
    # What nobody understood comes first: how bad it is cannot be told from its words.
    open_questions.sort(key=lambda q: q.question.id != "unread")
    # In an emergency nobody reads provisos, and for the dead there are none.
    if not open_questions or fit.verdict >= Verdict.EMERGENCY:
        return None
    return Section(
        "provided",
        "This holds provided that",
        tuple(Line(f"{_proviso(q)} Ask: {asked(q, made)}", q.rules) for q in open_questions),
    )


def _proviso(one: Asked) -> str:
    holds, worst = one.question.provided, one.worst.value
    if one.question.one_of_many or not one.alone:
        # One of many values: none of them alone has the worst outcome.
        return f"{holds}; another answer may change this, at worst to {worst}."
    return f"{holds}; if not, a rule says {worst}."


def findings_section(fit: Assessment, known: Knowledge) -> Section:
    lines = [finding_line(f) for f in fit.findings]
    lines += [line_of(known, n) for n in fit.notes]
    lines += [line_of(known, n) for n in fit.statements]
    if not fit.findings:
        lines.insert(0, Line("No rule fires on what is known."))
    return Section("findings", "What the rules say", tuple(lines))


def evidence_section(fit: Assessment, known: Knowledge) -> Section | None:
    """How sure it is that the tablets planned here ease this pain, in one sentence."""
    id = f"evidence.{fit.syndrome}.oral"
    # In an emergency, and where the indication is none of those studied, nothing is quoted.
    if id not in known.facts or fit.verdict >= Verdict.EMERGENCY:
        return None
    return Section("evidence", "What trials say", (Line(known.facts[id].says, (id,)),))


def finding_line(finding: Finding) -> Line:
    rule = finding.rule
    loud = finding.verdict > Verdict.CAUTION
    lead = finding.verdict.value + (" (overridden)" if finding.overridden else "")
    return Line(f"{rule.says} [{rule.origin}]", (rule.id,), "alert" if loud else "plain", lead)


def information_section(fit: Assessment) -> Section | None:
    # Another country's indication matters only where the one at home says no.
    differs = any(f.rule.topic == "indication" and f.verdict >= Verdict.AVOID for f in fit.findings)
    lines = tuple(
        Line(f"{f.rule.says} [{f.rule.origin}]", (f.rule.id,))
        for f in fit.information
        if differs or f.verdict > Verdict.OK
    )
    if not lines:
        return None
    return Section("information", "For information: other labels, other views", lines)


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
    if kidney.egfr is not None:
        lines.insert(
            0,
            Line(
                f"The verdict reads eGFR {kidney.egfr:.0f}"
                + (f" and CrCl {kidney.crcl:.0f}" if kidney.crcl is not None else "")
                + "; the lower of several estimates governs.",
                ("REN-TIERS-PROJECT",),
            ),
        )
    ids = tuple(dict.fromkeys(id for e in kidney.estimates for id in e.why))
    table = (
        Table(
            "Every estimate that could be made.", ("estimate", "value", "unit", "from"), rows, ids
        )
        if rows
        else None
    )
    if not lines and table is None:
        lines.append(Line("Nothing is known of the kidney function.", ("ASK-KIDNEY",)))
    return Section("kidney", "Kidney function", tuple(lines), table)


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
    return Section("details", "Beyond the rules' conditions", lines)


def record_section(made: Answer, known: Knowledge) -> Section:
    fit = made.fit
    person = fit.person
    lines = [Line(f"{a.key} = {a.words}", (), lead="Answered") for a in made.inputs.answers]
    lines += [Line(text) for text in made.inputs.notes]
    lines += _account(made)
    lines.append(_conditions(fit, known))
    seen = [m for m in fit.medicines if m.is_recognised]
    unseen = [m for m in fit.medicines if not m.is_recognised]
    if person.medicines is None:
        lines.append(Line("Medicines: not recorded (this does not mean none).", ("ASK-BACLOFEN",)))
    if seen:
        lines.append(Line(f"Medicines recognised: {'; '.join(_medicine(m, known) for m in seen)}."))
    if unseen:
        lines.append(
            Line(
                f"Medicines not recognised, check them yourself: "
                f"{'; '.join(m.entry.name for m in unseen)}.",
                level="caution",
            )
        )
    return Section("record", "The record as read", tuple(lines))


def _account(made: Answer) -> list[Line]:
    """What was not understood, by name; how much is harmless, and by which list."""
    account = made.account
    lines = []
    if lost := account.not_understood:
        named = "; ".join(f"{e.kind}: {e.named}" for e in lost)
        lines.append(Line(f"Not understood: {named}.", ("UNREAD-OTHER",), "caution"))
    looked = [e for e in account.entries if e.by and e.by[0] == CHECKED]
    if looked:
        named = "; ".join(f"{e.kind}: {e.named}" for e in looked)
        lines.append(
            Line(f"Not understood here, checked by whoever answered: {named}.", (), "caution")
        )
    reasons: dict[str, int] = {}
    for entry in account.entries:
        if entry.outcome == "harmless":
            reason = entry.by[0].replace("_", " ")
            reasons[reason] = reasons.get(reason, 0) + entry.count
    if reasons:
        told = "; ".join(f"{n:,} {reason}" for reason, n in sorted(reasons.items(), key=_most))
        lines.append(Line(f"Harmless as far as known: {told}."))
    return lines


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return (-item[1], item[0])


def _conditions(fit: Assessment, known: Knowledge) -> Line:
    labels = [known.codes.condition_labels.get(c, c) for c in sorted(fit.person.conditions)]
    if not labels:
        return Line("Conditions: none recorded that the rules know (this does not mean none).")
    return Line(f"Conditions: {'; '.join(labels)}.")


def _medicine(m: MedicineSeen, known: Knowledge) -> str:
    names = ", ".join(
        f"{i.name} ({', '.join(i.classes).replace('_', ' ')})"
        if known.classes_spoken_of.intersection(i.classes)
        else f"{i.name} (no rule here speaks of it)"
        for i in m.taken_for.ingredients
    )
    return f"{m.entry.name} = {names}" if m.entry.name.lower() not in names else names
