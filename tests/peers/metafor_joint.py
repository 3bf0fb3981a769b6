"""Networks, and effects that depend on each other, of a reference file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.synthesis import (
    Contrasts,
    Random,
    contrasts_of_arms,
    contrasts_of_counts,
    contrasts_of_means,
    fit_multivariate,
    pool_network,
)
from tests.peers.metafor_design import design
from tests.peers.metafor_rows import NotUnderstood, Row, column, has, measure_of

Numbers = NDArray[np.float64]
STRUCTURES = ("UN", "HCS", "CS", "HAR", "CAR", "AR", "DIAG", "ID")


def network(dataset: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Ours and theirs of a network: its contrasts from the arms, then its fits."""
    data = dataset["data"]
    theirs = {n: v for n, v in dataset.items() if isinstance(v, Mapping) and n != "data"}
    shown = {n: data[n] for n in ("contrasts", "V") if n in data}
    rows = data["contrasts"]
    contrasts = _contrasts(dataset)

    def ours(name: str, its: Any) -> Any:
        if name == "data":
            place = {key: i for i, key in enumerate(zip(*_ends(contrasts), strict=True))}
            order = [place[key] for key in zip(*_ends_of(rows), strict=True)]
            yi, V = contrasts.yi[order], contrasts.V[np.ix_(order, order)]
            return {
                "contrasts": {"yi": yi, "vi": np.diag(V)},
                "V": V,
            }  # fmt: skip
        if "beta" not in its:
            raise KeyError(name)
        method = "FE" if name == "fixed" or name.endswith("FE") else (
            "ML" if re.search(r"(^|_)ML$", name) else "REML")  # fmt: skip
        return _fit(contrasts, its, method)

    wanted = {n: {"yi": [r["yi"] for r in v], "vi": [r["vi"] for r in v]} if n == "contrasts" else v
              for n, v in shown.items()}  # fmt: skip
    return ours, {"data": wanted, **theirs}


def _ends(c: Contrasts) -> tuple[Sequence[str], ...]:
    return c.study, c.t1, c.t2


def _ends_of(rows: Sequence[Row]) -> tuple[list[str], ...]:
    return tuple([str(r[n]) for r in rows] for n in ("study", "t1", "t2"))


def _contrasts(dataset: Mapping[str, Any]) -> Contrasts:
    """From the arms; where a file has none, what is given are contrasts and their covariance."""
    data = dataset["data"]
    rows = data["contrasts"]
    study, one, two = _ends_of(rows)
    if "arms" not in data:
        V = data.get("V", [r["vi"] for r in rows])
        return Contrasts(
            tuple(study), tuple(one), tuple(two), np.array([r["yi"] for r in rows]), np.array(V)
        )
    arms = data["arms"]
    names = [str(r["study"]) for r in arms]
    treatments = [str(t) for t in column(arms, "trt", "treatment", "treat", "t")]
    # Each study's baseline is the one that the file's contrasts compare with.
    base = dict(zip(study, two, strict=True))
    kind = measure_of(dataset) if str(dataset["measure"]) else "MD"
    parts = []
    for name in dict.fromkeys(names):
        if name in base:
            own = [i for i, n in enumerate(names) if n == name]
            parts.append(
                _of_arms(kind, [arms[i] for i in own], name, [treatments[i] for i in own],
                         base[name])
            )  # fmt: skip
    V = np.zeros((sum(p.yi.size for p in parts),) * 2)
    at = 0
    for p in parts:
        V[at : at + p.yi.size, at : at + p.yi.size] = p.V
        at += p.yi.size
    study, one, two = ([x for p in parts for x in getattr(p, n)] for n in ("study", "t1", "t2"))
    yi = np.concatenate([p.yi for p in parts])
    return Contrasts(tuple(study), tuple(one), tuple(two), yi, V)


def _of_arms(
    measure: Any, arms: Sequence[Row], study: str, treatments: Sequence[str], base: str
) -> Contrasts:
    names = [study] * len(arms)
    if measure in ("OR", "RR", "RD"):
        x, n = column(arms, "xi"), column(arms, "ni")
        return contrasts_of_counts(
            measure, names, treatments, xi=x, ni=n, baseline=[base], double_zero="keep"
        )  # fmt: skip
    if has(arms, "mi") and measure in ("MD", "GEN", "MN"):
        three = {n: column(arms, n) for n in ("mi", "sdi", "ni")}
        return contrasts_of_means(names, treatments, **three, baseline=[base])
    if has(arms, "yi") and has(arms, "vi"):
        return contrasts_of_arms(
            names, treatments, column(arms, "yi"), column(arms, "vi"), baseline=[base]
        )
    raise NotUnderstood(f"a network of {measure}")


def _fit(contrasts: Contrasts, its: Mapping[str, Any], method: Any) -> Mapping[str, Any]:
    found = pool_network(contrasts, str(its["reference"]), method)
    return {
        "treatments": list(found.treatments), "reference": found.reference,
        "beta": found.estimate, "se": found.se, "ci_lb": found.low, "ci_ub": found.high,
        "pval": found.p, "zval": found.estimate / found.se, "QE": found.Q, "QE_df": found.df,
        "QEp": found.Q_p, "tau2": found.tau2, "vcov": found.vcov, "method": found.method,
        "k": contrasts.yi.size, "rho": 0.5,
    }  # fmt: skip


