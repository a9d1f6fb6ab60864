"""A comparison as a page that holds all it needs; of many comparisons, a page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from podscribe.compare.html_figures import (
    about,
    confusion_table,
    error_table,
    header_table,
    key_figures,
    passage_table,
    substance_table,
)
from podscribe.compare.html_marks import MARKS, PASSAGE, SPEAKER, Texts, texts_of
from podscribe.compare.html_plots import plots
from podscribe.compare.html_text import shown_texts
from podscribe.compare.result import Comparison, Kind, Nature
from podscribe.report import (
    Attributes,
    Markup,
    asset,
    element,
    heading,
    joined,
    name,
    notices,
    page,
    section,
)

_ROOM = Path(__file__).parent
KEYS = (
    ("n, j", "the next difference"),
    ("p, k", "the difference before"),
    ("s", "only differences of substance, or all"),
    ("?", "these keys"),
    ("Esc", "close"),
)
_SUBSTANCE = (*(str(kind) for kind in Kind if kind.nature is Nature.SUBSTANCE), PASSAGE, SPEAKER)


def as_page(comparison: Comparison, overview: str | None = None) -> str:
    """The whole comparison for people; `overview` is the address of the page that lists it."""
    texts = texts_of(comparison)
    title = title_of(comparison)
    back = element("p", {}, element("a", {"href": overview}, "All comparisons")) if overview else ""
    return page(
        title,
        heading(title, about(comparison)),
        back,
        notices(_sentence(note) for note in comparison.notes),
        section("figures", "In figures", key_figures(comparison), *_tables(comparison)),
        *_sections(comparison, texts),
        _side_by_side(comparison, texts),
        _keys(),
        style=asset(_ROOM / "html_report.css") + hiding_rules(),
        script=asset(_ROOM / "html_report.js"),
        jumps=(("substance", "Skip to the differences"), ("texts", "Skip to the texts")),
    )


def title_of(comparison: Comparison) -> str:
    """The name that both files have, or both names."""
    names = comparison.reference_name, comparison.hypothesis_name
    one, other = (PurePath(file).stem or file for file in names)
    return f"{one} compared" if one == other else f"{one} against {other}"


def hiding_rules() -> str:
    """The style by which the marks of a kind are taken away when its box is not ticked."""
    return "".join(
        f".without-{kind} {rule}\n"
        for kind in MARKS
        for rule in (
            f".texts .k-{kind} {{ all: unset }}",
            f".texts .k-{kind}::before {{ content: none }}",
            f":is(.texts .k-{kind}.none, tr.k-{kind}) {{ display: none }}",
        )
    )


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def _tables(comparison: Comparison) -> Iterator[Markup]:
    tables = [
        *([error_table(comparison.words)] if comparison.words else []),
        *(
            [confusion_table(comparison.speakers)]
            if comparison.speakers and comparison.speakers.confusion
            else []
        ),
        header_table(comparison.structure),
    ]
    if any(tables):
        yield element("details", {}, element("summary", {}, "More figures"), *tables)


def _sections(comparison: Comparison, texts: Texts) -> Iterator[Markup]:
    if drawn := plots(comparison, texts):
        yield section("plots", "Over time", drawn)
    matters = any(each.nature is Nature.SUBSTANCE for each in comparison.differences)
    nothing = element("p", {}, "No difference changes what is said.")
    listed = substance_table(comparison, texts) if matters else nothing
    yield section("substance", "Differences of substance", listed)
    if comparison.passages:
        shown = passage_table(comparison.passages, texts)
        yield section("passages", "Whole passages", shown)


def _side_by_side(comparison: Comparison, texts: Texts) -> Markup:
    if not texts.rows:
        return section("texts", "Side by side", element("p", {}, "Neither side has words."))
    names = (
        element("div", {}, element("b", {}, which), " ", name(PurePath(file).name))
        for which, file in (
            ("reference", comparison.reference_name),
            ("hypothesis", comparison.hypothesis_name),
        )
    )
    bar = element(
        "div",
        {"class": "tools", "role": "region", "aria-label": "Differences"},
        element("div", {"class": "steps"}, *(_steps(texts) if texts.counts else _unmarked())),
        element("div", {"class": "names"}, *names),
    )
    return section("texts", "Side by side", bar, shown_texts(texts))


def _unmarked() -> Iterator[Markup]:
    yield element("p", {"class": "soft"}, "No difference is marked.")


def _steps(texts: Texts) -> Iterator[Markup]:
    yield _button("before", "↑", "Previous", "Previous difference", "p k")
    yield _button("next", "↓", "Next", "Next difference", "n j")
    yield element("output", {"id": "place", "aria-live": "polite"})
    yield _button("help", "?", "Keys", "Keys", "?")
    yield _legend(texts)


def _button(name: str, sign: str, word: str, says: str, keys: str) -> Markup:
    """A button whose word is left away where there is no room."""
    told = {"type": "button", "id": name, "aria-label": says, "aria-keyshortcuts": keys}
    return element("button", told, sign, element("span", {"class": "word"}, f" {word}"))


def _legend(texts: Texts) -> Markup:
    boxes = (_box(kind, count) for kind, count in texts.counts.items())
    only = element("button", {"type": "button", "id": "only"}, "Only substance")
    every = element("button", {"type": "button", "id": "every"}, "All")
    fields = element(
        "fieldset",
        {},
        element("legend", {"class": "unseen"}, "Which kinds of differences to mark"),
        *boxes,
        only,
        every,
    )
    summary = element("summary", {}, "Kinds")
    return element("details", {"id": "kinds", "open": True}, summary, fields)


def _box(kind: str, count: int) -> Markup:
    box: Attributes = {
        "type": "checkbox",
        "id": f"show-{kind}",
        "checked": True,
        "data-kind": kind,
        "data-substance": kind in _SUBSTANCE,
    }
    key = element("span", {"class": f"kind k-{kind}"}, kind)
    number = element("span", {"class": "soft"}, f"{count:,}")
    return element("label", {}, element("input", box), key, " ", number)


def _keys() -> Markup:
    rows = (
        part
        for keys, does in KEYS
        for part in (
            element("dt", {}, joined((element("kbd", {}, key) for key in keys.split(", ")), " ")),
            element("dd", {}, does),
        )
    )
    return element(
        "dialog",
        {"id": "keys", "aria-labelledby": "keys-title"},
        element("h2", {"id": "keys-title"}, "Keys"),
        element("dl", {}, *rows),
        element("form", {"method": "dialog"}, element("button", {}, "Close")),
    )
