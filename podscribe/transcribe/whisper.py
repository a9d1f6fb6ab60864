"""faster-whisper behind the engine's protocol.

`hear` does what its batched pipeline does, which tells neither the language of a window, nor how
many windows a result came from, nor any sentence but the likeliest. `hear_again` is its sequential
mode, which goes from one timestamp to the next. CTranslate2 seeds its random numbers once, when
a model draws the first; therefore each call that needs some has a fresh copy of the model, and
gives the same words whatever was heard before.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from podscribe.errors import MemoryShortError, is_out_of_memory
from podscribe.transcribe.consensus import most_agreed
from podscribe.transcribe.engine import SAMPLE_RATE, WINDOW_S, Figures, Hearing
from podscribe.transcribe.languages import WITHOUT_SPACES
from podscribe.transcribe.options import TranscribeOptions
from podscribe.transcribe.timing import Piece, timed, whole_words

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]
    from faster_whisper.tokenizer import Tokenizer  # type: ignore[import-untyped]
    from faster_whisper.transcribe import Segment  # type: ignore[import-untyped]

    from podscribe.transcribe.engine import Samples

MOST_HINT_TOKENS = 100  # of prompt and hotwords each, so that 240 are left for what is said
_SEED = 20_000
_WORST = -10.0  # in place of a log probability that is no number
_BEFORE = "\"'“¿([{-"  # punctuation that belongs to the word behind it
_AFTER = "\"'.。,，!！?？:：”)]}、"  # and to the word before it
_FRAMES_A_SECOND = 100  # of features
_FRAMES = _FRAMES_A_SECOND * WINDOW_S


@dataclass(frozen=True, slots=True)
class _Written:
    """What the model writes of a window."""

    tokens: Sequence[int]
    log_probability: float  # of a token, on average
    no_speech: float


class WhisperEngine:
    """A Whisper model that is loaded; `fresh` loads it once more."""

    def __init__(
        self,
        model: WhisperModel,
        fresh: Callable[[], WhisperModel],
        options: TranscribeOptions = TranscribeOptions(),
    ) -> None:
        self._model = model
        self._fresh = fresh
        self._options = options

    @property
    def window_s(self) -> int:
        return min(WINDOW_S, int(self._model.feature_extractor.chunk_length))

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that its vocabulary has a token for, which need not be all of Whisper's."""
        token = self._model.hf_tokenizer.token_to_id
        known = self._model.supported_languages
        return tuple(code for code in known if token(f"<|{code}|>") is not None) or ("en",)

    def detect(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        encoded = self._model.encode(self._features(windows))
        return [dict(found) for found in self._detected(encoded)]

    def hear(self, windows: Sequence[Samples], language: str) -> list[Hearing]:
        tokenizer = self._tokenizer(language)
        encoded = self._model.encode(self._features(windows))
        written = [self._chosen(each, tokenizer) for each in self._searched(encoded, tokenizer)]
        lengths = [_seconds(window) for window in windows]
        pieces = self._pieces(tokenizer, encoded, [each.tokens for each in written], lengths)
        detected = self._detected(encoded) if self._wants_languages() else [[]] * len(windows)
        return [
            _hearing(
                found,
                language,
                length,
                _figures(output.log_probability, output.no_speech, found, 0.0),
                languages[0] if languages else None,
            )
            for found, output, length, languages in zip(
                pieces, written, lengths, detected, strict=True
            )
        ]

    def hear_again(
        self, window: Samples, language: str, temperatures: Sequence[float]
    ) -> Iterator[Hearing]:
        fresh: WhisperModel | None = None
        for temperature in temperatures:
            model = self._model
            if temperature > 0:
                try:
                    model = fresh = fresh or self._seeded()
                except RuntimeError as error:
                    if not is_out_of_memory(error):
                        raise
                    raise MemoryShortError("the memory does not suffice for two models") from error
            yield self._sequential(model, window, language, temperature)

    def _seeded(self) -> WhisperModel:
        import ctranslate2  # type: ignore[import-untyped]

        ctranslate2.set_random_seed(_SEED)
        return self._fresh()

    def _sequential(
        self, model: WhisperModel, window: Samples, language: str, temperature: float
    ) -> Hearing:
        """The hints are given only without temperature: in a second try they may be the fault."""
        import numpy as np

        hints = temperature == 0
        segments, _ = model.transcribe(
            np.ascontiguousarray(window, np.float32),
            language=language,
            beam_size=self._options.beam_size,
            best_of=self._options.second_look.samples,
            temperature=(temperature,),
            initial_prompt=self._hint(self._options.prompt) if hints else None,
            hotwords=self._hotwords() if hints else None,
            condition_on_previous_text=hints,
            no_speech_threshold=None,  # what is said in silence is left out later, by the VAD
            word_timestamps=True,
        )
        return _sequential_hearing(list(segments), language, _seconds(window), temperature)

    def _wants_languages(self) -> bool:
        return self._options.language is None and len(self.languages) > 1

    def _detected(self, encoded: Any) -> list[list[tuple[str, float]]]:
        """The languages of each window, the likeliest first."""
        return [
            [(token.strip("<|>"), probability) for token, probability in found]
            for found in self._model.model.detect_language(encoded)
        ]

    def _features(self, windows: Sequence[Samples]) -> Any:
        """Filled up to the length that the model was made for, which faster-whisper's batches take
        for 30 s: a model of 12 s would be four times as long at it.
        """
        import numpy as np
        from faster_whisper.audio import pad_or_trim  # type: ignore[import-untyped]

        extract, frames = self._model.feature_extractor, _FRAMES_A_SECOND * self.window_s
        return np.stack(
            [
                pad_or_trim(extract(np.ascontiguousarray(window, np.float32))[..., :-1], frames)
                for window in windows
            ]
        )

    def _tokenizer(self, language: str) -> Tokenizer:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=language,
        )

    def _searched(self, encoded: Any, tokenizer: Tokenizer) -> Sequence[Any]:
        """What CTranslate2 finds in each window: the likeliest sentences, as many as wanted."""
        from faster_whisper.transcribe import get_suppressed_tokens

        hint = self._hint(self._options.prompt)
        prompt = self._model.get_prompt(
            tokenizer,
            previous_tokens=tokenizer.encode(hint) if hint is not None else [],
            without_timestamps=True,
            hotwords=self._hotwords(),
        )
        found: Sequence[Any] = self._model.model.generate(
            encoded,
            [list(prompt) for _ in range(encoded.shape[0])],
            beam_size=self._options.beam_size,
            num_hypotheses=min(self._options.compared, self._options.beam_size),
            max_length=self._model.max_length,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
        )
        return found

    def _chosen(self, found: Any, tokenizer: Tokenizer) -> _Written:
        """The sentence that counts of those found in a window."""
        tokens = found.sequences_ids
        likely = [score * len(ids) for score, ids in zip(found.scores, tokens, strict=True)]
        texts = [tokenizer.decode(ids) for ids in tokens]
        best = most_agreed(texts, likely, tokenizer.language_code)
        count = len(tokens[best]) + 1  # with the end
        return _Written(tokens[best], likely[best] / count, found.no_speech_prob)

    def _hotwords(self) -> str | None:
        return self._hint(", ".join(self._options.hotwords))

    def _hint(self, text: str) -> str | None:
        """As much of a hint as leaves room for what is said; None where there is none."""
        if not text.strip():
            return None
        encoded = self._model.hf_tokenizer.encode(" " + text.strip(), add_special_tokens=False)
        kept: str = self._model.hf_tokenizer.decode(encoded.ids[:MOST_HINT_TOKENS])
        return kept.strip()

    def _pieces(
        self,
        tokenizer: Tokenizer,
        encoded: Any,
        tokens: Sequence[Sequence[int]],
        lengths: Sequence[float],
    ) -> list[list[Piece]]:
        """The words of each window with their times.

        faster-whisper shortens words behind long pauses, and reckons pauses from one window to
        the next: so the windows are laid out one behind the other, apart from each other.
        """
        segments = [
            [_segment(2 * _FRAMES * number, ids, length)]
            for number, (ids, length) in enumerate(zip(tokens, lengths, strict=True), 1)
        ]
        frames = [min(_FRAMES, math.ceil(length * _FRAMES_A_SECOND)) for length in lengths]
        self._model.add_word_timestamps(segments, tokenizer, encoded, frames, _BEFORE, _AFTER, 0.0)
        return [
            [_piece(word, segment["seek"] / 100) for word in segment["words"]]
            or _untimed(tokenizer.decode(segment["tokens"]))
            for (segment,) in segments
        ]


