"""How many episodes the workers of this computer have in hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.batch.episode import Orders
from podscribe.batch.local import LocalEngine
from podscribe.batch.messages import Step
from podscribe.config import Settings
from podscribe.config.archive import BatchOptions


@pytest.mark.parametrize(
    ("out", "share", "expected"),
    [
        ("out", False, [1]),
        ("out", True, [4]),
        ("memory://out", False, [2]),  # one is sent while another is heard
        ("memory://out", True, [5]),
    ],
)
def test_who_shares_batches_or_sends_away_has_more_in_hand(
    out: str, share: bool, expected: list[int], tmp_path: Path
) -> None:
    settings = Settings(batch=BatchOptions(share_batches=share))
    seats = LocalEngine.on("cpu", 1)._seats_for(Orders(settings, out, tmp_path))
    assert [seat.lanes for seat in seats if seat.step is Step.WORK] == expected
