"""Every message that docs/troubleshooting.md quotes is one that podscribe prints."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.docs.markdown import DOCS, ROOT

PAGE = DOCS / "troubleshooting.md"
_QUOTED = re.compile(r"^`(?:podscribe: )?([^`]+)`$", re.MULTILINE)
LEAST_CHARACTERS = 8  # of what is looked for: less is found everywhere


@cache
def printed() -> str:
    """Every text in the code of the package, each on a line; what is put into it is `…`."""
    texts: list[str] = []
    for path in sorted((ROOT / "podscribe").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(_part(part) for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return "\n".join(" ".join(text.split()) for text in texts)


def _part(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"


def messages() -> list[str]:
    return _QUOTED.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_quotes_messages() -> None:
    assert len(messages()) > 20


@pytest.mark.parametrize("message", messages())
def test_a_message_that_is_quoted_is_printed(message: str) -> None:
    parts = [part.strip(" :;,") for part in message.split("…")]
    told = [part for part in parts if len(part) >= LEAST_CHARACTERS]
    assert told, "nothing in it can be looked for"
    missing = [part for part in told if part not in printed()]
    assert not missing
