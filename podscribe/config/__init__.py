"""What a show has set up: defaults, a preset, `podscribe.yaml`, the environment, and options.

Each overrides those named before it. Every fault names the file, the line, the key and the
nearest known one.

>>> settings = read_settings("language: en\\nspeakers: 2-3", "podscribe.yaml")
>>> settings.language, settings.speakers
('en', Speakers(fewest=2, most=3))
"""

from __future__ import annotations

from podscribe.config.channels import Channels
from podscribe.config.keys import KEYS, Key, keys_named
from podscribe.config.layers import Flag, Origin, variable_of
from podscribe.config.pairs import Pairs
from podscribe.config.presets import presets
from podscribe.config.resolving import (
    FILE_NAME,
    Resolved,
    Setting,
    find_file,
    load_settings,
    read_settings,
    resolve,
)
from podscribe.config.settings import Settings
from podscribe.config.speakers import Speakers

__all__ = [
    "FILE_NAME",
    "KEYS",
    "Channels",
    "Flag",
    "Key",
    "Origin",
    "Pairs",
    "Resolved",
    "Setting",
    "Settings",
    "Speakers",
    "find_file",
    "keys_named",
    "load_settings",
    "presets",
    "read_settings",
    "resolve",
    "variable_of",
]
