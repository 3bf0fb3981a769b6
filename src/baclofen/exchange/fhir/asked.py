"""What the draft orders of a record ask for: a dose by mouth or by pump, and what stays in doubt.

An order is never dropped in silence: what cannot be judged is a doubt, and reaches the judgement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.fhir.beside_dose import changes_beside, other_way
from baclofen.exchange.fhir.bolus import is_bolus
from baclofen.exchange.fhir.concentration import mcg_per_mL
from baclofen.exchange.fhir.dosage import DoseRead, read_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.of_the_day import Hours, are_one_regimen, hours_of
from baclofen.exchange.fhir.series import at_once
from baclofen.exchange.fhir.signs import Route, read_route
from baclofen.exchange.product_words import Named, asked_for, product_in
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OldDose
from baclofen.patient import BaclofenUse
from baclofen.regimen import Filling, OrderDoubt, PumpOrder, ScreeningOrder, Stage
from baclofen.regimen import Order as Ordered
from baclofen.units import Dose, sum_of
from baclofen.value import Value


class Asked(Value):
    """`order` is all that is asked for at once, None where no dose and no product can be told."""

    order: Ordered | None = None
    doubts: tuple[OrderDoubt, ...] = ()


class Draft(Value):
    """One draft order as read: by mouth or into the spine, its day's dose and the most of it that
    is taken at one time, or why there is none. `mcg_per_mL` is the concentration of what goes into
    the spine, where it is told; `is_bolus` is one dose of it. `hours` is when in the day it is
    taken."""

    is_spinal: bool
    daily: Dose | None
    single: Dose | None
    named: Named | None
    doubt: OrderDoubt | None
    mcg_per_mL: float | None = None
    is_bolus: bool = False
    hours: Hours | None = None


def read_draft(order: Order, known: Knowledge) -> Draft:
    """One draft order, whatever else there is."""
    dose, (route, unclear) = read_dose(order, known), read_route(order, known)
    named = product_in(order.words)
    is_ampoule = named is not None and named.product == "ampoule"
    is_spinal = route == "intrathecal" or (is_ampoule and not other_way(order))
    doubt = _doubt(order, dose, route, unclear, known, is_spinal=is_spinal)
    daily, single = (dose.daily, dose.single) if doubt is None else (None, None)
    return Draft(
        is_spinal, daily, single, named, doubt,
        mcg_per_mL(order, known) if is_spinal else None, is_spinal and is_bolus(order),
        hours_of(order, known),
    )  # fmt: skip


def _doubt(
    order: Order, dose: DoseRead, route: Route, unclear: str, known: Knowledge, *, is_spinal: bool
) -> OrderDoubt | None:
    """Why the dose of an order cannot be judged; None where it can."""
    if problem := plain(order.taken_for.problem):
        return OrderDoubt(kind="unread", because=problem)
    if dose.is_slip:
        return OrderDoubt(kind="slip", because=dose.doubt)
    if dose.daily is None:
        if is_spinal and dose.single is not None and dose.single.unit == "mg":
            return OrderDoubt(kind="slip", because=f"{dose.single} at once into the spine")
        if is_spinal:
            return OrderDoubt(kind="spinal", because=dose.doubt)
        return OrderDoubt(kind="silent" if dose.is_silent else "unread", because=dose.doubt)
    wrong = "mg" if is_spinal else "mcg"
    if dose.daily.unit == wrong and (is_spinal or route == "oral"):
        way = "into the spine" if is_spinal else "by mouth"
        return OrderDoubt(kind="slip", because=f"{dose.daily} a day {way}")
    if unclear and not is_spinal:
        return OrderDoubt(kind="unread", because=other_way(order) or unclear)
    if dose.daily.unit == "mcg" and not is_spinal:
        because = f"{dose.daily} a day, and nothing says by which route"
        return OrderDoubt(kind="unread", because=because)
    if beside := changes_beside(order, dose.daily, known, is_spinal=is_spinal):
        return OrderDoubt(kind="unread", because=beside)
    return None


def read_asked(
    planned: Sequence[Order], uses: Sequence[BaclofenUse], known: Knowledge, notes: list[str], *,
    today: date, lapsed: str = "", in_pump: float | None = None,
    left: Callable[[Sequence[Order]], Sequence[tuple[BaclofenUse, Hours | None]]],
) -> Asked:  # fmt: skip
    """What the draft or proposed orders ask for together, on the day on which the first begins.
    `left` tells of drafts which of the uses go on beside them, and when in the day: those whose
    orders none of them replaces. `lapsed` is why what runs by the record may not have been taken
    for days, `in_pump` the concentration that runs, mcg/mL."""
    if not planned:
        return Asked()
    told = listed((f"{o.name} ({o.standing.status})" for o in planned), 3)
    notes.append(f"Baclofen only drafted, planned or proposed, not counted as taken: {told}.")
    first, later = at_once(planned, today)
    if later:
        names = listed((o.name for o in later), 3)
        notes.append(f"Drafted for after that, and not judged as requested: {names}.")
    drafts = [read_draft(order, known) for order in first]
    doubts = [draft.doubt for draft in drafts if draft.doubt is not None]
    for doubt in doubts:
        notes.append(f"The dose that order asks for is not judged: {doubt.because}.")
    running = [use for use in uses if use.status != "stopped"]
    oral = [draft for draft in drafts if not draft.is_spinal]
    spinal = [draft for draft in drafts if draft.is_spinal]
    doubts += _beside(oral, spinal, running)
    if lapsed and not _is_a_start(drafts, known):
        doubts.append(OrderDoubt(kind="lapsed", because=lapsed))
    if not oral:
        order, more = _by_pump(spinal, running, in_pump, notes)
    else:
        order, more = _by_mouth(oral, left(first), known, notes)
    return Asked(order, tuple(dict.fromkeys((*doubts, *more))))


def _beside(
    oral: Sequence[Draft], spinal: Sequence[Draft], running: Sequence[BaclofenUse]
) -> Iterable[OrderDoubt]:
    """By mouth and into the spine at once, whichever of them runs."""
    runs_oral = [use for use in running if use.route == "oral"]
    runs_spinal = [use for use in running if use.route == "intrathecal"]
    if (spinal and (oral or runs_oral)) or (oral and runs_spinal):
        daily = sum_of(use.daily for use in (runs_oral if spinal else runs_spinal))
        yield OrderDoubt(kind="beside", runs=daily)


def _is_a_start(drafts: Sequence[Draft], known: Knowledge) -> bool:
    """Whether a day's dose is no more than what anybody may begin with, by mouth."""
    daily = sum_of(draft.daily for draft in drafts)
    if daily is None or daily.unit != "mg":
        return False
    return daily.in_mg <= known.of(OldDose).start_max_mg_per_day


