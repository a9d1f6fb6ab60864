"""The environment and the options of a command; what goes before what, and where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.config import KEYS, Flag, Resolved, Settings, load_settings, resolve, variable_of
from podscribe.config.layers import VARIABLES
from podscribe.errors import PodscribeError
from tests.config.shows import show


def origins(resolved: Resolved) -> dict[str, str]:
    return {each.key: str(each.origin) for each in resolved.listed}


def from_environment(folder: Path, **variables: str) -> Settings:
    environment = {f"PODSCRIBE_{name}": value for name, value in variables.items()}
    return load_settings(folder, environment=environment)


def test_each_overrides_the_one_before_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(show(tmp_path, "profile: accurate\n\nlanguage: de\nspeakers: 2\n"))
    steps: list[tuple[object, str]] = []
    for environment, flags in (
        ({}, ()),
        ({"PODSCRIBE_LANGUAGE": "fr"}, ()),
        ({"PODSCRIBE_LANGUAGE": "fr"}, (Flag("-l", "language", "it"),)),
    ):
        resolved = resolve(environment=environment, flags=flags)
        steps.append((resolved.settings.language, origins(resolved)["language"]))
    assert steps == [("de", "podscribe.yaml:3"), ("fr", "PODSCRIBE_LANGUAGE"), ("it", "-l")]
    found = origins(resolve(environment={}))
    assert found["profile"] == "podscribe.yaml:1"
    assert found["speakers"] == "podscribe.yaml:4"
    assert found["model"] == found["transcribe.beam_size"] == "preset accurate"
    assert found["transcribe.second_look.temperatures"] == "preset accurate"
    assert found["device"] == found["transcribe.voice.margin_s"] == "default"


def test_every_key_is_listed_once_with_its_value(tmp_path: Path) -> None:
    resolved = resolve(tmp_path, environment={"PODSCRIBE_TRANSCRIBE_VOICE_MARGIN_S": "0.5"})
    assert [each.key for each in resolved.listed] == [*KEYS]
    values = {each.key: each.value for each in resolved.listed}
    assert values["transcribe.voice.margin_s"] == resolved.settings.transcribe.voice.margin_s == 0.5


def test_every_key_has_a_variable_of_its_own() -> None:
    assert len(VARIABLES) == len(KEYS)
    assert variable_of("lines.max_seconds") == "PODSCRIBE_LINES_MAX_SECONDS"


def test_variables_are_read_as_the_file_is(tmp_path: Path) -> None:
    settings = from_environment(
        tmp_path,
        HOTWORDS="dbt, Kafka ,Apache Spark",
        TRANSCRIBE_SECOND_LOOK_TEMPERATURES="0,0.5",
        TRANSCRIBE_BATCH_SIZE="3",
        OFFLINE="1",
        PROMPT="Note: it is #1, always.",
        LANGUAGE="no",
        OUTPUT="there",
        SPEAKERS="2-3",
    )
    assert settings.hotwords == ("dbt", "Kafka", "Apache Spark")
    assert settings.transcribe.second_look.temperatures == (0.0, 0.5)
    assert settings.transcribe.batch_size == 3
    assert settings.offline is True
    assert settings.prompt == "Note: it is #1, always."
    assert settings.language == "no"
    assert settings.output == Path("there")
    assert str(settings.speakers) == "2-3"
    assert from_environment(tmp_path, OFFLINE="0").offline is False


def test_an_empty_variable_sets_nothing_and_null_does(tmp_path: Path) -> None:
    show(tmp_path, "language: de\n")
    assert from_environment(tmp_path, LANGUAGE="").language == "de"
    assert from_environment(tmp_path, LANGUAGE="null").language is None


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    environment = {"_PODSCRIBE_COMPLETE": "bash_source", "PODSCRIBED": "1", "HF_TOKEN": "x"}
    assert load_settings(tmp_path, environment=environment) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("MODL", "x", "PODSCRIBE_MODL is no setting; did you mean PODSCRIBE_MODEL?"),
        ("XYZZY", "x", "PODSCRIBE_XYZZY is no setting; unset it"),
        (
            "TRANSCRIBE_DEVICE",
            "cpu",
            "PODSCRIBE_TRANSCRIBE_DEVICE is no setting; did you mean PODSCRIBE_DEVICE?",
        ),
        (
            "TRANSCRIBE__BATCH_SIZE",
            "4",
            (
                "PODSCRIBE_TRANSCRIBE__BATCH_SIZE is no setting; "
                "did you mean PODSCRIBE_TRANSCRIBE_BATCH_SIZE?"
            ),
        ),
        (
            "LINES_MAX_CHARACTERS",
            "wide",
            (
                "PODSCRIBE_LINES_MAX_CHARACTERS: lines.max_characters should be a whole number "
                "from 10; change or leave it out"
            ),
        ),
        ("FORMATS", "page,pge", "PODSCRIBE_FORMATS: 'pge' is no format; did you mean page?"),
        (
            "OFFLINE",
            "2",
            "PODSCRIBE_OFFLINE: offline should be true or false; change or leave it out",
        ),
    ],
)
def test_what_is_wrong_in_a_variable_is_named(
    variable: str, value: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(PodscribeError) as caught:
        from_environment(tmp_path, **{variable: value})
    assert str(caught.value) == message


def test_a_token_is_no_setting_and_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError) as caught:
        from_environment(tmp_path, HF_TOKEN="hf_secret")
    assert "read from HF_TOKEN" in str(caught.value)
    assert "hf_secret" not in str(caught.value)


def test_an_option_that_is_not_given_sets_nothing(tmp_path: Path) -> None:
    flags = (Flag("--language", "language", None), Flag("--offline", "offline", True))
    resolved = resolve(tmp_path, environment={}, flags=flags)
    assert resolved.settings == Settings(offline=True)
    assert origins(resolved)["offline"] == "--offline"


@pytest.mark.parametrize("text", ["", "  "])
def test_an_option_with_an_empty_text_is_refused_and_does_not_mean_null(
    text: str, tmp_path: Path
) -> None:
    with pytest.raises(PodscribeError, match="--language: is empty; is a variable not set"):
        load_settings(tmp_path, environment={}, flags=[Flag("--language", "language", text)])


def test_words_for_yes_and_no_are_names_where_a_name_is_wanted(tmp_path: Path) -> None:
    flags = (Flag("-o", "output", "no"), Flag("--chapters", "chapters", "on"))
    settings = resolve(tmp_path, environment={}, flags=flags).settings
    assert (settings.output, settings.chapters) == (Path("no"), "on")


def test_what_is_wrong_in_an_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError) as caught:
        load_settings(tmp_path, environment={}, flags=[Flag("--speakers", "speakers", "many")])
    assert str(caught.value) == (
        "--speakers: speakers should be none, a number such as 2, or two such as 2-4; "
        "change or leave it out"
    )


@pytest.mark.parametrize(
    ("set_for_the_show", "flag", "expected"),
    [
        ("speakers: 2", Flag("--channels", "channels", "separate"), (None, "separate")),
        ("channels: separate", Flag("--speakers", "speakers", "2"), ("2", "mixed")),
        ("speakers: 2", Flag("--channels", "channels", "mixed"), ("2", "mixed")),
        ("channels: separate", Flag("--speakers", "speakers", "null"), (None, "separate")),
    ],
)
def test_how_speakers_are_known_is_said_by_who_says_it_last(
    tmp_path: Path, set_for_the_show: str, flag: Flag, expected: tuple[str | None, str]
) -> None:
    found = load_settings(show(tmp_path, set_for_the_show), flags=[flag])
    speakers = None if found.speakers is None else str(found.speakers)
    assert (speakers, found.channels.value) == expected


def test_how_speakers_are_known_is_not_said_twice_in_one_place(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="not looked at where each has a channel"):
        load_settings(show(tmp_path, "speakers: 2\nchannels: separate"))
