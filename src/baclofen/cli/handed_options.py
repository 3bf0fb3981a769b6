"""The options of what is handed to the patient, sheet and calendar, and of what is unfolded."""

from __future__ import annotations

import argparse

#: What becomes of what lies in the folder of `--out`.
TAKEN_AWAY = "; what it holds of another patient is taken away, and named"


def add_handed(parser: argparse.ArgumentParser) -> None:
    """What the patient's sheet and calendar may be told."""
    parser.add_argument(
        "--telephone", metavar="NUMBER", default="",
        help="the clinic's, for the patient's sheet (default: a line to fill in by hand)",
    )  # fmt: skip
    add_illustrations(parser)
    parser.add_argument(
        "--time-zone", metavar="ZONE", default="",
        help="of the calendar, as Europe/London (default: the clock of whoever holds it)",
    )  # fmt: skip
    parser.add_argument(
        "--alarm", metavar="MINUTES", type=int, help="remind so long before each dose"
    )
    parser.add_argument(
        "--replaces", metavar="ICS",
        help="the calendar that this one takes the place of: what fell away is cancelled "
        "(default: the plan.ics in the folder, where it is of the same patient)",
    )  # fmt: skip


def add_illustrations(parser: argparse.ArgumentParser) -> None:
    """For every command whose report may have a fold: the fold names it."""
    parser.add_argument(
        "--illustrations", action="store_true",
        help="print what the model only illustrates too, with its mark",
    )  # fmt: skip
