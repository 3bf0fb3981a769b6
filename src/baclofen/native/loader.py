"""From C text to its functions: found in the folder, or compiled into it."""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from pathlib import Path
from typing import Any

from baclofen.cleaned import plain
from baclofen.native.compiler import FLAGS, Compiler, NotCompiled, compile_text, find_compiler
from baclofen.native.folder import Folder, usual_path
from baclofen.native.machine import PROBE, flags_for, needs_probe

_LOCK = threading.Lock()
#: By text: the library, or why there is none; neither is tried for twice.
_FOUND: dict[str, ctypes.CDLL | NotCompiled] = {}


def load(text: str, name: str) -> Any:
    """A function of C text, by its name; `ctypes` calls it. Raises `NotCompiled`."""
    with _LOCK:
        if text not in _FOUND:
            try:
                _FOUND[text] = _load(text, name, _place())
            except NotCompiled as why:
                _FOUND[text] = why
        found = _FOUND[text]
    if isinstance(found, NotCompiled):
        raise NotCompiled(str(found))
    return getattr(found, name)


def why_not() -> str | None:
    """Why something was not compiled in this process, if there was anything."""
    return next((str(found) for found in _FOUND.values() if isinstance(found, NotCompiled)), None)


def _place() -> Folder:
    if os.name != "posix":
        raise NotCompiled("this system is none on which a folder can be kept from others")
    return Folder(usual_path())


def _load(text: str, name: str, folder: Folder) -> ctypes.CDLL:
    compiler = find_compiler()
    flags: tuple[str, ...] = ()
    if needs_probe():
        width = _made(PROBE, "width", compiler, (), folder).width
        width.restype = ctypes.c_int64
        flags = flags_for(int(width()))
    return _made(text, name, compiler, flags, folder)


def _made(
    text: str, name: str, compiler: Compiler, flags: tuple[str, ...], folder: Folder
) -> ctypes.CDLL:
    said = "\0".join((text, compiler.path, compiler.version, *FLAGS, *flags))
    key = hashlib.sha256(said.encode()).hexdigest()
    kept = folder.find(key)
    if kept is not None:
        try:
            return _opened(kept, name)
        except NotCompiled:
            # Of another system, perhaps: made anew.
            folder.drop(kept)
    with folder.for_a_while() as into:
        made = compile_text(compiler, text, flags, into)
    kept = folder.keep(key, made)
    try:
        return _opened(kept, name)
    except NotCompiled:
        folder.drop(kept)
        raise


def _opened(path: Path, name: str) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise NotCompiled(f"what was compiled does not load: {plain(str(error))}") from None
    if not hasattr(library, name):
        raise NotCompiled(f"what was compiled has no function {name!r}")
    return library
