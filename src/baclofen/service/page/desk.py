"""What every page shares: the knowledge, the ledger, who may sign in, and what was worked out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property, partial
from hashlib import sha256
from typing import Any, TypeVar

from baclofen import codec
from baclofen.answering import Answer, Inputs, answer, with_entries
from baclofen.chart import Chart, Readings
from baclofen.errors import InputRefused, StoreRefused
from baclofen.knowledge import Knowledge
from baclofen.newest import Newest
from baclofen.service.book import BookClosed
from baclofen.service.house import House
from baclofen.service.page.audit import Entry, Trail
from baclofen.service.page.imports import Imports
from baclofen.service.page.issuer import Issuer
from baclofen.service.page.jobs import Jobs
from baclofen.service.page.left import Left
from baclofen.service.page.persons import Persons, persons_of
from baclofen.service.page.rates import Rate
from baclofen.service.page.sessions import Session, Sessions, SignedOut, is_there
from baclofen.service.page.users import User, Users
from baclofen.store import Keys, Ledger, Listed, Signed, Versions
from baclofen.value import replace
from baclofen.version import VERSION

#: Answers, and what else was waited for, that are held ready: whoever goes back to a page does not
#: wait for it again.
_HELD, _WAITED_FOR = 64, 16
#: Electronic records that were read are held ready too: whoever tells more of a patient does not
#: wait until the whole record is read again.
_READ = 16
#: What a work makes.
T = TypeVar("T")


class Desk:
    """Everything behind the pages. The ledger is opened when it is first asked for."""

    def __init__(
        self, house: House, users: Users | None, open_ledger: Callable[[], Ledger],
        *, keys: Keys | None = None, guests: tuple[User, ...] = (), issuer: Issuer | None = None,
        closing: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self.house, self.users, self.keys, self.guests = house, users, keys, guests
        self.issuer = issuer
        self._closing = closing
        self.sessions, self.jobs, self.left = Sessions(), Jobs(), Left()
        self.imports = Imports()
        #: Of one name from one line: passwords tried; of one session: pages.
        self.tries, self.asks = Rate(10, 5), Rate(120, 240)
        #: Of one address: how often the provider is asked where to sign in.
        self.away = Rate(30, 60)
        #: Of one session: steps of a slider; and how often the trail tells of them.
        self.steps, self.tells = Rate(200, 600), Rate(1, 1)
        self._open, self._lock = open_ledger, threading.Lock()
        self._ledger: Ledger | None = None
        self._unkept = ""
        house.ready.append(self.lacking)
        self._made, self._bare = Newest[str, Answer](_HELD), Newest[str, Answer](_HELD)
        self._drawn = Newest[str, Mapping[str, Any]](_HELD)
        self._readings = Readings(_READ)
        # A work may make nothing, and that is held as well.
        self._waited_for = Newest[Hashable, tuple[Any]](_WAITED_FOR)

    @property
    def known(self) -> Knowledge:
        return self.house.known

    @property
    def is_demo(self) -> bool:
        return bool(self.guests)

    @property
    def ledger(self) -> Ledger:
        with self._lock:
            if self._ledger is None:
                self._ledger = self._open()
            return self._ledger

    def close(self) -> None:
        """Lets go of the ledger, and of what was only for this run."""
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
            self._ledger = None
            self._closing()

    @cached_property
    def trail(self) -> Trail:
        return Trail(self.ledger)

    def session(self, token: str) -> Session | None:
        """The session of a token, used now; none of a user who is not in the file as they were, or
        whom it keeps out."""
        gone = self.users.no_longer() if self.users is not None else frozenset()
        if gone or (self.users is not None and self.users.out):
            self.sessions.end(lambda one: one.user in gone or self._is_out(one.user))
        return self.sessions.of(token)

    def _is_out(self, user: User) -> bool:
        return self.users is not None and user.name in self.users.out

    def check_in(self, user: User) -> None:
        """Raises `InputRefused` for an account elsewhere that the file of users keeps out."""
        if self.users is not None:
            self.users.no_longer()
        if self._is_out(user):
            raise InputRefused(
                "account", "kept out here", "it must not be", do="Ask who keeps this service."
            )

    def end_elsewhere(self, out: SignedOut, route: str) -> None:
        """Ends the sessions of who is signed out, or no longer known, where they had signed in, and
        says so in the trail. A word that came before ends nothing that was begun since."""
        try:
            if not self.house.book.first_seen(out.whose.iss, out.jti, until=out.until):
                return
        except BookClosed:
            # Who cannot tell ends them: to sign in once more is the lesser harm.
            pass
        for one in self.sessions.end(lambda one: is_there(out.whose, one.elsewhere)):
            self.put(one.user, Entry(done="signed out", route=route))

    def persons(self, one: str, other: str) -> Persons:
        """Whether two accounts are of one person or of two, as the file of users ties them."""
        return persons_of(one, other, self.users.owners if self.users is not None else {})

    def landing(self, user: User) -> str:
        """Where somebody comes to who has signed in: what they had typed, or the patients."""
        return "/left" if self.left.of(user) else "/patients"

    def has_key(self, user: User) -> bool:
        """Whether what identifies a patient can be kept in this clinic."""
        return self.keys is not None and user.clinic in self.keys.clinics

    def today(self) -> date:
        return self.house.today()

    def now(self) -> datetime:
        """What this machine's clock says, with its zone."""
        return self.house.now()

    def chart(self, user: User, patient: str) -> Chart:
        """The chart of a patient of the clinic of who is signed in; of no other there is one here.

        Raises `InputRefused` where the clinic has none of that name.
        """
        return Chart(self.ledger, user.clinic, patient, self.known, readings=self._readings)

    def new_chart(self, user: User, label: str) -> Chart:
        """That of a patient who is admitted to the clinic with what is told of them first."""
        signed = Signed(user.name, self.now().astimezone(UTC), Versions(VERSION))
        admit = partial(self.ledger.of(user.clinic).admit, signed, label.strip() or None)
        return Chart(self.ledger, user.clinic, "", self.known, admit=admit, readings=self._readings)

    def listed(self, user: User, patient: str) -> Listed:
        """One patient of the clinic, as in its list. Raises `InputRefused`."""
        return self.ledger.of(user.clinic).listed(patient)

    def put(self, user: User, entry: Entry) -> None:
        """Into the trail of the clinic. Raises `StoreRefused`, and then the service is not ready
        until an entry is taken again."""
        try:
            self.trail.put(user.clinic, user.name, entry, self.now())
        except StoreRefused:
            self._unkept = "the trail takes no entry"
            raise
        self._unkept = ""

    def lacking(self) -> str:
        """What keeps the pages from being served; empty where nothing does."""
        return self._unkept or (self._ledger.lacking() if self._ledger is not None else "")

    def answer_soon(self, inputs: Inputs) -> Answer:
        """The answer, without a page that waits for it long. Raises `NotYet`, and as `answer`."""
        digest = digest_of(inputs)
        ready = self._made.get(digest)
        return ready or self.jobs.soon(("answer", digest), partial(self._work, digest, inputs))

    def held_soon(self, key: Hashable, work: Callable[[], T]) -> T:
        """What the work makes, beside the pages, and the same for whoever asks the same later.
        Raises `NotYet`, and what the work raises."""
        if (held := self._waited_for.get(key)) is not None:
            earlier: T = held[0]
            return earlier
        made = self.jobs.soon(key, work)
        self._waited_for.put(key, (made,))
        return made

    def drawn(self, made: Answer, draw: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """What is drawn of an answer, once for all that differ in entries alone."""
        bare = _bare(made.inputs)
        if (held := self._drawn.get(bare)) is None:
            self._drawn.put(bare, held := draw())
        return held

    def answer(self, inputs: Inputs) -> Answer:
        """The answer, worked out once for the same inputs. Raises as `answer` does."""
        return self._work(digest_of(inputs), inputs)

    def _work(self, digest: str, inputs: Inputs) -> Answer:
        if (ready := self._made.get(digest)) is not None:
            return ready
        # What comes of a record is one work for all that its entries tell beside, as scores.
        bare = _bare(inputs)
        earlier = self._bare.get(bare)
        made = (
            answer(inputs, self.known) if earlier is None
            else with_entries(earlier, inputs, self.known)
        )  # fmt: skip
        self._bare.put(bare, made)
        self.house.metrics.read(made.account.outcomes)
        self._made.put(digest, made)
        return made


def _bare(inputs: Inputs) -> str:
    """Names inputs whatever their entries: nothing that is decided rests on these."""
    return digest_of(replace(inputs, entries=(), notes=()))


def digest_of(inputs: Inputs) -> str:
    """Names inputs: what was seen on a page is what is kept from it only where this is the same."""
    return sha256(codec.compact(inputs)).hexdigest()[:32]
