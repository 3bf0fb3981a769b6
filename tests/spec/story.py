"""Clinical stories: one small table, read by clinicians, run by the tests, printed as docs.

A story is a TOML file with a title, a sentence, and a table. Each row is one patient: the
columns left of `verdict` are what is known (a dash: not given), the columns right of it what
must come out. `python -m tests.spec.story` writes them to docs/spec.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baclofen.knowledge import load_vignettes
from baclofen.patient import BaclofenUse
from baclofen.planning import Plan
from baclofen.units import parse_daily_dose
from tests.people import person, plan
from tests.spec.evidence import evidence_page
from tests.spec.records import page

HERE = Path(__file__).parent
FOLDER = HERE / "stories"
DOCS = HERE.parent.parent / "docs" / "spec"
OUTCOMES = ("verdict", "fires", "silent", "steps", "ceiling", "asks")


@dataclass(frozen=True)
class Story:
    """One table: its rows as dictionaries of words."""

    name: str
    title: str
    says: str
    header: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def read_stories() -> tuple[Story, ...]:
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.toml")))


def _read(path: Path) -> Story:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = [line for line in raw["story"].strip().splitlines() if line.strip()]
    header = tuple(cell.strip() for cell in lines[0].split("|"))
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != len(header):
            raise ValueError(f"{path.name}: {line!r} has {len(cells)} cells, not {len(header)}")
        rows.append(dict(zip(header, cells, strict=True)))
    return Story(path.stem, raw["title"], raw["says"], header, tuple(rows))


def play(row: dict[str, str]) -> Plan:
    """The plan of the patient a row describes."""
    given: dict[str, Any] = {"egfr": None, "syndrome": "ms_spasticity", "age_y": None, "sex": None}
    kind: str | None = "start"
    jurisdiction = "US"
    for name, cell in row.items():
        if name in OUTCOMES or cell == "-":
            continue
        match name:
            case "age" | "weight" | "height" | "egfr":
                key = {"age": "age_y", "weight": "weight_kg", "height": "height_cm"}.get(name, name)
                given[key] = float(cell)
            case "creatinine":
                amount, unit = cell.split()
                keys = {"mg/dL": "creatinine_mg_per_dL", "umol/L": "creatinine_umol_per_L"}
                given[keys[unit]] = float(amount)
            case "sex" | "syndrome":
                given[name] = cell
            case "label":
                jurisdiction = cell
            case "request":
                kind = cell
            case "has" | "lacks":
                given["conditions" if name == "has" else "no_conditions"] = cell.split(", ")
            case "medicines":
                given["medicines"] = cell.split(", ")
            case "signs":
                given["signs"] = cell.split(", ")
            case "allergy":
                given["allergies"] = [cell]
            case "weeks pregnant":
                given |= {"pregnant": True, "gestation_weeks": float(cell)}
            case "takes":
                use = BaclofenUse("oral", "active", cell, parse_daily_dose(cell))
                given["baclofen"] = (use,)
            case "dialysis" | "alcohol":
                given[name] = cell == "yes"
            case _:
                raise ValueError(f"a story has no column {name!r}")
    return plan(person(**given), kind=kind, jurisdiction=jurisdiction)


def write_docs() -> dict[str, str]:
    """The text of docs/spec, by file name."""
    pages = {"records.md": page(), "evidence.md": evidence_page()}
    for story in read_stories():
        lines = [f"# {story.title}", "", story.says, "", "| " + " | ".join(story.header) + " |"]
        lines.append("|" + " --- |" * len(story.header))
        lines += ["| " + " | ".join(row[h] for h in story.header) + " |" for row in story.rows]
        lines += ["", "A dash: not given. `start` is asked for unless a column says otherwise."]
        pages[f"{story.name}.md"] = "\n".join(lines) + "\n"
    pages["vignettes.md"] = _vignettes()
    return pages


def _vignettes() -> str:
    """Each vignette as a reader wants it: who, what is asked, and what must come out."""
    lines = [
        "# Vignettes", "",
        "What is typed of one patient, and what must come out. They are this project's reading of "
        "the rules they name, not clinical truth. `baclofen why ID` has the source of each rule.",
        "",
    ]  # fmt: skip
    for vignette in load_vignettes():
        lines += [f"## {vignette.id} {vignette.title}", ""]
        label = f"Under the {vignette.jurisdiction} label: **{vignette.verdict}**."
        lines += [label + (f" {vignette.why}" if vignette.why else ""), ""]
        lines += [f"- {key}: {_plainly(value)}" for key, value in vignette.patient.items()]
        lines += ["", f"Says {', '.join(vignette.flags)}."] if vignette.flags else []
        lines += ["", f"Does not fire {', '.join(vignette.silent)}."] if vignette.silent else []
        lines += ["", "| figure | value |", "| --- | --- |"] if vignette.values else []
        lines += [f"| {k} | {_plainly(v)} |" for k, v in (vignette.values or {}).items()]
        lines.append("")
    return "\n".join(lines)


def _plainly(value: Any) -> str:
    if isinstance(value, dict):
        if set(value) == {"value", "tol"}:
            return f"{value['value']} ± {value['tol']}"
        return ", ".join(f"{key} {_plainly(v)}" for key, v in value.items())
    if isinstance(value, list):
        return ", ".join(_plainly(v) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


if __name__ == "__main__":
    DOCS.mkdir(parents=True, exist_ok=True)
    for file, text in write_docs().items():
        (DOCS / file).write_text(text, encoding="utf-8")
