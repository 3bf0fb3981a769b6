"""A vignette's input keys, turned into the TOML patient that a user would type.

One function a group of keys. A key that no group knows is named by the runner, not ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from baclofen.knowledge import VIGNETTE_DAY
from tests.spec.vignette_keys import Given, Unknown, take
from tests.spec.vignette_pumps import needle_or_pump, other_route

TODAY = VIGNETTE_DAY

#: Diagnoses that are indications by a syndrome's name.
_SYNDROMES = {
    "multiple_sclerosis": "ms_spasticity", "spinal_cord_injury": "sci_spasticity",
    "cerebral_palsy": "cerebral_spasticity", "stroke": "cerebral_spasticity",
    "traumatic_brain_injury": "cerebral_spasticity", "neuropathic_pain": "neuropathic_pain",
    "diabetic_neuropathy": "neuropathic_pain", "postherpetic_neuralgia": "neuropathic_pain",
    "trigeminal_neuralgia": "trigeminal_neuralgia", "fibromyalgia": "fibromyalgia",
    "chronic_low_back_pain": "chronic_low_back_pain", "low_back_pain": "chronic_low_back_pain",
    "cancer_pain": "cancer_pain", "ms": "ms_spasticity", "sci": "sci_spasticity",
    "cerebral_spasticity": "cerebral_spasticity", "spasticity": None,
}  # fmt: skip
_CONDITION_WORDS = {
    "ms": "multiple_sclerosis", "sci": "spinal_cord_injury", "tbi": "traumatic_brain_injury",
    "parkinson": "parkinson_disease", "psychosis": "psychosis_schizophrenia",
    "schizophrenia": "psychosis_schizophrenia", "shunt": "csf_shunt",
    "vp_shunt": "csf_shunt", "liver_disease": "hepatic_impairment",
    "cirrhosis": "hepatic_impairment", "walks_on_spasticity": "functional_spasticity",
    "relies_on_spasticity": "functional_spasticity", "posture_depends_on_spasticity":
    "functional_spasticity", "bladder_sphincter_hypertonia": "urinary_retention",
    "drug_resistant_epilepsy": "epilepsy", "rheumatic_disorder": "rheumatic_muscle_spasm",
}  # fmt: skip
_SIGN_WORDS = {
    "visual_hallucinations": "hallucinations", "auditory_hallucinations": "hallucinations",
    "hallucination": "hallucinations", "altered_mental_state": "confusion",
    "disorientation": "confusion", "hypotonia": "limpness", "flaccidity": "limpness",
    "bradycardia": "slow_pulse", "hypothermia": "low_temperature", "drowsiness": "somnolence",
    "sedation": "somnolence", "seizures": "seizure", "convulsion": "seizure",
    "pruritus": "itching", "itch": "itching", "tachycardia": "fast_pulse",
    "respiratory_depression": "slow_breathing", "hypoventilation": "slow_breathing",
    "muscle_rigidity": "rigidity", "hyperthermia": "fever", "rhabdomyolysis": "dark_urine",
    "stupor": "coma", "unconscious": "coma", "jerks": "myoclonus",
}  # fmt: skip
#: Signs of everyday that no rule of emergency speaks of; they are told, and change nothing.
_MILD = frozenset({
    "spasms", "spasticity", "more_spasms", "spasm_return", "anxiety", "insomnia", "none", "nausea",
    "dizziness", "weakness", "headache", "rebound_spasticity", "increased_spasms", "restlessness",
    "fatigue", "tremor", "sweating",
})  # fmt: skip
#: A coma by the Glasgow score, and a fever, as the rules' words for them.
_COMA_UP_TO, _FEVER_FROM_C, _FAST_PULSE_ABOVE = 8, 38.5, 120


def typed(given: Given) -> tuple[Given, str | None]:
    """The TOML table of a vignette's input, and the jurisdiction it names itself.

    Raises `Unknown` for a key or a word that has no counterpart.
    """
    left = dict(given)
    table: Given = {}
    for fill in _FILLERS:
        fill(left, table)
    place = left.pop("jurisdiction_rule", None)
    if left:
        raise Unknown(f"input key {', '.join(sorted(left))}")
    return {k: v for k, v in table.items() if v is not None}, place


# --- who ----------------------------------------------------------------------------------


def _person(left: Given, table: Given) -> None:
    table["age_y"] = take(left, "age_years", "age_y", "age")
    if (months := take(left, "age_months")) is not None:
        table["age_y"] = months / 12
    sex = take(left, "sex")
    table["sex"] = {"F": "female", "M": "male"}.get(sex, sex)
    table["height_cm"] = take(left, "height_cm")
    weight = take(left, "weight")
    if isinstance(weight, dict):
        weight = f"{weight['value']} {weight.get('unit', '')}".strip()
    kilograms = take(left, "weight_kg")
    if isinstance(weight, str):
        table["weight"] = weight
    else:
        table["weight_kg"] = kilograms if kilograms is not None else weight
    table["dialysis"] = take(left, "dialysis")
    for name in ("pregnant", "gestation_weeks", "lactating", "days_since_injury", "oral_failed"):
        table[name] = take(left, name)
    units = take(left, "alcohol_units_per_day")
    table["alcohol"] = take(left, "alcohol") if units is None else units > 0
    # Told, and no rule asks for them.
    table["lesion_level"] = take(left, "sci_level")
    take(left, "pain_nrs_change", "mas_change", "bp", "infant_age_weeks")


def _kidney(left: Given, table: Given) -> None:
    creatinine = take(left, "creatinine")
    if isinstance(creatinine, dict):
        creatinine = f"{creatinine['value']} {creatinine.get('unit', '')}".strip()
    table["creatinine"] = creatinine
    egfr = take(left, "egfr")
    table["egfr"] = egfr


def _diseases(left: Given, table: Given) -> None:
    conditions: list[str] = []
    condition = take(left, "condition")
    for word in [condition] if isinstance(condition, str) else condition or []:
        name = _CONDITION_WORDS.get(word, word)
        table["syndrome"] = _SYNDROMES.get(name, _SYNDROMES.get(word, "other"))
        if name in ("neuropathic_pain", "cerebral_spasticity", "low_back_pain"):
            continue
        conditions.append(name)
    for word in take(left, "comorbid") or []:
        if word == "drug_resistant_epilepsy":
            table["epilepsy_resistant"] = True
        conditions.append(_CONDITION_WORDS.get(word, word))
    if take(left, "peptic_ulcer_active"):
        conditions.append("peptic_ulcer")
    active = take(left, "active")
    if active:
        table["infection_active"] = True
    if conditions:
        table["conditions"] = list(dict.fromkeys(conditions))
    if (allergy := take(left, "allergy", "allergies")) is not None:
        table["allergies"] = allergy


def _signs(left: Given, table: Given) -> None:
    signs = []
    for word in take(left, "signs") or []:
        if word not in _MILD:
            signs.append(_SIGN_WORDS.get(word, word))
        elif word in ("spasms", "more_spasms", "spasm_return", "rebound_spasticity",
                      "increased_spasms", "anxiety"):  # fmt: skip
            table.setdefault("_returned", True)
    if (score := take(left, "gcs")) is not None and score <= _COMA_UP_TO:
        signs.append("coma")
    if (degrees := take(left, "temp_c")) is not None and degrees >= _FEVER_FROM_C:
        signs.append("fever")
    if (pulse := take(left, "heart_rate", "hr")) is not None and pulse > _FAST_PULSE_ABOVE:
        signs.append("fast_pulse")
    table["signs"] = list(dict.fromkeys(signs)) or None


def _medicines(left: Given, table: Given) -> None:
    listed: list[Any] = []
    for medicine in take(left, "meds") or []:
        entry = {"name": medicine} if isinstance(medicine, str) else dict(medicine)
        if entry.pop("new", False):
            entry["since"] = TODAY - timedelta(days=3)
        entry = {k: str(v) if k in ("atc", "rxnorm") else v for k, v in entry.items()}
        listed.append(entry)
    listed += [{"name": name} for name in take(left, "other_oral") or []]
    table["medicines"] = listed or None


# --- what is taken ------------------------------------------------------------------------


def _running(left: Given, table: Given) -> None:
    uses: list[str] = []
    oral = take(left, "current_mg_per_day", "current_oral_mg_per_day", "chronic_mg_per_day")
    if oral is not None:
        uses.append(f"{oral:g} mg/day")
    current = take(left, "current")
    if isinstance(current, dict):
        parts = [current[k] for k in ("morning_mg", "noon_mg", "evening_mg") if k in current]
        uses.append(f"{sum(parts):g} mg/day")
        table.setdefault("oral", {})["parts"] = [f"{part:g} mg" for part in parts]
        problem = str(take(left, "problem") or "")
        if "night" in problem or "nocturnal" in problem:
            table["oral"]["worst_at"] = "night"
        elif problem:
            table["oral"]["worst_at"] = "day"
    elif isinstance(current, str):
        uses.append(current)
    if (problem := take(left, "problem")) is not None:
        table.setdefault("oral", {})["worst_at"] = "night" if "night" in problem else "day"
    table["baclofen"] = uses or None
    last = take(left, "last_mg_per_day")
    hours = take(left, "hours_since_last_dose")
    if last is None and hours is not None and oral is not None:
        # Doses missed for so long are a stop, whatever was meant.
        last, table["baclofen"], uses = oral, None, []
    if last is not None:
        table["stopped"], table["hours_since_last_dose"] = f"{last:g} mg/day", hours
    elif hours is not None:
        raise Unknown("hours_since_last_dose without last_mg_per_day")
    days = take(left, "days_on_treatment", "days_since_start", "days_since")
    if (months := take(left, "months_on_treatment")) is not None:
        days = 30.4375 * months
    if (weeks := take(left, "weeks_on_treatment")) is not None:
        days = 7 * weeks
    if days is not None and not uses and "stopped" not in table:
        for value in ("creatinine", "egfr"):
            if table.get(value) is not None:
                table[f"{value}_on"] = TODAY - timedelta(days=round(days))
    if days is not None and uses:
        table["baclofen_since"] = TODAY - timedelta(days=round(days))
    table["weeks_at_maximum"] = take(left, "weeks_at_max")
    previous = take(left, "previous_step_mg_per_day")
    if previous is not None:
        table["taper"] = {"previous": f"{previous:g} mg/day"}
    response, tolerability = take(left, "response"), take(left, "tolerability")
    if response in ("adequate", "good", "full") or tolerability in ("poor", "bad", "intolerable"):
        table["request"] = "continue"
    swallowed = take(left, "ingested_mg", "overdose_mg")
    if swallowed is not None:
        table["swallowed"] = {"amount": f"{swallowed:g} mg", "hours_ago": take(left, "hours")}


# --- what is asked ------------------------------------------------------------------------


def _request(left: Given, table: Given) -> None:
    words = str(take(left, "request") or "").lower()
    for kind in ("start", "stop", "taper", "increase", "continue", "change"):
        if kind in words:
            table["request"] = {"increase": "change"}.get(kind, kind)
            break
    else:
        if words:
            raise Unknown(f"request {words!r}")
    event = str(take(left, "event") or "")
    if "anaesthe" in event or "surgery" in event or "operation" in event:
        table["surgery_planned"] = True
    elif event:
        raise Unknown(f"event {event!r}")
    plan = str(take(left, "plan") or "").lower()
    if "stop" in plan:
        table["request"] = "stop"
        if any(word in plan for word in ("tonight", "today", "now", "abrupt", "at once")):
            table["taper"] = {"weeks": 0}
    elif plan:
        raise Unknown(f"plan {plan!r}")
    if take(left, "is_first_dose"):
        table.setdefault("request", "start")
        table["_first"] = True


def _oral(left: Given, table: Given) -> None:
    oral: Given = table.get("oral", {})
    if table.get("_it") or table.get("_other"):
        return
    asked = take(left, "requested")
    if isinstance(asked, dict):
        asked = dict(asked)
        dose, unit = asked.pop("dose_mg", None), "mg"
        if dose is None:
            dose, unit = asked.pop("value", None), asked.pop("unit", "")
        frequency = asked.pop("frequency", None)
        times = asked.pop("times_per_day", None)
        if asked:
            raise Unknown(f"requested.{', '.join(asked)}")
        if frequency is not None:
            table["requested"] = f"{dose:g} {unit} {frequency}"
        elif times is not None:
            oral |= {"dose": f"{dose:g} {unit}".strip(), "times_per_day": times}
        elif "/" in unit:
            table["requested"] = f"{dose:g} {unit}"
        else:
            oral["dose"] = f"{dose:g} {unit}" if unit else dose
    daily = take(left, "target_mg_per_day", "requested_mg_per_day")
    if daily is not None:
        oral["per_day"] = f"{daily:g} mg/day"
    if (start := take(left, "start_mg_per_day")) is not None:
        oral |= {"per_day": f"{start:g} mg/day", "starts": True}
    if (times := take(left, "times_per_day")) is not None:
        oral["times_per_day"] = times
    if (dose := take(left, "dose_mg")) is not None:
        oral["dose"] = f"{dose:g} mg"
    if (volume := take(left, "volume_mL", "volume_mL_ordered")) is not None:
        oral["volume_mL"] = volume
    if (strength := take(left, "conc_mg_mL")) is not None:
        oral["concentration"] = f"{strength:g} mg/mL"
    oral |= {k: v for k in ("product", "setting") if (v := take(left, k)) is not None}
    route = str(take(left, "route") or "oral").lower()
    for tube, name in (("gj", "gj"), ("peg", "peg"), ("ng", "ng"), ("gastro", "g")):
        if tube in route.split()[0]:
            oral["tube"] = name
            break
    if (size := take(left, "tube_fr")) is not None:
        oral["tube_fr"] = size
    handling = {"dose", "volume_mL", "tube", "tube_fr", "concentration"} & set(oral)
    about_someone = {"request", "baclofen", "stopped", "swallowed"} & {
        k for k, v in table.items() if v
    }
    if handling and "product" in oral and not about_someone and "per_day" not in oral:
        table["request"] = "prepare"
    if table.pop("_first", False) and not {"_it", "_other"} & {k for k, v in table.items() if v}:
        oral["starts"] = True
    if oral:
        table["oral"] = oral


def _tidy(_: Given, table: Given) -> None:
    """What the fillers noted for each other, turned into keys or dropped."""
    returned = table.pop("_returned", None)
    if returned and (table.get("request") in ("taper", "stop") or "taper" in table):
        table.setdefault("taper", {})["returned"] = True
    table.pop("_first", None)
    table.pop("_it", None)
    table.pop("_other", None)
    for name in ("swallowed",):
        if isinstance(table.get(name), dict):
            table[name] = {k: v for k, v in table[name].items() if v is not None}
    # A target or a first dose without a running one says that none is taken.
    oral = table.get("oral", {})
    asks = "requested" in table or "per_day" in oral or "times_per_day" in oral
    if asks and not any(table.get(k) for k in ("request", "baclofen", "stopped")):
        table["request"] = "start"


_FILLERS: tuple[Callable[[Given, Given], None], ...] = (
    _person, _kidney, _diseases, _signs, _medicines, _running, _request, other_route,
    needle_or_pump, _oral, _tidy,
)  # fmt: skip
