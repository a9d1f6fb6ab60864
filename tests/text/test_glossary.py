"""A show's terms: where they are found, how they are written, and what a glossary may not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.text import Cleanup, Entry, Glossary, Replaced, as_heard, clean
from podscribe.transcript import Doubt, Line, Transcript, Word
from tests.strategies import heard, moderately
from tests.text.talk import talk, words

TERMS = {
    "mlops": "MLOps",
    "pie torch": "PyTorch",
    "sci kit learn": "scikit-learn",
    "cube cuddle": "kubectl",
    "kafka": "Apache Kafka",
    "llm": "LLM",
    "c plus plus": "C++",
    "派托奇": "PyTorch",
}


def written(said: str, terms: dict[str, str] = TERMS) -> str:
    transcript, _ = clean(talk(said), Cleanup.NONE, Glossary.parse(terms))
    return transcript.lines[0].text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Mlops, MLOPS and (mlops).", "MLOps, MLOps and (MLOps)."),
        ("mlops's friend, mlops’s end", "MLOps's friend, MLOps’s end"),
        ("Two LLms and llms' cost", "Two LLMs and LLMs' cost"),
        ("mlops-based, mlops/mlops", "MLOps-based, MLOps/MLOps"),
        ("a pie torch model, Pie-torch.", "a PyTorch model, PyTorch."),
        ("We use Sci Kit learn.", "We use scikit-learn."),
        ("Sci kit learn is. Cube cuddle too.", "Scikit-learn is. Kubectl too."),
        ("We like Cube Cuddle.", "We like kubectl."),
        (
            "kafka and Apache Kafka and apache kafka",
            "Apache Kafka and Apache Kafka and apache kafka",
        ),
        ("C plus plus, c plus plus.", "C++, C++."),
        ("l'mlops, rock'n'mlops", "l'MLOps, rock'n'MLOps"),
    ],
)
def test_terms_are_written_as_the_glossary_has_them(said: str, told: str) -> None:
    assert written(said) == told
    assert written(told) == told


@pytest.mark.parametrize(
    "said",
    [
        "xmlops mlopsx mlops_x mlops2 2mlops",
        "pie, torch. Pie. Torch",
        "https://mlops.org/llm a@mlops.org mlops.org #mlops @mlops llm++ r&llm",
        "[mlops and music]",
        "MLOps, LLMs",
        "llmss mlopss",
    ],
)
def test_what_is_no_word_of_its_own_stays(said: str) -> None:
    assert written(said) == said


@pytest.mark.parametrize(
    ("terms", "said", "told"),
    [
        ({"кафка": "Kafka"}, "Кафка и кафкаf кафкам", "Kafka и кафкаf кафкам"),
        ({"कि": "X"}, "कि किया कि।", "X किया X।"),
        ({"क": "X"}, "क कि", "X कि"),
        ({"ก": "X"}, "ก กิ", "X กิ"),
        ({"派托奇": "PyTorch"}, "用派托奇做 派 托奇", "用PyTorch做 PyTorch"),
        ({"mlops": "MLOps"}, "用mlops做, mlopsエンジニア", "用MLOps做, MLOpsエンジニア"),
        ({"パイ": "Py"}, "パイソンとパイの", "パイソンとPyの"),
        ({"straße": "Straße"}, "strasse straße", "strasse Straße"),
        ({"cafe\u0301": "Café"}, "caf\u00e9", "Café"),
    ],
)
def test_boundaries_are_those_of_the_script(terms: dict[str, str], said: str, told: str) -> None:
    assert written(said, terms) == told


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"don": "Don"}, "we don't"),
        ({"doe": "DOE"}, "it does"),
        ({"new": "New"}, "the news"),
        ({"ha": "HA"}, "it has"),
        ({"node": "Node"}, "in node.js"),
        ({"c": "C"}, "in c++ and c#"),
        ({"t": "T"}, "we can't"),
        ({".net": ".NET"}, "at podcast.net now"),
    ],
)
def test_part_of_another_word_stays(terms: dict[str, str], said: str) -> None:
    assert written(said, terms) == said


def test_a_term_that_begins_with_a_mark_is_found() -> None:
    assert written("we use .net, and .net's", {".net": ".NET"}) == "we use .NET, and .NET's"


def test_accents_apart_from_their_letters_are_the_same() -> None:
    assert written("with Ju\u0308rgen here", {"jürgen": "Juergen"}) == "with Juergen here"
    assert written("a cafe\u0301 here", {"jürgen": "Juergen"}) == "a cafe\u0301 here"


def test_the_longest_term_is_found_first() -> None:
    terms = {"pie": "Pi", "pie torch": "PyTorch", "pie torch lightning": "Lightning"}
    assert written("pie torch lightning, pie torch, pie", terms) == "Lightning, PyTorch, Pi"


def test_a_term_said_with_a_hesitation_in_it_is_found() -> None:
    transcript, edits = clean(talk("Pie, um, torch. pie um torch"), glossary=Glossary.parse(TERMS))
    assert transcript.lines[0].text == "Pie, torch. PyTorch"
    assert Replaced(1.5, "pie torch", "PyTorch") in edits
    assert as_heard(transcript) == talk("Pie, um, torch. pie um torch")


def test_one_word_for_two_lasts_as_long_as_both() -> None:
    first, second = Word("pie", 1.0, 1.2, 0.4), Word("torch,", 1.3, 1.8, 0.9, (Doubt.SPEAKER,))
    told, edits = Glossary.parse(TERMS).applied([first, second])
    assert told == (Word("PyTorch,", 1.0, 1.8, 0.4, (Doubt.SPEAKER,), (first, second)),)
    assert edits == (Replaced(1.0, "pie torch", "PyTorch"),)


def test_two_words_for_one_share_its_time_by_their_letters() -> None:
    word = Word("kafka", 2.0, 3.1, 0.8)
    told, _ = Glossary.parse(TERMS).applied([word])
    assert [each.text for each in told] == ["Apache", "Kafka"]
    assert told[0].start == 2.0
    assert told[0].end == told[1].start == pytest.approx(2.6)
    assert told[1].end == pytest.approx(3.1)
    assert [each.heard for each in told] == [(word,), ()]


def test_as_many_words_keep_their_times() -> None:
    said = words("pie torch and")
    told, _ = Glossary.parse({"pie torch": "Pi Torch"}).applied(said)
    assert [(word.start, word.end) for word in told] == [(word.start, word.end) for word in said]
    assert [word.heard for word in told] == [said[:1], said[1:2], None]


def test_what_is_written_is_offered_to_the_recogniser() -> None:
    assert Glossary.parse(TERMS).hotwords() == (
        *("MLOps", "PyTorch", "scikit-learn", "kubectl", "Apache Kafka", "LLM", "C++"),
    )
    assert Glossary().hotwords() == ()


def test_blanks_around_a_side_are_none_of_it() -> None:
    assert Glossary.parse({" pie  torch ": " PyTorch\n"}).entries == (
        Entry("pie torch", "PyTorch"),
    )


def test_several_that_are_heard_may_be_written_alike() -> None:
    terms = {"pie torch": "PyTorch", "pytorch": "PyTorch", "py torch": "PyTorch"}
    assert written("pie torch, pytorch and py torch", terms) == "PyTorch, PyTorch and PyTorch"


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        ({"": "MLOps"}, "replaces '', which is no word; say what is heard where 'MLOps' is meant"),
        ({" ,": "MLOps"}, "replaces ',', which is no word"),
        ({"um": " "}, "writes '' for 'um', which is no word"),
        ({"mlops": "MLOps", "MLOps": "ML Ops"}, "has both 'mlops' and 'MLOps'"),
        ({"it’s": "A", "it's": "B"}, "heard alike; keep one of them"),
        ({"a": "b", "b": "a"}, "writes 'b' for 'a', and 'a' for 'b'; give both"),
        ({"a": "B", "b": "c"}, "writes 'B' for 'a', and 'c' for 'b'"),
        ({"no": False}, "has False, which is no text; put it in quotes"),
        ({3: "three"}, "has 3, which is no text"),
        ({"a": ["b"]}, "which is no text"),
    ],
)
def test_what_a_glossary_may_not_hold_is_said(terms: dict[object, object], what: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        Glossary.parse(terms)
    assert what in str(caught.value)
    assert caught.value.remedy


def test_a_term_may_be_written_as_it_is_heard() -> None:
    assert written("KAFKA, Kafka", {"kafka": "Kafka"}) == "Kafka, Kafka"


@moderately
@given(
    heard(),
    st.dictionaries(
        st.text("abäß你 -'", min_size=1, max_size=4).filter(
            lambda text: any(map(str.isalnum, text))
        ),
        st.text("abÄ你 -.", min_size=1, max_size=6).filter(
            lambda text: any(map(str.isalnum, text))
        ),
        max_size=4,
    ),
)
def test_any_glossary_is_applied_and_undone(said: Line, terms: dict[object, object]) -> None:
    try:
        glossary = Glossary.parse(terms)
    except PodscribeError:
        return
    given = Transcript((said,), language="en")
    told, edits = clean(given, Cleanup.NONE, glossary)
    assert as_heard(told) == given
    assert (told == given) == (not edits)
    starts = [word.start for word in told.lines[0].words]
    assert starts == sorted(starts)
    assert all(word.start <= word.end for word in told.lines[0].words)
