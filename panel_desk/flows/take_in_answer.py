"""Answers from home: opened with the store's own key, a signature in them checked against what the minutes print."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import is_signed_print_of, read_signatures
from panel_desk.documents.minutes.signing import field_name, pages_to_sign, signature_words, signer_of
from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.minutes.review_file import answer_token, decrypt_answer, read, sha256_of
from panel_desk.operations.minutes.review_files import take_in_answer
from panel_desk.queries.minutes.answers import AnswerPreview, answer_preview
from panel_desk.queries.minutes.home_file import HomeSignature, ReviewAnswer
from panel_desk.queries.minutes.minutes import minutes_content, print_to_sign
from panel_desk.queries.minutes.review_files import answer_key
from panel_desk.rules.text import capital, count, fingerprint_in_words

_WRONG_CLOCK = timedelta(hours=1)  # by which the clock at home may be out
_NOT_SOUND = (
    "The signature in this answer does not hold: {why}. It is not taken in. Make a new review file, and ask for it to "
    "be signed again."
)
_NOT_COMPARED = (
    "{name} signed with a certificate that was made or brought at home. Compare its fingerprint with them by "
    "telephone before this answer is taken in: {fingerprint}."
)
_OTHER_FINGERPRINT = (
    "The certificate in this answer has another fingerprint: {fingerprint}. It is not taken in. Ring {name}; where "
    "theirs is not this one, the answer is not from them."
)


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer that came back, opened.

    Args:
        name: the file's name.
        answer: what it says.
        sha256: by what it is known again.
    """

    name: str
    answer: ReviewAnswer
    sha256: str


def open_answer(desk: Desk, path: Path) -> AnswerFile:
    """Open an answer with the store's own key; nothing is taken in yet.

    Raises:
        SurroundingsError: it cannot be read, is no answer, newer, or was changed on the way.
        RuleBrokenError: it answers no review file of this store.
    """
    data = read(path)
    key = desk.ask(answer_key, answer_token(data, path.name))
    return AnswerFile(path.name, decrypt_answer(data, key, path.name), sha256_of(data))


def preview(desk: Desk, answer: ReviewAnswer, sha256: str) -> AnswerPreview:
    """What taking an answer in would do, or why it is refused: a signature that does not hold too.

    Raises:
        RuleBrokenError: it was not made for a file of this store.
    """
    found = desk.ask(answer_preview, answer, sha256)
    if answer.signed is None or found.refused:
        return found
    why = _why_unsound(desk, answer.signed, found, answer.member)
    return replace(found, refused=_NOT_SOUND.format(why=why)) if why else found


def take_in(desk: Desk, answer: ReviewAnswer, sha256: str, compared: str = "") -> AnswerPreview:
    """Take an answer in, once its signature, if it bears one, was found to hold; what was taken in.

    Args:
        desk: the office's.
        answer: what the file says.
        sha256: the SHA-256 of the file.
        compared: the fingerprint that was compared with whoever made or brought a certificate at home, with spaces
            and capitals or without.

    Raises:
        RuleBrokenError: it cannot be taken in; nothing was changed.
    """
    found = preview(desk, answer, sha256)
    if found.refused:
        raise RuleBrokenError(found.refused)
    if found.new_fingerprint and found.new_fingerprint != "".join(compared.split()).casefold():
        sentence = _OTHER_FINGERPRINT if compared else _NOT_COMPARED
        raise RuleBrokenError(sentence.format(name=found.name, fingerprint=fingerprint_in_words(found.certificate)))
    desk.do(take_in_answer, answer, sha256)
    return found


def in_short(found: AnswerPreview) -> str:
    """All that is in an answer, in a line that ends without a full stop."""
    clashing = sum(bool(each.why_proposed) for each in found.sections)
    parts = [
        count(len(found.sections) - clashing, "section amended", "sections amended"),
        count(clashing, "section proposed otherwise", "sections proposed otherwise"),
        count(len(found.comments), "comment"),
        count(found.judged, "comment answered", "comments answered"),
    ]
    told = [part for part in parts if not part.startswith("0 ")]
    told += ["done checking, which does not count" if found.unseen else "done checking"] if found.is_done else []
    told += ["signed"] if found.signed_at else []
    return capital(", ".join(told)) or "Nothing was written at home"


def _why_unsound(desk: Desk, signed: HomeSignature, found: AnswerPreview, member: str) -> str:
    """Why a print is not these minutes, or a signature under it does not hold; empty where all is well."""
    seals, at = read_signatures(signed.printed), signed.signed_at
    if not seals.are_valid:
        return (seals.fault or next(seal.fault for seal in seals.signatures if seal.fault)).rstrip(".")
    last = seals.signatures[-1]
    if (last.certificate_sha256, last.signed_at) != (signed.certificate, at.replace(microsecond=0)):
        return "it was made with another certificate, or at another moment, than the answer says"
    if not found.sent_at - _WRONG_CLOCK <= at <= desk.time_source.now() + _WRONG_CLOCK:
        return "it claims a moment before the file was made, or one to come; see that the clock at home is right"
    is_honest = _is_honest(desk, signed, found, member)
    return "" if is_honest else "the pages under it are not these minutes as they print here"


def _is_honest(desk: Desk, signed: HomeSignature, found: AnswerPreview, member: str) -> bool:
    """Whether the print is to the byte what signing these minutes makes, for this member and in their own field."""
    content, at = desk.ask(minutes_content, found.meeting), signed.signed_at
    mine = signer_of(content, member)
    if mine is None:
        return False
    pages = pages_to_sign(content, found.name, at)
    shown = desk.ask(print_to_sign, found.meeting) or pages.pdf
    lines = signature_words(mine, found.name, at, signed.certificate)
    return is_signed_print_of(signed.printed, shown, field_name(member), lines, pages.boxes, at)
