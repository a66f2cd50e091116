"""Validates the title and the text of a snippet (a text block that is inserted by typing its title)."""

from panel_desk.rules.minutes_text import plain

MAX_TITLE = 60
"""Maximum characters of a title, which has to be typed in the middle of a sentence."""


def title_fault(title: str) -> str:
    """What is wrong with a snippet's title, as a sentence; empty if it is valid."""
    if not title.strip():
        return "Give the snippet a title, such as “quorate throughout”."
    if len(title.strip().splitlines()) > 1:
        return "Write the title on one line."
    if len(title.strip()) > MAX_TITLE:
        return f"Use at most {MAX_TITLE} characters for the title, as it has to be typed."
    return ""


def text_fault(text: str) -> str:
    """What is wrong with a snippet's text, as a sentence; empty if it is valid."""
    return "" if plain(text).strip() else "Write the text that the title inserts."
