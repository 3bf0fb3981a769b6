"""Random records of what is measured and implanted: vital signs around their edges, pumps by
device, use and procedure, and days around those at which a value or a sign is of the past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.unit.exchange.build import (
    SNOMED,
    Json,
    bundle,
    condition,
    creatinine,
    day,
    egfr,
    medicine,
    observation,
    patient,
)

#: By code: values about what is a sign, what is doubtful and what is ordinary, and units.
VITAL: Mapping[str, tuple[tuple[float, ...], tuple[str, ...]]] = {
    "9279-1": ((5, 7, 8, 9, 10, 11, 12, 16, 28), ("/min", "{breaths}/min", "", "/h")),
    "59408-5": ((0.81, 81, 84, 85, 87, 88, 89, 90, 92, 97), ("%", "1", "")),
    "2708-6": ((79, 85, 88, 89, 91, 92, 96), ("%", "")),
    "9269-2": ((3, 8, 9, 12, 13, 14, 15, 16), ("{score}", "")),
    "8310-5": ((33.1, 34.9, 35, 36.8, 38, 38.1, 40.3, 101.3), ("Cel", "[degF]", "")),
    "8867-4": ((36, 39, 40, 44, 49, 50, 72, 119, 120, 131, 148), ("/min", "{beats}/min", "")),
}  # fmt: skip
#: Days around those at which something is of the past, and some to come.
DAYS = (0, 1, 2, 3, 4, 6, 7, 8, 13, 14, 15, 29, 30, 31, 89, 90, 91, 92, 181, 184, 364, 365, 366,
        367, -1)  # fmt: skip
DEVICES = (
    "SynchroMed II", "SynchroMed III infusion pump", "Prometra II", "implantable drug pump",
    "infusion pump", "insulin pump", "enteral feeding pump", "wheelchair", "baclofen pump",
    "ventriculoperitoneal shunt", "tracheostomy tube", "",
)  # fmt: skip
DONE = (
    "implantation of baclofen pump", "removal of intrathecal pump", "refill of intrathecal pump",
    "intrathecal injection of baclofen", "explantation of SynchroMed II", "insulin pump fitted",
    "endotracheal intubation", "physiotherapy", "haemodialysis",
)  # fmt: skip


def _vital(r: Random) -> Json:
    code = r.choice(sorted(VITAL))
    values, units = VITAL[code]
    on = r.choice([day(r.choice(DAYS)), day(r.choice(DAYS[:11])), day(0), None])
    more: Json = {"status": r.choice(["final"] * 8 + ["preliminary", "entered-in-error"])}
    made = observation(code, r.choice(values), r.choice([units[0], r.choice(units)]), on, **more)
    if r.random() < 0.1:
        made["valueQuantity"]["comparator"] = r.choice(["<", ">"])
    return made


def _kidney(r: Random) -> Json:
    on = day(r.choice(DAYS))
    if r.random() < 0.5:
        return creatinine(r.choice([0.7, 0.9, 1.2, 1.5, 3.1]), "mg/dL", on)
    return egfr(r.choice([14, 29, 30, 59, 60, 61, 89, 90]), on=on)


def _device(r: Random) -> Json:
    words = r.choice(DEVICES)
    made: Json = {
        "resourceType": "Device", "id": "d", "patient": {"reference": "Patient/p"},
        "status": r.choice(["active", "active", "inactive", "unknown", None]),
        "type": {"text": words},
    }  # fmt: skip
    if r.random() < 0.3:
        made["deviceName"] = [{"name": r.choice(DEVICES), "type": "model-name"}]
    if r.random() < 0.2:
        made["text"] = {"status": "generated", "div": f"<div>A <b>{r.choice(DEVICES)}</b></div>"}
    return made


def _use(r: Random) -> Json:
    return {
        "resourceType": "DeviceUseStatement", "subject": {"reference": "Patient/p"},
        "status": r.choice(["active", "active", "completed", "stopped", "intended"]),
        "device": r.choice([{"reference": "Device/d"}, {"display": r.choice(DEVICES)}]),
        "reasonCode": [{"text": r.choice(["spasticity", "intrathecal baclofen", "pain"])}],
    }  # fmt: skip


def _procedure(r: Random) -> Json:
    made: Json = {
        "resourceType": "Procedure", "subject": {"reference": "Patient/p"},
        "status": r.choice(["completed", "completed", "in-progress", "not-done", "preparation"]),
        "code": {"text": r.choice(DONE)},
    }  # fmt: skip
    if r.random() < 0.7:
        made["performedDateTime"] = day(r.choice(DAYS))
    elif r.random() < 0.7:
        first = r.choice(DAYS)
        made["performedPeriod"] = {"start": day(first + 3), "end": day(first)}
    return made


def _ill(r: Random) -> Json:
    """A disease of the lungs, at which less is ordinary; or one of the spine."""
    code = r.choice(["13645005", "90708001", "24700007", "409622000"])
    return condition(code, SNOMED, r.choice(["active", "active", "resolved"]))


def _baclofen(r: Random) -> Json:
    name, sig = r.choice([
        ("Baclofen 10 MG Oral Tablet", "10 mg three times daily"),
        ("Gablofen intrathecal 500 mcg/mL", "300 mcg/day"), ("sertraline", ""),
    ])  # fmt: skip
    return medicine(name, sig=sig, authoredOn=day(r.choice(DAYS)))


def record(seed: int) -> Json:
    """One of endlessly many records, of two to eight entries."""
    r = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    kinds: tuple[Callable[[Random], Json], ...] = (
        _vital, _vital, _vital, _kidney, _device, _use, _procedure, _ill, _baclofen,
    )  # fmt: skip
    entries = [r.choice(kinds)(r) for _ in range(r.randrange(2, 9))]
    who = patient(birthDate=r.choice(["1974-03-14", "1974-03-14", "2019-05-01", "2026-05-01"]))
    return bundle(*entries, who=who)
