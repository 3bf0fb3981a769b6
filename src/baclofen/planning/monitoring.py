"""What to measure, when, by whom, and which finding calls for a review; and the red flags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.advice import day_in_words, kidneys_again
from baclofen.planning.decision import decision_weeks
from baclofen.value import Value

#: Indications whose pain is scored, and those whose tone is.
_TONE = ("ms_spasticity", "sci_spasticity", "cerebral_spasticity")


class Check(Value):
    """One thing to measure, with the ids it rests on."""

    what: str
    when: str
    by: str
    review_if: str
    why: tuple[str, ...]


class Monitoring(Value):
    """The checks of one patient, and the red flags with what to do at each."""

    checks: tuple[Check, ...]
    red_flags: tuple[Note, ...]


def monitor(fit: Assessment, known: Knowledge) -> Monitoring:
    """The checks for someone on baclofen or about to start, tied to this patient's risks."""
    checks = [
        *_benefit(fit, known),
        _side_effects(fit, known),
        Check(
            "Creatinine and eGFR",
            kidneys_again(fit, known),
            "the prescriber",
            "eGFR below 60; with new confusion, drowsiness or jerks the same day",
            ("M-EGFR", "REN-AKI"),
        ),
        *_where_it_applies(fit),
        Check(
            "Whether to go on",
            _decision(known, fit.request.jurisdiction) + ", then at least once a year",
            "the prescriber with the patient",
            "no benefit at the highest dose tolerated: taper",
            ("DO-REEVAL", "M-REVIEW"),
        ),
    ]
    return Monitoring(tuple(checks), _red_flags(fit))


def _benefit(fit: Assessment, known: Knowledge) -> list[Check]:
    points, percent = known.numbers("pd.mcid_nrs")
    checks = [
        Check(
            "Pain, 0 to 10",
            "at the start and at every contact",
            "the patient",
            f"not {points:g} points (or {percent:g} %) lower at the decision",
            ("M-PAIN-NRS", "pd.mcid_nrs"),
        )
    ]
    if fit.syndrome in _TONE:
        checks.append(
            Check(
                "Modified Ashworth (0, 1, 1+, 2, 3, 4) and spasms (Penn, 0 to 4)",
                "at the start and at every visit",
                "prescriber or physiotherapist",
                "no fall at the decision, or weakness that hampers standing or transfer",
                ("M-MAS", "M-PSFS", "DO-HYPOTONIA"),
            )
        )
    return checks


def _side_effects(fit: Assessment, known: Knowledge) -> Check:
    values: Any = known.rules["M-TITR-CONTACT"].values
    first, last = (fit.request.today + timedelta(weeks=w) for w in values["visit_weeks"])
    return Check(
        "Drowsiness (0 to 3), dizziness, weakness, falls, stomach, mood",
        f"before each step; a visit between {day_in_words(first)} and {day_in_words(last)}",
        "patient and carer; whoever raises the dose",
        "it troubles the patient: back to the last step",
        ("M-SEDATION", "M-TITR-CONTACT", "DO-BACKSTEP"),
    )


def _where_it_applies(fit: Assessment) -> list[Check]:
    checks = []
    if fit.fired("INT-ANTIHTN", "W-ANTIHTN"):
        checks.append(
            Check(
                "Blood pressure and pulse, lying and standing",
                "at the start and after each step",
                "prescriber or nurse",
                "dizzy on standing, or a fall: the other medicine may have to come down",
                ("M-VITALS", "INT-ANTIHTN"),
            )
        )
    said = {f.rule.id for f in (*fit.findings, *fit.cited)}
    if "M-LAB" in said:
        checks.append(
            Check(
                "AST, alkaline phosphatase, glucose",
                "at intervals",
                "the prescriber",
                "a clear rise",
                ("M-LAB",),
            )
        )
    if "M-EEG" in said:
        checks.append(
            Check(
                "Seizures and EEG",
                "at intervals",
                "the neurologist",
                "a seizure, or more of them",
                ("M-EEG", "SZ-US-MONITOR"),
            )
        )
    if "M-ITB-FU" in said:
        checks.append(
            Check(
                "Pump: effect, range of motion, report, volume",
                "a month after going home, then at each refill, at most six months apart",
                "the pump clinic",
                "volume off, alarm, a sudden rise in need",
                ("M-ITB-FU", "P-DISCREP", "ITM-ESCALATION"),
            )
        )
    return checks


def _decision(known: Knowledge, jurisdiction: str) -> str:
    weeks = " to ".join(f"{w}" for w in decision_weeks(known, jurisdiction))
    return f"after {weeks} weeks at the highest dose tolerated"


def _red_flags(fit: Assessment) -> tuple[Note, ...]:
    pump = any(u.route == "intrathecal" for u in fit.uses)
    flags = [
        Note(
            "Hallucinations, confusion, a seizure, fever, rigidity, fast pulse or dark urine "
            "within three days of a missed, cut or stopped dose: emergency, possible withdrawal.",
            ("WD-ESCALATE", "WD-ONSET"),
        ),
        Note(
            "Hard to wake, breathing slowly, confused or jerking: emergency, possible poisoning; "
            "with weak kidneys also at low doses.",
            ("TOX-KIDNEY", "OD-RENAL-LOW"),
        ),
        Note("More tablets swallowed than prescribed: emergency, also when well.", ("OD-ANY",)),
        Note(
            "Vomiting, fever or little drinking: kidney function within one to two weeks, the same "
            "day with any drowsiness; do not stop suddenly.",
            ("M-EGFR", "REN-AKI", "W-ABRUPT-ORAL"),
        ),
    ]
    if pump:
        flags.append(
            Note(
                "The pump alarms, the refill is late, or it itches without a rash: the pump clinic "
                "the same day.",
                ("P-ALARMS", "WD-PRURITUS", "P-REFILL-BEFORE"),
            )
        )
    return tuple(flags)
