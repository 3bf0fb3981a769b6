"""What the assessment counts by: kidneys, sedation, what leaves baclofen open."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Numbers


class LittleMuscle(Numbers):
    """Whose creatinine may overstate kidney function, beside the old and the thin."""

    entry = "REN-MISLEAD"
    little_muscle: frozenset[str]
    little_muscle_syndromes: frozenset[str]

    @property
    def conditions(self) -> frozenset[str]:
        return self.little_muscle


class KidneyDoubt(Numbers):
    """In whom a creatinine that is too low for an adult is believed."""

    entry = "ASK-KIDNEY-DOUBT"
    believed_in: frozenset[str]

    @property
    def conditions(self) -> frozenset[str]:
        return self.believed_in


class ClearanceBands(Numbers):
    """Names of the bands that `kidney.crcl_bands` has the edges of, from the weakest kidneys up."""

    entry = "REN-VLAVONOU"
    bands: tuple[str, str, str, str]


class OldClearance(Numbers):
    """The clearance, mL/min, below which the old are dosed one band lower whatever their eGFR."""

    entry = "REN-OLD-CRCL"
    crcl_below: float


class SedativeKinds(Numbers):
    """Classes of medicines that sedate; those of one kind count once."""

    entry = "INT-MULTI-CNS"
    classes: tuple[frozenset[str], ...]


class UnreadWatched(Numbers):
    """Illnesses that slow a start where an entry that nobody could read sounds like one."""

    entry = "UNREAD-WATCHED"
    heard: frozenset[str]


class UnreadSign(Numbers):
    """What an entry that nobody could read must sound like to be looked at now: whatever is taken,
    `after_a_stop` or with a pump too, what may be too much that was swallowed (`poisoned`), and
    what lets no dose be given before a look (`grave`). In figures: from which temperature and which
    creatine kinase it sounds like a withdrawal."""

    entry = "UNREAD-SIGN"
    heard: frozenset[str]
    after_a_stop: frozenset[str]
    poisoned: frozenset[str]
    grave: frozenset[str]
    hot_Cel: float
    muscle_U_per_L: int


class UnreadSwallowing(Numbers):
    """What an entry that nobody could read must sound like for nothing to be swallowed."""

    entry = "UNREAD-NBM"
    heard: frozenset[str]


class BaclofenOpen(Numbers):
    """Diagnoses beside which nobody is taken to be free of baclofen.

    `spoken_of` speak of it or of its pump, and keep it open in a record too; `may_be_of_it` may
    come of it, and count against a request that says nothing of it.
    """

    entry = "ASK-BACLOFEN"
    spoken_of: frozenset[str]
    may_be_of_it: frozenset[str]

    @property
    def conditions(self) -> frozenset[str]:
        """All of them."""
        return self.spoken_of | self.may_be_of_it


class ResponseByScores(Numbers):
    """Falls, in points, from which a screening bolus counts as one that worked."""

    entry = "ITS-RESPONSE-NUM"
    ashworth_fall_from: float
    penn_fall_from: float
