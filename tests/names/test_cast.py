"""Who takes part: from the command line, the show and the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.names.cast import Cast, PageGuests, cast_of, page_guests


def names(cast: Cast) -> list[tuple[str | None, str]]:
    return [(person.name, str(person.role)) for person in cast.people]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A folder with a file a person, as the show's pages have it."""
    folder = tmp_path / "_people"
    folder.mkdir()
    (folder / "tomreed.md").write_text("---\ntitle: Tom Reed\nshort: x\n---\nBakes.\n")
    (folder / "tomcole.md").write_text("---\ntitle: 'Tom: Cole'\n---\n")
    (folder / "untitled.md").write_text("---\nshort: x\n---\n")
    (folder / "broken.md").write_text("no front matter\n")
    return folder


def test_a_slug_is_looked_up_in_the_folder_and_called_by_the_first_name(people: Path) -> None:
    found = page_guests({"guests": ["tomreed"]}, folder=people)
    assert [(each.name, each.full) for each in found.guests] == [("Tom", "Tom Reed")]
    assert not found.notes


def test_a_mapping_goes_before_the_folder(people: Path) -> None:
    found = page_guests({"guests": ["tomreed"]}, people={"tomreed": "Thomas Reed"}, folder=people)
    assert found.guests[0].full == "Thomas Reed"


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("nobody", "nobody"),
        ("untitled", "has no title"),
        ("broken", "has no front matter"),
        ("../secret", "nobody known"),
    ],
)
def test_an_unknown_slug_is_told_and_never_a_name(people: Path, slug: str, told: str) -> None:
    found = page_guests({"guests": [slug]}, folder=people)
    assert [each.name for each in found.guests] == [None]
    assert told in found.notes[0]
    assert names(cast_of(from_page=found)) == [(None, "guest")]


@pytest.mark.parametrize("guests", [None, [], "", [None, 3, {}], 7])
def test_a_page_without_guests_has_none(guests: object) -> None:
    assert page_guests({"guests": guests}) == PageGuests()


def test_a_guest_listed_twice_counts_once_and_is_told() -> None:
    page = page_guests({"guests": ["tomreed", "tomreed"]}, people={"tomreed": "Tom Reed"})
    cast = cast_of(show_hosts=["Mara"], from_page=page)
    assert names(cast) == [("Mara", "host"), ("Tom", "guest")]
    assert cast.notes == ("Tom Reed is listed twice as guest; counted once",)
    assert len(cast_of(guests=["Tom", "Tom"]).people) == 1


def test_two_guests_of_one_first_name_are_called_in_full(people: Path) -> None:
    page = page_guests({"guests": ["tomreed", "tomcole"]}, folder=people)
    assert names(cast_of(from_page=page)) == [("Tom Reed", "guest"), ("Tom: Cole", "guest")]


def test_full_names_are_written_where_they_are_wanted(people: Path) -> None:
    page = page_guests({"guests": ["tomreed"]}, folder=people)
    assert names(cast_of(from_page=page, full_names=True)) == [("Tom Reed", "guest")]


def test_a_host_whom_the_page_lists_as_guest_takes_part_once() -> None:
    page = page_guests({"guests": ["maraklein"]})
    assert names(cast_of(show_hosts=["Mara"], from_page=page)) == [("Mara", "host")]


def test_given_guests_go_before_the_page_which_is_told_where_it_differs() -> None:
    page = page_guests({"guests": ["tomreed"]}, people={"tomreed": "Tom Reed"})
    cast = cast_of(hosts=["Ida"], guests=["Paul"], show_hosts=["Mara"], from_page=page)
    assert names(cast) == [("Ida", "host"), ("Paul", "guest")]
    assert cast.conflicts == ("the page names Tom Reed as a guest, and given was Paul",)
    assert not cast_of(guests=["Tom"], from_page=page).conflicts


def test_of_a_page_with_endless_guests_a_hundred_count() -> None:
    assert len(page_guests({"guests": [f"guest{number}" for number in range(101)]}).guests) == 100


def test_a_page_may_write_its_one_guest_or_a_name_instead_of_a_slug() -> None:
    (guest,) = page_guests({"guests": " Tom Reed "}).guests
    assert (guest.name, guest.full) == ("Tom", "Tom Reed")


def test_somebody_without_a_name_is_spoken_of_by_the_slug() -> None:
    (guest,) = page_guests({"guests": ["svpino"]}).guests
    assert guest.label == "the guest 'svpino'"


def test_given_guests_hide_what_is_missing_on_the_page() -> None:
    page = page_guests({"guests": ["svpino"]})
    assert cast_of(from_page=page).notes == page.notes != ()
    assert cast_of(guests=["Santiago"], from_page=page).notes == ()


def test_a_guest_who_is_given_may_share_the_first_name_of_the_host() -> None:
    cast = cast_of(show_hosts=["Alexey"], guests=["Alexey Petrov"])
    assert names(cast) == [("Alexey", "host"), ("Alexey Petrov", "guest")]
    assert names(cast_of(show_hosts=["Alexey"], guests=["Alexey"])) == [("Alexey", "host")]
