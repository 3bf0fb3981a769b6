"""`python -m tests.peers.metafor FILE`: every quantity of a file of meta-analyses by metafor.

A file holds data sets: rows, the measure, and what metafor 3.8-1 gave for them; see
`data/README.md`. Effects are computed from the rows and the stated measure. A quantity that this
program does not know is a failure, by name; one for which the peer itself gave no value (its fit
did not converge) is shown and not counted. Exit code 0 only if all hold.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from baclofen.synthesis import (
    Effects,
    from_counts,
    from_means,
    mantel_haenszel,
    peto,
    pool,
    pool_counts,
    pool_rates,
)
from tests.peers.metafor_compare import Line, compare
from tests.peers.metafor_joint import joint, network
from tests.peers.metafor_pooled import Pairwise, regression_of
from tests.peers.metafor_rows import NotUnderstood, column, counts_of, effects_of, numbers
from tests.tolerances import (
    PEER_POOL,
    PEER_POOL_JOINT,
    PEER_POOL_JOINT_P,
    PEER_POOL_LOOSE,
    PEER_POOL_P,
    PEER_POOL_PERCENT,
    PEER_POOL_PROFILE,
    PEER_POOL_ROOT,
    PEER_POOL_TAU2,
    Tolerance,
)

DATA = Path(__file__).parent / "data" / "metafor.json"
ROWS = Path(__file__).parent / "data" / "metafor_rows.json"
#: What describes a data set and is not compared; what is `published` is another paper's rounding.
WORDS = ("_row", "id", "kind", "measure", "source", "note", "published", "data", "title", "url")


def tolerance_of(where: str) -> Tolerance:
    """How far a quantity may be off, from its place in the file."""
    name = where.rsplit(".", 1)[-1]
    is_chance = name in ("pval", "QEp", "Qp", "QMp", "CMH_p", "Tarone_p", "p")
    if re.search(r"glmm|\.random|\.joint", where):
        return PEER_POOL_JOINT_P if is_chance else PEER_POOL_JOINT
    if "mixed_REML" in where or "trim_fill" in where:
        return PEER_POOL_LOOSE
    if name in ("I2", "R2"):
        return PEER_POOL_PROFILE if "profile" in where else PEER_POOL_PERCENT
    if "profile" in where:
        return PEER_POOL_ROOT if name == "tau" else PEER_POOL_PROFILE
    if is_chance:
        return PEER_POOL_P
    return PEER_POOL_TAU2 if name == "tau2" else PEER_POOL


def check_dataset(dataset: Mapping[str, Any]) -> Iterator[Line]:
    """The lines of one data set."""
    id = str(dataset["id"])
    try:
        data = dataset["data"]
        if isinstance(data, Mapping) and "contrasts" in data:
            yield from compare(id, *network(dataset), tolerance_of)
            return
        if isinstance(data, Mapping) or re.search("multiv|repeat|longit|depend", dataset["kind"]):
            yield from compare(f"{id}.joint", *joint(dataset), tolerance_of)
            return
        pairwise = _pairwise(dataset)
    except Exception as error:
        yield Line(id, trouble=f"{type(error).__name__}: {error}")
        return

    def section(name: str, theirs: Any) -> Any:
        if name == "effect_sizes":
            return _effect_sizes(dataset, pairwise.effects, theirs)
        if name == "pooled":
            return pairwise.section
        if name == "meta_regression":
            return lambda moderator, its: _regressions(pairwise, its)
        if name == "tables_2x2":
            return lambda table, _: _table(dataset, table)
        if name == "glmm":
            return lambda model, _: _glmm(dataset, model)
        if re.search("back|transf", name):
            return pairwise.back(name, theirs)
        raise KeyError(name)

    theirs = {name: value for name, value in dataset.items() if name not in WORDS}
    yield from compare(id, section, theirs, tolerance_of)


def _pairwise(dataset: Mapping[str, Any]) -> Pairwise:
    """The effects, of as many studies as the file pools: it may keep studies without events, say
    them without a value, or not hold them at all."""
    rows = dataset["data"]
    theirs = dataset.get("effect_sizes", {}).get("yi", rows)
    told = [True] * len(rows) if len(theirs) != len(rows) else [
        isinstance(y, Mapping) or y is not None for y in theirs
    ]  # fmt: skip
    kept = [row for row, is_told in zip(rows, told, strict=True) if is_told]
    effects = effects_of({**dataset, "data": kept}, keep=len(theirs) == len(rows))
    return Pairwise(effects, kept)


def _effect_sizes(dataset: Mapping[str, Any], effects: Effects, theirs: Mapping[str, Any]) -> Any:
    told = ~np.isnan(numbers(theirs["yi"]))

    def spread(values: Any) -> Any:
        whole = np.full(told.size, np.nan)
        whole[told] = values
        return whole

    return {
        "yi": spread(effects.yi), "vi": spread(effects.vi), "sei": spread(effects.se),
        "k": effects.k, "measure": effects.measure,
    }  # fmt: skip


def _regressions(pairwise: Pairwise, theirs: Mapping[str, Any]) -> Any:
    formula = theirs.get("formula")
    if formula is None:
        raise NotUnderstood("a meta-regression without a formula")

    def one(name: str, its: Any) -> Any:
        if name == "formula":
            return formula
        return regression_of(pairwise.effects, pairwise.rows, formula, its)

    return one


def _table(dataset: Mapping[str, Any], name: str) -> Any:
    """A pooling of raw tables. Trials without events that the file drops from its rows, but pools
    here, come from `metafor_rows.json`."""
    columns: dict[str, Any] = counts_of(dataset["data"])
    said = f"{dataset['source']} {dataset.get('note')}"
    if "dropped" in said:
        for entry in _rows()["double_zero"]:
            if all(word in said for word in entry["words"]):
                columns = {n: [*columns[n], *(row[n] for row in entry["rows"])] for n in columns}
                break
    way, _, measure = name.partition("_")
    ratio: Any = measure
    if way == "Peto":
        t = peto(**columns)
    elif way == "MH":
        t = mantel_haenszel(ratio, **columns)
    else:
        raise KeyError(name)
    none = (None, None)
    return {
        "beta": t.estimate, "se": t.se, "stat": t.statistic, "zval": t.statistic, "pval": t.p,
        "ci": [t.ci.low, t.ci.high], "ci_lb": t.ci.low, "ci_ub": t.ci.high, "Q": t.Q,
        "Q_df": t.df, "Qp": t.Q_p, "I2": t.I2, "CMH_chi2": (t.cmh or none)[0],
        "CMH_p": (t.cmh or none)[1], "Tarone_chi2": (t.tarone or none)[0],
        "Tarone_p": (t.tarone or none)[1], "k": t.k,
    }  # fmt: skip


def _rows() -> Any:
    return json.loads(ROWS.read_text(encoding="utf-8"))


def _glmm(dataset: Mapping[str, Any], model: Any) -> Any:
    if model not in ("UM.FS", "CM.AL", "CM.EL"):
        raise KeyError(model)
    rows = dataset["data"]
    if "x1i" in rows[0]:
        rates: dict[str, Any] = {n: column(rows, n) for n in ("x1i", "t1i", "x2i", "t2i")}
        r = pool_rates(**rates)
    elif model == "CM.EL":
        raise KeyError(model)
    else:
        r = pool_counts(model, **counts_of(rows))
    return {
        "beta": r.estimate, "se": r.se, "tau2": r.tau2, "ci": [r.ci.low, r.ci.high],
        "QE_Wld": r.Q_Wald, "QE_LRT": r.Q_LRT, "QE_df": r.df, "pval": r.p, "zval": r.statistic,
        "k": r.k, "QEp_LRT": r.Q_LRT_p,
    }  # fmt: skip


def check_single(name: str, entries: list[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of single studies: effects computed by hand for trials of baclofen."""
    for entry in entries:
        where = f"{name}.{entry['id']}"
        theirs = {k: v for k, v in entry.items() if k not in (*_GIVEN, *WORDS)}
        try:
            yield from compare(where, _single(name, entry), theirs, tolerance_of)
        except Exception as error:
            yield Line(where, trouble=f"{type(error).__name__}: {error}")


