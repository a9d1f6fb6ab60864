"""One audio file through both models as podscribe uses them, with the preset `demo`:
`python -m training.both WHISPER PYANNOTE AUDIO`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from podscribe import diarize, transcribe
from podscribe.config import read_settings


def main() -> None:
    """Words on one line each, then who speaks when."""
    from faster_whisper.audio import decode_audio

    whisper, pyannote, audio = map(Path, sys.argv[1:])
    settings = read_settings("profile: demo\nlanguage: en", "demo")
    samples = decode_audio(str(audio))
    hearing = settings.transcribe_options()
    for word in transcribe.transcribe(
        samples, transcribe.open_engine(whisper, hearing), hearing
    ).words:
        print(word.start, word.end, word.text)
    telling = settings.diarize_options()
    assert telling is not None
    found = diarize.find_speakers(samples, diarize.open_engine(pyannote, telling), telling)
    for span in found.spans:
        print(span.start, span.end, span.speaker)


if __name__ == "__main__":
    main()
