"""Before, on the day of, and after a screening bolus: what is settled, watched, and decided."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.first_rate import first_doses, start_rule
from baclofen.planning.pump_advice import rate_in_words
from baclofen.planning.screening_plan import PlannedBolus
from baclofen.regimen import Bolus
from baclofen.units import Dose


def before_the_test(fit: Assessment, known: Knowledge) -> tuple[tuple[str, Note], ...]:
    """What must be known before a needle goes in, each with what the record says of it."""
    person = fit.person
    infected = bool(person.conditions & {"active_infection", "sepsis"}) or person.infection_active
    clear = person.infection_active is False or "active_infection" in person.no_conditions
    brain: Any = known.rules["IND-IT-US-TBI"].values
    return (
        (
            "Infection",
            Note(
                _told(infected, clear) + " An active one, a relapse or an open wound puts the test "
                "off.",
                ("CI-SCREEN-ACTIVE-ILL",),
            ),
        ),
        (
            "Anticoagulation, platelets, pressure in the head",
            Note(
                _told(
                    "anticoagulation" in person.conditions,
                    "anticoagulation" in person.no_conditions,
                )
                + " Checked before any lumbar puncture.",
                ("IT-LP-BLEED",),
            ),
        ),
        (
            "Baclofen by mouth has failed or was not borne",
            Note(
                _told(person.oral_failed, person.oral_failed is False)
                + " The US label wants it for spinal origin; the expert panel does not insist.",
                ("IND-IT-US-SPINAL", "IND-IT-BP"),
            ),
        ),
        (
            "Brain injury within a year",
            Note(
                _injury(fit, brain["min_days_since_injury"])
                + " No long-term pump within the first year.",
                ("IND-IT-US-TBI",),
            ),
        ),
        (
            "Goals",
            Note(
                "Set before the test: moving, positioning, care, sitting, sleep, pain.",
                ("ITS-GOALS",),
            ),
        ),
        ("Room for a pump", Note("Body, spine and skin allow one.", ("CI-PUMP-BODY",))),
    )  # fmt: skip


def _told(yes: bool | None, no: bool) -> str:
    return "Told: yes." if yes else "Told: no." if no else "Not told: ask."


def _injury(fit: Assessment, least_days: float) -> str:
    person = fit.person
    if "traumatic_brain_injury" in person.no_conditions:
        return "Told: no."
    if "traumatic_brain_injury" not in person.conditions:
        return "Not told: ask."
    days = person.days_since_injury
    if days is None:
        return "Told: an injury, but not when: ask."
    return "Told: yes." if days < least_days else "Told: longer ago."


def on_the_day(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """How it is given and watched, and what happens with baclofen by mouth."""
    when: Any = known.rules["ITS-PRACTICE"].values
    watch: Any = known.rules["ITS-MONITOR"].values
    hours = ", ".join(f"{h:g}" for h in when["times_h"][1:])
    return (
        Note(
            "With barbotage, over at least one minute; trained staff, and the means to resuscitate "
            "at hand.",
            ("ITS-1", "W-ITB-SETTING"),
        ),
        Note(
            f"Heart and breathing often in the first {watch['heart_and_breathing_h']:g} hours; "
            f"tone and spasms before, then at {hours} hours; 4 to 8 hours in all, until stable.",
            ("ITS-MONITOR", "ITS-PRACTICE", "ITS-PEAK"),
        ),
        Note(
            "Score the same muscle groups before and after, on one scale; write down when the "
            "effect ends.",
            ("ITS-RESPONSE", "M-MAS", "M-PSFS"),
        ),
        Note(
            "Settle before the day how baclofen by mouth and other sedating medicines are given on "
            "it. In a survey 49 % kept them, 36 % tapered, 15 % weaned; never stop them abruptly "
            "for the test.",
            ("ITS-ORAL-DAY", "ITS-PRACTICE", "W-ABRUPT-ORAL"),
        ),
    )


def outcomes(
    fit: Assessment, left: tuple[PlannedBolus, ...], start: Dose | None, worked: Bolus | None,
    known: Knowledge,
) -> tuple[tuple[str, Note], ...]:  # fmt: skip
    """What to do at each outcome. `left` begins with the bolus that is to be given."""
    rule = start_rule(fit, known)
    values: Any = known.rules[rule].values
    long = values["long_h"]
    if worked is not None:
        if start is None:
            return ()
        return (
            (
                "Pump",
                Note(
                    f"First dose {rate_in_words(start)}, over 24 hours; no increase in the first "
                    "24 hours. Plan it with `baclofen pump`, stage start.",
                    (rule, "ITM-CONC-START"),
                ),
            ),
            ("No pump wanted", Note("Nothing follows from the test.", ("ITS-GOALS",))),
        )
    dose = left[0].dose
    usual, single = first_doses(dose, rule, known)
    made = [
        (
            f"Works up to {long:g} hours",
            Note(f"The trial is over. A pump would start at {rate_in_words(usual)}.", (rule,)),
        ),
        (
            f"Works longer than {long:g} hours, or is badly borne",
            Note(f"The trial is over. A pump would start at {rate_in_words(single)}.", (rule,)),
        ),
    ]
    if len(left) > 1:
        after = left[1]
        made.append(
            (
                "No response",
                Note(
                    f"No sooner than {after.gap_h:g} hours later {after.dose} in "
                    f"{after.volume_mL:g} mL; assess again first.",
                    (*after.why, "ITS-PROJECT"),
                ),
            )
        )
    else:
        made.append(
            (
                "No response",
                Note(f"{dose} was the last step: no pump.", ("ITS-STOP", "CI-ITB-NONRESP")),
            )
        )
    made.append(
        (
            "Side effects",
            Note(
                "Drowsiness, slow breathing, low pressure, seizure: airway and breathing first, "
                "help at once, and no further bolus until it is settled.",
                ("ITS-AE", "OD-IT"),
            ),
        )
    )
    return tuple(made)
