"""Opens a meeting's minutes when the user clicks for it, which starts the check of a reviewer."""

from panel_desk.operations.minutes.reviews import start_checking
from panel_desk.queries.minutes.reviews import reviews
from panel_desk.ui.page import Page


def open_minutes(page: Page, meeting: str) -> None:
    """Go to a meeting's minutes, and record that a reviewer who has not opened them yet starts to check.

    Reaching the page in another way, such as Back or Ctrl+K, records nothing: there the page offers *Start checking*.
    """
    found = page.bridge.ask(reviews, meeting) if page.bridge.may_ask(reviews) else ()
    asked = [one for one in found if one.is_own and one.is_current]
    if any(one.looked_at is None for one in asked) and not page.bridge.why_not(start_checking):
        page.do(start_checking, meeting=meeting)
    page.open("minutes-of", meeting)
