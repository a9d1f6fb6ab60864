"""New pages are like the show's others."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.pages import PageFacts, new_page, slug_of_person, slug_of_title
from podscribe.pages.new import LONGEST_SLUG
from tests.corpus import pages

EXAMPLES = Path(__file__).parents[2] / "examples"


def podscribe(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "podscribe", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


NEW = (
    "page",
    "new",
    "--title",
    "Half a Minute: The Beginning",
    "--season",
    "1",
    "--episode",
    "8",
    "--guest",
    "Jonas Øst",
    "--youtube",
    "podscribe-8",
)


def test_a_new_page_is_filled_by_a_run(tmp_path: Path) -> None:
    made = podscribe(tmp_path, *NEW, "-o", "_podcast")
    assert made.returncode == 0, made.stderr
    page = tmp_path / made.stdout.strip()
    assert page == tmp_path / "_podcast" / "s01e08-half-minute-beginning.md"
    assert yaml.safe_load(page.read_text().split("---")[1]) == {
        "episode": 8,
        "guests": ["jonasost"],
        "ids": {"youtube": "podscribe-8"},
        "image": "images/podcast/s01e08-half-minute-beginning.jpg",
        "links": {"youtube": "https://www.youtube.com/watch?v=podscribe-8"},
        "season": 1,
        "short": "Half a Minute: The Beginning",
        "title": "Half a Minute: The Beginning",
    }
    again = podscribe(tmp_path, *NEW, "-o", "_podcast")
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr
    head = page.read_text().removesuffix("---\n")
    words = EXAMPLES / "clip.json"
    done = podscribe(tmp_path, "convert", str(words), str(page))
    assert done.returncode == 0, done.stderr
    assert page.read_text().startswith(head)
    assert load_transcript(page).lines


def test_a_guest_who_is_none_of_the_people_is_told(tmp_path: Path) -> None:
    assert podscribe(tmp_path, *NEW).stderr == ""  # the show knows no people
    (tmp_path / "podscribe.yaml").write_text("people: people\nguest_names: {tom: Tom Reed}\n")
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "jonasost.md").write_text("---\ntitle: Jonas Øst\n---\n")
    guests = ("--guest", "tom", "--guest", "idanobody")
    made = podscribe(tmp_path, *NEW, *guests, "-o", "_podcast")
    assert made.returncode == 0
    (told,) = made.stderr.splitlines()
    assert "the guest 'idanobody' is none of the show's people" in told


def slug_or_nothing(title: str) -> str:
    try:
        return slug_of_title(title)
    except PodscribeError:
        return ""


@given(st.text(max_size=300), st.integers(0, 99), st.integers(0, 99))
def test_any_title_gives_a_safe_name_or_a_clear_word(title: str, season: int, episode: int) -> None:
    if not re.search("[a-z0-9]", slug_or_nothing(title)):
        with pytest.raises(PodscribeError, match="title"):
            new_page(PageFacts(title, season, episode))
        return
    page = new_page(PageFacts(title, season, episode))
    assert re.fullmatch(r"s\d{2}e\d{2}-[a-z0-9]+(-[a-z0-9]+)*\.md", page.name)
    assert len(page.name) <= 120
    assert yaml.safe_load(page.text.split("---\n")[1])["title"].split() == title.split()


def test_a_name_ends_at_its_longest_between_words() -> None:
    fits, too_long = (f"Rye {'a' * 45} {'b' * letters} Oats" for letters in (50, 51))
    assert slug_of_title(fits) == f"rye-{'a' * 45}-{'b' * 50}"
    assert len(slug_of_title(fits)) == LONGEST_SLUG
    assert slug_of_title(too_long) == f"rye-{'a' * 45}"


def test_a_page_without_a_video_has_no_links() -> None:
    known = yaml.safe_load(new_page(PageFacts("Bread", 1, 1)).text.split("---\n")[1])
    assert "ids" not in known and "links" not in known


def test_a_short_title_is_what_the_name_is_made_of() -> None:
    page = new_page(PageFacts("Bread: How Rye Rises", 1, 1, short="Rye"))
    assert page.name == "s01e01-rye.md"
    assert yaml.safe_load(page.text.split("---\n")[1])["short"] == "Rye"


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        (PageFacts(" ", 1, 1), "the title is empty"),
        (PageFacts("Bread", 1, 1, short="\n"), "the short title is empty"),
        (PageFacts("李明", 1, 1), "no address can be made"),
    ],
)
def test_a_title_that_says_nothing_is_told(facts: PageFacts, what: str) -> None:
    with pytest.raises(PodscribeError, match=what):
        new_page(facts)


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Crème Brûlée", "creme-brulee"), ("The A of An", "of"), ("The", "the"), ("Łódź’s", "lodzs")],
)
def test_accents_and_articles_are_left_out_of_a_name(title: str, slug: str) -> None:
    assert slug_of_title(title) == slug


def test_a_guest_who_is_named_twice_is_told() -> None:
    with pytest.raises(PodscribeError, match="misraturp is given twice"):
        new_page(PageFacts("Bread", 1, 1, guests=("Mısra Turp", "misraturp")))


def test_names_of_recent_pages_are_made_from_their_titles() -> None:
    tried = 0
    for path in pages():
        if not re.match(r"s\d+e\d+-", path.stem):
            continue
        made = slug_of_title(str(load_transcript(path).metadata["short"]))
        tried += re.sub(r"^s\d+e\d+-", "", path.stem) == made
    assert tried == 7


def test_slugs_of_people() -> None:
    names = ("Alexey Grigorev", "Sławomir Tulski", "Juan Manuel Perafán", "anushaakkina")
    slugs = ["alexeygrigorev", "slawomirtulski", "juanmanuelperafan", "anushaakkina"]
    assert [slug_of_person(name) for name in names] == slugs
    with pytest.raises(PodscribeError, match="no slug"):
        slug_of_person("李明")
