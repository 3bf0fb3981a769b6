"""The judgement in the file of an answer: parts, findings, questions, kidneys, details."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.answering.door import Answer
from baclofen.answering.file.said import Ids, Said, all_said, said
from baclofen.assessment import Finding, Kidney
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    Expected,
    Recommendation,
    Refusal,
    against_note,
    ask_note,
)
from baclofen.value import Value


class FindingSaid(Value):
    """One rule's answer."""

    id: str
    verdict: str
    role: str
    overridden: bool
    says: str
    origin: str


class QuestionSaid(Value):
    """One open question, the key that answers it, and how an answer is written."""

    id: str
    ask: str
    key: str
    say: str
    worst: str
    blocks: bool
    why: Ids


class PartSaid(Value):
    """One route and task of the judgement."""

    route: str
    task: str
    verdict: str
    rules: Ids
    asks: Ids


class DetailSaid(Value):
    """What the order shows beyond the conditions of rules."""

    says: Said
    verdict: str


class ExpectedSaid(Value):
    """What is expected at best: falls by what is measured; in changes that matter, and net."""

    falls: dict[str, float]
    gain_in_changes_that_matter: float
    net_in_changes_that_matter: float | None
    why: Ids


class RecommendationSaid(Value):
    """Whether a start is recommended. `rule` is what may be overridden by name."""

    recommended: bool
    asks_indication: bool
    rule: str | None
    overridden: bool
    syndrome: str | None
    expected: ExpectedSaid | None
    certainty: str | None
    says: tuple[Said, ...]
    why: Ids


class KidneySaid(Value):
    """What is known of the kidneys."""

    known: bool
    egfr_mL_min_173: float | None
    crcl_mL_min: float | None
    clearance_mL_min: float | None
    dose_fraction: float | None
    why: Ids
    notes: tuple[Said, ...]


class JudgementSaid(Value):
    """The judgement of the whole input. `statements` are what a request was taken to state."""

    verdict: str
    parts: tuple[PartSaid, ...]
    findings: tuple[FindingSaid, ...]
    details: tuple[DetailSaid, ...]
    questions: tuple[QuestionSaid, ...]
    kidney: KidneySaid
    statements: tuple[Said, ...]
    notes: tuple[Said, ...]
    override_reason: str
    recommendation: RecommendationSaid | None


def judgement_said(made: Answer, known: Knowledge) -> JudgementSaid:
    fit = made.fit
    return JudgementSaid(
        verdict=made.judgement.verdict.value,
        parts=tuple(
            PartSaid(p.route, p.task, p.verdict.value, p.rules, p.asks) for p in fit.parts
        ),
        findings=tuple(_finding(f) for f in (*fit.findings, *fit.information, *fit.cited)),
        details=details_said(known, made.judgement.details),
        questions=tuple(
            QuestionSaid(
                q.question.id, known.say(q.says("ask", known)), q.question.key,
                known.say(q.says("say", known)), q.worst.value, q.blocks, q.rules,
            )
            for q in fit.questions
        ),
        kidney=_kidney(fit.kidney, known),
        statements=all_said(known, fit.statements),
        notes=all_said(known, fit.notes),
        override_reason=fit.request.reason,
        recommendation=_recommendation(made.judgement.recommendation, known),
    )  # fmt: skip


def _finding(f: Finding) -> FindingSaid:
    rule = f.rule
    return FindingSaid(rule.id, f.verdict.value, f.role, f.overridden, rule.says, rule.origin)


def details_said(known: Knowledge, refusals: Iterable[Refusal]) -> tuple[DetailSaid, ...]:
    return tuple(DetailSaid(said(known, r.note), r.verdict.value) for r in refusals)


def _recommendation(found: Recommendation | None, known: Knowledge) -> RecommendationSaid | None:
    if found is None:
        return None
    notes = (ask_note(found, known), against_note(found, known))
    return RecommendationSaid(
        recommended=not found.asks and found.against is None,
        asks_indication=found.asks,
        rule=found.against,
        overridden=found.is_overridden,
        syndrome=found.syndrome,
        expected=_expected(found.expected),
        certainty=found.certainty,
        says=all_said(known, [note for note in notes if note is not None]),
        why=found.why,
    )


def _expected(found: Expected | None) -> ExpectedSaid | None:
    if found is None:
        return None
    return ExpectedSaid(dict(found.falls), found.gain, found.net, found.why)


def _kidney(kidney: Kidney, known: Knowledge) -> KidneySaid:
    return KidneySaid(
        kidney.known, kidney.egfr, kidney.crcl, kidney.clearance, kidney.fraction,
        kidney.fraction_why, all_said(known, (*kidney.problems, *kidney.notes)),
    )  # fmt: skip
