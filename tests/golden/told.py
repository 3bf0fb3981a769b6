"""Random records: entries of each kind in many states, from a seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.unit.exchange.build import (
    RXNORM,
    SNOMED,
    Json,
    bundle,
    condition,
    creatinine,
    day,
    dosage,
    egfr,
    medicine,
    observation,
    patient,
)

#: What may stand in a record, so that each kind of entry is met in several states.
DAYS = (
    0,
    1,
    3,
    6,
    8,
    13,
    15,
    20,
    29,
    31,
    40,
    60,
    89,
    91,
    100,
    170,
    200,
    364,
    366,
    400,
    900,
    -1,
    -9,
)
STATUSES = (
    "active",
    "active",
    "active",
    "completed",
    "stopped",
    "on-hold",
    "draft",
    "unknown",
    "cancelled",
    "entered-in-error",
    "not-taken",
    "intended",
    "in-progress",
    "not-done",
    None,
)
NAMES = (
    ("Baclofen 10 MG Oral Tablet", "197391"),
    ("baclofen", ""),
    ("Baclofen 5 MG", "430902"),
    ("Lioresal", ""),
    ("Gablofen intrathecal 500 mcg/mL", ""),
    ("baclofen 1 mg/mL oral solution", ""),
    ("diazepam 5 mg", ""),
    ("Morphine Sulfate 15 MG", ""),
    ("ibuprofen", ""),
    ("gabapentin", ""),
    ("Xyzzium", ""),
    ("", "197391"),
    ("no known medications", ""),
    ("sertraline", ""),
    ("lisinopril", "314076"),
    ("warfarin", ""),
    ("baclofen / morphine", ""),
)
SIGS = (
    "",
    "",
    "10 mg three times daily",
    "10 mg TID",
    "Take 5 mg by mouth 3 times a day",
    "10 mg as needed",
    "1 tablet three times daily",
    "5 mL twice a day",
    "300 mcg/day",
    "12.5 mcg/h",
    "10 mg every other day",
    "5 mg for 3 days, then 10 mg",
    "30 mg/day",
    "10 mg intrathecal daily",
)
CONDITIONS = (
    ("426373005", SNOMED),
    ("24700007", SNOMED),
    ("77386006", SNOMED),
    ("46177005", SNOMED),
    ("84757009", SNOMED),
    ("230690007", SNOMED),
    ("128188000", SNOMED),
    ("13200003", SNOMED),
    ("40930008", SNOMED),
    ("999999999", SNOMED),
    ("G35", "icd"),
    ("N18.6", "icd"),
    ("Z99.2", "icd"),
    ("R41.0", "icd"),
    ("G80.0", "icd"),
)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
ROUTES = ("oral", "intrathecal", "topical", "by mouth", "spinal", "intravenous")


def _on(r: Random) -> str | None:
    return r.choice([day(r.choice(DAYS)), day(r.choice(DAYS)), "2026", "2026-10", None])


def _observation(r: Random) -> Json:
    makers: list[Callable[[], Json]] = [
        lambda: creatinine(r.choice([0.7, 0.9, 1.4, 3.1]), "mg/dL", _on(r)),
        lambda: creatinine(r.choice([62, 80, 135, 400]), r.choice(["umol/L", "µmol/L"]), _on(r)),
        lambda: creatinine(
            r.choice([0.05, 88.0, 3000.0]), r.choice(["", "mg/dL", "mmol/L"]), _on(r)
        ),
        lambda: egfr(r.choice([22, 44, 61, 95, 400]), on=_on(r)),
        lambda: egfr(
            r.choice([15, 60, 90]),
            r.choice(["mL/min", "mL/min/1.73m2", "%"]),
            _on(r),
            code=r.choice(["33914-3", "48642-3", "62238-1", "98979-8", "69405-9"]),
        ),
        lambda: observation(
            "29463-7",
            *r.choice([(12, "kg"), (68, "kg"), (7100, "g"), (151, "[lb_av]"), (68, "g")]),
            _on(r),
        ),
        lambda: observation(
            "8302-2", *r.choice([(64, "[in_i]"), (1.66, "m"), (166, "cm"), (166, "m")]), _on(r)
        ),
        lambda: observation("718-7", 12.0, "g/dL", _on(r)),
    ]
    made = r.choice(makers)()
    more: Json = {"status": r.choice(["final"] * 8 + ["entered-in-error", "cancelled"])}
    if r.random() < 0.15 and "valueQuantity" in made:
        made["valueQuantity"] = {**made["valueQuantity"], "comparator": r.choice(["<", ">", ">="])}
    if r.random() < 0.08:
        made.pop("valueQuantity", None)
        more["valueString"] = r.choice(["see report", "1.4 mg/dL", ">90"])
    return {**made, **more}


def _condition(r: Random) -> Json:
    code, system = r.choice(CONDITIONS)
    more: Json = {}
    if r.random() < 0.6:
        more["onsetDateTime"] = day(r.choice(DAYS))
    if r.random() < 0.2:
        more["abatementDateTime"] = day(r.choice(DAYS))
    if r.random() < 0.3:
        more["recordedDate"] = day(r.choice(DAYS))
    if r.random() < 0.3:
        status = r.choice(["confirmed", "provisional", "refuted", "differential"])
        more["verificationStatus"] = {"coding": [{"code": status}]}
    status = r.choice(["active", "active", "resolved", "inactive", "recurrence", "remission"])
    return condition(code, ICD if system == "icd" else system, status, **more)


def _dosage(r: Random) -> Json:
    made = dosage(
        r.choice([5, 10, 20, 2, 300, 0.5]),
        r.choice(["mg", "mg", "mg", "mcg", "tablet", "mL", "g"]),
        r.choice([None, 1, 2, 3, 4, 0.5]),
    )
    if r.random() < 0.2:
        made["asNeededBoolean"] = True
    if r.random() < 0.4:
        made["text"] = r.choice(SIGS)
    if r.random() < 0.3:
        made["route"] = {"text": r.choice(ROUTES)}
    if r.random() < 0.15:
        made["sequence"] = r.choice([1, 2])
    if r.random() < 0.2 and "timing" in made:
        made["timing"]["repeat"] |= {
            "period": r.choice([1, 2, 8]),
            "periodUnit": r.choice(["d", "h", "wk"]),
        }
    if r.random() < 0.1:
        made.setdefault("timing", {}).setdefault("repeat", {})["boundsPeriod"] = {
            "end": day(r.choice(DAYS))
        }
    return made


def _medicine(r: Random) -> Json:
    kind = r.choice(
        ["MedicationRequest"] * 4
        + ["MedicationStatement", "MedicationDispense", "MedicationAdministration"]
    )
    name, code = r.choice(NAMES)
    status = r.choice(STATUSES)
    more: Json = {}
    listed = "dosage" if kind == "MedicationStatement" else "dosageInstruction"
    if kind == "MedicationRequest":
        more["authoredOn"] = _on(r)
        more["intent"] = r.choice(["order", "order", "order", "plan", "proposal", None])
        if r.random() < 0.1:
            more["reportedBoolean"] = True
        if r.random() < 0.1:
            more["dispenseRequest"] = {"validityPeriod": {"end": day(r.choice(DAYS))}}
        if r.random() < 0.05:
            more["doNotPerform"] = True
    elif kind == "MedicationStatement":
        more["effectivePeriod"] = {"start": day(r.choice(DAYS)), "end": day(r.choice(DAYS))}
        if r.random() < 0.5:
            more["effectivePeriod"].pop("end")
    elif kind == "MedicationDispense":
        status = r.choice(["completed", "completed", "stopped", "cancelled", "preparation"])
        more["whenHandedOver"] = _on(r)
        if r.random() < 0.6:
            more["daysSupply"] = {"value": r.choice([7, 14, 30, 90]), "unit": r.choice(["d", "wk"])}
    else:
        more["effectiveDateTime"] = _on(r)
        status = r.choice(["completed", "in-progress", "on-hold", "not-done"])
    made = medicine(name, code, status, kind, **more)
    if r.random() < 0.7 and kind != "MedicationAdministration":
        made[listed] = [_dosage(r) for _ in range(r.choice([1, 1, 1, 2]))]
    elif kind != "MedicationAdministration" and (sig := r.choice(SIGS)):
        made[listed] = [{"text": sig}]
    return made


def _other(r: Random) -> Json:
    return r.choice(
        [
            {
                "resourceType": "AllergyIntolerance",
                "patient": {"reference": "Patient/p"},
                "code": {
                    "text": r.choice(["Baclofen", "penicillin", "No known allergies", "Lioresal"])
                },
                "clinicalStatus": {
                    "coding": [{"code": r.choice(["active", "inactive", "resolved"])}]
                },
                "verificationStatus": {"coding": [{"code": r.choice(["confirmed", "refuted"])}]},
            },
            {
                "resourceType": "Device",
                "id": "d",
                "type": {
                    "text": r.choice(
                        [
                            "SynchroMed II",
                            "infusion pump",
                            "Prometra II",
                            "insulin pump",
                            "wheelchair",
                        ]
                    )
                },
                "status": r.choice(["active", "inactive"]),
            },
            {
                "resourceType": "Procedure",
                "status": r.choice(["completed", "in-progress", "not-done"]),
                "performedDateTime": day(r.choice(DAYS)),
                "code": {
                    "coding": [
                        {"system": SNOMED, "code": r.choice(["302497006", "265764009", "18286008"])}
                    ],
                    "text": r.choice(["haemodialysis", "implantation of baclofen pump", "x"]),
                },
            },
            {"resourceType": "CarePlan", "title": r.choice(["spasticity", "baclofen titration"])},
            {"resourceType": "Immunization", "vaccineCode": {"text": "influenza"}},
            {
                "resourceType": "Medication",
                "id": "m",
                "code": {"coding": [{"system": RXNORM, "code": "1292"}]},
            },
        ]
    )


def record(seed: int) -> Json:
    """One of endlessly many records, of two to nine entries."""
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    kinds = (_observation, _condition, _medicine, _medicine, _other)
    entries = [r.choice(kinds)(r) for _ in range(r.randrange(2, 10))]
    who = patient(
        birthDate=r.choice(["1974-03-14", "2017-05", "1940", "2026-11-01", None]),
        gender=r.choice(["female", "male", "other", None]),
        deceasedBoolean=True if r.random() < 0.03 else None,
    )
    return bundle(*entries, who=who, kind=r.choice(["collection", "collection", "searchset"]))
