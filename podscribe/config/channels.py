"""The channels of a recording: one sound together, or a speaker each."""

from __future__ import annotations

from enum import StrEnum


class Channels(StrEnum):
    """How the channels of a file are taken."""

    MIXED = "mixed"
    SEPARATE = "separate"  # one speaker on each
