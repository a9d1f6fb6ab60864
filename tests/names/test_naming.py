"""Who is who, by each kind of evidence and by several that agree or contradict."""

from __future__ import annotations

import pytest

from podscribe.names import Certainty, Evidence, Naming, Source, name_speakers, page_guests
from podscribe.transcript import Line, Transcript
from podscribe.voices import Recognition, Score, Verdict
from tests.names.talks import FILLER, QUIET, talk

TOM = page_guests({"guests": ["tomreed"]}, people={"tomreed": "Tom Reed"})
BOTH = Evidence(show_hosts=("Mara",), page=TOM)

PRESENTED = talk(
    f"0: Welcome to the show. We have a special guest today, Tom. {FILLER}",
    f"1: Thank you for having me, Mara. {FILLER} {FILLER}",
)


def voice(speaker: str, verdict: Verdict, **near: float) -> Recognition:
    """A voice and how near it is to people, the nearest first."""
    return Recognition(speaker, verdict, tuple(Score(*each) for each in near.items()))


def sources(naming: Naming) -> dict[str, Source | None]:
    return {each.speaker: each.source for each in naming.speakers}


def test_given_names_are_written_whatever_else_is_said() -> None:
    evidence = Evidence({"SPEAKER_00": "Ida", "SPEAKER_01": "Paul: <x>"}, show_hosts=("Mara",))
    naming = name_speakers(PRESENTED, evidence)
    assert naming.names == {"SPEAKER_00": "Ida", "SPEAKER_01": "Paul: <x>"}
    assert {each.certainty for each in naming.speakers} == {Certainty.SURE}


def test_a_name_given_for_nobody_is_told_with_the_speakers_that_are_there() -> None:
    naming = name_speakers(QUIET, Evidence({"SPEAKER_07": "Ida", "SPEAKER_01": "Tom"}))
    assert naming.names == {"SPEAKER_01": "Tom"}
    (told,) = naming.conflicts
    assert "Ida was given for SPEAKER_07" in told
    assert told.endswith("the speakers are SPEAKER_00, SPEAKER_01")


def test_names_of_an_earlier_run_are_told_where_somebody_else_is_looked_for() -> None:
    before = {"SPEAKER_00": "Mara", "SPEAKER_01": "Mara"}
    naming = name_speakers(QUIET, Evidence(settled=before, guests=("Tom", "Ida")))
    assert set(naming.names.values()) == {"Mara"}
    (told,) = naming.notes
    assert told.startswith("no speaker was found for Tom and Ida: SPEAKER_00 is Mara, named by ")
    assert "; SPEAKER_01 is Mara, " in told


def test_a_name_given_after_an_earlier_run_is_no_error_where_the_speaker_is_gone() -> None:
    naming = name_speakers(QUIET, Evidence(settled={"SPEAKER_07": "Ida", "SPEAKER_01": "Tom"}))
    assert naming.names == {"SPEAKER_01": "Tom"}
    assert "SPEAKER_07, who was named Ida before, is not there any more" in naming.notes


