"""From podcast audio to the transcript that gets published.

>>> import podscribe
>>> from podscribe.config import load_settings
>>> settings = load_settings(profile="demo")
>>> done = podscribe.run("episode.mp3", settings=settings)     # doctest: +SKIP
>>> [line.text for line in done.transcript.lines]               # doctest: +SKIP

Each stage alone is in its room: `podscribe.audio`, `podscribe.transcribe`, `podscribe.diarize`,
`podscribe.turns`, `podscribe.formats`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` takes a while, and Ctrl-C is not heard in order before the end
if TYPE_CHECKING:
    from podscribe.errors import PodscribeError as PodscribeError
    from podscribe.pipeline.listener import Listener as Listener
    from podscribe.pipeline.listener import Progress as Progress
    from podscribe.pipeline.listener import Stage as Stage
    from podscribe.pipeline.running import Run as Run
    from podscribe.pipeline.running import run as run

__version__ = "0.1.0"

_HOMES = {  # what is imported when it is asked for, so that the command line starts at once
    "Listener": "podscribe.pipeline.listener",
    "PodscribeError": "podscribe.errors",
    "Progress": "podscribe.pipeline.listener",
    "Run": "podscribe.pipeline.running",
    "Stage": "podscribe.pipeline.listener",
    "run": "podscribe.pipeline.running",
}
__all__ = ["Listener", "PodscribeError", "Progress", "Run", "Stage", "__version__", "run"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
