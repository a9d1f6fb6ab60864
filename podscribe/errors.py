"""The one error a user meets."""

from __future__ import annotations

from pathlib import Path


class PodscribeError(Exception):
    """What failed, on which file, and what to do next.

    >>> print(PodscribeError("no cue begins with a time", file="notes.txt", place=3,
    ...                      remedy="name the format with --from"))
    notes.txt:3: no cue begins with a time; name the format with --from
    """

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        place: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.file: str | None = None if file is None else str(file)
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = self.file or ""
        if self.place is not None:
            where = f"{where}:{self.place}" if where else f"line {self.place}"
        message = f"{where}: {self.what}" if where else self.what
        message = f"{message}; {self.remedy}" if self.remedy else message
        return " ".join(message.split())

    def in_file(self, file: str | Path) -> PodscribeError:
        """The same error, naming the file that was read."""
        name = "standard input" if str(file) == "-" else file
        return type(self)(self.what, file=self.file or name, place=self.place, remedy=self.remedy)


class PassingError(PodscribeError):
    """What may be otherwise in a while: another attempt may do."""


_SHORT_MEMORY = ("out of memory", "can't allocate memory", "alloc_failed")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory did not suffice; libraries have their own words for that of a GPU."""
    if isinstance(error, MemoryError):
        return True
    said = str(error).lower()
    return any(sign in said for sign in _SHORT_MEMORY)


class MemoryShortError(PodscribeError):
    """A device's memory does not suffice, not even for the smallest step."""
