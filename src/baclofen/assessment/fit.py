"""Does baclofen fit this patient? Every rule judged, the worst finding governs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from baclofen.assessment.ahead import OF_A_STEP
from baclofen.assessment.ask import Asked, ask, merge_asked, without_told
from baclofen.assessment.case import Situation, read_situation, tasks_of, watches_newborn
from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.request import Kind, Request, Route
from baclofen.assessment.seen import MedicineSeen
from baclofen.errors import InputRefused, UnknownName
from baclofen.knowledge import Knowledge, Note, Rule, Verdict, unknowns
from baclofen.knowledge.numbers import ExposedNewborn
from baclofen.patient import BaclofenUse, Patient
from baclofen.units import mg
from baclofen.value import Value

#: The topic of rules that speak against the amount that is asked for, and not against baclofen.
_SIZE = "order-size"


class Finding(Value):
    """One rule's answer. `role` is `information` where the rule belongs to another label, and
    `cited` for a limit that is kept, and advice or information on such a case: none of them
    changes the verdict."""

    rule: Rule
    verdict: Verdict
    role: Literal["fires", "blocks", "information", "cited"]
    overridden: bool = False


class Part(Value):
    """One route and task of a judgement: its own verdict, and the rules and questions of it."""

    route: Route
    task: Kind
    verdict: Verdict
    rules: tuple[str, ...]
    asks: tuple[str, ...]


class Assessment(Value):
    """Whether baclofen fits, and why. `parts` are what is asked for, and each other route by which
    baclofen runs; the verdict is the worst of all. `findings` are the firing rules, worst first;
    `cited` are limits that are kept, and what else is known of such a case: for machines and
    `why`. `if_raised` is, of someone who takes it by mouth and asks for no change, how a request
    for one would be judged; `as_it_runs`, of someone for whom more is ordered for a later day, and
    refused, how what runs is judged without that."""

    person: Patient
    request: Request
    kind: Kind
    verdict: Verdict
    kidney: Kidney
    syndrome: str | None
    findings: tuple[Finding, ...]
    information: tuple[Finding, ...]
    cited: tuple[Finding, ...]
    questions: tuple[Asked, ...]
    medicines: tuple[MedicineSeen, ...]
    uses: tuple[BaclofenUse, ...]
    parts: tuple[Part, ...] = ()
    statements: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    if_raised: Assessment | None = None
    as_it_runs: Assessment | None = None

    @property
    def contradictions(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.rule.role == "contradiction")

    @property
    def is_current_user(self) -> bool:
        return bool(self.uses) or self.kind not in ("start", "prepare")

    @property
    def comes_down(self) -> bool:
        """Whether a way down is what is asked for."""
        return self.kind in ("taper", "stop")

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.role == "blocks")

    def fired(self, *ids: str) -> bool:
        """Whether any of these rules fires."""
        return any(f.rule.id in ids for f in self.findings)

    @property
    def against_raise(self) -> tuple[Finding, ...]:
        """What a request for more would be refused for, and what is asked for is not."""
        if self.if_raised is None:
            return ()
        there = {(f.rule.id, f.verdict) for f in self.findings}
        found = (f for f in self.if_raised.findings if (f.rule.id, f.verdict) not in there)
        return tuple(f for f in found if f.verdict >= Verdict.AVOID and not f.overridden)

    @property
    def is_only_ordered(self) -> bool:
        """Whether what is advised against is only what is ordered for a later day."""
        against = {f.rule.id for f in self.findings if f.verdict >= Verdict.AVOID}
        if self.as_it_runs is not None:
            runs = {f.rule.id for f in self.as_it_runs.findings if f.verdict >= Verdict.AVOID}
            return bool(against) and not against & runs
        return bool(against) and against <= set(OF_A_STEP)

    def lacks_for_more(self, topic: str) -> bool:
        """Whether more is kept back because something of this topic is not known or not clear."""
        held = (*self.findings, *self.against_raise)
        return any(f.role == "blocks" and f.rule.topic == topic for f in held)

    @property
    def may_go_up(self) -> bool:
        """Whether a start or an increase may be printed at all."""
        if self.verdict < Verdict.AVOID:
            return True
        against = [f for f in self.findings if f.verdict >= Verdict.AVOID]
        return self.verdict is not Verdict.REJECT_INPUT and all(
            f.overridden or f.rule.topic == _SIZE for f in against
        )

    @property
    def too_much_asked(self) -> Finding | None:
        """What is advised against, where that is only how much is asked for at once: less than
        that may be begun, or raised to. None else."""
        against = [f for f in self.findings if f.verdict >= Verdict.AVOID and not f.overridden]
        return against[0] if against and all(f.rule.topic == _SIZE for f in against) else None

    @property
    def by_specialist(self) -> bool:
        """Whether a contraindication of this project was overridden by a specialist."""
        return any(f.overridden and f.verdict is Verdict.CONTRAINDICATED for f in self.findings)


def judge_at_one_age(person: Patient, known: Knowledge, request: Request) -> Assessment:
    """Every rule judged for a person of one age; raises as `assess` does, which is the way in."""
    family = frozenset(known.family(request.jurisdiction))
    situation = read_situation(person, request, known)
    told = situation.case
    clashes = [r for r in known.contradictions if r.when is not None and r.when.judge(told)]
    clashing = frozenset(rule.id for rule in clashes)
    governed = {k: v for rule in clashes for k, v in (rule.governs or {}).items()}
    settled = {k: v for k, v in (told | governed).items() if v != "unknown"}
    judged = [_judge(settled, task, clashing, known, family) for task in tasks_of(situation)]
    is_watched = watches_newborn(person, request, situation.uses, known)
    for beside in judged if is_watched else judged[1:]:
        _goes_on(beside, known)
    findings = _once(f for part in judged for f in part.findings)
    information = _once(f for part in judged for f in part.information)
    cited = _once(f for part in judged for f in part.cited)
    cited = [c for c in cited if c.rule.id not in {f.rule.id for f in findings}]
    findings = _overridden(findings, request, situation.kind, known)
    findings.sort(key=lambda f: -f.verdict.rank)
    verdict = max((f.verdict for f in findings), default=Verdict.OK)
    is_minor = person.is_minor
    asked = [_questions(part, situation, known, is_minor=is_minor) for part in judged]
    questions = asked[0] if len(asked) == 1 else merge_asked(asked)
    if is_watched:
        # Nothing is given: what only a dose of its own would hang on is neither asked nor cited.
        questions = tuple(q for q in questions if q.blocks or ExposedNewborn.entry in q.rules)
        cited = []
    notes = list(situation.notes)
    if note := _death(person, request, known):
        notes.insert(0, note)
        if person.deceased_on is None or person.deceased_on <= request.today:
            verdict = Verdict.REJECT_INPUT
    return Assessment(
        person=person,
        request=request,
        kind=situation.kind,
        verdict=verdict,
        kidney=situation.kidney,
        syndrome=situation.syndrome,
        findings=tuple(findings),
        information=tuple(information),
        cited=tuple(cited),
        questions=questions,
        medicines=situation.medicines,
        uses=situation.uses,
        parts=tuple(
            Part(
                part.case["route"],
                part.case["request"],
                part.verdict,
                tuple(f.rule.id for f in part.findings),
                tuple(q.question.id for q in own),
            )
            for part, own in zip(judged, asked, strict=True)
        ),
        statements=situation.statements,
        notes=tuple(notes),
    )


class _Judged(Value):
    """Every rule judged for one case."""

    case: Mapping[str, Any]
    findings: list[Finding]
    information: list[Finding]
    cited: list[Finding]
    open_rules: list[tuple[Rule, Verdict]]

    @property
    def verdict(self) -> Verdict:
        return max((f.verdict for f in self.findings), default=Verdict.OK)


def _judge(
    settled: Mapping[str, Any],
    task: Mapping[str, Any],
    clashing: frozenset[str],
    known: Knowledge,
    family: frozenset[str],
) -> _Judged:
    """Every rule, on the case as the dangerous side has it and one part of what is asked for;
    `clashing` are the contradictions, judged before on what was told."""
    case = {**settled, **task}
    made = _Judged(case, [], [], [], [])
    for rule, judge in known.judged_for(task):
        answer = rule.id in clashing if judge is None else judge(case)
        if answer is False:
            continue
        verdict = _verdict(rule, known)
        at_home = not rule.only_in or bool(rule.only_in & family)
        if rule.role in ("limit", "advice", "information"):
            if answer:
                past = _judge_limit(rule, case)
                if past.role == "cited":
                    made.cited.append(past)
                elif at_home:
                    made.findings.append(past)
                else:
                    made.information.append(Finding(rule, past.verdict, "information"))
        elif not at_home:
            if answer:
                made.information.append(Finding(rule, verdict, "information"))
        elif answer:
            role: Literal["fires", "blocks"] = "blocks" if rule.role == "blocking" else "fires"
            made.findings.append(Finding(rule, verdict, role))
        elif verdict is not Verdict.OK:
            made.open_rules.append((rule, verdict))
    return made


def _goes_on(part: _Judged, known: Knowledge) -> None:
    """What runs beside what is asked for, or what is not given at all, is not judged as if it were
    begun: a label for tablets says nothing against the needle that is to take their place."""
    begun = [f for f in part.findings if f.rule.topic in known.topics_of_beginning]
    part.findings[:] = [f for f in part.findings if f not in begun]
    part.cited.extend(begun)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Each rule once, at its worst, in the order of first mention."""
    worst: dict[str, Finding] = {}
    for one in found:
        kept = worst.get(one.rule.id)
        if kept is None or one.verdict > kept.verdict:
            worst[one.rule.id] = one
    return list(worst.values())