def _segment(seek: int, tokens: Sequence[int], length: float) -> dict[str, Any]:
    return {
        "seek": seek,
        "start": seek / 100,
        "end": seek / 100 + length,
        "tokens": list(tokens),
        "words": [],
    }


def _piece(word: Mapping[str, Any], offset: float) -> Piece:
    return Piece(
        word["word"],
        float(word["start"]) - offset,
        float(word["end"]) - offset,
        _probability(word["probability"]),
    )


def _probability(value: float) -> float | None:
    """None where there were no tokens to take it from, of which NumPy makes NaN."""
    return float(value) if math.isfinite(value) else None


def _untimed(text: str) -> list[Piece]:
    """Words that the aligner did not find."""
    return [Piece(f" {word}", None, None, None) for word in text.split()]


def _hearing(
    pieces: Sequence[Piece],
    language: str,
    length: float,
    figures: Figures,
    detected: tuple[str, float] | None = None,
) -> Hearing:
    words = whole_words(pieces, spaced=language not in WITHOUT_SPACES)
    return Hearing(timed(words, length), language, figures, detected)


def _sequential_hearing(
    segments: Sequence[Segment], language: str, length: float, temperature: float
) -> Hearing:
    pieces = [
        Piece(word.word, float(word.start), float(word.end), _probability(word.probability))
        for segment in segments
        for word in segment.words or []
    ]
    tokens = sum(len(segment.tokens) + 1 for segment in segments)
    total = sum(segment.avg_logprob * (len(segment.tokens) + 1) for segment in segments)
    no_speech = min((segment.no_speech_prob for segment in segments), default=1.0)
    figures = _figures(total / tokens if tokens else 0.0, no_speech, pieces, temperature)
    return _hearing(pieces, language, length, figures)


def _figures(
    log_probability: float, no_speech: float, pieces: Sequence[Piece], temperature: float
) -> Figures:
    text = "".join(piece.text for piece in pieces).strip().encode()
    return Figures(
        log_probability=log_probability if math.isfinite(log_probability) else _WORST,
        compression=len(text) / len(zlib.compress(text)),
        no_speech=no_speech if math.isfinite(no_speech) else 1.0,
        temperature=temperature,
    )


def _seconds(window: Samples) -> float:
    return len(window) / SAMPLE_RATE
