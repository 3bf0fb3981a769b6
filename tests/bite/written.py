"""The file of an answer written a second time, by name, straight from what was decided.

It shares no line with `baclofen.answering.file`: a number that stands in another field's place
there differs from what stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from baclofen import codec
from baclofen.answering import Answer
from baclofen.answering.about import about_patient
from baclofen.knowledge import Knowledge, Note, why
from baclofen.planning import (
    Plan,
    PumpPlan,
    ScreeningPlan,
    against_note,
    ask_note,
    to_dispense,
)
from baclofen.regimen import Clocked, Flex, Packets, Poured, Untold
from baclofen.version import VERSION, WHAT_THIS_IS

Plain = dict[str, Any]


def written(made: Answer, known: Knowledge) -> Plain:
    """The answer in JSON types."""
    return _Writer(known).whole(made)


def sixes(part: Plain) -> Plain:
    """What comes from a forecast: every number to six digits."""
    made: Plain = _sixes(part)
    return made


def _sixes(plain: Any) -> Any:
    if isinstance(plain, float):
        return float(f"{plain:.6g}")
    if isinstance(plain, dict):
        return {key: _sixes(value) for key, value in plain.items()}
    return [_sixes(value) for value in plain] if isinstance(plain, list) else plain


class _Writer:
    def __init__(self, known: Knowledge) -> None:
        self.known = known

    # --- the whole ---

    def whole(self, made: Answer) -> Plain:
        fit = made.fit
        parts: Plain = {
            "headline": self.said(made.headline),
            "judgement": self.judgement(made),
            "figures": [
                {"name": f.name, "value": codec.builtins(f.value), "unit": f.unit,
                 "why": list(f.why)}
                for f in made.figures
            ],
            "decision": self.decision(made),
        }  # fmt: skip
        ids = dict.fromkeys(id for part in parts.values() for id in _ids(part))
        return {
            "format": "baclofen-answer/2",
            "version": VERSION,
            "what_this_is": WHAT_THIS_IS,
            "about": self.known.say(about_patient(fit, self.known)),
            "today": fit.request.today.isoformat(),
            "jurisdiction": fit.request.jurisdiction,
            "request": fit.kind,
            "verdict": made.verdict.value,
            "account": codec.builtins(made.account),
            "record": list(made.inputs.notes),
            "basis": [codec.builtins(why(id, self.known)) for id in ids],
            "origin": {"knowledge": self.known.digest, "inputs": codec.builtins(made.inputs)},
            **parts,
        }

    def decision(self, made: Answer) -> Plain | None:
        decided = made.decision
        if isinstance(decided, Plan):
            return {"is": "oral", **self.oral(made, decided)}
        if isinstance(decided, ScreeningPlan):
            return {"is": "screening", **self.needle(decided)}
        if isinstance(decided, PumpPlan):
            return {"is": "pump", **self.pump(decided)}
        return None

    # --- sentences ---

    def said(self, note: Note) -> Plain:
        return {
            "text": self.known.say(note), "phrase": note.phrase, "why": list(note.why),
            "values": {name: self.value(value) for name, value in note.values},
        }  # fmt: skip

    def value(self, shown: Any) -> Any:
        if isinstance(shown, Note):
            inner = {name: self.value(value) for name, value in shown.values}
            return {"phrase": shown.phrase, "values": inner}
        if isinstance(shown, tuple):
            return [self.value(one) for one in shown]
        return shown.isoformat() if isinstance(shown, date) else codec.builtins(shown)

    def all(self, notes: Iterable[Note]) -> list[Plain]:
        return [self.said(note) for note in notes]

    def branches(self, found: Iterable[tuple[Note, Note]]) -> list[Plain]:
        return [{"when": self.said(when), "then": self.said(note)} for when, note in found]

    def details(self, refusals: Iterable[Any]) -> list[Plain]:
        return [{"says": self.said(r.note), "verdict": r.verdict.value} for r in refusals]

    # --- the judgement ---

    def recommendation(self, found: Any) -> Plain | None:
        if found is None:
            return None
        notes = (ask_note(found, self.known), against_note(found, self.known))
        brings = found.expected
        return {
            "recommended": not (found.asks or found.against is not None),
            "asks_indication": found.asks,
            "rule": found.against,
            "overridden": found.is_overridden,
            "syndrome": found.syndrome,
            "certainty": found.certainty,
            "says": self.all(note for note in notes if note is not None),
            "expected": None if brings is None else {
                "falls": dict(brings.falls),
                "gain_in_changes_that_matter": brings.gain,
                "net_in_changes_that_matter": brings.net,
                "why": list(brings.why),
            },
            "why": list(found.why),
        }  # fmt: skip

    def judgement(self, made: Answer) -> Plain:
        fit = made.fit
        kidney = fit.kidney
        return {
            "verdict": made.judgement.verdict.value,
            "parts": [
                {"route": p.route, "task": p.task, "verdict": p.verdict.value,
                 "rules": list(p.rules), "asks": list(p.asks)}
                for p in fit.parts
            ],
            "findings": [
                {"id": f.rule.id, "verdict": f.verdict.value, "role": f.role,
                 "overridden": f.overridden, "says": f.rule.says, "origin": f.rule.origin}
                for f in (*fit.findings, *fit.information, *fit.cited)
            ],
            "details": self.details(made.judgement.details),
            "questions": [
                {"id": q.question.id, "ask": self.known.say(q.says("ask", self.known)),
                 "key": q.question.key,
                 "say": self.known.say(q.says("say", self.known)), "worst": q.worst.value,
                 "blocks": q.blocks,
                 "why": list(q.rules)}
                for q in fit.questions
            ],
            "kidney": {
                "known": kidney.known,
                "egfr_mL_min_173": kidney.egfr,
                "crcl_mL_min": kidney.crcl,
                "clearance_mL_min": kidney.clearance,
                "dose_fraction": kidney.fraction,
                "why": list(kidney.fraction_why),
                "notes": self.all((*kidney.problems, *kidney.notes)),
            },
            "statements": self.all(fit.statements),
            "notes": self.all(fit.notes),
            "override_reason": fit.request.reason,
            "recommendation": self.recommendation(made.judgement.recommendation),
        }  # fmt: skip

    # --- by mouth ---

    def oral(self, made: Answer, plan: Plan) -> Plain:
        return {
            "opening": self.all(plan.opening),
            "up": self.steps(plan.up),
            "if_needed": self.step(plan.if_needed),
            "ceiling_mg_per_day": None if plan.ceiling is None else plan.ceiling.in_mg,
            "down": self.steps(plan.down),
            "exceeds": plan.exceeds,
            "keeps_mg_per_day": plan.keeps.in_mg if plan.keeps else None,
            "switch": self.steps(plan.switched),
            "options": self.all(plan.options),
            "reasons": self.all(plan.reasons),
            "refusals": self.all(plan.refusals),
            "watch": self.all(plan.watch),
            "branches": self.branches(plan.branches),
            "forecast": self.forecast(made.forecast),
            "withheld": self.all(made.withheld),
            "ways_down": self.ways_down(made.compared),
            "weighed": self.weighed(made.optimum),
            "choice": self.choice(made.choice),
            "monitoring": self.monitoring(made.monitoring),
            "agenda": self.agenda(made.agenda),
        }

    def agenda(self, found: Any) -> Plain | None:
        if found is None:
            return None
        supply, sheet = found.supply, found.sheet
        return {
            "until": found.steps[-1].last.isoformat(),
            "due": [
                {"from": d.first.isoformat(), "to": d.last.isoformat(), "says": self.said(d.says)}
                for d in found.due
            ],
            "supply": {
                "parts": [
                    {"from": p.first.isoformat(), "to": p.last.isoformat(),
                     "amounts": [
                         {"unit": a.unit, "strength": a.strength, "number": a.number}
                         for a in p.amounts
                     ]}
                    for p in supply.parts
                ],
                "most_days": supply.most_days,
                "reserve": [
                    {"unit": a.unit, "strength": a.strength, "number": a.number}
                    for a in supply.reserve
                ],
                "says": self.all(to_dispense(supply, self.known, is_down=found.is_down)),
            },
            "sheet_first": self.all(sheet.first),
            "sheet_after": self.said(sheet.after),
            "sheet": [
                {"heading": self.said(p.heading), "lines": self.all(p.lines)} for p in sheet.parts
            ],
        }  # fmt: skip

    def steps(self, course: Any) -> Plain | None:
        if course is None:
            return None
        return {"steps": [self.step(s) for s in course.steps], "why": list(course.why)}

    def step(self, step: Any) -> Plain | None:
        if step is None:
            return None
        intakes = step.step.intakes
        return {
            "from": step.first.isoformat(),
            "to": step.last.isoformat(),
            "daily_mg": sum(i.dose.in_mg for i in intakes),
            "intakes": [
                {"hour": i.hour, "mg": i.dose.in_mg, **_portion(p)}
                for i, p in zip(intakes, step.portions, strict=True)
            ],
            "why": list(step.why),
        }

    def choice(self, found: Any) -> Plain | None:
        if found is None:
            return None
        return {
            "options": [
                {"name": self.said(o.name),
                 "verdict": None if o.verdict is None else o.verdict.value,
                 "says": self.said(o.says),
                 "expected": None if o.expected is None else self.said(o.expected),
                 "why": list(o.why)}
                for o in found.options
            ],
            "cautions": self.all(found.cautions),
        }  # fmt: skip

    def monitoring(self, found: Any) -> Plain | None:
        if found is None:
            return None
        return {
            "checks": [
                {"what": self.said(c.what), "when": self.said(c.when), "by": self.said(c.by),
                 "review_if": self.said(c.review_if), "why": list(c.why)}
                for c in found.checks
            ],
            "red_flags": self.all(found.red_flags),
        }  # fmt: skip

    def forecast(self, course: Any) -> Plain | None:
        if course is None:
            return None
        plasma = course["plasma_ng_mL"]
        return sixes({
            "output": "plasma baclofen", "unit": "ng/mL", "kind": plasma.output.kind,
            "kinetics": course.kinetics, "interval": [0.05, 0.5, 0.95], "draws": course.n,
            "seed": course.seed,
            "exposure": [
                {"name": name, "Cmax": _spread(e.Cmax), "Cavg": _spread(e.Cavg),
                 "Cmin": _spread(e.Cmin), "AUC": _spread(e.AUC)}
                for name, e in plasma.windows.items() if name != "all"
            ],
            "outside": self.all(course.outside), "assumed": self.all(course.assumed),
            "credibility": _credits(course.credits),
            "why": list(course.why),
        })  # fmt: skip

    def ways_down(self, compared: Any) -> Plain | None:
        if compared is None:
            return None
        return sixes({
            "output": "rebound by day, as a part of the highest under the linear shape",
            "kind": compared.mark, "draws": compared.n, "seed": compared.seed,
            "shapes": [
                {"shapes": list(w.shapes), "days": w.days, "steps": len(w.course.steps),
                 "longest_step_days": max(s.step.days for s in w.course.steps),
                 "peak": _spread(w.peak), "peak_day": _spread(w.peak_day),
                 "daily_mg": [s.daily.in_mg for s in w.course.steps],
                 "median_by_day": w.median.tolist()}
                for w in compared.ways
            ],
            "credibility": _credits(compared.credits),
            "why": list(compared.why),
        })  # fmt: skip

    def weighed(self, optimum: Any) -> Plain | None:
        if optimum is None:
            return None
        return sixes({
            "best": None if optimum.best is None else {
                "from_mg_per_day": optimum.best.low.in_mg,
                "to_mg_per_day": optimum.best.high.in_mg,
                "beats_none": optimum.best.beats_none,
            },
            "label_target_mg_per_day": _mg_of(optimum.plain),
            "without": {name: {"mean": e.mean, "interval": _spread(e.over)}
                        for name, e in optimum.without.items()},
            "worth_for_pain_alone": optimum.is_worth,
            "searched": optimum.searched, "draws": optimum.draws, "seed": optimum.seed,
            "doses": [
                {"mg_per_day": _mg_of(w),
                 "hours": [i.hour for i in w.intakes],
                 "mg": [i.dose.in_mg for i in w.intakes],
                 "trade": None if w.trade is None else {
                     "gain": w.trade.gain, "cost": w.trade.cost,
                     "net": w.trade.gain - w.trade.cost, "interval": _spread(w.trade.over),
                     "beats_none": w.trade.beats_none,
                 },
                 "reach": w.reach, "on_frontier": w.on_frontier,
                 "effects": {name: {"mean": e.mean, "interval": _spread(e.over)}
                             for name, e in w.effects.items()},
                 "on_it": {name: {"mean": e.mean, "interval": _spread(e.over)}
                           for name, e in w.on_it.items()}}
                for w in optimum.weighed
            ],
            "notes": self.all(optimum.notes), "refused": self.all(optimum.refused),
            "credibility": _credits(
                {**optimum.credits, "gain": optimum.gain, "trade": optimum.trade}
            ),
            "why": list(optimum.why),
        })  # fmt: skip

    # --- a screening trial ---

    def effect(self, effect: Any) -> Plain | None:
        if effect is None:
            return None
        output = effect.course[effect.output].output
        return sixes({
            "output": output.says, "kind": output.kind, "baseline": effect.baseline,
            "cut": effect.cut, "share_reaching_it": effect.reached,
            "interval": [0.05, 0.5, 0.95],
            "onset_h": None if effect.onset_h is None else _spread(effect.onset_h),
            "peak_h": None if effect.peak_h is None else _spread(effect.peak_h),
            "duration_h": None if effect.duration_h is None else _spread(effect.duration_h),
            "fall": _spread(effect.fall), "draws": effect.course.n, "seed": effect.course.seed,
            "credibility": _credits(effect.credits), "refused": self.all(effect.refused),
            "why": list(effect.why),
        })  # fmt: skip

    def needle(self, plan: ScreeningPlan) -> Plain:
        start = None if plan.start is None else plan.start.in_mcg
        return {
            "opening": self.all(plan.opening),
            "next": None if plan.next is None else _bolus(plan.next),
            "wait_h": plan.wait_h,
            "later": [_bolus(b) for b in plan.later],
            "given": [
                {"mcg": g.bolus.dose.in_mcg, "hours_ago": g.bolus.hours_ago,
                 "responded": g.response.responded, "by_scores": g.response.by_scores,
                 "effect_hours": g.bolus.effect_hours, "ashworth_fall": g.response.ashworth_fall,
                 "spasm_fall": g.response.spasm_fall}
                for g in plan.given
            ],
            "start_mcg_per_day": start,
            "start_mcg_per_h": None if start is None else start / 24,
            "effect": self.effect(plan.effect),
            "before": self.branches(plan.before),
            "on_the_day": self.all(plan.on_the_day),
            "cautions": self.all(plan.cautions),
            "outcomes": self.branches(plan.outcomes),
            "refusals": self.details(plan.refusals),
        }  # fmt: skip

    # --- a pump ---

    def pump(self, plan: PumpPlan) -> Plain:
        mode, bridge, offer, wean = plan.mode, plan.bridge, plan.offer, plan.wean
        return {
            "opening": self.all(plan.opening),
            "old": _setting(plan.old),
            "new": _setting(plan.new),
            "change_percent": plan.change_percent,
            "first_mcg_per_day": None if plan.first is None else plan.first.in_mcg,
            "offer": None if offer is None else {
                "low_mcg_per_day": offer.low.in_mcg, "high_mcg_per_day": offer.high.in_mcg,
                "cut_mcg_per_day": None if offer.cut is None else [d.in_mcg for d in offer.cut],
                "wait_h": offer.wait_h, "why": list(offer.limits.why),
            },
            "slips": [
                {"factor": s.factor, "says": self.said(s.note)} for s in plan.slips
            ],
            "bridge": None if bridge is None else {
                "volume_mL": bridge.volume_mL, "in_parts": list(bridge.parts),
                "old_mcg": bridge.old.in_mcg,
                "hours": bridge.hours, "shown_mcg": bridge.shown.in_mcg,
                "error_factor": bridge.error_factor,
                "through_by": bridge.through_by(plan.fit.request.today).isoformat(),
            },
            "held_mcg_per_day": None if plan.held is None else plan.held.in_mcg,
            "flex": None if not isinstance(mode, Flex) else [
                {"from_h": s.from_h, "to_h": s.to_h, "mcg_per_h": s.rate.in_mcg / 24,
                 "given_mcg": s.given.in_mcg}
                for s in mode.stretches
            ],
            "clocked": None if not isinstance(mode, Clocked) else {
                "bolus_mcg": mode.dose.in_mcg, "times_per_day": mode.times_per_day,
                "base_mcg_per_day": mode.base.in_mcg,
            },
            "device": [
                {"figure": f.name, "value": f.value, "how": f.how, "confirmed": f.is_confirmed,
                 "by": f.by, "why": [f.id or "P-CONFIRM"]}
                for f in plan.device
            ],
            "to_confirm": [f.name for f in plan.to_confirm],
            "one_flow": plan.one_flow,
            "wean": None if wean is None else {
                "now_mg_per_day": wean.now.in_mg, "cut_mg": [d.in_mg for d in wean.cut],
                "rest_mg_per_day": [d.in_mg for d in wean.rest], "others": list(wean.others),
                "why": list(wean.why),
            },
            "cautions": self.all(plan.cautions),
            "refusals": self.details(plan.refusals),
            "supply": self.all(plan.supply),
            "watch": self.all(plan.watch),
            "branches": self.branches(plan.branches),
        }  # fmt: skip


def _ids(plain: Any) -> Iterable[str]:
    """Ids in the order in which they are met: rules that spoke, and every `why`."""
    if isinstance(plain, dict):
        if {"role", "says"} <= set(plain):
            yield plain["id"]
        for key, value in plain.items():
            yield from value if key in ("why", "rules") and isinstance(value, list) else _ids(value)
    elif isinstance(plain, list):
        for item in plain:
            yield from _ids(item)


def _portion(portion: Any) -> Plain:
    made: Plain = {"tablets": None, "packets": None, "liquid": None}
    if isinstance(portion, Poured):
        return {**made, "liquid": {"mL": portion.mL, "mg_per_mL": portion.mg_per_mL}}
    if isinstance(portion, Untold):
        return made
    pieces = [{"mg": strength, "number": number} for strength, number in portion.items]
    return {**made, "packets" if isinstance(portion, Packets) else "tablets": pieces}


def _spread(spread: Any) -> list[float]:
    return [spread.low, spread.median, spread.high]


def _credits(credits: Mapping[str, Any]) -> Plain:
    return {
        name: {"id": c.id, "verdict": c.verdict, "because": c.because, "instead": c.instead}
        for name, c in credits.items()
    }


def _mg_of(weighed: Any) -> float | None:
    return None if weighed is None else sum(i.dose.in_mg for i in weighed.intakes)


def _bolus(bolus: Any) -> Plain:
    return {
        "mcg": bolus.dose.in_mcg, "volume_mL": bolus.volume_mL, "gap_h": bolus.gap_h,
        "why": list(bolus.why),
    }  # fmt: skip


def _setting(setting: Any) -> Plain | None:
    if setting is None:
        return None
    offered = setting.on(setting.offered)
    return {
        "mcg_per_day": setting.per_day.in_mcg, "mcg_per_h": setting.per_day.in_mcg / 24,
        "mcg_per_mL": setting.mcg_per_mL, "mL_per_day": setting.flow_mL_per_day,
        "since": None if setting.since is None else setting.since.isoformat(),
        "days_to_alarm": setting.days_to_alarm,
        "earliest_empty_days": setting.earliest_empty_days,
        "refill_nominal_days": setting.nominal, "refill_offered_days": setting.offered,
        "refill_offered_on": None if offered is None else offered.isoformat(),
    }  # fmt: skip
