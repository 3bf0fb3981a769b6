"""Doses as MedicationRequests: how much, how often, from when to when, of which tablets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.exchange.fhir.out.source import Json, Source, baclofen
from baclofen.exchange.fhir.systems import UCUM
from baclofen.knowledge import RXNORM, SNOMED, Knowledge, Note
from baclofen.planning import Plan, PlannedStep, PumpPlan, ScreeningPlan, agenda_of
from baclofen.regimen import Intake, Packets, Pieces, Portion, Poured, Untold
from baclofen.units import Dose, mg

#: Where RxNorm is used.
_RXNORM_IN = "US"
_BY_MOUTH = {"coding": [{"system": SNOMED, "code": "26643006", "display": "Oral route"}]}
_INTO_THE_SPINE = {
    "coding": [{"system": SNOMED, "code": "72607000", "display": "Intrathecal route"}]
}


def requests_of(source: Source) -> tuple[Json, ...]:
    """What the decision of this answer asks to be given, as proposals. A way down that waits for a
    decision makes none, as it gets no calendar: nobody may follow it."""
    match source.made.decision:
        case Plan() as plan:
            agenda = agenda_of(plan, source.known)
            steps = () if agenda is None else agenda.steps
            return tuple(step_request(source, step, n) for n, step in enumerate(steps, start=1))
        case PumpPlan() as plan:
            return _alone(pump_request(source, plan))
        case ScreeningPlan() as plan:
            return _alone(bolus_request(source, plan))
    return ()


def step_request(source: Source, step: PlannedStep, number: int) -> Json:
    """One step: its doses by the clock, between its days."""
    made = _proposal(source, "step", str(number), step.why)
    made["medicationCodeableConcept"] = medicine(step.portions, source)
    made["dosageInstruction"] = dosages(
        step.step.intakes, step.portions, source, first=step.first, last=step.last
    )
    if supply := _supply(step):
        made["dispenseRequest"] = supply
    return made


def medicine(portions: Sequence[Portion], source: Source) -> Json:
    """What the doses are made of: a product where one strength gives them all and its code is
    known, else baclofen in its form."""
    known, first = source.known, portions[0]
    if not isinstance(first, Pieces):
        form = known.note("fhir.granules")
        if isinstance(first, Poured):
            form = known.note("fhir.liquid", strength=mg(first.mg_per_mL))
        if isinstance(first, Untold):
            form = known.note("fhir.untold")
        return {"coding": [baclofen()], "text": source.say(form)}
    strengths = {strength for p in portions if isinstance(p, Pieces) for strength, _ in p.items}
    if len(strengths) != 1:
        return {"coding": [baclofen()], "text": source.say(known.note("fhir.tablets"))}
    strength = strengths.pop()
    here = source.made.fit.request.jurisdiction == _RXNORM_IN
    coding = [*(_product(strength, known) if here else ()), baclofen()]
    text = source.say(known.note("fhir.tablet", strength=mg(strength)))
    return {"coding": coding, "text": text}


def dosages(
    intakes: Sequence[Intake], portions: Sequence[Portion], source: Source, *,
    first: date | None = None, last: date | None = None,
) -> list[Json]:  # fmt: skip
    """One dosage for each amount of the day, with its hours and what gives it."""
    made: list[Json] = []
    pairs = list(zip(intakes, portions, strict=True))
    for dose in dict.fromkeys(intake.dose for intake in intakes):
        hours = [_clock(i.hour) for i, _ in pairs if i.dose == dose]
        portion = next(p for i, p in pairs if i.dose == dose)
        repeat: Json = {}
        if first is not None:
            repeat["boundsPeriod"] = _period(first, last)
        repeat |= {"frequency": len(hours), "period": 1, "periodUnit": "d"}
        repeat["timeOfDay"] = [f"{hour}:00" for hour in hours]
        said = source.known.note("fhir.dosage", dose=dose, hours=tuple(hours))
        made.append(
            {
                "text": source.say(said),
                "additionalInstruction": [{"text": str(portion)}],
                "timing": {"repeat": repeat},
                "route": _BY_MOUTH,
                "doseAndRate": [{"doseQuantity": amount(dose)}],
            }
        )
    return made


def pump_request(source: Source, plan: PumpPlan) -> Json | None:
    """The new setting of a pump, as a rate by the day; None where none is set."""
    if plan.new is None:
        return None
    made = _proposal(source, "pump", "1", plan.headline.why)
    rate = {"value": plan.new.per_day.in_mcg, "unit": "mcg/d", "system": UCUM, "code": "ug/d"}
    made |= _spinal(source, plan.headline, {"rateQuantity": rate})
    return made


def bolus_request(source: Source, plan: ScreeningPlan) -> Json | None:
    """The next test bolus; None where none is to be given."""
    if plan.next is None:
        return None
    made = _proposal(source, "bolus", "1", plan.next.why)
    made |= _spinal(source, plan.headline, {"doseQuantity": amount(plan.next.dose)})
    made["dosageInstruction"][0]["timing"] = {"repeat": {"count": 1}}
    return made


def amount(dose: Dose) -> Json:
    """A dose as a quantity, in the unit that it is written in."""
    in_mg = dose.unit == "mg"
    # Sums of tenths are not tenths: 5.6, not 5.6000000000000005.
    value = round(dose.in_mg if in_mg else dose.in_mcg, 6)
    return {"value": value, "unit": dose.unit, "system": UCUM, "code": "mg" if in_mg else "ug"}


def _alone(one: Json | None) -> tuple[Json, ...]:
    return () if one is None else (one,)


def _proposal(source: Source, what: str, number: str, why: Iterable[str]) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": source.id("MedicationRequest", what, number),
        "status": "draft",
        "intent": "proposal",
        "subject": source.patient,
        "authoredOn": source.day,
        "note": [{"text": ", ".join(why)}],
    }


def _spinal(source: Source, says: Note, rate: Json) -> Json:
    dosage = {"text": source.say(says), "route": _INTO_THE_SPINE, "doseAndRate": [rate]}
    text = source.say(source.known.note("fhir.ampoule"))
    concept = {"coding": [baclofen()], "text": text}
    return {"medicationCodeableConcept": concept, "dosageInstruction": [dosage]}


def _supply(step: PlannedStep) -> Json:
    """How much one product's worth the step takes; nothing where it takes several."""
    counted: defaultdict[float, float] = defaultdict(float)
    for portion in step.portions:
        if isinstance(portion, Untold):
            return {}
        if isinstance(portion, Poured):
            counted[portion.mg_per_mL] += portion.mL
        else:
            for strength, n in portion.items:
                counted[strength] += n
    if len(counted) != 1:
        return {}
    number = round(next(iter(counted.values())) * step.step.days, 6)
    match step.portions[0]:
        case Poured():
            unit, code = "mL", "mL"
        case Packets():
            unit, code = "packet", "{packet}"
        case _:
            unit, code = "tablet", "{tbl}"
    return {
        "quantity": {"value": number, "unit": unit, "system": UCUM, "code": code},
        "expectedSupplyDuration": {
            "value": step.step.days, "unit": "days", "system": UCUM, "code": "d",
        },
    }  # fmt: skip


def _product(strength_mg: float, known: Knowledge) -> list[Json]:
    """The generic tablet of this strength, where its code was read."""
    return [
        {"system": RXNORM, "code": code}
        for code, product in known.codes.products.items()
        if product.form == "oral tablet" and not product.brand
        and product.strength == f"{strength_mg:g} mg" and product.strength_how == "seen"
    ][:1]  # fmt: skip


def _period(first: date, last: date | None) -> Json:
    end = {} if last is None else {"end": last.isoformat()}
    return {"start": first.isoformat(), **end}


def _clock(hour: float) -> str:
    whole, rest = divmod(round(hour * 60), 60)  # minutes of an hour
    return f"{whole:02d}:{rest:02d}"
