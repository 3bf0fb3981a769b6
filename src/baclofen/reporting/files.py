"""Every file of an answer by its name, for a folder of its own."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.answering import Answer, answer_json
from baclofen.knowledge import Knowledge
from baclofen.planning import Plan
from baclofen.reporting.calendar import CalendarAsked, of_same, render_calendar
from baclofen.reporting.judgement import kind_of
from baclofen.reporting.page import render_page
from baclofen.reporting.report import Report
from baclofen.reporting.schedule import render_schedule
from baclofen.reporting.shapes import draw_shapes

#: The calendar that was handed out last, where now there are no steps to follow: the next plan with
#: steps takes what fell away out of it.
EARLIER = "earlier.ics"
#: Every file that an answer may be written in, by door; the first holds its inputs.
SETS = (
    ("plan.json", "plan.html", "plan.ics", EARLIER, "schedule.html", "tapers.svg"),
    ("screening.json", "screening.html"),
    ("pump.json", "pump.html"),
    ("assessment.json", "assessment.html"),
)


def files_of(
    made: Answer, report: Report, known: Knowledge, *, calendar: CalendarAsked | None = None
) -> Mapping[str, str | None]:
    """The files of an answer; None where this one has none of that name.

    A calendar left over from another plan would be followed: it is taken away. `calendar` says
    what is wanted of a new one; where none is made, the earlier one that it names is kept under a
    name of its own. Raises `InputRefused` where an earlier one is of another patient.
    """
    text = answer_json(made, known)
    page = render_page(report, made, known)
    plan = made.decision
    if not isinstance(plan, Plan):
        name = kind_of(plan)
        return {f"{name}.html": page, f"{name}.json": text}
    tapers = None if made.compared is None else draw_shapes(made.compared, known, alone=True) + "\n"
    files: dict[str, str | None] = {
        "plan.html": page,
        "plan.json": text,
        "plan.ics": None,
        EARLIER: None,
        "schedule.html": None,
        "tapers.svg": tapers,
    }
    if made.agenda is not None:
        day = made.fit.request.today
        files["plan.ics"] = render_calendar(
            made.agenda, known, patient=made.inputs.patient, made=day, asked=calendar
        )
        files["schedule.html"] = render_schedule(made.agenda, known, made=day)
    elif calendar is not None and calendar.earlier is not None:
        files[EARLIER] = of_same(calendar.earlier, made.inputs.patient).text
    return files
