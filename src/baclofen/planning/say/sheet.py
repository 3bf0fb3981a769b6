"""What the patient's sheet says: the clinician's plan in short words, and nothing beside it."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.assessment import Assessment, emergencies_with, is_pregnant, seizures_resist
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import CloseVisits
from baclofen.planning.reckon.child import is_as_adult
from baclofen.planning.reckon.course import PlannedStep
from baclofen.planning.reckon.failing import is_failing
from baclofen.planning.reckon.supply import Supply
from baclofen.planning.reckon.visits import is_seen_at_each_step, small_supplies
from baclofen.planning.say.supply_end import supply_ends
from baclofen.regimen import Poured, Untold
from baclofen.units import mg
from baclofen.value import Value

#: Headings over what to call about.
_CALLS = ("sheet.now.heading", "sheet.today.heading", "sheet.mind.heading")


class SheetPart(Value):
    """Lines under a heading; `is_urgent` where nobody may wait."""

    heading: Note
    lines: tuple[Note, ...]
    is_urgent: bool = False


class PatientSheet(Value):
    """The words of the sheet around its table of steps, in the order of the page.

    `first` comes before the steps, `after` behind them. `telephone` is the clinic's, empty where
    it is filled in by hand.
    """

    title: Note
    restates: Note
    first: tuple[Note, ...]
    after: Note
    parts: tuple[SheetPart, ...]
    telephone: str

    @property
    def calls(self) -> tuple[SheetPart, ...]:
        """The parts that say when to call and whom: what must not wait, alone on a page."""
        return tuple(part for part in self.parts if part.heading.phrase in _CALLS)


def sheet_of(
    fit: Assessment,
    steps: tuple[PlannedStep, ...],
    supply: Supply,
    known: Knowledge,
    *,
    is_down: bool,
    is_switch: bool = False,
    against: str | None = None,
) -> PatientSheet:
    """The sheet of these steps, of which the last is held as long as the supply lasts. `against` is
    the rule by which a start that was chosen all the same is not recommended; `is_switch`: the same
    day's dose in another product."""
    last, drowsy = steps[-1].last, emergencies_with(fit, known, "somnolence")
    if is_switch:
        title, course = known.note("sheet.switch"), _switched(steps[0], known)
    elif is_down:
        title, course = known.note("sheet.down"), _lower(fit, supply, known)
    else:
        title, course = known.note("sheet.up"), _raise(fit, drowsy, known)
    return PatientSheet(
        title=title,
        restates=known.note("sheet.restates", day=fit.request.today),
        first=(
            *_for_whom(fit, known),
            *_first(against, () if is_down else _overridden(fit, against), known),
            *_supply_ends(fit, known),
        ),
        after=_after(last, known, is_down=is_down),
        parts=(
            course,
            SheetPart(
                known.note("sheet.now.heading"),
                (
                    known.note("sheet.now.fit_epilepsy" if _has_epilepsy(fit) else "sheet.now.fit"),
                    *_sleepy_now(drowsy, known),
                    known.note("sheet.now.too_much"),
                    known.note("sheet.now.too_little"),
                    known.note("sheet.now.too_many"),
                    *_naloxone(fit, known),
                ),
                is_urgent=True,
            ),
            _part(
                known,
                "today",
                *(() if drowsy else (known.note("sheet.today.sleepy"),)),
                known.note("sheet.today.ill"),
                known.note("sheet.today.itch"),
            ),
            *_mind(fit, known),
            *_baby(fit, known, is_down=is_down),
            _part(known, "daily", *_daily(fit, steps, known)),
            _part(known, "notice", *_notice(fit, known, is_down=is_down)),
        ),
        telephone=fit.request.telephone,
    )


def _part(known: Knowledge, name: str, *lines: Note) -> SheetPart:
    return SheetPart(known.note(f"sheet.{name}.heading"), lines)


def _first(against: str | None, overridden: tuple[str, ...], known: Knowledge) -> tuple[Note, ...]:
    lines = [known.note("sheet.never"), known.note("sheet.why_never")]
    if against is not None:
        lines.append(known.note("sheet.to_try", against))
    if overridden:
        lines.append(known.note("sheet.in_spite", *overridden))
    return tuple(lines)


