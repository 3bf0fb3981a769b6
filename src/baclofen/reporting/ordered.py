"""What was asked about, in words: the dose, needle, pump or taper that is judged, as told."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.answering import Answer, AssessInputs
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning import as_read
from baclofen.regimen import OralOrder, OtherOrder, PumpOrder, ScreeningOrder, Swallowed, TaperOrder
from baclofen.reporting.report import Section, lines_section


def ordered_section(made: Answer, known: Knowledge) -> Section | None:
    """What a judgement is about, and in an emergency what was asked or swallowed. Nothing beside a
    plan, which answers what was asked; the dose that runs stands beside an emergency already."""
    if made.fit.verdict is Verdict.EMERGENCY:
        return lines_section(known, "ordered", tuple(_told(made, known)), "ordered_before")
    if not isinstance(made.inputs, AssessInputs) or made.fit.verdict is Verdict.REJECT_INPUT:
        return None
    notes = [*_told(made, known), *(as_read(use, known) for use in made.fit.uses)]
    return lines_section(known, "ordered", notes or [known.note("ordered.none")])


def _told(made: Answer, known: Knowledge) -> Iterator[Note]:
    request = made.fit.request
    match request.order:
        case OralOrder():
            if parts := tuple(_oral(request.order, known)):
                yield known.note("ordered.oral", parts=parts)
        case ScreeningOrder():
            yield known.note("ordered.needle", parts=tuple(_needle(request.order, known)))
        case PumpOrder():
            yield known.note("ordered.pump", parts=tuple(_pump(request.order, known)))
        case OtherOrder():
            yield known.note("ordered.other", route=request.order.route)
        case None:
            pass
    if request.taper is not None:
        yield _taper(request.taper, known)
    if request.swallowed is not None:
        yield _swallowed(request.swallowed, known)


def _oral(order: OralOrder, known: Knowledge) -> Iterator[Note]:
    if order.parts:
        yield known.note("ordered.parts", parts=order.parts)
    if order.dose is not None:
        yield known.note("ordered.dose", dose=order.dose)
    if order.times_per_day is not None:
        yield known.note("ordered.times", times=order.times_per_day)
    if order.volume_mL is not None:
        yield known.note("ordered.volume", volume=order.volume_mL)
    if order.per_day is not None:
        yield known.note("ordered.daily", daily=order.per_day)
    if order.product is not None:
        yield known.note("ordered.product", product=order.product)
    if order.strength is not None:
        yield known.note("ordered.strength", strength=order.strength)
    if order.mg_each is not None:
        yield known.note("ordered.each", strength=order.mg_each)
    if order.tube is not None:
        yield known.note("ordered.tube")


def _needle(order: ScreeningOrder, known: Knowledge) -> Iterator[Note]:
    if order.dose is None:
        yield known.note("ordered.bolus_untold")
    else:
        yield known.note("ordered.bolus", dose=order.dose)
    if order.given:
        yield known.note("ordered.given", given=tuple(bolus.dose for bolus in order.given))
    if order.mcg_per_mL is not None:
        yield known.note("ordered.filled", strength=order.mcg_per_mL)


def _pump(order: PumpOrder, known: Knowledge) -> Iterator[Note]:
    yield known.note("ordered.stage", stage=order.stage)
    if order.now is not None:
        yield known.note("ordered.now", now=order.now)
    if order.asked is not None:
        yield known.note("ordered.asked", asked=order.asked)
    if order.change_percent is not None:
        yield known.note("ordered.change", percent=order.change_percent)
    if order.filling.mcg_per_mL is not None:
        yield known.note("ordered.filled", strength=order.filling.mcg_per_mL)
    if order.filling.new_mcg_per_mL is not None:
        yield known.note("ordered.refilled", strength=order.filling.new_mcg_per_mL)


def _taper(taper: TaperOrder, known: Knowledge) -> Note:
    if taper.weeks is None:
        return known.note("ordered.way_down")
    if taper.weeks == 0:
        return known.note("ordered.at_once")
    return known.note("ordered.taper", weeks=taper.weeks)


def _swallowed(taken: Swallowed, known: Knowledge) -> Note:
    ago = taken.hours_ago
    return known.note(
        "ordered.swallowed", amount=taken.amount,
        ago=None if ago is None else known.note("ordered.ago", hours=ago),
    )  # fmt: skip
