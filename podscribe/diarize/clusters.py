"""What is asked of pyannote's clustering, kept within what it can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# The distances of all embeddings to each other are held at once, twice: so many take 120 MB, and
# an episode has them after an hour or so. 10,000, as in three hours, would take 760 MB and 10 s.
MOST_EMBEDDINGS = 4_000


class Clustering:
    """Stands in for a pipeline's `clustering`."""

    def __init__(self, clustering: Any, most_embeddings: int = MOST_EMBEDDINGS) -> None:
        self._clustering = clustering
        self._filter: Callable[..., Any] = clustering.filter_embeddings
        self._most = most_embeddings
        clustering.filter_embeddings = self._chosen

    def __call__(
        self,
        embeddings: Any,
        segmentations: Any,
        num_clusters: int | None = None,
        min_clusters: float = 1,
        max_clusters: float = float("inf"),
        **others: Any,
    ) -> Any:
        """Never more clusters than embeddings, which would be an error there."""
        available = len(self._chosen(embeddings, segmentations)[0])
        return self._clustering(
            embeddings=embeddings,
            segmentations=segmentations,
            num_clusters=None if num_clusters is None else min(num_clusters, available),
            min_clusters=min(min_clusters, available),
            max_clusters=min(max_clusters, available),
            **others,
        )

    def _chosen(self, embeddings: Any, segmentations: Any, **options: Any) -> tuple[Any, Any, Any]:
        """The embeddings that make the clusters; all others are given to the nearest of these.

        Of too many, some are left out evenly; where none is long enough, the longest is taken.
        """
        import numpy as np

        _, windows, voices = self._filter(embeddings, segmentations, **options)
        if not len(windows):
            longest = np.argmax(_loudness(embeddings, segmentations.data))
            windows, voices = np.unravel_index([longest], embeddings.shape[:2])
        if len(windows) > self._most:
            kept = np.linspace(0, len(windows) - 1, self._most).round().astype(int)
            windows, voices = windows[kept], voices[kept]
        return embeddings[windows, voices], windows, voices


def _loudness(embeddings: Any, activity: Any) -> Any:
    """How much is heard of each voice in each window, alone before in overlap."""
    import numpy as np

    alone = activity * (activity.sum(axis=2, keepdims=True) == 1)
    heard = np.sum(alone, axis=1) + np.sum(activity, axis=1) / (activity.shape[1] + 1)
    return np.where(np.isnan(embeddings).any(axis=2), -1.0, heard)
