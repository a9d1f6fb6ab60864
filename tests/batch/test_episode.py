"""The one function that every engine runs: what it makes of an episode, and of its faults."""

from __future__ import annotations

import bz2
import errno
import gzip
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path
from ssl import SSLCertVerificationError
from urllib.error import HTTPError, URLError

import pytest

from podscribe.batch.episode import (
    Blame,
    Fault,
    Orders,
    Prepared,
    Task,
    attempt,
    blame,
    drop_audio,
    may_pass,
    prepare,
    told,
    work,
)
from podscribe.batch.inputs import gather
from podscribe.batch.limits import Limits
from podscribe.batch.plan import Action, Decision, Plan, Reason
from podscribe.batch.rows import Outcome
from podscribe.batch.running import _tasks
from podscribe.config import Flag, Settings, load_settings
from podscribe.errors import MemoryShortError, PodscribeError
from podscribe.files import checksum
from podscribe.pipeline import engines
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.running import run
from tests.audio.server import Page, serving
from tests.batch.clips import clip, write_bad, write_clips

HERE = Limits(private_hosts=("127.0.0.1",))


def settings(*flags: Flag) -> Settings:
    usual = (Flag("", "speakers", "none"), Flag("", "formats", "json"), Flag("", "device", "cpu"))
    return load_settings(profile="demo", flags=(*usual, *flags), environment={})


def task(source: Path | str, out: Path, limits: Limits = Limits()) -> Task:
    (item,) = gather([str(source)]).items
    return Task(item, Orders(settings(), str(out), out, limits))


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audio")
    write_clips(folder, 2)
    write_bad(folder)
    return folder


@pytest.fixture(scope="module")
def kept() -> Kept:
    return Kept()


def test_models_are_loaded_once_and_heard_with_as_if_they_were_new(
    audio: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path] = []
    really = engines.load_model

    def load(folder: Path, options: object) -> object:
        loaded.append(folder)
        return really(folder, options)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "load_model", load)
    kept = Kept()
    for stem in ("e00", "e01", "e00"):
        out = tmp_path / f"batch-{len(loaded)}"
        found = attempt(work, task(audio / f"{stem}.wav", out), kept, Listener())
        assert isinstance(found, Outcome), found
        plain = replace(settings(), output=tmp_path / "run")
        run(audio / f"{stem}.wav", settings=plain)
        assert (out / f"{stem}.json").read_bytes() == (tmp_path / f"run/{stem}.json").read_bytes()
    assert len(loaded) == 1


def test_what_is_prepared_is_not_decoded_again(audio: Path, tmp_path: Path, kept: Kept) -> None:
    asked = task(audio / "e00.wav", tmp_path)
    found = prepare(asked, kept)
    assert found.seconds == pytest.approx(4.0) and "decoding" in found.stage_s
    seen: list[Progress] = []
    outcome = work(asked.prepared(found), kept, Listener(seen.append))
    assert Stage.DECODE not in {each.stage for each in seen}
    assert outcome.stage_s["decoding"] == pytest.approx(found.stage_s["decoding"], abs=1e-3)
    assert outcome.stage_s["words"] > 0 and outcome.seconds == pytest.approx(4.0)


def test_nothing_is_decoded_where_all_is_known(audio: Path, tmp_path: Path, kept: Kept) -> None:
    work(task(audio / "e00.wav", tmp_path), kept)
    seen: list[Progress] = []
    prepare(task(audio / "e00.wav", tmp_path), kept, Listener(seen.append))
    assert not seen


def planned(source: Path | str, out: Path, reason: Reason) -> Task:
    """The task of an episode that is to be done for that reason."""
    asked = task(source, out, HERE)
    plan = Plan((Decision(asked.item, Action.WORK, reason),))
    (found,) = _tasks(plan.items(Action.WORK), plan, replace(asked.orders, keep_audio=True))
    return found


@pytest.mark.parametrize(
    ("reason", "again"), [(Reason.CHANGED_AUDIO, False), (Reason.REDONE, True)]
)
def test_audio_that_was_only_touched_is_not_heard_again(
    reason: Reason, again: bool, audio: Path, tmp_path: Path, kept: Kept
) -> None:
    work(task(audio / "e00.wav", tmp_path), kept)
    seen: list[Progress] = []
    work(planned(audio / "e00.wav", tmp_path, reason), kept, Listener(seen.append))
    worked = {each.stage for each in seen if not each.kept}
    assert worked == ({Stage.DECODE, Stage.WORDS} if again else set())


