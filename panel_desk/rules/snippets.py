"""What a snippet's title and text must be, so that the title can be typed and puts something in."""

from panel_desk.rules.minutes_text import plain

LONGEST_TITLE = 60
"""Letters of a title; it is typed in the middle of a sentence."""


def title_fault(title: str) -> str:
    """Why a snippet cannot have this title, as a sentence; empty where it can."""
    if not title.strip():
        return "Give the snippet a title, such as “quorate throughout”."
    if len(title.strip().splitlines()) > 1:
        return "Write the title on one line."
    if len(title.strip()) > LONGEST_TITLE:
        return f"Write a title of {LONGEST_TITLE} letters or fewer, for it has to be typed."
    return ""


def text_fault(text: str) -> str:
    """Why a snippet cannot hold this text, as a sentence; empty where it can."""
    return "" if plain(text).strip() else "Write what the title is to put in."
