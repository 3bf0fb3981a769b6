"""What a pairwise set of a reference file holds, computed here: one function a section.

Each takes the effects and the name of a quantity, with what the file holds under it (for the
method, the test and the names it asks with), and gives ours in the same shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from baclofen.synthesis import (
    METHODS,
    Effects,
    Pooled,
    begg,
    cumulate,
    egger,
    fail_safe_n,
    influence,
    leave_one_out,
    pool,
    regress,
    shrink,
    spread_between,
    to_natural,
    trim_and_fill,
)
from tests.peers.metafor_compare import Undefined
from tests.peers.metafor_design import design, without_followers
from tests.peers.metafor_rows import NotUnderstood, Row, column

Ours = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Pairwise:
    """A pairwise set: its effects, and the rows behind them."""

    effects: Effects
    rows: list[Row]

    def section(self, name: str, theirs: Any) -> Any:
        """Ours for one section of `pooled`. Raises `KeyError` for one that is not known."""
        whole: dict[str, Callable[[], Any]] = {
            "q_profile_ci": self._q_profile,
            "profile_likelihood_ci_tau2_ML": lambda: self._profile("ML"),
            "profile_likelihood_ci_tau2_REML": lambda: self._profile("REML"),
            "begg_rank": lambda: {"tau": begg(self.effects).tau, "pval": begg(self.effects).p},
            "failsafe_N_rosenthal": lambda: fail_safe_n(self.effects),
            "egger": lambda: {"classical_lm": _egger(self.effects, "classical"),
                              "mixed_REML": _egger(self.effects, "mixed")},
        }  # fmt: skip
        if name in whole:
            return whole[name]()
        if name == "models":
            return lambda model, its: model_of(self.effects, its)
        if name == "prediction_interval":
            return self._prediction
        if name == "trim_fill":
            return self._trim_fill
        if re.search("back|transf|natural|propor", name):
            return self.back(name, theirs)
        method, test = method_and_test(name)
        if name.startswith("leave_one_out_"):
            return _repeated(leave_one_out(self.effects, method, test))
        if name.startswith("influence_"):
            return _influence(influence(self.effects, method))
        if name.startswith("blup_"):
            b = shrink(self.effects, method)
            return {"pred": b.estimate, "se": b.se, "pi_lb": b.low, "pi_ub": b.high}
        if name.startswith("cumulative_"):
            return self._cumulative(name, method, test)
        raise KeyError(name)

    def _pool(self, name: str) -> Pooled:
        return pool(self.effects, *method_and_test(name))

    def _q_profile(self) -> Ours:
        found = spread_between(self.effects)
        three = {n: getattr(found, n) for n in ("tau2", "tau", "I2", "H2")}
        return {
            **{n: [value, ci.low, ci.high] for n, (value, ci) in three.items()},
            "columns": ["estimate", "ci_lb", "ci_ub"],
        }

    def _profile(self, method: str) -> list[float]:
        way: Any = f"{method} profile"
        value, ci = spread_between(self.effects, way).tau2
        return [value, ci.low, ci.high]

    def _prediction(self, name: str, theirs: Any) -> Ours:
        found = self._pool(name)
        usual, hts = found.prediction, found.prediction_hts
        return {
            "metafor_default": None if usual is None else [usual.low, usual.high],
            "higgins_thompson_spiegelhalter_t_km2": None if hts is None else [hts.low, hts.high],
        }

    def _trim_fill(self, name: str, theirs: Mapping[str, Any]) -> Ours:
        found = trim_and_fill(self.effects, theirs["method"], theirs["estimator"])
        p = found.pooled
        return {
            "method": p.method, "estimator": found.estimator, "k0": found.k0,
            "se_k0": found.se_k0, "side": found.side, "beta": p.estimate, "se": p.se,
            "ci": [p.ci.low, p.ci.high], "tau2": p.tau2,
        }  # fmt: skip

    def _cumulative(self, name: str, method: Any, test: Any) -> Ours:
        ordered = self.effects
        by = re.search(r"(?:_by_|_in_)(.+?)(?:_order)?$", name)
        if by and by[1] not in ("row", "rows"):
            values = [float(v) for v in column(self.rows, by[1])]
            ordered = ordered.take(np.argsort(values, kind="stable"))
        return _repeated(cumulate(ordered, method, test))

    def back(self, path: str, theirs: Any) -> Any:
        """A pooled effect on its natural scale, by the names on the way to it."""
        if isinstance(theirs, Mapping):
            return lambda name, deeper: self.back(f"{path}_{name}", deeper)
        name = path.lower()
        if isinstance(theirs, str):
            # How it was done, in words.
            return theirs
        if "harmonic" in name:
            return self._harmonic
        found = self._pool(path)
        ends = [found.estimate, found.ci.low, found.ci.high]
        if re.search("pi_|prediction", name) and found.prediction is not None:
            ends[1:] = [found.prediction.low, found.prediction.high]
        if isinstance(theirs, list) and len(theirs) == self.effects.k != 3:
            return to_natural(self.effects.measure, self.effects.yi, ni=self.effects.ni)
        three = to_natural(self.effects.measure, ends, ni=self.effects.ni)
        if isinstance(theirs, list):
            return three[-len(theirs) :]
        if re.search("lb$|low", name):
            return three[1]
        return three[2] if re.search("ub$|upper|high", name) else three[0]

    @cached_property
    def _harmonic(self) -> float:
        if self.effects.ni is None:
            raise NotUnderstood("people of studies without people")
        return float(self.effects.k / np.sum(1 / self.effects.ni))


def method_and_test(name: str) -> tuple[Any, Any]:
    """From a name such as leave_one_out_REML_HKSJ_adhoc: the method, REML if none, and the test."""
    method = next((m for m in sorted(METHODS, key=len, reverse=True)
                   if re.search(rf"(?:^|_){m}(?:_|$)", name)), "REML")  # fmt: skip
    if "adhoc" in name:
        return method, "adhoc"
    return method, "knha" if re.search("HKSJ|knha|KNHA", name) else "z"


def model_of(effects: Effects, theirs: Mapping[str, Any]) -> Ours:
    """A pooled model, by the method and test that the file names."""
    p = pool(effects, theirs["method"], theirs["test"])
    h = p.heterogeneity
    return {
        "method": p.method, "test": p.test, "k": p.k, "p": 1, "beta": p.estimate, "se": p.se,
        "stat": p.statistic, "zval": p.statistic, "pval": p.p, "ci_lb": p.ci.low,
        "ci_ub": p.ci.high, "tau2": h.tau2, "se_tau2": h.se_tau2, "I2": h.I2, "H2": h.H2,
        "QE": h.Q, "QE_df": h.df, "QEp": h.p, "dfs": p.df, "weights": p.weights,
    }  # fmt: skip


def regression_of(effects: Effects, rows: list[Row], formula: str, theirs: Ours) -> Ours:
    """A meta-regression, by the formula that the file names; rows without a moderator are left
    out, as R does."""
    wanted = list(theirs.get("names", ()))
    for by_case in (False, True):
        X, names = design(formula, rows, by_case=by_case)
        known = np.isfinite(X).all(axis=1)
        X, names = without_followers(X[known], names)
        # R puts spaces into what it computes.
        if [n.replace(" ", "") for n in wanted] == names:
            names = wanted
            break
    found = regress(effects.take(known), X, names, theirs["method"], theirs["test"])
    h = found.heterogeneity
    c = found.coefficients
    explained = Undefined("no spread to explain") if found.R2 is None else found.R2
    return {
        "method": found.method, "test": found.test, "k": int(known.sum()), "p": len(names),
        "beta": found.estimates, "se": found.se, "stat": [x.statistic for x in c],
        "pval": [x.p for x in c], "ci_lb": [x.ci.low for x in c], "ci_ub": [x.ci.high for x in c],
        "tau2": h.tau2, "se_tau2": h.se_tau2, "I2": h.I2, "H2": h.H2, "QE": h.Q, "QE_df": h.df,
        "QEp": h.p, "names": names, "QM": found.QM,
        "QM_df": list(found.QM_df) if isinstance(theirs.get("QM_df"), list) else found.QM_df[0],
        "QMp": found.QM_p, "R2": explained, "vcov": found.vcov, "vb": found.vcov,
    }  # fmt: skip


def _egger(effects: Effects, model: Any) -> Ours:
    e = egger(effects, model)
    return {
        "stat": e.statistic, "df": e.df, "pval": e.p, "limit_est": e.limit,
        "limit_ci": [e.limit_ci.low, e.limit_ci.high], "slope": e.slope, "slope_se": e.slope_se,
    }  # fmt: skip


def _repeated(r: Any) -> Ours:
    return {
        "estimate": r.estimate, "se": r.se, "stat": r.statistic, "zval": r.statistic,
        "pval": r.p, "ci_lb": r.low, "ci_ub": r.high, "Q": r.Q, "Qp": r.Q_p, "tau2": r.tau2,
        "I2": r.I2, "H2": r.H2, "k": r.k,
    }  # fmt: skip


def _influence(i: Any) -> Ours:
    return {
        "rstudent": i.rstudent, "dffits": i.dffits, "cook_d": i.cook_d, "cov_r": i.cov_r,
        "tau2_del": i.tau2, "QE_del": i.Q, "hat": i.hat, "weight_pct": i.weight,
        "weight": i.weight, "dfbs": i.dfbs, "dfbetas": i.dfbs,
    }  # fmt: skip
