"""A child's doses, by weight: small doses of a liquid, weekly steps, never above the adult start or
the children's highest dose, and never rounded upward."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.kidney_share import allowed_share
from baclofen.planning.market import liquids
from baclofen.planning.plan import PlannedStep, Steps
from baclofen.planning.portion import maker_for
from baclofen.planning.steps import StepMaker
from baclofen.planning.titration import Titration
from baclofen.regimen import Intake, Liquid, OralOrder, Regimen, Step, spread_over_day
from baclofen.units import Dose, mg
from baclofen.value import Value, replace

#: A label's start by weight, and the rule that gives what is kept up.
_RULES = {"DO-PED-START": "DO-PED-MAINT", "DO-PED-FR": "DO-PED-FR"}
#: The least share of a computed dose that what is dispensed may come to.
_LEAST_SHARE = 0.9


class ChildDosing(Value):
    """A child's numbers before they meet a syringe: mg a day, days, doses a day.

    `uncapped` is the start by weight alone, `start` what caps and kidneys leave of it; from
    `target` to `ceiling` is what is kept up.
    """

    uncapped: float
    start: float
    add: float
    every: int
    times: int
    target: float
    ceiling: float
    why: tuple[str, ...]

    @property
    def per_dose(self) -> float:
        """One dose of the first day, mg."""
        return self.start / self.times


def is_as_adult(fit: Assessment, known: Knowledge) -> bool:
    """Whether the adult schedule holds: for adults, and where a label extends it downward."""
    age = fit.person.age_y
    if age is None or not fit.person.is_minor:
        return True
    extended = known.rules["DO-US-12UP"]
    home = set(known.family(fit.request.jurisdiction))
    return bool(extended.only_in & home) and age >= (extended.values or {})["from_y"]


def child_rule(fit: Assessment, known: Knowledge) -> str | None:
    """The label's start by weight that holds for this child, or None where none was read."""
    said = {f.rule.id for f in (*fit.findings, *fit.cited)}
    return next((id for id in _RULES if id in said and _is_home(id, fit, known)), None)


def _is_home(rule: str, fit: Assessment, known: Knowledge) -> bool:
    return bool(known.rules[rule].only_in & set(known.family(fit.request.jurisdiction)))


def child_ceiling(fit: Assessment, known: Knowledge) -> tuple[Dose, tuple[str, ...]] | None:
    """The highest daily dose of a child who is not dosed as an adult, and the ids that set it.

    By weight where the country's label is; elsewhere the project's cap. None from 12 years on
    without such a label: the governing label's own holds there. Kidneys cut it as they cut all.
    """
    age, weight = fit.person.age_y, fit.person.weight_kg
    if age is None or is_as_adult(fit, known):
        return None
    caps: Any = known.rules["DO-PED-CAP"].values
    kept = next((keep for rule, keep in _RULES.items() if _is_home(rule, fit, known)), None)
    why: tuple[str, ...] = ("DO-PED-CAP",)
    if kept is not None:
        top = child_maximum(age, known)
        why = ("DO-PED-MAX", "DO-PED-CAP")
        if weight is not None:
            values: Any = known.rules[kept].values
            top = min(top, values["maint_mg_per_kg_day"][1] * weight)
            why = (kept, *why)
    elif age < 9:
        top = caps["below_9_y_mg_per_day"]
    elif age < 12:
        top = caps["below_12_y_mg_per_day"]
    else:
        return None
    share = allowed_share(fit)
    if share < 1:
        return mg(share * top), (*why, *fit.kidney.fraction_why)
    return mg(top), why


def child_maximum(age_y: float, known: Knowledge) -> float:
    """The label's highest daily dose of a child of this age, mg, before weight and kidneys; the
    year that the label leaves open takes the lower one."""
    most: Any = known.rules["DO-PED-MAX"].values
    young = age_y < most["open_year_ends_y"]
    return float(most["below_9_y_mg_per_day" if young else "from_9_y_mg_per_day"])


def suits_tablets(weight_kg: float, known: Knowledge) -> bool:
    """Whether the 10 mg tablets suit a child of this weight; below it is a liquid."""
    values: Any = known.rules["AGE-UK-33KG"].values
    return bool(weight_kg >= values["tablets_from_kg"])


def child_step_up(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date
) -> PlannedStep | None:
    """One step above a child's running dose, or None where that would pass the ceiling.

    The caller has made sure that an increase is allowed, and that a label has one. Raises
    `NotPlanned` where no product gives it.
    """
    shape, maker = child_dosing(fit, known), maker_of_child(fit, known)
    if shape is None:
        raise NotPlanned("Without a label by weight, and a weight, no dose is computed.")
    raised = min(daily.in_mg + shape.add, shape.ceiling)
    if raised <= daily.in_mg:
        return None
    why = (*shape.why, maker.market_id, "plan.child_steps")
    step = _step(raised, shape, maker, day=1, start=start, why=why)
    return step if step.daily.in_mg > daily.in_mg else None


