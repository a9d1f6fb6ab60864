"""Sound in: any file, address or stream, decoded once to 16 kHz mono on disk.

>>> from podscribe.audio import bring, decode
>>> audio = decode(bring("episode.mp3", folder), folder / "sound")  # doctest: +SKIP
"""

from podscribe.audio.decoding import OnProgress, decode
from podscribe.audio.download import FetchOptions, OnBytes, fetch, fetched
from podscribe.audio.intake import bring, content_digest, spool
from podscribe.audio.sound import (
    SAMPLE_RATE,
    Audio,
    Source,
    Stretch,
    faults,
    space_needed,
)
from podscribe.audio.store import open_decoded

__all__ = [
    "SAMPLE_RATE",
    "Audio",
    "FetchOptions",
    "OnBytes",
    "OnProgress",
    "Source",
    "Stretch",
    "bring",
    "content_digest",
    "decode",
    "faults",
    "fetch",
    "fetched",
    "open_decoded",
    "space_needed",
    "spool",
]
