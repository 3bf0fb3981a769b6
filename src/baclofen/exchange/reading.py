"""One patient as read: who it is, what became of each entry, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from baclofen.assessment import HOME, Kind, Request
from baclofen.errors import UnreadableFile
from baclofen.exchange.fhir.allergies import read_allergies
from baclofen.exchange.fhir.body import read_body
from baclofen.exchange.fhir.bundle import Entries, read_entries
from baclofen.exchange.fhir.clotting import read_clotting
from baclofen.exchange.fhir.conditions import read_conditions
from baclofen.exchange.fhir.contradicted import without_contradicted
from baclofen.exchange.fhir.elsewhere import pages_in
from baclofen.exchange.fhir.heard_elsewhere import hear_elsewhere
from baclofen.exchange.fhir.kidney import read_kidney_values, write_open
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.levels import read_levels
from baclofen.exchange.fhir.medicines import read_orders
from baclofen.exchange.fhir.observations import read_results
from baclofen.exchange.fhir.people import read_person
from baclofen.exchange.fhir.pregnancy import read_pregnancy
from baclofen.exchange.fhir.pump_told import hear_pump
from baclofen.exchange.fhir.pumps import read_pumps
from baclofen.exchange.fhir.references import subject_of
from baclofen.exchange.fhir.reports import read_kidney_words, write_kidney_words
from baclofen.exchange.fhir.texts import texts_of
from baclofen.exchange.fhir.told_now import WITHDRAWN, read_told, write_told
from baclofen.exchange.fhir.uses import pump_set_on, read_uses
from baclofen.exchange.fhir.vital import read_vital
from baclofen.exchange.files import (
    checked_bytes,
    decode,
    first_mark,
    is_heading,
    parse_json,
    parse_toml,
    read_bytes,
    shown_name,
    too_deep,
)
from baclofen.exchange.levels import level_notes, overdose_of
from baclofen.exchange.names import is_in
from baclofen.exchange.quick_json import not_collecting
from baclofen.exchange.typed import read_typed
from baclofen.exchange.typed_orders import Ordered
from baclofen.exchange.wording import many
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import BaclofenOpen
from baclofen.patient import Entry, Patient
from baclofen.regimen import OralOrder, PumpOrder
from baclofen.value import Value, field, replace

#: What a pump sounds like of which nobody knows what it holds.
_MAY_BE_PUMP = ("pump_presence",)


class Reading(Value):
    """A patient as read, with notes on how. `entries` are all that the file held: each was read,
    is harmless as far as known, or was not understood.

    `request` is what the file itself asks for in a word, `ordered` the dose, device or way
    down that it asks about, `runs_as` what runs by mouth where it is no tablet.
    """

    patient: Patient
    notes: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    request: Kind | None = None
    ordered: Ordered = field(default_factory=Ordered)
    runs_as: OralOrder | None = None

    def asks(
        self, *, today: date, kind: Kind | None = None, jurisdiction: str = HOME,
        overrides: tuple[str, ...] = (), reason: str = "",
    ) -> Request:  # fmt: skip
        """The request of this file, judged as of `today`; a `kind` given here outranks it."""
        asks, order = kind or self.request, self.ordered.order
        # The draft of a pump's dose says nothing of a way down by mouth.
        if self.patient.from_record and asks in ("taper", "stop") and isinstance(order, PumpOrder):
            order = None
        # What is no tablet goes on and comes down as what it is: it may be taken by tube.
        goes_on = asks in (None, "continue") and self._runs_alone
        if order is None and self.runs_as is not None and (goes_on or asks in ("taper", "stop")):
            asks, order = asks or "continue", self.runs_as
        return Request(
            today=today,
            kind=asks,
            jurisdiction=jurisdiction,
            order=order,
            doubts=self.ordered.doubts,
            taper=self.ordered.taper,
            swallowed=self.ordered.swallowed,
            overrides=overrides,
            reason=reason,
        )

    @property
    def _runs_alone(self) -> bool:
        """Whether baclofen runs, and not by a pump: beside one, a product by mouth would be read as
        ordered on top."""
        routes = {use.route for use in self.patient.baclofen or ()}
        return bool(routes) and "intrathecal" not in routes


def read_patient(
    what: Path | bytes | Mapping[str, Any], *, known: Knowledge, today: date
) -> Reading:
    """The patient of a FHIR R4 Bundle (JSON, or one resource a line) or of a TOML file.

    `what` is the file, its bytes, or what it holds as a dict: a Bundle, or the table of a typed
    patient. What it holds decides, not its name. `today` is the day judged: what is dated
    later is left out. Raises a subclass of `InputRefused`, and nothing else.
    """
    if isinstance(what, Mapping):
        return _of_mapping(what, known, today)
    if not isinstance(what, Path | bytes):
        raise UnreadableFile(
            "record", f"a {type(what).__name__}", "it must be a Path, bytes or a dict",
            do='Write read_patient(Path("record.json"), ...).',
        )  # fmt: skip
    name = shown_name(what) if isinstance(what, Path) else "bytes"
    raw = read_bytes(what) if isinstance(what, Path) else checked_bytes(what, name)
    text = decode(raw, name)
    try:
        match first_mark(text):
            case "{":
                with not_collecting():
                    entries = read_entries(parse_json(text, name), name)
                    return _from_fhir(entries, known, today, is_in(raw, known.codes))
            case "[" if not is_heading(text):
                raise UnreadableFile(
                    "file", f"{name} (it begins with '[')",
                    "it must be one FHIR Bundle, one resource a line, or a TOML patient",
                    do="Wrap a list of resources in a Bundle.",
                )  # fmt: skip
            case "<":
                raise UnreadableFile(
                    "file", f"{name} (it begins with '<', as XML does)", "it must be FHIR in JSON",
                    do="Export the record as JSON.",
                )  # fmt: skip
            case _:
                return read_table(parse_toml(text, name), known, today=today)
    except RecursionError:
        raise too_deep(name) from None


def read_bundle(
    bundle: Mapping[str, Any], *, known: Knowledge, today: date, no_medicines: bool = False,
    replaced: frozenset[str] = frozenset(),
) -> Reading:  # fmt: skip
    """The patient of a Bundle whose parts `parse_json` has read: they are not read again.
    `no_medicines`: whoever made it looked for medicines, and there are none but those in it.
    `replaced`: its entries ("MedicationRequest/1") that end with what is drafted in it.
    Raises as `read_patient` does."""
    try:
        with not_collecting():
            entries = read_entries([bundle], "record")
            is_named = is_in(msgspec.json.encode(bundle), known.codes)
            return _from_fhir(
                entries, known, today, is_named, no_medicines=no_medicines, replaced=replaced
            )
    except RecursionError:
        raise too_deep("record") from None


def _of_mapping(made: Mapping[str, Any], known: Knowledge, today: date) -> Reading:
    if "resourceType" not in made:
        return read_table(made, known, today=today)
    try:
        # Through text: a key given twice or a number out of range is refused there.
        raw = msgspec.json.encode(made)
    except (TypeError, ValueError, msgspec.EncodeError, RecursionError):
        raise UnreadableFile(
            "record", "a dict that is no JSON", "it must hold JSON types"
        ) from None
    return read_patient(raw, known=known, today=today)


def read_table(table: Mapping[str, Any], known: Knowledge, *, today: date) -> Reading:
    """The patient of a TOML table that is in memory. Raises a subclass of `InputRefused`."""
    typed = read_typed(table, known, today=today)
    notes = (*typed.notes, *typed.ordered.notes)
    return Reading(typed.patient, notes, typed.entries, typed.request, typed.ordered)


def _from_fhir(
    entries: Entries, known: Knowledge, today: date, is_named: bool, *, no_medicines: bool = False,
    replaced: frozenset[str] = frozenset(),
) -> Reading:  # fmt: skip
    ledger = Ledger(known)
    person = read_person(entries.patient, today=today)
    ledger.read(entries.patient, "person", person.label or "the patient", ("age", "sex"))
    for other in entries.others[:1]:
        told = many(len(entries.others), "entry", "entries")
        words = f"{told} of another patient ({subject_of(other)}), left out"
        ledger.unread(other, "resource", words, sounds=())
    results = read_results(entries, known, ledger, today=today)
    kidney = read_kidney_values(results, person, known, today=today)
    body = read_body(results, today=today, age_y=person.age_y)
    for element, words in body.misread:
        ledger.misread(element, words)
    conditions = read_conditions(
        entries, known, ledger, today=today, age_y=person.age_y,
        results=[one.as_condition for one in results.findings if one.says == "sign"],
    )  # fmt: skip
    texts = tuple(texts_of(entries, known, today=today))
    pages = tuple(pages_in(texts, known, today=today))
    told_now = read_told(
        texts, results.findings, known, today=today, age_y=person.age_y,
        conditions=conditions.present,
    )  # fmt: skip
    hear_elsewhere(entries, pages, conditions.present, known, ledger, today=today)
    vital = read_vital(
        results, known, ledger, today=today, age_y=person.age_y, conditions=conditions.present
    )
    allergies = read_allergies(entries, known, ledger)
    orders = read_orders(entries, known, ledger, today=today, is_list=no_medicines)
    pregnancy = read_pregnancy(
        results, known, age_y=person.age_y, today=today, ended=conditions.ended
    )
    levels = read_levels(results)
    clotting = read_clotting(results, orders, known, today=today)
    pumps = read_pumps(
        entries, texts, known, ledger, today=today, set_on=pump_set_on(orders, known)
    )  # fmt: skip
    uses = read_uses(
        entries, orders, pumps, known, ledger,
        open_conditions=sorted(conditions.present & known.of(BaclofenOpen).spoken_of),
        levels=levels, is_named=is_named, today=today, replaced=replaced, noted=told_now.stops,
    )  # fmt: skip
    if not any(use.route == "intrathecal" for use in uses.found or ()):
        # Beside tablets alone nobody knows what it holds.
        for device in pumps.unclear:
            ledger.doubt(device, _MAY_BE_PUMP)
    count = sum(len(found) for found in entries.by_type.values())
    notes: tuple[str, ...] = (
        f"Read from a FHIR record of {many(count + 1, 'resource')}, as of {today}.",
        *entries.notes, *person.notes, *results.notes, *kidney.notes, *body.notes,
        *pregnancy.notes, *conditions.notes, *vital.notes, *allergies.notes, *orders.notes,
        *clotting.notes, *uses.notes, *level_notes(levels, known, today=today),
    )  # fmt: skip
    patient = Patient(
        age_y=person.age_y,
        age_most_y=person.age_most_y,
        sex=person.sex,
        weight_kg=body.weight_kg,
        weight_on=body.weight_on,
        height_cm=body.height_cm,
        kidney=kidney.values,
        unread_kidney=(*kidney.unread, *conditions.kidneys),
        dialysis=conditions.dialysis,
        nil_by_mouth=conditions.nil_by_mouth or None,
        conditions=conditions.present | overdose_of(levels, known, today=today),
        signs=conditions.signs | vital.signs,
        signs_open=conditions.open,
        allergies=allergies.present,
        no_allergies=allergies.absent,
        medicines=orders.medicines,
        ended=clotting.ended,
        inr=clotting.inr,
        baclofen=uses.found,
        pregnant=pregnancy.told,
        gestation_weeks=pregnancy.weeks,
        deceased=person.deceased,
        deceased_on=person.deceased_on,
        from_record=True,
        label=person.label,
    )
    patient, over = without_contradicted(patient, conditions, known, ledger, today=today)
    worded = read_kidney_words(entries, pages, patient, known, read=kidney.read, today=today)
    patient = replace(patient, unread_kidney=(*patient.unread_kidney, *worded.unread))
    write_open(kidney, patient, known, ledger, today=today)
    write_kidney_words(worded, patient, known, ledger, today=today)
    write_told(told_now, ledger)
    stands = [one.place for one in told_now.heard if WITHDRAWN in one.sounds]
    hear_pump(texts, entries, stands, known, ledger, today=today)
    rest = ((kind, one) for kind, found in entries.by_type.items() for one in found)
    ledger.rest(rest, today)
    ledger.settle()
    patient = replace(patient, unread=tuple(e for e in ledger.entries if e.state == "unread"))
    return Reading(
        patient,
        (*notes, *over, *worded.notes),
        ledger.entries,
        ordered=Ordered(uses.asked.order, doubts=uses.asked.doubts),
        runs_as=uses.runs_as,
    )
