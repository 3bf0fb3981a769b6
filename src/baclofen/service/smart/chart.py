"""What a launch reads of the patient, put down in the clinic's book: found again, or admitted."""

from __future__ import annotations

import json
import threading
from datetime import UTC
from typing import Any

from baclofen.chart import Chart
from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange import FAILED, PREFETCH_TYPES, read_patient
from baclofen.record import Imported
from baclofen.service.hooks.reading import read_keys
from baclofen.service.page import Desk
from baclofen.service.page.users import User
from baclofen.service.smart.arrival import Arrival
from baclofen.service.trust import Server
from baclofen.store import Signed, Versions
from baclofen.version import VERSION

#: Of a search only this is kept: what changes from one asking to the next says nothing.
_KEPT = ("resourceType", "type", "entry")
#: Two launches of one patient at once must not admit them twice. Pages are served by one process.
_ONE_AT_A_TIME = threading.Lock()


def record_of(arrival: Arrival, server: Server) -> bytes:
    """The record as the server has it, as one Bundle. What could not be read is in it as a message
    that says so. Raises `InputRefused` without the Patient."""
    found = read_keys(PREFETCH_TYPES, server.base, arrival.patient_id, arrival.token)
    if found["patient"].get("resourceType") != "Patient":
        raise InputRefused(
            f"record at {server.base}", "without its Patient", "it must hold who was launched",
            do="Launch it anew, and allow it to be read.",
        )  # fmt: skip
    entries = [{"resource": _kept(key, one)} for key, one in found.items()]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(bundle, sort_keys=True).encode()


def _kept(key: str, resource: dict[str, Any]) -> dict[str, Any]:
    if resource["resourceType"] == FAILED["resourceType"]:
        words = f"{PREFETCH_TYPES[key]} could not be read"
        issue = {"severity": "error", "code": "incomplete", "diagnostics": words}
        return {**FAILED, "issue": [issue]}
    if resource["resourceType"] != "Bundle":
        return resource
    return {name: resource[name] for name in _KEPT if name in resource}


def put_down(desk: Desk, user: User, arrival: Arrival, server: Server, raw: bytes) -> str:
    """The patient's name in the clinic. The record is told to the chart unless the last one was
    the same. Raises as telling does."""
    read_patient(raw, known=desk.known, today=desk.today())
    mark = f"(Patient/{arrival.patient_id} at {server.base})"
    with _ONE_AT_A_TIME:
        book = desk.ledger.of(user.clinic)
        there = (one.patient for one in book.patients() if (one.label or "").endswith(mark))
        name = next((one for one in there if _is_of(desk.chart(user, one), arrival)), "")
        if not name:
            signed = Signed(user.name, desk.now().astimezone(UTC), Versions(VERSION))
            name = book.admit(signed, f"{_called(raw)} {mark}".strip())
        chart = desk.chart(user, name)
        last = [event.what for event in chart.record.of(Imported)][-1:]
        if not any(_same(chart.file(one.digest), raw) for one in last if isinstance(one, Imported)):
            # What changed and changed back is told again: the later piece counts.
            read_at = {**json.loads(raw), "timestamp": desk.now().isoformat()}
            # The same id at the same server: whoever it is may have married since.
            chart.tell_electronic(
                json.dumps(read_at).encode(), by=user.name, now=desk.now(), same_person=True
            )
    return name


def _is_of(chart: Chart, arrival: Arrival) -> bool:
    """Whether the chart's own records are of this Patient: a label can be typed by anybody."""
    told = [event.what for event in chart.record.of(Imported)]
    return any(
        entry["resource"]["resourceType"] == "Patient"
        and entry["resource"].get("id") == arrival.patient_id
        for one in told if isinstance(one, Imported)
        for entry in json.loads(chart.file(one.digest)).get("entry", ())
    )  # fmt: skip


def _same(told: bytes, raw: bytes) -> bool:
    """Whether a record that was told is this one, whenever it was read."""
    return {**json.loads(told), "timestamp": None} == {**json.loads(raw), "timestamp": None}


def _called(raw: bytes) -> str:
    """The first name of the Patient, as text."""
    for entry in json.loads(raw)["entry"]:
        names = entry["resource"].get("name")
        if entry["resource"]["resourceType"] != "Patient" or not isinstance(names, list):
            continue
        for name in names:
            if not isinstance(name, dict):
                continue
            given = name.get("given")
            parts = [*(given if isinstance(given, list) else ()), name.get("family")]
            words = name.get("text") or " ".join(p for p in parts if isinstance(p, str))
            if isinstance(words, str) and words:
                return plain(words, 100)
    return ""
