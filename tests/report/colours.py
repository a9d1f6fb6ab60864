"""The colours that a style names, and how well one is seen on the other."""

from __future__ import annotations

import re

READABLE, VISIBLE = 4.5, 3.0  # contrast that text and other things need to be seen
WEIGHTS = (0.2126, 0.7152, 0.0722)  # of red, green and blue in what is bright


def colours(style: str) -> tuple[dict[str, str], dict[str, str]]:
    """The named colours of a style, light and dark."""
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    assert light.keys() == dark.keys()
    return light, dark


def contrast(one: str, other: str) -> float:
    """As WCAG has it, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(part * weight for part, weight in zip(linear, WEIGHTS, strict=True))
