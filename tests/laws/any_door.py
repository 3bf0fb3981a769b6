"""One typed patient through every door: what the door can tell, told as it takes it.

A door that cannot tell something (a record knows no pump's rate, a form no sign) tells the rest by
answers beside it, or gives None: then it is no door for this patient.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from baclofen.exchange import (
    Reading,
    read_patient,
    read_request,
    read_table,
    record_of,
    with_answers,
)
from baclofen.exchange.hooks.case import Asker
from baclofen.patient import Patient
from baclofen.planning import Plan
from baclofen.record import Noticed, Told, on_day
from baclofen.service.page.typed import table_of
from baclofen.value import fields
from tests.doors import Outcome, outcome
from tests.fuzz.typed import as_toml
from tests.hook_requests import MS, SPASTICITY, asked, order, search
from tests.laws.healthy import Base, Typed
from tests.people import TODAY, known
from tests.unit.exchange.build import SNOMED, bundle, condition, medicine, observation, patient
from tests.unit.record.told import record

K = known()
Json = dict[str, Any]
#: Tables of orders, of which an electronic record and a form tell nothing.
ORDERED = ("oral", "screening", "pump", "taper", "swallowed", "other_route")
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()


def in_python(typed: Typed, base: Base) -> Outcome | None:
    """The values themselves, made anew."""
    read = read_table(typed, K, today=TODAY)
    who = Patient(**{f.name: getattr(read.patient, f.name) for f in fields(Patient)})
    return outcome(who, read.asks(today=TODAY, jurisdiction=base.place))


def by_file(typed: Typed, base: Base) -> Outcome | None:
    """A file of TOML, by its bytes."""
    return _of(read_patient(as_toml(typed).encode(), known=K, today=TODAY), base)


def by_record(typed: Typed, base: Base) -> Outcome | None:
    """A FHIR bundle, with answers beside it for what it has no place for."""
    if any(name in typed for name in (*ORDERED, "requested", "stopped")):
        return None
    made = resources(typed)
    if made is None:
        return None
    told, left = made
    reading = read_as_record(told, left, typed)
    request = reading.asks(today=TODAY, kind=left.get("request"), jurisdiction=base.place)
    return outcome(reading.patient, request)


def by_events(typed: Typed, base: Base) -> Outcome | None:
    """The record of a clinic: what was told, and each sign as it was noticed."""
    rest = {key: value for key, value in typed.items() if key != "signs"}
    seen = [(TODAY.isoformat(), Noticed(sign=sign)) for sign in typed.get("signs", [])]
    made = record((TODAY.isoformat(), Told(table=rest)), *seen)
    return _of(on_day(made, TODAY, K), base)


def by_form(typed: Typed, base: Base) -> Outcome | None:
    """The form of the pages: its fields, as text."""
    form = form_of(typed)
    if form is None:
        return None
    # As the page keeps it, and reads it back: days are text there.
    told = Told(table=table_of(form, K.codes.condition_labels))
    reading = on_day(record((TODAY.isoformat(), told)), TODAY, K)
    kind = typed.get("request")
    return outcome(reading.patient, reading.asks(today=TODAY, kind=kind, jurisdiction=base.place))


def by_hook(typed: Typed, base: Base) -> Outcome | None:
    """A hook of a record system: baclofen is ordered for the first time, with what is on record."""
    made = resources(typed)
    if base.syndrome != "ms_spasticity" or base.asks != "start" or made is None:
        return None
    told, left = made
    if set(left) - {"syndrome", "dialysis", "pregnant", "request", "baclofen"} or any(
        left.get(key) for key in ("dialysis", "pregnant")
    ):
        return None

    def of(kind: str, *more: Json) -> Json:
        found = [{**one, "id": f"{kind}{n}", **_OF_P1} for n, one in enumerate(told)]
        return search(*(one for one in found if one["resourceType"] == kind), *more)

    held = {
        "patient": {**who_of(typed), "id": "p1"}, "medications": of("MedicationRequest", HARMLESS),
        "conditions": of("Condition", MS, SPASTICITY), "devices": None,
        "allergies": of("AllergyIntolerance"), "observations": of("Observation"),
    }  # fmt: skip
    request, _ = read_request(json.dumps(asked("order-sign", held, order("d1", mg=5))).encode())
    (case,) = Asker(request, record_of(request, {}), K, TODAY, base.place).cases()
    gives = "start" if isinstance(case.decision, Plan) and case.decision.up else ""
    return Outcome(case.made.verdict, gives, case.made.fit)


#: Of whom no medicine is on record nobody knows what is taken.
HARMLESS = order("m0", "Acetaminophen 325 MG Oral Tablet", "", status="active", mg=325, times=1)
_OF_P1 = {"subject": {"reference": "Patient/p1"}, "patient": {"reference": "Patient/p1"}}


DOORS: Mapping[str, Callable[[Typed, Base], Outcome | None]] = {
    "Python": in_python, "file": by_file, "record": by_record, "events": by_events,
    "form": by_form, "hook": by_hook,
}  # fmt: skip


def _of(reading: Reading, base: Base) -> Outcome:
    return outcome(reading.patient, reading.asks(today=TODAY, jurisdiction=base.place))


def read_as_record(told: Iterable[Json], left: Typed, typed: Typed) -> Reading:
    """What a bundle of these resources says of a typed patient, with what is left answered beside
    it; what is asked for is no answer."""
    raw = json.dumps(bundle(*told, who=who_of(typed))).encode()
    reading = read_patient(raw, known=K, today=TODAY)
    answers = [(key, _words(value)) for key, value in left.items() if key != "request"]
    return with_answers(reading, answers, K, today=TODAY)


def resources(typed: Typed) -> tuple[list[Json], Typed] | None:
    """What a record tells of a typed patient, and what is left to answer."""
    left = {k: v for k, v in typed.items() if k not in ("age_y", "sex", "signs", "conditions")}
    made: list[Json] = []
    for key in typed.get("conditions", []):
        code = _code_of(key)
        if code is None:
            return None
        made.append(condition(code, recordedDate=YESTERDAY))
    made += [_sign(one) for one in typed.get("signs", [])]
    for key, code, unit in (
        ("egfr", "98979-8", "mL/min/{1.73_m2}"), ("weight_kg", "29463-7", "kg"),
        ("height_cm", "8302-2", "cm"),
    ):  # fmt: skip
        if key in typed:
            made.append(observation(code, left.pop(key), unit, on=YESTERDAY))
    made += [medicine(name) for name in left.pop("medicines", [])]
    for name in left.pop("allergies", []):
        made.append(_allergy(name))
    if left.pop("no_allergies", None):
        made.append(_allergy("No known drug allergies"))
    if left.get("baclofen", "none") == "10 mg three times daily":
        made.append(medicine("Baclofen 10 MG Oral Tablet", "197391", sig=left.pop("baclofen")))
    return made, left


def who_of(typed: Typed) -> Json:
    """The resource of the patient: a birthday this year already."""
    year = None if "age_y" not in typed else TODAY.year - int(typed["age_y"])
    return patient(birthDate=year and f"{year}-01-01", gender=typed.get("sex"))


def _allergy(name: str) -> Json:
    return {
        "resourceType": "AllergyIntolerance", "code": {"text": name},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "patient": {"reference": "Patient/p"},
    }  # fmt: skip


def _code_of(key: str) -> str | None:
    """A code of SNOMED CT that means this illness alone."""
    for (system, code), keys in K.codes.condition_codes.items():
        if system == SNOMED and keys == {key}:
            return code
    return None


def _sign(sign: str) -> Json:
    """A sign of yesterday, by its code of SNOMED CT, else by its words."""
    coded = (name.split() for name, told in K.codes.signs.items() if told == sign)
    code = next((words[1] for words in coded if words[0] == SNOMED), None)
    if code is not None:
        return condition(code, onsetDateTime=YESTERDAY)
    text = {"text": sign.replace("_", " ")}
    return {**condition("", onsetDateTime=YESTERDAY), "code": text}


def _words(value: Any) -> str:
    return json.dumps(value, default=date.isoformat) if not isinstance(value, str) else value


#: Keys of a typed patient as the form names them; what else is told, it cannot.
_FORM = frozenset({
    "age_y", "sex", "weight_kg", "height_cm", "creatinine", "syndrome", "conditions", "medicines",
    "allergies", "no_allergies", "baclofen", "request", "egfr", "dialysis", "pregnant", "signs",
})  # fmt: skip


def form_of(typed: Typed) -> dict[str, str] | None:
    """The fields of the form that tell it; None where one is lacking."""
    if set(typed) - _FORM or typed.get("signs") or typed.get("dialysis") or typed.get("pregnant"):
        return None
    form: dict[str, str] = {
        key: str(typed[key])
        for key in ("age_y", "sex", "weight_kg", "height_cm", "syndrome", "baclofen")
        if key in typed
    }
    form["conditions"] = "\n".join(typed["conditions"]) or "none"
    form["medicines"] = "\n".join(typed["medicines"]) or "none"
    form["allergies"] = "\n".join(typed.get("allergies", [])) or "none"
    # The form asks for a creatinine: 0.7 mg/dL is that of the eGFR told of the healthy.
    value, unit = str(typed.get("creatinine", "0.7 mg/dL")).split()
    if "creatinine" in typed or typed.get("egfr", 0) >= 90:
        form |= {"creatinine": value, "creatinine_unit": unit, "creatinine_on": f"{TODAY}"}
    elif "egfr" in typed:
        return None
    return form
