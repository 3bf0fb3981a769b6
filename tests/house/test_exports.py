"""The public names are promised: each exists, is listed, and has a docstring."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import baclofen

ROOMS = ("assessment", "drawing", "engine", "evidence", "exchange", "knowledge", "model",
         "native", "patient", "planning", "plots", "qualification", "regimen", "reporting",
         "service", "simulation", "store", "synthesis")  # fmt: skip


def test_every_public_name_resolves_and_is_listed() -> None:
    assert len(baclofen.__all__) > 20
    for name in baclofen.__all__:
        assert getattr(baclofen, name) is not None
    assert dir(baclofen) == sorted(baclofen.__all__)
    with pytest.raises(AttributeError):
        getattr(baclofen, "no_such_name")  # noqa: B009


@pytest.mark.parametrize("room", ROOMS)
def test_every_exported_name_of_a_room_has_a_docstring(room: str) -> None:
    module = importlib.import_module(f"baclofen.{room}")
    assert module.__doc__
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), name
            # A dataclass without words gets its signature as a docstring; that is none.
            assert not (inspect.getdoc(value) or "").startswith(f"{name}("), name


def test_help_and_import_load_nothing_heavy() -> None:
    code = (
        "import sys, baclofen; from baclofen.cli.main import build_parser; build_parser();"
        "heavy = {'numpy', 'jinja2', 'baclofen.knowledge', 'json', 'csv', 'sqlalchemy',"
        " 'cryptography'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "[]"


def test_a_plan_loads_neither_scipy_nor_the_pooling_of_trials(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "ms_spasticity.json"
    code = (
        "import sys; from baclofen.cli.main import main;"
        f"main(['plan', {str(example)!r}, '--today', '2026-11-22', '--out', {str(tmp_path)!r}]);"
        "heavy = {'scipy', 'sqlalchemy', 'baclofen.synthesis.pooling', 'baclofen.drawing.forest'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.splitlines()[-1] == "[]"


def test_no_file_is_two_ideas_long() -> None:
    """Past 400 lines, a second idea has moved in."""
    source = Path(baclofen.__file__).parent
    long = {p.name: n for p in source.rglob("*.py") if (n := len(p.read_text().splitlines())) > 400}
    assert not long
    assert not [p for p in source.rglob("*.py") if p.stem in ("utils", "helpers", "common")]
