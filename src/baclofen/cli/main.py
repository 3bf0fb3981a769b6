"""The `baclofen` command. Parsing only: each command's work is imported when it runs.

Exit codes: 0 a report was written, whatever its verdict on the patient; 2 the input was
refused and nothing was written; 1 our own fault, a model that misses what it should not, a plan
that does not come out the same, or kept records that are not what was written.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from baclofen.cli.handed_options import TAKEN_AWAY, add_handed
from baclofen.cli.kept import add_by, add_clinic, add_store
from baclofen.cli.parser import Parser, complain
from baclofen.cli.progress import LAYING_OUT, LOADING, WORKING, Parts
from baclofen.cli.record_options import add_record
from baclofen.cli.service_options import add_service
from baclofen.cli.spinal_options import add_spinal
from baclofen.cli.store_options import add_keeping
from baclofen.version import VERSION

DONE, OUR_FAULT, REFUSED = 0, 1, 2

#: Kept in step with the knowledge by a test, so that a command need not load it to be parsed.
KINETICS = ("composite", "simon2018", "marsot2014", "chevillard2018")
SHAPES = ("standard", "linear", "proportional", "slow-end")
HOOK_SCHEMAS = (
    "hook-request", "hook-cards", "hook-feedback", "hook-services", "hook-figures", "hook-outcome",
)  # fmt: skip
REQUESTS = ("start", "continue", "change", "taper", "stop", "prepare")

#: What does the work of a command: a module of this room and its function, of which False is a
#: fault of ours. They are imported when they are asked for.
_WORK = {
    "assess": "assess:assess_command", "plan": "plan:plan_command", "taper": "plan:taper_command",
    "replay": "replay:replay_command", "screen": "spinal:screen_command",
    "pump": "spinal:pump_command", "device": "spinal:device_command",
    "calls": "calls:calls_command", "verify": "verify:verify_command",
    "backup": "backup:backup_command", "restore": "backup:restore_command",
    "erase": "erase:erase_command", "rewrap": "erase:rewrap_command",
    "clock": "clock:clock_command", "record": "record:record_command",
    "why": "explain:why_command", "cite": "explain:cite_command",
    "schema": "schema:schema_command", "keys": "keys:keys_command",
    "rules": "rules:rules_command", "qualify": "qualify:qualify_command",
    "serve": "serve:serve_command", "users": "users:users_command",
    "evidence": "evidence:evidence_command",
}  # fmt: skip
#: Those that go on to tell in which part they are. Of the others the first part alone is told: some
#: tell their own way, piece by piece.
_ANSWERING = ("assess", "plan", "taper", "screen", "pump", "replay", "evidence")
#: The parts of an answer, with their shares of the time of `plan` on the day of an install, when
#: nothing is compiled yet.
_PARTS = {LOADING: 5.0, WORKING: 4.0, LAYING_OUT: 2.0}


def build_parser(places: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The command line as data: every command, option, and an example each.

    `places` are the jurisdictions that its help names.
    """
    parser: argparse.ArgumentParser = Parser(
        prog="baclofen",
        description="Plans baclofen treatment for one patient, with the basis of every number. "
        "Decision support for clinicians to check; not a medical device.",
        epilog="Example: baclofen plan patient.json --out out",
    )
    parser.add_argument("--version", action="version", version=f"baclofen {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked_about = partial(_asked_about, places=places)

    judge = commands.add_parser(
        "assess",
        help="does baclofen, a dose, a needle or a pump fit this patient",
        description="Reads a FHIR R4 Bundle or a TOML patient (with a table [oral], [screening], "
        "[pump], [taper], [swallowed] or [other_route] for what is asked), and prints the verdict, "
        "why, what to ask next, and the figures that the rules come to.",
        epilog="Example: baclofen assess patient.toml --jurisdiction UK",
    )
    asked_about(judge)
    judge.add_argument("--out", metavar="DIR", help="folder for its page and its JSON" + TAKEN_AWAY)
    judge.add_argument("--json", action="store_true", help="print JSON for machines")

    plan = commands.add_parser(
        "plan",
        help="plan treatment for the patient of one record",
        description="Reads a FHIR R4 Bundle (JSON or NDJSON) or a TOML patient, judges it, and "
        "prints the plan; --out also writes plan.html and plan.json, and, where steps are to be "
        "followed, plan.ics and schedule.html.",
        epilog="Example: baclofen plan record.json --out out --today 2026-11-22 --request start",
    )
    asked_about(plan)
    plan.add_argument("--out", metavar="DIR", help="folder for the files of the plan" + TAKEN_AWAY)
    plan.add_argument("--json", action="store_true", help="print plan.json instead")
    add_handed(plan)
    plan.add_argument(
        "--label-only", action="store_true", help="without weighing the doses for this patient"
    )
    taper = commands.add_parser(
        "taper",
        help="the way down, and the shapes it could have",
        description="Prints steps from the present dose to none that can be dispensed, and "
        "compares shapes by the rebound the model predicts. A table [taper] of the file may say "
        "weeks, shape, or that symptoms returned, and from which dose.",
        epilog="Example: baclofen taper patient.toml --shape slow-end --out out",
    )
    asked_about(taper)
    taper.add_argument("--shape", choices=SHAPES, help="how the cuts are spread")
    taper.add_argument("--out", metavar="DIR", help="folder for the files of the plan" + TAKEN_AWAY)
    taper.add_argument("--json", action="store_true", help="print plan.json instead")
    add_handed(taper)

    replay = commands.add_parser(
        "replay",
        help="work a plan out again from its own inputs",
        description="Answers the inputs of a file again, and says whether it comes out the same to "
        "the byte. Under other knowledge it shows the decisions that differ. Exit code 1 when "
        "one does.",
        epilog="Example: baclofen replay out/plan.json",
    )
    replay.add_argument(
        "file",
        metavar="FILE",
        help="a file written by assess, plan, taper, screen or pump --out, or by --json",
    )

    add_spinal(commands, asked_about)
    add_record(commands, _kept_where)
    add_keeping(commands)

    keys = commands.add_parser(
        "keys",
        help="the keys of a typed patient and of answers: words and units",
        description="Lists every key of a typed patient with what it takes, its unit and what it "
        "says; with words, those that speak of them, conditions and signs included. Keys with a "
        "dot stand in a table of a file; the others are those of --answer too.",
        epilog="Example: baclofen keys kidney",
    )
    keys.add_argument("words", metavar="WORD", nargs="*", help="only those that speak of these")

    schema = commands.add_parser(
        "schema",
        help="the JSON Schema of an answer's file, of its inputs, or of a hook",
        description="Prints the JSON Schema (2020-12) of the file that every answer is written in, "
        "of the inputs that it holds and is answered anew from, or of what a hook of a record "
        "system takes and gives.",
        epilog="Example: baclofen schema answer",
    )
    schema.add_argument("what", choices=("answer", "inputs", *HOOK_SCHEMAS), help="of which")

    why = commands.add_parser(
        "why",
        help="the sentence, figure and source behind an id",
        description="Prints what an id of a report stands for and how it was come by.",
        epilog="Example: baclofen why REN-BEERS",
    )
    why.add_argument("id", metavar="ID", nargs="+", help="an id as printed in a report")

    cite = commands.add_parser(
        "cite",
        help="the bibliography of an answer",
        description="Prints the publications an answer rests on, and no other.",
        epilog="Example: baclofen cite out/plan.json",
    )
    cite.add_argument(
        "file", metavar="FILE", help="a file of an answer: plan.json, pump.json, screening.json"
    )

    qualify = commands.add_parser(
        "qualify",
        help="how well the model predicts what was published",
        description="Predicts every published figure of the project and judges its gates; --out "
        "also writes qualification.html and qualification.json. It takes one to three minutes. "
        "Exit code 1 when something missed that was not expected to.",
        epilog="Example: baclofen qualify --out out",
    )
    qualify.add_argument("--out", metavar="DIR", help="folder for the page and the JSON")
    qualify.add_argument(
        "--kinetics", choices=KINETICS, default="composite",
        help="whose kinetics after a dose by mouth (default: composite)",
    )  # fmt: skip
    rules = commands.add_parser(
        "rules",
        help="the rules: list, search, coverage, what a change would do",
        description="For reviewers of the rule base.",
        epilog="Example: baclofen rules search peptic ulcer",
    )
    _about_rules(rules.add_subparsers(dest="what", required=True, metavar="WHAT"))

    evidence = commands.add_parser(
        "evidence",
        help="what trials found: by syndrome, as a map, or claim by claim",
        description="Prints the living summary of the trials on one syndrome: each body of "
        "evidence, pooled only where enough trials join, with its certainty by GRADE. `claims` "
        "in place of a syndrome prints the audit of what is claimed, `map` the evidence map.",
        epilog="Examples: baclofen evidence trigeminal_neuralgia --as-of 2005; "
        "baclofen evidence claims C19; baclofen evidence map",
    )
    evidence.add_argument("what", metavar="SYNDROME", help="a syndrome, or claims, or map")
    evidence.add_argument("id", metavar="ID", nargs="?", help="with claims: one of them, as C19")
    evidence.add_argument(
        "--as-of", metavar="DATE", help="as if no later study existed: YYYY or YYYY-MM-DD"
    )
    evidence.add_argument(
        "--with", dest="with_file", metavar="FILE",
        help="further studies (JSON, TOML, or a folder with CSV): what do they change?",
    )  # fmt: skip
    evidence.add_argument(
        "--across", choices=("routes", "syndromes"), action="append", default=[],
        help="pool across these too, which lowers the certainty; may be repeated",
    )  # fmt: skip
    evidence.add_argument(
        "--out", metavar="DIR", help="folder for the page, the pictures and the JSON"
    )
    evidence.add_argument("--json", action="store_true", help="print JSON")
    add_service(commands)
    return parser


def _about_rules(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    filters = argparse.ArgumentParser(add_help=False)
    filters.add_argument("--topic", help="only this topic: renal, interaction, pump, ...")
    filters.add_argument("--severity", help="only this severity: info to emergency")
    filters.add_argument("--how", help="only those come by so: seen, memory, policy, ...")
    filters.add_argument(
        "--jurisdiction", metavar="CODE", type=str.upper, help="only those that hold there"
    )
    kinds.add_parser("list", parents=[filters], help="every rule, or those of a filter")
    search = kinds.add_parser("search", parents=[filters], help="rules that speak of these words")
    search.add_argument("words", metavar="WORD", nargs="+", help="all of them must be there")
    cover = kinds.add_parser(
        "coverage",
        help="which rules no vignette or example reaches; exit code 1 when a vignette fails",
    )  # fmt: skip
    cover.add_argument("--each", action="store_true", help="rule by rule, with its vignettes")
    diff = kinds.add_parser(
        "diff", help="what the rules of a TOML file would change over all vignettes"
    )
    diff.add_argument("--all", action="store_true", help="also where the verdict stays the same")
    diff.add_argument("file", metavar="FILE", help="rules in full; withdrawn = true takes one away")


def _kept_where(parser: argparse.ArgumentParser) -> None:
    """Which store, whose patients, and who writes."""
    add_store(parser)
    add_clinic(parser)
    add_by(parser)


def _asked_about(parser: argparse.ArgumentParser, places: Sequence[str]) -> None:
    """The record, and what every command that judges one may be told."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="the record: FHIR R4 Bundle or TOML patient; - for standard input, or record:PATIENT "
        "of the store",
    )
    parser.add_argument(
        "--today", metavar="DATE", help="day of judgement, YYYY-MM-DD (default: the clock's)"
    )
    parser.add_argument(
        "--request", choices=REQUESTS, help="what is asked (default: by the record)"
    )
    parser.add_argument(
        "--jurisdiction", metavar="CODE", type=str.upper,
        help=f"whose label governs: {', '.join(places)} (default: US)",
    )  # fmt: skip
    parser.add_argument(
        "--override", metavar="RULE", action="append", default=[],
        help="go on although this rule says avoid; may be repeated; needs --reason",
    )  # fmt: skip
    parser.add_argument("--reason", metavar="TEXT", default="", help="why; the report carries it")
    parser.add_argument(
        "--answer", metavar="KEY=VALUE", action="append", default=[],
        help="answer a question, as it is shown beside it; may be repeated; see `baclofen keys`",
    )  # fmt: skip
    parser.add_argument(
        "--fhir", action="store_true", help="print a FHIR R4 Bundle for record systems instead"
    )
    _kept_where(parser)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = _parsed(sys.argv[1:] if argv is None else argv)
    from baclofen.errors import BaclofenError, InputRefused, NotPlanned

    try:
        with Parts(_PARTS) as parts:
            room, _, name = _WORK[args.command].partition(":")
            work = getattr(import_module(f"baclofen.cli.{room}"), name)
            if args.command in _ANSWERING:
                args.parts = parts
            else:
                parts.over()
            return OUR_FAULT if work(args) is False else DONE
    except (InputRefused, NotPlanned) as refusal:
        complain(str(refusal))
        return REFUSED
    except BaclofenError as fault:
        complain(f"our own fault: {fault}")
        return OUR_FAULT
    except BrokenPipeError:
        raise
    except OSError as gap:
        complain(f"cannot write: {gap}")
        return OUR_FAULT


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    places: Sequence[str] = ()
    if not {"-h", "--help"}.isdisjoint(words):
        from baclofen.knowledge import load_knowledge

        places = tuple(load_knowledge().jurisdictions)
    return build_parser(places).parse_args(words)


def run() -> None:
    """The entry point of the installed command."""
    # Whoever closed them wants to see nothing; what is written to files is written.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A name with an accent must not end a plan on a terminal that cannot show it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe left early (| head): no message, and no second error at exit.
        sys.stderr.close()
        code = DONE
    except KeyboardInterrupt:
        code = OUR_FAULT
    except Exception as fault:
        if os.environ.get("BACLOFEN_TRACEBACK"):
            raise
        complain(
            f"our own fault: {type(fault).__name__}: {fault}. Nothing was written. "
            "Set BACLOFEN_TRACEBACK=1 to see where."
        )
        code = OUR_FAULT
    sys.exit(code)