def _by_pump(
    spinal: Sequence[Draft], running: Sequence[BaclofenUse], in_pump: float | None,
    notes: list[str],
) -> tuple[Ordered | None, list[OrderDoubt]]:  # fmt: skip
    """An order for a pump: a first one, or another rate or concentration of one that runs."""
    pumps = [use for use in running if use.route == "intrathecal"]
    now = pumps[0].daily if len(pumps) == 1 else None
    asked = [draft.daily for draft in spinal]
    doubts = [OrderDoubt(kind="several")] if len(spinal) > 1 else []
    one = asked[0] if len(asked) == 1 else None
    if not pumps and len(spinal) == 1 and spinal[0].is_bolus and one is not None:
        notes.append(f"That order asks for a test bolus of {one}, which is judged as one.")
        return ScreeningOrder(dose=one, mcg_per_mL=spinal[0].mcg_per_mL), doubts
    stage: Stage = "maintenance" if pumps else "start"
    named = {draft.mcg_per_mL for draft in spinal}
    if one is not None:
        notes.append(f"That order asks for {one} a day by pump, which is judged as the rate asked.")
    new = named.pop() if pumps and in_pump is not None and len(named) == 1 else None
    try:
        filling = Filling() if new is None else Filling(mcg_per_mL=in_pump, new_mcg_per_mL=new)
        return PumpOrder(stage=stage, now=now, asked=one, filling=filling), doubts
    except InputRefused as refusal:
        slip = OrderDoubt(kind="slip", because=plain(str(refusal)))
        return PumpOrder(stage=stage), [*doubts, slip]


def _by_mouth(
    oral: Sequence[Draft], left: Sequence[tuple[BaclofenUse, Hours | None]], known: Knowledge,
    notes: list[str],
) -> tuple[Ordered | None, list[OrderDoubt]]:  # fmt: skip
    """All that is ordered by mouth: the day's sum, and the product where all name the same. What
    is `left` beside it is counted with it: on top of it, or as the rest of one regimen."""
    doubts: list[OrderDoubt] = []
    daily = sum_of(draft.daily for draft in oral)
    single = max((draft.single for draft in oral if draft.single is not None), default=None)
    products = {
        draft.named for draft in oral if draft.doubt is None or draft.doubt.kind != "unread"
    }
    named = products.pop() if len(products) == 1 else None
    beside = [(u, at) for u, at in left if u.status != "stopped" and u.route != "intrathecal"]
    runs = [use for use, _ in beside]
    together = _regimen(oral, beside, known)
    if together is not None:
        known_sum = sum_of(use.daily for use in runs) if runs else None
        doubts.append(OrderDoubt(kind="parts", runs=known_sum, together=together))
        daily, runs = together, []
    elif len(oral) > 1:
        doubts.append(OrderDoubt(kind="several", together=daily))
    if runs:
        known_sum = sum_of(use.daily for use in runs)
        together = sum_of((daily, known_sum))
        doubts.append(OrderDoubt(kind="adds", runs=known_sum, together=together))
    if daily is None and named is None:
        return None, doubts
    try:
        order: Ordered = asked_for(daily, named, single)
    except InputRefused as refusal:
        doubts, named = [*doubts, *_refused(refusal, oral, notes)], None
        if daily is None or len(oral) > 1:
            return None, doubts
        order = asked_for(daily, None, single)
    if daily is not None:
        notes.append(f"That order asks for {daily} a day, which is judged as the dose requested.")
    if named is not None:
        notes.append(f"That order names a product, which is used: {named}.")
    return order, doubts


def _regimen(
    oral: Sequence[Draft], beside: Sequence[tuple[BaclofenUse, Hours | None]], known: Knowledge
) -> Dose | None:
    """The day's dose of several orders, with what runs beside them, that are for different times of
    the day; None where they are not, or where a dose of them is not sure."""
    is_sure = all(use.status == "active" and not use.doubt for use, _ in beside)
    if not is_sure or any(draft.doubt is not None for draft in oral):
        return None
    hours = [*(draft.hours for draft in oral), *(at for _, at in beside)]
    if not are_one_regimen(hours, known):
        return None
    return sum_of((*(draft.daily for draft in oral), *(use.daily for use, _ in beside)))


def _refused(
    refusal: InputRefused, oral: Sequence[Draft], notes: list[str]
) -> Iterable[OrderDoubt]:
    """Of several the sum is beyond what anyone was given; of one its product was refused."""
    if len(oral) > 1:
        yield OrderDoubt(kind="slip", because=plain(str(refusal)))
    else:
        notes.append(f"The product that order names is not used: {refusal}")
