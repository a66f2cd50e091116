"""Answers from home: opened with the store's own key, a signature in them checked against what the minutes print."""

from panel_desk.desk import Desk
from panel_desk.documents.sealing import seals_of
from panel_desk.documents.signing import to_sign
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.review_files import take_in_answer
from panel_desk.queries.home_contents import Answer, Signed
from panel_desk.queries.minutes import minutes_content, print_to_sign
from panel_desk.queries.review_files import AnswerPreview, answer_preview

_NOT_SOUND = (
    "The signature in this answer does not hold: {why}. It is not taken in. Make a new review file, and ask for it to "
    "be signed again."
)


def preview(desk: Desk, answer: Answer, sha256: str) -> AnswerPreview:
    """What taking an answer in would do.

    Raises:
        RuleBrokenError: it was not made for a file of this store, or its signature does not hold.
    """
    found = desk.ask(answer_preview, answer, sha256)
    if answer.signed is not None and not found.refused:
        _refuse_unsound(desk, answer.signed, found)
    return found


def take_in(desk: Desk, answer: Answer, sha256: str) -> None:
    """Take an answer in, once its signature, if it bears one, was found to hold.

    Raises:
        RuleBrokenError: it cannot be taken in; nothing was changed.
    """
    preview(desk, answer, sha256)
    desk.do(take_in_answer, answer, sha256)


def _refuse_unsound(desk: Desk, signed: Signed, found: AnswerPreview) -> None:
    """Refuse a print that is not these minutes, or a signature under it that does not hold.

    Raises:
        RuleBrokenError: it says why.
    """
    seals = seals_of(signed.printed)
    if not seals.are_whole:
        why = seals.fault or next(seal.fault for seal in seals.seals if seal.fault)
        raise RuleBrokenError(_NOT_SOUND.format(why=why.rstrip(".")))
    if seals.seals[-1].certificate_sha256 != signed.certificate:
        raise RuleBrokenError(_NOT_SOUND.format(why="it was made with another certificate"))
    so_far = desk.ask(print_to_sign, found.meeting)
    shown = so_far or to_sign(desk.ask(minutes_content, found.meeting), found.name, signed.signed_at).pdf
    if not signed.printed.startswith(shown):
        raise RuleBrokenError(_NOT_SOUND.format(why="the pages under it are not these minutes as they print here"))
