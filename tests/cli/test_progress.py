"""What a run shows of itself, on a terminal and elsewhere."""

from __future__ import annotations

import io
import re
import time

import pytest

from podscribe.cli import progress
from podscribe.cli.progress import watched
from podscribe.pipeline.listener import Progress, Stage

escaped = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is, to be set."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_a_terminal_shows_percent_speed_and_the_last_words(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    with watched(quiet=False, stream=stream) as listener:
        listener.on_progress(Progress(Stage.WORDS, 0.0, "loading the model"))
        clock[0] += 30.0
        heard = "and then it [rose] in the oven"
        listener.on_progress(Progress(Stage.WORDS, 0.5, heard, length_s=600.0))
        listener.on_notice("the [file] ends early")
        time.sleep(0.3)
    shown = stream.getvalue()
    for text in ("words", "50%", "10.0 × real time", heard, "podscribe: the [file] ends early"):
        assert text in shown


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_on_a_terminal_of_any_width_no_figure_is_cut(
    width: int, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    stream = Terminal()
    heard = "as it was when nobody had asked for so much and then it rose in the oven"
    with watched(quiet=False, stream=stream) as listener:
        listener.on_progress(Progress(Stage.DECODE, 1.0, "a-rather-long-name-of-an-episode.mp3"))
        listener.on_progress(Progress(Stage.SPEAKERS, 0.0, "listening to voices"))
        clock[0] += 30.0
        listener.on_progress(Progress(Stage.SPEAKERS, 0.1, heard, length_s=36000.0))
        time.sleep(0.3)
    lines = [escaped.sub("", line).rstrip() for line in re.split(r"[\r\n]+", stream.getvalue())]
    assert max(map(len, lines)) <= width
    (line,) = {each for each in lines if " 10%" in each}
    assert line.startswith("speakers")
    assert "120.0 ×" in line and "4:30 left" in line
    assert ("× real time" in line) == (width > 40)
    assert line.endswith("the oven") == (width > 40)


def test_of_a_stage_that_goes_on_only_what_is_done_now_tells_how_fast_it_is(
    clock: list[float],
) -> None:
    stream = io.StringIO()
    with watched(quiet=False, stream=stream) as listener:
        listener.on_progress(Progress(Stage.WORDS, 0.0, "loading the model"))
        clock[0] += 40.0
        listener.on_progress(Progress(Stage.WORDS, 0.81, "", length_s=10000.0, share_before=0.8))
    assert stream.getvalue().splitlines()[-1] == (
        "podscribe: words: 81%, 2.5 × real time, 12:39 left"
    )


def test_elsewhere_a_line_comes_at_the_beginning_every_half_minute_and_at_the_end(
    clock: list[float],
) -> None:
    stream = io.StringIO()
    with watched(quiet=False, stream=stream) as listener:
        for number in range(101):
            listener.on_progress(Progress(Stage.WORDS, number / 100, length_s=600.0))
            clock[0] += 1.0
        listener.on_progress(Progress(Stage.SPEAKERS, 1.0, kept=True))
        listener.on_detail("not for everybody")
    assert stream.getvalue().splitlines() == [
        "podscribe: words: begun",
        "podscribe: words: 31%, 6.0 × real time, 1:08 left",
        "podscribe: words: 62%, 6.0 × real time, 0:38 left",
        "podscribe: words: 93%, 6.0 × real time, 0:06 left",
        "podscribe: words: done in 1:40",
        "podscribe: speakers: kept from before",
    ]


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_quiet_tells_what_matters_and_verbose_everything(stream: io.StringIO) -> None:
    with watched(quiet=True, stream=stream) as listener:
        listener.on_progress(Progress(Stage.WORDS, 0.5, "bread"))
        listener.on_detail("a detail")
        listener.on_notice("a notice")
    assert stream.getvalue() == "podscribe: a notice\n"
    with watched(quiet=False, verbose=True, stream=stream) as listener:
        listener.on_detail("a detail")
    assert "podscribe: a detail" in stream.getvalue()


def test_no_speed_is_told_before_it_can_be_known() -> None:
    now = Progress(Stage.WORDS, 0.5, length_s=600.0)
    assert progress._speed(now, 0.1) == ""
    assert progress._speed(Progress(Stage.WORDS, 0.5), 10.0) == ""
