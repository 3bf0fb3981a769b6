"""Doses by mouth: how long they are tried, and when they are looked at again."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge.numbers.base import Kind, Numbers, Place, Range


class Reevaluation(Numbers):
    """Weeks at the highest dose tolerated after which it is decided whether to go on."""

    entry = "DO-REEVAL"
    weeks: Mapping[Place, Range]


class WorthStarting(Numbers):
    """When a start that no label names is worth it.

    From so many changes that matter on; `asks_first` is the rule that asks what baclofen is for.
    """

    entry = "IND-WORTH"
    least_gain: int | float
    asks_first: str


class TitrationVisit(Numbers):
    """Weeks after the start in which a visit falls, from and to."""

    entry = "M-TITR-CONTACT"
    visit_weeks: tuple[int, int]


class CloseVisits(Numbers):
    """In how many last days of each step those are seen whose mood, mind or seizures a step may
    worsen; and the illnesses whose sheet says what to do when the mood or the mind gets worse."""

    entry = "W-SLOW-RISK"
    visit_days: int
    of_mood: frozenset[str]
    of_mind: frozenset[str]


class BirthAtTerm(Numbers):
    """How many weeks before the date a birth at term may come."""

    entry = "PRG-WAY-DOWN"
    early_weeks: int


class InfantKidney(Numbers):
    """After how many weeks an infant's kidneys and weight are looked at again."""

    entry = "REN-INFANT"
    again_weeks: int


class SmallChildKidney(Numbers):
    """Below which age in years a creatinine is held against what is normal in infants, beside the
    equation."""

    entry = "REN-SMALL-CHILD"
    below_y: float


class NewbornAge(Numbers):
    """Below which age in years nothing is begun, and a creatinine is still the mother's."""

    entry = "AGE-NEWBORN"
    below_y: float


class KidneyTiers(Numbers):
    """The most of a first day by mouth where the kidneys leave half a dose, mg."""

    entry = "REN-TIERS-PROJECT"
    start_most_mg_per_day: int | float


class KidneyAgain(Numbers):
    """When kidney function is measured again.

    After so many months, fewer below the eGFR of the usual dose (from and to), and so many weeks
    after a trigger.
    """

    entry = "M-EGFR"
    months: int
    months_below_60: tuple[int, int]
    after_trigger_weeks: tuple[int, int]


class SmallSupply(Kind):
    """For how many days at most baclofen is handed out at a time to those whom the rule speaks of:
    of several rules the fewest days count. `heard` are the illnesses of which what nobody could
    read, and sounds like them, is enough."""

    called = "small_supply"
    is_one_a_place = False

    supply_days: int
    heard: frozenset[str] = frozenset()


class OldDose(Numbers):
    """The most of a day by mouth that is taken up after a stop of days."""

    entry = "STOP-OLD-DOSE"
    start_max_mg_per_day: int | float


class TooManyZeros(Numbers):
    """How many times what was meant a dose is that has a zero too many."""

    entry = "SLIP-ZERO"
    times: int | float


class SeveralSteps(Numbers):
    """How many times the dose that runs is no step any more, where it is several steps too."""

    entry = "DO-DOUBLE-MORE"
    times: int | float
