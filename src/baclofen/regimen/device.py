"""What a pump's maker says of it, as someone confirmed it from the manual."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from baclofen.errors import OutOfRange, UnknownName
from baclofen.value import Value, field, force_setattr

#: Every figure of a device that is used, with its unit and its highest plausible value.
DEVICE_FIGURES: Mapping[str, tuple[str, float]] = MappingProxyType({
    "accuracy": ("", 0.5),
    "unusable_mL": ("mL", 10.0),
    "least_mL_per_day": ("mL/day", 10.0),
    "most_mL_per_day": ("mL/day", 100.0),
    "least_step_mL_per_day": ("mL/day", 10.0),
    "tubing_mL": ("mL", 5.0),
    "catheter_mL_per_cm": ("mL/cm", 0.1),
})  # fmt: skip


class Device(Value):
    """A pump by `name` (None: not told), with the figures that were confirmed for it.

    `accuracy` is the labelled error as a share (0.145: up to 14.5 % too much or too little).
    `by` says who confirmed a figure and from what. Raises `UnknownName` and `OutOfRange`.

    >>> Device("synchromed2", {"accuracy": 0.1})["accuracy"]
    0.1
    """

    name: str | None = None
    confirmed: Mapping[str, float] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for what, value in self.confirmed.items():
            check_device_figure(what, value)
        force_setattr(self, "confirmed", MappingProxyType(dict(self.confirmed)))
        force_setattr(self, "by", MappingProxyType(dict(self.by)))

    def __getitem__(self, figure: str) -> float | None:
        return self.confirmed.get(figure)

    def __hash__(self) -> int:
        return hash((self.name, *sorted(self.confirmed.items())))


def check_device_figure(what: str, value: float) -> None:
    """Raise `UnknownName` for a figure of no use here, `OutOfRange` for an impossible one."""
    if what not in DEVICE_FIGURES:
        raise UnknownName("figure of a device", what, DEVICE_FIGURES)
    unit, most = DEVICE_FIGURES[what]
    zero = what in ("accuracy", "unusable_mL")
    if not (0 <= value <= most and (zero or value > 0)):
        least = "0 or more" if zero else "above 0"
        raise OutOfRange(what, float(value), unit, f"{least}, at most {most:g}", why="P-SPEC")
