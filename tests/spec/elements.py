"""What is read from which element of FHIR, watched while records are read.

`python -m tests.spec.elements` writes docs/spec/elements.md; a test holds that page to the readers.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from baclofen.errors import BaclofenError
from baclofen.exchange import fhir_of, read_follow_up, read_patient
from baclofen.exchange.fhir.element import Element
from tests.fhir_answers import ANSWERS, AT
from tests.fuzz import fhir as damaged
from tests.hook_requests import RXNORM, SUBJECT, order
from tests.people import TODAY, known
from tests.records.hooks import OVERLAYS, REQUESTS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "spec" / "elements.md"
#: Damaged records that are read as well: they hold what the others lack.
_DAMAGED = 150
#: The reader that asks, by its file, and what for. Files that are not named help others.
FOR: Mapping[str, str] = {
    "allergies": "allergies", "body": "weight, height", "conditions": "conditions",
    "dosage": "doses", "follow_up": "doses given, pain scores", "given": "doses given",
    "kidney": "kidneys",
    "medicines": "medicines", "observations": "results, as of kidneys, INR, pregnancy",
    "people": "age, sex, death", "pumps": "pumps",
    "signs": "signs, routes", "standing": "what still holds", "timing": "doses",
    "visits": "visits, why not given",
    "bundle": "whose it is, whether it is all", "references": "whose it is, whether it is all",
    "quantities": "results, as of kidneys, INR, pregnancy", "ledger": "what was not understood",
    "versions": "",
}  # fmt: skip
#: What every resource is asked for is told once.
_EVERYWHERE = frozenset({"bundle", "references", "ledger"})
#: What a CodeableConcept is always read with is not told of each.
_OF_CONCEPTS = re.compile(r"\.coding(\.(system|code|display))?$")

Seen = dict[tuple[str, str], set[str]]


@contextmanager
def watched() -> Iterator[Seen]:
    """Notes each element that a reader asks for, as (resource, path), and the files that ask."""
    seen: Seen = defaultdict(set)
    kept: dict[str, Callable[..., Any]] = {}
    for name in ("text", "number", "flag", "child", "children", "texts", "has"):
        kept[name] = getattr(Element, name)
        setattr(Element, name, _noting(kept[name], seen))
    try:
        yield seen
    finally:
        for name, method in kept.items():
            setattr(Element, name, method)


def _noting(method: Callable[..., Any], seen: Seen) -> Callable[..., Any]:
    def noted(self: Element, *names: str) -> Any:
        path = _path(self)
        if path is not None:
            reader = _reader()
            for name in names:
                seen[path[0], f"{path[1]}{name}"].add(reader)
        return method(self, *names)

    return noted


def _path(element: Element) -> tuple[str, str] | None:
    """The type of the resource, and the path to an element within it with a dot at its end."""
    steps: list[str] = []
    at: Element | None = element
    while at is not None and at.above is not None:
        steps.append(_unnumbered(at.name))
        at = at.above
    kind = at.raw.get("resourceType") if at is not None else None
    if not isinstance(kind, str) or kind == "Bundle" or not re.fullmatch(r"[A-Z][A-Za-z]+", kind):
        return None
    if "contained" in steps:
        return None
    return kind, "".join(f"{step}." for step in reversed(steps))


@cache
def _unnumbered(name: str) -> str:
    """A step without its place in a list."""
    return re.sub(r"\[\d+\]", "", name)


def _reader() -> str:
    """The file among those of `FOR` that asks, nearest first."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        if reader := _reader_in(frame.f_code.co_filename):
            return reader
        frame = frame.f_back
    return ""


@cache
def _reader_in(file: str) -> str:
    """The name of a file of `FOR`; empty for others."""
    path = Path(file)
    return path.stem if path.stem in FOR and path.parent.name == "fhir" else ""


def read_all() -> Seen:
    """Everything that is asked for while the records of the tests are read."""
    with watched() as seen:
        for raw in _records():
            for reading in (read_patient, read_follow_up):
                try:
                    reading(raw, known=known(), today=TODAY)
                except BaclofenError:
                    continue
    return seen


