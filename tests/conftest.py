"""What the tests need of what started them, and what they must not have of it."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.strategies import moderately

# What somebody has set up for their own use would change what commands read and print.
OTHERS = ("COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR", "RAY_ADDRESS")
OTHERS_FIRST = ("HF_", "HUGGING_FACE_", "PODSCRIBE_")

# A property may take its time on a busy machine, whichever file it stands in.
settings.register_profile("podscribe", moderately, max_examples=100)
settings.load_profile("podscribe")


def pytest_configure() -> None:
    """Ctrl-C reaches what tests start, even where the suite itself runs in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in [name for name in os.environ if name in OTHERS or name.startswith(OTHERS_FIRST)]:
        del os.environ[name]
    # Tests that use pyannote itself would send reports of it, from a thread that draws random
    # numbers while it waits for a network: in the middle of another test's examples.
    os.environ["PYANNOTE_METRICS_ENABLED"] = "0"


@pytest.fixture(autouse=True)
def _network_as_before() -> Iterator[None]:
    """A run that is offline keeps the engines from the hub for as long as the process lives."""
    yield
    os.environ.pop("HF_HUB_OFFLINE", None)
    if constants := sys.modules.get("huggingface_hub.constants"):
        vars(constants)["HF_HUB_OFFLINE"] = False


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every drive is one without locks, as some of a network are."""

    def flock(file: object, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
