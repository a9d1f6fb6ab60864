"""Options that cannot be are refused where they are made."""

from __future__ import annotations

import pytest

from podscribe.diarize import DiarizeOptions
from podscribe.errors import PodscribeError


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fewest_speakers": 0}, "fewest_speakers is 0"),
        ({"most_speakers": -1}, "most_speakers is -1"),
        ({"fewest_speakers": 3, "most_speakers": 2}, "at least 3 and at most 2"),
        ({"device": "gpu"}, "'gpu' is no device"),
        ({"device": "cuda:x"}, "'cuda:x' is no device"),
        ({"segmentation_batch": 0}, "segmentation_batch is 0"),
        ({"embedding_batch": 0}, "embedding_batch is 0"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_impossible_options_are_errors(given: dict[str, int], message: str) -> None:
    with pytest.raises(PodscribeError, match=message):
        DiarizeOptions(**given)  # type: ignore[arg-type]


def test_the_number_is_exact_where_fewest_and_most_are_one() -> None:
    assert DiarizeOptions(fewest_speakers=2, most_speakers=2).exact_speakers == 2
    assert DiarizeOptions(fewest_speakers=2, most_speakers=3).exact_speakers is None
    assert DiarizeOptions().exact_speakers is None
