"""Flite, through its C library: word times are those of the word's first and last segment."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache

import numpy as np

from training.speak.heard import Heard, Span, SynthesisError

START = b"R:SylStructure.daughter1.daughter1.R:Segment.p.end"
END = b"R:SylStructure.daughtern.daughtern.R:Segment.end"


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


_pointer, _text, _float = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
_SIGNATURES = {
    "new_utterance": (_pointer, ()),
    "utt_set_input_text": (ctypes.c_int, (_pointer, _text)),
    "utt_init": (_pointer, (_pointer, _pointer)),
    "utt_synth": (_pointer, (_pointer,)),
    "utt_wave": (ctypes.POINTER(_Wave), (_pointer,)),
    "utt_relation": (_pointer, (_pointer, _text)),
    "relation_head": (_pointer, (_pointer,)),
    "item_next": (_pointer, (_pointer,)),
    "item_daughter": (_pointer, (_pointer,)),
    "flite_ffeature_float": (_float, (_pointer, _text)),
    "flite_feat_set_float": (None, (_pointer, _text, _float)),
    "delete_utterance": (None, (_pointer,)),
}


def say(text: str, voice: str, stretch: float, melody: float, seed: int) -> Heard:
    """The text as a voice says it, `stretch` times as long as it would by itself."""
    library, found = _library(), _voice(voice)
    ctypes.CDLL(None).srand(seed)  # the noise in the excitation is drawn with rand()
    utterance = library.new_utterance()
    try:
        library.utt_set_input_text(utterance, text.encode("ascii"))
        library.utt_init(utterance, found)
        features = ctypes.cast(utterance, ctypes.POINTER(_pointer))[0]
        library.flite_feat_set_float(features, b"duration_stretch", stretch)
        library.flite_feat_set_float(features, b"f0_shift", melody)
        if not library.utt_synth(utterance):
            raise SynthesisError(f"flite could not say {text!r}")
        wave = library.utt_wave(utterance).contents
        samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.int16)
        return Heard(samples, wave.sample_rate, tuple(_spans(library, utterance)))
    finally:
        library.delete_utterance(utterance)


@cache
def available() -> bool:
    """Whether flite is installed."""
    try:
        _voice("slt")
    except OSError:
        return False
    return True


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    for name in ("cmulex", "usenglish"):
        ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    _library()
    library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
    register = getattr(library, f"register_cmu_us_{name}")
    register.restype, register.argtypes = _pointer, (_text,)
    return int(register(None))


def _spans(library: ctypes.CDLL, utterance: int) -> Iterator[Span]:
    """The time of each token: from its first word's start to its last word's end."""
    token = library.relation_head(library.utt_relation(utterance, b"Token"))
    while token:
        times = list(_word_spans(library, token))
        if not times:
            raise SynthesisError("flite found no word in a token")
        yield min(start for start, _ in times), max(end for _, end in times)
        token = library.item_next(token)


def _word_spans(library: ctypes.CDLL, token: int) -> Iterator[Span]:
    word = library.item_daughter(token)
    while word:
        start = library.flite_ffeature_float(word, START)
        end = library.flite_ffeature_float(word, END)
        if end > start:
            yield start, end
        word = library.item_next(word)
