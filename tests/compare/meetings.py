"""Talks of several speakers drawn by chance, and what MeetEval says of them.

    python -m tests.compare.meetings

writes `meeteval.json` anew; MeetEval has to be installed for that, and a C++ compiler for it.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from podscribe.compare.meeting import TimedWord

RECORDED = Path(__file__).parent / "meeteval.json"
COUNT = 40
VOCABULARY = ("flour", "oven", "rye", "bread", "bake", "salt", "water", "crumb", "crust", "dough")
Talk = dict[str | None, list[TimedWord]]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two tellings of one talk, and the collar to score them with."""

    reference: Talk
    hypothesis: Talk
    collar_s: float


def meeting(seed: int) -> Meeting:
    """Speakers who overlap, words misheard, misplaced and given to others."""
    chance = random.Random(seed)
    names = [f"S{number}" for number in range(chance.randint(1, 4))]
    reference: Talk = {name: _said(chance) for name in names}
    others = [f"X{number}" for number in range(max(1, len(names) + chance.randint(-1, 1)))]
    hypothesis: Talk = {name: [] for name in others}
    swapped = chance.random() * 0.4
    for number, name in enumerate(names):
        for word in _heard(reference[name], chance):
            at = chance.randrange(len(others)) if chance.random() < swapped else number
            hypothesis[others[at % len(others)]].append(word)
    for words in hypothesis.values():
        words.sort(key=lambda word: word.start)
    return Meeting(reference, hypothesis, chance.choice([0.25, 1.0, 5.0]))


def _said(chance: random.Random) -> list[TimedWord]:
    time, words = 0.0, []
    for _ in range(chance.randint(0, 60)):
        time += chance.choice([0.0, 0.1, 0.1, 3.0])
        length = round(chance.uniform(0.1, 0.6), 2)
        words.append(TimedWord(chance.choice(VOCABULARY), round(time, 2), round(time + length, 2)))
        time += length
    return words


def _heard(words: list[TimedWord], chance: random.Random) -> list[TimedWord]:
    heard = []
    for word in words:
        draw = chance.random()
        if draw < 0.1:
            continue
        text = chance.choice(VOCABULARY) if draw < 0.2 else word.text
        start = max(0.0, round(word.start + chance.gauss(0, 0.7), 2))
        heard.append(TimedWord(text, start, round(start + word.end - word.start, 2)))
        if draw > 0.92:
            heard.append(TimedWord(chance.choice(VOCABULARY), start, round(start + 0.2, 2)))
    return heard


def by_meeteval(meeting: Meeting) -> dict[str, int]:
    """Errors of cpWER and tcpWER, and the words of the reference, as MeetEval counts them."""
    import meeteval

    rows = [_rows(talk) for talk in (meeting.reference, meeting.hypothesis)]
    reference, hypothesis = (meeteval.io.SegLST(each) for each in rows)
    cp = meeteval.wer.wer.cp.cp_word_error_rate(
        reference, hypothesis, reference_sort=False, hypothesis_sort=False
    )
    tcp = meeteval.wer.wer.time_constrained.time_constrained_minimum_permutation_word_error_rate(
        reference, hypothesis, collar=meeting.collar_s
    )
    return {"cp": cp.errors, "tcp": tcp.errors, "length": cp.length}


def _rows(talk: Talk) -> list[dict[str, object]]:
    """A segment a word; a speaker who says nothing has an empty one."""
    rows: list[dict[str, object]] = []
    for name, words in talk.items():
        segments = words or [TimedWord("", 0.0, 0.0)]
        rows += [
            {"speaker": name, "words": word.text, "start_time": word.start, "end_time": word.end}
            for word in segments
        ]
    return rows


if __name__ == "__main__":
    found = [by_meeteval(meeting(seed)) for seed in range(COUNT)]
    RECORDED.write_text(json.dumps(found).replace("}, ", "},\n ") + "\n")
