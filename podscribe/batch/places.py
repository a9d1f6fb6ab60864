"""Where an input lies: a file, a web address, or an object in a storage.

What a place is called in logs, ledger and outputs never holds a password, a token or a signature.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

from podscribe.batch.suffixes import is_sound
from podscribe.errors import PodscribeError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SIGNATURE = re.compile(  # in a query: it changes, though what it opens does not
    r"x-(amz|goog|oss|cos)-.*|(access_?|api_?|auth_?)?(token|key|signature)|sig|auth|hmac|jwt|hdn\w*"
    r"|key-pair-id|policy|password|secret|expires|googleaccessid|awsaccesskeyid",
    re.IGNORECASE,
)
_NAMES_TOO = ("key", "token")  # of what is fetched, where the value is the name of a recording
_AZURE = re.compile(r"s[evrtp]|spr|ske|sks|skt|skv|skoid|sktid")  # beside a sig
_HOST = re.compile(r"(\[[^\]]*\]|[^:]*)(:\d*)?")
_ADDRESS = re.compile(r"""[A-Za-z][A-Za-z0-9+.-]*://[^\s'"<>]+""")
_KEY_CHARACTERS = 16
_MOST_SHOWN = 1000


class Kind(StrEnum):
    """What can fetch it."""

    FILE = "file"
    WEB = "web"
    STORAGE = "storage"


def kind_of(place: str) -> Kind:
    """
    >>> [str(kind_of(each)) for each in ("a.mp3", "HTTPS://host/a.mp3", "s3://bucket/a.mp3")]
    ['file', 'web', 'storage']
    """
    match = _SCHEME.match(place)
    if match is None:
        return Kind.FILE
    return Kind.WEB if match[1].lower() in ("http", "https") else Kind.STORAGE


def shown(place: str) -> str:
    """The place as it may be seen: no user, no password, no query, nothing that moves a cursor.

    >>> shown("https://ann:s3cret@host:8080/a.mp3?token=abc#t=3"), shown("s3://KEY:SECRET@bucket/a")
    ('https://host:8080/a.mp3?…', 's3://bucket/a')
    """
    if kind_of(place) is not Kind.FILE:
        place = _without_secrets(place)
    return "".join(each if each.isprintable() else "�" for each in place)[:_MOST_SHOWN]


def _without_secrets(url: str) -> str:
    scheme, _, rest = url.partition("://")
    rest, _, _ = rest.partition("#")
    rest, mark, _ = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return f"{scheme.lower()}://…"  # a password with a slash in it, perhaps
    return f"{scheme.lower()}://{host}{slash}{path}{'?…' if mark else ''}"


def without_secrets(text: str) -> str:
    """What a library says, with every address in it as it may be seen.

    >>> without_secrets("Timeout on 'https://ann:s3cret@host/a.mp3?token=abc' after 5 s")
    "Timeout on 'https://host/a.mp3?…' after 5 s"
    """
    return _ADDRESS.sub(lambda found: shown(found[0]), text)


def identity(url: str) -> str:
    """What stays the same when the same thing is given with another signature or password.

    Where a token is all that tells two things apart, theirs is the same: who asks has to look.

    >>> identity("https://ann:s3cret@Host/get?id=17&X-Amz-Signature=ab")
    '//host/get?id=17'
    >>> identity("https://host/get?key=shows/17.mp3&token=ab")
    '//host/get?key=shows/17.mp3'
    """
    if kind_of(url) is Kind.STORAGE:  # a ? may be part of an object's name
        scheme, _, rest = url.partition("://")
        bucket, slash, name = rest.partition("/")
        return f"{scheme.lower()}://{bucket.rpartition('@')[2]}{slash}{name}"
    try:
        parts = urlsplit(url)
        host = (parts.netloc.rpartition("@")[2]).lower()
        asked = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return _without_secrets(url)
    signed = any(key == "sig" for key, _ in asked)
    alone = not is_sound(parts.path)
    kept = "&".join(
        f"{key}={value}"
        for key, value in asked
        if not _signs(key, signed) or (alone and _names(key, value))
    )
    return f"//{host}{parts.path}{'?' if kept else ''}{kept}"


def _names(key: str, value: str) -> bool:
    return key.lower() in _NAMES_TOO and is_sound(value)


def _signs(key: str, signed: bool) -> bool:
    return bool(_SIGNATURE.fullmatch(key) or (signed and _AZURE.fullmatch(key)))


def not_here(place: str) -> PodscribeError:
    """What is said where nothing may be asked of the network."""
    return PodscribeError("is not on this computer", file=place, remedy="leave out --offline")


def key_of(*facts: str) -> str:
    """The same short name for the same facts only."""
    text = "\0".join(facts)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_KEY_CHARACTERS]


def last_part(place: str) -> str:
    """The name of the file or object, as it was written.

    >>> last_part("https://host/show/a%20b.mp3?x=/y.wav"), last_part("audio/a%20b.mp3")
    ('a b.mp3', 'a%20b.mp3')
    """
    if kind_of(place) is Kind.WEB:
        whole = _without_secrets(place).removesuffix("?…").partition("://")[2]
        place = "/" + unquote(whole).partition("/")[2]
    return place.rstrip("/").rpartition("/")[2]
