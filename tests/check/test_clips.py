"""quotableClips against the headers."""

from __future__ import annotations

from podscribe.errors import PodscribeError
from podscribe.formats import page, write_transcript
from podscribe.formats.page_source import read_page
from tests.check.pages import HEAD, codes, line
from tests.check.pages import page as page_of
from tests.corpus import pages

ROWS = (
    f"- header: Greeting\n{line('So tell us.', 3)}- header: Flour\n{line('It was.', 19, 'Tom')}"
    f"- header: Farewell\n{line('Thank you.', 40)}"
)


def clips(*told: tuple[str, int, int]) -> str:
    rows = [
        f"- {{name: {name}, startOffset: {start}, endOffset: {end}}}\n" for name, start, end in told
    ]
    return f"{HEAD}quotableClips:\n{''.join(rows)}"


def test_clips_that_tell_the_chapters_are_sound() -> None:
    told = clips(("Greeting", 0, 19), ("Flour", 19, 40), ("Farewell", 40, 60))
    assert codes(page_of(ROWS, told)) == []


def test_offsets_in_quotes_are_seconds_too() -> None:
    told = clips(("Greeting", 0, 19), ("Flour", 25, 40), ("Farewell", 40, 60))
    assert codes(page_of(ROWS, told)) == ["P505", "P504"]
    assert codes(page_of(ROWS, told.replace("Offset: 25", "Offset: '25'"))) == ["P505", "P504"]


def test_what_comes_after_the_last_clip_needs_none() -> None:
    assert codes(page_of(ROWS, clips(("Greeting", 0, 19), ("Flour", 19, 40)))) == []


def test_a_header_between_clips_needs_one() -> None:
    assert codes(page_of(ROWS, clips(("Greeting", 0, 40), ("Farewell", 40, 60)))) == ["P504"]


def test_a_clip_needs_a_header() -> None:
    told = clips(("Greeting", 0, 19), ("Flour", 19, 30), ("Salt", 30, 40), ("Farewell", 40, 60))
    assert codes(page_of(ROWS, told)) == ["P504"]


def test_clips_of_other_names_are_one_finding() -> None:
    told = clips(("One", 0, 19), ("Two", 19, 40), ("Three", 40, 60))
    assert codes(page_of(ROWS, told)) == ["P504"]


def test_only_the_first_clip_may_begin_with_the_episode() -> None:
    rows = ROWS.replace("- header: Greeting\n", "").replace("sec: 3\n", "sec: 13\n")
    rows = "- header: Greeting\n" + rows.replace("'0:03'", "'0:13'")
    late = clips(("Greeting", 0, 19), ("Flour", 19, 40), ("Farewell", 40, 60))
    assert codes(page_of(rows, late)) == []
    told = clips(("Greeting", 0, 19), ("Flour", 0, 40), ("Farewell", 40, 60))
    assert "P504" in codes(page_of(ROWS, told))


def test_a_time_that_is_only_estimated_is_held_against_no_clip() -> None:
    rows = ROWS.replace("  sec: 19\n  time: '0:19'\n", "")
    told = clips(("Greeting", 0, 25), ("Flour", 25, 40), ("Farewell", 40, 60))
    assert codes(page_of(rows, told)) == ["T102"]


def test_the_clips_that_podscribe_writes_are_sound_on_every_published_page() -> None:
    for path in pages():
        text = path.read_text(encoding="utf-8")
        try:
            written = write_transcript(page.parse(text), "clips")
        except PodscribeError:  # without headers there are no clips
            continue
        whole = read_page(text)
        pair = whole.matter.pair("quotableClips")
        start = whole.matter.start
        if pair is not None:
            text = (
                text[: whole.matter.offset(pair[0].start_mark)]
                + text[whole.matter.offset(pair[1].end_mark) :]
            )
        clipped = f"{text[:start]}{written}{text[start:]}"
        assert not {"P504", "P505"} & {*codes(clipped)}, path.name