def _judge_limit(rule: Rule, case: Mapping[str, Any]) -> Finding:
    """A limit where it applies: kept and cited, kept at a price, or passed. Advice and
    information have nothing to pass."""
    past = rule.beyond.judge(case) if rule.beyond else False
    gives = rule.beyond_gives if past else rule.kept_gives
    if gives == "ok":
        return Finding(rule, Verdict.OK, "cited")
    return Finding(rule, Verdict(gives), "fires")


def _verdict(rule: Rule, known: Knowledge) -> Verdict:
    if rule.role == "blocking":
        return Verdict.NEEDS_INFO
    return known.severities[rule.severity]


def _overridden(
    findings: list[Finding], request: Request, kind: Kind, known: Knowledge
) -> list[Finding]:
    """The findings, with those the requester overrides marked. The verdict does not change."""
    if not request.overrides:
        return findings
    if not request.reason.strip():
        raise InputRefused(
            "override", "without a reason", "a reason must be given; the report carries it",
            do='Add --reason "...".',
        )  # fmt: skip
    allowed = {f.rule.id for f in findings if _may_override(f, request, kind)}
    for id in request.overrides:
        if id not in known.rules:
            raise UnknownName("override", id, known.rules)
        if id not in allowed:
            listed = ", ".join(sorted(allowed)) or known.say(known.note("override.none"))
            raise InputRefused(
                "override", id,
                f"it must fire, with avoid or because no label names this ({listed})",
                do=known.say(_not_to_be_overridden(known.rules[id], known)),
            )  # fmt: skip
    return [
        Finding(f.rule, f.verdict, f.role, overridden=f.rule.id in request.overrides)
        for f in findings
    ]