def joint(dataset: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Ours and theirs of a multivariate set: each fit by the formula and the random terms that it,
    or the set's note, names."""
    data = dataset["data"]
    rows = data if isinstance(data, list) else next(
        v for v in data.values() if isinstance(v, list) and isinstance(v[0], Mapping)
    )  # fmt: skip
    theirs = {n: v for n, v in dataset.items()
              if isinstance(v, Mapping) and n not in ("data", "effect_sizes")}  # fmt: skip
    words = " ".join(str(dataset.get(n) or "") for n in ("note", "measure", "source"))

    def ours(name: str, its: Any) -> Any:
        if "beta" not in its:
            return lambda inner, deeper: (
                ours(inner, deeper) if isinstance(deeper, Mapping) else {}[inner]
            )
        return _joint_fit(rows, data, name, its, words)

    return ours, theirs


def _joint_fit(
    rows: Sequence[Row], data: Any, name: str, its: Mapping[str, Any], words: str
) -> Mapping[str, Any]:
    said = " ".join([name, *(str(v) for v in its.values() if isinstance(v, str)), words])
    formulas = re.findall(r"~\s*([^|~,;]+?)\s*(?:\|\s*(\w+(?:/\w+)*))?\s*(?=[,;.)]|$)", said)
    mods = its.get("formula") or its.get("mods") or next((f"~{m}" for m, by in formulas if not by),
                                                          "~1")  # fmt: skip
    random = its.get("random") or next((f"~{m}|{by}" for m, by in formulas if by), None)
    structure = its.get("struct") or next((s for s in STRUCTURES if re.search(rf"\b{s}\b", said)),
                                          "UN")  # fmt: skip
    method: Any = its.get("method") or ("ML" if re.search(r"(^|_)ML\b", name) else "REML")
    X, names = design(str(mods), rows)
    terms = [] if method == "FE" or random is None else _terms(str(random), structure, rows)
    found = fit_multivariate(column(rows, "yi"), _covariance(rows, data), X, names, terms, method)
    answer: dict[str, Any] = {
        "names": names, "beta": found.estimates, "se": found.se, "QE": found.Q, "QE_df": found.df,
        "QEp": found.Q_p, "QM": found.QM, "QM_df": found.QM_df, "QMp": found.QM_p,
        "ci_lb": [c.ci.low for c in found.coefficients], "method": found.method,
        "ci_ub": [c.ci.high for c in found.coefficients], "k": found.k, "vcov": found.vcov,
        "zval": [c.statistic for c in found.coefficients], "logLik": found.log_likelihood,
        "stat": [c.statistic for c in found.coefficients],
        "pval": [c.p for c in found.coefficients], "formula": its.get("formula"),
        "mods": its.get("mods"), "random": its.get("random"), "struct": its.get("struct"),
    }  # fmt: skip
    if terms:
        upper = np.triu_indices(len(found.levels[0]), 1)
        rho = found.correlation()[upper]
        asked = its.get("rho")
        if isinstance(asked, list) and len(asked) < rho.size:
            # One parameter: the correlation of neighbours.
            rho = rho[: len(asked)]
        single = not isinstance(asked, list)
        variances = found.variances()
        answer |= {
            "tau2": variances[0] if not isinstance(its.get("tau2"), list) else variances,
            "rho": rho[0] if single and rho.size else rho, "G": found.G[0],
            "sigma2": [float(found.variances(i)[0]) for i in range(len(terms))],
        }  # fmt: skip
    return answer


def _terms(random: str, structure: Any, rows: Sequence[Row]) -> list[Random]:
    inner, _, outer = random.replace("~", "").replace(" ", "").partition("|")
    if inner != "1":
        return [Random(column(rows, outer), column(rows, inner), structure)]
    levels = outer.split("/")
    return [
        Random(["/".join(str(r[n]) for n in levels[: i + 1]) for r in rows])
        for i in range(len(levels))
    ]


def _covariance(rows: Sequence[Row], data: Any) -> Numbers:
    """A matrix of the file, or rows of each trial's block in v1i, v2i, ..., or variances alone."""
    k = len(rows)
    if isinstance(data, Mapping):
        return np.array(data["V"], dtype=float)
    for place in ("V", "v"):
        if place in rows[0] and isinstance(rows[0][place], list):
            return np.array([r[place] for r in rows])
    blocks = [n for n in sorted(rows[0]) if re.fullmatch(r"v\d+i", n)]
    if not blocks:
        return np.diag([float(v) for v in column(rows, "vi")])
    V = np.zeros((k, k))
    trial = [str(t) for t in column(rows, "trial", "study", "id")]
    for name in dict.fromkeys(trial):
        own = [i for i, t in enumerate(trial) if t == name]
        for i in own:
            V[i, own] = [float(rows[i][b]) for b in blocks[: len(own)]]
    return V
