"""One patient's record as a clinic's book keeps it: read, told more, asked, replayed.

What is told is tried before it is kept: a record that could no longer be read is refused, and
nothing of it is written.
"""

from __future__ import annotations

import hashlib
import zlib
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from baclofen.answering import Answer, Replayed, answer_json, replay
from baclofen.chart.identifying import may_identify
from baclofen.chart.same import check_same_person
from baclofen.cleaned import plain
from baclofen.errors import Conflict, InputRefused, OutOfRange
from baclofen.exchange import Reading, decode, parse_toml, read_follow_up, read_patient
from baclofen.knowledge import Knowledge, Vocabulary, pack_knowledge, unpack_knowledge
from baclofen.newest import Newest
from baclofen.planning import Plan
from baclofen.record import (
    FORM,
    Accepted,
    Event,
    Happening,
    Imported,
    Missed,
    Overridden,
    Planned,
    Record,
    Row,
    Scored,
    StepPlanned,
    Told,
    Took,
    event_of,
    kind_of,
    known_rows,
    names_events,
    on_day,
    payload,
    read_rows,
    refused,
)
from baclofen.store import Book, Draft, Kept, Ledger, Signed, Versions
from baclofen.units import mg
from baclofen.value import Value
from baclofen.version import VERSION

#: Electronic records that were read, by their digest and the day that they were read for.
Readings = Newest[tuple[str, date], Reading]
#: Of one chart so many are held; who opens many charts shares them.
_READ = 4


class Telling(Value, kw_only=True):
    """Something to put down: what happened, when, and a file that belongs to it, which may say who
    the patient is unless it is made of what the record holds."""

    what: Happening
    at: datetime
    whole_day: bool = False
    attached: bytes | None = None
    made_here: bool = False


class Taken(Value):
    """What came of an import: the events put down, and what was left out, each with why."""

    events: tuple[Event, ...]
    left_out: tuple[str, ...]


