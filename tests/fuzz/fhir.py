"""`python -m tests.fuzz.fhir N`: records in FHIR, whole and damaged in values, keys or characters.

What is read is judged and said; where the words and codes of a danger were damaged, nobody is told
to begin, and the entry is named.
"""

from __future__ import annotations

import copy
import json
import sys
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import ICD10CM, LOINC, RXNORM, SNOMED
from tests.doors import of_reading, say
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import VALUES, odd_text, place_in, scratched
from tests.people import TODAY, known

DAYS = (
    "0001-01-01", "9999-12-31", "0000-00-00", "2026-13-40", "2026-11-22", "2026-11-23", "2026",
    "2026-00", "1890-01-01", "2026-11-22T24:00:00Z", "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00", "2026-11-20T08:00:00.000000000001Z",
)  # fmt: skip
EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "ms_spasticity.json"
#: Keys that other versions and systems have where ours stand.
_KEYS = (
    "resourceType", "id", "status", "code", "taken", "wasNotTaken", "modifierExtension", "text",
    "valueQuantity", "effectiveDateTime", "contained", "meta", "subject", "reference", "_status",
)  # fmt: skip


class Record(NamedTuple):
    """The bytes of a record, and the id of the danger whose words were garbled, or empty."""

    raw: bytes
    garbled: str


@cache
def dangers() -> tuple[tuple[str, str], ...]:
    """Conditions and medicines that a rule speaks of, each with its kind."""
    codes = known().codes
    labels = tuple(("Condition", label) for label in codes.condition_labels.values())
    spoken = known().classes_spoken_of
    drugs = (i.name for i in codes.ingredients if i.name != "baclofen" and spoken & set(i.classes))
    return labels + tuple(("MedicationStatement", name) for name in drugs)


def record(rng: Random) -> Record:
    """A bundle, or its resources one a line: mostly damaged in one to three places."""
    bundle = _example() if rng.random() < 0.1 else _bundle(rng)
    garbled = ""
    for _ in range(rng.choice([0, 1, 1, 2])):
        if rng.random() < 0.35:
            garbled = _garble(bundle, rng) or garbled
        else:
            _damage(bundle, rng)
            garbled = ""
    if rng.random() < 0.15:
        text = "\n".join(json.dumps(e.get("resource")) for e in _entries(bundle))
    else:
        text = json.dumps(
            bundle, indent=rng.choice([None, None, 1]), ensure_ascii=rng.random() < 0.5
        )
    if rng.random() < 0.12:
        text, garbled = scratched(text, rng), ""
    return Record(text.encode("utf-8", "surrogatepass"), garbled)


def _entries(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    entries = bundle.get("entry")
    return [e for e in entries if isinstance(e, dict)] if isinstance(entries, list) else []


@cache
def _example_text() -> str:
    return EXAMPLE.read_text(encoding="utf-8")


def _example() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(_example_text())
    return made


def _bundle(rng: Random) -> dict[str, Any]:
    """A person with good kidneys and a label's indication, and what else chance adds."""
    found = [
        {"resourceType": "Patient", "id": "p", "gender": "female",
         "birthDate": rng.choice(["1974-05-01", "1974-05-01", "2016-02-29"])},
        _condition("ms", "24700007", "Multiple sclerosis"),
        _condition("spasm", "221360009", "Spasticity"),
        _result("2160-0", 0.8, "mg/dL"), _result("29463-7", 68, "kg"), _result("8302-2", 166, "cm"),
        _medicine("m0", "sertraline"),
        *(_drawn(i, rng) for i in range(rng.choice([0, 1, 2, 5]))),
    ]  # fmt: skip
    rng.shuffle(found)
    return {
        "resourceType": "Bundle", "type": rng.choice(["collection", "searchset"]),
        "entry": [{"fullUrl": f"urn:uuid:{i}", "resource": one} for i, one in enumerate(found)],
    }  # fmt: skip


def _drawn(i: int, rng: Random) -> dict[str, Any]:
    kind = rng.randrange(7)
    if kind <= 2:
        kind_of, name = rng.choice(dangers())
        return _condition(f"d{i}", "", name) if kind_of == "Condition" else _medicine(f"d{i}", name)
    if kind == 3:
        dose = {"doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg"}}],
                "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}}  # fmt: skip
        return {
            "resourceType": "MedicationRequest", "id": f"b{i}", "intent": "order",
            "status": rng.choice(["active", "stopped", "completed", "draft"]),
            "subject": {"reference": "Patient/p"}, "authoredOn": rng.choice(["2026-10-01", *DAYS]),
            "dosageInstruction": [dose],
            "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": "197391"}],
                                          "text": "baclofen 10 MG Oral Tablet"},
        }  # fmt: skip
    if kind == 4:
        return {
            "resourceType": "AllergyIntolerance", "id": f"a{i}",
            "patient": {"reference": "Patient/p"},
            "code": {"text": rng.choice(["Baclofen", "Latex allergy", "Penicillin"])},
        }  # fmt: skip
    if kind == 5:
        return {
            "resourceType": "Procedure", "id": f"q{i}", "status": "completed",
            "subject": {"reference": "Patient/p"}, "performedDateTime": rng.choice(DAYS),
            "code": {"text": rng.choice(["Haemodialysis", "Appendectomy", "Renal transplant"])},
        }  # fmt: skip
    return {
        "resourceType": rng.choice(["CarePlan", "DocumentReference", "Device", "Claim", "Flag"]),
        "id": f"o{i}", "status": "active", "subject": {"reference": "Patient/p"},
        "description": rng.choice(["pump", "epilepsy", "a walk", "лечение Баклофен"]),
    }  # fmt: skip


