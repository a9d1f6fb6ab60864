"""Chapters: where they are found, where their headers belong, and the files they are written to.

This file imports only the type, so that the rooms this one builds on can use it too.
"""

from podscribe.chapters.chapter import Chapter, Found

__all__ = ["Chapter", "Found"]
