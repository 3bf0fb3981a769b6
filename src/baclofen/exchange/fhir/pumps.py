"""Devices and procedures that speak of an intrathecal pump."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger, is_sign
from baclofen.exchange.fhir.pump_seen import STOPPED, Gone, filled_on, gone_in, performed
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.fhir.texts import Said
from baclofen.exchange.names import is_spoken_of
from baclofen.exchange.wording import listed
from baclofen.knowledge import PUMP_TROUBLE, Knowledge, plain_letters
from baclofen.patient import BaclofenUse, EntryKind
from baclofen.value import Value

_INTRATHECAL = re.compile(r"intra-?thecal|synchromed|prometra|medstream", re.IGNORECASE)
_PUMP = re.compile(r"pump|synchromed|prometra|medstream|baclofen", re.IGNORECASE)
_SOME_PUMP = re.compile(r"(?:implant\w*|infusion|drug)\W+(?:\w+\W+){0,3}pump", re.IGNORECASE)
_OTHER_PUMP = re.compile(
    r"insulin|feeding|enteral|breast|cardiac|balloon|wound|vacuum|negative pressure", re.IGNORECASE
)
_REMOVED = re.compile(r"remov|explant|extract", re.IGNORECASE)
_GONE = frozenset({"inactive", "entered-in-error"})
_NOT_USED = frozenset({"completed", "entered-in-error", "intended", "stopped"})
_NOT_DONE = frozenset({"not-done", "entered-in-error", "preparation"})
#: What is longer than this names no device.
_LONGEST = 2_000
#: A device, its use or a procedure: its words, and whether it is over.
_Mention = tuple[Element, EntryKind, str, bool]
DOUBT = "The record does not say whether the pump holds baclofen"


class Pumps(Value):
    """Intrathecal pumps in use. `is_open` is True when something may be one, or is gone; `unclear`
    are the devices that may be one. `filled_on` is the last day on which one was filled; `stopped`
    are those that were taken out in the last days."""

    uses: tuple[BaclofenUse, ...]
    is_open: bool
    notes: tuple[str, ...]
    unclear: tuple[Element, ...] = ()
    filled_on: date | None = None
    stopped: tuple[BaclofenUse, ...] = ()


def read_pumps(
    entries: Entries, texts: Iterable[Said], known: Knowledge, ledger: Ledger, *, today: date,
    set_on: Iterable[date] = (),
) -> Pumps:  # fmt: skip
    """Pumps by device, by their use, and by procedures; each pump once. `set_on` are the days of
    orders by which one runs.

    Facts: `patient.sign_open`, `patient.recent_baclofen`.
    """
    filled = filled_on(texts, entries, known, today=today)
    mentions = tuple(_mentions(entries, today))
    devices = _devices_gone(mentions)
    told_gone = gone_in(entries, known, devices, filled, set_on, today=today)
    for one in told_gone:
        why = "a refill that was not done" if one.is_missed else "a pump that is gone"
        # Whoever lost a pump lately lacks it, whatever is taken by mouth.
        sounds = (*PUMP_TROUBLE, STOPPED) if _is_of_late(one, known, today) else PUMP_TROUBLE
        ledger.unread(one.element, "sign", one.words[:_LONGEST], sounds=sounds, heard=(why,))
    in_use: list[str] = []
    unclear: list[str] = []
    doubtful: list[Element] = []
    gone: list[str] = []
    for element, kind, told, is_gone in mentions:
        words = told[:_LONGEST]
        if ledger.has(element):
            continue
        if _is_for_spine(words):
            (gone if is_gone else in_use).append(plain(words, 100))
            ledger.read(element, kind, words, ("baclofen", "baclofen_known"))
        elif _SOME_PUMP.search(words) and not _OTHER_PUMP.search(words) and not is_gone:
            unclear.append(plain(words, 100))
            doubtful.append(element)
            ledger.read(element, kind, words, ("baclofen", "baclofen_known"))
        elif is_gone:
            ledger.harmless(element, kind, words, "removed, or no longer used")
        else:
            _other(element, kind, words, known, ledger, today)
    for procedure in entries.of("Procedure"):
        words = words_of(procedure.child("code"))[:_LONGEST]
        if ledger.has(procedure):
            continue
        if why := _does_not_count(procedure, today):
            ledger.harmless(procedure, "procedure", words, why)
        else:
            _other(procedure, "procedure", words, known, ledger, today)
    notes = []
    if unclear:
        notes.append(
            f"A device may be a pump for the spine: {listed(unclear, 3)}. What it holds is not "
            "recorded: ask."
        )
    if gone:
        notes.append(
            f"An intrathecal pump is recorded as removed or no longer used: {listed(gone, 3)}. "
            "Ask whether another one runs."
        )
    uses: tuple[BaclofenUse, ...] = ()
    if in_use:
        named = listed(in_use, 3)
        uses = (BaclofenUse("intrathecal", "unknown", named, doubt=DOUBT),)
    stopped = tuple(use for one in told_gone if (use := _as_stopped(one, known, today)))
    return Pumps(
        uses, bool(unclear or gone or told_gone), tuple(notes), tuple(doubtful),
        next(iter(filled), None), stopped[:1],
    )  # fmt: skip


def _devices_gone(mentions: Iterable[_Mention]) -> tuple[tuple[Element, EntryKind, str], ...]:
    """The pumps for the spine that are out of use, where no other one is on record."""
    devices = [
        one for one in mentions
        if one[1] == "device" and _is_for_spine(one[2][:_LONGEST])
        and one[0].text("status") not in ("entered-in-error", "intended")
    ]  # fmt: skip
    if not all(is_gone for *_, is_gone in devices):
        return ()
    return tuple((element, kind, words) for element, kind, words, _ in devices)


def _is_for_spine(words: str) -> bool:
    return bool(_INTRATHECAL.search(words)) and not _OTHER_PUMP.search(words)


def _as_stopped(gone: Gone, known: Knowledge, today: date) -> BaclofenUse | None:
    """A pump for the spine that was taken out on a day of the last ones, as a use that is over."""
    words = gone.words
    is_ours = _INTRATHECAL.search(plain_letters(words)) or is_spoken_of(words, known.codes)
    if not is_ours or gone.on is None or not _is_of_late(gone, known, today):
        return None
    on = min(gone.on.last, today)
    return BaclofenUse("intrathecal", "stopped", plain(words, 100), stopped_on=on)


def _is_of_late(gone: Gone, known: Knowledge, today: date) -> bool:
    """Whether a pump was taken out in the days in which its lack shows."""
    since = days_after(today, -known.number("patient.recent_baclofen"))
    return not gone.is_missed and gone.on is not None and gone.on.last >= since


def _other(
    element: Element, kind: EntryKind, words: str, known: Knowledge, ledger: Ledger, today: date
) -> None:
    """A device or procedure that is no pump: on a kept list, without alarming words, or unread.
    What was done before the days whose signs count tells of no sign."""
    found = codings(element.child("code" if kind == "procedure" else "type"))
    by = known.codes.harmless_procedure(((c.system, c.code) for c in found), words)
    if not by and words and not known.codes.alarms_in(words):
        by = "no word of it sounds an alarm"
    if by:
        ledger.harmless(element, kind, words, by)
        return
    day = performed(element)
    is_past = day is not None and day.last < days_after(today, -known.number("patient.sign_recent"))
    # A tube in the windpipe in these days tells of the patient, as a sign does.
    of_now = day is not None and not is_past and any(map(is_sign, known.codes.alarms_in(words)))
    ledger.unread(element, "sign" if of_now else kind, words, is_past=is_past)


def _mentions(entries: Entries, today: date) -> Iterator[_Mention]:
    """Each device, use and procedure with its words, and whether it is over."""
    for device in entries.of("Device"):
        yield device, "device", _device_words(device), device.text("status") in _GONE
    for use in entries.of("DeviceUseStatement"):
        status = use.text("status")
        yield use, "device", _use_words(use, entries), status in _NOT_USED
    for procedure in entries.of("Procedure"):
        words = words_of(procedure.child("code"))
        # Medicines are injected there by the needle too: only a pump stays.
        if _PUMP.search(words) and not _does_not_count(procedure, today):
            yield procedure, "procedure", words, bool(_REMOVED.search(words))


def _device_words(device: Element) -> str:
    words = [words_of(device.child("type"))]
    words += [name.text("name") for name in device.children("deviceName")]
    words += [device.text("manufacturer"), device.text("modelNumber")]
    words += [note.text("text") for note in device.children("note")]
    named = "; ".join(dict.fromkeys(filter(None, words)))
    narrative = device.child("text")
    if narrative and not _INTRATHECAL.search(named):
        told = narrative.text("div")
        if found := _INTRATHECAL.search(told):
            around = told[max(found.start() - 40, 0) : found.end() + 40]
            return f"{named}; {re.sub(r'<[^<>]*>', ' ', around)}"
    return named


def _use_words(use: Element, entries: Entries) -> str:
    words = []
    if device := use.child("device"):
        words.append(device.text("display"))
        target = entries.index.resolve(device.text("reference"), use)
        if target is not None:
            words.append(_device_words(target))
    words += [words_of(reason) for reason in use.children("reasonCode")]
    words += [note.text("text") for note in use.children("note")]
    return "; ".join(dict.fromkeys(filter(None, words)))


def _does_not_count(procedure: Element, today: date) -> str:
    """Why a procedure says nothing of this day; empty where it does."""
    if procedure.text("status") in _NOT_DONE:
        return "not done"
    day = performed(procedure, "start", "end")
    return f"dated after {today}" if day is not None and day.first > today else ""
