"""What can be set about the job that does an archive."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch treats its workers."""

    share_batches: bool = False  # windows of several short episodes are heard at once
    patience_s: float = 1800.0  # one who tells of no step for so long is ended
