"""Reads a patient's kidney values: which count, which governs, what they allow.

Verdicts use CKD-EPI 2021 (or a reported eGFR, the lower of both); exposure uses GFR
de-indexed by body surface and Cockcroft-Gault, the lower of both. Every choice that
lowers or refuses a dose is a note with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from baclofen.errors import KnowledgeError
from baclofen.knowledge import Knowledge
from baclofen.patient import (
    KidneyValue,
    Patient,
    Sex,
    adjusted_weight,
    bedside_schwartz,
    body_mass_index,
    body_surface,
    ckd_epi_2021,
    creatinine_clearance,
    deindexed,
)


@dataclass(frozen=True)
class Note:
    """One thing to be said, with the ids it rests on."""

    text: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """One estimate of kidney function, as it was made."""

    name: str
    value: float
    unit: str
    basis: str
    why: tuple[str, ...]
    on: date | None


@dataclass(frozen=True)
class Kidney:
    """What is known of the kidneys on the day of judgement.

    `egfr` (mL/min/1.73 m2) and `crcl` (mL/min) govern verdicts, None when no valid value
    exists. `clearance` (mL/min, absolute) drives exposure. `fraction` is the share of the
    usual dose that is allowed: 0 stops, None is unknown.
    """

    estimates: tuple[Estimate, ...] = ()
    egfr: float | None = None
    crcl: float | None = None
    clearance: float | None = None
    clearance_basis: str = ""
    fraction: float | None = None
    fraction_why: tuple[str, ...] = ()
    known: bool = False
    may_mislead: bool | None = None
    disagree: bool = False
    unstable: bool = False
    newest: date | None = None
    problems: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


def read_kidney(
    person: Patient, known: Knowledge, *, today: date, new_kidney_medicine: bool
) -> Kidney:
    """The kidneys of this patient on this day.

    `new_kidney_medicine`: a medicine that acts on the kidney was started lately, which
    halves the life of a value. Nothing raises: what cannot be used is a problem, said.
    """
    values, set_aside = _usable(person.values, today)
    unstable = _unstable(values, known, today) or "aki" in person.conditions
    fresh, stale = _fresh(values, person, known, today, new_kidney_medicine)
    notes = [*set_aside]
    problems = [*stale] if not fresh else []
    if fresh:
        notes += stale
    if person.dialysis is not True and not values:
        problems.append(
            Note("No creatinine and no eGFR with a date is on record.", ("ASK-KIDNEY",))
        )
    if unstable:
        problems.append(
            Note(
                "Kidney function is not stable (acute kidney injury on record, or creatinine rose "
                "by 0.3 mg/dL within 48 h or by half within 7 days): no estimate is valid.",
                ("REN-AKI-UNSTABLE", "kidney.aki_rise", "kidney.aki_ratio"),
            )
        )
    creatinine = _newest(fresh, "creatinine")
    reported = _newest(fresh, "egfr")
    kidney = Kidney(
        known=bool(fresh) and not unstable,
        unstable=unstable,
        may_mislead=_may_mislead(person, known),
        newest=max((v.on or today for v in fresh), default=None),
        problems=tuple(problems),
        notes=tuple(notes),
    )
    kidney = _with_estimates(kidney, person, creatinine, reported, known, today)
    if kidney.known and kidney.egfr is None and kidney.crcl is None:
        kidney = replace(kidney, known=False)
    return _with_fraction(kidney, known) if kidney.known else kidney


# --- which values count -----------------------------------------------------------------


def _usable(values: Iterable[KidneyValue], today: date) -> tuple[list[KidneyValue], list[Note]]:
    kept, notes = [], []
    for value in values:
        if value.on is not None and value.on > today:
            notes.append(
                Note(f"{_named(value)} is dated after {today} and was left out.", ("ASK-KIDNEY",))
            )
        elif value.undated:
            notes.append(
                Note(f"{_named(value)} has no date and does not count as recent.", ("ASK-KIDNEY",))
            )
        else:
            kept.append(value)
            if value.flag:
                notes.append(Note(f"{_named(value)}: {value.flag}.", ("M-UNITS",)))
    # Only the notes on the newest values matter to a reader; old ones repeat by the dozen.
    return kept, notes[-3:]


def _named(value: KidneyValue) -> str:
    if value.kind == "creatinine":
        name = f"Creatinine {value.value:.2f} mg/dL"
    else:
        name = f"Reported eGFR {value.value:.1f} mL/min/1.73 m2"
    return f"{name} of {value.on}" if value.on else name


def _fresh(
    values: Sequence[KidneyValue],
    person: Patient,
    known: Knowledge,
    today: date,
    new_kidney_medicine: bool,
) -> tuple[list[KidneyValue], list[Note]]:
    """Values young enough to count, and a note for the newest of each kind that is not."""
    fresh: list[KidneyValue] = []
    notes: list[Note] = []
    for kind in ("creatinine", "egfr"):
        value = _newest(values, kind)
        if value is None:
            continue
        months, reason, id = _life_of(value, person, known, new_kidney_medicine)
        if (value.on or today) >= months_before(today, months):
            fresh.append(value)
        else:
            notes.append(
                Note(
                    f"{_named(value)} is older than {months} months on {today}{reason}.",
                    ("ASK-KIDNEY", id),
                )
            )
    return fresh, notes


def _life_of(
    value: KidneyValue, person: Patient, known: Knowledge, new_kidney_medicine: bool
) -> tuple[int, str, str]:
    reasons = []
    if person.age_y is None or person.age_y >= known.number("kidney.old_age"):
        reasons.append("age 65 or more" if person.age_y is not None else "age not known")
    low = value.value if value.kind == "egfr" else _egfr_of(value, person)
    if low is not None and low < known.number("kidney.egfr_usual"):
        reasons.append("eGFR below 60")
    if new_kidney_medicine:
        reasons.append("a new medicine that acts on the kidney")
    if reasons:
        id = "kidney.stale_after_at_risk"
        return int(known.number(id)), f" ({'; '.join(reasons)})", id
    id = "kidney.stale_after"
    return int(known.number(id)), "", id


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier (the last day where there is none).

    >>> months_before(date(2026, 5, 31), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise KnowledgeError(f"no day {months} months before {day}")


def _newest(values: Iterable[KidneyValue], kind: str) -> KidneyValue | None:
    """The newest value of a kind; of several on one day, the one that allows less."""
    found = [v for v in values if v.kind == kind]
    if not found:
        return None
    last = max((v.on or date.max) for v in found)
    same_day = [v for v in found if (v.on or date.max) == last]
    worst = max if kind == "creatinine" else min
    return worst(same_day, key=lambda v: v.value)


def _unstable(values: Iterable[KidneyValue], known: Knowledge, today: date) -> bool:
    rise = known.number("kidney.aki_rise")
    rise_window = timedelta(hours=known.number("kidney.aki_rise_hours"))
    ratio = known.number("kidney.aki_ratio")
    ratio_window = timedelta(days=known.number("kidney.aki_ratio_days"))
    since = today - timedelta(days=known.number("kidney.aki_still_open"))
    series = sorted(
        ((v.on or today), v.value) for v in values if v.kind == "creatinine"
    )
    unstable = False
    for i, (day, value) in enumerate(series):
        for earlier, before in series[:i]:
            gap = day - earlier
            # A rise, with rounding of printed decimals allowed for.
            rose = (gap <= rise_window and value - before >= rise - 1e-9) or (
                gap <= ratio_window and value >= ratio * before - 1e-9
            )
            if rose and day >= since:
                unstable = True
            elif unstable and gap >= rise_window and abs(value - before) < rise:
                unstable = False
    return unstable


# --- estimates --------------------------------------------------------------------------


def _sexes(person: Patient) -> tuple[Sex, ...]:
    return (person.sex,) if person.sex else ("female", "male")


def _egfr_of(value: KidneyValue, person: Patient) -> float | None:
    """eGFR of a creatinine; of both sexes the lower one, when the sex is unknown."""
    if person.age_y is None:
        return None
    if not person.is_adult:
        if person.height_cm is None:
            return None
        return bedside_schwartz(creatinine_mg_per_dL=value.value, height_cm=person.height_cm)
    return min(
        ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex)
        for sex in _sexes(person)
    )


def _with_estimates(
    kidney: Kidney,
    person: Patient,
    creatinine: KidneyValue | None,
    reported: KidneyValue | None,
    known: Knowledge,
    today: date,
) -> Kidney:
    made: list[Estimate] = []
    notes = list(kidney.notes)
    problems = list(kidney.problems)
    if creatinine is not None:
        made += _egfr_estimates(creatinine, person)
        made += _clearances(creatinine, person, known)
        if person.age_y is not None and not person.is_adult and person.height_cm is None:
            problems.append(
                Note(
                    "Below 18 the bedside Schwartz equation needs the height: without it, and "
                    "without a reported eGFR, the kidney function is unknown.",
                    ("kidney.schwartz", "ASK-KIDNEY"),
                )
            )
    if reported is not None:
        made.append(
            Estimate(
                "reported eGFR", reported.value, "mL/min/1.73m2",
                reported.equation or "equation not named", (), reported.on,
            )  # fmt: skip
        )
    if person.sex is None and creatinine is not None:
        notes.append(
            Note("Sex is not known: both were computed and the lower governs.", ("kidney.ckdepi_2021",))
        )
    disagree = False
    computed = [e for e in made if e.unit == "mL/min/1.73m2" and e.name != "reported eGFR"]
    if computed and reported is not None:
        disagree, note = _disagreement(min(e.value for e in computed), creatinine, reported, known, today)
        notes += note
    egfr = min((e.value for e in made if e.unit == "mL/min/1.73m2"), default=None)
    crcl = min((e.value for e in made if e.name.startswith("CrCl")), default=None)
    clearance, basis, more = _clearance(egfr, crcl, person, known)
    if kidney.unstable:
        # Nothing computed from a moving creatinine may govern; it is shown, not used.
        egfr = crcl = clearance = None
    return replace(
        kidney,
        estimates=tuple(made),
        egfr=egfr,
        crcl=crcl,
        clearance=clearance,
        clearance_basis=basis,
        disagree=disagree,
        notes=(*notes, *more),
        problems=tuple(problems),
    )


def _egfr_estimates(value: KidneyValue, person: Patient) -> list[Estimate]:
    if person.age_y is None:
        return []
    basis = _named(value)
    if not person.is_adult:
        got = _egfr_of(value, person)
        if got is None:
            return []
        return [
            Estimate("eGFR, bedside Schwartz", got, "mL/min/1.73m2", basis, ("kidney.schwartz",), value.on)
        ]
    return [
        Estimate(
            "eGFR, CKD-EPI 2021" + ("" if person.sex else f" ({sex})"),
            ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex),
            "mL/min/1.73m2", basis, ("kidney.ckdepi_2021",), value.on,
        )  # fmt: skip
        for sex in _sexes(person)
    ]


def _clearances(value: KidneyValue, person: Patient, known: Knowledge) -> list[Estimate]:
    if not person.is_adult or person.age_y is None or person.weight_kg is None:
        return []
    made = []
    for sex in _sexes(person):
        suffix = "" if person.sex else f" ({sex})"
        made.append(
            Estimate(
                f"CrCl, Cockcroft-Gault, actual weight{suffix}",
                creatinine_clearance(
                    age_y=person.age_y, weight_kg=person.weight_kg,
                    creatinine_mg_per_dL=value.value, sex=sex,
                ),
                "mL/min", f"{_named(value)}, {person.weight_kg:g} kg",
                ("kidney.cockcroft_gault",), value.on,
            )  # fmt: skip
        )
        if person.height_cm is None:
            continue
        bmi = body_mass_index(weight_kg=person.weight_kg, height_cm=person.height_cm)
        if bmi >= known.number("kidney.obese_bmi"):
            weight = adjusted_weight(
                weight_kg=person.weight_kg, height_cm=person.height_cm, sex=sex
            )
            made.append(
                Estimate(
                    f"CrCl, Cockcroft-Gault, adjusted weight{suffix}",
                    creatinine_clearance(
                        age_y=person.age_y, weight_kg=weight,
                        creatinine_mg_per_dL=value.value, sex=sex,
                    ),
                    "mL/min", f"{_named(value)}, adjusted weight {weight:.0f} kg (BMI {bmi:.0f})",
                    ("kidney.cockcroft_gault", "kidney.ideal_weight", "kidney.obese_bmi"), value.on,
                )  # fmt: skip
            )
    return made


def _disagreement(
    computed: float,
    creatinine: KidneyValue | None,
    reported: KidneyValue,
    known: Knowledge,
    today: date,
) -> tuple[bool, list[Note]]:
    assert creatinine is not None  # noqa: S101 - computed comes from it
    apart = abs((creatinine.on or today) - (reported.on or today)).days
    share = abs(computed - reported.value) / max(computed, reported.value)
    if apart > known.number("kidney.disagree_days"):
        return False, []
    if share <= known.number("kidney.disagree_fraction"):
        return False, []
    return True, [
        Note(
            f"The record contradicts itself: {_named(reported)}, but creatinine "
            f"{creatinine.value:.2f} mg/dL gives {computed:.0f} by the same day's equation. "
            "The lower governs; repeat both.",
            ("REN-DISAGREE", "kidney.disagree_fraction"),
        )
    ]


def _clearance(
    egfr: float | None, crcl: float | None, person: Patient, known: Knowledge
) -> tuple[float | None, str, list[Note]]:
    """Kidney clearance of this body in mL/min, how it was made, and what must be said."""
    notes: list[Note] = []
    whole: float | None = None
    if egfr is not None and person.weight_kg is not None and person.height_cm is not None:
        surface = body_surface(weight_kg=person.weight_kg, height_cm=person.height_cm)
        whole = deindexed(egfr, body_surface_m2=surface)
        basis = f"eGFR {egfr:.0f} de-indexed by {surface:.2f} m2"
    elif egfr is not None:
        whole = egfr
        basis = f"eGFR {egfr:.0f}, taken as for 1.73 m2 because height or weight is missing"
    if whole is None and crcl is None:
        return None, "", notes
    if whole is None:
        return crcl, "Cockcroft-Gault", notes
    if crcl is None:
        return whole, basis, notes
    if abs(whole - crcl) / max(whole, crcl) > known.number("kidney.disagree_fraction"):
        notes.append(
            Note(
                f"The estimates of this body's kidney clearance differ: {whole:.0f} mL/min ({basis}) "
                f"and {crcl:.0f} mL/min (Cockcroft-Gault). The lower governs.",
                ("kidney.ckdepi_2021", "kidney.cockcroft_gault"),
            )
        )
    if crcl <= whole:
        return crcl, "Cockcroft-Gault", notes
    return whole, basis, notes


# --- what it allows ---------------------------------------------------------------------


def _may_mislead(person: Patient, known: Knowledge) -> bool | None:
    """Whether creatinine may overstate kidney function, for want of muscle."""
    reasons = [
        person.syndrome == "sci_spasticity",
        bool(person.conditions & {"spinal_cord_injury", "paraplegia_tetraplegia", "als_mnd"}),
        bool(person.conditions & {"wasting", "amputation", "advanced_multiple_sclerosis"}),
        person.age_y is not None and person.age_y > known.number("kidney.mislead_age"),
    ]
    if person.weight_kg is not None and person.height_cm is not None and person.is_adult:
        bmi = body_mass_index(weight_kg=person.weight_kg, height_cm=person.height_cm)
        reasons.append(bmi < known.number("kidney.mislead_bmi"))
    return any(reasons)


def _with_fraction(kidney: Kidney, known: Knowledge) -> Kidney:
    """The smaller of what eGFR and CrCl allow; within reach of a stop, one band lower."""
    stop, usual = known.number("kidney.egfr_stop"), known.number("kidney.egfr_usual")
    margin = known.number("kidney.mislead_margin") if kidney.may_mislead else 0.0
    allowed: list[tuple[float, tuple[str, ...]]] = []
    notes = list(kidney.notes)
    if kidney.egfr is not None:
        tiers = ("REN-TIERS-PROJECT", "kidney.egfr_stop", "kidney.egfr_usual")
        judged = kidney.egfr
        for edge in (stop, usual):
            if edge <= kidney.egfr < edge + margin:
                judged = edge - 1
                tiers = ("REN-MISLEAD", "kidney.mislead_margin", *tiers)
                notes.append(
                    Note(
                        f"eGFR {kidney.egfr:.0f} is less than {margin:g} above {edge:g} in someone "
                        "with little muscle: the dose is judged one band lower, the verdict is not. "
                        "Ask for cystatin C.",
                        ("REN-MISLEAD", "kidney.mislead_margin"),
                    )
                )
        share = 0.0 if judged < stop else known.number("kidney.egfr_mid_fraction")
        allowed.append((1.0 if judged >= usual else share, tiers))
    if kidney.crcl is not None:
        allowed.append((_crcl_fraction(kidney.crcl, known), ("REN-VLAVONOU", "kidney.crcl_bands")))
    fraction, reasons = min(allowed, key=lambda pair: pair[0])
    return replace(kidney, fraction=fraction, fraction_why=reasons, notes=tuple(notes))


def _crcl_fraction(crcl: float, known: Knowledge) -> float:
    severe, moderate, mild = _numbers(known, "kidney.crcl_bands")
    _, half, two_thirds, whole = _numbers(known, "kidney.crcl_fractions")
    if crcl < severe:
        return 0.0
    if crcl < moderate:
        return half
    return two_thirds if crcl <= mild else whole


def _numbers(known: Knowledge, id: str) -> tuple[float, ...]:
    value = known.facts[id].value
    if not isinstance(value, tuple):
        raise KnowledgeError(f"{id} holds {value!r}, not a list of numbers")
    return value
