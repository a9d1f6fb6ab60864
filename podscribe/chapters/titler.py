"""Titles for chapters from a model behind an OpenAI-compatible address, where a show has one.

Nobody is asked unless an address is set. What is sent is the text of each chapter, in a request of
its own, with the name of the model; names of speakers, times and all else of the episode stay here.
Whatever goes wrong, the title that a chapter had stays, and a note says why.
"""

from __future__ import annotations

import json
import os
import re
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from itertools import repeat
from urllib.error import HTTPError, URLError

from podscribe import __version__
from podscribe.chapters.chapter import Chapter, Found
from podscribe.chapters.titler_options import TitlerOptions, is_this_machine, parts_of
from podscribe.transcript import Transcript

LIMIT_BYTES = 1 << 20  # of an answer; a title with all that comes around it is a few hundred
MOST_FAULTS = 3  # in a row; then the rest is not asked for
ASKING = (
    "You name the chapters of a podcast. You are given what is said in one chapter. Answer with "
    "its title alone: three to eight words in the language of the text, in sentence case, without "
    "quotation marks and without a full stop."
)

_BLOCK_BYTES = 1 << 16
_LASTING = frozenset({400, 401, 403, 404, 405, 422})  # every further request would be answered so
_MEANINGS = {
    401: "does not accept the key (401)",
    403: "does not accept the key (403)",
    404: "knows no such address or model (404)",
    429: "is asked too often (429)",
}
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)  # some models think aloud
_LABEL = re.compile(r"^\W*(?:chapter )?title\W*:", re.IGNORECASE)
_HEADING = re.compile(r"^#+\s+(.*?)(?:\s+#+)?$")
_EMPHASIS = " \t*_`"
_QUOTES = ('""', "''", "“”", "„“", "„”", "‘’", "‚‘", "«»", "»«", "「」")
_LONGEST_S = 86_400.0  # that is waited: longer a system's clock may not count

