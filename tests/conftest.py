"""What tests of several rooms share."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from baclofen.native import NotCompiled, load

# A busy machine is no fault: no test asserts a time.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


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
