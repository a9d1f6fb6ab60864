"""Each episode gets its own page, or none where that is not certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.batch.inputs import InputOptions, gather
from podscribe.batch.item import Item
from podscribe.batch.pages import Page, find_pages, pair
from podscribe.errors import PodscribeError
from tests.batch.feeds import feed, item

EXAMPLES = Path(__file__).parents[2] / "examples"


def page(path: Path, **facts: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "".join(f"{key}: {value}\n" for key, value in facts.items())
    path.write_text(f"---\n{rows}transcript:\n- line: Hello\n  sec: 1\n  time: 0:01\n---\n")
    return path


def paired(items: tuple[Item, ...]) -> dict[str, str | None]:
    return {each.stem: each.page.name if each.page else None for each in items}


def test_pages_tell_their_title_season_and_episode(tmp_path: Path) -> None:
    page(tmp_path / "a.md", title='"Rye: a talk"', season=2, episode=3)
    page(tmp_path / "deep/s04e05-hops.markdown", title="[odd]", season="true")
    (tmp_path / "broken.md").write_text("---\n: [")
    page(tmp_path / ".drafts/b.md", title="Hidden")
    found = [
        (each.path.name, each.title, each.season, each.episode) for each in find_pages(tmp_path)
    ]
    assert found == [
        ("a.md", "Rye: a talk", 2, 3),
        ("broken.md", None, None, None),
        ("s04e05-hops.markdown", None, 4, 5),
    ]
    (bakery,) = [each for each in find_pages(EXAMPLES) if each.path.stem == "bakery"]
    assert (bakery.title, bakery.season, bakery.episode) == (
        *("How a bakery learned to count its bread", 1, 4),
    )


def test_episodes_of_a_feed_find_their_pages_by_number_title_and_name(tmp_path: Path) -> None:
    page(tmp_path / "pages/by-number.md", title="Other", season=1, episode=4)
    page(tmp_path / "pages/by-title.md", title="How RYE is baked")
    page(tmp_path / "pages/by-name.md", title="Other")
    page(tmp_path / "pages/nobodys.md", title="Nobody's")
    numbers = "<itunes:season>1</itunes:season><itunes:episode>4</itunes:episode>"
    (tmp_path / "feed.xml").write_bytes(
        feed(
            item("Counting", "https://h/1.mp3", guid="1", more=numbers),
            item("How rye is baked!", "https://h/2.mp3", guid="2"),
            item("Hops", "https://h/by-name.mp3", guid="3"),
            item("Lonely", "https://h/4.mp3", guid="4"),
        )
    )
    options = InputOptions(pages=tmp_path / "pages")
    assert paired(gather([str(tmp_path / "feed.xml")], options).items) == {
        "by-number": "by-number.md",
        "by-title": "by-title.md",
        "by-name": "by-name.md",
        "lonely": None,
    }


def test_files_find_pages_that_are_called_like_them(tmp_path: Path) -> None:
    for name in ("bread.mp3", "S01E04 rye.mp3", "hops.mp3"):
        (tmp_path / name).write_bytes(b"sound")
    page(tmp_path / "pages/bread.md", title="Bread")
    page(tmp_path / "pages/s01e04.md", title="Rye")
    found = gather([str(tmp_path)], InputOptions(pages=tmp_path / "pages")).items
    assert paired(found) == {"s01e04": "s01e04.md", "bread": "bread.md", "hops": None}


def test_what_is_not_certain_is_not_paired() -> None:
    def of(id: str, **facts: object) -> Item:
        return Item(id=id, source=f"{id}.mp3", **facts)  # type: ignore[arg-type]

    items = (
        of("a", names=("intro",)),
        of("b", names=("intro",)),
        of("c", names=("c",), season=1, episode=1),
        of("d", names=("d",), title="Rye"),
        of("e", names=("e", "f")),
    )
    pages = (
        Page(Path("intro.md")),
        Page(Path("x.md"), season=1, episode=1),
        Page(Path("y.md"), season=1, episode=1),
        Page(Path("z.md"), title="rye"),
        Page(Path("E.md")),
        Page(Path("f.md")),
    )
    found = {each.id: each.page.name for each in pair(items, pages) if each.page}
    assert found == {"d": "z.md", "e": "E.md"}


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="is no folder of pages"):
        find_pages(tmp_path / "nowhere")
