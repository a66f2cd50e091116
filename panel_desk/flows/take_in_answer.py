"""Takes in answers from home: opens them with the store's own key, and checks a signature against these minutes."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import is_signed_print_of, read_signatures
from panel_desk.documents.minutes.signing import field_name, pages_to_sign, signature_words, signer_of
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.exchange.minutes.review_file import answer_token, decrypt_answer, read, sha256_of
from panel_desk.operations.minutes.review_files import add_home_certificate, take_in_answer
from panel_desk.queries.minutes.answers import NOT_VOUCHED_AT_HOME, AnswerPreview, answer_preview
from panel_desk.queries.minutes.home_file import HomeSignature, ReviewAnswer
from panel_desk.queries.minutes.minutes import minutes_content, print_to_sign
from panel_desk.queries.minutes.review_files import answer_keys
from panel_desk.rules.text import capital, count, fingerprint_in_words

_WRONG_CLOCK = timedelta(hours=1)  # by which the clock at home may be out
_NOT_SOUND = (
    "The signature in this answer is not valid: {why}. It is not taken in. Make a new review file, and ask for it to "
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
    """An answer that came back from home, decrypted.

    Args:
        name: the file's name.
        answer: what it says.
        sha256: the SHA-256 of the file, by which a second return is recognised.
    """

    name: str
    answer: ReviewAnswer
    sha256: str


def open_answer(desk: Desk, path: Path) -> AnswerFile:
    """Open an answer with the store's own key; nothing is taken in yet.

    Raises:
        SurroundingsError: it cannot be read, is not an answer, made by a newer program, or was changed on the way.
        RuleBrokenError: it answers no review file of this store.
    """
    data = read(path)
    first, *former = desk.ask(answer_keys, answer_token(data, path.name))
    for key in former:
        with suppress(SurroundingsError):
            return AnswerFile(path.name, decrypt_answer(data, key, path.name), sha256_of(data))
    return AnswerFile(path.name, decrypt_answer(data, first, path.name), sha256_of(data))


def preview(desk: Desk, answer: ReviewAnswer, sha256: str) -> AnswerPreview:
    """What taking an answer in would change, or why it is refused, such as for a signature that is not valid.

    Raises:
        RuleBrokenError: it was not made for a file of this store.
    """
    found = desk.ask(answer_preview, answer, sha256)
    if answer.signed is None or found.refused:
        return found
    why = _why_unsound(desk, answer.signed, found, answer.member)
    return replace(found, refused=_NOT_SOUND.format(why=why)) if why else found


def take_in(desk: Desk, answer: ReviewAnswer, sha256: str, compared: str = "") -> AnswerPreview:
    """Take an answer in, after checking the signature in it, if any; what was taken in.

    A certificate that was made or brought at home is put on the central list first. The answer is then taken in once
    somebody else has vouched for it.

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
    if found.new_fingerprint:
        desk.do(add_home_certificate, answer, sha256)
        raise RuleBrokenError(NOT_VOUCHED_AT_HOME)
    desk.do(take_in_answer, answer, sha256)
    return found


def summary_of_answer(answer: AnswerPreview) -> str:
    """What an answer contains, in one line without a full stop: `1 section amended, 2 comments`."""
    clashing = sum(bool(each.why_proposed) for each in answer.sections)
    parts = [
        count(len(answer.sections) - clashing, "section amended", "sections amended"),
        count(clashing, "section with proposed changes", "sections with proposed changes"),
        count(len(answer.comments), "comment"),
        count(answer.judged, "comment answered", "comments answered"),
    ]
    shown = [part for part in parts if not part.startswith("0 ")]
    shown += ["done checking, which does not count" if answer.unseen else "done checking"] if answer.is_done else []
    shown += ["signed"] if answer.signed_at else []
    return capital(", ".join(shown)) or "Nothing was written at home"


def _why_unsound(desk: Desk, signed: HomeSignature, answer: AnswerPreview, member: str) -> str:
    """Why a signed print is not of these minutes, or its signature is not valid; empty where neither is so."""
    seals, at = read_signatures(signed.printed), signed.signed_at
    if not seals.are_valid:
        return (seals.fault or next(seal.fault for seal in seals.signatures if seal.fault)).rstrip(".")
    last = seals.signatures[-1]
    if (last.certificate_sha256, last.signed_at) != (signed.certificate, at.replace(microsecond=0)):
        return "it was made with another certificate, or at another moment, than the answer says"
    if not answer.sent_at - _WRONG_CLOCK <= at <= desk.time_source.now() + _WRONG_CLOCK:
        return "it claims a moment before the file was made, or one to come; see that the clock at home is right"
    is_these_minutes = _is_print_of_these_minutes(desk, signed, answer, member)
    return "" if is_these_minutes else "the pages under it are not these minutes as they print here"


def _is_print_of_these_minutes(desk: Desk, signed: HomeSignature, answer: AnswerPreview, member: str) -> bool:
    """Whether the print is byte for byte what signing these minutes produces, for this member in their own field."""
    content, at = desk.ask(minutes_content, answer.meeting), signed.signed_at
    mine = signer_of(content, member)
    if mine is None:
        return False
    pages = pages_to_sign(content, answer.name, at)
    shown = desk.ask(print_to_sign, answer.meeting) or pages.pdf
    lines = signature_words(mine, answer.name, at, signed.certificate)
    return is_signed_print_of(signed.printed, shown, field_name(member), lines, pages.boxes, at)
