"""From what was heard in overlapping windows to who speaks at each moment.

pyannote lays the windows of all clusters out in an array of its own before it adds them up, which
takes 35 MB for each hour of sound and voice. Here they are added up at once, with equal results.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOBODY = -2  # pyannote's mark for places in a window where nobody is


def reconstruct(segmentations: Any, clusters: NDArray[Any], count: Any) -> Any:
    """Stands in for a pipeline's `reconstruct`: as many voices at each moment as were counted."""
    import numpy as np
    from pyannote.core import SlidingWindowFeature  # type: ignore[import-untyped]

    most = max(int(clusters.max()) + 1, int(np.max(count.data)))
    activity = SlidingWindowFeature(
        _added_up(segmentations, clusters, count.sliding_window, most), count.sliding_window
    )
    common = activity.extent & count.extent
    activity = activity.crop(common, return_data=False)
    count = count.crop(common, return_data=False)
    return SlidingWindowFeature(_loudest(activity.data, count.data), activity.sliding_window)


def _added_up(
    segmentations: Any, clusters: NDArray[Any], frames: Any, most: int
) -> NDArray[np.float32]:
    """At each moment, in how many of its windows each cluster is active."""
    import numpy as np

    length = segmentations.data.shape[1]
    firsts = [frames.closest_frame(w.start + 0.5 * frames.duration) for w, _ in segmentations]
    activity = np.zeros((_frames(segmentations, frames, firsts[-1] + length), most), np.float32)
    for first, (_, window), places in zip(firsts, segmentations, clusters, strict=True):
        for cluster in set(places.tolist()) - {_NOBODY}:
            heard = np.nan_to_num(window[:, places == cluster]).max(axis=1)
            activity[first : first + length, cluster] += heard
    return activity


def _frames(segmentations: Any, frames: Any, least: int) -> int:
    windows = segmentations.sliding_window
    end = windows.start + windows.duration + (len(segmentations.data) - 1) * windows.step
    return max(least, int(frames.closest_frame(end + 0.5 * frames.duration)) + 1)


def _loudest(activity: NDArray[np.float32], count: NDArray[Any]) -> NDArray[np.float32]:
    """1 for as many voices as were counted, the most active first; 0 for the others."""
    import numpy as np

    ranks = np.arange(activity.shape[1])[None]
    chosen = np.zeros_like(activity)
    order = np.argsort(-activity, axis=1)
    np.put_along_axis(chosen, order, (ranks < count).astype(np.float32), axis=1)
    return chosen