def test_what_is_said_tells_which_speaker_the_people_of_the_page_are() -> None:
    naming = name_speakers(PRESENTED, BOTH)
    assert naming.names == {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
    assert not naming.conflicts
    assert not naming.doubts


def test_they_may_be_misspelt_and_their_names_are_written_as_they_are_known() -> None:
    heard = talk(
        f"0: Welcome to the show. Our guest today is Alexei. {FILLER}",
        f"1: Thanks for having me, Maren. {FILLER}",
    )
    page = page_guests({"guests": ["alexeyg"]}, people={"alexeyg": "Alexey Grigorev"})
    naming = name_speakers(heard, Evidence(show_hosts=("Marena",), page=page))
    assert naming.names == {"SPEAKER_00": "Marena", "SPEAKER_01": "Alexey"}


def test_a_slug_nobody_knows_gives_the_name_that_is_heard_for_it() -> None:
    naming = name_speakers(
        PRESENTED, Evidence(show_hosts=("Mara",), page=page_guests({"guests": ["tomreed"]}))
    )
    assert naming.names["SPEAKER_01"] == "Tom"
    assert any("'tomreed' is nobody known" in note for note in naming.notes)


def test_a_slug_for_which_nothing_is_heard_is_never_written() -> None:
    page = page_guests({"guests": ["svpino"]})
    naming = name_speakers(QUIET, Evidence(show_hosts=("Mara",), page=page))
    assert "svpino" not in str(dict(naming.names))


def test_names_are_heard_where_nothing_is_known_beforehand() -> None:
    heard = talk(
        f"0: Hello everyone, my name is Vera and this is my show. {FILLER}",
        f"0: We have a special guest today, Jonas Falk. {FILLER}",
        f"1: Happy to be here. {FILLER}",
    )
    assert name_speakers(heard).names == {"SPEAKER_00": "Vera", "SPEAKER_01": "Jonas"}


@pytest.mark.parametrize(
    "text",
    [
        "I'm German, and happy. This is Kafka. Thanks, Johanna, for the questions.",
        "Eventually, we met Johanna. She said hello to Peter, and Peter, he left.",
        "My name is not important. Our guest today is very special.",
        "I am Greek. Today is Monday, May the first.",
    ],
)
def test_who_is_only_spoken_of_is_nobody_here(text: str) -> None:
    heard = talk(f"0: Welcome to the show. {text} {FILLER}", f"1: Thank you. {FILLER}")
    assert not name_speakers(heard).names


def test_people_are_told_apart_at_a_table_of_three() -> None:
    heard = talk(
        f"0: Welcome, everyone. Our guests are here. Welcome, Oskar. {FILLER}",
        f"1: My name is Oskar and I bake. {FILLER}",
        f"0: And Tariq, what do you do? {FILLER}",
        f"2: I sell what he bakes. {FILLER}",
        f"0: Thanks, Tariq. {FILLER}",
        f"1: May I add something? {FILLER}",
    )
    naming = name_speakers(heard, Evidence(hosts=("Ingrid",), guests=("Oskar", "Tariq")))
    assert naming.names == {"SPEAKER_00": "Ingrid", "SPEAKER_01": "Oskar", "SPEAKER_02": "Tariq"}


def test_two_guests_of_whom_nothing_is_said_keep_their_numbers() -> None:
    heard = talk(
        f"0: Welcome to the show. {FILLER}", f"1: Hello. {FILLER}", f"2: Good morning. {FILLER}"
    )
    naming = name_speakers(heard, Evidence(hosts=("Ida",), guests=("Tom", "Tim")))
    assert naming.names == {"SPEAKER_00": "Ida"}
    assert "could be Tom or Tim" in naming.doubts[0]


def test_who_speaks_very_little_does_not_take_the_guests_name() -> None:
    heard = talk(
        f"0: Welcome to the show. {FILLER}",
        "2: Brought to you by Moonharbor.",
        *[f"0: And what came then? {FILLER}", f"1: Bread, {FILLER} {FILLER}"] * 6,
    )
    naming = name_speakers(heard, BOTH)
    assert naming.names == {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
    assert "of the words" in naming.doubts[0]


def test_who_speaks_alone_is_the_only_person_of_the_show() -> None:
    naming = name_speakers(talk(f"0: Today I talk about rye. {FILLER}"), Evidence(hosts=("Ida",)))
    assert naming.names == {"SPEAKER_00": "Ida"}
    assert sources(naming) == {"SPEAKER_00": Source.PAGE}


def test_the_order_of_speaking_is_a_guess_and_marked_as_one() -> None:
    naming = name_speakers(QUIET, BOTH)
    assert naming.names == {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
    assert {each.certainty for each in naming.speakers} == {Certainty.GUESS}
    assert "SPEAKER_00 is taken for Mara" in naming.doubts[0]


def test_an_opening_quote_of_the_guest_is_not_taken_for_the_hosts() -> None:
    teaser = talk(
        f"1: It began with flour, {FILLER}",
        f"0: So how did it begin? And why? {FILLER}",
        f"1: It began with flour, {FILLER}",
    )
    naming = name_speakers(teaser, BOTH)
    assert not naming.names
    assert "could be Mara or Tom Reed" in naming.doubts[0]


def test_a_known_voice_names_the_host_and_the_other_is_the_guest() -> None:
    naming = name_speakers(
        QUIET,
        Evidence(
            show_hosts=("Mara",), page=TOM, voices=(voice("SPEAKER_01", Verdict.SURE, Mara=0.99),)
        ),
    )
    assert naming.names == {"SPEAKER_01": "Mara", "SPEAKER_00": "Tom"}
    assert sources(naming) == {"SPEAKER_01": Source.VOICE, "SPEAKER_00": Source.PAGE}


def test_a_voice_that_is_likely_counts_only_for_who_is_expected() -> None:
    heard = (voice("SPEAKER_01", Verdict.LIKELY, Tom=0.93),)
    assert name_speakers(QUIET, Evidence(guests=("Tom",), voices=heard)).names == {
        "SPEAKER_01": "Tom"
    }
    naming = name_speakers(QUIET, Evidence(voices=heard))
    assert not naming.names
    assert "not expected" in naming.doubts[1]


def test_two_close_voices_are_never_guessed_silently() -> None:
    close = voice("SPEAKER_01", Verdict.CLOSE, Tom=0.97, Tim=0.96)
    naming = name_speakers(QUIET, Evidence(hosts=("Mara",), guests=("Tom", "Tim"), voices=(close,)))
    assert "SPEAKER_01" not in naming.names
    assert "sounds like Tom (0.97) and Tim (0.96), too close to tell" in naming.doubts[-1]


def test_of_two_close_voices_it_is_the_one_who_takes_part() -> None:
    close = voice("SPEAKER_01", Verdict.CLOSE, Tim=0.97, Tom=0.96)
    naming = name_speakers(QUIET, Evidence(hosts=("Mara",), guests=("Tom",), voices=(close,)))
    assert naming.names == {"SPEAKER_01": "Tom", "SPEAKER_00": "Mara"}
    assert "only Tom takes part" in str(naming.record)


def test_two_prints_of_one_person_under_two_names_are_not_too_close_to_tell() -> None:
    close = Recognition(
        "SPEAKER_00", Verdict.CLOSE, (Score("Mara", 0.99), Score("Mara Berg", 0.98))
    )
    naming = name_speakers(QUIET, Evidence(hosts=("Mara",), guests=("Tom",), voices=(close,)))
    assert naming.names == {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}


def test_who_sounds_like_a_person_that_is_named_by_the_first_name_is_not_that_person_too() -> None:
    sure = Recognition("SPEAKER_01", Verdict.SURE, (Score("Mara Berg", 0.99),))
    evidence = Evidence({"SPEAKER_00": "Mara"}, show_hosts=("Mara",), voices=(sure,))
    naming = name_speakers(QUIET, evidence)
    assert naming.names == {"SPEAKER_00": "Mara"}
    assert "sounds like Mara Berg (0.99), who is SPEAKER_00 already" in str(naming.doubts)


def test_a_sure_voice_comes_before_a_likely_one_of_the_same_person() -> None:
    voices = (
        Recognition("SPEAKER_00", Verdict.LIKELY, (Score("Mara", 0.9),)),
        Recognition("SPEAKER_01", Verdict.SURE, (Score("Mara Berg", 0.99),)),
    )
    for heard in (voices, voices[::-1]):
        naming = name_speakers(QUIET, Evidence(show_hosts=("Mara",), voices=heard))
        assert naming.names == {"SPEAKER_01": "Mara"}


def test_one_name_for_two_speakers_given_now_and_before_is_told() -> None:
    before = {"SPEAKER_00": "Mara", "SPEAKER_01": "Tom"}
    naming = name_speakers(QUIET, Evidence({"SPEAKER_00": "Tom"}, settled=before))
    assert naming.names == {"SPEAKER_00": "Tom", "SPEAKER_01": "Tom"}
    assert "SPEAKER_00 is Tom as given, and so is SPEAKER_01, named by a person" in naming.notes[0]
    assert not name_speakers(QUIET, Evidence(before, settled=before)).notes


def test_a_greeting_is_nobodys_name() -> None:
    greeted = talk(
        f"0: Hello everyone, welcome to the show. {FILLER}",
        f"1: Thanks for having me. {FILLER}",
        f"0: And how did you begin? {FILLER}",
        f"1: With rye. {FILLER}",
    )
    assert "Hello" not in name_speakers(greeted, Evidence(show_hosts=("Mara",))).names.values()


def test_a_voice_that_is_nobodys_is_not_the_host_whose_voice_is_known() -> None:
    stranger = voice("SPEAKER_00", Verdict.UNKNOWN, Mara=0.1)
    naming = name_speakers(QUIET, Evidence(show_hosts=("Mara",), page=TOM, voices=(stranger,)))
    assert naming.names.get("SPEAKER_00") != "Mara"


def test_two_speakers_that_sound_like_one_person_are_reported() -> None:
    sure = tuple(voice(f"SPEAKER_0{n}", Verdict.SURE, Mara=0.99 - n / 1000) for n in (0, 1))
    naming = name_speakers(QUIET, Evidence(voices=sure))
    assert naming.names == {"SPEAKER_00": "Mara", "SPEAKER_01": "Mara"}
    assert "one person heard as several" in naming.conflicts[0]
    likely = tuple(voice(f"SPEAKER_0{n}", Verdict.LIKELY, Mara=0.94 - n / 1000) for n in (0, 1))
    naming = name_speakers(QUIET, Evidence(hosts=("Mara",), voices=likely))
    assert not naming.names
    assert "is not the only one" in naming.doubts[0]


@pytest.mark.parametrize(
    ("evidence", "conflict"),
    [
        (
            Evidence({"SPEAKER_00": "Ida"}, voices=(voice("SPEAKER_00", Verdict.SURE, Tom=0.99),)),
            "SPEAKER_00 is Ida as given, and sounds like Tom (0.99)",
        ),
        (
            Evidence(
                show_hosts=("Mara",),
                guests=("Tom",),
                voices=(voice("SPEAKER_01", Verdict.SURE, Ida=0.99),),
            ),
            "SPEAKER_01 sounds like Ida (0.99), who is not among those expected: Mara and Tom",
        ),
        (
            Evidence({"SPEAKER_01": "Ida"}),
            'SPEAKER_01 is Ida, and says "my name is Tom"',
        ),
        (
            Evidence(show_hosts=("Mara",), guests=("Paul",)),
            "what is said presents Tom; expected: Paul",
        ),
    ],
)
def test_what_contradicts_is_reported(evidence: Evidence, conflict: str) -> None:
    heard = talk(
        f"0: Welcome to the show. We have a special guest today, Tom. {FILLER}",
        f"1: Yes, my name is Tom. {FILLER} {FILLER}",
    )
    assert conflict in name_speakers(heard, evidence).conflicts


def test_who_was_not_found_is_told() -> None:
    naming = name_speakers(PRESENTED, Evidence(hosts=("Mara",), guests=("Tom", "Paul")))
    told = "no speaker was found for Paul: SPEAKER_00 is Mara; SPEAKER_01 is Tom"
    assert told in naming.notes


def test_speakers_who_have_a_name_keep_it() -> None:
    lines = [Line(f"Welcome. {FILLER}", 0.0, speaker="Mara"), *QUIET.lines[1::2]]
    naming = name_speakers(Transcript(tuple(lines)), BOTH)
    assert naming.names == {"SPEAKER_01": "Tom"}


def test_nothing_is_said_of_an_empty_transcript() -> None:
    assert name_speakers(Transcript(), BOTH) == Naming()


def test_where_each_name_came_from_is_recorded_as_plain_values() -> None:
    record = name_speakers(PRESENTED, BOTH).record
    assert record["SPEAKER_00"]["name"] == "Mara"  # type: ignore[index]
    assert record["SPEAKER_01"]["source"] == "speech"  # type: ignore[index]


def reasons(naming: Naming) -> dict[str, str]:
    return {each.speaker: "; ".join(each.reasons) for each in naming.speakers}


def certain(naming: Naming) -> dict[str, Certainty | None]:
    return {each.speaker: each.certainty for each in naming.speakers}


def test_of_two_that_sound_like_one_person_it_is_the_one_who_is_clearly_nearer() -> None:
    far, near = (voice(f"SPEAKER_0{n}", Verdict.LIKELY, Mara=c) for n, c in ((1, 0.9), (0, 0.96)))
    heard = (far, near)
    naming = name_speakers(QUIET, Evidence(hosts=("Mara",), voices=heard))
    assert naming.names == {"SPEAKER_00": "Mara"}
    assert certain(naming)["SPEAKER_00"] is Certainty.LIKELY
    assert "sounds like Mara (0.90), who is SPEAKER_00 more likely" in reasons(naming)["SPEAKER_01"]
    close = (voice("SPEAKER_01", Verdict.LIKELY, Mara=0.95), near)
    assert not name_speakers(QUIET, Evidence(hosts=("Mara",), voices=close)).names


def test_who_sounds_like_somebody_who_is_found_already_is_told() -> None:
    sure, likely = Verdict.SURE, Verdict.LIKELY
    given = Evidence({"SPEAKER_00": "Mara"}, voices=(voice("SPEAKER_01", sure, Mara=0.99),))
    assert "who is SPEAKER_00 already" in reasons(name_speakers(QUIET, given))["SPEAKER_01"]
    both = (voice("SPEAKER_01", likely, Mara=0.94), voice("SPEAKER_00", sure, Mara=0.99))
    naming = name_speakers(QUIET, Evidence(voices=both))
    assert naming.names == {"SPEAKER_00": "Mara"}
    assert "who is SPEAKER_00 more surely" in reasons(naming)["SPEAKER_01"]
    assert not naming.conflicts


def test_a_known_voice_is_written_as_its_person_is_called_here() -> None:
    heard = (voice("SPEAKER_01", Verdict.SURE, **{"Tom Reed": 0.99}),)
    assert name_speakers(QUIET, Evidence(page=TOM, voices=heard)).names == {"SPEAKER_01": "Tom"}
    assert name_speakers(QUIET, Evidence(voices=heard)).names == {"SPEAKER_01": "Tom Reed"}


def test_a_host_whom_nobody_named_is_no_surprise() -> None:
    heard = (voice("SPEAKER_00", Verdict.SURE, Ida=0.99),)
    assert not name_speakers(QUIET, Evidence(guests=("Tom",), voices=heard)).conflicts


@pytest.mark.parametrize(
    ("name", "slug", "certainty"),
    [("Tom", "tomreed", Certainty.LIKELY), ("Tomer", "tomarreed", Certainty.GUESS)],
)
def test_a_name_that_is_heard_is_likely_where_the_slug_spells_it_so(
    name: str, slug: str, certainty: Certainty
) -> None:
    heard = talk(
        f"0: Welcome to the show. We have a special guest today, {name}. {FILLER}",
        f"1: Thank you for having me, Mara. {FILLER} {FILLER}",
    )
    page = page_guests({"guests": [slug]})
    naming = name_speakers(heard, Evidence(show_hosts=("Mara",), page=page))
    assert sources(naming)["SPEAKER_01"] is Source.SPEECH
    assert certain(naming)["SPEAKER_01"] is certainty


def test_the_one_who_is_left_is_told_with_the_role() -> None:
    known = Evidence({"SPEAKER_00": "Mara"}, hosts=("Mara",), guests=("Tom",))
    naming = name_speakers(QUIET, known)
    assert reasons(naming)["SPEAKER_01"] == "the only one left; Tom is the guest"
    assert certain(naming)["SPEAKER_01"] is Certainty.LIKELY
    alone = name_speakers(talk(f"0: {FILLER}"), Evidence(hosts=("Mara",)))
    assert reasons(alone)["SPEAKER_00"] == "the only one who speaks; Mara is the host"


def test_who_opens_and_asks_is_taken_for_the_host_and_no_more_than_one_for_the_guest() -> None:
    naming = name_speakers(QUIET, BOTH)
    assert reasons(naming) == {
        "SPEAKER_00": "speaks first and asks more",
        "SPEAKER_01": "does not open the talk",
    }
    assert set(certain(naming).values()) == {Certainty.GUESS}
    assert set(sources(naming).values()) == {Source.ORDER}
    assert not name_speakers(QUIET, Evidence(hosts=("Mara",), guests=("Tom", "Ida"))).names
    assert not name_speakers(QUIET, Evidence(hosts=("Mara", "Ida"), guests=("Tom",))).names
    assert name_speakers(QUIET, Evidence(hosts=("Mara",))).names == {"SPEAKER_00": "Mara"}


def test_who_says_little_keeps_the_number_with_the_share_of_words() -> None:
    heard = talk("0: " + "so " * 79, "1: " + "and " * 79, "2: yes oh")
    naming = name_speakers(heard, BOTH)
    assert reasons(naming)["SPEAKER_02"] == "says 1.2% of the words"


def test_a_name_that_contradicts_is_told_once() -> None:
    heard = talk(f"0: My name is Tom. {FILLER}", f"1: So? {FILLER}", f"0: My name is Tom. {FILLER}")
    naming = name_speakers(heard, Evidence({"SPEAKER_00": "Ida"}))
    assert naming.conflicts == ('SPEAKER_00 is Ida, and says "my name is Tom"',)


def test_a_given_name_that_the_voice_bears_out_is_no_conflict() -> None:
    heard = (voice("SPEAKER_00", Verdict.SURE, **{"Ida Lund": 0.99}),)
    assert not name_speakers(QUIET, Evidence({"SPEAKER_00": "Ida"}, voices=heard)).conflicts
