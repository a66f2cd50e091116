"""What a restore would do, in sentences."""

from datetime import UTC, datetime

from panel_desk.queries.restore_words import preview_in_words
from panel_desk.store.restore import RestorePreview

AT = datetime(2027, 3, 4, 12, 30, tzinfo=UTC)


def test_a_preview_says_what_goes_back_and_what_stays() -> None:
    preview = RestorePreview(5, AT, 9, AT, 1, (("member", 2),), closed_since=("former",), other_role_since=("gwen",))
    assert preview_in_words(preview) == (
        f"The backup's newest entry in the history is number 5, of 4 March 2027 at {AT.astimezone():%H:%M}.",
        f"The store's newest entry is number 9, of 4 March 2027 at {AT.astimezone():%H:%M}.",
        "1 change would be undone. Records changed since, by kind: member (2).",
        "Closed since, and stays closed: former.",
        "Another role since, which stays: gwen.",
    )
    nothing = RestorePreview(9, AT, 9, AT)
    assert preview_in_words(nothing)[2:] == ("0 changes would be undone.",)


def test_a_preview_without_a_store_in_place_says_so() -> None:
    assert preview_in_words(RestorePreview(0, None)) == (
        "The backup's newest entry in the history is number 0.",
        "There is no store in place that can be read, so the backup is restored as it is.",
    )