def _may_override(finding: Finding, request: Request, kind: Kind) -> bool:
    """Avoid may be overridden, and a start that no label names; a policy of ours that
    contraindicates, up to its small dose."""
    if finding.verdict is Verdict.AVOID or (finding.rule.off_label and kind == "start"):
        return True
    most = finding.rule.specialist_up_to_mg
    daily = request.day_by_mouth
    return most is not None and daily is not None and daily.in_mg <= most


def _not_to_be_overridden(rule: Rule, known: Knowledge) -> Note:
    if rule.specialist_up_to_mg is None:
        return known.note("override.never")
    return known.note("override.up_to", rule=rule.id, dose=mg(rule.specialist_up_to_mg))


def _death(person: Patient, request: Request, known: Knowledge) -> Note | None:
    day = person.deceased_on
    if day is not None and day > request.today:
        return known.note("death.later", day=day)
    if person.deceased or day is not None:
        return known.note("death.told", on=None if day is None else known.note("death.on", day=day))
    return None


def _questions(
    part: _Judged, situation: Situation, known: Knowledge, *, is_minor: bool
) -> tuple[Asked, ...]:
    blocking = [f.rule for f in part.findings if f.role == "blocks"]
    would_settle = [
        (f.rule, f.verdict) for f in part.findings if f.role != "blocks" and f.rule.asks
    ]
    no_answer = _unanswerable(part.case, situation.kidney, is_minor=is_minor)
    still_open = _still_open(part.open_rules, part.case, known, no_answer)
    found = ask(blocking, would_settle, still_open, _covered(part, situation), known)
    return without_told(found, situation.signs)


def _covered(part: _Judged, situation: Situation) -> dict[str, str]:
    """Which question covers which: without a valid kidney value, one covers eGFR and clearance;
    with one, the clearance lacks either the weight (its own question) or the creatinine. While
    nobody said whether there is a pregnancy, its week is part of that question."""
    weeks = () if "pregnant" in part.case else ("trimester", "weeks_to_term")
    covered = dict.fromkeys(weeks, "pregnant")
    kidney = situation.kidney
    if kidney.known:
        return covered | ({"crcl": "creatinine"} if part.case["weight_known"] else {})
    lacks = "kidney_doubtful" if kidney.doubtful else kidney.lacks or "kidney_known"
    return covered | dict.fromkeys(("kidney_known", "egfr", "crcl"), lacks)


def _unanswerable(case: Mapping[str, Any], kidney: Kidney, *, is_minor: bool) -> set[str]:
    """What is told of the kidneys by no answer: the creatinine clearance of a child, any estimate
    of an infant whose creatinine is there, and of someone on dialysis."""
    none = {"crcl"} if is_minor and case["weight_known"] else set()
    if case.get("dialysis") is True or kidney.infant:
        none |= {"egfr", "crcl"}
    return none - case.keys()


def _still_open(
    open_rules: list[tuple[Rule, Verdict]],
    case: Mapping[str, Any],
    known: Knowledge,
    no_answer: set[str],
) -> list[tuple[Rule, Verdict, tuple[str, ...]]]:
    """The open rules that an answer about the patient can settle.

    What a request does not say of itself (no pump, nothing swallowed) is not asked for, nor what
    `no_answer` gives: no comparison with it holds, as with a number that is none.
    """
    not_said = {f: math.nan for f in known.always_known if f not in case}
    not_said |= dict.fromkeys(no_answer, math.nan)
    said = {**case, **not_said}
    found = []
    for rule, verdict in open_rules:
        if rule.when is None:
            continue
        names = unknowns(rule.when, case)
        if not not_said.keys().isdisjoint(names):
            if rule.when.judge(said) is not None:
                continue
            names = unknowns(rule.when, said)
        found.append((rule, verdict, names))
    return found