def _condition(id: str, code: str, name: str) -> dict[str, Any]:
    coding = [{"system": SNOMED, "code": code, "display": name}] if code else []
    return {
        "resourceType": "Condition", "id": id, "subject": {"reference": "Patient/p"},
        "clinicalStatus": {"coding": [{"code": "active"}]}, "onsetDateTime": "2026-01-01",
        "code": {"coding": coding, "text": name},
    }  # fmt: skip


def _medicine(id: str, name: str) -> dict[str, Any]:
    return {
        "resourceType": "MedicationStatement", "id": id, "status": "active",
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-10-01",
        "medicationCodeableConcept": {"text": name},
    }  # fmt: skip


def _result(code: str, value: float, unit: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"r{code}", "status": "final",
        "subject": {"reference": "Patient/p"}, "effectiveDateTime": "2026-11-01",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "valueQuantity": {"value": value, "unit": unit, "code": unit,
                          "system": "http://unitsofmeasure.org"},
    }  # fmt: skip


def _garble(bundle: dict[str, Any], rng: Random) -> str:
    """Letters of a danger's name are swapped or lost, and its code with them; its id."""
    held = [e["resource"] for e in _entries(bundle) if isinstance(e.get("resource"), dict)]
    found = [one for one in held if str(one.get("id", "")).startswith("d")]
    if not found:
        return ""
    one = rng.choice(found)
    key = "code" if one.get("resourceType") == "Condition" else "medicationCodeableConcept"
    if not isinstance(one.get(key), dict):
        return ""
    letters = list(str(one[key].get("text", "")))
    if len(letters) < 4:
        return ""
    for _ in range(rng.randint(2, 5)):
        letters[rng.randrange(len(letters))] = rng.choice(["", "zq", "x", "\ufffd"])
    codes = rng.choice([[], [{"system": ICD10CM, "code": "?"}], [{"code": "zz9"}]])
    one[key] = {"text": "".join(letters), **({"coding": codes} if codes else {})}
    return str(one["id"])


def _damage(raw: Any, rng: Random) -> None:
    """One value somewhere inside is taken out, doubled, renamed or put into another's place."""
    if (found := place_in(raw, rng, deeper=0.85)) is None:
        return
    at, key = found
    inside = at[key]
    kind = rng.random()
    if kind < 0.2:
        del at[key]
    elif kind < 0.35 and isinstance(at, dict):
        at[rng.choice(_KEYS)] = inside
    elif kind < 0.45 and isinstance(at, list):
        at.append(copy.deepcopy(inside))
    elif kind < 0.6:
        at[key] = rng.choice(DAYS)
    elif kind < 0.7 and isinstance(inside, int | float) and abs(inside) < 1e300:
        at[key] = inside * rng.choice([0, -1, 1e-9, 1000, 1e300])
    else:
        at[key] = copy.deepcopy(rng.choice(VALUES)) if rng.random() < 0.6 else odd_text(rng)


def read(given: Record) -> tuple[Record, Reading]:
    return given, read_patient(given.raw, known=known(), today=TODAY)


def wrong(found: tuple[Record, Reading]) -> list[str]:
    """Nothing crashes on its way out; a garbled danger is named, and nobody is told to begin."""
    given, reading = found
    say(reading, Random(len(given.raw)))  # noqa: S311 - a seed for tests
    if not given.garbled:
        return []
    came = of_reading(reading)
    said = [f"ok with a {came.gives} although {given.garbled} was garbled"] if came.is_free else []
    if not any(entry.place.endswith(f"/{given.garbled}") for entry in reading.entries):
        said.append(f"{given.garbled} was garbled and is not named")
    return said


TARGET = Target(record, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))
