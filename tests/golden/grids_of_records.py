"""Grids of the small parts of records and typed files: times, amounts, days, words of an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from baclofen.exchange.fhir.dates import Day, ages_of, days_after, read_day, years_between
from baclofen.exchange.fhir.dosage import _coded, _one
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import _does_not_count
from baclofen.exchange.fhir.lengths import bounds_days, supply_days
from baclofen.exchange.fhir.procedures import _done
from baclofen.exchange.fhir.product import Product
from baclofen.exchange.fhir.quantities import (
    FRACTION,
    HEIGHT,
    RATE,
    SCORE,
    TEMPERATURE,
    WEIGHT,
    read_quantity,
)
from baclofen.exchange.fhir.ran import Earlier, ran_before
from baclofen.exchange.fhir.references import Subject, index_of, plain_reference, typed
from baclofen.exchange.fhir.sig import (
    amounts_in,
    is_as_needed,
    read_counted,
    read_measured,
    read_sig,
    read_sum,
    read_times,
)
from baclofen.exchange.fhir.sig_words import in_english
from baclofen.exchange.fhir.standing import read_standing
from baclofen.exchange.fhir.steps import go_in_steps, last_day, read_steps
from baclofen.exchange.fhir.strength import Strength, counts_tablets
from baclofen.exchange.fhir.systems import system_of
from baclofen.exchange.fhir.timing import times_a_day, times_of_day
from baclofen.exchange.fhir.vital_value import value_of
from baclofen.exchange.fhir.worded_steps import dosages_in_words, ends_in_words, tells_of_steps
from baclofen.exchange.files import first_mark, is_heading
from baclofen.exchange.levels import BaclofenLevel, level_notes, overdose_of, shown_by
from baclofen.exchange.measured import standing_of
from baclofen.exchange.names import (
    has_lost_letters,
    is_in,
    is_spelt_like_baclofen,
    is_spoken_of,
    may_speak,
)
from baclofen.exchange.none_known import says_none_known
from baclofen.exchange.product_words import (
    asked_for,
    dose_and_product,
    liquid_strength,
    product_named,
    strength_in,
)
from baclofen.exchange.typed_modes import device_name, read_mode, read_rate, read_scores
from baclofen.exchange.wording import listed, many, sentence, was
from baclofen.knowledge.numbers import MeasuredSigns
from baclofen.patient import BaclofenUse
from baclofen.regimen import Packets, Pieces, Poured
from baclofen.reporting.report import Table
from baclofen.reporting.text import _table, _widths
from baclofen.units import mg
from tests.golden.calls import Call, over
from tests.people import TODAY, known

K = known()
Json = dict[str, Any]


def _on(days: float) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def _elements(raw: Iterable[Json], name: str = "part") -> Iterator[Element]:
    return (Element(one, name) for one in raw)


def _some(**parts: Iterable[Any]) -> Iterator[Json]:
    """Each combination; what is None is not told."""
    for values in product(*parts.values()):
        yield {n: v for n, v in zip(parts, values, strict=True) if v is not None}


# --- times and lengths ------------------------------------------------------------------


def _times() -> Iterator[Call]:
    repeats = _some(
        frequency=(None, 0, 1, 3, 25), period=(None, 0, 1, 8, 24), periodUnit=(None, "d", "h",
        "wk"),
        timeOfDay=(None, ["08:00:00"], ["08:00:00", "20:00:00", "23:00:00"]), when=(None, ["HS"]),
    )  # fmt: skip
    codes = (None, {"coding": [{"code": "TID"}]}, {"text": "twice a day"}, {"text": "as told"},
             {"coding": [{"code": "BID"}, {"code": "TID"}]})  # fmt: skip
    told = [
        *({"repeat": one} for one in repeats),
        *_some(code=codes, repeat=({}, None, {"frequency": 3, "period": 1, "periodUnit": "d"}),
               event=(None, ["2026-11-22"])),
        *({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", **more}}
          for more in _some(frequencyMax=(None, 2), dayOfWeek=(None, ["mon"]), periodMax=(None,
          2))),
    ]  # fmt: skip
    yield from over(times_a_day, (None, *_elements(told, "timing")))
    words = ("in the morning and at night", "morning, noon, evening", "10 mg", "")
    dosages = [{"text": text, **({"timing": one} if one else {})}
               for text in words for one in (None, *told[::41])]  # fmt: skip
    yield from over(times_of_day, _elements(dosages))


_LENGTHS = tuple(_some(value=(None, -1, 0, 1, 1.5, 30), code=("d", "wk", "mo", "h", None),
                       unit=(None, "Days")))  # fmt: skip


def _lengths() -> Iterator[Call]:
    yield from over(supply_days, (None, *_elements(_LENGTHS)))
    repeats = _some(
        boundsRange=(None, {"low": {"value": 1, "code": "d"}, "high": {"value": 9, "code": "d"}}),
        boundsDuration=(None, *_LENGTHS[::7]),
    )
    yield from over(bounds_days, _elements(repeats))


def _days() -> Iterator[Call]:
    texts = ("", "2026", "2026-02", "2024-02", "2026-13", "2026-02-30", "2026-11-22", "0000-01-01",
             "2026-11-22T10:00:00Z", "2026-11-22T10:00:00+01:00", "1961-00-00", "22.11.2026",
             "2026-12")  # fmt: skip
    yield from over(read_day, texts)
    yield from over(days_after, (TODAY,), (-1e9, -14, -0.5, 0, 0.5, 1, 1e9))
    born = [date(y, m, d) for y, m, d in ((2026, 11, 22), (2026, 11, 21), (2026, 10, 23), (2025,
    11, 22),
            (2025, 11, 23), (2024, 2, 29), (2008, 11, 22), (2008, 11, 23), (1974, 3,
            14))]  # fmt: skip
    days = [Day(b, b) for b in born]
    days += [Day(b.replace(day=1), b.replace(day=28)) for b in born]
    days += [Day(b.replace(month=1, day=1), b.replace(month=12, day=31)) for b in born]
    for function, told in ((ages_of, days), (years_between, born)):
        yield from over(function, told, (TODAY, date(2027, 2, 28), date(2028, 2, 29)))


# --- amounts ----------------------------------------------------------------------------


def _amounts() -> Iterator[Json]:
    units = _some(unit=(None, "mg", "mcg", "tablet", "mL", "drops"), code=(None, "mg", "ug", "1"))
    quantities = [{"value": value, **unit} for value in (0, 10) for unit in units]
    yield from ({"doseQuantity": one} for one in quantities)
    yield {"doseQuantity": {"value": 10, "unit": "mg", "comparator": "<"}}
    yield {"doseQuantity": {"unit": "mg"}}
    yield {"doseRange": {"low": {"value": 5, "unit": "mg"}}}
    for top, below in product(
        _some(value=(0, 12, -1, None), unit=("mcg", "mg", None)),
        _some(value=(None, 0, 1, -2), code=("h", "d", "min")),
    ):
        yield {"rateRatio": {"numerator": top, "denominator": below}}
    for unit in ("mcg/h", "mcg/day", "ug/24.h", "mg/d", "mL/h", "mcg"):
        for value in (0, 10, -1):
            yield {"rateQuantity": {"value": value, "unit": unit}}
    yield {"rateQuantity": {"value": 10, "unit": "mcg/h", "code": "mcg/d"}}
    yield {"rateQuantity": {"value": 10, "unit": "mcg/h", "code": "ug/h"}}
    yield {"rateRatio": {"denominator": {"value": 1, "code": "h"}}}
    yield {
        "rateQuantity": {"value": 10, "unit": "mcg/h"},
        "doseQuantity": {"value": 10, "unit": "mg"},
    }


_DAILY = {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}
_STRENGTHS = (Strength(), Strength(tablet_mg=10.0), Strength(per_mL_mg=2.0))


def _coded_doses() -> Iterator[Call]:
    made = [{"doseAndRate": [one], "timing": _DAILY} for one in _amounts()]
    some = [{"doseQuantity": {"value": v, "unit": "mg"}, **more} for v in (5, 10)
            for more in ({}, {"type": {"text": "ordered"}})]  # fmt: skip
    made += [{"doseAndRate": [one, other], "timing": _DAILY} for one in some for other in some]
    made += [{"doseAndRate": [some[0]]}, {"timing": _DAILY}, {"doseAndRate": [{}],
    "timing": _DAILY},
             {"doseAndRate": some[:1], "timing": {"event": ["2026-11-22"]}}]  # fmt: skip
    yield from over(_coded, _elements(made, "dosage"), _STRENGTHS)


def _doses() -> Iterator[Call]:
    texts = (None, "10 mg three times daily", "10 mg twice daily", "1 tablet three times a day",
             "5 mL three times a day", "take 5 mg in the morning and 10 mg at night",
             "with food, 15 mg",
             "30 mg daily", "as needed", "as told", "10 mg for 3 days, then 20 mg",
             "10 mg prn", "1 tablet (20 mg) three times a day")  # fmt: skip
    coded = (None, [{"doseQuantity": {"value": 10, "unit": "mg"}}],
             [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
             [{"doseQuantity": {"value": 5, "unit": "mL"}}])  # fmt: skip
    told = _some(text=texts, doseAndRate=coded, timing=(None, _DAILY))
    yield from over(_one, _elements(told, "dosage"), _STRENGTHS)
    base = {"text": "10 mg three times daily"}
    more = _some(
        patientInstruction=(None, "as needed", "10 mg for 3 days, then 20 mg", "with food"),
        additionalInstruction=(None, [{"text": "as needed"}], [{"text": "with food"}]),
        asNeededBoolean=(None, False, True), modifierExtension=(None, [{"url": "x"}]),
    )  # fmt: skip
    yield from over(_one, _elements({**base, **one} for one in more), _STRENGTHS[:1])


_SIGS = tuple(
    f"{start}{amount}{way}{often}{end}"
    for start, amount, way, often, end in product(
        ("", "take "),
        ("10 mg", "1 tablet", "two tablets", "2.5 mL", "0.5 mcg", "1-2 tablets", "1 tablet (10 mg)",
         "10 mg (5 mL)", "2 5 mL spoonfuls"),
        ("", " by mouth", " orally"),
        (" three times a day", " every 8 hours", " tid", " at night", " daily", " every 5 hours",
        ""),
        ("", " with food", " as needed", " and 20 mg at night", " ???"),
    )
)  # fmt: skip
_MORE_SIGS = (
    "1-0-1", "1-1-1-1", "1/2-0-1/2", "0-0-0", "10 mg 1-0-2", "1-0-2 10 mg", "3x täglich 1 tablette",
    "1 comprimé matin et soir", "10 mg in the morning, 10 mg at noon and 20 mg at night",
    "5 mg morning, 5 mg evening", "morning: 10 mg", "one and a half tablets twice a day",
    "1 1/2 tablets twice a day", "½ tablet bid", "two 10 mg tablets tid", "10 mcg/h", "300 mcg/day",
    "5 mL and 10 mL at night", "1 tablet morning and 2 tablets at night", "q8h 10 mg", "qid",
    "10 mg plus 5 mg", "10 mg, 5 mg at night", "x" * 600, "max 80 mg a day", "10 mg bei Bedarf",
    "four times daily", "every 24 hours", "every 48 hours", "q6h", "once", "5 times a day",
)  # fmt: skip


def _sigs() -> Iterator[Call]:
    texts = (*_SIGS, *_MORE_SIGS)
    yield from over(read_sig, texts)
    yield from over(read_counted, texts[::2], (10.0,))
    yield from over(read_measured, texts[::2], (2.0,))
    yield from over(read_sum, (*texts[::3], *_MORE_SIGS), (None, 10.0), (None, 2.0))
    for function in (read_times, is_as_needed, amounts_in, in_english, counts_tablets):
        yield from over(function, (*texts[::5], *_MORE_SIGS))


def _quantities() -> Iterator[Call]:
    spelled = (WEIGHT, HEIGHT, RATE, FRACTION, SCORE, TEMPERATURE)
    units = ("kg", "g", "[lb_av]", "lb", "cm", "m", "in", "/min", "beats/min", "%", "1", "{score}",
             "Cel", "degF", "°F", "furlong")  # fmt: skip
    told: list[Json] = [
        *({"value": 37.5, "unit": unit} for unit in units),
        *({"value": 37.5, "code": unit, "system": "http://unitsofmeasure.org"} for unit in units),
        *({"value": 0.9, "unit": one, "code": two} for one, two in (("kg", "kg"), ("kg", "g"),
        ("%", "1"))),
        {"value": 1, "code": "kg", "system": "http://example.org"}, {"value": 1, "comparator": "<"},
        {"unit": "kg"}, {"value": 1},
    ]  # fmt: skip
    yield from over(read_quantity, (None, *_elements(told)), spelled)


def _signs() -> Iterator[Call]:
    numbers = K.of(MeasuredSigns)
    lows = [numbers.low(is_chronic=is_chronic) for is_chronic in (False, True)]
    edges = sorted({
        n + d for low in lows for pair in low.values() for n in pair for d in (-0.5, 0, 0.5)
    } | {n + d for n in (numbers.pulse_slow, numbers.pulse_fast, numbers.cold_Cel, numbers.warm_Cel)
         for d in (-0.1, 0, 0.1)})  # fmt: skip
    ages = (None, numbers.pulse_fast_from_y - 0.1, numbers.pulse_fast_from_y, 40.0)
    for what in ("breaths", "saturation", "awake", "pulse", "temperature"):
        yield from over(standing_of, edges, (what,), (numbers,), ages, lows)
        units = ("%", "1", "/min", "Cel", "degF", "[degF]", "{score}", "", None, "mmol/L")
        told: list[Json] = [
            *({"valueQuantity": {"value": v, **({} if u is None else {"unit": u})}}
              for v in (0.85, 8.0, 98.6) for u in units),
            {"valueQuantity": {"value": 8, "comparator": "<", "unit": "/min"}},
            {"valueQuantity": {"unit": "%"}}, {"valueInteger": 8}, {"valueString": "8"},
            {"valueQuantity": {"value": 8, "unit": "%", "code": "Cel"}},
        ]  # fmt: skip
        yield from over(value_of, _elements(told), (what,), (K,))


# --- whether it counts ------------------------------------------------------------------


def _standings() -> Iterator[Call]:
    days = (None, _on(400), _on(35), _on(8), _on(7), _on(1), _on(0), _on(-1), "2026")
    length = {"value": 30, "code": "d"}
    supplies = (
        None, {"expectedSupplyDuration": length}, {"validityPeriod": {"end": _on(1)}},
        {"expectedSupplyDuration": length, "numberOfRepeatsAllowed": 1},
        {"quantity": {"value": 90}},
        {"validityPeriod": {"end": _on(-9)}, "expectedSupplyDuration": length},
    )  # fmt: skip
    dosages = (None, *([{"timing": {"repeat": one}}] for one in (
        {"boundsPeriod": {"start": _on(40), "end": _on(5)}}, {"boundsPeriod": {"end": _on(-5)}},
        {"boundsDuration": length}, {"count": 10}, {},
    )))  # fmt: skip
    statuses = ("active", "completed", "stopped", "on-hold", "cancelled", "draft", "unknown", None)
    told = [
        *_some(status=statuses, authoredOn=days[:-1], dispenseRequest=supplies),
        *_some(status=statuses[:4], authoredOn=(_on(50), _on(2)), dosageInstruction=dosages,
               statusChanged=(None, _on(3), _on(-3)), dispenseRequest=supplies[:2]),
        *_some(status=("active", "completed"), intent=("order", "plan", "proposal", "option"),
               reportedBoolean=(None, True), doNotPerform=(None, True)),
        *_some(status=("active", "completed"), effectiveDosePeriod=({"end": _on(1)},
        {"end": _on(0)})),
    ]  # fmt: skip
    yield from over(read_standing, ("MedicationRequest",), _elements(told), (K,), today=(TODAY,))
    told = [
        *_some(status=("active", "completed", "intended", "not-taken", "stopped",
        "entered-in-error"),
               effectivePeriod=(None, *({"start": _on(40), "end": d} for d in days[1:]),
               {"start": _on(9)}),
               dateAsserted=(None, _on(20)), effectiveDateTime=(None, _on(30))),
        *_some(status=("active",), dosage=dosages, effectiveDateTime=(_on(50), None)),
    ]  # fmt: skip
    yield from over(read_standing, ("MedicationStatement",), _elements(told), (K,), today=(TODAY,))
    told = list(_some(
        status=("completed", "stopped", "cancelled", "declined", "in-progress", "on-hold"),
        whenHandedOver=(None, _on(200), _on(93), _on(92), _on(91), _on(30), _on(29), _on(0)),
        daysSupply=(None, length, {"value": 0, "code": "d"}), whenPrepared=(None, _on(31)),
    ))  # fmt: skip
    yield from over(read_standing, ("MedicationDispense",), _elements(told), (K,), today=(TODAY,))
    told = [
        *_some(status=("completed", "in-progress", "on-hold", "not-done"), effectiveDateTime=days),
        *_some(status=("completed",), effectivePeriod=({"start": a,
        "end": b} for a in days[1:] for b in days[1:])),
        *_some(status=("completed",), effectivePeriod=({"start": a} for a in days[1:])),
    ]  # fmt: skip
    yield from over(
        read_standing, ("MedicationAdministration",), _elements(told), (K,), today=(TODAY,)
    )


def _what_is_over() -> Iterator[Call]:
    days = (_on(1), _on(0), _on(-1), "2026", "x")
    told = [
        *_some(status=(None, "completed", "active", "revoked", "inactive", "stopped"),
               period=(None, {}, *({"end": one} for one in days))),
        *_some(result=(None, []), conclusion=(None, "x"), contained=(None, [{}]), text=(None,
        {"div": "x"})),
        *_some(result=([{"reference": "x"}],), conclusion=(None, "x"), presentedForm=(None, [{}]),
               conclusionCode=(None, [{}]), text=(None, {"div": "x"}), contained=(None, [{}])),
    ]  # fmt: skip
    yield from over(_does_not_count, ("DiagnosticReport", "CarePlan"), _elements(told), (TODAY,))
    done = _some(
        status=("completed", "in-progress"), performedDateTime=(None, "2026-11", _on(3)),
        performedPeriod=(None, {}, *_some(start=(None, "2026-10", _on(9)), end=(None, "2026-10",
        _on(2)))),
    )  # fmt: skip
    yield from over(_done, _elements(done), (TODAY,))


def _stepped() -> Iterator[Call]:
    def one(mg_each: float, **repeat: Any) -> Json:
        at = repeat.pop("sequence", None)
        made = {
            "doseAndRate": [{"doseQuantity": {"value": mg_each, "unit": "mg"}}],
            "timing": {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d", **repeat}},
        }
        return made if at is None else {**made, "sequence": at}

    spans: tuple[Json, ...] = (
        {}, {"sequence": 1}, {"sequence": 2}, {"count": 21}, {"boundsDuration": {"value": 3,
        "code": "d"}},
        {"boundsDuration": {"value": 0, "code": "d"}}, {"boundsDuration": {"value": 3,
        "code": "h"}},
        {"boundsPeriod": {"start": _on(0), "end": _on(-6)}}, {"boundsPeriod": {"start": _on(-7)}},
        {"boundsRange": {"high": {"value": 9, "code": "d"}}}, {"sequence": 2, "count": 9},
        {"sequence": 1, "boundsDuration": {"value": 1, "code": "wk"}}, {"when": ["MORN"]},
        {"sequence": 2, "when": ["HS"]}, {"sequence": 1, "when": ["MORN"]},
        {"sequence": 3, "timeOfDay": ["08:00:00"]}, {"sequence": 2, "timeOfDay": ["08:00:00"]},
    )  # fmt: skip
    several = [[one(5, **a), one(10, **b)] for a in spans for b in spans]
    several += [
        [one(5, **a), one(10, **b), one(15, **b)] for a in spans[1:12:2] for b in spans[::3]
    ]
    for dosages in several:
        told = tuple(_elements(dosages, "dosage"))
        yield from over(go_in_steps, (told,))
        yield from over(read_steps, (told,), (TODAY,))
        yield from over(last_day, (told,), (TODAY,))
    words = (
        "10 mg for 3 days, then 20 mg", "5 mg tid for 1 week then 10 mg tid",
        "10 mg for 3 days then stop",
        "5 mg daily for two weeks, 10 mg daily for 1 month, then 15 mg",
        "increase by 5 mg every 3 days",
        "10 mg tid x 5 days", "20 mg tid", "then stop", "reduce to 5 mg",
        "10 mg for 0 days, then 20 mg",
    )  # fmt: skip
    worded = tuple(_elements(({"text": text} for text in words), "dosage"))
    yield from over(dosages_in_words, worded)
    yield from over(ends_in_words, worded)
    yield from over(tells_of_steps, words)


def _ran() -> Iterator[Call]:
    begins = [date.fromisoformat(_on(n)) for n in (60, 30, 10, 9, 3)]
    ones = [
        Earlier(mg(dose), begin, until, was_stopped=stopped, goes_on=on)
        for dose, begin, until, stopped, on in product(
            (15, 30), begins[:3], (None, begins[2], begins[3]), (False, True), (False, True)
        )
        if until is None or until >= begin
    ]  # fmt: skip
    pairs = [(), *((one,) for one in ones), *product(ones[::3], ones[1::4])]
    yield from over(ran_before, pairs, (begins[2], TODAY), gap_days=(0, 2, 14), overlap_days=(0, 7))


def _levels() -> Iterator[Call]:
    low = K.numbers("pk.tox_conc")[0]
    days = [
        None,
        *(TODAY - timedelta(days=n) for n in (400, 100, 31, 30, 15, 14, 8, 7, 6, 3, 2, 1, 0, -1)),
    ]
    levels = [(BaclofenLevel(where, n, on),) for where in ("plasma", "csf")
              for n in (0.0, low - 1, low, low + 1) for on in days]  # fmt: skip
    several = [one + other for one in levels[::9] for other in levels[4::11]]
    for function in (overdose_of, level_notes):
        yield from over(function, (*levels, *several), (K,), today=(TODAY,))
    stopped = [
        BaclofenUse("oral", "stopped", "w", mg(30), stopped_on=on, hours_since_last=hours)
        for on in (None, *days[2:6]) for hours in (None, 0.0, 30.0, 24.0 * 14, 24.0 * 40)
    ]  # fmt: skip
    uses = [(), (BaclofenUse("oral", "active", "w"),), *((one,) for one in stopped),
            (stopped[3], stopped[9])]  # fmt: skip
    yield from over(shown_by, (*levels, *several[::5]), uses, (K,), today=(TODAY,))


# --- words ------------------------------------------------------------------------------


def _products() -> Iterator[Call]:
    texts = (
        "tablet", "tablet 10 mg", "tablets of 20 mg", "baclofen 10 mg tablets TID",
        "solution 5 mg/5 mL",
        "suspension 5 mg/mL", "liquid 1 mg/mL", "liquid 3 mg/mL", "LYVISPAH", "granules 10 mg",
        "granules 5 mg and 10 mg", "OZOBAX DS 5 mL", "Ozobax", "Fleqsuvy",
        "Lioresal intrathecal 2000 mcg/mL",
        "10 mg three times daily", "10 mg tid as oral solution 5 mg/5 mL", "10 mg tid (tablet)",
        "10 mg, tablet 20 mg", "solution 5 mg/0 mL", "tablet 10", "melting tablet 10 mg", "x", "",
        "10,5 mg tablet", "2 mg/mL oral liquid", "25 mg/5 mL", "2000 mcg/mL",
        "Baclofen 5mg/5ml oral solution",
    )  # fmt: skip
    for function in (product_named, dose_and_product, strength_in):
        yield from over(function, texts)
    yield from over(liquid_strength, texts, (K,))
    yield from over(_asked, texts, (None, mg(30)), (None, mg(10)))
    products = [
        Product(form, each_mg=each, per_mL_mg=per)  # type: ignore[arg-type]
        for form in ("tablet", "liquid", "granules", "film") for each in (None,
        10.0) for per in (None, 1.0)
    ]  # fmt: skip
    portions = (Pieces(((10.0, 1),)), Pieces(((20.0, 1), (10.0, 1))), Poured(5.0, 1.0),
    Poured(5.0, 2.0),
                Packets(((10.0, 1),)))  # fmt: skip
    pairs = [(), *((one,) for one in portions), *product(portions, repeat=2)]
    for one in products:
        yield from over(one.has_form_of, pairs)
        yield from over(one.is_of, pairs)
        yield from over(getattr, (one,), ("is_unsure", "as_order"))


def _asked(text: str, daily: Any, single: Any) -> Any:
    return asked_for(daily, dose_and_product(text)[1], single)


def _named() -> Iterator[Call]:
    texts = (
        "baclofen", "BACLOFEN 10 mg", "Baclophen", "baclofene", "baclofan", "Lioresal",
        "lioresol", "clofen", "diclofenac", "баклофен", "баклофена", "バクロフェン", "巴氯芬",
        "bac\N{REPLACEMENT CHARACTER}lofen",
        "val\N{REPLACEMENT CHARACTER}axid", "\N{REPLACEMENT CHARACTER}axid", "a pump with Gablofen",
        "x_baclofen", "1baclofen", "äbaclofen", "", "Ozobax", "lyflex", "LYVISPAH", "Ba clofen",
    )  # fmt: skip
    for function in (is_spelt_like_baclofen, is_spoken_of, may_speak):
        yield from over(function, texts, (K.codes,))
    escaped = [text.encode("ascii", "backslashreplace") for text in texts]
    yield from over(is_in, (*(text.encode() for text in texts), *escaped), (K.codes,))
    yield from over(may_speak, ({"a": [one]} for one in texts), (K.codes,))
    for read in (has_lost_letters, says_none_known, is_heading, first_mark, device_name):
        yield from over(read, (*texts, "none known", "NKDA", "no known allergies", "# x",
        "\ufeff{", "{",
                                   "SynchroMed II", "synchromed iii", "Prometra", "iii",
                                   "x" * 60))  # fmt: skip
    addresses = ("http://snomed.info/sct", "https://SNOMED.info/sct/|1",
    "urn:oid:2.16.840.1.113883.6.96",
                 "http://snomed.info/sct/9/version/1", "www.loinc.org",
                 "http://example.org/")  # fmt: skip
    yield from over(system_of, addresses)


def _wording() -> Iterator[Call]:
    yield from over(many, (0, 1, 2), ("day",), ("", "dayz"))
    yield from over(was, (0, 1, 2))
    yield from over(listed, (tuple("abcdefghij"[:n]) for n in range(10)))
    yield from over(listed, (tuple("abcdef"[:n]) for n in range(6)), (1, 2, 3))
    yield from over(sentence, ((), ("a",), ("a.", "b"), ("", "b"), ("Ab", "cd.")))
    references = ("", "Patient/p", "Patient/q", "Patient/p/_history/2", "urn:uuid:p",
    "urn:uuid:q", "p",
                  "http://x.org/fhir/Patient/p", "http://x.org/fhir/Patient/q", "urn:x",
                  "Device/p", "#c")  # fmt: skip
    yield from over(plain_reference, references)
    yield from over(typed, references)
    urls: tuple[frozenset[str], ...] = (
        frozenset(),
        frozenset({"urn:x"}),
        frozenset({"http://x.org/fhir/Patient/p"}),
    )
    of = [
        {},
        *({"subject": {"reference": one}} for one in references),
        {"patient": {"reference": "Patient/q"}},
    ]
    for id, known_as in product(("", "p"), urls):
        yield from over(Subject(id, known_as).is_of, _elements(of))
    holder = Element({"contained": [{"id": "c", "resourceType": "Device"}]}, "holder")
    one = Element({"resourceType": "Patient", "id": "p"}, "Patient/p")
    index = index_of([("http://x.org/fhir/Patient/p", one), ("", one), ("urn:x", holder)])
    yield from over(index.resolve, references, (holder,))


def _typed() -> Iterator[Call]:
    grades: tuple[Any, ...] = (
        None,
        [],
        3,
        "1+",
        [3, "1+"],
        [0, 4],
        [5],
        [-1],
        [True],
        ["x"],
        [2.5],
        "3",
    )
    for before, after, scale in product(grades, grades, ("ashworth", "spasms")):
        table = {k: v for k, v in (("s_before", before), ("s_after", after)) if v is not None}
        yield from over(read_scores, (table,), (scale,), ("s",))
    flexes: tuple[Any, ...] = (
        None, [], {}, [{"at": "06:00", "rate": "10 mcg/h"}], {"06:00": "10 mcg/h",
        "22:30": "480 mcg/day"},
        {"24:00": "10 mcg/h"}, {"6": "10 mcg/h"}, {"06:60": "10 mcg/h"}, {"00:00": "1 mg/day"}, "x",
    )  # fmt: skip
    boluses: tuple[Any, ...] = (
        None, {}, {"dose": "30 mcg", "times_per_day": 4, "base": "5 mcg/h"}, {"dose": 30},
        {"x": 1}, "x",
        {"dose": "30 mcg", "times_per_day": 4.5, "base": "5 mcg/h"}, {"dose": "30 mcg",
        "times_per_day": 4},
        {"dose": "30 mcg", "times_per_day": 49, "base": "5 mcg/h"},
    )  # fmt: skip
    tables = _some(flex=flexes, boluses=boluses)
    yield from over(read_mode, tables)
    yield from over(
        read_rate, ("10 mcg/h", "240 mcg/day", "10 mcg", "1 mg/day", "", 10, None), ("rate",)
    )


def _laid_out() -> Iterator[Call]:
    cells = ("", "ab", "abc def", "a long cell of some words", "averyveryverylongword", "x y z w")
    rows = [
        tuple(row) for row in (
            [(a, b) for a in cells for b in cells[:3]], [("h", "head", "i"), ("a b c", cells[3],
            cells[2])],
            [("h",), (cells[3],)], [("a", "b", "c"), (cells[4], cells[3], cells[3])],
            [("one", "two"), (cells[3], cells[5])],
        )
    ]  # fmt: skip
    yield from over(_widths, rows, (5, 10, 12, 20, 24, 30, 31, 50, 100))
    tables = [Table("A caption of the table", row[0], row[1:]) for row in rows]
    yield from over(_table, tables, (12, 24, 31, 60))


GRIDS: Mapping[str, Callable[[], Iterator[Call]]] = {
    "times a day": _times, "lengths": _lengths, "days and ages": _days, "coded doses": _coded_doses,
    "doses in words and codes": _doses, "words of an order": _sigs, "quantities": _quantities,
    "measured signs": _signs, "how an entry stands": _standings, "what is over": _what_is_over,
    "doses in steps": _stepped, "what ran before": _ran, "levels": _levels, "products": _products,
    "names": _named, "wording": _wording, "typed": _typed, "laid out": _laid_out,
}  # fmt: skip
