"""Manifests: what they say, and what is told of those that say it wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.regress.manifest import EPISODE_KEYS, Manifest, read_manifest
from podscribe.regress.measures import MEASURES
from tests.docs.markdown import DOCS, blocks

NUMBER = "a number from 0, or null: it is not judged"


def written(folder: Path, text: str) -> Manifest:
    for name in ("a.mp3", "a.md", "a.json"):
        (folder / name).touch()
    path = folder / "show.regress.yaml"
    path.write_text(text, encoding="utf-8")
    return read_manifest(path)


def faults(manifest: Manifest) -> list[str]:
    return [str(fault.error).removeprefix(f"{manifest.path}:") for fault in manifest.faults]


def test_a_manifest_says_what_is_measured_and_how(tmp_path: Path) -> None:
    manifest = written(
        tmp_path,
        "profile: demo\ntolerances: {wer: 1, late: null}\nepisodes:\n"
        "  s01e01: {audio: a.mp3, reference: a.md}\n"
        "  s01e02 (2): {result: a.json, reference: a.md, profile: fast, ignore: T101,"
        " tolerances: {wer: 2.5, substance: 3}}\n"
        "  web: {audio: 'https://me:secret@example.org/a.mp3?key=1', reference: a.md}\n",
    )
    assert not manifest.faults
    one, two, web = manifest.episodes
    assert manifest.names == (one.name, two.name, web.name) == ("s01e01", "s01e02 (2)", "web")
    assert (one.audio, one.result) == (str(tmp_path / "a.mp3"), None)
    assert (two.result, two.reference) == (tmp_path / "a.json", tmp_path / "a.md")
    assert (one.profile, two.profile) == ("demo", "fast")
    defaults = {measure.key: measure.tolerance for measure in MEASURES}
    assert one.tolerances == {**defaults, "wer": 1.0, "late": None}
    assert two.tolerances == {**one.tolerances, "wer": 2.5, "substance": 3.0}
    assert (one.ignore, two.ignore) == ((), ("T101",))
    assert web.hypothesis == "https://example.org/a.mp3"
    assert "secret" not in repr(web)
    assert manifest.baseline == tmp_path / "show.baseline.json"


def test_the_manifest_in_the_documentation_is_one(tmp_path: Path) -> None:
    (text,) = (
        block.text
        for block in blocks(DOCS / "regress.md")
        if block.language == "yaml" and "episodes:" in block.text
    )
    for name in ("audio/s01e01.mp3", "results/s01e03.json"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()
    (tmp_path / "_podcast").mkdir()
    for name in ("s01e01", "s01e02", "s01e03"):
        (tmp_path / "_podcast" / f"{name}.md").touch()
    manifest = written(tmp_path, text)
    assert not manifest.faults
    assert manifest.names == ("s01e01", "s01e02", "s01e03")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{result: a.jsn, reference: a.md}", "2: result: there is no a.jsn; did you mean a.json?"),
        (
            "{result: b/a.json, reference: a.md}",
            "2: result: there is no b/a.json; paths begin in the manifest's folder",
        ),
        ("{result: ., reference: a.md}", "2: result: . is a folder; name a file in it"),
        ("{result: [], reference: a.md}", "2: result should be the name of a file; mend that line"),
        ("{result: a.json, refrence: a.md}", "2: unknown key 'refrence'; did you mean reference?"),
        (
            "{result: a.json, x: 1}",
            "2: unknown key 'x'; the keys are " + ", ".join(EPISODE_KEYS),
        ),
        ("{result: a.json}", "2: e has no reference; name the transcript that is right"),
        ("{reference: a.md}", "2: e has neither audio nor result; name what to measure"),
        (
            "{audio: a.mp3, result: a.json, reference: a.md}",
            "2: e has both audio and result; keep the one to measure",
        ),
        (
            "{result: a.json, result: a.json, reference: a.md}",
            "2: result is given twice; keep one",
        ),
        (
            "{result: a.json, reference: a.md, profile: demmo}",
            "2: 'demmo' is no preset; did you mean demo?",
        ),
        (
            "{result: a.json, reference: a.md, ignore: [T999]}",
            "2: 'T999' is no code of a finding; codes go from T101 on",
        ),
        (
            "{result: a.json, reference: a.md, tolerances: {were: 1}}",
            "2: unknown measure 'were'; did you mean wer?",
        ),
        (
            "{result: a.json, reference: a.md, tolerances: {wer: some}}",
            f"2: tolerances.wer should be {NUMBER}; mend that line",
        ),
        (
            "{result: a.json, reference: a.md, tolerances: {wer: 1, wer: 2}}",
            "2: wer is given twice; keep one",
        ),
        (
            "{result: a.json, reference: a.md, ? [x, y] : 1}",
            "2: unknown key 'a list or a mapping'; the keys are " + ", ".join(EPISODE_KEYS),
        ),
        (
            "{result: a.json, reference: a.md, tolerances: 3}",
            "2: tolerances should be measures with a number behind each; mend that line",
        ),
        ("7", "2: e should be 'key: value' lines; mend that line"),
        (
            "{audio: 'http://', reference: a.md}",
            "2: audio is no web address; give one like https://host/episode.mp3",
        ),
    ],
)
def test_a_fault_of_an_episode_is_told_and_the_rest_is_read(
    text: str, told: str, tmp_path: Path
) -> None:
    manifest = written(
        tmp_path, f"episodes:\n  e: {text}\n  good: {{result: a.json, reference: a.md}}\n"
    )
    assert faults(manifest) == [told]
    assert manifest.faults[0].episode == "e"
    assert [episode.name for episode in manifest.episodes] == ["good"]
    assert manifest.names == ("e", "good")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    manifest = written(
        tmp_path,
        "profil: demo\ntolerances: {wer: -1}\nepisodes:\n"
        "  a/b: {result: a.json, reference: a.md}\n"
        "  good: {result: a.json, reference: a.md}\n"
        "  good: {result: a.json, reference: a.md}\n"
        "  e: {result: b.json, reference: b.md}\n",
    )
    assert [line.split(";")[0] for line in faults(manifest)] == [
        "1: unknown key 'profil'",
        f"2: tolerances.wer should be {NUMBER}",
        "4: 'a/b' is no name for an episode",
        "6: good is given twice",
        "7: result: there is no b.json",
        "7: reference: there is no b.md",
    ]
    assert [episode.name for episode in manifest.episodes] == ["good"]


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "profile: demo\n", "episodes:\n", "episodes: {}"]
)
def test_a_manifest_without_episodes_says_how_to_make_one(text: str, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"names no episodes; podscribe regress init FOLDER"):
        written(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", "the manifest should be 'key: value' lines"),
        ("episodes: [a]\n", "episodes should be names with the keys of each beneath"),
        ("episodes: {a: [}\n", "is not valid YAML"),
        ("episodes: &a {b: *a}\n", "an alias refers to what it stands in"),
    ],
)
def test_what_is_no_manifest_is_refused(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"show\.regress\.yaml") as refused:
        written(tmp_path, text)
    assert told in str(refused.value)


def test_a_page_is_no_manifest(tmp_path: Path) -> None:
    page = tmp_path / "episode.md"
    page.write_text("---\ntitle: Bread\n---\n")
    with pytest.raises(
        PodscribeError, match=r"episode\.md: is no manifest; podscribe regress init"
    ):
        read_manifest(page)


def test_a_path_that_is_no_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="no such file"):
        read_manifest(tmp_path / "none.regress.yaml")
    with pytest.raises(PodscribeError, match="is a folder; name a manifest"):
        read_manifest(tmp_path)
    with pytest.raises(PodscribeError, match="beside standard input is no baseline"):
        read_manifest("-")
