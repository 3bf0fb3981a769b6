"""The choice: by mouth, a trial into the spine, or not baclofen at all, side by side with why."""

from __future__ import annotations

from baclofen.assessment import Assessment, Request, assess
from baclofen.knowledge import Knowledge, Note, Rule, Verdict
from baclofen.knowledge.numbers import WorthStarting
from baclofen.planning.decide.optimum import Optimum
from baclofen.planning.say.advice import ids_of, rule_ids
from baclofen.regimen import OralOrder, ScreeningOrder
from baclofen.value import Value

#: So many rules that speak against it are named; the others are counted.
_NAMED = 3


class Option(Value):
    """One way to go: what the rules say of it, and what is expected, None where nothing is known.

    `also` are ids that it rests on beside those of its notes.
    """

    name: Note
    verdict: Verdict | None
    says: Note
    expected: Note | None
    also: tuple[str, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        """The ids it rests on."""
        return tuple(dict.fromkeys((*ids_of(self.name, self.says, self.expected), *self.also)))


class Choice(Value):
    """The options side by side, and what to mind when they are combined."""

    options: tuple[Option, ...]
    cautions: tuple[Note, ...]


def choose(fit: Assessment, known: Knowledge, optimum: Optimum | None) -> Choice:
    """The options of this patient, each judged under the same label on the same day.

    A trial into the spine is judged as a first screening bolus. Nothing is converted from one
    route to the other.
    """
    return Choice(
        options=(_by_mouth(fit, known, optimum), _into_the_spine(fit, known), _without(fit, known)),
        cautions=_cautions(fit, known),
    )


def _judged(fit: Assessment, known: Knowledge, order: OralOrder | ScreeningOrder) -> Assessment:
    request = Request(
        today=fit.request.today, kind="start", jurisdiction=fit.request.jurisdiction, order=order
    )
    return assess(fit.person, known, request)


def _worst(found: Assessment, known: Knowledge) -> Note:
    against = [f for f in found.findings if f.verdict is found.verdict]
    if not against or found.verdict is Verdict.OK:
        return known.note("choice.clear")
    named, left = against[:_NAMED], len(against) - _NAMED
    return known.note(
        "choice.against",
        *rule_ids(named),
        reasons=tuple(_reason(f.rule, known) for f in named),
        more=known.note("choice.more", more=left) if left > 0 else None,
    )


def _reason(rule: Rule, known: Knowledge) -> Note:
    return known.rule_short(rule.id) if rule.short else known.rule_says(rule.id)


def _by_mouth(fit: Assessment, known: Knowledge, optimum: Optimum | None) -> Option:
    found = _judged(fit, known, OralOrder())
    return Option(
        known.note("choice.by_mouth"), found.verdict, _worst(found, known),
        _expected(fit, known, optimum),
        ("optimum.cost",) if _is_believed(optimum) else (),
    )  # fmt: skip


def _is_believed(optimum: Optimum | None) -> bool:
    return optimum is not None and optimum.gain.verdict == "believed"


def _expected(fit: Assessment, known: Knowledge, optimum: Optimum | None) -> Note:
    """What the last of the steps does, where the model is believed; else trials alone speak."""
    if optimum is None or not _is_believed(optimum):
        told = known.facts.get(f"evidence.{fit.syndrome}.oral")
        if told is None:
            return known.note("choice.not_told")
        return known.note("choice.trials", told.id, trials=told.says)
    reckoned = optimum.plain or optimum.weighed[-1]
    trades = optimum.trade.verdict == "believed"
    outweighed = known.note("choice.outweighed") if trades and optimum.best is None else None
    if "nrs_change" in reckoned.effects:
        points = reckoned.effects["nrs_change"].mean
        return known.note("choice.pain", points=points, daily=reckoned.daily, outweighed=outweighed)
    if "paroxysm_ratio" in reckoned.effects:
        percent = 100 * reckoned.effects["paroxysm_ratio"].mean
        return known.note(
            "choice.paroxysms", percent=percent, daily=reckoned.daily, outweighed=outweighed
        )
    return known.note("choice.not_modelled", outweighed=outweighed)


def _into_the_spine(fit: Assessment, known: Knowledge) -> Option:
    name = known.note("choice.trial")
    if known.origin(fit.syndrome) is None:
        return Option(name, None, known.note("choice.not_here"), None)
    found = _judged(fit, known, ScreeningOrder())
    says = _worst(found, known)
    if fit.person.oral_failed is not True:
        says = known.note("choice.mouth_first", *says.why, against=says)
    return Option(name, found.verdict, says, known.note("choice.after_trial"))


def _without(fit: Assessment, known: Knowledge) -> Option:
    """What guidelines list instead, for information; the evidence says how little there is."""
    name, evidence = known.note("choice.without"), f"evidence.{fit.syndrome}.oral"
    told = known.facts.get(evidence)
    trials = known.note("choice.trials", told.id, trials=told.says) if told else None
    if fit.syndrome is not None and (rules := known.syndromes[fit.syndrome].guidelines):
        says = tuple(known.rule_says(rule) for rule in rules)
        return Option(name, None, known.note("choice.guidelines", *rules, lists=says), trials)
    own = [f for f in fit.findings if f.rule.topic == "indication"]
    asks = known.of(WorthStarting).asks_first
    speaks = [f.rule.id for f in own if f.verdict is not Verdict.OK and f.rule.id != asks]
    off_label = known.note("choice.off_label", rule=known.rule_says(speaks[0])) if speaks else None
    ids = rule_ids(own[:2]) or ("IND-OTHER",)
    return Option(name, None, known.note("choice.not_read", *ids, off_label=off_label), trials)


def _cautions(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What is taken beside it, in words of the rules that fire."""
    firing = [f for f in fit.findings if f.rule.topic == "interaction" and f.role == "fires"]
    notes = [known.rule_says(f.rule.id) for f in firing]
    if known.origin(fit.syndrome) is not None:
        notes.append(known.note("choice.apart"))
    return tuple(notes)
