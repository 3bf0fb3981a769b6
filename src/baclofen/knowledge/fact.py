"""What is known, as frozen values: sources, facts, rules, schedules, questions.

They are written by hand in `knowledge/data` and checked once, in `load.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal, get_args

from baclofen.knowledge.condition import Condition
from baclofen.value import Value

#: How a statement was come by. Everything but `seen` is marked wherever it is shown.
How = Literal["seen", "memory", "derived", "policy", "assumed"]
HOWS: tuple[How, ...] = ("seen", "memory", "derived", "policy", "assumed")

#: What a mark means, in the words a reader sees.
HOW_WORDS: Mapping[str, str] = {
    "seen": "read",
    "memory": "from memory, source not opened: check before use",
    "derived": "calculated from other facts",
    "policy": "a decision of this project, not label text",
    "assumed": "an assumption: nothing was found to support or contradict it",
}

#: Where the words of a source were read.
ReadAt = Literal["publisher", "index", "mirror", "retold", "staging", "machine", "own", "unread"]

#: What that means, in the words a reader sees.
READ_AT_WORDS: Mapping[str, str] = {
    "publisher": "with its publisher: a regulator, maker, journal, society, register or clinic",
    "index": "in an index of its field, as PubMed or a university keeps one",
    "mirror": "in a copy on another site",
    "retold": "on a page that tells what it says",
    "staging": "in a copy on a test site",
    "machine": "on a page written or reworded by a machine",
    "own": "in this project's own data",
    "unread": "not read",
}

#: What is seen there is marked wherever it is shown, in these words.
COPIES: Mapping[str, str] = {
    "mirror": "seen in a copy",
    "retold": "seen in a copy",
    "staging": "seen in a copy",
    "machine": "seen on a machine-written page",
}


def mark_of(how: str, read_at: str) -> str:
    """The words a reader must see beside what was come by so and read there; empty where seen
    with its publisher, in an index, or nobody told where.

    >>> mark_of("memory", "unread"), mark_of("seen", "mirror"), mark_of("seen", "index")
    ('memory', 'seen in a copy', '')
    """
    return how if how != "seen" else COPIES.get(read_at, "")


Severity = Literal["info", "minor", "moderate", "major", "avoid", "contraindicated", "emergency"]
SEVERITIES: tuple[Severity, ...] = (
    "info", "minor", "moderate", "major", "avoid", "contraindicated", "emergency",
)  # fmt: skip

#: What a rule does when its condition holds.
Role = Literal[
    "finding", "limit", "advice", "information", "blocking", "emergency", "contradiction"
]
ROLES: tuple[Role, ...] = get_args(Role)


class Verdict(Enum):
    """What one rule, or all of them, say. Ordered: the worst counts.

    >>> max(Verdict.CAUTION, Verdict.NEEDS_INFO)
    <Verdict.NEEDS_INFO: 'needs-info'>
    """

    OK = "ok"
    CAUTION = "caution"
    AVOID = "avoid"
    NEEDS_INFO = "needs-info"
    CONTRAINDICATED = "contraindicated"
    EMERGENCY = "emergency"
    REJECT_INPUT = "reject-input"

    rank: int

    def __init__(self, _value: str) -> None:
        # Its place in the order, kept: a judgement compares verdicts hundreds of times.
        self.rank = len(type(self).__members__)

    def __lt__(self, other: Verdict) -> bool:
        return self.rank < other.rank

    def __le__(self, other: Verdict) -> bool:
        return self.rank <= other.rank

    def __gt__(self, other: Verdict) -> bool:
        return self.rank > other.rank

    def __ge__(self, other: Verdict) -> bool:
        return self.rank >= other.rank


class Source(Value):
    """A publication, label or policy, cited once.

    `read` tells how it was read, `read_at` where. `dated` is the day, month or year of the text
    that was read, written 2024-08-31, 2024-08 or 2024; empty where the text shows none.
    """

    id: str
    cite: str
    kind: str
    read: str
    read_at: ReadAt
    dated: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Best address first: DOI, PubMed, then where it was read."""
        found = []
        if self.doi:
            found.append(f"https://doi.org/{self.doi}")
        if self.pmid:
            found.append(f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/")
        if self.url:
            found.append(self.url)
        return tuple(found)


class Fact(Value):
    """One sourced figure. `value` is in `unit`; `printed` is the figure as the source has it.

    `was` is the value before the links of the model were joined and it was estimated anew. `says`
    names its own values by placeholder (`{ID}`, `{ID.0}`); see `Rule` for `digits` and `written`.
    """

    id: str
    says: str
    value: float | tuple[float, ...] | str | None
    unit: str
    population: str
    source: str
    how: How
    printed: str = ""
    split: str = ""
    derived_from: tuple[str, ...] = ()
    note: str = ""
    was: float | None = None
    digits: str = ""
    written: Mapping[str, str] | None = None


class Rule(Value):
    """One statement of a label, guideline, study or policy, with the condition it applies under.

    `only_in` lists the jurisdictions in which it may fire (empty: everywhere);
    elsewhere a firing rule is shown as information, with its origin. `short` names the
    reason in a few words, for a sentence that lists several. `asks` is the question that
    a blocking rule waits for, or that would settle another one that fires.

    A contradiction says that what was told cannot all be true. It is judged before the others;
    `governs` are the fields that they then see, on the dangerous side ("unknown" takes one away).

    A limit applies where `when` holds and is cited there. `beyond` says when a request or a
    finding is past it, which gives `beyond_gives`; `kept_gives` is what keeping it gives,
    where it is kept only by a reduced or special dose.

    `values` are its figures by name. `says` and `short` name them by placeholder and are filled
    when the knowledge is loaded; `written` keeps them as they were written. `digits` says why their
    own words hold a digit (`CYP2D6`), or a word that is a number of the values. A condition
    names them too (`value_of`): `compared` are those that it names; `listed` are the lists of other
    rules that it takes its members from (`has_any_of`). `shown_only` are those that no sentence,
    condition or code reads.

    `specialist_up_to_mg` is the dose by mouth a day up to which a specialist may override a
    contraindication of this project's own; None: nobody may.

    `slows`: where it fires a start goes up slowly, because side effects are likelier or harder to
    notice; `short` then says why. `gives` names the kinds of numbers that its `values` hold.

    `check` names the phrases of something to measure in whoever this rule speaks of.

    `partly` says what of it `source` shows, or does not; `rest` is the source in which the rest of
    it was read, where that is another.

    `off_label`: where it fires no label names the indication. Whether a start is worth it is then
    decided, and the requester may override that by the name of this rule.
    """

    id: str
    says: str
    topic: str
    severity: Severity
    role: Role
    origin: str
    source: str
    how: How
    population: str
    when: Condition | None
    beyond: Condition | None = None
    beyond_gives: Literal["avoid", "caution"] = "avoid"
    kept_gives: Literal["ok", "caution"] = "ok"
    only_in: frozenset[str] = frozenset()
    short: str = ""
    asks: str = ""
    check: str = ""
    governs: Mapping[str, Any] | None = None
    specialist_up_to_mg: float | None = None
    partly: str = ""
    rest: str = ""
    note: str = ""
    values: Mapping[str, Any] | None = None
    slows: bool = False
    off_label: bool = False
    gives: tuple[str, ...] = ()
    compared: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    shown_only: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    digits: str = ""
    written: Mapping[str, str] | None = None


class Schedule(Value):
    """The shape of a treatment that a label or policy recommends, in numbers.

    `says` names its `values` as a rule's sentence does; see there for `digits` and `written`.
    `gives` names the kinds of numbers that its `values` hold, `shown_only` those values that
    nothing reads. `partly` and `rest` are as a rule's.
    """

    id: str
    says: str
    origin: str
    source: str
    how: How
    population: str
    values: Mapping[str, Any]
    only_in: frozenset[str] = frozenset()
    gives: tuple[str, ...] = ()
    shown_only: tuple[str, ...] = ()
    partly: str = ""
    rest: str = ""
    note: str = ""
    digits: str = ""
    written: Mapping[str, str] | None = None


class Syndrome(Value):
    """An indication this project speaks of.

    `suggested_by` are diagnoses that suggest it where none is named, `with_spasticity` those that
    do so only beside spasticity. `origin` is where the spasticity comes from. `guidelines` are the
    rules on what guidelines list for it, other than baclofen.
    """

    id: str
    suggested_by: frozenset[str] = frozenset()
    with_spasticity: frozenset[str] = frozenset()
    origin: Literal["spinal", "cerebral"] | None = None
    guidelines: tuple[str, ...] = ()


class Field(Value):
    """Something a rule may ask about. `always_known`: it is computed, never asked for."""

    id: str
    kind: Literal["number", "flag", "set", "choice"]
    unit: str = ""
    choices: tuple[str, ...] = ()
    always_known: bool = False


class Question(Value):
    """How to ask for what a rule could not see, and how to word the proviso without it.

    `key` is the key that answers it, `say` how an answer is written. `covers` names further
    fields that the same answer settles. `one_of_many`: its answer is one of many values, so that
    no single other answer has the worst outcome. `names` are the members of a set that it lists,
    each with its word: those that were told are not listed again. `ask` and `provided` name figures
    of rules by placeholder (`RULE.value`), and `say` shows what may be typed; see `Rule` for
    `digits` and `written`.
    """

    id: str
    ask: str
    provided: str
    key: str
    say: str
    covers: tuple[str, ...] = ()
    one_of_many: bool = False
    names: Mapping[str, str] | None = None
    digits: str = ""
    written: Mapping[str, str] | None = None


class Key(Value):
    """A key of a typed patient; in a table it is `table.key`.

    `fills` are the fields of rules that it fills, `read_by` the ids of what else reads it. One that
    does neither says why in `information`.
    """

    id: str
    takes: Literal["number", "text", "flag", "names", "date", "dose", "table"]
    says: str
    unit: str = ""
    words: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()
    information: str = ""
