"""The docs site builds strictly, from files of the repository alone, and fetches nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.markdown import DOCS, ROOT

pytest.importorskip("material", reason="the site is built with the extra `docs`")

PARTS = ("mkdocs.yml", "docs", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE")
OFFLINE = """
import socket, sys
def refuse(*arguments, **options): raise SystemExit("the build asks the network")
socket.socket.connect = socket.getaddrinfo = refuse
from mkdocs.__main__ import cli
cli(sys.argv[1:])
"""
FETCHED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}


def build(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """The site of a folder, as `make site` builds it."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OFFLINE, "build", "--strict", "-d", str(site)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: Path) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found


def pages(site: Path) -> Iterator[Path]:
    yield from (page for page in site.rglob("*.html") if page.name != "404.html")


def test_every_page_of_the_docs_is_there(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        name = page.relative_to(DOCS).with_suffix("")
        built = site / (name.parent if name.name == "index" else name) / "index.html"
        assert built.is_file(), name


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        for tag, attributes in tags(page):
            address = attributes.get(FETCHED.get(tag, "")) or ""
            assert not urlsplit(address).netloc, f"{page}: {tag} {address}"
        assert "preconnect" not in page.read_text(encoding="utf-8")
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", style.read_text(encoding="utf-8"))


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    names = {page: {each.get("id") for _, each in tags(page)} for page in pages(site)}
    for page in names:
        for tag, attributes in tags(page):
            link = urlsplit(attributes.get("href") or "")
            if tag != "a" or link.scheme or link.netloc:
                continue
            target = (page.parent / unquote(link.path)).resolve() if link.path else page
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{page}: {link.geturl()}"
            known = names.get(target, set())
            assert not link.fragment or unquote(link.fragment) in known, f"{page}: {link.geturl()}"


def test_files_of_samples_show_their_names_and_remarks_are_gone(site: Path) -> None:
    text = (site / "turns" / "index.html").read_text(encoding="utf-8")
    assert '<span class="filename">words.json</span>' in text
    assert not [page for page in pages(site) if "<!-- not exec" in page.read_text("utf-8")]


FAULTS = {  # what is put into a page, and what of it is told
    "index.md": ("[nowhere](nowhere.md)", "'nowhere.md'"),
    "names.md": ("[no heading](turns.md#no-heading)", "'turns.md#no-heading'"),
    "unlisted.md": ("# In no menu", "- unlisted.md"),
}


def test_links_to_nowhere_and_a_page_in_no_menu_fail_the_build(tmp_path: Path) -> None:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part)
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    for part in ("podscribe/formats", "benchmarks/results"):
        shutil.copytree(ROOT / part, tmp_path / part)
    for name, (text, _) in FAULTS.items():
        with (tmp_path / "docs" / name).open("a", encoding="utf-8") as page:
            page.write(f"\n{text}\n")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert [told for _, told in FAULTS.values() if told not in done.stderr] == []
