"""What a comparison comes to, in figures and tables for a page."""

from __future__ import annotations

from collections.abc import Iterator

from podscribe.clock import clock
from podscribe.compare.html_marks import Texts
from podscribe.compare.reports import NOTHING, counted, end_of, offset, percent, short
from podscribe.compare.result import (
    Comparison,
    Difference,
    Drift,
    Errors,
    HeaderAlone,
    HeaderPair,
    Nature,
    Passage,
    SpeakerScores,
    Structure,
    WordScores,
)
from podscribe.compare.side import Side
from podscribe.report import (
    Cell,
    Column,
    Figure,
    Markup,
    Row,
    element,
    figures,
    joined,
    name,
    table,
)

MOST_CONFUSIONS = 50
MOST_SPEAKERS = 12
MOST_KINDS = 4


def about(comparison: Comparison) -> Markup:
    """What each side is."""
    sides = {
        "reference": (comparison.reference_name, comparison.reference),
        "hypothesis": (comparison.hypothesis_name, comparison.hypothesis),
    }
    parts = (
        part
        for label, (file, side) in sides.items()
        for part in (
            element("dt", {}, label),
            element("dd", {}, element("b", {}, name(file)), ": ", joined(_side(side), ", ")),
        )
    )
    return element("dl", {"class": "about"}, *parts)


def _side(side: Side) -> Iterator[str]:
    yield counted(len(side.words), "word")
    if side.language:
        yield side.language
    if end := end_of(side):
        yield end
    speakers = side.transcript.speakers
    yield from map(name, speakers[:MOST_SPEAKERS])
    if len(speakers) > MOST_SPEAKERS:
        yield "…"


def key_figures(comparison: Comparison) -> Markup:
    """The figures that tell most."""
    return figures(
        [
            *(_words(comparison, comparison.words) if comparison.words else ()),
            *(_speakers(comparison.speakers) if comparison.speakers else ()),
            *(_drift(comparison.drift) if comparison.drift else ()),
            *_structure(comparison.structure),
            *(_differences(comparison) if comparison.words else ()),
        ]
    )


def _words(comparison: Comparison, scores: WordScores) -> Iterator[Figure]:
    apart = f"{percent(scores.apart.rate)} without whole passages"
    yield Figure(
        "Word errors",
        percent(scores.normalised.rate),
        apart if comparison.passages else "normalised",
    )
    yield Figure("Character errors", percent(scores.normalised_characters.rate), "normalised")


def _speakers(scores: SpeakerScores) -> Iterator[Figure]:
    if scores.right is not None:
        renamed = any(one != other for one, other in scores.names)
        other = f"{percent(scores.matched)} if labels are taken for names"
        note = other if renamed and scores.matched != scores.right else "of the words in common"
        yield Figure("Right speaker", percent(scores.right), note)
    if scores.cp:
        timed = f"tcpWER {percent(scores.tcp.rate)}" if scores.tcp else ""
        yield Figure("cpWER", percent(scores.cp.rate), timed or "word errors by speaker")
    if scores.diarization:
        yield Figure("DER", percent(scores.diarization.rate), "of the time of speech")


def _drift(drift: Drift) -> Iterator[Figure]:
    most = f"nine in ten {offset(drift.low)} to {offset(drift.high)}"
    yield Figure("Drift, median", offset(drift.median), most)
    close = f"{percent(drift.within_1s)} within 1 s"
    yield Figure("Within 3 s", percent(drift.within_3s), f"of {drift.unit}; {close}")


def _structure(structure: Structure) -> Iterator[Figure]:
    changed = {
        "moved": structure.moved,
        "reworded": structure.reworded,
        "missing": structure.missing,
        "added": structure.added,
    }
    ours = sum(
        map(len, (structure.matched, structure.moved, structure.reworded, structure.missing))
    )
    if ours or structure.added:
        note = ", ".join(f"{len(group)} {state}" for state, group in changed.items() if group)
        yield Figure("Headers in place", f"{len(structure.matched)} of {ours}", note)
    if structure.turns is not None:
        one, other = structure.turns
        note = f"{structure.common_turns:,} begin in both"
        yield Figure("Turns", f"{one:,} and {other:,}", note)


def _differences(comparison: Comparison) -> Iterator[Figure]:
    for nature, label in ((Nature.SUBSTANCE, "Of substance"), (Nature.STYLE, "Of style")):
        counts = {kind: count for kind, count in comparison.counts if kind.nature is nature}
        most = sorted(counts, key=lambda kind: -counts[kind])
        named = [f"{counts[kind]:,} {kind}" for kind in most[:MOST_KINDS]]
        note = ", ".join([*named, *(["…"] if len(most) > MOST_KINDS else [])])
        yield Figure(label, f"{sum(counts.values()):,}", note)
    if comparison.passages:
        words = sum(passage.words for passage in comparison.passages)
        note = f"{counted(words, 'word')} that one side lacks"
        yield Figure("Whole passages", f"{len(comparison.passages):,}", note)


