"""Entries of a typed file left out or spoilt, and what may come of it."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.errors import BaclofenError
from baclofen.exchange import read_table
from tests.doors import Outcome, loud, outcome
from tests.laws.healthy import Base, Typed
from tests.people import TODAY, known

K = known()


def left_out(table: Typed) -> Iterator[tuple[str, str, Typed]]:
    """The table without one entry: its key, what of it was left out, and the rest."""
    for key, value in table.items():
        if isinstance(value, list) and value:
            for at, one in enumerate(value):
                yield key, str(one), {**table, key: [*value[:at], *value[at + 1 :]]}
        elif isinstance(value, dict):
            for inner, what in value.items():
                rest = {k: v for k, v in value.items() if k != inner}
                yield f"{key}.{inner}", str(what), {**table, key: rest}
        else:
            yield key, str(value), {k: v for k, v in table.items() if k != key}


def better_without(key: str, before: Outcome, after: Outcome) -> bool:
    """Whether something got better for what was left out of this key, which spoke against
    nothing."""
    better = after.verdict < before.verdict or (after.is_free and not before.gives)
    return better and not _spoke_against(key, before, after)


def _spoke_against(key: str, before: Outcome, after: Outcome) -> bool:
    """Whether a rule that asks for what this key fills spoke, and no longer does; or what was asked
    for was itself too much by what it is a step of, which no condition of a rule says."""
    if key in _ASKED_FOR and before.verdict > before.fit.verdict:
        return True
    fills = {*K.keys[key].fills, *_ALSO.get(key, ())}
    gone = loud(before.fit) - loud(after.fit)
    gone |= {f.rule.id for f in before.fit.against_raise} - {
        f.rule.id for f in after.fit.against_raise
    }
    for rule in (K.rules[id] for id in gone):
        parts = [part for part in (rule.when, rule.beyond) if part is not None]
        asks = {leaf.field for part in parts for leaf in part.leaves()}
        asks |= {field.removesuffix("_told") for field in asks}
        if asks & fills or rule.role == "contradiction" or _is_reckoned(asks, key):
            return True
    return False


#: Fields that a key fills too, in a way that its list does not say: an age in an estimate of the
#: kidneys, an illness that is a field of its own.
_ALSO = {
    "age_y": ("egfr", "crcl"),
    "conditions": ("aki", "dialysis", "pregnant", "lactating", "newborn", "kidney_stage_open",
                   "meningitis_now", "creatinine_may_mislead", "high_lesion"),
}  # fmt: skip
#: Keys of a dose that is asked for.
_ASKED_FOR = ("requested", "pump.asked", "screening.dose")
#: Fields that are reckoned from several keys, of which no list says all.
_RECKONED = ("days_to_alarm", "pump_empty", "pump_may_be_empty", "gave_too_little",
             "gave_too_much", "drug_too_old", "refill_after_alarm", "danger_signs", "lack_signs",
             "danger_signs_open",
             "signs_of_either",
             "cns_classes", "bmi", "bmi_of_95th", "weight_z", "antithrombotic_acts", "short_gap",
             "pump_flow", "refill_interval", "alarm_interval", "empty_before_refill",
             "flow_outside_device")  # fmt: skip


def _is_reckoned(asks: set[str], key: str) -> bool:
    asked_for = ("request", "requested", "pump.asked", "syndrome")
    return bool(asks.intersection(_RECKONED)) or key in asked_for


def free_though_spoilt(spoilt: Typed, typed: Typed, base: Base) -> bool:
    """Whether someone is told to begin, raise or set by a spoilt file that is not read as the whole
    one is: a word cut short may still be the same word. Raises where it is refused."""
    reading = read_table(spoilt, K, today=TODAY)
    made = outcome(reading.patient, reading.asks(today=TODAY, jurisdiction=base.place))
    return made.is_free and reading.patient != read_table(typed, K, today=TODAY).patient


def names(refusal: BaclofenError, key: str) -> bool:
    """Whether a refusal says of which key it is: by its name, or by a word of it."""
    last = key.rpartition(".")[2]
    words = {last, last.removesuffix("s"), *last.split("_")}
    return any(word.lower() in str(refusal).lower() for word in words if len(word) > 2)
