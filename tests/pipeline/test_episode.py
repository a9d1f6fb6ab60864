"""An episode through the whole pipeline, on the embedded models."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import wave
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from podscribe.config import Flag, load_settings
from podscribe.diarize import DiarizeOptions
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, write_transcript
from podscribe.pipeline import episode, running, stages
from podscribe.pipeline.episode import run_episode
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.options import RunOptions
from podscribe.pipeline.running import run
from podscribe.transcribe import SecondLookOptions, TranscribeOptions
from podscribe.transcript import Transcript
from tests.audio.server import Page, serving
from tests.batch.clips import beginning
from tests.corpus import shared
from tests.pipeline.conftest import DEMO, EXAMPLES, Heard, Run

CLIP = str(EXAMPLES / "clip.mp3")


def silence() -> bytes:
    """A second of it, as WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(32_000))
    return file.getvalue()


def written(transcript: Transcript) -> str:
    return write_transcript(transcript, "json")


def test_every_word_has_a_time_and_a_speaker(first_run: Run) -> None:
    transcript = first_run.episode.transcript
    truth = load_transcript(EXAMPLES / "clip.json")
    words = [word for line in transcript.lines for word in line.words]
    assert words
    assert all(0 <= word.start <= word.end <= 30 for word in words)
    assert all(a.start <= b.start for a, b in pairwise(words))
    assert len(transcript.speakers) == len(truth.speakers)
    assert transcript.language == "en"
    assert transcript.duration == pytest.approx(truth.duration, abs=0.1)
    assert transcript.provenance["recogniser"]["name"] == "embedded"  # type: ignore[index]


def test_the_stages_are_told_in_their_order(first_run: Run) -> None:
    stages = list(dict.fromkeys(each.stage for each in first_run.heard.progress))
    assert stages == [Stage.DECODE, Stage.WORDS, Stage.SPEAKERS]
    for stage in stages:
        shares = [each.share for each in first_run.heard.progress if each.stage == stage]
        assert shares == sorted(shares)  # type: ignore[type-var]
        assert shares[-1] == 1.0


def test_a_second_run_does_nothing_twice_and_says_the_same(first_run: Run, done: Path) -> None:
    heard = Heard()
    again = run_episode(CLIP, done, DEMO, listener=heard.listener)
    assert heard.worked() == set()
    assert {each.stage for each in heard.progress} >= {Stage.WORDS, Stage.SPEAKERS}
    assert {each.share for each in heard.progress} == {1.0}
    assert written(again.transcript) == written(first_run.episode.transcript)
    assert again.doubtful == first_run.episode.doubtful


