"""Tracked changes, comments and fields in a text document (.rtf) are found, so that it is returned."""

import pytest

from panel_desk.documents.preflight.rich_text import changes_comments_and_fields


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"They live at {\deleted\revauthdel1 14 Tern Close}{\revised an address}.", ("tracked changes",)),
        (r"{\*\annotation{\*\atnref 1} do not tell}", ("comments",)),
        (
            r"{\field{\*\fldinst { DATE \\@ \'22d MMMM yyyy\'22 }}{\fldrslt 3 March 2027}}",
            ("fields such as today’s date",),
        ),
        (
            r"{\field{\*\fldinst{\rtlch\fcs1 \af0 FILENAME}}{\fldrslt x}}{\revised y}",
            ("fields such as today’s date", "tracked changes"),
        ),
        (r"{\*\revtbl {Unknown;}}{\field{\*\fldinst PAGE}{\fldrslt 1}}\revised0\deleted0 C:\\deleted\\revised", ()),
    ],
)
def test_tracked_changes_comments_and_fields_are_named(text: str, found: tuple[str, ...]) -> None:
    assert changes_comments_and_fields(rf"{{\rtf1\ansi {text}}}".encode()) == found
