"""Fit the two files that turn embeddings into the space in which VBx compares speakers.

An embedding is centred (`mean1`), brought to the sphere, projected on the directions that tell
speakers apart (`lda`), centred again (`mean2`) and brought to the sphere again. There `mu` is
its mean, and `tr` and `psi` diagonalize how embeddings of one speaker differ and how speakers do:
`tr` makes the former the identity and the latter `psi`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.diarization.files import save

Matrix = npt.NDArray[np.float64]
LEAST_SHARE = 1e-4  # of the largest variance: keeps matrices invertible with few speakers


@dataclass(frozen=True, slots=True, eq=False)
class Plda:
    """The content of the two files, under pyannote's names."""

    mean1: Matrix
    mean2: Matrix
    lda: Matrix
    mu: Matrix
    tr: Matrix
    psi: Matrix

    def write(self, folder: Path) -> None:
        """`xvec_transform.npz` and `plda.npz`."""
        save(
            folder / "xvec_transform.npz",
            lambda file: np.savez(file, mean1=self.mean1, mean2=self.mean2, lda=self.lda),
        )
        save(
            folder / "plda.npz",
            lambda file: np.savez(file, mu=self.mu, tr=self.tr, psi=self.psi),
        )


def fit(vectors: npt.NDArray[np.float32], speakers: Sequence[str], dimension: int) -> Plda:
    """Fit on embeddings of known speakers; `dimension` is that of the comparison at most."""
    known = np.unique(np.array(speakers), return_inverse=True)[1]
    centred = vectors.astype(np.float64)
    mean1 = centred.mean(axis=0)
    first = on_sphere(centred - mean1)
    within, between = covariances(first, known)
    kept = max(1, min(dimension, first.shape[1], int(known.max())))
    lda = directions(between, within)[0][:, :kept]
    projected = first @ lda
    mean2 = projected.mean(axis=0)
    second = on_sphere(projected - mean2)
    basis, variances = directions(*covariances(second, known)[::-1])
    psi = np.maximum(variances, LEAST_SHARE * variances[0])
    return Plda(mean1, mean2, lda, second.mean(axis=0), basis.T, psi)


def on_sphere(vectors: Matrix) -> Matrix:
    """The vectors at a length of the square root of their dimension."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    sphere: Matrix = np.sqrt(vectors.shape[1]) * vectors / lengths
    return sphere


def covariances(vectors: Matrix, speakers: npt.NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """How vectors vary about their speaker's mean, and those means about each other."""
    means = np.stack([vectors[speakers == each].mean(axis=0) for each in np.unique(speakers)])
    rest = vectors - means[speakers]
    within = rest.T @ rest / len(vectors)
    spread = means - means.mean(axis=0)
    between = spread.T @ spread / len(means)
    floor = LEAST_SHARE * np.trace(within) / len(within)
    return within + max(floor, 1e-9) * np.eye(len(within)), between


def directions(between: Matrix, within: Matrix) -> tuple[Matrix, Matrix]:
    """Columns that make `within` the identity and `between` diagonal; that diagonal, falling."""
    from scipy.linalg import eigh  # type: ignore[import-untyped]

    variances, columns = eigh(between, within)
    return columns[:, ::-1], variances[::-1]
