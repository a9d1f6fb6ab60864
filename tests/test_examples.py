"""The example episodes: audio, page, words and speakers tell the same story."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from podscribe.check import check_file
from podscribe.formats import load_transcript
from podscribe.transcript import Transcript

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("clip", "interview", "round-table", "hard")
MOST_BYTES = 30 * 10**6  # of examples and models together
WHEEL_BYTES = 20 * 10**6
MODELS = EXAMPLES.parent / "podscribe" / "models" / "embedded"
COMPARED = EXAMPLES.parent / "benchmarks" / "whisper-transformers"


def truth(name: str, suffix: str) -> Transcript:
    return load_transcript(EXAMPLES / f"{name}.{suffix}")


def spoken(transcript: Transcript) -> list[str]:
    return sorted(word for line in transcript.lines for word in line.text.split())


@pytest.mark.parametrize("name", NAMES)
def test_page_words_and_speakers_agree(name: str) -> None:
    page, words, speakers = (truth(name, suffix) for suffix in ("md", "json", "rttm"))
    assert spoken(page) == spoken(words)
    assert [header.text for header in page.headers] == [header.text for header in words.headers]
    assert set(page.speakers) == set(words.speakers) == {span.speaker for span in speakers.spans}
    assert len(speakers.spans) == len(words.spans)
    assert not check_file(str(EXAMPLES / f"{name}.md")).findings


@pytest.mark.parametrize("name", NAMES)
def test_every_word_has_its_time_within_a_span_of_its_speaker(name: str) -> None:
    words = truth(name, "json")
    assert words.duration is not None
    for line in words.lines:
        assert " ".join(word.text for word in line.words) == line.text
        assert all(first.start <= then.start for first, then in pairwise(line.words))
        own = [span for span in words.spans if span.speaker == line.speaker]
        for word in line.words:
            assert 0 <= word.start <= word.end <= words.duration
            middle = (word.start + word.end) / 2
            assert any(span.start - 0.01 <= middle <= span.end + 0.01 for span in own)


@pytest.mark.parametrize("name", NAMES)
def test_the_audio_is_as_long_as_its_truth(name: str, tmp_path: Path) -> None:
    from podscribe.audio import decode

    audio = decode(EXAMPLES / f"{name}.mp3", tmp_path / "audio")
    assert audio.complete
    assert audio.damaged == ()
    assert audio.seconds == pytest.approx(truth(name, "json").duration, abs=0.1)


def test_the_examples_are_what_they_are_for() -> None:
    interview, round_table, hard = (truth(name, "json") for name in NAMES[1:])
    assert truth("clip", "json").duration == pytest.approx(30, abs=1)
    assert 180 <= (interview.duration or 0) <= 300
    assert len(interview.headers) == 2
    assert len(interview.speakers) == 2
    assert any(a.end > b.start for a, b in pairwise(interview.spans))
    assert any(len(line.words) == 1 for line in interview.lines)
    assert len(round_table.speakers) == 3
    assert max(b.start - a.end for a, b in pairwise(hard.spans)) > 4


def test_their_sentences_are_in_no_training() -> None:
    pytest.importorskip("scipy", reason="install podscribe[training]")
    from training.grammar import scorable

    for name in NAMES:
        assert all(scorable(line.text) for line in truth(name, "json").lines)


def test_models_and_examples_stay_small() -> None:
    models = sum(size(path) for path in MODELS.rglob("*"))
    assert models < WHEEL_BYTES - 10**6
    assert models + sum(size(path) for path in [*EXAMPLES.rglob("*"), *COMPARED.rglob("*")]) < (
        MOST_BYTES
    )


def size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
