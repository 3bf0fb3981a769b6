"""Does baclofen fit this patient: findings, verdict, and what to ask next."""

from baclofen.assessment.ahead import (
    after_none_ahead,
    leads_down,
    ordered_ahead,
    raises_ahead,
    step_ahead,
)
from baclofen.assessment.ask import Asked
from baclofen.assessment.case import stopped_before, watches_newborn
from baclofen.assessment.device import (
    USUAL,
    DeviceFigure,
    device_figure,
    is_among,
    is_known,
    known_devices,
    one_flow_rule,
    reservoir_mL,
    unconfirmed,
    unit_of,
    volume_beyond,
)
from baclofen.assessment.fit import Assessment, Finding, Part
from baclofen.assessment.foreseen import emergencies_with
from baclofen.assessment.kidney import crcl_band, read_kidney, share_within_error, tiers_of
from baclofen.assessment.kidney_open import left_open
from baclofen.assessment.kidney_said import clearance_basis, estimate_basis, estimate_named
from baclofen.assessment.kidney_seen import Estimate, Kidney
from baclofen.assessment.kidney_values import allows_less, allows_none, has_fallen, recent_since
from baclofen.assessment.lately import Change, changed_by_mouth, changed_by_pump, is_cut
from baclofen.assessment.modelled import modelled_syndrome
from baclofen.assessment.needle import NeedleWait, needle_waits
from baclofen.assessment.onward import assess
from baclofen.assessment.person_case import is_pregnant, seizures_resist
from baclofen.assessment.poured import Poured, poured_amiss
from baclofen.assessment.refill import (
    Held,
    PumpSetting,
    held,
    interval,
    is_drawn,
    setting,
    told_alarm,
)
from baclofen.assessment.request import HOME, KINDS, Kind, Request
from baclofen.assessment.reservoir import Drawn, alarm_day, drawn, may_be_empty
from baclofen.assessment.response import Response, read_response
from baclofen.assessment.seen import MedicineSeen
from baclofen.assessment.taken import (
    begun,
    by_mouth_now,
    by_pump_now,
    first_seen,
    oral_dose,
    oral_is_added,
    oral_sum_mg,
    pump_stop_stands,
    running,
    supplied_again,
    supply_end,
    used_up,
)
from baclofen.assessment.told import may_be_poisoned, origin_of, sounding_now
from baclofen.assessment.urgent import kinds_of_sedative

__all__ = [
    "HOME",
    "KINDS",
    "USUAL",
    "Asked",
    "Assessment",
    "Change",
    "DeviceFigure",
    "Drawn",
    "Estimate",
    "Finding",
    "Held",
    "Kidney",
    "Kind",
    "MedicineSeen",
    "NeedleWait",
    "Part",
    "Poured",
    "PumpSetting",
    "Request",
    "Response",
    "after_none_ahead",
    "alarm_day",
    "allows_less",
    "allows_none",
    "assess",
    "begun",
    "by_mouth_now",
    "by_pump_now",
    "changed_by_mouth",
    "changed_by_pump",
    "clearance_basis",
    "crcl_band",
    "device_figure",
    "drawn",
    "emergencies_with",
    "estimate_basis",
    "estimate_named",
    "first_seen",
    "has_fallen",
    "held",
    "interval",
    "is_among",
    "is_cut",
    "is_drawn",
    "is_known",
    "is_pregnant",
    "kinds_of_sedative",
    "known_devices",
    "leads_down",
    "left_open",
    "may_be_empty",
    "may_be_poisoned",
    "modelled_syndrome",
    "needle_waits",
    "one_flow_rule",
    "oral_dose",
    "oral_is_added",
    "oral_sum_mg",
    "ordered_ahead",
    "origin_of",
    "poured_amiss",
    "pump_stop_stands",
    "raises_ahead",
    "read_kidney",
    "read_response",
    "recent_since",
    "reservoir_mL",
    "running",
    "seizures_resist",
    "setting",
    "share_within_error",
    "sounding_now",
    "step_ahead",
    "stopped_before",
    "supplied_again",
    "supply_end",
    "tiers_of",
    "told_alarm",
    "unconfirmed",
    "unit_of",
    "used_up",
    "volume_beyond",
    "watches_newborn",
]