@pytest.mark.parametrize("reason", [Reason.CHANGED_AUDIO, Reason.REDONE, Reason.RETRIED])
def test_audio_that_has_changed_on_its_server_is_fetched_again(
    reason: Reason, audio: Path, tmp_path: Path, kept: Kept
) -> None:
    pages = {"/a.wav": Page((audio / "e00.wav").read_bytes(), kind="audio/wav")}
    with serving(pages) as server:
        address = f"{server.address}/a.wav"
        work(planned(address, tmp_path, Reason.NEW), kept)
        pages["/a.wav"] = Page((audio / "e01.wav").read_bytes(), kind="audio/wav")
        outcome = work(planned(address, tmp_path, reason), kept)
    heard = "e00" if reason is Reason.RETRIED else "e01"
    assert outcome.audio_sha256 == checksum(audio / f"{heard}.wav")


def test_a_task_and_what_comes_of_it_go_to_other_processes(audio: Path, tmp_path: Path) -> None:
    for value in (
        replace(task(audio / "e00.wav", tmp_path), stage_s={"decoding": 1.0}),
        Prepared(tmp_path, 1.0, {"decoding": 1.0}),
        Outcome((), 1.0, stage_s={"words": 1.0}),
        Fault("is text", Blame.LASTING),
    ):
        assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bad-cut.wav", "it ends at 0:01 of 0:04"),
        ("bad-silent.wav", "nobody speaks"),
        ("bad-text.mp3", "is text"),
        ("absent.wav", "no such file"),
    ],
)
def test_a_bad_episode_is_its_own_fault(
    name: str, reason: str, audio: Path, tmp_path: Path, kept: Kept
) -> None:
    (item,) = gather([str(audio / "e00.wav")]).items
    asked = replace(task(audio / "e00.wav", tmp_path), item=replace(item, source=str(audio / name)))
    found = attempt(work, asked, kept, Listener())
    assert isinstance(found, Fault) and found.blame is Blame.LASTING and reason in found.text


def test_what_was_decoded_of_an_episode_that_is_refused_goes(
    audio: Path, tmp_path: Path, kept: Kept
) -> None:
    asked = task(audio / "e00.wav", tmp_path)
    ready = asked.prepared(prepare(asked, kept))
    assert list(tmp_path.rglob("sound.f32*"))
    (tmp_path / "e00.json").write_text("{}")
    found = attempt(work, ready, kept, Listener())
    assert isinstance(found, Fault) and "is there already" in found.text
    assert not list(tmp_path.rglob("sound.f32*"))


