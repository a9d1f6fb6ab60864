"""Episodes transcribed again and held against what was reached before: did anything get worse?

A manifest names the episodes, a baseline beside it holds what was measured when the state was
accepted last.

>>> from podscribe.regress import MEASURES
>>> [measure.key for measure in MEASURES if measure.tolerance is not None]
['wer', 'speakers', 'names', 'drift', 'late', 'headers']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podscribe.regress.baseline import Baseline as Baseline
    from podscribe.regress.baseline import read_baseline as read_baseline
    from podscribe.regress.baseline import write_baseline as write_baseline
    from podscribe.regress.judging import State as State
    from podscribe.regress.manifest import Manifest as Manifest
    from podscribe.regress.manifest import read_manifest as read_manifest
    from podscribe.regress.measures import MEASURES as MEASURES
    from podscribe.regress.running import How as How
    from podscribe.regress.running import Outcome as Outcome
    from podscribe.regress.running import measure as measure
    from podscribe.regress.updating import updated as updated

_HOMES = {  # imported when it is asked for: pytest loads this room in every folder
    "Baseline": "baseline",
    "How": "running",
    "MEASURES": "measures",
    "Manifest": "manifest",
    "Outcome": "running",
    "State": "judging",
    "measure": "running",
    "read_baseline": "baseline",
    "read_manifest": "manifest",
    "updated": "updating",
    "write_baseline": "baseline",
}
__all__ = [
    "MEASURES",
    "Baseline",
    "How",
    "Manifest",
    "Outcome",
    "State",
    "measure",
    "read_baseline",
    "read_manifest",
    "updated",
    "write_baseline",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
