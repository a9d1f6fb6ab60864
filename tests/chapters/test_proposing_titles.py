"""Titles of chapters that are proposed: the phrase of the question, what is talked about, and how
they end."""

from __future__ import annotations

import pytest

from podscribe.chapters.proposing import ProposeOptions, propose
from podscribe.chapters.proposing.english import closes, gerund, is_english
from podscribe.chapters.proposing.languages import AnyLanguage, English
from podscribe.chapters.proposing.passages import Passage, passages
from podscribe.chapters.proposing.phrases import Form, phrase
from podscribe.chapters.proposing.titles import titles
from podscribe.chapters.proposing.topics import Topics
from podscribe.chapters.proposing.words import WORD, stems, weights
from podscribe.transcript import Grain, Line, Transcript
from tests.chapters.talk import talk

ASKED = {
    "Okay. What is the difference between rye and wheat?": "difference between rye and wheat",
    "So, what's the best way to heat an oven, Tom?": "best way to heat an oven",
    "And what kind of flour do you use?": "flour",
    "Which ovens do you trust?": "ovens",
    "How do you actually decide what to bake tomorrow?": "how to decide what to bake tomorrow",
    "Tom, how did you end up becoming a baker?": "becoming a baker",
    "Why did you leave the bakery?": "leaving the bakery",
    "What made you buy a second shop?": "buying a second shop",
    "Why should we weigh the bread?": "why weigh the bread",
    "Can you maybe tell us a bit more about your first oven?": "first oven",
    "Maybe you can tell us about your way to the oven so far?": "way to the oven",
    "I wanted to ask you about the price of flour.": "price of flour",
    "Do you have any advice for people who want to bake?": "advice for people who want to bake",
    "Is there any book that you would give to a baker?": "book that you would give to a baker",
    "What about the second shop?": "second shop",
    "A question from Ana is, “What are the pros and cons of rye?”": "pros and cons of rye",
    "Before we go on, let me ask: how do you heat it, and why?": "how to heat it",
    "What do you think makes a good loaf?": "what makes a good loaf?",
    "[laughs] Do you bake at night (or at noon)?": "baking at night",
    "And in general, is a baker different from a cook?": "is a baker different from a cook?",
    "How does a baker end up with a spreadsheet?": "How does a baker end up with a spreadsheet?",
    "How do you usually apply for a place at an oven?": "how to apply for a place at an oven",
    "Do you have two ovens?": "having two ovens",
    "How did you this year?": "How did you this year?",
    "Coming back to our topic of ovens.": "ovens",
    "I'm curious, how exactly do you feed the starter?": "how to feed the starter",
    "Why exactly do you need to weigh the bread?": "why weigh the bread",
    "What are the funny stories that you tell in the bakery?": "funny stories",
    "How do you decide what you want to bake?": "how to decide what you want to bake",
    "How do you judge a loaf if the scales we have are wrong?": (
        "how to judge a loaf if the scales we have are wrong"
    ),
    "Do you have a favorite oven?": "favorite oven",
    "Is there such a thing as a bread engineer?": "bread engineer",
    "Can you give us an example of ‘a model of the oven’?": "model of the oven",
    "My question was about the price of rye.": "price of rye",
    "What, um, was the first loaf like?": "first loaf like",
}


@pytest.mark.parametrize("sentence", ASKED)
def test_phrases(sentence: str) -> None:
    assert phrase(sentence, frozenset({"Tom", "Mara"})).text.lower() == ASKED[sentence].lower()


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("What is a sponge?", Form.TOPIC),
        ("Tell us about the sponge.", Form.TOPIC),
        ("Rye or wheat?", Form.TOPIC),
        ("How does dough know when to rise?", Form.OPEN),
        ("Is a baker different from a cook?", Form.CLOSED),
        ("You bake at night, right?", Form.STATEMENT),
        ("I never liked rye.", Form.STATEMENT),
        ("", Form.STATEMENT),
    ],
)
def test_forms(sentence: str, form: Form) -> None:
    assert phrase(sentence).form is form


def test_gerunds() -> None:
    told = "become run see lie open forget show be study agree quit mix stop"
    assert " ".join(map(gerund, told.split())) == (
        "becoming running seeing lying opening forgetting showing being studying agreeing quitting "
        "mixing stopping"
    )


def test_titles_of_a_talk() -> None:
    found = [chapter.title for chapter in propose(talk().transcript)]
    assert found[0] == "Introduction"
    for wanted in (
        "Biggest risk of lending money",
        "How to train a sheepdog",
        "First telescope",
        "What makes a violin sound warm?",
        "How to plan a night train",
        "Leaving the theatre",
        "What do beekeepers do in winter?",
    ):
        assert any(title.lower().endswith(wanted.lower()) for title in found), (wanted, found)


