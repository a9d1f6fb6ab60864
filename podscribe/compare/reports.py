"""Comparisons as people read them: a short table of one, a line each of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podscribe.clock import clock
from podscribe.compare.result import (
    Comparison,
    Difference,
    Drift,
    Errors,
    Nature,
    SpeakerScores,
    Structure,
    Which,
)
from podscribe.compare.side import Side

NOTHING = "–"
MOST_NAMES = 6  # in a line, and pairs of names in a table
MOST_JUMPS = 5
MOST_HEADERS = 5
MOST_PASSAGES = 20
QUOTED_CHARACTERS = 70
_LABEL = 12


def as_text(comparison: Comparison, shown: int) -> Iterator[str]:
    """What the comparison comes to, and as many of its differences, the weightiest first."""
    for which, name, side in (
        (Which.REFERENCE, comparison.reference_name, comparison.reference),
        (Which.HYPOTHESIS, comparison.hypothesis_name, comparison.hypothesis),
    ):
        yield f"{which:<{_LABEL}}{_about(name, side)}"
    yield ""
    yield from _words(comparison)
    if comparison.speakers:
        yield from _labelled("speakers", _speakers(comparison.speakers))
    if comparison.drift:
        yield from _labelled("times", _times(comparison.drift))
    yield from _labelled("headers", _headers(comparison.structure))
    yield from _labelled("turns", _turns(comparison.structure))
    yield from _labelled("substance", _counts(comparison, Nature.SUBSTANCE))
    yield from _labelled("style", _counts(comparison, Nature.STYLE))
    yield from _labelled("passages", _passages(comparison))
    listed = [each for each in comparison.differences if each.nature is Nature.SUBSTANCE][:shown]
    if listed:
        yield ""
        yield from map(_difference, listed)


def _labelled(label: str, lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield f"{label if number == 0 else '':<{_LABEL}}{line}"


def _about(name: str, side: Side) -> str:
    names = side.transcript.speakers
    parts = [
        name,
        counted(len(side.words), "word"),
        side.language or "",
        end_of(side),
        ", ".join(names[:MOST_NAMES]) + (", …" if len(names) > MOST_NAMES else ""),
    ]
    return ", ".join(part for part in parts if part)


def end_of(side: Side) -> str:
    ends = [word.end for word in side.words[-1:] if word.end is not None]
    return clock(ends[0]) if ends else ""


def _words(comparison: Comparison) -> Iterator[str]:
    scores = comparison.words
    if scores is None:
        return
    yield f"{'errors':<{_LABEL}}{'':<28}{'all':>8}{'replaced':>10}{'missing':>10}{'added':>10}"
    rows = {
        "words, normalised": scores.normalised,
        "… without whole passages": scores.apart,
        "words as they stand": scores.raw,
        "characters, normalised": scores.normalised_characters,
        "characters as they stand": scores.raw_characters,
    }
    for label, errors in rows.items():
        yield f"{'':<{_LABEL}}{label:<28}{_errors(errors)}"


def _errors(errors: Errors) -> str:
    counts = (errors.substitutions, errors.deletions, errors.insertions)
    return f"{percent(errors.rate):>8}" + "".join(f"{count:>10,}" for count in counts)


def _speakers(scores: SpeakerScores) -> Iterator[str]:
    if scores.right is not None:
        yield f"{percent(scores.right)} of the words under the right name"
    renamed = [(name, other) for name, other in scores.names if name != other]
    if renamed and scores.matched != scores.right:
        names = ", ".join(f"{name} for {other}" for name, other in renamed[:MOST_NAMES])
        yield f"{percent(scores.matched)} with {names}"
    rates = {"cpWER": scores.cp, "tcpWER": scores.tcp, "DER": scores.diarization}
    known = [f"{name} {percent(each.rate)}" for name, each in rates.items() if each]
    if known:
        yield ", ".join(known)
    wrong = [each for each in scores.confusion if each.reference != each.hypothesis]
    for each in wrong[:MOST_NAMES]:
        one, other = each.reference or "nobody", each.hypothesis or "nobody"
        yield f"{counted(each.words, 'word')} of {one} under {other}"


def _times(drift: Drift) -> Iterator[str]:
    found = f"{len(drift.points):,} of {drift.starts:,} {drift.unit} found"
    most = f"nine in ten from {offset(drift.low)} to {offset(drift.high)}"
    yield f"{found}; median {offset(drift.median)}, {most}"
    yield f"{percent(drift.within_1s)} within 1 s, {percent(drift.within_3s)} within 3 s"
    for jump in drift.jumps[:MOST_JUMPS]:
        yield f"from {clock(jump.time)} on {offset(jump.after)}, before {offset(jump.before)}"
    if len(drift.jumps) > MOST_JUMPS:
        yield f"and {len(drift.jumps) - MOST_JUMPS} jumps more"


def _headers(structure: Structure) -> Iterator[str]:
    groups = {
        "in place": structure.matched,
        "moved": structure.moved,
        "reworded": structure.reworded,
        "missing": structure.missing,
        "added": structure.added,
    }
    if any(groups.values()):
        yield ", ".join(f"{len(group)} {name}" for name, group in groups.items() if group)
    named = [f"moved: {pair.reference}" for pair in structure.moved]
    named += [f"reworded: {pair.reference} → {pair.hypothesis}" for pair in structure.reworded]
    if structure.matched or structure.moved or structure.reworded:
        named += [f"missing: {header.title}" for header in structure.missing]
        named += [f"added: {header.title}" for header in structure.added]
    yield from named[:MOST_HEADERS]
    if len(named) > MOST_HEADERS:
        yield f"and {len(named) - MOST_HEADERS} more"


def _turns(structure: Structure) -> Iterator[str]:
    if structure.turns is None or structure.paragraphs is None:
        return
    turns = "{:,} and {:,}".format(*structure.turns)
    paragraphs = "{:,} and {:,}".format(*structure.paragraphs)
    yield f"{turns}, {structure.common_turns:,} begin in both; {paragraphs} paragraphs"


def _counts(comparison: Comparison, nature: Nature) -> Iterator[str]:
    counts = {kind: count for kind, count in comparison.counts if kind.nature is nature}
    if comparison.words is None:
        return
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    yield counted(sum(counts.values()), "difference") + (f": {kinds}" if kinds else "")


def _passages(comparison: Comparison) -> Iterator[str]:
    for passage in comparison.passages[:MOST_PASSAGES]:
        when = ""
        if passage.start is not None and passage.end is not None:
            when = f"{clock(passage.start)} to {clock(passage.end)}, "
        yield (
            f"{when}{counted(passage.words, 'word')} missing in the {passage.missing_in}: "
            f"{short(passage.text)}"
        )
    if len(comparison.passages) > MOST_PASSAGES:
        rest = comparison.passages[MOST_PASSAGES:]
        words = sum(passage.words for passage in rest)
        yield f"and {counted(len(rest), 'passage')} more with {counted(words, 'word')}"


def _difference(each: Difference) -> str:
    time = each.reference_time if each.reference_time is not None else each.hypothesis_time
    when = NOTHING if time is None else clock(time)
    change = f"[{short(each.reference) or NOTHING} → {short(each.hypothesis) or NOTHING}]"
    said = " ".join(filter(None, (each.before, change, each.after)))
    return f"{when:>8}  {each.kind:<10}{said}"


def short(text: str) -> str:
    return text if len(text) <= QUOTED_CHARACTERS else f"{text[:QUOTED_CHARACTERS].rstrip()}…"


def offset(seconds: float) -> str:
    return f"{seconds:+.1f} s"


def percent(share: float | None) -> str:
    """To a tenth.

    >>> percent(0.1912)
    '19.1 %'
    """
    return NOTHING if share is None else f"{100 * share:.1f} %"


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


COLUMNS = ("words", "WER", "CER", "names", "cpWER", "drift", "in 3 s", "headers", "substance")
_WIDTH = 10


def table_head(width: int) -> str:
    """The names of the columns for lines of many comparisons."""
    return f"{'':<{width}}" + "".join(f"{column:>{_WIDTH}}" for column in COLUMNS)


def as_line(comparison: Comparison, name: str, width: int) -> str:
    """One of many comparisons: normalised errors, and of headers how many are in their place."""
    words, speakers, drift = comparison.words, comparison.speakers, comparison.drift
    cells: Sequence[str] = (
        f"{len(comparison.reference.words):,}",
        percent(words.normalised.rate if words else None),
        percent(words.normalised_characters.rate if words else None),
        percent(speakers.right if speakers else None),
        percent(speakers.cp.rate if speakers and speakers.cp else None),
        offset(drift.median) if drift else NOTHING,
        percent(drift.within_3s if drift else None),
        f"{len(comparison.structure.matched)}/{len(comparison.reference.chapters)}",
        f"{sum(n for kind, n in comparison.counts if kind.nature is Nature.SUBSTANCE):,}",
    )
    return f"{name:<{width}}" + "".join(f"{cell:>{_WIDTH}}" for cell in cells)
