"""Log-mel spectrograms as Whisper has them, in batches."""

from __future__ import annotations

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor

from training.data import SAMPLE_RATE

HOP = 160  # samples: 10 ms
TRANSFORM = 400  # samples
FRAME_S = 2 * HOP / SAMPLE_RATE  # of the encoder, which halves the rate


class MelSpectrogram:
    """What the recogniser hears of samples: (batch, 80, time)."""

    def __init__(self) -> None:
        filters = FeatureExtractor.get_mel_filters(SAMPLE_RATE, TRANSFORM, n_mels=80)
        self.filters = torch.from_numpy(filters.astype(np.float32))
        self.window = torch.hann_window(TRANSFORM)

    def __call__(self, samples: Tensor) -> Tensor:
        spectrum = torch.stft(
            samples, TRANSFORM, HOP, window=self.window.to(samples), return_complex=True
        )
        power = spectrum[..., :-1].abs() ** 2
        mel = (self.filters.to(samples) @ power).clamp(min=1e-10).log10()
        floor = mel.amax(dim=(1, 2), keepdim=True) - 8.0
        return (torch.maximum(mel, floor) + 4.0) / 4.0