_GIVEN = ("ai", "n1i", "ci", "n2i", "m1i", "sd1i", "m2i", "sd2i")


def _single(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    if name.startswith("binary_"):
        measure: Any = name.removeprefix("binary_")
        p = pool(from_counts(measure, **{n: entry[n] for n in _GIVEN[:4]}))
        back = np.exp if p.effects.is_ratio else np.asarray
        return {
            measure: back(p.estimate), f"{measure}_ci": back([p.ci.low, p.ci.high]), "p": p.p,
            f"{measure}_se": p.se,
        }  # fmt: skip
    # A continuous entry may hold no arms: they are those of the trial's report.
    arms = entry if "m1i" in entry else _rows()["single"].get(entry["id"])
    if arms is None:
        raise NotUnderstood("a single study without its arms")
    six = {n: arms[n] for n in (*_GIVEN[4:], "n1i", "n2i")}
    found: dict[str, Any] = {}
    each: tuple[Any, ...] = ("MD", "SMD")
    for measure in each:
        p = pool(from_means(measure, **six))
        found |= {measure: p.estimate, f"{measure}_se": p.se}
        found |= {f"{measure}_ci": [p.ci.low, p.ci.high], f"{measure}_p": p.p}
    return found


def check_file(content: Mapping[str, Any]) -> Iterator[Line]:
    """All lines of a file."""
    for dataset in content["datasets"].values():
        yield from check_dataset(dataset)
        if dataset.get("published"):
            said = "printed elsewhere, rounded; not compared"
            yield Line(f"{dataset['id']}.published", trouble=said, is_counted=False)
    for name, entries in content.get("baclofen_single_study_checks", {}).items():
        yield from check_single(name, entries)
    for name in content:
        if name not in ("meta", "datasets", "baclofen_single_study_checks"):
            yield Line(name, trouble="unknown quantity")


def main(arguments: list[str]) -> int:
    """Prints a line a quantity and the count; 0 if all hold, 1 if not, 2 if there is no file."""
    if len(arguments) != 1:
        print("usage: python -m tests.peers.metafor FILE", file=sys.stderr)
        return 2
    try:
        content = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        content["datasets"].values()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{arguments[0]} is not a file of meta-analyses: {error}", file=sys.stderr)
        return 2
    lines = []
    for line in check_file(content):
        print(line)
        lines.append(line)
    counted = [line for line in lines if line.is_counted]
    failed = sum(not line.holds for line in counted)
    print(f"{len(counted) - failed} passed, {failed} failed")
    return 1 if failed or not counted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
