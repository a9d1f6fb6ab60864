"""The frame: nothing from outside, links that lead somewhere, colours that can be told apart."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

import podscribe.report
from podscribe.report import Figure, Tone, asset, figures, heading, notices, page, section
from tests.report.colours import READABLE, VISIBLE, colours, contrast
from tests.report.reading import elements

STYLE = Path(podscribe.report.__file__).with_name("style.css")
WORDS = ("ink", "soft", "accent", "good", "bad", "warning")
DRAWN = ("s1", "s2", "s3", "s4", "s5", "s6")
FIELDS = {"good": "good-field", "bad": "bad-field", "warning": "warning-field"}


def test_the_policy_lets_in_this_style_and_this_script_and_nothing_else() -> None:
    whole = page("A title", "text", style="p { color: red }", script="void 0;")
    policy = next(
        each.attributes["content"]
        for each in elements(whole, "meta")
        if each.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    for tag in ("style", "script"):
        (content,) = (each.text for each in elements(whole, tag))
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def test_no_address_leads_out_of_the_page() -> None:
    whole = page("t", heading("h"), section("one", "One", "text"), jumps=[("one", "To one")])
    ids = {each.attributes["id"] for each in elements(whole) if "id" in each.attributes}
    for each in elements(whole):
        for name in ("href", "src", "action"):
            address = each.attributes.get(name)
            assert address is None or address == "data:," or address.removeprefix("#") in ids
    assert not re.search(r"url\(|@import|https?:", whole)


def test_titles_and_figures_are_shown_as_they_are() -> None:
    whole = page("<b>", heading("<i>"), figures([Figure("<u>", "1 < 2", "&")]), notices(["<s>"]))
    assert [each.text for each in elements(whole, "title")] == ["<b>"]
    assert [each.text for each in elements(whole, "h1")] == ["<i>"]
    assert [each.text for each in elements(whole, "dt")] == ["<u>"]
    assert [each.text for each in elements(whole, "dd")] == ["1 < 2", "&"]
    assert notices([], Tone.BAD) == ""


def test_a_script_that_would_end_its_element_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.js"
    path.write_text("'</script>'")
    with pytest.raises(AssertionError, match=r"own\.js would end"):
        asset(path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_colours_can_be_told_from_what_is_behind_them(scheme: str) -> None:
    light, dark = colours(STYLE.read_text(encoding="utf-8"))
    found = light if scheme == "light" else {**light, **dark}
    for behind in ("paper", "panel"):
        for name in WORDS:
            assert contrast(found[name], found[behind]) >= READABLE, (name, behind)
        for name in DRAWN:
            assert contrast(found[name], found[behind]) >= VISIBLE, (name, behind)
    for name, behind in FIELDS.items():
        assert contrast(found["ink"], found[behind]) >= READABLE
        assert contrast(found[name], found[behind]) >= READABLE
