"""What cannot be compared is said in clear words, and the rest compared."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from podscribe.compare import CompareOptions, Comparison, compare
from podscribe.compare.json_report import as_json, json_of
from podscribe.compare.reports import MOST_PASSAGES, as_line, as_text
from podscribe.compare.side import MOST_WORDS
from podscribe.errors import PodscribeError
from podscribe.transcript import Header, Line, Span, Transcript
from tests.compare.material import cues, disturbed, page, strange, talk, turns_of
from tests.strategies import captions, moderately, paragraphs, transcripts

GERMAN = """
    und dann haben wir das Brot gezählt das wir am Abend noch nicht verkauft hatten weil es am
    Morgen geregnet hat und niemand in die Bäckerei gekommen ist aber der Kuchen war schon weg
"""


@cache
def schema() -> Draft202012Validator:
    path = files("podscribe.compare") / "podscribe-comparison.schema.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def reported(found: Comparison) -> str:
    """The text of a comparison, after its JSON was seen to fit the schema."""
    schema().validate(json.loads(as_json([json_of(found)])))
    assert as_line(found, "name", 10).startswith("name ")
    return "\n".join(as_text(found, 20))


def test_all_there_is_to_tell_is_reported() -> None:
    words = talk(1, 1200)
    said = turns_of(words, start=20.0)
    rows = [Header("Flour"), *said.rows[:10], Header("Rye"), *said.rows[10:]]
    spans = (Span(0.0, 10.0, "Mara"), Span(10.0, 20.0, "Tom"))
    reference = Transcript(rows=tuple(rows), grain=said.grain, spans=spans, duration=500.0)
    heard = turns_of(strange(2, 40) + disturbed(words, 3), start=4.0)
    rows = [Header("Flour"), *heard.rows]
    hypothesis = Transcript(rows=tuple(rows), grain=said.grain, spans=spans, language="en")
    text = reported(compare(reference, hypothesis))
    for part in ("words, normalised", "under the right name", "cpWER", "DER 0.0 %", "missing: Rye"):
        assert part in text
    assert "40 words missing in the reference" in text
    assert "within 3 s" in text


def test_another_episode_is_warned_of_and_compared() -> None:
    found = compare(turns_of(strange(1, 400)), turns_of(strange(2, 400)))
    assert found.alike is False
    assert found.notes[0] == (
        "these do not look like the same episode: 0% of the words are in common"
    )
    assert found.words is not None
    assert found.words.normalised.rate == 1.0
    reported(found)


def test_the_same_episode_badly_heard_is_not_warned_of() -> None:
    words = talk(1, 900)
    found = compare(turns_of(words), cues(disturbed(words, 1, share=0.25)))
    assert found.words is not None
    assert found.words.normalised.rate is not None
    assert found.words.normalised.rate > 0.5
    assert found.alike is True


def test_a_side_without_words_leaves_the_headers_to_compare() -> None:
    said = turns_of(talk(1, 100))
    empty = Transcript(rows=(Header("Flour"), Line("  ", 0.0)))
    for found in (compare(said, empty), compare(empty, said)):
        assert found.words is None
        assert any("has no words" in note for note in found.notes)
        assert len(found.structure.missing) + len(found.structure.added) == 1
        reported(found)


def test_without_any_words_there_is_nothing_to_compare() -> None:
    with pytest.raises(PodscribeError, match="neither side has words; give two transcripts"):
        compare(Transcript(), Transcript(rows=(Line(" "),)))


def test_another_language_is_told() -> None:
    english, german = turns_of(talk(1, 200)), cues(GERMAN.split() * 3)
    notes = compare(english, german).notes
    assert "the hypothesis does not read as English, the other side does" in notes
    assert any("these do not look like the same episode" in note for note in notes)
    told = Transcript(rows=german.rows, language="de-AT")
    assert "the reference is in 'en', the hypothesis in 'de'" in compare(english, told).notes
    both = compare(told, german)
    assert both.hypothesis.language == "de"
    assert "only of English is known which words an editor may change" in both.notes
    assert compare(german, german, CompareOptions(language="de")).reference.language == "de"


def test_a_language_without_blanks_is_compared_by_the_letter() -> None:
    said, heard = (
        Transcript(rows=(Line(text, 0.0),), language="ja")
        for text in ("これはパンです。", "これはパンだ")
    )
    found = compare(said, heard)
    assert found.words is not None
    assert (found.words.normalised.length, found.words.normalised.total) == (7, 2)
    assert "'ja' is written without blanks: its raw word errors say nothing" in found.notes


def test_ten_hours_and_a_minute_are_compared_and_the_length_told() -> None:
    words = talk(1, 90_000)
    found = compare(cues(words), cues(words[50_000:50_150], start=3.0))
    assert found.alike is True
    assert any("600 times as many words" in note for note in found.notes)
    assert [passage.words for passage in found.passages] == [50_000, 39_850]
    assert found.drift is not None
    assert found.drift.within_3s == 0.0
    reported(found)


def test_without_times_and_speakers_words_are_compared() -> None:
    words = talk(1, 100)
    bare = Transcript(rows=(Line(" ".join(words)),))
    found = compare(bare, bare)
    assert (found.drift, found.speakers, found.minutes) == (None, None, ())
    assert "the reference has no times: no drift and no tcpWER" in found.notes
    assert "–" not in reported(found)


def test_far_too_many_words_are_refused() -> None:
    row = Line("rye " * 1000, 0.0)
    endless = Transcript(rows=(row,) * (MOST_WORDS // 1000 + 1))
    with pytest.raises(PodscribeError, match="201,000 words are too many to compare; divide"):
        compare(endless, page((0.0, None, "rye")))


@moderately
@given(transcripts(), transcripts())
def test_any_two_transcripts_are_compared_or_refused(left: Transcript, right: Transcript) -> None:
    try:
        found = compare(left, right)
    except PodscribeError as error:
        assert "neither side has words" in str(error)  # noqa: PT017
        return
    reported(found)


@moderately
@given(captions(), paragraphs())
def test_any_sensible_transcripts_are_compared(left: Transcript, right: Transcript) -> None:
    for found in (compare(left, right), compare(right, left)):
        reported(found)


def test_two_episodes_make_a_short_table_all_the_same() -> None:
    found = compare(turns_of(talk(1, 6000)), turns_of(talk(2, 6000)))
    lines = [*as_text(found, 5)]
    listed = [line for line in lines if " words missing in the " in line]
    assert len(found.passages) > len(listed) == MOST_PASSAGES
    (rest,) = (line for line in lines if " passages more with " in line)
    assert rest.strip().startswith(f"and {len(found.passages) - MOST_PASSAGES} passages more with ")


def test_one_difference_is_one_and_nothing_around_it_leaves_no_blanks() -> None:
    found = compare(cues(strange(1, 1)), cues(strange(2, 1)))
    text = reported(found)
    assert "substance   1 difference: 1 " in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []
    assert "  [" in text.splitlines()[-1]


@pytest.mark.parametrize(
    ("said", "heard", "language"),
    [
        ("我们今天讨论人工智能的未来发展", "我们今天讨论人工智能的发展", "zh"),
        ("今日はパンの焼き方を話します", "今日はパン焼き方を話します", "ja"),
        ("วันนี้เราคุยกันเรื่องขนมปัง", "วันนี้เราคุยกันเรื่องขนม", "th"),
    ],
)
def test_a_language_without_blanks_is_known_by_its_letters(
    said: str, heard: str, language: str
) -> None:
    left, right = (Transcript(rows=(Line(text),)) for text in (said, heard))
    found, told = compare(left, right), compare(left, right, CompareOptions(language=language))
    assert found.reference.language == found.hypothesis.language == language
    assert found.words and told.words
    assert found.words == told.words
    assert found.words.normalised.rate and found.words.normalised.rate < 0.4


def test_blanks_between_letters_are_no_characters() -> None:
    left, right = (Transcript(rows=(Line(text),)) for text in ("我们今天讨论面包", "我们讨论面包"))
    found = compare(left, right)
    assert found.words
    errors = found.words.normalised_characters
    assert (errors.length, errors.total) == (8, 2)
    assert errors == found.words.normalised


def test_korean_has_blanks() -> None:
    found = compare(
        *(Transcript(rows=(Line(text),)) for text in ("오늘 빵을 굽다", "오늘 빵 굽다"))
    )
    assert found.reference.language is None
    assert found.words and found.words.normalised.length == 3