TITLER = TitlerOptions()


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why there is no title."""

    reason: str
    lasting: bool = False  # every further request would meet it too


def retitle(
    chapters: Sequence[Chapter],
    transcript: Transcript,
    options: TitlerOptions = TITLER,
    *,
    offline: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Found:
    """The chapters with the titles that the service gives, and what there is to say of them."""
    given = tuple(chapters)
    if options.url is None or not given:
        return Found(given)
    if offline:
        return Found(given, (_kept("nothing may be asked of the network"),))
    service = _service(options, environment)
    if isinstance(service, _Fault):
        return Found(given, (_kept(service.reason),))
    reasons: Counter[str] = Counter()
    titled: list[Chapter] = []
    taken = {chapter.title.casefold() for chapter in given}
    answers = _answers(service, _texts(given, transcript))
    for chapter, answer in zip(given, answers, strict=True):
        title = _usable(answer, taken - {chapter.title.casefold()}, options.title_characters)
        if isinstance(title, _Fault):
            reasons[title.reason] += 1
            title = chapter.title
        taken.add(title.casefold())
        titled.append(replace(chapter, title=title))
    counted = (_kept(reason, f"{count} of {len(given)} ") for reason, count in reasons.items())
    return Found(tuple(titled), tuple(counted))


def _kept(reason: str, which: str = "") -> str:
    return f"{which}titles stay podscribe's own: {reason}"


def _texts(chapters: Sequence[Chapter], transcript: Transcript) -> list[str]:
    """What is said in each chapter, a paragraph a line."""
    said: list[list[str]] = [[] for _ in chapters]
    current = 0
    for line in transcript.lines:
        while (
            line.start is not None
            and current + 1 < len(chapters)
            and line.start >= chapters[current + 1].start
        ):
            current += 1
        said[current].append(" ".join(line.text.split()))
    return ["\n".join(filter(None, paragraphs)) for paragraphs in said]


def _answers(service: _Service, texts: Sequence[str]) -> Iterator[str | _Fault]:
    """What the service says to each text; it is not asked on and on where it cannot answer."""
    faults = 0
    for number, text in enumerate(texts, 1):
        answer = service.ask(text) if text else _Fault("nothing is said in the chapter")
        yield answer
        faults = faults + 1 if isinstance(answer, _Fault) and text else 0
        if isinstance(answer, _Fault) and (answer.lasting or faults == MOST_FAULTS):
            yield from repeat(answer, len(texts) - number)
            return


def _usable(answer: str | _Fault, taken: AbstractSet[str], most: int) -> str | _Fault:
    """The title in an answer, if it is one that can stand over a chapter."""
    if isinstance(answer, _Fault):
        return answer
    lines = [line for line in _THOUGHTS.sub("", answer).splitlines() if line.strip()]
    if len(lines) > 1:
        return _Fault("the model said more than a title")
    bare = _undressed(lines[0]) if lines else ""
    title = " ".join("".join(filter(str.isprintable, bare)).split())
    if not title:
        return _Fault("the model gave an empty one")
    if len(title) > most:
        return _Fault(f"the model's is longer than {most} characters")
    if title.casefold() in taken:
        return _Fault("the model gave one that another chapter has")
    return title


def _undressed(line: str) -> str:
    """A title without what models put around one; marks of its own stay.

    >>> _undressed('## "Bread."'), _undressed("**C#, and why**"), _undressed(".NET for bakers.")
    ('Bread', 'C#, and why', '.NET for bakers')
    """
    text = _LABEL.sub("", _HEADING.sub(r"\1", line.strip()))
    before = None
    while text != before:
        before = text
        text = text.strip(_EMPHASIS).rstrip(".")
        for pair in _QUOTES:
            inner = text[1:-1]
            if text == f"{pair[0]}{inner}{pair[1]}" and not {*pair} & {*inner}:
                text = inner
    return text


@dataclass(frozen=True, slots=True)
class _Service:
    """An OpenAI-compatible service, and how it is asked."""

    url: str
    host: str
    headers: Mapping[str, str]
    opener: urllib.request.OpenerDirector
    options: TitlerOptions

    def ask(self, text: str) -> str | _Fault:
        """What the model says to the text of a chapter."""
        messages = [
            {"role": "system", "content": ASKING},
            {"role": "user", "content": text[: self.options.chapter_characters]},
        ]
        body = json.dumps({"model": self.options.model, "messages": messages}).encode()
        request = urllib.request.Request(self.url, data=body, headers=dict(self.headers))
        try:
            content = self._read(request)
            said = json.loads(content)["choices"][0]["message"]["content"]
        except HTTPError as error:
            with error:
                meaning = _MEANINGS.get(error.code, f"answers with an error ({error.code})")
            return _Fault(f"{self.host} {meaning}", error.code in _LASTING)
        except (OSError, HTTPException) as error:
            return self._unreached(error)
        except (ValueError, LookupError, TypeError, RecursionError):
            said = None
        return said if isinstance(said, str) else _Fault(f"{self.host} gives no chat completions")

    def _read(self, request: urllib.request.Request) -> bytes:
        """The whole answer, within the time that one title may take."""
        patience_s = min(self.options.timeout_s, _LONGEST_S)
        latest = time.monotonic() + patience_s
        content = b""
        with self.opener.open(request, timeout=patience_s) as response:
            assert isinstance(response, HTTPResponse)
            while (block := response.read1(_BLOCK_BYTES)) and len(content) <= LIMIT_BYTES:
                content += block
                if time.monotonic() > latest:
                    raise TimeoutError
        return content

    def _unreached(self, error: Exception) -> _Fault:
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, TimeoutError):
            return _Fault(f"{self.host} took longer than {self.options.timeout_s:g} s")
        reason = cause.strerror if isinstance(cause, OSError) else None
        what = f"{self.host} cannot be reached ({reason or 'the connection broke'})"
        return _Fault(what, lasting=isinstance(error, URLError))


def _service(options: TitlerOptions, environment: Mapping[str, str]) -> _Service | _Fault:
    assert options.url is not None
    parts = parts_of(options.url)
    headers = {"Content-Type": "application/json", "User-Agent": f"podscribe/{__version__}"}
    if options.key_variable is not None:
        key = environment.get(options.key_variable, "").strip()
        if not key:
            return _Fault(f"{options.key_variable} holds no key")
        if not (key.isascii() and key.isprintable()):
            return _Fault(f"what {options.key_variable} holds is no key")
        headers["Authorization"] = f"Bearer {key}"
    path = parts.path.rstrip("/") or "/v1"
    url = parts._replace(path=f"{path.removesuffix('/chat/completions')}/chat/completions")
    opener = _opener(is_direct=is_this_machine(parts))
    return _Service(url.geturl(), parts.netloc, headers, opener, options)


def _opener(*, is_direct: bool) -> urllib.request.OpenerDirector:
    """Knows http and https, and follows nowhere: a key goes to the address that was given."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if is_direct else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
