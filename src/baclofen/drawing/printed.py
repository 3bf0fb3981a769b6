"""Effects and models as a forest prints them, in a picture or in a terminal."""

from __future__ import annotations

from baclofen.synthesis import Effects, Pooled, normal_quantile


def limits_of(effects: Effects, pooled: Pooled | None) -> tuple[list[float], list[float]]:
    """Each study's own normal limits, at the level of the pooled effect or 95 %."""
    reach = normal_quantile(0.5 + (0.95 if pooled is None else pooled.level) / 2) * effects.se
    return [float(v) for v in effects.yi - reach], [float(v) for v in effects.yi + reach]


def spread_in_words(pooled: Pooled) -> str:
    """Method, test and heterogeneity of a pooled effect, in one line."""
    h = pooled.heterogeneity
    p = "< 0.001" if h.p < 0.001 else f"= {h.p:.3f}"
    spread = f"I² = {h.I2:.0f} %" + ("" if pooled.method == "FE" else f", τ² = {h.tau2:.3g}")
    return (
        f"{pooled.k} {'study' if pooled.k == 1 else 'studies'}, "
        f"{model_in_words(pooled.method, pooled.test)}; {spread}; "
        f"Q = {h.Q:.1f} on {h.df} df, p {p}"
    )


def model_in_words(method: str, test: str) -> str:
    """The model and the test of a pooled effect, in words."""
    model = "fixed effect" if method == "FE" else f"random effects ({method})"
    tests = {"z": "", "knha": ", Knapp-Hartung", "adhoc": ", Knapp-Hartung, never narrower"}
    return model + tests[test]
