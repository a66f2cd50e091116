"""Validates e-mail addresses (RFC 5321 and 5322): a single plain address per field."""

_EXPECTED = "Write one plain e-mail address, such as panel@example.org."


def read_email(text: str) -> str:
    """Validate an address; returns it without surrounding spaces and with its domain in lower case.

    Raises:
        ValueError: it is not a single plain address; the message says what is wrong and what is expected.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - loads when first needed

    typed = text.strip()
    if any(mark in typed for mark in ";,<>") or len(typed.split()) > 1:
        raise ValueError(f"{_EXPECTED} Leave out names, and give only one address.")
    try:
        # Non-ASCII characters before the @ need SMTPUTF8, which many mail servers refuse.
        found = validate_email(typed, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(f"{error} {_EXPECTED}") from None
    return str(found.ascii_email)


def usable_email(text: str | None) -> str | None:
    """A stored address if it is valid; None where it is missing or invalid (imported data may be)."""
    try:
        return read_email(text) if text else None
    except ValueError:
        return None
