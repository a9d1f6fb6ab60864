"""Choose the clustering and its parameters on conversations that are neither learned nor scored."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.diarization.commands import WORK
from training.diarization.export import read_configuration, write_configuration
from training.diarization.measure import Measure, measure
from training.diarization.pipeline import as_file, diarize, open_pipeline, quiet
from training.diarization.recordings import Recording, load_recordings
from training.grammar import held_out

if TYPE_CHECKING:
    from pyannote.audio.pipelines import SpeakerDiarization

COUNT_WEIGHT = 0.2  # a wrong number of speakers in all conversations weighs as much DER


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to set the pipeline up."""

    clustering: str
    parameters: tuple[tuple[str, float | int | str], ...]
    min_duration_off: float = 0.0

    def settings(self) -> dict[str, Any]:
        """As pyannote's `instantiate` and `params` in `config.yaml` take it."""
        segmentation = {"min_duration_off": self.min_duration_off}
        return {"segmentation": segmentation, "clustering": dict(self.parameters)}


def agglomerative() -> Iterator[Choice]:
    """Plain merging of the nearest, up to a distance."""
    for hundredths, size in product(range(40, 121, 5), (2, 6)):
        threshold: tuple[str, float] = ("threshold", hundredths / 100)
        parameters = (("method", "centroid"), ("min_cluster_size", size), threshold)
        yield Choice("AgglomerativeClustering", parameters)


def variational() -> Iterator[Choice]:
    """VBx: merging first, then speakers that explain little fall away."""
    for threshold, fa, fb in product((0.5, 0.6, 0.7, 0.8, 0.9), (0.03, 0.07, 0.2), (0.8, 3.0, 8.0)):
        yield Choice("VBxClustering", (("threshold", threshold), ("Fa", fa), ("Fb", fb)))


class Bench:
    """Development files whose segmentation and embeddings are computed once."""

    def __init__(self, folder: Path, recordings: Sequence[Recording]) -> None:
        self.recordings = recordings
        self.pipeline = open_pipeline(folder)
        self.files = [as_file(recording) for recording in recordings]
        self.clusterings: dict[str, Any] = {}

    def try_out(self, choice: Choice) -> Measure:
        """Measure a choice on all files."""
        pipeline = self._set_up(choice)
        return measure(
            (recording, diarize(pipeline, file))
            for recording, file in zip(self.recordings, self.files, strict=True)
        )

    def _set_up(self, choice: Choice) -> SpeakerDiarization:
        from pyannote.audio.pipelines.clustering import Clustering

        pipeline = self.pipeline
        if choice.clustering not in self.clusterings:
            kind = Clustering[choice.clustering].value
            plda = (pipeline._plda,) if choice.clustering == "VBxClustering" else ()
            self.clusterings[choice.clustering] = kind(*plda, metric="cosine")
        pipeline.klustering = choice.clustering
        pipeline.clustering = self.clusterings[choice.clustering]
        with quiet():
            pipeline.instantiate(choice.settings())
        pipeline.training = True  # keeps what does not depend on the choice in the file
        return pipeline


def cost(result: Measure) -> float:
    """What tuning makes small."""
    return result.der + COUNT_WEIGHT * (1 - result.speakers_right)


def best(bench: Bench, choices: Iterable[Choice]) -> Choice:
    """The choice of least cost; of equal ones the middle, which is the safest."""
    costs = [(cost(bench.try_out(choice)), choice) for choice in choices]
    least = min(value for value, _ in costs)
    good = [choice for value, choice in costs if value < least + 1e-3]
    return good[len(good) // 2]


def tune(folder: Path, recordings: Sequence[Recording]) -> Choice:
    """Choose, and write the choice into the folder's `config.yaml`."""
    bench = Bench(folder, recordings)
    finalists = [best(bench, agglomerative()), best(bench, variational())]
    chosen = best(bench, finalists)
    gaps = (0.0, 0.05, 0.1, 0.2, 0.3)
    chosen = best(bench, [replace(chosen, min_duration_off=gap_s) for gap_s in gaps])
    write_choice(folder, chosen)
    return chosen


def write_choice(folder: Path, chosen: Choice) -> None:
    """Set the folder's `config.yaml` to a choice."""
    content = read_configuration(folder)
    content["pipeline"]["params"]["clustering"] = chosen.clustering
    write_configuration(folder, {**content, "params": chosen.settings()})


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="folders to tune on")
    parser.add_argument("--folder", type=Path, default=WORK / "export", help="the pipeline")
    got = parser.parse_args(arguments)
    found = [each for folder in got.data for each in load_recordings(folder)]
    if any(held_out(text) for each in found for text in each.texts):
        parser.error("these conversations hold sentences that only scoring may use")
    print(tune(got.folder, found))


if __name__ == "__main__":
    main()
