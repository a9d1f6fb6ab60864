"""Seconds to and from the times that people and caption files write."""

from __future__ import annotations

import re

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
LONGEST_S = 1000 * HOUR_S  # beyond this a number is no time in an episode

TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,6})?"
_TIME = re.compile(
    r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{2}(?:[.,]\d{1,6})?)"
)


def clock(seconds: float) -> str:
    """Floored, as on a page: minutes not padded below an hour, hours not padded above.

    >>> clock(62.9), clock(3599), clock(3600)
    ('1:02', '59:59', '1:00:00')
    """
    whole = int(seconds)
    hours, rest = divmod(whole, HOUR_S)
    minutes, rest = divmod(rest, MINUTE_S)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def stamp(seconds: float, decimal: str = ".") -> str:
    """To the millisecond, as in caption files.

    >>> stamp(3723.0504), stamp(1.5, ",")
    ('01:02:03.050', '00:00:01,500')
    """
    milliseconds = round(seconds * 1000)
    whole, milliseconds = divmod(milliseconds, 1000)
    hours, rest = divmod(whole, HOUR_S)
    minutes, rest = divmod(rest, MINUTE_S)
    return f"{hours:02}:{minutes:02}:{rest:02}{decimal}{milliseconds:03}"


def parse_clock(text: str) -> float | None:
    """Seconds, or None where the text is no time.

    >>> parse_clock("1:02"), parse_clock("01:02:03.5"), parse_clock("1:2"), parse_clock("90")
    (62.0, 3723.5, None, None)
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    seconds = float(match["seconds"].replace(",", "."))
    hours = int(match["hours"] or 0)
    minutes = int(match["minutes"])
    if seconds >= MINUTE_S or (match["hours"] and minutes >= MINUTE_S):
        return None
    return hours * HOUR_S + minutes * MINUTE_S + seconds


_DURATION = re.compile(
    r"P(?:(\d{1,3})D)?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,6})?)S)?"
)


def parse_duration(text: str) -> float | None:
    """Seconds of an ISO 8601 duration, or None where it is none.

    >>> parse_duration("PT01H04M12S"), parse_duration("PT01H35S"), parse_duration("an hour")
    (3852.0, 3635.0, None)
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def duration(seconds: float) -> str:
    """In whole seconds, as ISO 8601 and the show's pages have it.

    >>> duration(3852.4), duration(35)
    ('PT01H04M12S', 'PT00H00M35S')
    """
    hours, rest = divmod(round(seconds), HOUR_S)
    minutes, rest = divmod(rest, MINUTE_S)
    return f"PT{hours:02}H{minutes:02}M{rest:02}S"


def tidy(seconds: float) -> float | int:
    """For JSON: to the millisecond, whole numbers without a point.

    >>> tidy(2.0), tidy(1.23456)
    (2, 1.235)
    """
    rounded = round(seconds, 3)
    return int(rounded) if rounded == int(rounded) else rounded
