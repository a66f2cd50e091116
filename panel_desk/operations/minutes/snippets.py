"""Snippets: texts that minutes often need, inserted by typing their titles."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Snippet
from panel_desk.operations.records import refuse_if_changed
from panel_desk.rules.snippets import text_fault, title_fault
from panel_desk.rules.vocabulary import OFFICE, AccountRole


@permits(*OFFICE, AccountRole.CHAIR)
def write_snippet(work: Work, title: str, text: str) -> int:
    """Add a snippet, and return its id.

    Raises:
        RuleBrokenError: the title is empty, too long, on several lines or taken, or the text is empty.
    """
    snippet = Snippet(**_checked(work, title, text))
    work.session.add(snippet)
    work.session.flush()
    return snippet.id


@permits(*OFFICE, AccountRole.CHAIR)
def change_snippet(work: Work, snippet: int, version: int, title: str, text: str) -> int:
    """Change a snippet's title or text, and return its new version; minutes that contain the text stay as they are.

    Raises:
        RuleBrokenError: as for `write_snippet`.
        ChangedMeanwhileError: somebody changed or removed the snippet since `version` was read.
    """
    found = work.session.get(Snippet, snippet)
    if found is None:
        raise ChangedMeanwhileError("Somebody else removed this snippet while you were changing it.", yours=text)
    refuse_if_changed(found, version, {"title": title, "text": text})
    for name, value in _checked(work, title, text, snippet).items():
        setattr(found, name, value)
    work.session.flush()
    return found.version


@permits(*OFFICE, AccountRole.CHAIR)
def remove_snippet(work: Work, snippet: int, version: int) -> None:
    """Remove a snippet; minutes that contain its text stay as they are.

    Raises:
        ChangedMeanwhileError: somebody changed the snippet since `version` was read.
    """
    found = work.session.get(Snippet, snippet)
    if found is not None:
        refuse_if_changed(found, version)
        work.session.delete(found)


def _checked(work: Work, title: str, text: str, snippet: int | None = None) -> dict[str, str]:
    """The title and the text as they are stored.

    Raises:
        RuleBrokenError: one of them is refused; the field is `title` or `text`.
    """
    title, text = title.strip(), text.strip("\n")
    if why_not := title_fault(title):
        raise RuleBrokenError(why_not, "title")
    others = work.session.scalars(select(Snippet.title).where(Snippet.id != (snippet or 0)))
    if taken := next((other for other in others if other.casefold() == title.casefold()), None):
        raise RuleBrokenError(f"There is a snippet called “{taken}” already. Choose another title.", "title")
    if why_not := text_fault(text):
        raise RuleBrokenError(why_not, "text")
    return {"title": title, "text": text}
