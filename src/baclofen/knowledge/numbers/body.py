"""What weight and height can be."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Numbers


class HeavyForAge(Numbers):
    """A child's weight above so many SD is asked about."""

    entry = "BODY-HEAVY"
    above_sd: float


class LightForAge(Numbers):
    """A child's weight below so many SD is weighed again; these illnesses explain it."""

    entry = "BODY-LIGHT"
    below_sd: float
    explained_by: tuple[str, ...]
    explained_by_syndrome: tuple[str, ...]

    @property
    def conditions(self) -> frozenset[str]:
        return frozenset(self.explained_by)


class HeavyForHeight(Numbers):
    """A child's body mass index above so many times the 95th percentile is asked about."""

    entry = "BODY-HEAVY-HEIGHT"
    most_of_95th: float


class BodyMass(Numbers):
    """A body mass index outside these, kg/m2, is asked about; of a child whose low weight an
    illness explains, below `least_explained_kg_per_m2`. Where no height is told an adult is taken
    to be `tallest_cm` at most."""

    entry = "BODY-MASS"
    least_kg_per_m2: float
    least_explained_kg_per_m2: float
    most_kg_per_m2: float
    tallest_cm: float
