"""What is left out, what stays however it looks, and that nothing is lost by it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.text import Cleanup, Glossary, LeftOut, as_heard, clean
from podscribe.transcript import Header, Line, Transcript, Word
from tests.strategies import heard, moderately, thoroughly, transcripts
from tests.text.talk import line, talk


def cleaned(text: str, language: str | None = "en") -> str:
    transcript, _ = clean(talk(text, language=language))
    (row,) = transcript.lines
    assert row.text == " ".join(word.text for word in row.words)
    return row.text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Um, I baked it.", "I baked it."),
        ("Um, the oven was hot.", "The oven was hot."),
        ("um the oven was hot", "the oven was hot"),
        ("Um, uh, well, erm, we baked.", "Well, we baked."),
        ("We went to Berlin um, and baked.", "We went to Berlin, and baked."),
        ("We went to Berlin, um, and baked.", "We went to Berlin, and baked."),
        ("We baked, um. And then we ate.", "We baked. And then we ate."),
        ("We baked um. Then we ate.", "We baked. Then we ate."),
        ("We baked. Um. Then we ate.", "We baked. Then we ate."),
        ("We baked and, uh...", "We baked and..."),
        ("We baked. And uh... we ate.", "We baked. And we ate."),
        ("The, um, oven was, uh, hot.", "The oven was hot."),
        ("It was hotter, um, than before.", "It was hotter than before."),
        ("We use, er, rye.", "We use rye."),
        ("It was, hmm, three loaves.", "It was three loaves."),
        ("Why, uh — I mean, why rye?", "Why, — I mean, why rye?"),
        ("[laughs] Um, okay, [sighs] uh, fine.", "[laughs] Okay, [sighs] fine."),
        ("We baked, uh [laughs] rye.", "We baked, [laughs] rye."),
        ("Rye is, um", "Rye is,"),
        ("Um, iPhones and ovens.", "iPhones and ovens."),
        ("Ummm, uhhh, Rye.", "Rye."),
    ],
)
def test_hesitations_go_and_the_sentence_is_mended(said: str, written: str) -> None:
    assert cleaned(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "Um.",
        "Um, uh. Hmm.",
        "[laughs] Um.",
        "Mhm.",
        "Uh-huh. Right.",
        "Uh huh, right.",
        "Um hmm, right.",
        "Mm hmm, right.",
        "I was like hmm that burns.",
        "Uh oh, it burns.",
        "Hmm. That is a good one.",
        "Good one, uh?",
        "He said “Um, no.” and left.",
        "We baked (um) rye.",
        "People say um and uh all day.",
        "It is 5 um thick.",
        "She taught at UM before.",
        "We drew the ER diagram and wore umbrellas.",
        "Our guest is Er Wang.",
        "We met Um Ki-joon in Seoul.",
        "I talked to Professor Um about it.",
        "Then Um Hong-gil, who climbed it, said yes.",
        "We heard [um and music] there.",
    ],
)
def test_what_only_looks_like_a_hesitation_stays(said: str) -> None:
    assert cleaned(said) == said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I I think so.", "I think so."),
        ("I, I, I think so.", "I think so."),
        ("The the oven.", "The oven."),
        ("So the, um, the oven.", "So the oven."),
        ("I… I think so.", "I think so."),
        ("I, I'm sure.", "I'm sure."),
        ("They— they bake.", "They bake."),
        ("It is for for bread, in in Berlin.", "It is for bread, in Berlin."),
        ("“The the oven” it was.", "“The oven” it was."),
        ("and they… They tried it.", "and they tried it."),
        ("W-we bake, I-I know th-that.", "We bake, I know that."),
        ("So I-it rose.", "So it rose."),
    ],
)
def test_stutters_go(said: str, written: str) -> None:
    assert cleaned(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I was, I was going to bake.", "I was going to bake."),
        ("I was, um, I was going.", "I was going."),
        ("The mo- the model rises.", "The model rises."),
        ("The dough, the mo- model rises.", "The dough, the model rises."),
        ("w- we bake", "we bake"),
        ("W- we bake", "We bake"),
        ("I was go- I was trying.", "I was trying."),
        ("One of the one of the best loaves.", "One of the best loaves."),
        ("It's really like a, it's really like a stone.", "It's really like a stone."),
        ("It rose on the, on the left.", "It rose on the left."),
        ("And if you have if you have an oven, bake.", "And if you have an oven, bake."),
        ("We would pull the pull the bread, right?", "We would pull the bread, right?"),
        ("I um I was, I was going to the um, the oven.", "I was going to the oven."),
    ],
)
def test_false_starts_go(said: str, written: str) -> None:
    assert cleaned(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "It is very, very good, really really good.",
        "No, no. No no, bye bye.",
        "The bread I had had risen, and I know that that helps.",
        "What it is is that it burns.",
        "In twenty twenty we baked, fifty fifty.",
        "If I do it, I do it well.",
        "If you can, you can bake.",
        "How are you, are you well?",
        "How are we, are we ready?",
        "The money we have we have to spend, sadly.",
        "When it works, it works well.",
        "It rose more and more and more, over and over and over.",
        "And so on, and so on, and so forth.",
        "We learned this, this and this.",
        "Do what, what the others do.",
        "They came in in 2019, and moved on on Friday.",
        "If they want to, to bake at home.",
        "It was World War I, I think.",
        "So do I, I love bread.",
        "You know it better than I, I guess.",
        "I was hoping you would, would Tuesday work?",
        "I wish I could, could you help me?",
        "Vitamin A, a must.",
        "I know. I know it burns.",
        "Come back, come back.",
        "I don't know, I don't know.",
        "A silver loaf, a silver loaf and a gold one.",
        "Pre- and post-war bread, short- and long-term.",
        "We ran the t-test, and re-recorded with a co-coordinator.",
        "We ran an A-A test, an a a test.",
        "It was so-so, no-no, bye-bye.",
        "Can we- well, we bake.",
        "No- no way.",
        "We have an a- and a b-side.",
    ],
)
def test_what_is_said_twice_on_purpose_stays(said: str) -> None:
    assert cleaned(said) == said


def test_without_commas_nobody_knows_where_a_clause_ends() -> None:
    assert cleaned("we use it it works") == "we use it it works"
    assert cleaned("if I had a car a car a cat") == "if I had a car a car a cat"
    assert cleaned("yeah it is it is good") == "yeah it is it is good"
    assert cleaned("yeah it is, it is good") == "yeah it is good"
    assert cleaned("we know it it works, yes") == "we know it works, yes"


@pytest.mark.parametrize("language", ["de", "fr", "pt", None])
def test_rules_of_english_are_for_english(language: str | None) -> None:
    said = "Um sieben kommen die, die die das das wollen, nous nous levons, w-we I I think."
    assert cleaned(said, language) == said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Das Mo- das Modell geht auf.", "Das Modell geht auf."),
        ("Der- der Ofen war w- warm.", "Der Ofen war warm."),
        ("Vor- und Nachteile, a- aber gut.", "Vor- und Nachteile, a- aber gut."),
        ("我们 我们 做 面包 做 面包", "我们 我们 做 面包 做 面包"),
    ],
)
def test_words_that_broke_off_go_in_every_language(said: str, written: str) -> None:
    assert cleaned(said, "de") == written


def test_every_edit_is_told_with_its_time() -> None:
    _, edits = clean(talk("Yes.", "Um, I was, I was go- gone, mlops."), glossary=MLOPS)
    assert [str(edit) for edit in edits] == [
        "1:00 left out: Um",
        "1:00 left out: I was",
        "1:02 left out: go-",
        "1:03 mlops → MLOps",
    ]


MLOPS = Glossary.parse({"mlops": "MLOps"})


def test_every_edit_is_told_where_a_word_broke_off() -> None:
    _, edits = clean(talk("the mo- the model w-we made"))
    assert edits == (LeftOut(0.0, "the mo-"), LeftOut(2.0, "w-"))


def test_a_word_holds_the_words_in_whose_place_it_stands() -> None:
    transcript, _ = clean(talk("We baked um. The the end."))
    we, baked, the, end = transcript.lines[0].words
    heard = talk("We baked um. The the end.").lines[0].words
    assert (we, end) == (heard[0], heard[5])
    assert (baked.text, baked.start, baked.end, baked.heard) == ("baked.", 0.5, 0.9, heard[1:2])
    assert (the.text, the.start, the.end, the.heard) == ("The", 2.0, 2.4, heard[2:5])


def test_the_last_word_holds_what_comes_behind_it() -> None:
    transcript, _ = clean(talk("We baked, um"))
    assert transcript.lines[0].words[-1].heard == talk("We baked, um").lines[0].words[1:]


def test_a_line_keeps_its_times_and_its_speaker() -> None:
    before = talk("Um, we baked, uh.").lines[0]
    after = clean(talk("Um, we baked, uh."))[0].lines[0]
    assert replace(after, text=before.text, words=before.words) == before


def test_what_is_none_stays_as_heard_but_for_the_glossary() -> None:
    given = talk("Um, I I like mlops.")
    assert clean(given, Cleanup.NONE) == (given, ())
    transcript, edits = clean(given, Cleanup.NONE, MLOPS)
    assert transcript.lines[0].text == "Um, I I like MLOps."
    assert len(edits) == 1


def test_a_later_call_begins_with_what_was_heard() -> None:
    given = talk("Um, we like mlops.")
    light, _ = clean(given, Cleanup.LIGHT, MLOPS)
    assert clean(light, Cleanup.NONE) == (given, ())


def test_lines_whose_words_are_not_known_stay_as_they_are() -> None:
    other = Line("Um, we baked.", 0.0, words=(Word("Um, we fried.", 0.0, 1.0),))
    given = Transcript((Header("Um"), Line("Um, we baked.", 0.0), other), language="en")
    assert clean(given) == (given, ())


def test_without_edits_the_same_transcript_comes_back() -> None:
    given = talk("We baked.", "It rose.")
    assert clean(given)[0] is given
    assert as_heard(given) is given


def without_edits(transcript: Transcript) -> Transcript:
    """The transcript as if it had been heard as it is written."""
    rows = (
        replace(row, words=tuple(replace(word, heard=None) for word in row.words))
        for row in transcript.lines
    )
    return replace(transcript, rows=tuple(rows))


STUMBLES = (
    "um Um, uh, uh. hmm, er I I, I'm the The the, w- we mo- model and and, was was, to in you it",
    "[laughs] “the so. so on. that… — go- going W-we if have a A",
)
HESITANT = st.lists(st.sampled_from(" ".join(STUMBLES).split()), min_size=1, max_size=30)


@thoroughly
@given(HESITANT)
def test_what_is_clean_stays_as_it_is(said: list[str]) -> None:
    given = talk(" ".join(said))
    once, edits = clean(given)
    assert clean(once) == (once, edits)
    assert clean(without_edits(once)) == (without_edits(once), ())
    assert as_heard(once) == given
    assert_only_left_out(given.lines[0], once.lines[0])


def assert_only_left_out(before: Line, after: Line) -> None:
    """That every word that is left was heard, at its time and in this order."""
    heard = iter(before.words)
    for word in after.words:
        source = next(each for each in heard if each.start == word.start)
        assert (word.end, word.probability) == (source.end, source.probability)
        assert letters(source.text).endswith(letters(word.text))
    assert re.search(r"\w", after.text) or not re.search(r"\w", before.text)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@moderately
@given(heard(), st.sampled_from(["en", "de", None]))
def test_any_line_is_undone_to_the_word(said: Line, language: str | None) -> None:
    given = Transcript((said,), language=language)
    once, edits = clean(given)
    assert as_heard(once) == given
    assert clean(once) == (once, edits)
    assert len(once.lines) == 1


@moderately
@given(transcripts())
def test_any_transcript_is_cleaned_and_undone(given: Transcript) -> None:
    english = replace(given, language="en")
    assert as_heard(clean(english, glossary=MLOPS)[0]) == english


def test_a_turn_never_vanishes() -> None:
    transcript, _ = clean(talk("Um.", "Um, yes.", "Uh, um, hmm.", "um… I- Um."))
    assert [row.text for row in transcript.lines] == ["Um.", "Yes.", "Uh, um, hmm.", "I."]


def test_many_stumbles_in_one_line_are_all_found() -> None:
    said = line("and so we um baked the the bread, " * 200)
    given = Transcript((replace(said, text=said.text.strip()),), language="en")
    transcript, edits = clean(given)
    assert len(edits) == 400
    assert as_heard(transcript) == given
