"""What became of everything that was told: nothing is lost between the record and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from baclofen.assessment import Assessment
from baclofen.knowledge import Compare, Condition, Has, Knowledge, Note
from baclofen.patient import Entry
from baclofen.value import Value

#: How an entry ends: as exactly one of these.
Outcome = Literal["used", "asked", "harmless", "not understood"]
#: Names of a line that are printed before the rest is counted.
_NAMED = 4
#: So many entries that nobody understood are compared with all names that are known.
_OFFERED = 500

#: Why an entry that nobody could read counts as harmless, where it was said of it.
CHECKED = "checked by the one who answered"


class Accounted(Value):
    """One entry and how it ended.

    `by` are the rules that looked at it and spoke (used), the question that it waits for (asked),
    the kept list or the reason (harmless); empty where rules looked and none spoke. Of a medicine
    that was not understood, `nearest` are known names that it is spelt nearly like.
    """

    place: str
    kind: str
    words: str
    outcome: Outcome
    by: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    count: int = 1

    @property
    def named(self) -> str:
        """Its words, with the known names that they are spelt nearly like."""
        if not self.nearest:
            return self.words
        return f"{self.words} ({' or '.join(self.nearest)}?)"


class Account(Value):
    """Every entry of the record or file, in its order."""

    entries: tuple[Accounted, ...] = ()

    @property
    def outcomes(self) -> tuple[tuple[str, int], ...]:
        """How many entries came to what, for those that there are."""
        return tuple((name, n) for name in get_args(Outcome) if (n := self.count(name)))

    def count(self, *outcomes: Outcome) -> int:
        return sum(e.count for e in self.entries if not outcomes or e.outcome in outcomes)

    @property
    def not_understood(self) -> tuple[Accounted, ...]:
        return tuple(e for e in self.entries if e.outcome == "not understood")


def account_said(account: Account, known: Knowledge) -> Note:
    """The line of the first screen.

    >>> from baclofen.knowledge import load_knowledge
    >>> known, account = load_knowledge(), Account((Accounted("age_y", "key", "52", "used"),))
    >>> known.say(account_said(account, known))
    '1 of 1 entry understood.'
    """
    total, lost = account.count(), account.not_understood
    understood = total - sum(e.count for e in lost)
    if not lost:
        return known.note("account.all", understood=understood, total=total)
    named = tuple(dict.fromkeys(e.named for e in lost))
    left = len(named) - _NAMED
    return known.note(
        "account.lost", understood=understood, total=total, named=named[:_NAMED],
        more=known.note("account.more", left=left) if left > 0 else None,
    )  # fmt: skip


def account_of(entries: tuple[Entry, ...], fit: Assessment, known: Knowledge) -> Account:
    """How each entry ended, once all rules have been judged."""
    spoke, waits = _who_spoke(fit), _waiting(fit, known)
    made = []
    tried = 0
    for entry in entries:
        tried += entry.state == "unread"
        is_offered = tried <= _OFFERED
        made.append(_accounted(entry, spoke, waits, known, fit, is_offered=is_offered))
    return Account(tuple(made))


def _waiting(fit: Assessment, known: Knowledge) -> dict[str, str]:
    """Field → the open question that blocks on it: what fills the field is asked about still."""
    return {
        leaf.name: asked.question.id
        for asked in fit.questions
        if asked.blocks
        for id in asked.rules
        for leaf in _leaves(known.rules[id].when)
        if leaf.name.endswith("_known")
    }


def _accounted(
    entry: Entry, spoke: Mapping[str, tuple[str, ...]], waits: Mapping[str, str],
    known: Knowledge, fit: Assessment, *, is_offered: bool,
) -> Accounted:  # fmt: skip
    def ends(outcome: Outcome, *by: str, nearest: tuple[str, ...] = ()) -> Accounted:
        return Accounted(entry.place, entry.kind, entry.words, outcome, by, nearest, entry.count)

    if entry.state == "unread":
        if fit.person.unread_are == "checked":
            return ends("harmless", CHECKED)
        is_medicine = entry.kind == "medicine" and is_offered
        nearest = known.codes.medicines.nearest(entry.words) if is_medicine else ()
        return ends("not understood", *entry.alarms, nearest=nearest)
    if entry.state == "harmless":
        return ends("harmless", entry.because)
    if waiting := [waits[name] for name in entry.means if name in waits]:
        return ends("asked", waiting[0])
    reasons = [known.information_only.get(name) for name in entry.means]
    if reasons and all(reasons):
        return ends("harmless", f"information only: {reasons[0]}")
    rules = tuple(dict.fromkeys(id for name in entry.means for id in spoke.get(name, ())))
    return ends("used", *rules)


def _who_spoke(fit: Assessment) -> dict[str, tuple[str, ...]]:
    """Field or member → the rules that looked at it and fire, are cited or inform."""
    found: dict[str, list[str]] = {}
    for finding in (*fit.findings, *fit.information, *fit.cited):
        rule = finding.rule
        for leaf in (*_leaves(rule.when), *_leaves(rule.beyond)):
            names = {leaf.name, leaf.field}
            if isinstance(leaf, Has) and leaf.name in _held(fit):
                names = {leaf.name}
            for name in names:
                found.setdefault(name, []).append(rule.id)
    return {name: tuple(dict.fromkeys(ids)) for name, ids in found.items()}


def _held(fit: Assessment) -> frozenset[str]:
    person = fit.person
    return frozenset(
        f"{field}.{member}"
        for field in ("conditions", "signs", "allergies")
        for member in getattr(person, field)
    )


def _leaves(condition: Condition | None) -> tuple[Compare | Has, ...]:
    return tuple(condition.leaves()) if condition is not None else ()
