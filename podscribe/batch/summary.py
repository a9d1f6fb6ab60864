"""What a job has done, as numbers: for the report, and for who has to wait for its end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from podscribe import __version__
from podscribe.batch.rows import Row, as_json
from podscribe.batch.running import Ending
from podscribe.batch.states import State
from podscribe.pipeline.listener import Stage

FAILED = (State.FAILED, State.ASIDE)
_HEARING = (Stage.WORDS, Stage.SPEAKERS)
_STRETCHES = 60  # of a plot
_LEAST_STRETCH_S = 1.0
_SLOWEST = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time of the job, and how much audio was finished in it."""

    begin_s: float  # from the beginning of the job
    end_s: float
    audio_s: float

    @property
    def speed(self) -> float:
        return self.audio_s / (self.end_s - self.begin_s)


@dataclass(frozen=True, slots=True)
class Totals:
    """The job in numbers. Audio and speed are of what this job has finished."""

    episodes: int
    done: int
    failed: int
    skipped: int
    waiting: int
    finished: int  # by this job
    spent_s: float
    audio_s: float
    doubtful_s: float  # of all that is done
    archive_s: float  # of audio, of all that is done

    @property
    def speed(self) -> float | None:
        return self.audio_s / self.spent_s if self.audio_s and self.spent_s else None


def totals(ending: Ending) -> Totals:
    rows = finished(ending)
    done = ending.with_state(State.DONE)
    return Totals(
        episodes=len(ending.rows),
        done=len(done),
        failed=len(ending.failed),
        skipped=len(ending.with_state(State.SKIPPED)),
        waiting=len(ending.with_state(State.WAITING, State.WORKING)),
        finished=len(rows),
        spent_s=ending.ended - ending.begun,
        audio_s=_sum(row.seconds for row in rows),
        doubtful_s=_sum(row.doubtful_s for row in done),
        archive_s=_sum(row.seconds for row in done),
    )


def _sum(values: Iterable[float | None]) -> float:
    return sum(value or 0.0 for value in values)


def finished(ending: Ending) -> tuple[Row, ...]:
    """The episodes that this job has done."""
    done = ending.with_state(State.DONE)
    return tuple(row for row in done if row.ended is not None and row.ended >= ending.begun)


def hearing_s(row: Row) -> float:
    """What the models took for an episode."""
    return sum(row.stage_s.get(stage, 0.0) for stage in _HEARING)


def speed(row: Row) -> float | None:
    """How many times as fast as it plays an episode was heard."""
    spent_s = hearing_s(row)
    return row.seconds / spent_s if row.seconds and spent_s else None


def slowest(ending: Ending) -> tuple[Row, ...]:
    """The episodes of this job that were heard slowest, those first."""
    known = [(found, row) for row in finished(ending) if (found := speed(row)) is not None]
    return tuple(row for _, row in sorted(known, key=lambda each: each[0])[:_SLOWEST])


def throughput(ending: Ending) -> tuple[Stretch, ...]:
    """How much audio was finished when."""
    spent_s = ending.ended - ending.begun
    rows = finished(ending)
    if not rows or spent_s <= 0:
        return ()
    length_s = max(_LEAST_STRETCH_S, spent_s / _STRETCHES)
    count = max(1, round(spent_s / length_s))
    length_s = spent_s / count
    audio_s = [0.0] * count
    for row in rows:
        at = int(((row.ended or 0.0) - ending.begun) / length_s)
        audio_s[min(at, count - 1)] += row.seconds or 0.0
    return tuple(
        Stretch(number * length_s, (number + 1) * length_s, each)
        for number, each in enumerate(audio_s)
    )


def report_json(ending: Ending) -> str:
    """Everything, for programs."""
    found = totals(ending)
    facts = {
        "podscribe": __version__,
        "begun": _written(ending.begun),
        "ended": _written(ending.ended),
        "stopped": ending.stopped,
        "totals": {name: _rounded(getattr(found, name)) for name in (*_NUMBERS, "speed")},
        "slowest": [row.stem for row in slowest(ending)],
        "failed": [row.stem for row in ending.failed],
        "throughput": [
            {
                "begin_s": round(each.begin_s, 3),
                "end_s": round(each.end_s, 3),
                "audio_s": round(each.audio_s, 3),
            }
            for each in throughput(ending)
        ],
        "episodes": _episodes(ending.rows),
    }
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


_NUMBERS = (
    *("episodes", "done", "failed", "skipped", "waiting", "finished"),
    *("spent_s", "audio_s", "doubtful_s", "archive_s"),
)


def _episodes(rows: Sequence[Row]) -> list[dict[str, object]]:
    facts: list[dict[str, object]] = json.loads(as_json(rows))
    return [{**each, "speed": _rounded(speed(row))} for each, row in zip(facts, rows, strict=True)]


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 3)


def _written(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
