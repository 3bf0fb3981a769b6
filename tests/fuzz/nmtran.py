"""`python -m tests.fuzz.nmtran N`: tables of NM-TRAN, whole and damaged.

What is read must be what a run can follow: compiled, written, and read again as the same.
"""

from __future__ import annotations

import sys
from random import Random

from baclofen.engine import Flow, Graph, Input, compile_program
from baclofen.errors import BaclofenError, UnreadableFile
from baclofen.exchange.nmtran import NmtranTable, format_nmtran, parse_nmtran
from tests.fuzz.campaign import Target, main
from tests.fuzz.mutate import odd_text, scratched

GRAPH = Graph(
    {"gut": "mg", "central": "mg"},
    {"ka": "1/h", "ke": "1/h", "WT": "kg", "lag": "h", "D1": "h", "R1": "mg/h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "ke")],
    {"oral": Input("gut", lag="lag", duration="D1", rate="R1"), "iv": "central"},
)
COLUMNS = (
    "ID", "TIME", "EVID", "AMT", "CMT", "RATE", "II", "ADDL", "SS", "DV", "MDV", "DVID", "CENS",
    "BLQ", "LLOQ", "WT", "ke", "DUR", "TINF", "note",
)  # fmt: skip
#: More events than this are compiled by no test here.
MOST_EVENTS = 60


def table(rng: Random) -> tuple[str, str]:
    """A text and what it ignores: mostly well formed, then damaged in cells, rows or characters."""
    names = ["ID", "TIME", *rng.sample(COLUMNS[2:], rng.randint(0, 12))]
    has_date = rng.random() < 0.2
    if has_date:
        names += rng.sample(["DATE", "DAT1", "DAT2", "DAT3"], 2 if rng.random() < 0.05 else 1)
    rows, clock = [], 0.0
    for i in range(rng.randint(0, 12)):
        evid = rng.choice([0, 0, 0, 1, 1, 1, 2, 3, 4])
        again = evid > 2 and "EVID" in names and rng.random() < 0.5
        clock = 0.0 if again or i == 6 else clock + rng.choice([0.0, 0.5, 6.0, 24.0])
        rows.append([_cell(name, i, clock, evid, rng, has_date) for name in names])
    for row in rows:
        if rng.random() < 0.06:
            odd = odd_text(rng)
            is_quoted = rng.random() < 0.7
            row[rng.randrange(len(row))] = '"' + odd.replace('"', '""') + '"' if is_quoted else odd
    names = [rng.choice([n, n.lower(), f" {n} ", f'"{n}"']) for n in names]
    if rng.random() < 0.05:
        rng.shuffle(names)
    lines = [",".join(names), *(",".join(row) for row in rows)]
    if rng.random() < 0.2:
        lines.insert(rng.randint(0, len(lines)), rng.choice(["", "# a note", "C", "@,", '"', ","]))
    text = rng.choice(["\n", "\n", "\r\n", "\r"]).join(lines)
    if rng.random() < 0.15:
        text = scratched(text, rng)
    return text, odd_text(rng) if rng.random() < 0.03 else rng.choice("###@C")


def _cell(name: str, i: int, clock: float, evid: int, rng: Random, has_date: bool) -> str:
    gives = evid in (1, 4)
    if name == "ID":
        return "1" if i < 6 else "2"
    if name == "TIME":
        as_clock = f"{int(clock) % 24}:{rng.randint(0, 59):02}"
        return as_clock if has_date and rng.random() < 0.7 else f"{clock:g}"
    if name == "EVID":
        return str(evid)
    if name.startswith("DA"):
        day = 1 + int(clock // 24) % 28
        order = {"DATE": "1/{}/2026", "DAT1": "{}-1-26", "DAT2": "2026/1/{}", "DAT3": "26-{}-01"}
        return order[name].format(day) if rng.random() < 0.97 else str(day)
    if not gives and name != "CMT":
        gives = rng.random() < 0.01
    own = {
        "AMT": ["20"], "CMT": ["1", "2", "0", "."], "RATE": ["0", "5", "-1", "-2", "."],
        "II": ["6", "24"], "ADDL": ["0", "3", "."], "SS": ["0", "0", "1", "2"],
    }.get(name)  # fmt: skip
    if own is not None:
        return rng.choice(own) if gives else "0"
    if name in ("MDV", "CENS", "BLQ", "DVID"):
        return rng.choice(["0", "0", "1", "."])
    return rng.choice(["0", "1", "1.5", ".", "70", "2"]) if rng.random() < 0.9 else "1e-3"


def read(given: tuple[str, str]) -> NmtranTable:
    text, ignore = given
    return parse_nmtran(text, GRAPH, ignore=ignore)


def wrong(found: NmtranTable) -> list[str]:
    """What is read is written and read again as the same, and compiles or is refused."""
    said = []
    for subject in found:
        seen = sum(e.evid == 0 for e in subject.events)
        if len(subject.observed) != seen or (subject.of and len(subject.of) != seen):
            said.append(f"{subject.id}: {len(subject.observed)} values of {seen} observations")
        times = [e.time_h for e in subject.events]
        if times != sorted(times):
            said.append(f"{subject.id}: times go back")
        if len(times) <= MOST_EVENTS:
            try:
                compile_program(GRAPH, subject.events)
            except BaclofenError as refusal:
                said += [] if str(refusal) else [f"{subject.id}: a refusal without words"]
    plain = [(s.id, s.events, s.observed, s.of, s.limits) for s in found]
    try:
        again = parse_nmtran(format_nmtran(found, GRAPH), GRAPH)
    except UnreadableFile as refusal:
        return [*said, f"what was written is not read: {refusal}"]
    if [(s.id, s.events, s.observed, s.of, s.limits) for s in again] != plain:
        said.append("what was written is read as something else")
    return said


TARGET = Target(table, read, wrong)

if __name__ == "__main__":
    sys.exit(main(TARGET, sys.argv[1:]))