def _for_whom(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """Who is meant by "you", where somebody else gives the doses."""
    if fit.person.is_minor and not is_as_adult(fit, known):
        return (known.note("sheet.for_child"),)
    return (known.note("sheet.for_carer"),) if fit.request.by_tube else ()


def _overridden(fit: Assessment, against: str | None) -> tuple[str, ...]:
    """The rules in spite of which the clinic goes on, but for the one that is said already."""
    ids = (f.rule.id for f in fit.findings if f.overridden and f.rule.id != against)
    return tuple(dict.fromkeys(ids))


def _supply_ends(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """That what is at home ends soon, and the next is fetched before."""
    ends = supply_ends(fit, known)
    return () if ends is None else (known.note("sheet.supply_ends", day=ends.value("day")),)


def _after(last: date, known: Knowledge, *, is_down: bool) -> Note:
    if is_down:
        return known.note("sheet.no_dose_from", day=last + timedelta(days=1))
    return known.note("sheet.goes_on", last=last)


def _sleepy_now(drowsy: tuple[str, ...], known: Knowledge) -> tuple[Note, ...]:
    """That sleepiness may not wait, in someone in whom it is an emergency by these rules."""
    return (known.note("sheet.now.sleepy", *drowsy),) if drowsy else ()


def _raise(fit: Assessment, drowsy: tuple[str, ...], known: Knowledge) -> SheetPart:
    seen = (known.note("sheet.raise.seen"),) if is_seen_at_each_step(fit, known) else ()
    return _part(
        known, "raise", *seen, known.note("sheet.raise.if_needed"),
        known.note("sheet.raise.enough"),
        known.note("sheet.raise.back_unless_sleepy" if drowsy else "sheet.raise.back"),
        known.note("sheet.raise.legs"), known.note("sheet.raise.ill"),
    )  # fmt: skip


def _switched(step: PlannedStep, known: Knowledge) -> SheetPart:
    """What another product asks of the patient: the same dose, and nothing of the old one."""
    return _part(
        known, "product", known.note("sheet.product.from", day=step.first, daily=step.daily),
        known.note("sheet.product.old"), known.note("sheet.product.unlike"),
    )  # fmt: skip


def _lower(fit: Assessment, supply: Supply, known: Knowledge) -> SheetPart:
    fails = is_failing(fit, known)
    lines = [known.note("sheet.lower.seen")] if is_seen_at_each_step(fit, known) else []
    lines.append(known.note("sheet.lower.kidneys_back" if fails else "sheet.lower.back"))
    if fails:
        lines.append(known.note("sheet.lower.kidneys_first"))
    kept = "reserve" if supply.reserve else "no_reserve"
    lines.append(known.note(f"sheet.lower.{kept}"))
    if fails and fit.person.is_dialysed:
        lines.append(known.note("sheet.lower.dialysis"))
    return _part(known, "lower", *lines)


def _has_epilepsy(fit: Assessment) -> bool:
    """Whether seizures are known already: then only another one than usual is an emergency."""
    return "epilepsy" in fit.person.conditions or seizures_resist(fit.person) is True


def _naloxone(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """For whom an opioid is taken beside it: what is kept at home, and that they call all the
    same."""
    return (known.note("sheet.now.naloxone"),) if fit.fired("OP-NALOXONE") else ()


def _mind(fit: Assessment, known: Knowledge) -> tuple[SheetPart, ...]:
    """What tells that mood, mind or seizures get worse, and whom to call, for whom the rules warn
    of it. What was only heard may be of mood or of mind."""
    rule, told = known.of(CloseVisits), fit.person.conditions
    unread = () if fit.person.unread_are == "checked" else fit.person.unread
    sounds = {alarm for entry in unread for alarm in entry.alarms} & (rule.of_mood | rule.of_mind)
    heard = any(
        kind.heard & sounds and not kind.heard & told for kind in small_supplies(fit, known)
    )
    lines = []
    if heard or told & rule.of_mood:
        lines.append(known.note("sheet.mind.mood"))
    if heard or told & rule.of_mind:
        lines.append(known.note("sheet.mind.psychosis"))
    if seizures_resist(fit.person):
        lines.append(known.note("sheet.mind.fits"))
    if not lines:
        return ()
    return (_part(known, "mind", *lines, known.note("sheet.mind.others")),)


def _baby(fit: Assessment, known: Knowledge, *, is_down: bool) -> tuple[SheetPart, ...]:
    """What a pregnant woman tells before the birth, and a mother who nurses watches for."""
    lines = []
    if is_pregnant(fit.person, known):
        lines += [known.note("sheet.baby.tell"), known.note("sheet.baby.watched")]
        if is_down:
            lines.append(known.note("sheet.baby.no_faster"))
    if fit.person.lactating:
        lines.append(known.note("sheet.baby.nursing"))
    return (_part(known, "baby", *lines),) if lines else ()


def _daily(fit: Assessment, steps: tuple[PlannedStep, ...], known: Knowledge) -> tuple[Note, ...]:
    taken = known.note("sheet.daily.tube" if fit.request.by_tube else "sheet.daily.food")
    lines = (taken, known.note("sheet.daily.missed"))
    poured = steps[0].portions[0]
    if isinstance(poured, Untold):
        return (*lines, known.note("sheet.daily.untold"))
    if not isinstance(poured, Poured):
        return lines
    return (*lines, known.note("sheet.daily.liquid", strength=mg(poured.mg_per_mL)))


def _notice(fit: Assessment, known: Knowledge, *, is_down: bool) -> tuple[Note, ...]:
    if fit.person.is_minor and not is_as_adult(fit, known):
        if is_down:
            return (known.note("sheet.notice.child_down"),)
        return (known.note("sheet.notice.effects"), known.note("sheet.notice.child"))
    if is_down:
        return (known.note("sheet.notice.driving_down"), known.note("sheet.notice.alcohol"))
    return (
        known.note("sheet.notice.effects"),
        known.note("sheet.notice.driving"),
        known.note("sheet.notice.alcohol"),
    )
