"""The options of `record`; nothing heavy is loaded to show them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

_Commands = argparse._SubParsersAction


class _InAnyOrder(argparse.ArgumentParser):
    """What is told may stand behind an option too: `correct P 2 --why slip scored score=6`."""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        found, left = super().parse_known_args(args, namespace)
        if not hasattr(found, "fields"):
            return found, left
        told = [word for word in left if not word.startswith("-")]
        if told and found.kind is None:
            found.kind = told.pop(0)
        found.fields = [*found.fields, *told]
        return found, [word for word in left if word.startswith("-")]


def add_record(
    commands: _Commands[argparse.ArgumentParser],
    kept_where: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the command; `kept_where` adds which store, clinic and writer."""
    record = commands.add_parser(
        "record",
        help="keep what happens to a patient: told, measured, taken, missed, planned",
        description="Keeps the record of each patient as events that are only added to. Wherever "
        "a command takes a FILE, record:PATIENT stands for the patient as the record has them on "
        "the day of judgement; the answer is kept there too.",
        epilog="Example: baclofen record add 7KQ2M-X94TB scored scale=nrs score=6 --at 2026-11-20",
    )
    kinds = record.add_subparsers(
        dest="what", required=True, metavar="WHAT", parser_class=_InAnyOrder
    )

    def kind(name: str, says: str, *, patient: bool = True) -> argparse.ArgumentParser:
        parser = kinds.add_parser(name, help=says)
        if patient:
            parser.add_argument("patient", metavar="PATIENT", help="the name that `new` gave")
        kept_where(parser)
        return parser

    new = kind("new", "admit a patient, and print the name to use from now on", patient=False)
    new.add_argument("--label", help="what the clinic calls the patient; needs the clinic's key")
    kind("list", "the patients of the clinic", patient=False)

    add = kind("add", "tell one event; without a kind, list the kinds and their fields")
    add.add_argument("kind", metavar="KIND", nargs="?", help="scored, measured, dose_set, ...")
    add.add_argument("fields", metavar="KEY=VALUE", nargs="*", help="what is told")
    add.add_argument("--at", metavar="TIME", help="when it happened (default: now)")
    add.add_argument("--zone", help="of a time without one, as Europe/Berlin")

    take = kind("import", "a table of events (CSV), an electronic record, or a typed patient")
    take.add_argument("file", metavar="FILE", help="CSV, a FHIR R4 Bundle, or TOML")
    take.add_argument("--zone", help="of times without one, as Europe/Berlin")
    take.add_argument(
        "--skip-known", action="store_true", help="leave out rows that are in the record already"
    )
    take.add_argument(
        "--same-person",
        action="store_true",
        help="the electronic record is of this patient though its name is another",
    )
    show = kind("show", "what happened, in its order")
    show.add_argument("--on", metavar="DATE", help="as it was known on this day")
    give = kind("export", "the events that can be told again, as CSV on the terminal")
    give.add_argument("--json", action="store_true", help="every event as JSON, one a line")

    right = kind("correct", "say what an event should have been; without a kind, take it back")
    right.add_argument("event", metavar="EVENT", type=int, help="its number")
    right.add_argument("kind", metavar="KIND", nargs="?", help="what it was")
    right.add_argument("fields", metavar="KEY=VALUE", nargs="*", help="what is told")
    right.add_argument("--why", required=True, help="what was wrong, in words")
    right.add_argument("--at", metavar="TIME", help="when it happened (default: as it was told)")
    right.add_argument("--zone", help="of a time without one, as Europe/Berlin")

    accept = kind("accept", "take over a plan")
    accept.add_argument("event", metavar="EVENT", type=int, help="the number of the plan")
    override = kind("override", "note that a rule was overridden for a plan")
    override.add_argument("event", metavar="EVENT", type=int, help="the number of the plan")
    override.add_argument("rule", metavar="RULE", help="the id of the rule")
    override.add_argument("--reason", required=True, help="why, in words")
    again = kind("replay", "work a plan out again, with the knowledge of its day")
    again.add_argument("event", metavar="EVENT", type=int, help="the number of the plan")
