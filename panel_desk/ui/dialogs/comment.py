"""The dialog that comments on a passage of minutes, or proposes another wording."""

from panel_desk.operations.minutes.reviews import comment_on
from panel_desk.queries.minutes.reviews import ReviewRow
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, Field, TextField, how_given_field
from panel_desk.ui.page import Page

_SHOWN = 160  # characters of the passage


class CommentOnPassage(FormDialog[int]):
    """Asks for a comment or a proposed wording.

    Args:
        page: the page that it was opened from.
        section: the section's number.
        starts_at: where the passage begins in the section, in characters.
        quote: the passage.
        others: the reviewers for whom the office may enter it; empty for one's own comment.
    """

    def __init__(self, page: Page, section: int, starts_at: int, quote: str, others: tuple[ReviewRow, ...]) -> None:
        text = TextField(key="text", label="Comment", lines=3)
        proposed = TextField(
            key="proposed", label="Proposed words", lines=3, help="Leave them as they are to propose no change."
        )
        review = ChoiceField(
            key="review", label="On behalf of", options=[(one.id, one.name) for one in others], none="Myself"
        )
        how = how_given_field()
        fields: list[Field[object]] = [text, proposed, *([review, how] if others else [])]
        passage = quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…"
        super().__init__(
            page.bridge,
            "Comment on the minutes",
            fields,
            "Add comment",
            lambda filled: filled.do(
                comment_on,
                section=section,
                starts_at=starts_at,
                quote=quote,
                text=filled[text],
                proposed=filled[proposed],
                review=filled.get(review) if others else None,
                how=filled.get(how) if others else None,
            ),
            lambda _: page.show_done("Comment added"),
            words=f"“{passage}”",
            values={"proposed": quote},
            parent=page.window(),
        )
        if others:
            self._review, self._how = review, self.form.rows[how.key]
            self.form.rows[review.key].input.edited.connect(self._fit_to_author)
            self._fit_to_author()

    def _fit_to_author(self) -> None:
        """Ask how a comment was given only where it is entered for somebody else."""
        self._how.setVisible(self.form.typed(self._review) is not None)
