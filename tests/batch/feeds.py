"""Feeds as shows publish them."""

from __future__ import annotations

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Bread</title><image><title>no title</title></image>
"""
FOOT = "</channel></rss>\n"


def item(
    title: str = "Rye",
    url: str = "https://host/4.mp3",
    *,
    guid: str | None = None,
    length: object = 1_000_000,
    kind: str = "audio/mpeg",
    more: str = "",
) -> str:
    guid_tag = "" if guid is None else f"<guid>{guid}</guid>"
    return (
        f"<item><title>{title}</title>{guid_tag}{more}"
        f'<enclosure url="{url}" length="{length}" type="{kind}"/></item>\n'
    )


def feed(*items: str, head: str = HEAD) -> bytes:
    return f"{head}{''.join(items)}{FOOT}".encode()