def said(*turns: tuple[str, str]) -> list[Passage]:
    return [
        Passage(text, 10.0 * number, 10.0 * number + 9, speaker, True)
        for number, (speaker, text) in enumerate(turns)
    ]


BREAD = (
    "The sourdough starter is old. A sourdough starter wants flour. I feed my sourdough starter, "
    "and the flour is cheap flour."
)


def named(*turns: tuple[str, str], firsts: tuple[int, ...] = (0,), longest: int = 60) -> list[str]:
    passages = said(*turns)
    return titles(passages, firsts, English({"Mara", "Tom"}), longest)


def test_a_question_that_names_nothing_leaves_it_to_the_answer() -> None:
    assert named(("Mara", "How does it work?"), ("Tom", BREAD)) == ["Sourdough starter and flour"]


def test_a_phrase_that_leans_on_what_was_said_is_no_title() -> None:
    found = named(("Mara", "How do you feed it with cheap flour?"), ("Tom", BREAD))
    assert found == ["Cheap flour and sourdough starter"]


def test_a_bare_phrase_gets_its_topic() -> None:
    assert named(("Mara", "And what is your advice?"), ("Tom", BREAD)) == [
        "Sourdough starter: advice"
    ]


def test_a_phrase_that_says_enough_stands_alone() -> None:
    for question, title in (
        ("How do you bake bread?", "How to bake bread"),
        ("What was your career journey?", "Career journey"),
        ("What was the biggest risk of the bakery?", "Biggest risk of the bakery"),
    ):
        assert named(("Mara", question), ("Tom", BREAD)) == [title]


def test_what_speaks_to_somebody_is_no_title_where_there_is_another() -> None:
    asked = "What do you do with me at the oven? What is the price of flour?"
    assert named(("Mara", asked), ("Tom", "It depends.")) == ["Price of flour"]


def test_a_question_without_a_thing_is_no_title() -> None:
    for question in ("How do you deal with that?", "What does that do?", "Why did you do it?"):
        assert named(("Mara", question), ("Tom", BREAD)) == ["Sourdough starter and flour"]


def test_a_long_question_is_one_by_itself() -> None:
    question = "What happens on a day when the page is wrong?"
    assert named(("Mara", question), ("Tom", BREAD)) == [question]


def test_two_topics_are_not_one_in_two_numbers() -> None:
    said = "The app is good. The app works. These apps are good apps. The oven is old, and the oven"
    (title,) = named(("Mara", "And so?"), ("Tom", f"{said} is hot."))
    assert sorted(title.lower().split(" and ")) in (["app", "oven"], ["apps", "oven"])


def test_words_that_stand_nowhere_as_nouns_are_the_last_topics() -> None:
    said = "We were unhappy, very unhappy, so unhappy. The oven was old. The oven was ours."
    (title,) = named(("Mara", "And so?"), ("Tom", said))
    assert title.startswith("Oven")


def test_what_is_cut_off_has_no_lone_word_or_open_bracket_at_its_end() -> None:
    question = (
        "What is the biggest challenge in leaving the bakery and moving (i.e. going) to a mill?"
    )
    for longest in (48, 52, 56):
        assert named(("Mara", question), ("Tom", "Time."), longest=longest) == [
            "Biggest challenge in leaving the bakery"
        ]


def test_names_of_speakers_are_no_topics() -> None:
    (title,) = named(("Mara", "How is it?"), ("Tom", f"Mara, Mara, Mara and Mara! {BREAD}"))
    assert "Mara" not in title


def test_a_later_question_helps() -> None:
    (title,) = named(
        ("Mara", "And that is it?"),
        ("Tom", "No. It is more."),
        ("Mara", "How do you feed a sourdough?"),
        ("Tom", "With rye."),
    )
    assert title == "How to feed a sourdough"


def test_no_two_are_equal() -> None:
    turn = (("Mara", "How do you bake bread?"), ("Tom", "Slowly, like bread."))
    found = named(*turn, *turn, *turn, firsts=(0, 2, 4))
    assert found[0] == "How to bake bread"
    assert len({title.casefold() for title in found}) == 3


def test_the_last_says_goodbye() -> None:
    turns = (
        ("Mara", "How do you bake bread?"),
        ("Tom", BREAD),
        ("Mara", "Is there anything else you want to say before we finish?"),
        ("Tom", "No. Thank you."),
    )
    assert named(*turns, firsts=(0, 2)) == ["How to bake bread", "Closing words"]


