"""What an amount in the wrong unit or of the wrong size was probably meant to be: said, never
assumed."""

from __future__ import annotations

from baclofen.errors import UnitProblem
from baclofen.units import Dose, mcg, mg

#: Above these an amount of the other unit was meant: a thousandfold error (M-UNITS).
MOST_BOLUS = mcg(1000)
MOST_PER_DAY = mcg(10_000)
#: The most that people were ever given by mouth in a day: `patient.most_by_mouth`.
MOST_BY_MOUTH = mg(300)
#: Amounts that could have been meant: by mouth from the last dose of a liquid's way down
#: (T-PROJECT), in a pump as in trials (ITM-RANGE-SPINAL), a bolus as screening gives it (ITS-1).
BY_MOUTH = (mg(1), MOST_BY_MOUTH)
BY_PUMP = (mcg(12), mcg(2003))
BY_NEEDLE = (mcg(25), mcg(100))
#: The strength of screening boluses (P-CONC). A test holds all of these to the rules.
TEST_MCG_PER_ML = 50.0


def not_beyond_people(what: str, dose: Dose | None) -> None:
    """Raise `UnitProblem` for an amount of a day by mouth beyond what people were ever given."""
    if dose is None or dose.unit != "mg" or dose <= MOST_BY_MOUTH:
        return
    tenth = mg(dose.in_mg / 10)
    offers = {"if_a_zero_too_many_mg": tenth.in_mg} if tenth <= MOST_BY_MOUTH else {}
    asked = f"A zero too many: was {tenth} meant?" if offers else "Zeros too many, or another unit?"
    raise UnitProblem(
        f"slip of digits: {what}", str(dose),
        f"nobody was ever given more than {MOST_BY_MOUTH} a day by mouth",
        do=f"{asked} Read it again where it was written, and confirm it.",
        why="patient.most_by_mouth", offers=offers,
    )  # fmt: skip


def in_unit(
    what: str, dose: Dose | None, unit: str, *, meant: tuple[Dose, Dose],
    most: Dose | None = None, why: str = "M-UNITS",
) -> None:  # fmt: skip
    """A dose in the unit of its route; the other unit is a thousandfold error. `meant` are the
    amounts that people are given by this route, least and most."""
    if dose is None:
        return
    if dose.unit != unit:
        raise UnitProblem(
            f"slip of unit: {what}", str(dose), f"it must be in {unit}",
            do=f"{_could_be(dose, unit, meant)} Confirm it: the two differ a thousandfold.",
            why=why, offers=_other_unit(dose, unit, meant, most),
        )  # fmt: skip
    if most is not None and dose > most:
        raise UnitProblem(
            what, str(dose), f"above {most} there is no such dose",
            do="Check the digits and the unit.", why=why,
        )  # fmt: skip


def _amount(dose: Dose) -> float:
    """The number as it was written, in the dose's own unit."""
    return dose.in_mg if dose.unit == "mg" else dose.in_mcg


def _readings(dose: Dose, unit: str) -> tuple[Dose, Dose]:
    """The number as written in the unit of the route, and the same amount in it."""
    if unit == "mcg":
        return mcg(_amount(dose)), mcg(dose.in_mcg)
    return mg(_amount(dose)), mg(dose.in_mg)


def _could_be(dose: Dose, unit: str, meant: tuple[Dose, Dose]) -> str:
    """What was probably meant: only amounts that people are given by this route."""
    number, same = _readings(dose, unit)
    least, most = meant
    if least <= number <= most:
        other = f" Or {same}, which is the same amount?" if least <= same <= most else ""
        return f"Was {number} meant?{other}"
    if least <= same <= most:
        return f"{dose} is {same}: was that meant?"
    return f"{dose} is {same}, and neither that nor {number} is given by this route."


def _other_unit(
    dose: Dose, unit: str, meant: tuple[Dose, Dose], most: Dose | None
) -> dict[str, object]:
    """What the amount would be in the unit of the route: said, never assumed."""
    number, same = _readings(dose, unit)
    offers: dict[str, object] = {
        "likely_unit": unit,
        "factor": 1000,
        f"if_{unit}_plausible": meant[0] <= number <= meant[1],
        f"same_amount_{unit}": _amount(same),
    }
    if most == MOST_BOLUS:
        offers["if_mcg_volume_mL"] = _amount(dose) / TEST_MCG_PER_ML
    return offers