@pytest.mark.parametrize(
    ("words", "speakers", "gpus", "expected"),
    [
        ("cuda", "cuda:1", 0, True),
        ("cuda", "cpu", 2, False),
        ("auto", "cpu", 1, False),
        ("auto", "cuda", 1, True),
        ("auto", "auto", 1, True),
        ("auto", "auto", 0, False),
        ("cpu", "cpu", 1, False),
    ],
)
def test_both_stages_work_at_once_only_where_both_are_on_a_gpu(
    words: str, speakers: str, gpus: int, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(episode, "gpu_count", lambda: gpus)
    options = RunOptions(
        transcribe=TranscribeOptions(device=words), diarize=DiarizeOptions(device=speakers)
    )
    assert episode._on_gpu(options) is expected


def test_both_stages_at_once_say_the_same(
    first_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podscribe.pipeline.episode._on_gpu", lambda options: True)
    found = run_episode(CLIP, tmp_path, DEMO)
    assert written(found.transcript) == written(first_run.episode.transcript)


def test_another_version_of_an_engine_is_heard_anew(
    done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(stages.__dict__, "_installed", {"faster-whisper": "9"}.get)
    heard = Heard()
    options = replace(DEMO, diarizer=None)
    run_episode(CLIP, done, options, listener=heard.listener)
    assert heard.worked() == {Stage.DECODE, Stage.WORDS}


def test_another_number_of_speakers_redoes_speakers_alone(done: Path) -> None:
    heard = Heard()
    options = replace(DEMO, diarize=DiarizeOptions(fewest_speakers=1, most_speakers=1))
    episode = run_episode(CLIP, done, options, listener=heard.listener)
    assert heard.worked() == {Stage.DECODE, Stage.SPEAKERS}
    assert len(episode.transcript.speakers) == 1


def test_fresh_does_everything_again_and_without_a_diarizer_torch_is_never_imported(
    done: Path,
) -> None:
    code = f"""
import sys
from pathlib import Path
from tests.audio.server import Page, serving
from tests.pipeline.conftest import DEMO, Heard
from dataclasses import replace
from podscribe.pipeline.episode import run_episode
from podscribe.pipeline.listener import Stage
heard = Heard()
options = replace(DEMO, diarizer=None, fresh=True)
episode = run_episode({CLIP!r}, Path({str(done)!r}), options, listener=heard.listener)
assert episode.transcript.speakers == ()
assert heard.worked() == {{Stage.DECODE, Stage.WORDS}}, heard.worked()
assert "torch" not in sys.modules
"""
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_the_decoded_sound_goes_when_all_is_done(first_run: Run) -> None:
    left = [path.name for path in first_run.folder.rglob("*") if path.is_file()]
    assert sorted(name.partition("-")[0] for name in left) == ["sound", "speakers", "words"]


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="no such figures here")
def test_the_sound_takes_no_memory_once_it_was_heard(tmp_path: Path) -> None:
    resident_kb = []

    def look(progress: Progress) -> None:
        if progress.stage is not Stage.DECODE:
            resident_kb.append(mapped_kb(tmp_path))

    run_episode(CLIP, tmp_path, DEMO, listener=Listener(look, lambda notice: None))
    assert len(resident_kb) > 10
    assert max(resident_kb) == 0


def mapped_kb(folder: Path) -> int:
    """How much of the folder's files is in this process's memory."""
    found, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if line[0] in "0123456789abcdef":
            ours = str(folder) in line
        elif ours and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found


def test_a_run_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    options = replace(
        DEMO,
        diarizer=None,
        transcribe=TranscribeOptions(batch_size=1, second_look=SecondLookOptions(temperatures=())),
    )
    (tmp_path / "episode.wav").write_bytes(beginning("hard.mp3", 70.0))  # some passages
    source = str(tmp_path / "episode.wav")

    def stop(now: Progress) -> None:
        if now.stage is Stage.WORDS and (now.share or 0) > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_episode(source, tmp_path, options, listener=Listener(stop))
    heard = Heard()
    finished = run_episode(source, tmp_path, options, listener=heard.listener)
    assert any("going on with the words at" in notice for notice in heard.notices)
    undisturbed = run_episode(source, tmp_path / "other", options)
    assert written(finished.transcript) == written(undisturbed.transcript)


@pytest.mark.parametrize("name", ["ami-dev00.wav", "jfk.flac", "two-women-phone-sample.wav"])
def test_real_recordings_go_through(name: str, tmp_path: Path) -> None:
    """The embedded models know no word of them, but nothing breaks."""
    (source,) = shared(f"audio/{name}")
    flags = [Flag("-o", "output", str(tmp_path)), Flag("--offline", "offline", "true")]
    run(source, settings=load_settings(tmp_path, "demo", flags=flags, environment={}))
    found = load_transcript(tmp_path / f"{Path(name).stem}.json")
    length = found.duration or 0.0
    assert length > 10
    for line in found.lines:
        assert all(0 <= word.start <= word.end <= length + 0.1 for word in line.words)
        assert line.speaker


def test_a_broken_model_is_told_before_any_audio_is_looked_for(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    with pytest.raises(PodscribeError, match="model"):
        run_episode("nothing.mp3", tmp_path, replace(DEMO, recogniser=str(model)))


@pytest.mark.parametrize("name", ["silent", "short"])
def test_where_nobody_speaks_there_are_no_words(name: str, tmp_path: Path) -> None:
    import wave

    with wave.open(str(tmp_path / f"{name}.wav"), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 16_000 * 5 if name == "silent" else 3_200))
    heard = Heard()
    source = str(tmp_path / f"{name}.wav")
    episode = run_episode(source, tmp_path, DEMO, listener=heard.listener)
    assert episode.transcript.lines == ()
    assert Stage.SPEAKERS not in heard.worked()


def test_what_is_wrong_with_the_audio_is_told_before_it_is_heard(tmp_path: Path) -> None:
    told: list[str] = []
    source = tmp_path / "cut.mp3"
    source.write_bytes((EXAMPLES / "clip.mp3").read_bytes()[:90_000])

    def stopped(now: Progress) -> None:
        if now.stage is Stage.WORDS:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_episode(str(source), tmp_path, DEMO, listener=Listener(stopped, told.append))
    assert told == [f"{source}: the file ends early: it has 0:14 of 0:29"]


def test_the_password_of_an_address_is_not_shown(tmp_path: Path) -> None:
    heard = Heard()
    with serving({"/a.mp3": Page(b"this is no sound\n" * 50)}) as server:
        secret = server.address.replace("http://", "http://ann:s3cret@")
        with pytest.raises(PodscribeError, match="is text"):
            run_episode(
                f"{secret}/a.mp3?token=abc",
                tmp_path,
                replace(DEMO, offline=False),
                listener=heard.listener,
            )
    shown = {each.what for each in heard.progress if each.stage is Stage.FETCH}
    assert shown == {f"{server.address}/a.mp3"}


def test_a_download_that_is_no_sound_is_not_kept(tmp_path: Path) -> None:
    pages = {"/a.mp3": Page(b"<html>sign in</html>\n" * 50)}
    options = replace(DEMO, offline=False)
    with serving(pages) as server:
        address = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError) as refused:
            run_episode(address, tmp_path, options)
        assert str(refused.value) == (
            f"{address}: is a web page, not sound; check the address; the next run asks it again"
        )
        assert not [*tmp_path.rglob("a.mp3")]
        pages["/a.mp3"] = Page(silence())
        assert run_episode(address, tmp_path, options).file.read_bytes() == silence()


def test_what_was_downloaded_on_another_day_is_heard_and_told(tmp_path: Path) -> None:
    heard = Heard()
    options = replace(DEMO, offline=False)
    with serving({"/a.wav": Page(silence())}) as server:
        address = f"{server.address}/a.wav"
        file = run_episode(address, tmp_path, options, listener=heard.listener).file
        run_episode(address, tmp_path, options, listener=heard.listener)
        assert heard.notices == []
        came = datetime(2026, 3, 5, 12).timestamp()
        os.utime(file, (came, came))
        run_episode(address, tmp_path, options, listener=heard.listener)
        assert heard.notices == [
            f"{address}: heard as it was downloaded on 2026-03-05; --fresh downloads it again"
        ]
        assert len(server.requests) == 1
        run_episode(address, tmp_path, replace(options, fresh=True), listener=heard.listener)
        assert (len(heard.notices), len(server.requests)) == (1, 2)


def test_audio_that_is_replaced_while_a_run_waits_for_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip, other = EXAMPLES / "clip.mp3", EXAMPLES / "hard.mp3"
    audio = tmp_path / "a.mp3"
    audio.write_bytes(clip.read_bytes())
    known = episode.checksum

    def then_replaced(path: Path) -> str:
        digest = known(path)
        audio.write_bytes(other.read_bytes())
        return digest

    monkeypatch.setattr(episode, "checksum", then_replaced)
    with pytest.raises(PodscribeError, match=r"a\.mp3: was changed while it was read; run again"):
        run_episode(str(audio), tmp_path, DEMO)
    assert not [*tmp_path.rglob("*sound*")]


def test_what_comes_through_a_pipe_is_written_where_podscribe_is_called(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "63")
    assert running._place(str(tmp_path / "63"), None) == ("63", Path())
    assert running._place(str(tmp_path / "63"), tmp_path) == ("63", tmp_path)
