"""Words and spans to turns: boundaries, stray words, backchannels, overlap, what is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podscribe.text import Glossary, as_heard, clean
from podscribe.transcript import Doubt, Span, Word
from podscribe.turns import TurnOptions, assemble, to_transcript
from tests.turns.talk import Sounding, doubtful, span, told, words

QUESTION_AND_ANSWER = "why do you bake at night? | because the oven is free then."
ASKED, ANSWERED = "Mara: Why do you bake at night?", "Tom: Because the oven is free then."


@pytest.mark.parametrize("shift", [-0.55, -0.3, 0.0, 0.3, 0.55])
def test_a_boundary_moves_to_the_end_of_the_sentence(shift: float) -> None:
    spans = [span("Mara", 0.0, 1.8 + shift), span("Tom", 2.3 + shift, 4.1)]
    assert told(assemble(words(QUESTION_AND_ANSWER), spans)) == [ASKED, ANSWERED]


@pytest.mark.parametrize("mark", ["?", "؟", "۔", "।", "։", ".“", "？」"])
@pytest.mark.parametrize("shift", [-0.55, 0.0, 0.55])
def test_a_boundary_moves_to_the_end_of_a_sentence_in_any_script(shift: float, mark: str) -> None:
    said = words(QUESTION_AND_ANSWER.replace("?", mark).replace("| ", ""))
    number = len(ASKED.split()) - 1
    change = said[number].start + shift
    spans = [span("Mara", 0.0, change), span("Tom", change, said[-1].end)]
    asked, answered = assemble(said, spans)
    assert (len(asked.words), len(answered.words)) == (number, len(said) - number)


@pytest.mark.parametrize("shift", [-0.4, 0.0, 0.4])
def test_without_punctuation_a_boundary_moves_to_the_pause(shift: float) -> None:
    said = words("why do you bake at night | because the oven is free then")
    spans = [span("Mara", 0.0, 2.0 + shift), span("Tom", 2.0 + shift, 4.1)]
    assert [turn.speaker for turn in assemble(said, spans)] == ["Mara", "Tom"]
    assert assemble(said, spans)[1].words[0].text == "Because"


def test_a_boundary_that_is_far_from_any_end_of_sentence_stays() -> None:
    said = words("so the first loaf and then somebody else went on for quite a while with it")
    spans = [span("Mara", 0.0, 1.5), span("Tom", 1.5, 4.8)]
    assert told(assemble(said, spans))[0] == "Mara: So the first loaf and"


def test_a_stray_word_goes_back_to_its_sentence() -> None:
    said = words("the flour comes from the mill behind the hill and nowhere else.")
    spans = [span("Mara", 0.0, 1.5), span("Tom", 1.5, 1.8), span("Mara", 1.8, 3.6)]
    assert [turn.speaker for turn in assemble(said, spans)] == ["Mara"]


@pytest.mark.parametrize("start", [0.4, 1.1, 1.9, 2.4])
def test_a_short_false_change_inside_a_sentence_is_undone(start: float) -> None:
    said = words("the flour comes from the mill behind the hill and nowhere else.")
    spans = [span("Mara", 0.0, start), span("Tom", start, start + 0.9), span("Mara", start, 3.6)]
    assert [turn.speaker for turn in assemble(said, spans)] == ["Mara"]


def test_a_backchannel_of_the_other_that_stands_alone_is_a_turn() -> None:
    said = words("it took a year. | Yeah. | Then it paid off.")
    spans = [span("Tom", 0.0, 1.2), span("Mara", 1.7, 2.0), span("Tom", 2.5, 3.7)]
    assert told(assemble(said, spans)) == [
        "Tom: It took a year.",
        "Mara: Yeah.",
        "Tom: Then it paid off.",
    ]


def test_a_backchannel_of_the_same_speaker_is_no_turn() -> None:
    said = words("it took a year. | Yeah. | Then it paid off.")
    assert told(assemble(said, [span("Tom", 0.0, 3.7), span("Mara", 4.5, 6.0)])) == [
        "Tom: It took a year. Yeah. Then it paid off."
    ]


def test_a_backchannel_inside_a_sentence_is_no_turn() -> None:
    said = words("it took a year right and then it paid off.")
    spans = [span("Tom", 0.0, 3.0), span("Mara", 1.2, 1.5)]
    turns = assemble(said, spans)
    assert [turn.speaker for turn in turns] == ["Tom"]
    assert doubtful(turns) == ["right"]


def test_what_is_said_at_the_same_time_waits_for_the_end_of_the_sentence() -> None:
    said = [*words("it took a year and a day. Then it paid off.")]
    said.insert(4, Word("Mhm.", 0.95, 1.4))
    spans = [span("Tom", 0.0, 3.3), span("Mara", 0.95, 1.4)]
    assert told(assemble(said, spans)) == [
        "Tom: It took a year and a day.",
        "Mara: Mhm.",
        "Tom: Then it paid off.",
    ]


def test_a_sentence_is_whole_although_the_words_alone_would_part_it() -> None:
    before, after = words("in fact all of it is done,"), words("I ask for more of it.", 2.3)
    said = [*before, Word("Sure.", 2.15, 2.7), *after, *words("And so on.", 6.0)]
    spans = [span("Mara", 0.0, 4.1), span("Tom", 2.15, 2.7), span("Mara", 6.0, 7.0)]
    assert told(assemble(said, spans)) == [
        "Mara: In fact all of it is done, I ask for more of it.",
        "Tom: Sure.",
        "Mara: And so on.",
    ]


def test_a_backchannel_over_the_span_of_the_other_is_a_turn_if_it_stands_alone() -> None:
    said = words("it took a year. | Yeah. | Then it paid off.")
    pieces = [span("Tom", tenth / 10, (tenth + 1) / 10) for tenth in range(37)]
    for tom in ([span("Tom", 0.0, 3.7)], pieces):
        turns = assemble(said, [*tom, span("Mara", 1.7, 2.0)])
        assert [turn.speaker for turn in turns] == ["Tom", "Mara", "Tom"]


def test_two_words_at_once_are_of_two_people_even_without_a_span() -> None:
    said = [*words("it took a year and a day. Then it paid off.")]
    said.insert(4, Word("Mhm.", 0.95, 1.4))
    spans = [span("Tom", 0.0, 3.3), span("Mara", 5.0, 6.0)]
    assert told(assemble(said, spans))[1] == "Mara: Mhm."


def test_who_began_first_goes_on_where_nothing_else_tells() -> None:
    said = words("why do you bake at night because the oven is free then")
    spans = [span("Mara", 0.0, 1.8), span("Tom", 0.9, 3.6)]
    assert told(assemble(said, spans))[0] == "Mara: Why do you bake at night"


def test_overlap_goes_to_whose_sentence_it_is_and_is_marked() -> None:
    spans = [span("Mara", 0.0, 2.9), span("Tom", 1.5, 4.1)]
    turns = assemble(words(QUESTION_AND_ANSWER), spans)
    assert told(turns) == [ASKED, ANSWERED]
    assert doubtful(turns) == ["night?", "Because", "the"]


def test_a_word_that_one_voice_covers_more_is_not_doubtful() -> None:
    spans = [span("Mara", 0.0, 1.8), span("Tom", 1.7, 4.1)]
    assert doubtful(assemble(words(QUESTION_AND_ANSWER), spans)) == []


def test_words_far_from_every_span_go_to_the_nearest_and_are_marked() -> None:
    spans = [span("Mara", 0.0, 1.8), span("Tom", 20.0, 24.0)]
    said = [*words(QUESTION_AND_ANSWER), *words("And it is warm.", 17.0)]
    turns = assemble(said, spans)
    assert told(turns) == [f"{ASKED} because the oven is free then.", "Tom: And it is warm."]
    late = {word.text for turn in turns for word in turn.words if Doubt.SPEAKER in word.doubts}
    assert late >= {"oven", "is", "free", "then.", "And", "warm."}
    assert "night?" not in late


def test_a_mark_that_is_there_already_is_not_doubled() -> None:
    said = [Word("so", 9.0, 9.2, doubts=(Doubt.SPEAKER,))]
    (turn,) = assemble(said, [span("Mara", 0.0, 1.0)])
    assert turn.words[0].doubts == (Doubt.SPEAKER,)


def test_a_mark_of_an_earlier_run_goes_where_the_speaker_is_sure_now() -> None:
    said = [Word("so", 0.2, 0.5, doubts=(Doubt.TEXT, Doubt.SPEAKER))]
    (turn,) = assemble(said, [span("Mara", 0.0, 1.0)])
    assert turn.words[0].doubts == (Doubt.TEXT,)


def test_a_short_answer_without_its_span_costs_no_other_word_its_speaker() -> None:
    said = words("is it done? | Yes. | And was it hard to do at all?")
    spans = [span("Mara", 0.0, 0.9), span("Mara", 2.2, 4.6), span("Tom", 6.0, 9.0)]
    assert {turn.speaker for turn in assemble(said, spans)} == {"Mara"}


def test_an_answer_between_two_questions_is_kept_by_its_span_alone() -> None:
    said = words("is it done? Yes. And was it hard to do at all?")
    spans = [span("Mara", 0.0, 0.9), span("Tom", 0.9, 1.2), span("Mara", 1.2, 3.9)]
    assert [turn.speaker for turn in assemble(said, spans)] == ["Mara", "Tom", "Mara"]


@pytest.mark.parametrize("spans", [[], [Span(1.0, 1.0, "Mara")]])
def test_without_spans_turns_of_nobody_are_parted_at_long_pauses(spans: list[Span]) -> None:
    said = [*words("so it began."), *words("then it went on. | and on.", 4.0)]
    assert told(assemble(said, spans)) == ["None: So it began.", "None: Then it went on. and on."]
    turns = assemble(said, spans, TurnOptions(silence_s=9.0))
    assert len(turns) == 1
    assert doubtful(turns) == []


def test_how_far_a_boundary_may_move_is_an_option() -> None:
    said = words("why do you bake at night? because the oven is free then.")
    spans = [span("Mara", 0.0, 1.2), span("Tom", 1.2, 3.6)]
    assert told(assemble(said, spans))[0] == ASKED
    strict = assemble(said, spans, TurnOptions(uncertainty_s=0.05))
    assert told(strict)[0] == "Mara: Why do you bake"


def test_spans_made_by_hand_may_be_believed_to_the_end() -> None:
    said, spans = words(QUESTION_AND_ANSWER), [span("Mara", 0.0, 1.8), span("Tom", 2.3, 4.1)]
    assert told(assemble(said, spans, TurnOptions(uncertainty_s=0.0))) == [ASKED, ANSWERED]


def test_nothing_said_is_no_turn() -> None:
    assert assemble([], [span("Mara", 0.0, 1.0)]) == ()
    assert assemble([], []) == ()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("so it began", "So it"),
        ("[laughs] so it began", "[laughs] So"),
        ("[laughs softly] so it", "[laughs softly]"),
        ("(laughs) ¿qué tal", "(laughs) ¿Qué"),
        ("iPhone users", "iPhone users"),
        ("2019 was good", "2019 was"),
        ("[music]", "[music]"),
        ("დღეს ვართ", "დღეს ვართ"),
    ],
)
def test_a_turn_begins_with_a_capital_and_sounds_stay(text: str, start: str) -> None:
    (turn,) = assemble(words(text), [])
    assert " ".join(word.text for word in turn.words[:2]) == start


def test_a_turn_lasts_until_its_last_word_is_over() -> None:
    said = [Word("so", 1.0, 1.2), Word("it", 1.2, 3.0), Word("is.", 2.98, 2.99)]
    (turn,) = assemble(said, [span("Mara", 0.0, 4.0)])
    assert (turn.start, turn.end) == (1.0, 3.0)


@pytest.mark.parametrize(
    ("heard", "text"),
    [
        (["今天", "我们", "谈", "面包", "。", "好", "吗", "？"], "今天我们谈面包。好吗？"),
        (["パン", "は", "、", "時間", "が", "かかる", "。"], "パンは、時間がかかる。"),
        (["Bread", "takes", "time."], "Bread takes time."),
        (["面", "包"], "面包"),
    ],
)
def test_text_has_the_blanks_of_its_script(heard: list[str], text: str) -> None:
    said = [Word(each, number / 2, number / 2 + 0.4) for number, each in enumerate(heard)]
    transcript = to_transcript(assemble(said, [Span(0.0, 9.0, "Mara")]))
    assert [line.text for line in transcript.lines] == [text]
    edited, _ = clean(transcript, glossary=Glossary.parse({"面包": "馒头", "パン": "ごはん"}))
    assert edited.lines[0].text == text.replace("面包", "馒头").replace("パン", "ごはん")
    assert as_heard(edited).lines[0].text == text


def test_a_transcript_has_the_metadata_it_is_given_and_none_else() -> None:
    assert to_transcript(()).metadata == to_transcript(()).provenance == {}
    found = to_transcript((), metadata={"title": "Rye"}, provenance={"podscribe": "1"})
    assert (found.metadata, found.provenance) == ({"title": "Rye"}, {"podscribe": "1"})


def test_a_silence_of_two_seconds_parts_turns_of_nobody() -> None:
    def turns(pause_s: float) -> int:
        return len(assemble([Word("so", 0.0, 1.0), Word("it", 1.0 + pause_s, 4.0)], []))

    assert (turns(1.75), turns(2.0)) == (1, 2)


def test_a_long_word_that_is_still_heard_is_no_silence() -> None:
    said = [Word("so", 0.0, 3.0), Word("it", 1.0, 1.5), Word("is", 4.5, 5.0)]
    assert len(assemble(said, [])) == 1


def test_a_word_is_doubtful_from_where_no_span_of_its_speaker_is_near() -> None:
    for start, doubts in ((2.5, []), (2.75, ["near?"])):
        said = [Word("So", 0.0, 1.0), Word("near?", start, start + 0.1)]
        assert doubtful(assemble(said, [Span(0.0, 2.0, "Mara")])) == doubts


THROWN_IN = "the oven is free then. of course, and so we bake at night."  # at 1.5 to 2.1 s
TOM_HAS_IT = (span("Mara", -9.0, -1.0), span("Tom", 0.0, 4.5))


def test_what_sounds_like_another_is_hers_where_she_has_no_span() -> None:
    said = words(THROWN_IN)
    assert [turn.speaker for turn in assemble(said, TOM_HAS_IT)] == ["Tom"]
    sounding = Sounding([("Mara", 0.0, 1.5, 1.0), ("Tom", 1.5, 2.1, 1.0), ("Mara", 2.1, 4.5, 1.0)])
    assert told(assemble(said, TOM_HAS_IT, likeness=sounding)) == [
        "Tom: The oven is free then.",
        "Mara: Of course,",
        "Tom: And so we bake at night.",
    ]


@pytest.mark.parametrize("misfit", [0.1, 0.3])
def test_what_sounds_a_little_like_another_stays(misfit: float) -> None:
    sounding = Sounding([("Tom", 1.5, 2.1, misfit)])
    (turn,) = assemble(words(THROWN_IN), TOM_HAS_IT, likeness=sounding)
    assert turn.speaker == "Tom"


def test_one_word_inside_a_sentence_that_sounds_like_another_stays() -> None:
    sounding = Sounding([("Tom", 3.0, 3.3, 1.0)])
    (turn,) = assemble(words(THROWN_IN), TOM_HAS_IT, likeness=sounding)
    assert turn.speaker == "Tom"


def test_of_two_that_sound_alike_the_spans_decide() -> None:
    """However little a third one sounds like it."""
    sounding = Sounding([("Ida", 0.0, 9.0, 1.0)])
    spans = [span("Ida", -9.0, -6.0), span("Mara", -5.0, -1.0), span("Tom", 0.0, 4.5)]
    (turn,) = assemble(words(THROWN_IN), spans, likeness=sounding)
    assert turn.speaker == "Tom"
    ill = Sounding([("Tom", 0.0, 9.0, 1.0)])
    (turn,) = assemble(words(THROWN_IN), spans, likeness=ill)
    assert turn.speaker == "Mara"


def test_who_is_hardly_heard_is_no_better_than_whoever_has_the_span() -> None:
    sounding = Sounding([("Mara", 0.0, 1.5, 1.0), ("Tom", 1.5, 2.1, 1.0), ("Mara", 2.1, 9.0, 1.0)])
    hardly = replace(sounding, unknown=("Ida",))
    spans = [span("Mara", -9.0, -5.0), span("Ida", -1.0, -0.5), span("Tom", 0.0, 4.5)]
    turns = assemble(words(THROWN_IN), spans, likeness=hardly)
    assert [turn.speaker for turn in turns] == ["Tom", "Mara", "Tom"]
    has_it = [span("Mara", -9.0, -1.0), span("Ida", 0.0, 4.5), span("Tom", 7.0, 9.0)]
    assert [turn.speaker for turn in assemble(words(THROWN_IN), has_it, likeness=hardly)] == ["Ida"]


def test_what_sounds_like_another_is_a_guess_where_it_stays() -> None:
    sounding = Sounding([("Tom", 3.0, 3.3, 1.0)])
    (turn,) = assemble(words(THROWN_IN), TOM_HAS_IT, likeness=sounding)
    assert doubtful([turn]) == ["bake"]


def test_who_has_no_span_near_is_a_guess_however_it_sounds() -> None:
    sounding = Sounding([("Tom", 1.5, 2.1, 1.0)])
    turns = assemble(words(THROWN_IN), TOM_HAS_IT, likeness=sounding)
    assert doubtful(turns) == ["Of", "course,"]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("the oven is free, Of course. at night and so on.", ["Tom", "Mara", "Tom"]),
        ("the oven is free, of course, at night and so on.", ["Tom"]),
        ("the oven is free, I guess... at night and so on.", ["Tom"]),
        ("the oven is Dr. Miller's at night and so on.", ["Tom"]),
    ],
)
def test_a_remark_that_is_mixed_into_a_sentence_is_known_by_its_ends(
    text: str, speakers: list[str]
) -> None:
    """By a full stop before a small letter, and a capital after a comma."""
    sounding = Sounding([("Mara", 0.0, 1.2, 1.0), ("Tom", 1.2, 1.8, 0.6), ("Mara", 1.8, 9.0, 1.0)])
    turns = assemble(words(text), TOM_HAS_IT, likeness=sounding)
    assert [turn.speaker for turn in turns] == speakers


def test_a_word_is_listened_to_a_little_later_than_it_is_told() -> None:
    asked: list[tuple[float, float]] = []

    class Asked:
        def misfit(self, speaker: str, start: float, end: float) -> float:
            asked.append((start, end))
            return 0.0

    assemble([Word("Yes.", 2.0, 3.0), Word("No.", 4.0, 4.4)], TOM_HAS_IT, likeness=Asked())
    assert {*asked} == {(2.5, 2.7), (4.2, 4.4)}
