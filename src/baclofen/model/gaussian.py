"""A belief whose parameters vary together: independent margins, tied by covariances."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from baclofen.errors import InputRefused, UnknownName
from baclofen.model.belief import digest_of
from baclofen.model.covariance import Covariance
from baclofen.model.independent import Independent
from baclofen.model.parameter import Spreads
from baclofen.value import TAG, Value

if TYPE_CHECKING:
    import numpy as np

    from baclofen.model.draws import Draws

#: How closely a variance must be the square of its SD: figures are written to six digits.
_SAME = 1e-6


class Gaussian(Value, dict=True, tag_field=TAG, tag=True):
    """Parameters of one person that are normal together on their scales.

    `margins` says what each is alone; `people` how they vary together between people, and
    `knowledge` how the errors of their typical values do: covariances on the scales of the
    parameters (for a fraction that of its logit), before any limits cut them. Who is in neither
    stays independent. Variances must be those of the margins, so that correlations, SDs or
    another scale are not taken for them. Raises `InputRefused` and `UnknownName`.

    >>> import numpy as np
    >>> from baclofen.model.parameter import Parameter
    >>> each = Independent((Parameter("CL", 7, (), omega=0.2), Parameter("V", 40, (), omega=0.3)))
    >>> belief = Gaussian(each, people=Covariance(("CL", "V"), ((0.04,), (0.054, 0.09))))
    >>> drawn = belief.draw(4000, np.random.default_rng(1))
    >>> round(float(np.corrcoef(np.log(drawn["CL"]), np.log(drawn["V"]))[0, 1]), 1)
    0.9
    """

    margins: Independent
    people: Covariance = Covariance()
    knowledge: Covariance = Covariance()

    def __post_init__(self) -> None:
        self._agree("between people", self.people, "omega")
        self._agree("of knowledge", self.knowledge, "knowledge_sd")

    def _agree(
        self, whose: str, covariance: Covariance, field: Literal["omega", "knowledge_sd"]
    ) -> None:
        for name, row in zip(covariance.names, covariance.rows, strict=True):
            if name not in self.names:
                raise UnknownName(f"parameter of the covariance {whose}", name, self.names)
            margin = self.margins[name]
            came, wanted = row[-1], getattr(margin, field) ** 2
            if not math.isclose(came, wanted, rel_tol=_SAME):
                raise InputRefused(
                    f"variance of {name} {whose}",
                    f"{came:g}",
                    f"it must be {wanted:g}, the square of its SD on the {margin.scale} scale",
                    do="Give its margin the same spread; what is fixed varies with nothing.",
                )

    @property
    def names(self) -> tuple[str, ...]:
        return self.margins.names

    @property
    def why(self) -> tuple[str, ...]:
        return self.why_of(self.names)

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts behind these parameters, and behind what ties two of them."""
        asked = set(names)
        ties = (t for t in (self.people, self.knowledge) if len(asked.intersection(t.names)) > 1)
        return tuple(
            dict.fromkeys((*self.margins.why_of(asked), *(id for t in ties for id in t.why)))
        )

    @cached_property
    def digest(self) -> str:
        return digest_of(self)

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Gaussian:
        """The same belief where these parameters are known. Raises `UnknownName`.

        The others keep their margins: to learn of them from what is tied to them is an update.
        """
        return Gaussian(
            self.margins.fixed(values, why=why),
            self.people.without(values),
            self.knowledge.without(values),
        )

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        return self.margins.typical()

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people who could be this one: shape (n,), or (1,) of what never differs.

        From the streams of the margins: what is tied to nothing is drawn as if alone, and what is
        tied is moved only by those before it in its covariance. Raises as `Independent.draw`.
        """
        people, ignorance = self.margins.normals(n, rng)
        return self.margins.from_normals(
            self.people.mixed(people), self.knowledge.mixed(ignorance), spreads
        )


#: Beliefs that are written and read as JSON: the types an answer's inputs may hold.
Beliefs = Independent | Gaussian
