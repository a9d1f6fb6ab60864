"""A diarization as JSON, and back exactly.

{"version": 1,
 "spans": [[0.59, 7.24, "SPEAKER_00"], …],
 "exclusive": [[0.59, 7.24, "SPEAKER_00"], …],
 "voices": [["SPEAKER_00", [0.117, -0.32, …]], ["SPEAKER_01", null], …],
 "voice_model": ["WeSpeakerResNet34", "9f86d0…"],
 "likeness": [0.1, ["SPEAKER_00", "000279…"], …]}

Likeness is null where it is not known, and absent where podscribe did not know of it yet.
"""

from __future__ import annotations

import json
from typing import Any

from podscribe.diarize.diarization import Diarization, Voice, VoiceModel
from podscribe.diarize.likeness import Likeness
from podscribe.errors import PodscribeError
from podscribe.transcript import Span

VERSION = 1


def serialize(diarization: Diarization) -> str:
    """One line of JSON; the same diarization always gives the same."""
    model, likeness = diarization.voice_model, diarization.likeness
    content = {
        "version": VERSION,
        "spans": [[each.start, each.end, each.speaker] for each in diarization.spans],
        "exclusive": [[each.start, each.end, each.speaker] for each in diarization.exclusive],
        "voices": [[each.speaker, each.embedding] for each in diarization.voices],
        "voice_model": [model.name, model.digest],
        "likeness": likeness and [likeness.step_s, *map(list, likeness.misfits)],
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n"


def parse(text: str) -> Diarization:
    """What `serialize` wrote, or an error for anything else."""
    try:
        content = json.loads(text)
        if content["version"] != VERSION:
            raise _foreign(f"is of version {content['version']}, not {VERSION}")
        return _read(content)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _foreign("is no diarization of podscribe") from error


def _foreign(what: str) -> PodscribeError:
    return PodscribeError(what, remedy="remove it, and run again")


def _read(content: dict[str, Any]) -> Diarization:
    name, digest = content["voice_model"]
    return Diarization(
        spans=_spans(content["spans"]),
        exclusive=_spans(content["exclusive"]),
        voices=tuple(_voice(speaker, embedding) for speaker, embedding in content["voices"]),
        voice_model=VoiceModel(str(name), str(digest)),
        likeness=_likeness(content.get("likeness")),
    )


def _likeness(content: list[Any] | None) -> Likeness | None:
    if content is None:
        return None
    step_s, *misfits = content
    digits = [each for _, each in misfits]
    if not set("".join(digits)) <= set("0123456789") or len({*map(len, digits)}) > 1:
        raise ValueError("not as many digits for each")
    if not 0 < float(step_s) < float("inf"):
        raise ValueError("no step")
    return Likeness(float(step_s), tuple((str(speaker), each) for speaker, each in misfits))


def _spans(rows: list[list[Any]]) -> tuple[Span, ...]:
    return tuple(Span(float(start), float(end), str(speaker)) for start, end, speaker in rows)


def _voice(speaker: str, embedding: list[Any] | None) -> Voice:
    if embedding is None:
        return Voice(str(speaker), None)
    return Voice(str(speaker), tuple(float(value) for value in embedding))
