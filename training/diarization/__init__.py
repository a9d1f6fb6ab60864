"""The small pyannote pipeline: who speaks when, learned from this project's own conversations."""

from __future__ import annotations

import os

# pyannote.audio reads this once, when it is imported, and reports usage over the network otherwise
os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")
