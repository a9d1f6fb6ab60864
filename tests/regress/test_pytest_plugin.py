"""pytest in a show's repository: the manifests are tests, and everything else is as ever."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest

from podscribe.regress import measure, read_baseline, read_manifest, updated, write_baseline
from tests.regress.shows import disturb, show

pytest_plugins = ["pytester"]
HEAVY = ("numpy", "torch", "yaml", "click", "podscribe.compare", "podscribe.formats")


@pytest.fixture
def manifest(pytester: pytest.Pytester) -> Path:
    """A manifest with its baseline."""
    path = show(pytester.path)
    held = read_manifest(path)
    outcomes = [measure(held, episode) for episode in held.episodes]
    update = updated(read_baseline(held.baseline), held, outcomes, "2026-01-01")
    write_baseline(update.baseline, held.baseline)
    return path


@pytest.fixture(autouse=True)
def _no_cache(pytester: pytest.Pytester) -> None:
    """The folder of a show has nothing in it but its own."""
    pytester.makeini("[pytest]\naddopts = -p no:cacheprovider\n")


def test_the_plugin_is_installed_under_the_name_of_podscribe() -> None:
    (found,) = (each for each in entry_points(group="pytest11") if each.name == "podscribe")
    assert found.value == "podscribe.regress.pytest_plugin"


def test_loading_it_imports_nothing_but_pytest() -> None:
    code = (
        "import sys, podscribe.regress.pytest_plugin\n"
        f"print([name for name in {HEAVY} if name in sys.modules])\n"
        "print(sorted(name for name in sys.modules if name.startswith('podscribe')))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    heavy, own = done.stdout.splitlines()
    assert heavy == "[]"
    assert own == "['podscribe', 'podscribe.regress', 'podscribe.regress.pytest_plugin']"


def test_without_a_manifest_nothing_is_collected_and_nothing_imported(
    pytester: pytest.Pytester,
) -> None:
    pytester.makefile(".yaml", show="episodes: {}")
    pytester.makepyfile(
        "import sys\n"
        f"def test_it():\n    assert not [name for name in {HEAVY} if name in sys.modules]\n"
    )
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


@pytest.mark.usefixtures("manifest")
def test_every_episode_is_a_test_that_can_be_chosen(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    pass\n")
    done = pytester.runpytest_subprocess("-v")
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(["show.regress.yaml::one PASSED*", "show.regress.yaml::two PASSED*"])
    done = pytester.runpytest_inprocess("-k", "two", "--junitxml", "junit.xml")
    done.assert_outcomes(passed=1, deselected=2)
    assert '<property name="wer" value="' in (pytester.path / "junit.xml").read_text()
    pytester.runpytest_inprocess("show.regress.yaml::one").assert_outcomes(passed=1)
    done = pytester.runpytest_inprocess("-p", "no:podscribe", "show.regress.yaml")
    assert done.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.usefixtures("manifest")
def test_an_episode_that_got_worse_fails_and_says_how(pytester: pytest.Pytester) -> None:
    disturb(pytester.path, "one", 0.2)
    done = pytester.runpytest_inprocess()
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(
        [
            "*show.regress.yaml: one*",
            "worse: WER *0.5 points allowed",
            "accept it: podscribe regress show.regress.yaml --episode 'one' --update",
            "FAILED show.regress.yaml::one - worse: WER *",
        ]
    )
    assert "Traceback" not in done.stdout.str()


def test_an_episode_without_a_baseline_is_skipped_before_anything_is_heard(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "one.mp3").write_bytes(b"no sound")
    path = show(pytester.path)
    path.write_text(path.read_text().replace("result: one.json", "audio: one.mp3"))
    done = pytester.runpytest_inprocess("-rs")
    done.assert_outcomes(skipped=2)
    done.stdout.fnmatch_lines(["*no baseline yet: podscribe regress show.regress.yaml --update*"])


def test_faults_of_the_manifest_fail_in_plain_words(
    pytester: pytest.Pytester, manifest: Path
) -> None:
    text = manifest.read_text().replace("episodes:", "profil: x\nepisodes:\n  none: {result: n}")
    manifest.write_text(text)
    done = pytester.runpytest_inprocess()
    done.assert_outcomes(passed=2, failed=2)
    done.stdout.fnmatch_lines(
        ["*show.regress.yaml:3: result: there is no n;*", "*unknown key 'profil'*profile*"]
    )
    assert "Traceback" not in done.stdout.str()


def test_a_manifest_that_cannot_be_read_is_an_error_of_collection(
    pytester: pytest.Pytester, manifest: Path
) -> None:
    manifest.write_text("episodes: [\n")
    done = pytester.runpytest_inprocess()
    assert done.ret == pytest.ExitCode.INTERRUPTED
    done.stdout.fnmatch_lines(["*show.regress.yaml:2: is not valid YAML*"])
    manifest.write_text("")
    done = pytester.runpytest_inprocess()
    done.stdout.fnmatch_lines(["*names no episodes; podscribe regress init FOLDER writes*"])


@pytest.mark.usefixtures("manifest")
def test_a_broken_baseline_fails_every_episode(pytester: pytest.Pytester) -> None:
    (pytester.path / "show.baseline.json").write_text("<<<<<<< HEAD\n")
    done = pytester.runpytest_inprocess()
    done.assert_outcomes(failed=2)
    done.stdout.fnmatch_lines(["*show.baseline.json:1: the baseline is broken*"])


@pytest.mark.skipif(find_spec("xdist") is None, reason="pytest-xdist is not installed")
@pytest.mark.usefixtures("manifest")
def test_episodes_can_be_measured_at_once(pytester: pytest.Pytester) -> None:
    disturb(pytester.path, "one", 0.2)
    done = pytester.runpytest_subprocess("-n", "2")
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["worse: WER *0.5 points allowed"])


def test_the_command_that_accepts_names_the_manifest_from_where_pytest_was_called(
    pytester: pytest.Pytester,
) -> None:
    folder = pytester.path / "our show"
    folder.mkdir()
    show(folder)
    done = pytester.runpytest_inprocess("-rs")
    done.stdout.fnmatch_lines(
        ["*no baseline yet: podscribe regress 'our show/show.regress.yaml' --update*"]
    )
