"""What tests of several rooms share."""

import gc
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from baclofen.native import NotCompiled, load
from tests.shared import Shared

# A busy machine is no fault: no test asserts a time.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


#: The files that take longest, by their processor's time (`python -m tests.long` counts it).
LONGEST = (
    "tests/house/test_instructions.py",
    "tests/peers/test_targets.py",
    "tests/unit/engine/test_workers.py",
    "tests/unit/reporting/test_in_browser.py",
    "tests/unit/service/page/test_browser.py",
    "tests/unit/service/page/test_walk.py",
    "tests/knowledge/test_changed_facts.py",
    "tests/peers/fhir/test_smart.py",
    "tests/unit/service/page/test_prints.py",
    "tests/unit/service/page/test_gate.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """They begin first: at the end no process is left alone with one of them."""
    turn = {file: at for at, file in enumerate(LONGEST)}
    items.sort(key=lambda item: turn.get(item.nodeid.split("::")[0], len(turn)))


def pytest_collection_finish() -> None:
    """What is there before the first test stays: nobody looks through it again for what is gone."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Shared:
    """What the modules of all tests hold, before the first of them runs."""
    return Shared({name: made for name, made in sys.modules.items() if name.startswith("tests.")})


@pytest.fixture(scope="module", autouse=True)
def nothing_shared_is_damaged(request: pytest.FixtureRequest, shared: Shared) -> Iterator[None]:
    """After each file of tests what its and other files share is as it was."""
    yield
    damaged = shared.damaged()
    assert not damaged, f"{request.node.nodeid} changed in place what others ask with: {damaged}"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A compiler, and a folder of its own for what it makes; else the test is skipped."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("compiled")))
        try:
            load("int nothing(void) { return 0; }", "nothing")
        except NotCompiled as why:
            pytest.skip(f"C is not used: {why}")
        yield
