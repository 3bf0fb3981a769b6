"""From the rows of a reference data set to effects: which measure, and which columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from baclofen.synthesis import (
    Effects,
    from_correlations,
    from_counts,
    from_interval,
    from_means,
    from_one_mean,
    from_one_rate,
    from_paired_counts,
    from_paired_means,
    from_proportions,
    from_rates,
    given,
)

Row = Mapping[str, Any]

#: The words of a measure, tried in this order; the first that is found decides.
WORDS: tuple[tuple[str, str], ...] = (
    ("mporc", "MPORC"), ("mprr", "MPRR"), ("mprd", "MPRD"), ("mpor", "MPOR"),
    ("smcrh", "SMCRH"), ("smcr", "SMCR"), ("smcc", "SMCC"), ("romc", "ROMC"),
    (r"\bmc\b|mean change", "MC"), ("peto", "PETO"),
    (r"\birr\b|rate ratio", "IRR"), (r"\birsd\b", "IRSD"), (r"\bird\b|rate difference", "IRD"),
    (r"\bpft\b|freeman|double arcsine", "PFT"), (r"\bplo\b|logit", "PLO"),
    (r"\bpas\b|arcsine.*proportion", "PAS"), (r"\bpln\b|log proportion", "PLN"),
    (r"\birln\b|log (incidence )?rate", "IRLN"), (r"\birft\b", "IRFT"),
    (r"\birs\b|root.*rate", "IRS"),
    (r"\bpr\b|raw proportion|\bproportion", "PR"), (r"\bas\b|arcsine", "AS"),
    (r"\bzcor\b|fisher|r-to-z", "ZCOR"), (r"\bcor\b|correlation", "COR"),
    (r"\bsmdh\b", "SMDH"), (r"\bsmd1\b", "SMD1"), (r"\bsmd\b|hedges|standardi[sz]ed mean", "SMD"),
    (r"\brom\b|ratio of means", "ROM"), (r"\bmd\b|mean difference", "MD"),
    (r"\brr\b|risk ratio|relative risk", "RR"), (r"\bor\b|odds ratio", "OR"),
    (r"\brd\b|risk difference", "RD"), (r"\bmnln\b|log mean", "MNLN"), (r"\bmn\b|mean", "MN"),
    (r"\bir\b|rate", "IR"),
)  # fmt: skip

#: Other names under which a column may stand.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "ai": ("xt", "xti", "pre.xti", "hcq_arm_event", "events1", "e1", "event_trt", "r1"),
    "ci": ("xc", "xci", "pre.xci", "control_arm_event", "events2", "e2", "event_ctl", "r2"),
    "n1i": ("nt", "nti", "pre.nti", "hcq_arm_total", "n1", "n_trt", "tnt"),
    "n2i": ("nc", "nci", "pre.nci", "control_arm_total", "n2", "n_ctl", "tnc"),
    "m1i": ("mt", "m1", "m_trt", "y1"),
    "m2i": ("mc", "m2", "m_plc", "m_ctl", "y2"),
    "sd1i": ("sdt", "sd1", "sd_trt"),
    "sd2i": ("sdc", "sd2", "sd_plc", "sd_ctl"),
    "xi": ("x", "events", "event", "r", "cases", "death"),
    "ni": ("n", "total", "randomized", "n1i"),
    "ri": ("corr", "r", "cor", "rho"),
    "mi": ("m", "mean"),
    "sdi": ("sd",),
    "ti": ("t", "time", "person_time"),
    "yi": ("y", "diff", "te", "lnor"),
    "vi": ("v", "var", "variance"),
    "sei": ("se", "sete", "selnor"),
}
PAIRED_CELLS: Mapping[str, tuple[str, ...]] = {
    "ai": ("both",), "bi": ("trt_only",), "ci": ("plc_only",), "di": ("neither",),
}  # fmt: skip


class NotUnderstood(Exception):
    """Something of a data set that this runner does not know: a failure, named."""


def measure_of(dataset: Mapping[str, Any]) -> str:
    """The code of the measure that a data set states; "GEN" where effects are given."""
    said = str(dataset["measure"])
    code = next((code for words, code in WORDS if re.search(words, said.lower())), None)
    if re.search(r"\bgiven\b", said.lower()) or str(dataset["kind"]) in ("generic", "multivariate"):
        return "GEN"
    if code is None:
        raise NotUnderstood(f"the measure {said!r}")
    single = "single" in str(dataset["kind"]) or "one-arm" in str(dataset["kind"])
    if single and code in ("RR", "OR"):
        raise NotUnderstood(f"the measure {said!r} of a single arm")
    return {"AS": "PAS"}.get(code, code) if single else code


def column(rows: Sequence[Row], name: str, *others: str) -> list[Any]:
    """A column under its name or another one of it. Raises `NotUnderstood`."""
    for known in (name, *others, *ALIASES.get(name, ())):
        if known in rows[0]:
            return [row.get(known) for row in rows]
    raise NotUnderstood(f"rows without a column {name}: {', '.join(rows[0])}")


def has(rows: Sequence[Row], name: str) -> bool:
    """Whether the rows have this column, under any name."""
    return any(known in rows[0] for known in (name, *ALIASES.get(name, ())))


def counts_of(rows: Sequence[Row]) -> dict[str, Any]:
    """ai, n1i, ci, n2i, also from bi and di; rows that miss one are left out."""
    names = [n for n in ("ai", "bi", "n1i", "ci", "di", "n2i") if has(rows, n)]
    told = [None not in row for row in zip(*(column(rows, n) for n in names), strict=True)]
    rows = [row for row, is_told in zip(rows, told, strict=True) if is_told]
    a, c = column(rows, "ai"), column(rows, "ci")
    if has(rows, "n1i"):
        return {"ai": a, "n1i": column(rows, "n1i"), "ci": c, "n2i": column(rows, "n2i")}
    n1 = [x + y for x, y in zip(a, column(rows, "bi"), strict=True)]
    n2 = [x + y for x, y in zip(c, column(rows, "di"), strict=True)]
    return {"ai": a, "n1i": n1, "ci": c, "n2i": n2}


def effects_of(dataset: Mapping[str, Any], *, keep: bool) -> Effects:
    """The effects of a data set, from its rows; with `keep`, studies without events as well."""
    rows: Sequence[Row] = dataset["data"]
    measure: Any = measure_of(dataset)
    vtype: Any = next((t for t in ("LS2", "UB", "AV", "HO") if t in str(dataset["measure"])), "LS")
    if measure == "MD" and "pooled" in str(dataset["measure"]).lower():
        vtype = "HO"
    silent: Literal["keep", "drop"] = "keep" if keep else "drop"
    made: Callable[[], Effects]
    if measure == "GEN":
        return _given(rows)
    if measure in ("RR", "OR", "RD", "AS", "PETO"):
        return from_counts(measure, **counts_of(rows), double_zero=silent)
    if measure in ("MD", "SMD", "SMDH", "SMD1", "ROM"):
        six: dict[str, Any] = {
            n: column(rows, n) for n in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
        }
        return from_means(measure, **six, vtype=vtype)
    if measure in ("IRR", "IRD", "IRSD"):
        four: dict[str, Any] = {n: column(rows, n) for n in ("x1i", "t1i", "x2i", "t2i")}
        return from_rates(measure, **four, double_zero=silent)
    if measure in ("MC", "SMCC", "SMCR", "SMCRH", "ROMC"):
        six = {n: column(rows, n) for n in ("m1i", "sd1i", "m2i", "sd2i", "ni", "ri")}
        return from_paired_means(measure, **six)
    if measure in ("MPRR", "MPOR", "MPORC", "MPRD"):
        cells: dict[str, Any] = {
            n: column(rows, n, *PAIRED_CELLS[n]) for n in ("ai", "bi", "ci", "di")
        }
        return from_paired_counts(measure, **cells)
    made = {
        "PR": lambda: from_proportions(measure, xi=column(rows, "xi"), ni=column(rows, "ni")),
        "IR": lambda: from_one_rate(measure, xi=column(rows, "xi"), ti=column(rows, "ti")),
        "MN": lambda: from_one_mean(
            measure,
            mi=column(rows, "mi"),
            sdi=column(rows, "sdi"),
            ni=column(rows, "ni"),
        ),
        "COR": lambda: from_correlations(measure, ri=column(rows, "ri"), ni=column(rows, "ni")),
    }[_FAMILY[measure]]
    return made()


_FAMILY = {
    "PR": "PR", "PLN": "PR", "PLO": "PR", "PAS": "PR", "PFT": "PR", "IR": "IR", "IRLN": "IR",
    "IRS": "IR", "IRFT": "IR", "MN": "MN", "MNLN": "MN", "COR": "COR", "ZCOR": "COR",
}  # fmt: skip


def _given(rows: Sequence[Row]) -> Effects:
    if has(rows, "yi"):
        y = column(rows, "yi")
        if has(rows, "vi"):
            return given(y, vi=column(rows, "vi"))
        if has(rows, "sei"):
            return given(y, se=column(rows, "sei"))
        low, high = column(rows, "ci_lb", "lower", "ci.lb"), column(rows, "ci_ub", "upper", "ci.ub")
        return from_interval(y, low, high)
    three = (
        column(rows, "or", "rr"),
        column(rows, "or.lb", "rr.lb"),
        column(rows, "or.ub", "rr.ub"),
    )
    return from_interval(*three, is_ratio=True)


def numbers(values: Sequence[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """A list of the file as numbers; what it has none of is not a number."""
    return np.array([np.nan if v is None else float(v) for v in values])
