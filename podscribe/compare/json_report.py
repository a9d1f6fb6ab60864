"""Comparisons for programs, as podscribe-comparison.schema.json beside this file describes them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from podscribe.compare.result import (
    Comparison,
    Difference,
    Drift,
    Errors,
    HeaderAlone,
    HeaderPair,
    Meeting,
    Passage,
    SpeakerScores,
    Structure,
    WordScores,
)
from podscribe.compare.side import Side

FORMAT, VERSION = "podscribe-comparison", 1
Json = dict[str, object]


def as_json(comparisons: Iterable[Json], failed: Sequence[Json] = ()) -> str:
    """The whole report."""
    report = {
        "format": FORMAT,
        "version": VERSION,
        "comparisons": [*comparisons],
        "failed": [*failed],
    }
    return json.dumps(report, ensure_ascii=False)


def json_of(comparison: Comparison) -> Json:
    """One comparison; what is not known is left out."""
    return _known(
        {
            "reference": _side(comparison.reference_name, comparison.reference),
            "hypothesis": _side(comparison.hypothesis_name, comparison.hypothesis),
            "alike": comparison.alike,
            "words": _words(comparison.words) if comparison.words else None,
            "minutes": [
                {"start": minute.start, "words": minute.words, "errors": minute.errors}
                for minute in comparison.minutes
            ],
            "speakers": _speakers(comparison.speakers) if comparison.speakers else None,
            "times": _times(comparison.drift) if comparison.drift else None,
            "structure": _structure(comparison.structure),
            "counts": {str(kind): count for kind, count in comparison.counts},
            "differences": [_difference(each) for each in comparison.differences],
            "passages": [_passage(each) for each in comparison.passages],
            "notes": [*comparison.notes],
        }
    )


def _known(fields: Mapping[str, object]) -> Json:
    return {key: value for key, value in fields.items() if value is not None}


def _seconds(time: float | None) -> float | None:
    return None if time is None else round(time, 3)


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _side(name: str, side: Side) -> Json:
    said = Counter(word.speaker for word in side.words if word.speaker is not None)
    return _known(
        {
            "file": name,
            "language": side.language,
            "words": len(side.words),
            "duration": _seconds(side.transcript.duration),
            "timed": side.has_times,
            "speakers": [{"name": name, "words": count} for name, count in said.most_common()],
        }
    )


def _errors(errors: Errors) -> Json:
    return _known(
        {
            "length": errors.length,
            "substitutions": errors.substitutions,
            "deletions": errors.deletions,
            "insertions": errors.insertions,
            "rate": _share(errors.rate),
        }
    )


def _words(scores: WordScores) -> Json:
    return _known(
        {
            "raw": _errors(scores.raw),
            "normalised": _errors(scores.normalised),
            "without_passages": _errors(scores.apart),
            "raw_characters": _errors(scores.raw_characters),
            "normalised_characters": _errors(scores.normalised_characters),
            "common": _share(scores.common),
        }
    )


def _speakers(scores: SpeakerScores) -> Json:
    spans = scores.diarization
    return _known(
        {
            "right": _share(scores.right),
            "matched": _share(scores.matched),
            "names": [{"hypothesis": name, "reference": other} for name, other in scores.names],
            "confusion": [
                _known(
                    {
                        "reference": each.reference,
                        "hypothesis": each.hypothesis,
                        "words": each.words,
                    }
                )
                for each in scores.confusion
            ],
            "cpwer": _meeting(scores.cp) if scores.cp else None,
            "tcpwer": _meeting(scores.tcp) if scores.tcp else None,
            "der": _known(
                {
                    "rate": _share(spans.rate),
                    "total": _seconds(spans.total_s),
                    "missed": _seconds(spans.missed_s),
                    "false_alarm": _seconds(spans.false_alarm_s),
                    "confusion": _seconds(spans.confusion_s),
                }
            )
            if spans
            else None,
        }
    )


def _meeting(scores: Meeting) -> Json:
    return _known(
        {
            "errors": scores.errors,
            "length": scores.length,
            "rate": _share(scores.rate),
            "assignment": [
                _known({"reference": one, "hypothesis": other}) for one, other in scores.assignment
            ],
        }
    )


def _times(drift: Drift) -> Json:
    return {
        "unit": drift.unit,
        "starts": drift.starts,
        "found": len(drift.points),
        "median": _seconds(drift.median),
        "percentile_5": _seconds(drift.low),
        "percentile_95": _seconds(drift.high),
        "within_1s": _share(drift.within_1s),
        "within_3s": _share(drift.within_3s),
        "jumps": [
            {
                "time": _seconds(jump.time),
                "before": _seconds(jump.before),
                "after": _seconds(jump.after),
            }
            for jump in drift.jumps
        ],
        "points": [[_seconds(point.time), _seconds(point.offset)] for point in drift.points],
    }


def _structure(structure: Structure) -> Json:
    return _known(
        {
            "matched": [_pair(pair) for pair in structure.matched],
            "moved": [_pair(pair) for pair in structure.moved],
            "reworded": [_pair(pair) for pair in structure.reworded],
            "missing": [_alone(header) for header in structure.missing],
            "added": [_alone(header) for header in structure.added],
            "turns": _both(structure.turns),
            "common_turns": structure.common_turns,
            "paragraphs": _both(structure.paragraphs),
        }
    )


def _both(counts: tuple[int, int] | None) -> Json | None:
    return None if counts is None else {"reference": counts[0], "hypothesis": counts[1]}


def _pair(pair: HeaderPair) -> Json:
    return _known(
        {
            "reference": pair.reference,
            "hypothesis": pair.hypothesis,
            "reference_time": _seconds(pair.reference_time),
            "hypothesis_time": _seconds(pair.hypothesis_time),
            "words": pair.words,
        }
    )


def _alone(header: HeaderAlone) -> Json:
    return _known({"title": header.title, "time": _seconds(header.time)})


def _difference(each: Difference) -> Json:
    return _known(
        {
            "nature": each.nature,
            "kind": each.kind,
            "reference": each.reference,
            "hypothesis": each.hypothesis,
            "before": each.before,
            "after": each.after,
            "reference_time": _seconds(each.reference_time),
            "hypothesis_time": _seconds(each.hypothesis_time),
            "speaker": each.speaker,
        }
    )


def _passage(each: Passage) -> Json:
    return _known(
        {
            "missing_in": each.missing_in,
            "text": each.text,
            "words": each.words,
            "start": _seconds(each.start),
            "end": _seconds(each.end),
            "missing_at": _seconds(each.missing_at),
        }
    )
