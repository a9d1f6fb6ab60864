"""From files, folders, globs and lists to episodes, each once and in one order."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from podscribe.batch.inputs import InputOptions, gather
from podscribe.batch.item import Item
from podscribe.batch.limits import Limits
from podscribe.errors import PodscribeError
from tests.batch.feeds import feed, item

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A file below the test's folder."""

    def make(name: str, content: bytes | str = b"sound") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def sources(items: tuple[Item, ...], folder: Path) -> list[str]:
    return [os.path.relpath(each.source, folder) for each in items]


def test_a_folder_gives_its_sound_in_order_and_nothing_else(make: Make, tmp_path: Path) -> None:
    for name in (
        "b.mp3",
        "a.MP3",
        "deep/er/c.flac",
        ".hidden.mp3",
        ".podscribe/x.mp3",
        "notes.txt",
    ):
        make(name)
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "gone.mp3").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.mp3")
    found = gather([str(tmp_path)]).items
    assert sources(found, tmp_path) == ["a.MP3", "b.mp3", "deep/er/c.flac"]
    assert [each.stem for each in found] == ["a", "b", "c"]
    assert [each.size_bytes for each in found] == [5, 5, 5]


def test_renditions_of_one_episode_count_once_by_the_rule(make: Make, tmp_path: Path) -> None:
    make("a.mp3", b"x" * 100), make("a.m4a", b"x" * 120), make("a.wav", b"x" * 900)
    make("b.wav", b"x" * 900), make("b.flac", b"x" * 500), make("b.mp4", b"x" * 5000)
    make("c.mp3", b"x" * 100), make("c.opus", b"x" * 80), make("c.mkv", b"x" * 5000)
    make("d.wav", b""), make("d.mp3", b"x" * 100)
    make("e.mov", b"x"), make("other/a.mp3", b"x")
    found = gather([str(tmp_path)]).items
    assert sources(found, tmp_path) == [
        *("a.wav", "b.flac", "c.mp3", "d.mp3", "e.mov", "other/a.mp3"),
    ]
    backwards = [str(path) for path in sorted(tmp_path.rglob("*.*"), reverse=True)]
    again = gather(backwards).items
    assert {each.id: each.source for each in again} == {each.id: each.source for each in found}


def test_another_rendition_is_the_same_episode_with_other_audio(make: Make, tmp_path: Path) -> None:
    make("a.mp3")
    (before,) = gather([str(tmp_path)]).items
    make("a.wav")
    (after,) = gather([str(tmp_path)]).items
    assert before.id == after.id and before.mark != after.mark


def test_a_mark_changes_with_the_file_and_only_with_it(make: Make) -> None:
    path = make("a.mp3")
    (first,) = gather([str(path)]).items
    (same,) = gather([str(path)]).items
    assert first == same
    path.write_bytes(b"other sound")
    (other,) = gather([str(path)]).items
    assert other.id == first.id and other.mark != first.mark


