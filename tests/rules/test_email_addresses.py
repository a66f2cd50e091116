"""Typed e-mail addresses: one plain address is read, and anything else refused with a sentence."""

import pytest

from panel_desk.rules.email_addresses import read_email, usable_email


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (" ann.o'brien@Example.ORG ", "ann.o'brien@example.org"),
        ("panel+north@example.org", "panel+north@example.org"),
        ("jo@bücher.example", "jo@xn--bcher-kva.example"),
    ],
)
def test_a_plain_address_is_accepted(typed: str, read: str) -> None:
    assert read_email(typed) == read == usable_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Ann Smith <ann@example.org>",
        "ann@example.org; bob@example.org",
        "ann@example.org, bob@example.org",
        "ann@example.org bob@example.org",
        "ann smith@example.org",
        "ann@example.org\nBcc: bob@example.org",
        "ann@@example.org",
        "ann@localhost",
        "siân@example.org",
        "ann",
    ],
)
def test_what_is_not_one_plain_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match=r"such as panel@example\.org"):
        read_email(typed)
    assert usable_email(typed) is None


def test_an_empty_address_is_none() -> None:
    assert usable_email(None) is usable_email("") is None
