"""Sound in: any file, address or stream, decoded once to 16 kHz mono on disk.

>>> from podscribe.audio import bring, decode
>>> audio = decode(bring("episode.mp3", folder), folder / "sound")  # doctest: +SKIP
"""

from podscribe.audio.address import is_address, parse_address
from podscribe.audio.apart import only_own, require_apart
from podscribe.audio.container import NoSoundError, require_file
from podscribe.audio.decoding import OnProgress, decode
from podscribe.audio.download import FetchOptions, OnBytes, fetch, fetched
from podscribe.audio.intake import bring, local_file, remove_copy, shown, spool
from podscribe.audio.sound import (
    SAMPLE_RATE,
    Audio,
    Source,
    Stretch,
    faults,
    let_go,
    space_needed,
)
from podscribe.audio.store import open_decoded

__all__ = [
    "SAMPLE_RATE",
    "Audio",
    "FetchOptions",
    "NoSoundError",
    "OnBytes",
    "OnProgress",
    "Source",
    "Stretch",
    "bring",
    "decode",
    "faults",
    "fetch",
    "fetched",
    "is_address",
    "let_go",
    "local_file",
    "only_own",
    "open_decoded",
    "parse_address",
    "remove_copy",
    "require_apart",
    "require_file",
    "shown",
    "space_needed",
    "spool",
]
