"""What can be set about hearing words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceOptions:
    """When sound counts as speech."""

    speech_from: float = 0.35  # the probability with which speech begins
    silence_below: float = 0.2  # the probability below which it may end
    possible_from: float = 0.08  # faint voices: what is heard there is believed, silence as well
    least_speech_s: float = 0.1  # shorter is a click or a cough
    least_silence_s: float = 0.16  # speech goes on over shorter silences
    margin_s: float = 0.2  # of silence that is heard on each side of speech
    longest_gap_s: float = 4.0  # a longer silence is not heard at all


@dataclass(frozen=True, slots=True)
class SecondLookOptions:
    """What of the fast pass is not believed, and how often it is decoded again."""

    temperatures: tuple[float, ...] = (0.0, 0.4, 0.8)  # tried in turn; none: no second look
    samples: int = 5  # drawn at each temperature above zero; the most probable counts
    unheard_s: float = 1.0  # longer speech without words was dropped
    most_compression: float = 2.4  # of the text by zlib: what repeats itself is above
    least_log_probability: float = -1.0  # a token, on average over a window
    least_word_probability: float = 0.3  # on average over a few words in a row
    most_characters_per_s: float = 40.0  # people speak 15, the fastest 25
    most_words_per_s: float = 9.0  # people speak 3, the fastest 6
    no_speech_from: float = 0.6  # the probability of silence from which words are invented
    language_from: float = 0.8  # the probability with which a window is in another language


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """What can be set about hearing words."""

    language: str | None = None  # a code such as en; None: it is detected
    prompt: str = ""  # text in the style that is wanted, as if it stood before
    hotwords: tuple[str, ...] = ()  # names and terms that may be said; some 40 words count
    beam_size: int = 5
    compared: int = 1  # at most so many sentences of that search: what most of them say counts
    batch_size: int = 8  # windows that are decoded at once
    device: str = "auto"  # or cpu, cuda, cuda:1
    compute_type: str = "auto"  # float16 on a GPU, int8 elsewhere; or one of CTranslate2's
    cpu_threads: int | None = None  # None: as many as there are cores for this process
    language_windows: int = 5  # from which the language is detected
    voice: VoiceOptions = VoiceOptions()
    second_look: SecondLookOptions = SecondLookOptions()
