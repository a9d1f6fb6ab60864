"""What the tests need of what started them."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Ctrl-C reaches what tests start, even where the suite itself runs in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
