"""Where models come from: inside podscribe, a folder, or the hub and its cache.

    >>> from podscribe.models import recogniser
    >>> model = recogniser("large-v3-turbo", offline=True)    # doctest: +SKIP

What is in the cache is used as it is, without asking the hub: the same name gives the same
model until `podscribe models fetch` looks for a newer one.
"""

from __future__ import annotations

from podscribe.models.embedded import EMBEDDED_NOTICE
from podscribe.models.hub import Hub, forbid_network, usual_hub
from podscribe.models.model import ModelFolder, OnProgress, Progress
from podscribe.models.names import DIARIZERS, EMBEDDED, RECOGNISERS
from podscribe.models.resolve import diarizer, fetch, recogniser

__all__ = [
    "DIARIZERS",
    "EMBEDDED",
    "EMBEDDED_NOTICE",
    "RECOGNISERS",
    "Hub",
    "ModelFolder",
    "OnProgress",
    "Progress",
    "diarizer",
    "fetch",
    "forbid_network",
    "recogniser",
    "usual_hub",
]
