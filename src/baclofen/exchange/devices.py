"""Figures of pumps as someone confirmed them from a manual: a file that is only added to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange.files import decode, parse_toml, read_bytes, shown_name
from baclofen.exchange.typed_modes import device_name
from baclofen.exchange.typed_values import number, of_type, shown
from baclofen.regimen import Device, check_device_figure
from baclofen.value import Value

_KEYS = frozenset({"device", "figure", "value", "who", "when", "manual"})


class Confirmation(Value):
    """One figure of one pump: who confirmed it, when, and from what. Raises `InputRefused`."""

    device: str
    figure: str
    value: float
    who: str
    when: date
    manual: str

    def __post_init__(self) -> None:
        check_device_figure(self.figure, self.value)
        for what, words in (("who", self.who), ("manual", self.manual)):
            if not words.strip():
                raise InputRefused(
                    what, "empty", "it must be said: nobody can check a figure without it",
                    why="P-CONFIRM",
                )  # fmt: skip

    @property
    def by(self) -> str:
        """Who vouches for it, in a phrase."""
        return f"confirmed by {self.who} on {self.when}, from {self.manual}"

    def as_toml(self) -> str:
        """The entry as it is added to the file."""
        words = {"device": self.device, "figure": self.figure}
        told = {"who": self.who, "manual": self.manual}
        return (
            "\n[[confirmed]]\n"
            + "".join(f"{key} = {_quoted(text)}\n" for key, text in words.items())
            + f"value = {self.value!r}\nwhen = {self.when.isoformat()}\n"
            + "".join(f"{key} = {_quoted(text)}\n" for key, text in told.items())
        )


def _quoted(words: str) -> str:
    text = plain(words, 200).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def read_confirmations(path: Path) -> tuple[Confirmation, ...]:
    """Every entry of the file, oldest first. Raises a subclass of `InputRefused`."""
    name = shown_name(path)
    table = parse_toml(decode(read_bytes(path), name), name)
    for key in table:
        if key != "confirmed":
            raise UnknownName(f"key in {name}", plain(key, 60), ("confirmed",))
    entries = table.get("confirmed", [])
    if not isinstance(entries, list) or not all(isinstance(e, Mapping) for e in entries):
        raise InputRefused("confirmed", shown(entries), "it must be tables: [[confirmed]]")
    return tuple(_entry(e) for e in entries)


def _entry(entry: Mapping[str, Any]) -> Confirmation:
    for key in entry:
        if key not in _KEYS:
            raise UnknownName("key in [[confirmed]]", plain(key, 60), _KEYS)
    words = {}
    for key in ("device", "figure", "who", "manual"):
        text = of_type(entry, key, str, "a text in quotes")
        if text is None:
            raise InputRefused(key, "missing in [[confirmed]]", "it must be there")
        words[key] = plain(text, 200)
    value, when = number(entry, "value"), entry.get("when")
    if value is None:
        raise InputRefused("value", "missing in [[confirmed]]", "it must be there")
    if not isinstance(when, date) or isinstance(when, datetime):
        raise InputRefused("when", shown(when), "it must be a date, without quotes: 2026-11-22")
    return Confirmation(
        device_name(words["device"]), words["figure"], value, words["who"], when, words["manual"]
    )


def device_with(device: Device, stored: tuple[Confirmation, ...]) -> Device:
    """The pump with what was stored for it; what stands with the order outranks it, and the
    latest entry an earlier one. Raises `InputRefused` for a pump without a name."""
    if device.name is None:
        names = ", ".join(sorted({c.device for c in stored})) or "none yet"
        raise InputRefused(
            "device", "not named in [pump]", "stored figures belong to a named pump",
            do=f'Write device = "..." in [pump]. The file holds: {names}.', why="P-CONFIRM",
        )  # fmt: skip
    own = [c for c in stored if c.device == device.name]
    values = {c.figure: c.value for c in own} | dict(device.confirmed)
    by = {c.figure: c.by for c in own if c.figure not in device.confirmed} | dict(device.by)
    return Device(device.name, values, by)
