"""Names over the same words, and who speaks when."""

from __future__ import annotations

import pytest

from podscribe.compare import compare
from podscribe.compare.diarization import diarization
from podscribe.compare.result import Confusion, SpeakerScores
from podscribe.transcript import Span, Transcript
from tests.compare.material import cues, page, strange, talk, turns_of


def scores(reference: Transcript, hypothesis: Transcript) -> SpeakerScores:
    found = compare(reference, hypothesis).speakers
    assert found is not None
    return found


def test_words_under_the_right_name_are_counted_and_the_others_told() -> None:
    said = page((0.0, "Mara", "rye bread"), (5.0, "Tom", "salt and water"), (9.0, "Mara", "oven"))
    heard = page((0.0, "mara", "rye bread salt"), (6.0, "Tom", "and water"), (9.0, None, "oven"))
    found = scores(said, heard)
    assert found.right == 4 / 6
    assert found.confusion == (
        Confusion("Mara", "mara", 2),
        Confusion("Tom", "Tom", 2),
        Confusion("Tom", "mara", 1),
        Confusion("Mara", None, 1),
    )


def test_labels_are_matched_to_the_names_they_go_with_best() -> None:
    words = talk(1, 400)
    said, heard = turns_of(words), turns_of(words)
    labels = {"Mara": "SPEAKER_01", "Tom": "SPEAKER_00"}
    rows = tuple(
        page((line.start, labels[line.speaker or ""], line.text)).rows[0] for line in heard.lines
    )
    found = scores(said, Transcript(rows=rows, grain=heard.grain))
    assert (found.right, found.matched) == (0.0, 1.0)
    assert dict(found.names) == {"SPEAKER_01": "Mara", "SPEAKER_00": "Tom"}
    assert found.cp is not None
    assert found.tcp is not None
    assert (found.cp.rate, found.tcp.rate) == (0.0, 0.0)


def test_words_under_the_wrong_name_are_errors_of_both_rates() -> None:
    said = page((0.0, "Mara", "rye bread"), (5.0, "Tom", "salt and water and the oven"))
    heard = page((0.0, "Mara", "rye bread salt"), (6.0, "Tom", "and water and the oven"))
    found = scores(said, heard)
    assert found.cp is not None
    assert found.tcp is not None
    assert (found.cp.errors, found.cp.length, found.tcp.errors) == (2, 8, 2)


def test_speakers_are_not_scored_where_one_side_has_none() -> None:
    words = talk(1, 200)
    assert compare(turns_of(words), cues(words)).speakers is None
    notes = compare(turns_of(words), cues(words)).notes
    assert "the hypothesis names no speakers: no names and no cpWER are compared" in notes


def test_a_crowd_has_no_meeting_rates_and_is_told() -> None:
    crowd = page(*((float(at), f"P{at}", f"word {name}") for at, name in enumerate(strange(1, 20))))
    found = compare(crowd, crowd)
    assert found.speakers is not None
    assert (found.speakers.right, found.speakers.matched) == (1.0, 1.0)
    assert (found.speakers.cp, found.speakers.tcp) == (None, None)
    assert "more than 12 speakers: no cpWER" in found.notes


def test_names_of_a_crowd_go_with_whom_they_share_most_words() -> None:
    said = [(float(at), f"P{at}", f"word {name}") for at, name in enumerate(strange(1, 20))]
    labelled = [(start, f"SPEAKER_{20 - int(start):02}", text) for start, _, text in said]
    labelled[3] = (3.0, "SPEAKER_19", labelled[3][2])
    found = scores(page(*said), page(*labelled))
    assert dict(found.names)["SPEAKER_20"] == "P0"
    assert found.matched == 38 / 40


def test_the_diarization_error_is_that_of_the_spans() -> None:
    reference = (Span(0.0, 10.0, "Mara"), Span(10.0, 20.0, "Tom"))
    hypothesis = (Span(0.0, 8.0, "A"), Span(9.0, 19.0, "B"), Span(20.0, 22.0, "B"))
    found = diarization(reference, hypothesis)
    assert found is not None
    assert found.total_s == pytest.approx(20.0)
    assert found.missed_s == pytest.approx(2.0)  # 8 to 9, 19 to 20
    assert found.false_alarm_s == pytest.approx(2.0)
    assert found.confusion_s == pytest.approx(1.0)  # 9 to 10
    assert found.rate == pytest.approx(0.25)
    assert diarization((), hypothesis) is None


def test_spans_alone_are_compared_too() -> None:
    reference = Transcript(spans=(Span(0.0, 10.0, "Mara"),))
    hypothesis = Transcript(spans=(Span(0.0, 9.0, "A"),))
    found = compare(reference, hypothesis)
    assert found.words is None
    assert found.speakers is not None
    assert found.speakers.diarization is not None
    assert found.speakers.diarization.rate == pytest.approx(0.1)


def test_accents_apart_from_their_letters_are_no_difference() -> None:
    said = page((0.0, "Jürgen", "rye bread"), (5.0, "Zoë", "salt and water"))
    heard = page((0.0, "Ju\u0308rgen", "rye bread"), (5.0, "Zoe\u0308", "salt and water"))
    assert scores(said, heard).right == 1.0
