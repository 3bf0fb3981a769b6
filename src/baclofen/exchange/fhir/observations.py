"""Observations by their LOINC code: what was measured, when, and whether it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from baclofen.cleaned import plain
from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.condition_days import recent
from baclofen.exchange.fhir.dates import Day
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.findings import Finding, finding_of
from baclofen.exchange.fhir.kidney_named import is_none_of_kidneys, kidney_named
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.mood import answered_totals, finding_of_scale
from baclofen.exchange.fhir.quantities import LEVEL, bare
from baclofen.exchange.fhir.systems import FIGURES, codes_of, codings, system_of, words_of
from baclofen.exchange.fhir.vital_value import vital_named
from baclofen.exchange.names import is_spoken_of, may_speak
from baclofen.exchange.wording import many, was
from baclofen.knowledge import LOINC, SNOMED, Knowledge
from baclofen.value import Value

_VOID = frozenset({"entered-in-error", "cancelled"})
#: A result of any other status is said to be so: it may still change, or nobody knows what it is.
_SETTLED = frozenset({"", "final", "amended", "corrected", "appended"})
_TIMES = ("effectiveDateTime", "effectiveInstant")


class Measured(Value, kw_only=True):
    """One result: the element that holds its value, what it is of, and when it was taken.

    `on` and `until` are the earliest and the latest day the record allows; None when it gives no
    time at all. `whole` is the observation it stands in, or is; `is_critical`: a laboratory marked
    it as such.
    """

    key: str
    what: Element
    on: date | None
    flag: str = ""
    until: date | None = None
    whole: Element
    is_critical: bool = False


class Results(Value):
    """The results this project uses, by key, with notes on those that do not count. `later` are
    those of the kidneys that are dated after the day judged: whoever reads them writes of them, and
    of the `findings`: results of no such key that tell of a danger."""

    by_key: Mapping[str, tuple[Measured, ...]]
    notes: tuple[str, ...]
    later: tuple[Measured, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, *keys: str) -> tuple[Measured, ...]:
        return tuple(m for key in keys for m in self.by_key.get(key, ()))


def read_results(entries: Entries, known: Knowledge, ledger: Ledger, *, today: date) -> Results:
    """Every dated result up to `today` that a reader here asks for."""
    keys = {
        code: key
        for key, found in known.codes.observations.items()
        for code in found
        if is_used(key)
    }
    found: dict[str, list[Measured]] = {}
    left_out: Counter[str] = Counter()
    later: list[Measured] = []
    findings: list[Finding] = []
    uncoded = 0
    for whole in _observations(entries):
        if _is_reckoned_here(whole):
            ledger.harmless(whole, "measurement", called(whole), _RECKONED)
            continue
        means: list[str] = []
        reasons: list[str] = []
        kidneys = waits = 0
        vital: list[Element] = []
        says: set[str] = set()
        for part in (whole, *whole.children("component")):
            key = _key_of(part, keys) or kidney_named(part, whole) or _level_of(part, known)
            key = key or vital_named(part, known)
            if key is None:
                kidneys += _looks_like_kidney(part)
                finding = _finding(whole, part, known, today)
                findings.append(finding)
                says |= {finding.says} - {""}
                continue
            reason, result = _result(whole, part, key, today)
            if reason:
                left_out[reason] += 1
            if reason and result is not None:
                later.append(result)
                waits += 1
            elif result is None:
                reasons.append(LEFT_OUT[reason])
            else:
                found.setdefault(key, []).append(result)
                if key in VITAL:
                    vital.append(part)
                    continue
                means += _MEANS["kidney" if is_kidney(key) else key]
        kidneys = 0 if kidneys and is_none_of_kidneys(whole) else kidneys
        uncoded += kidneys
        if vital and not means:
            # The vital signs among its parts get entries of their own, it as a panel this one.
            if any(part.above is whole for part in vital):
                ledger.harmless(whole, "measurement", called(whole), _PARTS)
            continue
        if means:
            ledger.read(whole, "measurement", called(whole), dict.fromkeys(means))
        elif reasons:
            ledger.harmless(whole, "measurement", called(whole), reasons[0])
        elif says == {"absent"} and not _is_critical(whole, known, today):
            ledger.harmless(whole, "measurement", called(whole), _ABSENT)
        elif not (waits or says - {"absent"}):
            _unused(whole, bool(kidneys), known, ledger, today)
    answered = answered_totals(findings, known)
    for one in findings:
        if one.part.where in answered and one.says == "sounds":
            ledger.harmless(one.part, "measurement", one.said, _ANSWERED)
    return Results(
        {key: tuple(results) for key, results in found.items()},
        tuple(_notes(left_out, uncoded, today)),
        tuple(later),
        tuple(
            one for one in findings
            if one.says == "sign" or (one.sounds and one.part.where not in answered)
        ),
    )  # fmt: skip


#: Why a result does not count.
LEFT_OUT = {
    "void": "cancelled, or entered in error", "absent": "without a result",
    "late": "dated after the day judged",
}  # fmt: skip
_RECKONED = "reckoned here from other results, and no result itself"
_OF_URINE = "of urine, or a ratio: no function of the kidneys"
_ANSWERED = "the item on death of the same day says none"
_ABSENT = "told as not there"
_PARTS = "a panel, whose parts were read"
#: What each vital sign measures, by the key of its codes. Whoever reads it writes of it.
VITAL: Mapping[str, str] = {
    "respiratory_rate": "breaths", "heart_rate": "pulse", "spo2_pulse_oximetry": "saturation",
    "spo2_arterial": "saturation", "gcs_total": "awake", "body_temperature": "temperature",
    "consciousness": "alertness",
}  # fmt: skip
#: A level of baclofen, which is known by its words: no table of codes has one.
LEVEL_KEY = "baclofen_level"
#: The fields that a measurement fills.
_MEANS = {
    "kidney": ("kidney_known", "egfr", "crcl", "aki"),
    "weight": ("weight", "weight_known"),
    "weight_measured": ("weight", "weight_known"),
    "height": ("egfr", "crcl"),
    "inr": ("antithrombotic_acts",),
    LEVEL_KEY: ("baclofen", "baclofen_known"),
    "delivery_date": ("trimester", "pregnancy_told"),
    "gestational_age": ("trimester", "pregnancy_told"),
    "gestational_age_days": ("trimester", "pregnancy_told"),
    "pregnancy_status": ("pregnant", "pregnancy_told"),
}


def _is_reckoned_here(whole: Element) -> bool:
    """Whether it is a figure of an answer of ours that was stored with the record."""
    found = codings(whole.child("code"))
    return bool(found) and all(coding.system == system_of(FIGURES) for coding in found)


def called(whole: Element) -> str:
    return words_of(whole.child("code"))


#: What a laboratory marks a result with that must be told to who treats at once: HL7's critical
#: abnormal, high and low.
_CRITICAL = frozenset({"AA", "HH", "LL"})


def _is_marked(part: Element) -> bool:
    """Whether a laboratory marked a result as critical."""
    marks = (c.code for mark in part.children("interpretation") for c in codings(mark))
    return not _CRITICAL.isdisjoint(marks)


def _is_critical(whole: Element, known: Knowledge, today: date) -> bool:
    """Whether a laboratory marked this result of the last days, or of no day, as critical."""
    if whole.text("status") in _VOID or not _is_marked(whole):
        return False
    when = whole.day(*_TIMES)
    days = timedelta(days=known.number("records.signs"))
    return when is None or today - days <= when.last <= today


def _unused(whole: Element, is_kidney: bool, known: Knowledge, ledger: Ledger, today: date) -> None:
    """A measurement that nothing was read from: on a kept list, or not understood."""
    words = called(whole)
    found = codings(whole.child("code"))
    if _is_critical(whole, known, today):
        named = words or ", ".join(c.code for c in found)
        ledger.unread(whole, "measurement", f"{named}, marked as critical")
        return
    if is_none_of_kidneys(whole) and not whole.has("component"):
        ledger.harmless(whole, "measurement", words, _OF_URINE)
        return
    by = known.codes.harmless_measurement((c.system, c.code) for c in found)
    if by and not is_kidney:
        ledger.harmless(whole, "measurement", words, by)
    elif whole.text("status") in _VOID:
        ledger.harmless(whole, "measurement", words, LEFT_OUT["void"])
    elif codes_of(found, LOINC) and not is_kidney and not known.codes.alarms_in(words):
        # A measurement has a code of its own kind; findings in words are no measurements.
        ledger.harmless(whole, "measurement", words, "a LOINC measurement no rule asks for")
    else:
        ledger.unread(whole, "measurement", words)


def is_used(key: str) -> bool:
    """Whether an observation of this key is read at all.

    >>> is_used("egfr_mdrd"), is_used("potassium_serum")
    (True, False)
    """
    return key in _MEANS or key in VITAL or is_kidney(key)


def is_kidney(key: str) -> bool:
    """Whether an observation of this key tells the function of the kidneys."""
    is_clearance = key.startswith("creatinine_clearance_")
    return is_creatinine(key) or is_egfr(key) or is_cystatin(key) or is_clearance


def is_creatinine(key: str) -> bool:
    return key.startswith(("creatinine_serum_", "creatinine_blood_"))


def is_cystatin(key: str) -> bool:
    return key.startswith("cystatin_c")


def is_egfr(key: str) -> bool:
    return key.startswith("egfr_")


def _observations(entries: Entries) -> Iterator[Element]:
    yield from entries.of("Observation")
    for report in entries.of("DiagnosticReport"):
        for inside in report.children("contained"):
            if inside.text("resourceType") == "Observation":
                yield inside


def _key_of(part: Element, keys: Mapping[str, str]) -> str | None:
    # Most observations are of something else: a look at the bare codes passes them over.
    concept = part.raw.get("code")
    found = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(found, list) and not any(_bare(coding) in keys for coding in found):
        return None
    found_here = codings(part.child("code"))
    for code in (*codes_of(found_here, LOINC), *codes_of(found_here, SNOMED)):
        if code in keys:
            return keys[code]
    return None


def _level_of(part: Element, known: Knowledge) -> str | None:
    """The key of a result that is called baclofen and is an amount in a sample."""
    if not may_speak(part.raw.get("code"), known.codes):
        return None
    quantity = part.child("valueQuantity")
    if quantity is None or bare(quantity.text("unit") or quantity.text("code")) not in LEVEL:
        return None
    return LEVEL_KEY if is_spoken_of(words_of(part.child("code")), known.codes) else None


def _bare(coding: object) -> str:
    code = coding.get("code") if isinstance(coding, dict) else None
    return code.strip() if isinstance(code, str) else ""


def _looks_like_kidney(part: Element) -> bool:
    """Whether a result without any LOINC code is called creatinine or eGFR."""
    concept = part.child("code")
    words = words_of(concept).lower()
    if not ("creatinin" in words or "egfr" in words or "glomerular" in words):
        return False
    return not codes_of(codings(concept), LOINC)


def _finding(whole: Element, part: Element, known: Knowledge, today: date) -> Finding:
    """What a result of no known key says, where it is of the days whose signs count, or of none."""
    day = day_of(whole)
    is_now = day is None or (day.first <= today and day.last >= recent(known, today))
    if whole.text("status") in _VOID or not is_now:
        return Finding(part, "")
    scaled = finding_of_scale(part, known, day)
    return scaled or finding_of(part, known, day=day, today=today)


def day_of(whole: Element) -> Day | None:
    """The day of a result or report: of what it is, the last of a period, or when it was told."""
    day = whole.day(*_TIMES)
    if day is None and (period := whole.child("effectivePeriod")):
        day = period.day("end", "start")
    return day or whole.day("issued")


def _result(whole: Element, part: Element, key: str, today: date) -> tuple[str, Measured | None]:
    """One result, or why it does not count; of the kidneys one that is dated later has both."""
    status = whole.text("status")
    if status in _VOID:
        return "void", None
    critical = _is_marked(whole) or _is_marked(part)
    if part.has("dataAbsentReason") and not (critical and is_kidney(key)):
        return "absent", None
    day = day_of(whole)
    is_late = day is not None and day.first > today
    if is_late and not is_kidney(key):
        return "late", None
    flags = []
    if status not in _SETTLED:
        flags.append(f"marked as {plain(status, 30)}")
    if day is not None and not day.is_exact:
        flags.append("its day is not recorded, the earliest was taken")
    first, last = (day.first, day.last) if day else (None, None)
    made = Measured(
        key=key, what=part, on=first, flag="; ".join(flags), until=last, whole=whole,
        is_critical=critical,
    )  # fmt: skip
    return "late" if is_late else "", made


def _notes(left_out: Counter[str], uncoded: int, today: date) -> Iterator[str]:
    what = "of what is read here"
    if count := left_out["late"]:
        yield f"{many(count, 'observation')} {what} dated after {today} {was(count)} left out."
    if count := left_out["void"]:
        yield (
            f"{many(count, 'observation')} {what} marked as cancelled or entered in error "
            f"{was(count)} left out."
        )
    if count := left_out["absent"]:
        yield f"{many(count, 'observation')} {what} without a result {was(count)} left out."
    if uncoded:
        yield (
            f"{many(uncoded, 'observation')} called creatinine or eGFR {was(uncoded)} not used, "
            "having no LOINC code: look there for kidney values."
        )
