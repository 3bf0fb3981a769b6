"""Conditions: what is present, and what is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.adverse import events_of, is_blamed
from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.concept import keys_of, named_by, names_of, signs_in
from baclofen.exchange.fhir.condition_days import (
    day_began,
    day_ended,
    has_ended,
    has_no_day,
    is_of_these_days,
    is_old,
    is_open,
    longest_pregnancy,
    recent,
    was_long_ago,
)
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.heard import (
    FAILING_LUNGS,
    history_in,
    may_be_acute,
    sounds_of,
    sounds_of_codes,
    was_acute,
)
from baclofen.exchange.fhir.kidney_told import tells_failure
from baclofen.exchange.fhir.ledger import Ledger, is_sign
from baclofen.exchange.fhir.nutrition import read_diets
from baclofen.exchange.fhir.open_signs import LASTING, is_still_noted, signs_open
from baclofen.exchange.fhir.pregnancy import Ended
from baclofen.exchange.fhir.procedures import (
    failed_since,
    may_go_on,
    read_dialysis,
    read_transplants,
)
from baclofen.exchange.fhir.systems import Coding, codings, has_code, words_of
from baclofen.exchange.fhir.told_years import is_told_as_long_ago
from baclofen.exchange.fhir.visits import reasons_done, reasons_not_given, reasons_of
from baclofen.exchange.measured import CHRONIC, InWords, in_words
from baclofen.exchange.wording import listed, many, was
from baclofen.knowledge import GUT, NIL, NIL_LATER, Knowledge
from baclofen.patient import UnreadKidney
from baclofen.units import months_before
from baclofen.value import Value

#: Passing states that still count while their end is of the last days: what poisoned somebody, or
#: failed, last week is no past illness.
LINGERING = frozenset({
    "aki", "sepsis", "respiratory_depression", "confusional_state", "baclofen_overdose",
    "withdrawal", "rhabdomyolysis",
})  # fmt: skip
#: Signs that are diagnoses of baclofen itself: without a day they are asked about.
_OF_BACLOFEN = frozenset({"baclofen_poisoning", "baclofen_withdrawal"})
#: Illnesses of which baclofen may be the cause, or was at hand, while they are new.
_SWALLOWED = frozenset({"drug_overdose_history", "suicide_attempt"})
#: Signs that are asked about even where they are marked as over, if no day is told.
_ASKED = _OF_BACLOFEN | {"coma", "slow_breathing", "seizure", "delirium", "encephalopathy"}
#: Signs of an illness that passes: once they are over nothing of them is left.
_PASSING = frozenset({"vomiting", "fever", "itching", "fast_pulse"})
#: A sign that is ordinary in a known epilepsy, once its days are over.
_OF_EPILEPSY = frozenset({"seizure"})
#: Complications of a transplanted kidney, in both editions: of a later day than the transplant.
_TROUBLE = "T86.1"
#: What an event that baclofen is suspected of, and that nobody could read, may be.
_AGAINST = ("CI-HYPERSENS",)
#: An acute kidney injury that was never closed in the record is over, or chronic, by then.
AKI_MONTHS = 3
#: What may not be swallowed lapses sooner: nobody goes without for weeks.
_NOT_SWALLOWED = frozenset({NIL, NIL_LATER})
#: So is that nothing may be swallowed, and a bowel that was closed.
_OF_THESE_WEEKS = _NOT_SWALLOWED | {GUT}
_VOID = ("refuted", "entered-in-error")
_UNSURE = ("unconfirmed", "provisional", "differential")


class Conditions(Value):
    """The condition keys that count on the day of judgement, signs of the last days, and dialysis
    when it is seen. `ended` are the pregnancies that were closed, `nil_by_mouth` says that nothing
    may be swallowed, `open` are signs that began before those days and were never closed.
    `kidneys` are those that are told to fail, to be held against values; `dialysed` and `injured`
    are the entries of a dialysis, and of an injury of the kidneys, each with its day."""

    present: frozenset[str]
    signs: frozenset[str]
    dialysis: bool | None
    notes: tuple[str, ...]
    ended: tuple[Ended, ...] = ()
    nil_by_mouth: bool = False
    kidneys: tuple[UnreadKidney, ...] = ()
    dialysed: tuple[tuple[Element, date | None], ...] = ()
    injured: tuple[tuple[Element, date | None], ...] = ()
    open: frozenset[str] = frozenset()


def read_conditions(
    entries: Entries, known: Knowledge, ledger: Ledger, *, today: date, age_y: float | None,
    results: Iterable[Element] = (),
) -> Conditions:  # fmt: skip
    """Conditions by their codes, and by words that are one known name and nothing else; values in
    their words as if they had been measured. `results` are those that say a sign.

    Those refuted, and transient ones that are over, do not count. Where code and words name
    different conditions both count, and it is said.
    """
    lungs = _lungs(entries, known)
    present: set[str] = set()
    signs: set[str] = set()
    open_signs: set[str] = set()
    undated: list[str] = []
    late = 0
    by_words: list[str] = []
    clashes: list[str] = []
    unsure: list[str] = []
    old_pregnancy: list[str] = []
    ended: list[Ended] = []
    old_aki: list[str] = []
    stages: list[date] = []
    transplants: list[date | None] = []
    troubles: list[date] = []
    old_nil: list[str] = []
    failing: list[UnreadKidney] = []
    on_dialysis: list[tuple[Element, date | None]] = []
    injured: list[tuple[Element, date | None]] = []
    for condition in (
        *entries.of("Condition"), *_reasons(entries, known, today, age_y), *events_of(entries),
        *results,
    ):  # fmt: skip
        concept = condition.child("code")
        words = words_of(concept)
        if has_code(condition.child("verificationStatus"), *_VOID):
            ledger.harmless(condition, "condition", words, "refuted, or entered in error")
            continue
        began = day_began(condition)
        if began is not None and began > today:
            ledger.harmless(condition, "condition", words, f"dated after {today}")
            late += 1
            continue
        found = codings(concept)
        names = names_of(concept, found)
        coded = known.codes.condition((c.system, c.code) for c in found)
        named = named_by(names, known)
        of_old = is_told_as_long_ago(words, known, today, age_y)
        is_over = of_old or has_ended(condition, today)
        is_recent = not of_old and is_of_these_days(condition, known, today)
        over = (is_over and not is_recent) or was_long_ago(condition, today)
        if over and coded <= named and known.codes.is_nothing_once_over(words):
            ledger.harmless(condition, "condition", words, "over, or of long ago")
            continue
        keys = coded | named
        told = signs_in(found, names, known, age_y=age_y)
        values = in_words(words, known, age_y=age_y, conditions=lungs)
        if over:
            if keys & FAILING_LUNGS and was_acute(names, told, known):
                keys -= FAILING_LUNGS
            elif not keys and not told:
                keys = history_in(words, known)
        if coded and named and not coded & named:
            clashes.append(plain(words_of(concept), 60))
        if is_over:
            if "pregnancy" in keys:
                ended.append(Ended(began, day_ended(condition)))
            passing = known.codes.passing
            keys -= passing - LINGERING if is_recent else passing
            if "dialysis" in keys:
                keys -= {"dialysis"}
                if may_go_on(condition, today):
                    ledger.unread(condition, "condition", words, sounds=("dialysis",))
                    continue
        if "pregnancy" in keys and began is not None and began < longest_pregnancy(today):
            keys -= {"pregnancy"}
            old_pregnancy.append(str(began))
        never_closed = began is not None and began < months_before(today, AKI_MONTHS)
        if "aki" in keys and never_closed and not is_recent:
            keys -= {"aki"}
            old_aki.append(str(began))
        if keys & _OF_THESE_WEEKS and never_closed and not is_recent:
            keys -= _OF_THESE_WEEKS
            old_nil.append(f"{plain(words, 60)} ({began})")
        elif keys & _NOT_SWALLOWED and not is_recent and is_old(condition, known, today):
            keys -= _NOT_SWALLOWED
            said = f"{plain(words, 60)}, of {began} and never closed"
            ledger.unread(condition, "condition", said, sounds=())
            if not keys:
                continue
        present |= keys
        on_dialysis += [(condition, began)] if "dialysis" in keys else []
        injured += [(condition, began)] if "aki" in keys else []
        if "ckd_severe" in keys and began is not None and not is_over:
            stages.append(began)
        if began is not None and not is_over and tells_failure(names, known):
            failing.append(UnreadKidney(plain(words, 80), began, says_failing=True))
        if any((c.code or "").startswith(_TROUBLE) for c in found):
            troubles += [] if began is None else [began]
        elif "kidney_transplant" in keys:
            transplants.append(began)
        shown = told - (_PASSING if is_over else frozenset())
        is_recent = not of_old and (is_recent or is_still_noted(shown, condition, known, today))
        is_undated = not (is_recent or of_old) and (
            has_no_day(condition, known, today)
            or bool(shown & LASTING and is_open(condition, known, today))
        )
        still = frozenset[str]()
        if not (is_recent or is_undated or of_old):
            still = signs_open(shown, condition, known, today)
            open_signs |= still
        if shown and (is_recent or not is_over or (is_undated and shown & _ASKED)):
            if is_undated:
                undated.append(plain(words, 60))
            elif is_recent:
                signs |= shown
            if not keys:
                means = [f"signs{'_open' * (s in still)}.{s}" for s in sorted(shown)]
                more = _beside(values, known)
                if is_undated or more:
                    ledger.unread(
                        condition, "condition", words, is_past=not (is_recent or is_undated),
                        sounds=[*(means if is_undated else ()), *more],
                    )  # fmt: skip
                else:
                    ledger.read(condition, "condition", words, means)
                continue
        if not keys:
            blamed = is_blamed(condition, entries, known)
            _without_key(condition, words, values, found, coded | named, told, known, ledger, today,
                         blamed=blamed, of_old=of_old)  # fmt: skip
            continue
        asked = shown if is_undated and not is_over else frozenset()
        may_be_now = is_recent or (is_undated and not is_over)
        if may_be_now and _may_be_swallowed(keys, shown, names, known):
            asked |= {"baclofen_poisoning"}
        if is_recent and "respiratory_failure" in keys - shown and may_be_acute(names, known):
            asked |= {"slow_breathing"}
        if asked:
            # The diagnosis counts as one of any day; that it may be of today, or that the medicine
            # was this one, has to be asked.
            means = [f"signs.{sign}" for sign in sorted(asked)]
            ledger.unread(condition, "condition", words or _with_code("", found), sounds=means)
        else:
            means = [f"conditions.{k}" for k in sorted(keys)]
            means += [f"signs_open.{sign}" for sign in sorted(still)]
            ledger.read(condition, "condition", words, [*means, *({NIL} & keys)])
        if not coded:
            by_words.append(plain(words_of(concept), 60))
        if has_code(condition.child("verificationStatus"), *_UNSURE):
            unsure.append(plain(words_of(concept), 60))
    notes = []
    if late:
        notes.append(f"{many(late, 'condition')} dated after {today} {was(late)} left out.")
    if by_words:
        notes.append(f"Conditions read by their words alone: {listed(by_words)}. Confirm.")
    if clashes:
        notes.append(
            "Code and words name different conditions, and both were counted: "
            f"{listed(clashes)}. Confirm."
        )
    if unsure:
        notes.append(f"Not confirmed in the record, but counted: {listed(unsure)}.")
    if undated:
        notes.append(
            f"Recorded without the day, or never closed: {listed(undated)}. Is it there now? Then "
            "tell it as a sign."
        )
    if old_pregnancy:
        notes.append(
            f"A pregnancy recorded on {listed(old_pregnancy)} and never closed was not counted: "
            "ask whether the patient is pregnant."
        )
    if old_aki:
        notes.append(
            f"An acute kidney injury recorded on {listed(old_aki)} and never closed was not "
            "counted as acute: look at the kidney function since then."
        )
    if old_nil:
        notes.append(
            f"Never closed in the record, and not counted as of now: {listed(old_nil)}. Ask "
            "whether anything may be swallowed."
        )
    diets, nil_notes = read_diets(entries, known, ledger, since=months_before(today, AKI_MONTHS),
                                  today=today)  # fmt: skip
    present |= diets
    dialysis, dialysis_notes, done = read_dialysis(entries, known, ledger, today)
    transplants += read_transplants(entries, known, ledger, today)
    if transplants:
        present.add("kidney_transplant")
    if (failed := failed_since(transplants, troubles, stages, known)) is not None:
        present.discard("kidney_transplant")
        notes.append(
            f"A kidney was transplanted, and an advanced kidney disease recorded on {failed}, "
            "later: ask how the new kidney works."
        )
    return Conditions(
        frozenset(present - {NIL}), frozenset(signs), dialysis,
        (*notes, *nil_notes, *dialysis_notes), tuple(ended), nil_by_mouth=NIL in present,
        kidneys=tuple(failing), dialysed=(*on_dialysis, *done), injured=tuple(injured),
        open=frozenset(open_signs - (_OF_EPILEPSY if "epilepsy" in present else frozenset())),
    )  # fmt: skip


def _lungs(entries: Entries, known: Knowledge) -> frozenset[str]:
    """The illnesses on record in which a lower saturation is aimed at."""
    told = (keys_of(condition.child("code"), known) for condition in entries.of("Condition"))
    return CHRONIC & frozenset[str]().union(*told)


def _beside(values: InWords, known: Knowledge) -> tuple[str, ...]:
    """What words sound like beside the values in them that are signs."""
    if not values.signs:
        return ()
    return (*values.sounds, *known.codes.alarms_in(values.beside))


def _may_be_swallowed(
    keys: frozenset[str], shown: frozenset[str], names: Iterable[str], known: Knowledge
) -> bool:
    """Whether these are an overdose or an attempt, told as no history, of which nobody knows
    whether it was with baclofen."""
    if not keys & _SWALLOWED or "baclofen_poisoning" in shown:
        return False
    return not any(known.codes.is_told_as_past(name) for name in names)


def _reasons(
    entries: Entries, known: Knowledge, today: date, age_y: float | None
) -> Iterator[Element]:
    """Why the patient was seen in the last days, or a medicine was not given, where that is a
    condition, a sign, or sounds like one that threatens: that somebody came for a check, or with a
    cold, is not asked about."""
    since = recent(known, today)
    for reason in (
        *reasons_of(entries, since=since, today=today),
        *reasons_not_given(entries, since=since, today=today),
        *reasons_done(entries, since=since, today=today),
    ):  # fmt: skip
        concept = reason.condition.child("code")
        found = codings(concept)
        names = names_of(concept, found)
        keys = keys_of(concept, known) if reason.is_dated else frozenset()
        words = " ".join(names)
        alarms = sounds_of(words, known, in_words(words, known, age_y=age_y))
        threatens = any(is_sign(name) or name in LINGERING for name in alarms)
        if keys or signs_in(found, names, known, age_y=age_y) or (threatens and reason.is_dated):
            yield reason.condition


def _without_key(
    condition: Element, words: str, values: InWords, found: Sequence[Coding],
    was_key: frozenset[str], was_sign: frozenset[str], known: Knowledge, ledger: Ledger,
    today: date, *, blamed: bool, of_old: bool = False,
) -> None:  # fmt: skip
    """A condition that no rule will hear of: over, on a kept list, or not understood. What nobody
    understood and baclofen is `blamed` for may be an allergy to it; its words may tell that it is
    `of_old`."""
    codes = [(c.system, c.code) for c in found]
    is_recent = not of_old and is_of_these_days(condition, known, today)
    is_over = of_old or has_ended(condition, today)
    over = is_over or was_long_ago(condition, today)
    by = known.codes.harmless_condition(codes, words, over=over)
    if by:
        ledger.harmless(condition, "condition", words, by)
        return
    if values.is_ordinary or (values.is_all and over and not is_recent):
        ledger.harmless(condition, "condition", words, "measured, and no danger or of long ago")
        return
    # A code may be a word, too.
    sounds = (*sounds_of(words, known, values), *sounds_of_codes(codes))
    sounds = tuple(dict.fromkeys((*sounds, *known.codes.alarms_in(_with_code("", found)))))
    if over or (not is_recent and is_old(condition, known, today)):
        sounds = tuple(one for one in sounds if one not in _OF_THESE_WEEKS)
    alarms = {name for name in sounds if not is_sign(name)}
    if was_key:
        ledger.harmless(condition, "condition", words, "over, or of long ago")
    elif blamed:
        ledger.unread(condition, "condition", f"{words}, baclofen suspected", sounds=_AGAINST)
    elif was_sign and over and (not words or known.codes.signs_of([], [words])):
        ledger.harmless(condition, "condition", words, "a sign that is over, or of long ago")
    elif over and FAILING_LUNGS.issuperset(alarms) and alarms and was_acute([words], (), known):
        ledger.harmless(condition, "condition", words, "over, or of long ago")
    elif is_over and words and not sounds_of(words, known, values):
        ledger.harmless(condition, "condition", words, "over, and no word of it sounds an alarm")
    else:
        is_past = not is_recent and (is_over or not has_no_day(condition, known, today))
        denied = known.codes.is_denied(words)
        ledger.unread(
            condition, "condition", _with_code(words, found), is_past=is_past,
            sounds=() if denied else sounds,
        )  # fmt: skip


def _with_code(words: str, found: Sequence[Coding]) -> str:
    """What nobody understood, by its name and its code: somebody has to look it up."""
    codes = ", ".join(c.code for c in found if c.code)
    return f"{words} ({codes})" if words and codes else words or codes