class Chart:
    """The record of one patient in one clinic.

    `record` is what was read when the chart was opened, or told through it since; whoever else
    wrote in between is named by `Conflict`, and nothing is written. That of a patient who is still
    to be admitted has no name: `admit` gives it, once what is told first was tried. `readings` are
    shared by charts of the same knowledge.
    """

    def __init__(
        self, ledger: Ledger, clinic: str, patient: str, known: Knowledge, *,
        admit: Callable[[], str] | None = None, readings: Readings | None = None,
    ) -> None:  # fmt: skip
        self._ledger, self.clinic, self.patient, self._known = ledger, clinic, patient, known
        self._admit, self._readings = admit, readings or Readings(_READ)
        self._book: Book = ledger.of(clinic)
        self._kept: list[Kept] = []
        self.record = Record()
        if admit is None:
            self.read()

    def read(self) -> None:
        """The record as it stands now. Raises as the store does."""
        self._kept = list(self._book.read(self.patient))
        self.record = Record(tuple(_event(n, k) for n, k in enumerate(self._kept, start=1)))

    def tell(
        self, *told: Telling, by: str, now: datetime, on_behalf_of: str = ""
    ) -> tuple[Event, ...]:
        """Puts down all of it, or nothing. Raises `InputRefused` where it contradicts itself or
        what was told before, `Conflict` where somebody wrote since the chart was read."""
        record, new = self._with(told, by, now)
        if self._admit is not None:
            self.patient, self._admit = self._admit(), None
        signed = Signed(by, now.astimezone(UTC), self._versions(), on_behalf_of)
        drafts = [_draft(one, self._words, signed.now) for one in told]
        kept = self._book.append(self.patient, drafts, signed, expects=self.version)
        self._kept += kept
        self.record = record
        return new

    def as_if(self, *told: Telling, by: str, now: datetime, day: date) -> Reading:
        """The patient on a day, were this told as well; nothing is written. Raises as `tell`."""
        record, _ = self._with(told, by, now)
        return on_day(record, day, self._known, electronic=self.electronic)

    def tell_file(
        self, raw: bytes, name: str, *, by: str, now: datetime, zone: str | None = None,
        skip_known: bool = False, same_person: bool = False,
    ) -> Taken:  # fmt: skip
        """What somebody hands in: an electronic record, a table of events (named so, or by its
        first row), or a typed patient. All of it is put down, or nothing."""
        if raw.removeprefix(BOM_UTF8).lstrip()[:1] in (b"{", b"["):
            return self.tell_electronic(raw, by=by, now=now, same_person=same_person)
        text = decode(raw, name)
        if name.lower().endswith(".csv") or names_events(text):
            return self.tell_rows(text, by=by, now=now, zone=zone, skip_known=skip_known)
        typed = Told(table=dict(parse_toml(text, name)))
        for event in self.record.of(Told):
            if event.what == typed:
                raise InputRefused(
                    plain(name, 60), "the same once more", f"it was told on {event.day}",
                    do="Tell what changed: what carries no date would count as of today.",
                )  # fmt: skip
        return Taken(self.tell(Telling(what=typed, at=now), by=by, now=now), ())

    def tell_rows(
        self, text: str, *, by: str, now: datetime, zone: str | None = None,
        skip_known: bool = False,
    ) -> Taken:  # fmt: skip
        """The events of a CSV table. Rows that are in the record already are refused by number,
        or left out."""
        rows = read_rows(text, patient=self.patient, zone=zone)
        again = known_rows(rows, self.record)
        if again and not skip_known:
            raise refused([f"row {n}: it is {why}" for n, why in again.items()], len(rows))
        new = [row for row in rows if row.row not in again]
        late = [f"row {row.row}: {gap}" for row in new if (gap := _too_late(row, now))]
        if late:
            raise refused(late, len(rows))
        told = [Telling(what=r.what, at=r.at, whole_day=r.whole_day) for r in new]
        events = self.tell(*told, by=by, now=now) if told else ()
        return Taken(events, tuple(f"row {n}: {why}" for n, why in again.items()))

    def tell_electronic(
        self, raw: bytes, *, by: str, now: datetime, same_person: bool = False
    ) -> Taken:
        """An electronic record (FHIR R4): it is kept as received; doses that were given and scores
        of pain become events of their own, those that are there already are left out. Where the
        name is another it is refused, unless who tells it says that it is the `same_person`."""
        found = read_follow_up(raw, self._known, today=now.date())
        check_same_person(self.record, found, is_said=same_person)
        happened = [
            Telling(what=Missed() if g.dose is None else Took(dose=g.dose), at=g.at,
                    whole_day=g.whole_day)
            for g in found.given
        ]  # fmt: skip
        happened += [
            Telling(what=Scored(scale="nrs", score=f"{p.score:g}"), at=p.at, whole_day=p.whole_day)
            for p in found.pain
        ]
        told = (*self.record.standing, *self.record.wrong)
        there: Counter[tuple[datetime, Happening]] = Counter(
            (e.at, e.what) for e in told if isinstance(e.what, _HASHED)
        )
        came: list[Telling] = []
        for one in happened:
            if there[one.at, one.what] > 0:
                there[one.at, one.what] -= 1
            else:
                came.append(one)
        imported = Imported(
            digest=hashlib.sha256(raw).hexdigest(), born=found.born, sex=found.sex,
            named=found.named, called=found.called, brought=len(came),
        )  # fmt: skip
        it = Telling(what=imported, at=now, attached=raw)
        events = self.tell(it, *came, by=by, now=now)
        known = len(happened) - len(came)
        again = (f"{known} entries that are in the record already",) if known else ()
        return Taken(events, (*found.left_out, *again))

    def on(self, day: date) -> Reading:
        """The patient on a day. Raises `InputRefused`."""
        return on_day(self.record, day, self._known, electronic=self.electronic)

    def file(self, digest: str) -> bytes:
        """A file that was kept beside an event, by its digest. Raises `InputRefused`."""
        for kept, event in zip(self._kept, self.record.events, strict=True):
            if getattr(event.what, "digest", None) == digest and kept.attached:
                return zlib.decompress(self._book.attached(kept))
        raise InputRefused("file", digest[:12], "none is kept under this digest")

    def electronic(self, digest: str, day: date) -> Reading:
        """An electronic record as it reads on a day. Raises `InputRefused`."""
        return self._read(None, digest, day)

    def keep(
        self, made: Answer, *told: Telling, by: str, now: datetime, expects: int | None = None
    ) -> Event:
        """An answer as it was given, with the knowledge that it rests on, and after what was told
        for it. Raises `Conflict` where the record is no longer at `expects`, the version that it
        was read from: nothing is kept."""
        if expects is not None and expects != self.version:
            raise Conflict(
                "record", f"read at version {expects}", f"it is at {self.version} by now",
                do="Ask again.", why="what was answered may rest on what is no longer so",
            )  # fmt: skip
        raw = answer_json(made, self._known).encode()
        if not self._ledger.holds(self._known.digest):
            self._ledger.keep(self._known.digest, pack_knowledge(self._known))
        planned = Planned(
            door=str(made.inputs.__struct_config__.tag), verdict=made.verdict.value,
            headline=self._known.say(made.headline), digest=hashlib.sha256(raw).hexdigest(),
            steps=_steps(made),
        )  # fmt: skip
        # A reason is free words, and stands in the answer.
        here = not made.inputs.request.reason
        kept = Telling(what=planned, at=now, attached=raw, made_here=here)
        return self.tell(*told, kept, by=by, now=now)[-1]

    def accept(self, plan: int, *, by: str, now: datetime) -> Event:
        """The clinician takes over a plan. Raises `InputRefused` for one that does not stand."""
        (event,) = self.tell(Telling(what=Accepted(plan=plan), at=now), by=by, now=now)
        return event

    def override(self, plan: int, rule: str, reason: str, *, by: str, now: datetime) -> Event:
        """A rule overridden for a plan, with the reason."""
        if rule not in self._known.rules:
            raise InputRefused("rule", repr(rule[:40]), "there is no such rule", do="See the plan.")
        what = Overridden(plan=plan, rule=rule, reason=reason)
        (event,) = self.tell(Telling(what=what, at=now), by=by, now=now)
        return event

    def replay(self, number: int) -> Replayed:
        """A plan worked out again, with the knowledge of its day where that is kept."""
        event = self.record[number]
        if not isinstance(event.what, Planned):
            raise InputRefused("event", f"{number}, {kind_of(event.what)}", "it must be a plan")
        digest = self._kept[number - 1].made_with.knowledge
        known = self._known
        if digest != known.digest:
            known = unpack_knowledge(self._ledger.kept(digest), digest)
        return replay(self.file(event.what.digest), known, name=f"event {number}")

    # --- how -------------------------------------------------------------------------------

    @cached_property
    def _words(self) -> Vocabulary:
        return Vocabulary(self._known)

    def _read(self, raw: bytes | None, digest: str, day: date) -> Reading:
        """A record that is here, or kept: read once for a day, however often it is told more."""
        if (held := self._readings.get((digest, day))) is not None:
            return held
        made = read_patient(raw or self.file(digest), known=self._known, today=day)
        self._readings.put((digest, day), made)
        return made

    @property
    def version(self) -> int:
        """What was read last; of a new chart, that of the admission."""
        return self._kept[-1].version if self._kept else 1

    def _versions(self) -> Versions:
        return Versions(package=VERSION, knowledge=self._known.digest, form=FORM)

    def _with(
        self, told: Sequence[Telling], by: str, now: datetime
    ) -> tuple[Record, tuple[Event, ...]]:
        """The record with this told too, tried, and the events that are new."""
        events = list(self.record.events)
        for one in told:
            _not_ahead(one.at, now, whole_day=one.whole_day)
            events.append(
                Event(
                    number=len(events) + 1, at=one.at, written=now, by=by, what=one.what,
                    whole_day=one.whole_day,
                )
            )  # fmt: skip
        record = Record(tuple(events))
        new = record.events[len(self.record.events) :]
        self._try(record, told, new, now)
        return record, new

    def _try(
        self, record: Record, told: Sequence[Telling], new: Iterable[Event], now: datetime
    ) -> None:
        """Reads the record as it would be, on the days that the new events speak of."""
        files = {hashlib.sha256(t.attached).hexdigest(): t.attached for t in told if t.attached}

        def electronic(digest: str, day: date) -> Reading:
            return self._read(files.get(digest), digest, day)

        days = {now.date(), *(event.day for event in new if event.day <= now.date())}
        for day in {min(days), max(days)}:
            if any(e.day <= day for e in record.of(Told, Imported)):
                read = on_day(record, day, self._known, electronic=electronic)
                if day == max(days):
                    _after_birth(new, read.patient.age_most_y or read.patient.age_y, day)


