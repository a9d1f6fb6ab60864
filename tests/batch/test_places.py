"""What is told of an address never holds what opens it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch.places import Kind, identity, key_of, kind_of, last_part, shown
from tests.strategies import moderately

SECRET = "s3cret"


@pytest.mark.parametrize(
    "url",
    [
        "https://ann:s3cret@host/a.mp3",
        "https://s3cret@host/a.mp3",
        "https://ann:s3c/s3cret@host/a.mp3",
        "https://host/a.mp3?token=s3cret&id=4",
        "https://host/a.mp3#s3cret",
        "https://host?s3cret",
        "s3://KEY:s3cret@bucket/a.mp3",
        "s3://bucket/a.mp3?X-Amz-Signature=s3cret",
        "sftp://ann:s3cret@host/a.mp3",
        "HTTPS://ann:s3cret@host",
    ],
)
def test_nothing_secret_is_shown(url: str) -> None:
    assert SECRET not in shown(url)
    assert shown(url).startswith(url.split(":")[0].lower() + "://")


def test_a_path_is_shown_as_it_is_without_what_moves_a_cursor() -> None:
    assert shown("audio/a?b@c.mp3") == "audio/a?b@c.mp3"
    assert shown("a\x1b[2J\r\n\u202eb\udcff.mp3") == "a�[2J���b�.mp3"
    assert len(shown("x" * 10_000)) == 1000


@moderately
@given(st.text(), st.text(alphabet="abc/?#@:", max_size=12))
def test_a_password_of_any_kind_stays_hidden(user: str, password: str) -> None:
    told = shown(f"https://{user}:{password}{SECRET}@host/a.mp3")
    host = told.removeprefix("https://").split("/")[0]
    assert SECRET not in host
    assert told.isprintable()


def test_a_signature_makes_no_other_thing_of_it() -> None:
    plain = identity("https://host/a.mp3?id=4")
    for signed in (
        "http://HOST/a.mp3?id=4&X-Amz-Signature=ab&X-Amz-Date=2026",
        "https://ann:pw@host/a.mp3?id=4&token=xyz",
        "https://host/a.mp3?sv=2024&id=4&sig=ab&se=2026",
        "https://host/a.mp3?Expires=1&id=4&Signature=ab&Key-Pair-Id=K",
    ):
        assert identity(signed) == plain
    others = ("https://host/a.mp3?id=5", "https://host/b.mp3?id=4", "https://other/a.mp3?id=4")
    assert plain not in [identity(each) for each in others]
    assert identity("https://host/get?season=1&se=2") != identity("https://host/get?season=1&se=3")
    assert identity("s3://bucket/a?token=1") != identity("s3://bucket/a?token=2")


def test_places_that_are_no_address_are_taken_as_they_come() -> None:
    for odd in ("https://[::1/a.mp3", "https://host:99x/a.mp3", "https://", "s3://"):
        assert identity(odd) is not None and shown(odd) and last_part(odd) is not None
    assert kind_of("a:b/c") is Kind.FILE and kind_of("://x") is Kind.FILE


def test_keys_differ_where_facts_do() -> None:
    assert key_of("a", "b") != key_of("ab") and key_of("a", "b") != key_of("b", "a")
    assert len(key_of("\udcff")) == 16