def titrate_child(fit: Assessment, known: Knowledge, *, start: date) -> Titration:
    """The steps of a child from `start`. The caller has made sure that a start is allowed, and
    that a label has one.

    Raises `NotPlanned` where no product gives the doses within a tenth below what was computed.
    """
    shape = child_dosing(fit, known)
    assert shape is not None  # noqa: S101 - without a weight the verdict is needs-info
    maker = maker_of_child(fit, known)
    why = (*shape.why, maker.market_id, "plan.child_steps", "plan.clock")
    planned: list[PlannedStep] = []
    day, daily = 1, shape.start
    while True:
        daily = min(daily, shape.target)
        planned.append(_step(daily, shape, maker, day=day, start=start, why=why))
        if daily >= shape.target - 1e-9:  # rounding of sums
            break
        day, daily = day + shape.every, daily + shape.add
    course = Steps(Regimen(start, tuple(p.step for p in planned)), tuple(planned), why)
    return Titration(
        course, None, planned[-1].daily, mg(shape.ceiling), _reasons(fit, known, shape), shape.why
    )


def child_dosing(fit: Assessment, known: Knowledge) -> ChildDosing | None:
    """What the label's mg a kilogram come to in this child, cut by weak kidneys; None without a
    label by weight, or a weight."""
    weight, rule = fit.person.weight_kg, child_rule(fit, known)
    if weight is None or rule is None:
        return None
    of_child = child_ceiling(fit, known)
    if of_child is None:
        return None
    values: Any = known.rules[rule].values
    keep: Any = known.rules[_RULES[rule]].values
    caps: Any = known.rules["DO-PED-CAP"].values
    share = allowed_share(fit)
    low, _ = keep["maint_mg_per_kg_day"]
    ceiling = of_child[0].in_mg
    # Steps as the start: never above the adult one, however heavy the child.
    uncapped = values["start_mg_per_kg_day"] * weight
    each = min(uncapped, caps["start_max_mg_per_day"])
    days = values["interval_days"]
    return ChildDosing(
        uncapped=uncapped,
        start=min(share * each, ceiling),
        add=share * each,
        # Of two intervals the longer: every label asks for care.
        every=int(days[-1] if isinstance(days, tuple) else days),
        times=int(values.get("preferred_times_per_day", values["times_per_day"])),
        target=min(share * low * weight, ceiling),
        ceiling=ceiling,
        why=(rule, _RULES[rule], "DO-PED-CAP", "DO-PED-MAX"),
    )


def maker_of_child(fit: Assessment, known: Knowledge) -> StepMaker:
    """The product asked for; else the weakest liquid of the market, measured finely."""
    order = fit.request.order
    asked = order if isinstance(order, OralOrder) and order.product is not None else None
    jurisdiction = fit.request.jurisdiction
    if asked is not None:
        maker = maker_for(asked, known, jurisdiction)
        if isinstance(maker.market, Liquid):
            return replace(maker, market=_fine(maker.market.mg_per_mL, known))
        return maker
    maker = StepMaker.under(known, jurisdiction)
    found = liquids(known, jurisdiction)
    if found is None:
        return maker
    strengths, entry = found
    return replace(maker, market=_fine(min(strengths), known), market_id=entry.id)


def _fine(mg_per_mL: float, known: Knowledge) -> Liquid:
    return Liquid(mg_per_mL, known.number("plan.child_liquid_step"))


def _step(
    daily: float,
    shape: ChildDosing,
    maker: StepMaker,
    *,
    day: int,
    start: date,
    why: tuple[str, ...],
) -> PlannedStep:
    """One step, rounded down to what can be given: each dose of a liquid, the day of tablets."""
    intakes = _divided(daily, shape, maker)
    given = sum(i.dose.in_mg for i in intakes)
    # The start and the dose to be kept up must be met; steps between them may be smaller.
    if not intakes or ((day == 1 or daily >= shape.target) and given < _LEAST_SHARE * daily):
        raise NotPlanned(
            f"{daily:.3g} mg a day cannot be dispensed here: the smallest dose is "
            f"{maker.unit_mg:g} mg, and nothing comes to it within a tenth without going above. A "
            "liquid is needed. [why: AGE-UK-33KG]"
        )
    return maker.dated(Step(day, day + shape.every - 1, intakes), start=start, why=why)


def _divided(daily: float, shape: ChildDosing, maker: StepMaker) -> tuple[Intake, ...]:
    """The day's doses, as many as the label prefers where there is enough to share out."""
    unit = maker.unit_mg
    units = math.floor(daily / unit + 1e-9)  # a whole unit, not just below it
    times = min(shape.times, units)
    if times < 1:
        return ()
    if isinstance(maker.market, Liquid):
        # A strong liquid may need fewer doses to come near enough.
        fewer = [n for n in (times, 3, 2) if n <= times]
        each = {n: math.floor(daily / n / unit + 1e-9) * unit for n in fewer}
        near = next((n for n in fewer if n * each[n] >= _LEAST_SHARE * daily), times)
        return tuple(Intake(hour, mg(each[near])) for hour in maker.hours[near])
    return spread_over_day(units * unit, hours=maker.hours[times], unit_mg=unit)


def _reasons(fit: Assessment, known: Knowledge, shape: ChildDosing) -> tuple[Note, ...]:
    notes = [
        Note(
            f"By weight ({fit.person.weight_kg:g} kg): {known.rules[shape.why[0]].says}",
            (shape.why[0], "plan.child_steps"),
        ),
        Note("Each dose is rounded down to what an oral syringe shows.", ("plan.child_steps",)),
    ]
    fraction = fit.kidney.fraction
    if fraction is not None and fraction < 1:
        notes.append(
            Note(
                f"Kidney function allows {fraction:.0%} of the usual dose: start, steps and "
                "ceiling are cut to it.",
                (*fit.kidney.fraction_why, "kidney.egfr_mid_fraction"),
            )
        )
    return tuple(notes)