_HASHED = (Took, Missed, Scored)
_DAYS_A_YEAR = 366


def _event(number: int, kept: Kept) -> Event:
    return event_of(
        kept.payload, kept.made_with.form, number=number, written=kept.written, by=kept.by
    )


def _draft(told: Telling, words: Vocabulary, now: datetime) -> Draft:
    # Noon of a day that has not reached it stands for the day: the payload says so.
    at = min(told.at, now) if told.whole_day else told.at
    return Draft(
        kind_of(told.what), at.astimezone(UTC),
        payload(told.what, told.at, whole_day=told.whole_day),
        identifies=told.what.identifies or may_identify(told.what, words)
        or (told.attached is not None and not told.made_here),
        attached=None if told.attached is None else zlib.compress(told.attached),
    )  # fmt: skip


def _not_ahead(at: datetime, now: datetime, *, whole_day: bool) -> None:
    """Raise `OutOfRange` for a day that has not come yet, where `now` was written."""
    if whole_day and at.date() > now.date():
        raise OutOfRange(
            "time of the event", f"{at.date()}", "", f"no later than today, {now.date()}",
            do="What is still to come is a plan. Check the date, and this machine's clock.",
        )  # fmt: skip


def _after_birth(new: Iterable[Event], age_y: float | None, day: date) -> None:
    """Raise `OutOfRange` for what is told of a day on which the patient was not born."""
    if age_y is None:
        return
    # Whole years are told: the birthday may be a year before.
    born = day - timedelta(days=_DAYS_A_YEAR * (age_y + 1))
    for event in new:
        if event.day < born:
            raise OutOfRange(
                "time of the event", f"{event.day}", "", f"within a life of {age_y:.0f} years",
                do="Check the date, and whose record this is.",
            )  # fmt: skip


def _too_late(row: Row, now: datetime) -> str:
    """Why a row cannot have happened yet; empty where it can."""
    try:
        _not_ahead(row.at, now, whole_day=row.whole_day)
        Event(number=1, at=row.at, written=now, by="-", what=row.what, whole_day=row.whole_day)
    except InputRefused as gap:
        return str(gap)
    return ""


def _steps(made: Answer) -> tuple[StepPlanned, ...]:
    """The steps by mouth of a plan: what would be taken if it is accepted."""
    plan = made.decision
    if not isinstance(plan, Plan):
        return ()
    # Beside a dose that goes on the way down stands for whoever decides on it; it is no plan yet.
    steps = plan.up or plan.asked_down or plan.switched
    found = tuple(StepPlanned(step.first, step.daily) for step in steps.steps) if steps else ()
    agenda = made.agenda
    if agenda is None or not agenda.is_down:
        return found
    # Where a way down leads to nothing that is a step too: the last dose is not planned for ever.
    return (*found, StepPlanned(agenda.after, mg(0)))
