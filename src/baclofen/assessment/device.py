"""What is known of the pump at hand: confirmed figures first, then those of its maker."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.knowledge import How, Knowledge
from baclofen.knowledge.numbers import OneFlowPump, PumpReservoir, RecalledPump, StudiedPump
from baclofen.regimen import DEVICE_FIGURES, Device, Filling
from baclofen.value import Value

#: The pump whose figures stand in where no pump is named (P-SPEC).
USUAL = "synchromed2"


class DeviceFigure(Value):
    """One figure of a device, in the unit of its name, with how it was come by.

    `id` is the fact it came from, empty where it was typed in or confirmed.
    """

    name: str
    value: float
    how: How
    id: str = ""
    by: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether someone vouches for it, for this pump."""
        return not self.id


def known_devices(known: Knowledge) -> tuple[str, ...]:
    """The pumps whose figures are facts here."""
    names = (id.split(".")[1] for id in known.facts if id.startswith("device."))
    return tuple(dict.fromkeys(names))


def is_known(device: Device, known: Knowledge) -> bool:
    """Whether the pump is not named, or some figure or rule here is of it.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> is_known(Device("prometra2"), known), is_known(Device("synchromed3"), known)
    (True, False)
    """
    named = [known_devices(known)]
    named += [pump.devices for pump in known.every(OneFlowPump)]
    named += [pump.devices for pump in known.every(RecalledPump)]
    named += [pump.devices for pump in known.every(StudiedPump)]
    return device.name is None or any(is_among(device, names) for names in named)


def device_figure(device: Device, name: str, known: Knowledge) -> DeviceFigure | None:
    """A figure of this pump, or None where nobody told it and no fact is of this pump.

    >>> from baclofen.knowledge import load_knowledge
    >>> device_figure(Device(), "accuracy", load_knowledge()).how
    'memory'
    >>> device_figure(Device("prometra2"), "accuracy", load_knowledge()) is None
    True
    """
    told = device[name]
    if told is not None:
        return DeviceFigure(name, told, "seen", by=device.by.get(name, "typed in with the order"))
    fact = known.facts.get(f"device.{device.name or USUAL}.{name}")
    if fact is None or not isinstance(fact.value, float | int):
        return None
    return DeviceFigure(name, float(fact.value), fact.how, fact.id)


def unconfirmed(
    device: Device, names: tuple[str, ...], known: Knowledge
) -> tuple[DeviceFigure, ...]:
    """Those of these figures that must be confirmed before a plan relies on them.

    From memory, or taken from the usual pump because none was named.
    """
    found = (device_figure(device, name, known) for name in names)
    return tuple(
        f for f in found
        if f is not None and not f.is_confirmed and (f.how != "seen" or device.name is None)
    )  # fmt: skip


def flow_is_outside(device: Device, mL_per_day: float) -> bool | None:
    """Whether a flow is outside confirmed limits; None where none was confirmed."""
    least, most = device["least_mL_per_day"], device["most_mL_per_day"]
    if least is None and most is None:
        return None
    return (least is not None and mL_per_day < least) or (most is not None and mL_per_day > most)


def is_among(device: Device, devices: Iterable[str]) -> bool:
    """Whether the pump is named and its name begins as one of these; a rule lists them so."""
    return device.name is not None and device.name.startswith(tuple(devices))


def one_flow_rule(device: Device, known: Knowledge) -> str | None:
    """The id of the rule that says this pump has one flow; None for any other, or none named."""
    pumps = known.every(OneFlowPump)
    return next((pump.id for pump in pumps if is_among(device, pump.devices)), None)


def reservoir_mL(device: Device, known: Knowledge) -> float | None:
    """What the largest reservoir of this pump holds, of the usual pump where none is named; None
    where no text is of it.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> reservoir_mL(Device("prometra2"), known), reservoir_mL(Device("of our own"), known)
    (40.0, None)
    """
    name = device.name or USUAL
    held = (p.reservoir_mL for p in known.every(PumpReservoir) if name.startswith(p.devices))
    return max((mL for sizes in held for mL in sizes), default=None)


def volume_beyond(filling: Filling, device: Device, known: Knowledge) -> float | None:
    """The largest volume that is told and that this pump cannot hold, mL; None where none is."""
    most = reservoir_mL(device, known)
    told = (filling.fill_mL, filling.left_mL, filling.expected_mL, filling.withdrawn_mL)
    if most is None:
        return None
    return max((mL for mL in told if mL is not None and mL > most), default=None)


def unit_of(name: str) -> str:
    """The unit of a device's figure; a share has none."""
    return DEVICE_FIGURES[name][0]
