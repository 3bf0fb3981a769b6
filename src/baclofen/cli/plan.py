"""`baclofen plan` and `baclofen taper`: read, assess, plan, predict, report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from baclofen.assessment import Kind
from baclofen.cli.asked import read_asked
from baclofen.cli.write import write_together
from baclofen.exchange import inputs_in, origin_of
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.planning import PlanInputs, Worked, agenda_of, work_out
from baclofen.regimen import TaperOrder
from baclofen.reporting import (
    Report,
    compose,
    render_calendar,
    render_json,
    render_page,
    render_schedule,
    render_text,
    shapes_file,
)
from baclofen.value import Value, replace


class Made(Value):
    """A plan worked out and reported: `text` is its plan.json."""

    worked: Worked
    report: Report
    text: str


def make_plan(inputs: PlanInputs, known: Knowledge) -> Made:
    """Everything that follows from the inputs: the same inputs give the same text to the byte."""
    # As they are read back: 5 and 5.0 are one number, written in one way.
    inputs = inputs_in(origin_of(inputs, known))
    worked = work_out(inputs, known)
    report = compose(
        worked.plan, known, forecast=worked.forecast, record_notes=inputs.record_notes,
        compared=worked.compared, optimum=worked.optimum, choice=worked.choice,
        monitoring=worked.monitoring,
    )  # fmt: skip
    origin = origin_of(inputs, known)
    text = render_json(
        report, worked.plan, origin=origin, compared=worked.compared, optimum=worked.optimum
    )
    return Made(worked, report, text)


def files_of(made: Made, known: Knowledge) -> Mapping[str, str | None]:
    """Every file of a plan by its name; None where this plan has none of that name.

    A calendar left over from another plan would be followed: it is taken away.
    """
    plan, compared = made.worked.plan, made.worked.compared
    agenda = agenda_of(plan, known)
    day = plan.fit.request.today
    files: dict[str, str | None] = {
        "plan.html": render_page(made.report, plan, compared=compared),
        "plan.json": made.text,
        "plan.ics": None,
        "schedule.html": None,
        "tapers.svg": None if compared is None else shapes_file(compared),
    }
    if agenda is not None:
        files["plan.ics"] = render_calendar(agenda, plan_text=made.text, made=day)
        files["schedule.html"] = render_schedule(plan, agenda, plan_text=made.text)
    return files


def plan_command(args: argparse.Namespace) -> None:
    """Print the plan; with a folder, write its page, its file, its calendar and its schedule."""
    known = load_knowledge()
    _show(make_plan(_inputs(args, known), known), known, args.out)


def taper_command(args: argparse.Namespace) -> None:
    """Print the way down and the shapes it could have; `--json` prints plan.json instead."""
    known = load_knowledge()
    inputs = _inputs(args, known)
    request = inputs.request
    order = request.taper or TaperOrder()
    kind: Kind = "stop" if request.kind == "stop" else "taper"
    request = replace(request, kind=kind, taper=replace(order, shape=args.shape or order.shape))
    made = make_plan(replace(inputs, request=request, compares=True), known)
    _show(made, known, args.out, json=args.json)


def _inputs(args: argparse.Namespace, known: Knowledge) -> PlanInputs:
    record, request = read_asked(args, known)
    return PlanInputs(
        patient=record.patient,
        request=request,
        record_notes=record.notes,
        weighs=not getattr(args, "label_only", False),
    )


def _show(made: Made, known: Knowledge, out: str | None, *, json: bool = False) -> None:
    text = made.text if json else render_text(made.report)
    if out:
        written = write_together(Path(out), files_of(made, known))
        if not json:
            text += "".join(f"Written: {path}\n" for path in written)
    sys.stdout.write(text)
