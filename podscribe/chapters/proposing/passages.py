"""What is said in one go: the turns of a talk, or sentences where nobody is told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podscribe.layout.sentences import ends_sentence
from podscribe.layout.timing import timed, trusted
from podscribe.transcript import Line, Transcript

MOST_CHARACTERS = 160  # of cues that are joined: some ten seconds of speech


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn, or a few sentences; `placed` unless its start is an estimate."""

    text: str
    start: float
    end: float
    speaker: str | None
    placed: bool


def passages(transcript: Transcript) -> tuple[Passage, ...]:
    """The transcript in turns, whatever headers stand in it; none where nothing has a time."""
    lines = [line for line in transcript.lines if line.text.strip()]
    known = timed(lines, transcript.duration, transcript.grain)
    if known is None:
        return ()
    placed = set(trusted(lines))
    singles = [_single(line, at in placed) for at, line in enumerate(known)]
    names = {line.speaker for line in lines if line.speaker}
    groups = _turns(singles) if len(names) > 1 else _sentences(singles)
    return tuple(map(_joined, groups))


def _single(line: Line, placed: bool) -> Passage:
    assert line.start is not None and line.end is not None
    return Passage(" ".join(line.text.split()), line.start, line.end, line.speaker, placed)


def _turns(singles: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Runs of one speaker; whoever is not named goes on with what the one before says."""
    run: list[Passage] = []
    for single in singles:
        if run and single.speaker is None:
            run.append(replace(single, speaker=run[0].speaker))
            continue
        if run and single.speaker != run[0].speaker:
            yield run
            run = []
        run.append(single)
    if run:
        yield run


def _sentences(singles: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Cues up to the end of a sentence, or as many as make a long one."""
    run: list[Passage] = []
    characters = 0
    for single in singles:
        if run and (_ends(run[-1], single) or characters + len(single.text) > MOST_CHARACTERS):
            yield run
            run, characters = [], 0
        run.append(single)
        characters += len(single.text) + 1
    if run:
        yield run


def _ends(before: Passage, after: Passage) -> bool:
    return ends_sentence(before.text.rsplit(maxsplit=1)[-1], after.text.split(maxsplit=1)[0])


def _joined(run: Sequence[Passage]) -> Passage:
    text = " ".join(single.text for single in run)
    end = max(single.end for single in run)
    return replace(run[0], text=text, end=end)
