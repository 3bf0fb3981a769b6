"""For eyes: reports as text, page and calendar; what trials say, in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.reporting.calendar import (
        Calendar,
        CalendarAsked,
        calendar_id,
        of_same,
        read_calendar,
        render_calendar,
    )
    from baclofen.reporting.composition import compose
    from baclofen.reporting.credibility import (
        about_credit,
        credibility_text,
        credits_in_order,
    )
    from baclofen.reporting.evidence import claims_text, map_text, summary_text
    from baclofen.reporting.evidence_data import claims_json, map_json, summary_data, summary_json
    from baclofen.reporting.evidence_page import summary_page
    from baclofen.reporting.evidence_pictures import forests, map_picture, pictures
    from baclofen.reporting.files import EARLIER, SETS, files_of
    from baclofen.reporting.keep import tied
    from baclofen.reporting.optimum import mark_of_people, people_of_100
    from baclofen.reporting.page import figures_of, render_page
    from baclofen.reporting.qualification import (
        qualification_json,
        qualification_page,
        qualification_text,
    )
    from baclofen.reporting.report import Line, Report, Section, Table
    from baclofen.reporting.schedule import render_schedule
    from baclofen.reporting.text import render_text

__all__ = [
    "EARLIER",
    "SETS",
    "Calendar",
    "CalendarAsked",
    "Line",
    "Report",
    "Section",
    "Table",
    "about_credit",
    "calendar_id",
    "claims_json",
    "claims_text",
    "compose",
    "credibility_text",
    "credits_in_order",
    "figures_of",
    "files_of",
    "forests",
    "map_json",
    "map_picture",
    "map_text",
    "mark_of_people",
    "of_same",
    "people_of_100",
    "pictures",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "read_calendar",
    "render_calendar",
    "render_page",
    "render_schedule",
    "render_text",
    "summary_data",
    "summary_json",
    "summary_page",
    "summary_text",
    "tied",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "calendar": (
                "Calendar",
                "CalendarAsked",
                "calendar_id",
                "of_same",
                "read_calendar",
                "render_calendar",
            ),
            "composition": ("compose",),
            "evidence": ("claims_text", "map_text", "summary_text"),
            "evidence_data": ("claims_json", "map_json", "summary_data", "summary_json"),
            "evidence_page": ("summary_page",),
            "evidence_pictures": ("forests", "map_picture", "pictures"),
            "files": ("EARLIER", "SETS", "files_of"),
            "keep": ("tied",),
            "credibility": ("about_credit", "credibility_text", "credits_in_order"),
            "optimum": ("mark_of_people", "people_of_100"),
            "page": ("figures_of", "render_page"),
            "qualification": ("qualification_json", "qualification_page", "qualification_text"),
            "report": ("Line", "Report", "Section", "Table"),
            "schedule": ("render_schedule",),
            "text": ("render_text",),
        },
    )