@pytest.mark.parametrize("longest", [20, 30, 45, 60, 80])
def test_none_is_longer_than_allowed_or_broken_off(longest: int) -> None:
    question = (
        "How do you decide which of the many kinds of sourdough you would like to bake for the "
        "people who come in the morning, and for others at night?"
    )
    (title,) = named(("Mara", question), ("Tom", "By the flour."), longest=longest)
    assert title.startswith("How ")
    assert len(title) <= longest
    assert closes(title.split()[-1].strip("?"))


def test_what_has_no_words_is_numbered() -> None:
    assert named(("Mara", "[[[ ?"), ("Tom", "…")) == ["Chapter 1"]


class TestOtherLanguages:
    GERMAN = (
        ("Mara", "Herzlich willkommen, schön dass ihr da seid."),
        ("Tom", "Danke für die Einladung, ich freue mich sehr."),
        ("Mara", "Wie bist du zum Sauerteig gekommen?"),
        ("Tom", "Der Sauerteig war schon da, und der Sauerteig braucht Mehl, sehr viel Mehl."),
        ("Mara", "Und dann?"),
        ("Tom", "Dann kam der Backofen, ein Backofen aus Stein, und dieser Backofen war heiß."),
    )

    def test_german(self) -> None:
        passages = said(*self.GERMAN)
        words = [word.lower() for each in passages for word in WORD.findall(each.text)]
        assert not is_english(words)
        language = AnyLanguage({"Mara", "Tom"}, [each.text for each in passages])
        found = titles(passages, (0, 2, 4), language, 60)
        assert found[1] == "Wie bist du zum Sauerteig gekommen?"
        assert "Backofen" in found[2]
        assert "Introduction" not in found

    def test_the_language_is_believed(self) -> None:
        rows = tuple(
            Line(text, 10.0 * at, speaker=who) for at, (who, text) in enumerate(self.GERMAN)
        )
        transcript = Transcript(rows=rows, grain=Grain.PARAGRAPH, language="de")
        titles = [each.title for each in propose(transcript, ProposeOptions(minutes=0.3))]
        assert "Wie bist du zum Sauerteig gekommen?" in titles

    def test_scripts_without_blanks(self) -> None:
        rows = (
            Line("パン作りはどうやって始めましたか？", 0.0, speaker="真理"),
            Line("酵母が好きでした。酵母と小麦粉です。酵母は生きています。", 9.0, speaker="富"),
            Line("次の質問です。", 60.0, speaker="真理"),
            Line("石窯のことですね。石窯は熱い。石窯が好き。", 66.0, speaker="富"),
        )
        found = propose(Transcript(rows=rows, grain=Grain.PARAGRAPH), ProposeOptions(minutes=1))
        assert found[0].title == "パン作りはどうやって始めましたか？"
        assert all(WORD.search(chapter.title) for chapter in found)

    def test_english_is_told_from_its_neighbours(self) -> None:
        def english(text: str) -> bool:
            return is_english(WORD.findall(text.lower()))

        assert english(
            "So I think that we have to wait for it, and then you see if the bread is done"
        )
        assert not english(
            "Ik denk dat we even moeten wachten, en dan zie je of het brood in de oven klaar is"
        )
        assert not english(
            "Ich denke, dass wir warten müssen, und dann sieht man, ob das Brot fertig ist"
        )
        assert not english("")


def test_topics_are_what_the_rest_does_not_talk_about() -> None:
    texts = [
        "We sell bread.",
        BREAD,
        "We sell bread and cake.",
        "The wedding cake is a cake. Bread, no.",
    ]
    topics = Topics(texts, English(set()))
    assert topics.of("", 0, 2)[0].lower() == "sourdough starter"
    assert topics.of("", 2, 4)[0] == "cake"


def test_topics_that_are_asked_for_go_first() -> None:
    texts = ["And the oven?", "The oven is old. The scale is new. The oven and the scale are mine."]
    topics = Topics(texts, English(set()))
    assert topics.of("And the scale?", 0, 2)[0] == "scale"
    assert topics.of("And the oven?", 0, 2)[0] == "oven"


def test_words_that_are_everywhere_weigh_nothing() -> None:
    words = stems(" ".join(f"the loaf number{chr(97 + at % 26)} the oven" for at in range(200)))
    weight = weights(words)
    assert "the" not in weight
    assert stems("Ovens, oven's OVEN") == ["ovens", "oven", "oven"]


def test_a_talk_has_passages() -> None:
    assert len(passages(talk().transcript)) > 20