def test_the_same_file_by_other_ways_is_one_episode(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make("show/a.mp3")
    (tmp_path / "link").symlink_to(tmp_path / "show")
    monkeypatch.chdir(tmp_path)
    ways = [str(path), "show/a.mp3", "./show/../show/a.mp3", "link/a.mp3", "show", "show/*.mp3"]
    assert len(gather(ways).items) == 1


def test_a_file_under_its_checksum_keeps_the_name_of_its_link(make: Make, tmp_path: Path) -> None:
    make("store/6b1f.mp3"), make("store/77aa.mp3")
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio/one.mp3").symlink_to(tmp_path / "store/6b1f.mp3")
    (tmp_path / "audio/two.mp3").symlink_to(tmp_path / "store/77aa.mp3")
    assert [each.stem for each in gather([str(tmp_path / "audio")]).items] == ["one", "two"]


def test_globs_go_through_folders_and_take_sound(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("s1/a.mp3", "s1/deep/b.mp3", "s2/c.mp3", "s2/c.txt", "odd[1].mp3"):
        make(name)
    monkeypatch.chdir(tmp_path)
    assert sources(gather(["s?/**/*"]).items, tmp_path) == ["s1/a.mp3", "s1/deep/b.mp3", "s2/c.mp3"]
    assert sources(gather(["odd[1].mp3"]).items, tmp_path) == ["odd[1].mp3"]


def test_equal_names_are_told_apart_by_their_folders(make: Make, tmp_path: Path) -> None:
    make("S01/E01.mp3"), make("S02/E01.mp3"), make("S02/bonus.mp3")
    assert [each.stem for each in gather([str(tmp_path)]).items] == ["S01-E01", "S02-E01", "bonus"]


def test_names_from_the_ledger_stay(make: Make, tmp_path: Path) -> None:
    make("S01/E01.mp3")
    (first,) = gather([str(tmp_path)]).items
    make("S02/E01.mp3")
    stems = {each.id: each.stem for each in gather([str(tmp_path)], taken={first.id: "E01"}).items}
    assert stems[first.id] == "E01" and sorted(stems.values()) == ["E01", "S02-E01"]


def test_names_of_files_need_not_be_text(tmp_path: Path) -> None:
    names = [b"caf\xe9.mp3", b"a\nb.mp3", b"-rf.mp3", b"\x1b[2J.mp3", b"con.mp3", b"..mp3"]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"sound")
    found = gather([str(tmp_path)]).items
    assert sorted(each.stem for each in found) == ["[2J", "_con", "a b", "caf", "rf"]
    assert all(each.shown.isprintable() for each in found)
    assert all(Path(each.source).is_file() for each in found)


def test_a_list_names_files_from_where_it_is(make: Make, tmp_path: Path) -> None:
    make("audio/a.mp3"), make("audio/b.mp3"), make("audio/more/c.mp3")
    path = make(
        "lists/show.txt",
        "\ufeff# the archive\n../audio/a.mp3\r\n\n  ../audio/b.mp3  \n../audio/more\n"
        "https://host/d.mp3\n#EXTINF:9\nhttps://host/get?id=5\n",
    )
    found = gather([str(path)]).items
    assert [each.stem for each in found] == ["a", "b", "c", "d", "get"]
    assert [each.id for each in found[:1]] == [
        each.id for each in gather([str(tmp_path / "audio/a.mp3")]).items
    ]


def test_a_list_comes_through_standard_input(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("a.mp3")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a.mp3\nhttps://host/b.mp3\n")))
    assert [each.stem for each in gather(["-"]).items] == ["a", "b"]


def test_what_a_list_names_in_vain_stops_nobody_else(make: Make, tmp_path: Path) -> None:
    make("a.mp3")
    path = make("show.txt", "a.mp3\ngone.mp3\nnone://x/y.mp3\nempty*.mp3\nother.txt\n")
    found = gather([str(path)])
    assert [each.stem for each in found.items] == ["a", "gone", "y", "empty", "other.txt"]
    assert [each.size_bytes for each in found.items] == [5, None, None, None, None]
    told = "\n".join(found.notices)
    for part in (
        "gone.mp3: no such file",
        "none://",
        "empty*.mp3: matches",
        "a list inside a list",
    ):
        assert part in told
    later = make("gone.mp3")
    (there,) = gather([str(later)]).items
    assert there.id == found.items[1].id and there.mark != found.items[1].mark


@pytest.mark.parametrize("content", ["", "Dear diary,\ntoday I baked.\n", "\0\0", b"\xff\xfe\0a"])
def test_a_text_that_is_no_list_is_refused(content: str | bytes, make: Make) -> None:
    with pytest.raises(PodscribeError, match=r"notes\.txt"):
        gather([str(make("notes.txt", content))])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gone.mp3", "no such file"),
        ("gone/*.mp3", "matches no recordings"),
        ("empty", "holds no recordings"),
        ("pipe", "is no file"),
        ("nonsense://host/a.mp3", "does not read or write nonsense://"),
        ("file:///etc/passwd", "does not read or write file://"),
    ],
)
def test_what_a_user_names_in_vain_is_told(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PodscribeError, match=told) as caught:
        gather([text])
    assert caught.value.file is not None and caught.value.remedy


def test_a_file_without_a_known_ending_is_taken_at_its_word(make: Make) -> None:
    (found,) = gather([str(make("recording.dat"))]).items
    assert found.stem == "recording.dat"


def test_addresses_with_sound_are_not_asked(make: Make) -> None:
    """No server is there."""
    found = gather(
        [
            "http://127.0.0.1:9/a.mp3?X-Amz-Signature=1",
            "http://127.0.0.1:9/a.wav",
            "http://h.invalid/b.mp3",
        ]
    ).items
    assert [each.shown for each in found] == ["http://127.0.0.1:9/a.wav", "http://h.invalid/b.mp3"]


def test_addresses_that_only_a_token_tells_apart_are_all_kept(make: Make) -> None:
    path = make("show.txt", "".join(f"https://host/get?token={n}\n" for n in range(3)))
    found = gather([str(path)]).items
    assert len({each.id for each in found}) == len({each.stem for each in found}) == 3


