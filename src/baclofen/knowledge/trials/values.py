"""Studies and their figures, as frozen values. A figure that was not seen is None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from baclofen.errors import UnknownName
from baclofen.knowledge.fact import Fact, How, mark_of
from baclofen.spoken import WORDS, no_syndrome, spelled
from baclofen.value import Value, field, replace


class Name(Value):
    """A word of the trial data with its title; `aliases` are what people type for it.

    A group has `members`, a syndrome its `pain` in words, a design the certainty it starts with.
    """

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    start: str = ""
    pain: str = ""


class Family(Value):
    """A kind of outcome. `better`: whether more or fewer people with the event are good.

    `pain` says that it is pain that is measured, `harm` that it counts what harm was done.
    """

    id: str
    title: str
    pain: bool = False
    harm: bool = False
    better: Literal["more", "fewer"] = "fewer"


class Scale(Value):
    """What an outcome is measured with; `important` is a change that matters, in `unit`.

    `common` names what it measures where scales of other ranges measure the same; `loose` says that
    it is not one instrument, so that its points are never averaged over studies.
    """

    id: str
    says: str
    better: Literal["lower", "higher"]
    unit: str
    how: How
    low: float | None = None
    high: float | None = None
    important: float | None = None
    important_from: str = ""
    common: str = ""
    loose: bool = False


class Comparison(Value):
    """The arm with baclofen, the arm it is held against, and of what kind that arm is."""

    arm: str
    versus: str
    kind: str


class Study(Value):
    """One study, review or search. Its figures are `Figures` and `Reported` of the same id.

    `year` is when it became known, for cut-off dates; `published` is the day, where it is known.
    `use` says how far its figures go, `use_why` why; `risk` is the overall risk of bias.
    `part_of` names the study whose people these are too; `indirect` says, by kind of outcome,
    what makes it answer another question; `sums` are totals that must add up. `read_at` says with
    whom it was read, as of a source; empty where nobody told, as of a study that was added.
    """

    id: str
    cite: str
    how: How
    read: str
    syndrome: str
    design: str
    drug: str
    route: str
    population: str
    use: str
    use_why: str
    year: int | None = None
    published: date | None = None
    url: str = ""
    read_at: str = ""
    comparator: str = ""
    dose: str = ""
    duration: str = ""
    n: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    compare: tuple[Comparison, ...] = ()
    part_of: str = ""
    risk: str = ""
    risk_why: str = ""
    indirect: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    sums: tuple[tuple[str, tuple[int, ...], int], ...] = ()
    harms: str = ""
    note: str = ""

    @property
    def is_trial(self) -> bool:
        """Whether it is a study of people, rather than a review or a search."""
        return self.design not in ("systematic-review", "search")

    @property
    def known_from(self) -> date | None:
        """The day from which it counts: that of its publication, else the last of its year."""
        if self.published:
            return self.published
        return None if self.year is None else date(self.year, 12, 31)

    @property
    def mark(self) -> str:
        """What a reader must see beside it: that it is from memory, or was read in a copy."""
        return mark_of(self.how, self.read_at)

    @property
    def short(self) -> str:
        """Authors and year, as a forest plot names it."""
        return self.cite.split(",")[0]


class Figures(Value):
    """One arm at one time: the figures of an outcome, as printed or as derived (`how`).

    `day` counts from the start of treatment. `kind` is final, change, improvement (start less
    end) or effect-size; `type` is continuous, binary or count. `low` and `high` are limits of an
    `interval`: ci95, or the range of several studies. `fits` are counts that a percentage and
    its interval allow. `event` says whether to have the event is good or bad; empty: as its
    family has it. Of several outcomes of one family the first listed is the study's main one.
    `syndrome` and `route` are those of the study unless the outcome has its own.
    """

    study: str
    outcome: str
    family: str
    time: str
    phase: str
    arm: str
    type: Literal["continuous", "binary", "count"]
    how: How
    syndrome: str
    route: str
    day: float | None = None
    kind: str = ""
    scale: str = ""
    unit: str = ""
    n: int | None = None
    events: int | None = None
    percent: float | None = None
    mean: float | None = None
    sd: float | None = None
    se: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    interval: str = ""
    note: str = ""
    event: Literal["", "good", "bad"] = ""
    fits: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Study, outcome, time and arm: no two figures share it."""
        return self.study, self.outcome, self.time, self.arm


class Reported(Value):
    """One contrast as its source reports it: arm against `versus`, or against baseline.

    `finding` is better, worse, no-difference or not-seen, from the side of the arm. `estimate` is
    on the natural scale of `measure` (MD, SMD, HL, RR, OR, RD), arm less or over `versus`.
    `p_is` tells an exact p (=) from a bound (< or >). `adjusted` names what plain counts or means
    do not hold.
    """

    study: str
    outcome: str
    family: str
    time: str
    phase: str
    arm: str
    versus: str
    finding: str
    how: How
    syndrome: str
    route: str
    day: float | None = None
    measure: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    k: int | None = None
    I2: float | None = None
    p: float | None = None
    p_is: str = ""
    scale: str = ""
    kind: str = ""
    adjusted: str = ""
    note: str = ""


class Trials(Value, dict=True):
    """All studies with their figures, and the words and policies they are judged by."""

    studies: Mapping[str, Study]
    figures: tuple[Figures, ...]
    reported: tuple[Reported, ...]
    scales: Mapping[str, Scale]
    syndromes: Mapping[str, Name]
    groups: Mapping[str, Name]
    routes: Mapping[str, str]
    drugs: Mapping[str, str]
    comparators: Mapping[str, str]
    designs: Mapping[str, Name]
    families: Mapping[str, Family]
    phases: Mapping[str, str]
    uses: Mapping[str, str]
    risks: Mapping[str, str]
    policy: Mapping[str, Fact]

    def number(self, id: str) -> float:
        """A figure of the policy, in its unit."""
        value = self.policy[id].value
        if not isinstance(value, int | float):
            raise UnknownName("policy", id, self.policy)
        return float(value)

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in (*self.syndromes.values(), *self.groups.values()):
            members = name.members or (name.id,)
            for word in (name.id, name.title, *name.aliases, *WORDS.get(name.id, ())):
                found[spelled(word)] = members
        return MappingProxyType(found)

    def members(self, name: str) -> tuple[str, ...]:
        """The syndromes that a name or alias stands for. Raises `UnknownName`.

        >>> from baclofen.knowledge import load_trials
        >>> load_trials().members("back pain")
        ('chronic_low_back_pain', 'acute_low_back_pain')
        """
        found = self._names.get(spelled(name))
        if found is None:
            raise no_syndrome(name, [*self.syndromes, *self.groups])
        return found

    def only(self, ids: frozenset[str]) -> Trials:
        """These studies and their figures, and no other."""
        return replace(
            self,
            studies=MappingProxyType({id: s for id, s in self.studies.items() if id in ids}),
            figures=tuple(f for f in self.figures if f.study in ids),
            reported=tuple(r for r in self.reported if r.study in ids),
        )