def _records() -> Iterator[bytes]:
    for path in sorted((ROOT / "tests/records/synthea").glob("*.gz")):
        yield gzip.decompress(path.read_bytes())
    for raw in OVERLAYS.values():
        held = json.loads(raw)["prefetch"]
        yield _bundle(one for one in held.values() if one)
    for made in ANSWERS.values():
        yield json.dumps(fhir_of(made, known(), at=AT)).encode()
    examples = [
        json.loads(raw.decode("utf-8-sig"))
        for name, raw in REQUESTS.items()
        if name.startswith("hl7_r4_examples/")
    ]
    for example in examples:
        if example.get("resourceType") not in ("Patient", "Bundle"):
            who = example.get("subject") or example.get("patient") or {}
            patient = str(who.get("reference", "Patient/p")).rpartition("/")[2]
            yield _bundle([{"resourceType": "Patient", "id": patient}, example])
    yield _bundle([{"resourceType": "Patient", "id": "p1"}, *_rare()])
    for seed in range(_DAMAGED):
        yield damaged.record(Random(seed)).raw  # noqa: S311 - a seed for tests


def _rare() -> Iterator[dict[str, Any]]:
    """What none of the other records holds."""
    tablets = order("m", status="active")
    (dosage,) = tablets.pop("dosageInstruction")
    one = {**dosage, "dose": dosage["doseAndRate"][0]["doseQuantity"], "text": "one at night"}
    for kind, more in (
        ("MedicationAdministration", {"status": "completed", "dosage": one}),
        ("MedicationDispense", {"status": "completed", "dosageInstruction": [one]}),
        ("MedicationStatement", {"dosage": [one]}),
    ):
        when = {"effectiveDateTime": TODAY.isoformat(), "whenHandedOver": TODAY.isoformat()}
        yield {**tablets, "resourceType": kind, "id": kind, **more, **when}
    drug = {"coding": [{"system": RXNORM, "code": "197391"}], "text": "Baclofen 10 MG Oral Tablet"}
    yield {"resourceType": "Medication", "id": "d", "code": drug}
    by_reference = {key: value for key, value in tablets.items() if key[:10] != "medication"}
    yield {**by_reference, "id": "r", "medicationReference": {"reference": "Medication/d"}}
    pump = {"text": "Implantable intrathecal infusion pump"}
    yield {"resourceType": "Device", "id": "v", "status": "active", "type": pump,
           "patient": SUBJECT}  # fmt: skip
    yield {"resourceType": "DeviceUseStatement", "id": "u", "status": "active", "subject": SUBJECT,
           "device": {"reference": "Device/v", "display": "baclofen pump"}}  # fmt: skip


def _bundle(resources: Any) -> bytes:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def page(seen: Seen) -> str:
    """The table as docs/spec/elements.md."""
    lines = [
        "# What is read from which element", "",
        "Watched while the records of the tests are read (`python -m tests.spec.elements`); a test "
        "fails where a reader asks for anything else. What is asked of every resource comes first. "
        "A concept is read with its codings (system, code, display) and its text; what stands in "
        "`contained` is read like any other; all words of a resource that no reader understands "
        "are looked through as well, and named. Keys that only other versions of FHIR have are "
        "read as R4 says the same, where it does, and named.", "",
        "| resource | element | for |", "| --- | --- | --- |",
    ]  # fmt: skip
    everywhere: dict[str, set[str]] = defaultdict(set)
    rows: dict[tuple[str, str], set[str]] = {}
    for (kind, element), readers in seen.items():
        if _OF_CONCEPTS.search(element):
            continue
        for reader in readers & _EVERYWHERE:
            everywhere[element].add(FOR[reader])
        if own := {FOR[reader] for reader in readers - _EVERYWHERE if reader} - {""}:
            rows[kind, element] = own
    told = [("any", element, words) for element, words in sorted(everywhere.items())]
    told += [(kind, element, words) for (kind, element), words in sorted(rows.items())]
    lines += [
        f"| {kind} | {element} | {'; '.join(sorted(words))} |" for kind, element, words in told
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(read_all()), encoding="utf-8")
