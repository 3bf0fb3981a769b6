"""A baclofen product by its number."""

from __future__ import annotations

from baclofen.value import Value


class Product(Value):
    """A baclofen product by RxNorm number. `strength` is empty when it was not read.

    `route` is empty for a bare strength, which does not say what it is taken as.
    """

    rxnorm: str
    form: str
    route: str
    brand: str
    strength: str
    strength_how: str