def test_a_key_that_names_the_recording_tells_addresses_apart(make: Make) -> None:
    lines = (f"https://host/get?key=shows/{n}.mp3&token=t{n}\n" for n in range(3))
    (first,) = gather([str(make("one.txt", next(lines)))]).items
    (second,) = gather([str(make("two.txt", next(lines)))]).items
    assert first.id != second.id
    (signed,) = gather([str(make("three.txt", "https://host/get?key=shows/0.mp3&token=x\n"))]).items
    assert (signed.id, signed.mark) == (first.id, first.mark)


def test_secrets_stand_nowhere_but_in_the_source() -> None:
    (found,) = gather(["https://ann:s3cret@host/a.mp3?token=s3cret2"]).items
    assert "s3cret" in found.source
    assert "s3cret" not in f"{found} {found.stem} {found.shown} {found.mark}"


def test_too_many_are_refused(make: Make, tmp_path: Path) -> None:
    make("a.mp3"), make("b.mp3")
    with pytest.raises(PodscribeError, match="2 episodes are more than 1"):
        gather([str(tmp_path)], InputOptions(limits=Limits(most_items=1)))


def test_a_feed_in_a_file_gives_its_episodes(make: Make) -> None:
    more = "<itunes:season>1</itunes:season><itunes:episode>4</itunes:episode>"
    content = feed(
        item("Counting bread", "https://host/default.mp3?id=1", guid="a", more=more),
        item("Rye", "https://host/default.mp3?id=2", guid="b"),
        "<item><title>News</title></item>",
    )
    found = gather([str(make("feed.xml", content))])
    assert [each.stem for each in found.items] == ["s01e04-counting-bread", "rye"]
    assert [(each.season, each.episode) for each in found.items] == [(1, 4), (None, None)]
    assert found.items[0].size_bytes == 1_000_000
    assert "1 of 3 episodes have no sound" in found.notices[0]


def test_a_feeds_episode_stays_the_same_when_host_and_title_change(make: Make) -> None:
    def first(**facts: str) -> Item:
        return gather([str(make("feed.xml", feed(item(**facts), item("Other", guid="o"))))]).items[
            0
        ]

    before = first(title="Rye", url="https://one/show/4.mp3?sig=1", guid="17")
    moved = first(
        title="Rye bread", url="https://count.er/https://two/audio/4.mp3?sig=2", guid="17"
    )
    assert moved.id == before.id and moved.mark == before.mark
    again = first(title="Rye", url="https://one/show/4-new.mp3", guid="17")
    assert again.id == before.id and again.mark != before.mark


def test_two_shows_that_count_from_one_do_not_meet(make: Make) -> None:
    one = make("one.xml", feed(item("Rye", "https://one/1.mp3", guid="1")))
    other = make(
        "other.xml", feed(item("Hops", "https://other/1.mp3", guid="1")).replace(b"Bread", b"Beer")
    )
    assert len(gather([str(one), str(other)]).items) == 2
    assert len(gather([str(one), str(one)]).items) == 1


def test_a_guid_that_a_feed_gives_twice_hides_nobody(make: Make) -> None:
    content = feed(
        item("Rye", "https://h/1.mp3", guid="x"), item("Hops", "https://h/2.mp3", guid="x")
    )
    assert [each.stem for each in gather([str(make("f.xml", content))]).items] == ["rye", "hops"]


def test_hostile_titles_and_addresses_make_harmless_names(make: Make) -> None:
    titles = [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "..",
        "CON",
        "-rf ~",
        "a" * 5000,
        "&lt;img src=x&gt;",
    ]
    content = feed(
        *(
            item(title, f"https://h/{n}/..%2F..%2F.ssh", guid=f"g{n}")
            for n, title in enumerate(titles)
        ),
        item("", "https://h/%2e%2e%2fetc%2fpasswd.mp3"),
    )
    for each in gather([str(make("f.xml", content))]).items:
        assert "/" not in each.stem and not each.stem.startswith((".", "-", "~"))
        assert len(each.stem.encode()) <= 101


def test_a_faulty_feed_is_named(make: Make) -> None:
    with pytest.raises(PodscribeError, match=r"feed\.xml:1: is not valid XML"):
        gather([str(make("feed.xml", b"<rss"))])
    with pytest.raises(PodscribeError, match=r"feed\.xml: has no episodes"):
        gather([str(make("feed.xml", feed()))])