def error_table(scores: WordScores) -> Markup:
    """Error rates in every way they are counted."""
    columns = [
        Column("errors", sortable=False),
        *(Column(title, numeric=True, sortable=False) for title in ("all", "replaced")),
        *(Column(title, numeric=True, sortable=False) for title in ("missing", "added")),
    ]
    counts = {
        "words, normalised": scores.normalised,
        "… without whole passages": scores.apart,
        "words as they stand": scores.raw,
        "characters, normalised": scores.normalised_characters,
        "characters as they stand": scores.raw_characters,
    }
    rows = [_errors(label, errors) for label, errors in counts.items()]
    return table("Errors as a share of the reference, and how many", columns, rows)


def _errors(label: str, errors: Errors) -> Row:
    counts = (errors.substitutions, errors.deletions, errors.insertions)
    return Row((Cell(label), Cell(percent(errors.rate)), *(Cell(f"{count:,}") for count in counts)))


def confusion_table(scores: SpeakerScores) -> Markup:
    """Under which name of the hypothesis the words of each name stand."""
    columns = [Column("reference"), Column("hypothesis"), Column("words", numeric=True)]
    rows = [
        Row((_name(each.reference), _name(each.hypothesis), Cell(f"{each.words:,}", each.words)))
        for each in scores.confusion[:MOST_CONFUSIONS]
    ]
    return table("Words that both have, by the names that stand over them", columns, rows)


def _name(who: str | None) -> Cell:
    return Cell(name(who), who) if who else Cell("nobody", "")


def substance_table(comparison: Comparison, texts: Texts) -> Markup:
    """The differences that matter, with links to where they stand."""
    columns = [
        Column("time", numeric=True, note="in the reference"),
        Column("kind"),
        Column("speaker"),
        Column("reference → hypothesis", sortable=False),
    ]
    names = _mark_names(texts)
    rows = (
        _difference(each, names[each.reference_words, each.hypothesis_words])
        for each in comparison.differences
        if each.nature is Nature.SUBSTANCE
    )
    caption = "Differences that change what is said, the weightiest first"
    return table(caption, columns, rows, classes="tall")


def _mark_names(texts: Texts) -> dict[tuple[range, range], str]:
    """The ids of the marks, by the words they are around."""
    return {(mark.reference, mark.hypothesis): mark.name for mark in texts.marks}


def _difference(each: Difference, mark: str) -> Row:
    time = each.reference_time if each.reference_time is not None else each.hypothesis_time
    change = joined(
        (
            each.before,
            element("del", {}, short(each.reference) or NOTHING),
            "→",
            element("ins", {}, short(each.hypothesis) or NOTHING),
            each.after,
        ),
        " ",
    )
    kind = element("span", {"class": f"kind k-{each.kind}"}, each.kind)
    return Row(
        (
            Cell(_link(mark, time), time),
            Cell(kind),
            Cell(name(each.speaker)) if each.speaker else Cell(""),
            Cell(change),
        ),
        classes=f"k-{each.kind}",
    )


def _link(mark: str, time: float | None) -> Markup:
    return element("a", {"href": f"#{mark}"}, "show" if time is None else clock(time))


def passage_table(passages: tuple[Passage, ...], texts: Texts) -> Markup:
    """The stretches of text that one side lacks."""
    columns = [
        Column("time", numeric=True, note="where it is said"),
        Column("missing in"),
        Column("words", numeric=True),
        Column("text", sortable=False),
    ]
    names = _mark_names(texts)
    rows = (
        Row(
            (
                Cell(
                    _link(names[each.reference_words, each.hypothesis_words], each.start),
                    each.start,
                ),
                Cell(each.missing_in),
                Cell(f"{each.words:,}", each.words),
                Cell(element("span", {"dir": "auto"}, each.text)),
            )
        )
        for each in passages
    )
    return table("Passages that one side lacks, cut or not heard", columns, rows, classes="tall")


def header_table(structure: Structure) -> Markup:
    """The headers that do not stand in the same place on both sides."""
    columns = [
        Column("state"),
        Column("reference", sortable=False),
        Column("hypothesis", sortable=False),
    ]
    rows = [
        *(_pair("moved", pair) for pair in structure.moved),
        *(_pair("reworded", pair) for pair in structure.reworded),
        *(Row((Cell("missing"), _header(header), Cell(NOTHING))) for header in structure.missing),
        *(Row((Cell("added"), Cell(NOTHING), _header(header))) for header in structure.added),
    ]
    if not rows:
        return Markup()
    return table("Headers that differ", columns, rows, classes="tall")


def _pair(state: str, pair: HeaderPair) -> Row:
    return Row(
        (
            Cell(state),
            _header(HeaderAlone(pair.reference, pair.reference_time)),
            _header(HeaderAlone(pair.hypothesis, pair.hypothesis_time)),
        )
    )


def _header(header: HeaderAlone) -> Cell:
    time = f" ({clock(header.time)})" if header.time is not None else ""
    return Cell(joined((name(header.title), time)))
