"""E-mail addresses: one plain address in a field, as RFC 5321 and 5322 have it and every mail program takes it."""

_RIGHT = "Write one plain e-mail address, such as panel@example.org."


def read_email(text: str) -> str:
    """The address that somebody typed, without the spaces around it and with its domain in lower case.

    Raises:
        ValueError: it is not one plain address; the sentence says what is wrong and what would be right.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - loads when first needed

    typed = text.strip()
    if any(mark in typed for mark in ";,<>") or len(typed.split()) > 1:
        raise ValueError(f"{_RIGHT} Leave out names, and give only one address.")
    try:
        # An address with other letters than ASCII before the @ needs SMTPUTF8, which many mail servers refuse.
        found = validate_email(typed, allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(f"{error} {_RIGHT}") from None
    return str(found.ascii_email)


def usable_email(text: str | None) -> str | None:
    """The address if mail can be sent to it; None where there is none, or what is stored is not one plain address."""
    try:
        return read_email(text) if text else None
    except ValueError:
        return None