def test_archives_are_not_unpacked(audio: Path, tmp_path: Path, kept: Kept) -> None:
    sound = (audio / "e00.wav").read_bytes()
    packed = {"b.mp3": gzip.compress(sound), "c.mp3": bz2.compress(sound)}
    with zipfile.ZipFile(tmp_path / "a.mp3", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../inside.wav", sound)
    for name, content in packed.items():
        (tmp_path / name).write_bytes(content)
    for name in ("a.mp3", *packed):
        found = attempt(work, task(tmp_path / name, tmp_path / "out"), kept, Listener())
        assert isinstance(found, Fault) and found.blame is Blame.LASTING, found
    assert sorted(each.name for each in tmp_path.rglob("*.*") if each.is_file()) == [
        *("a.mp3", "b.mp3", "c.mp3"),
    ]


def test_audio_that_is_cut_off_can_be_allowed(audio: Path, tmp_path: Path, kept: Kept) -> None:
    asked = task(audio / "bad-cut.wav", tmp_path)
    orders = replace(asked.orders, allow_cut_off=True)
    assert isinstance(attempt(prepare, replace(asked, orders=orders), kept, Listener()), Prepared)


def test_what_is_too_long_is_given_up_while_it_is_decoded(
    audio: Path, tmp_path: Path, kept: Kept
) -> None:
    found = attempt(
        prepare, task(audio / "e00.wav", tmp_path, Limits(max_hours=1 / 3600)), kept, Listener()
    )
    assert isinstance(found, Fault) and found.blame is Blame.LENGTH
    assert found.seconds is not None and found.seconds > 1.0
    assert not list(tmp_path.rglob("sound.f32*"))


def test_what_was_fetched_and_cannot_be_used_does_not_stay(tmp_path: Path, kept: Kept) -> None:
    with serving({"/a.wav": Page(clip(0)[:60_000])}) as server:
        asked = task(f"{server.address}/a.wav", tmp_path, HERE)
        found = attempt(prepare, asked, kept, Listener())
    assert isinstance(found, Fault) and found.blame is Blame.LASTING
    assert not list(tmp_path.rglob("*.wav"))


def test_two_episodes_with_one_audio_each_have_their_own_file(tmp_path: Path, kept: Kept) -> None:
    with serving({"/a.wav": Page(clip(0))}) as server:
        one = task(f"{server.address}/a.wav", tmp_path, HERE)
        other = replace(one, item=replace(one.item, id="another guid"))
        first, second = (attempt(prepare, each, kept, Listener()) for each in (one, other))
    assert isinstance(first, Prepared) and isinstance(second, Prepared)
    drop_audio(one)
    assert second.file.is_file()
    drop_audio(other)
    assert not list(tmp_path.rglob("audio-*"))


def test_a_full_disk_may_have_room_later(
    audio: Path, tmp_path: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podscribe.audio.decoding.space_needed", lambda *of: 10**18)
    found = attempt(prepare, task(audio / "e00.wav", tmp_path), kept, Listener())
    assert isinstance(found, Fault) and found.blame is Blame.PASSING, found


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (Page(status=404), Blame.LASTING),
        (Page(status=302, location="/a.wav"), Blame.LASTING),
        (Page(b"<html>", kind="text/html"), Blame.LASTING),
        (Page(clip(0), fails=[503] * 9), Blame.PASSING),
        (Page(clip(0), breaks_after=[0] * 9), Blame.PASSING),
    ],
)
def test_of_a_server_s_faults_some_may_pass(
    page: Page, expected: Blame, tmp_path: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podscribe.audio.download.time.sleep", lambda seconds: None)
    with serving({"/a.wav": page}) as server:
        asked = task(f"{server.address}/a.wav", tmp_path, HERE)
        found = attempt(prepare, asked, kept, Listener())
    assert isinstance(found, Fault) and found.blame is expected, found


def test_a_server_that_is_not_there_may_come_back(tmp_path: Path, kept: Kept) -> None:
    with serving({}) as server:
        address = server.address
    found = attempt(prepare, task(f"{address}/a.wav", tmp_path, HERE), kept, Listener())
    assert isinstance(found, Fault) and found.blame is Blame.PASSING, found


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def http(code: int) -> HTTPError:
    return HTTPError("https://host/a", code, "", None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PodscribeError("nobody speaks in it"), Blame.LASTING),
        (KeyError("rows"), Blame.LASTING),
        (MemoryError(), Blame.WORKER),
        (MemoryShortError("not enough memory on cuda:0"), Blame.WORKER),
        (RuntimeError("CUDA error: device-side assert triggered"), Blame.WORKER),
        (caused(PodscribeError("x"), RuntimeError("cuBLAS failed")), Blame.WORKER),
        (RuntimeError("a shape does not fit"), Blame.LASTING),
        (caused(PodscribeError("x"), OSError(errno.ENOSPC, "No space")), Blame.PASSING),
        (caused(PodscribeError("x"), OSError(errno.EIO, "I/O error")), Blame.PASSING),
        (caused(PodscribeError("x"), PermissionError(13, "not allowed")), Blame.LASTING),
        (caused(PodscribeError("x"), FileNotFoundError(2, "not there")), Blame.LASTING),
    ],
)
def test_every_fault_is_somebody_s(error: Exception, expected: Blame) -> None:
    assert blame(error) is expected


def test_of_what_nobody_has_foreseen_the_place_is_told() -> None:
    with pytest.raises(KeyError) as raised:
        {}["rows"]
    assert told(raised.value).startswith("KeyError: 'rows' (test_episode.py:")


def test_addresses_in_what_libraries_say_are_told_without_their_secrets() -> None:
    error = ValueError(
        "no route to 'https://ann:s3cret@host/a.mp3?token=s3cret' or s3://K:s3cret@b"
    )
    assert told(error) == "ValueError: no route to 'https://host/a.mp3?…' or s3://b"


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (http(503), True),
        (http(404), False),
        (URLError(SSLCertVerificationError(1, "untrusted")), False),
        (TimeoutError("slow"), True),
        (None, False),
    ],
)
def test_whether_another_attempt_helps(cause: Exception | None, expected: bool) -> None:
    assert may_pass(cause) is expected
