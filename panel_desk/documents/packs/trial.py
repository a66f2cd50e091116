"""Tries before a paper is filed whether packs can include it, by building a pack of this paper alone.

The finding at filing is therefore always the same as the result at packing.
"""

from datetime import date, time

from panel_desk.documents.packs.build import build_pack
from panel_desk.queries.document_rows import (
    AgendaContent,
    AgendaItem,
    CaseFacts,
    MeetingFacts,
    PackCase,
    PackContent,
    PackPaper,
)
from panel_desk.rules.vocabulary import CaseKind, MeetingFormat, PackEdition, PanelType, PaperKind

_ANY_DAY = date(2000, 1, 1)
_KEY = "paper"
_MEETING = MeetingFacts(
    agency="",
    panel="",
    meeting="",
    held_on=_ANY_DAY,
    starts_at=time(),
    place=MeetingFormat.VIRTUAL,
    chair="",
    panel_type=PanelType.ORDINARY,
)
_ITEM = AgendaItem(1, CaseFacts("", CaseKind.OTHER, "", (), None), None, None)
_AGENDA = AgendaContent(_MEETING, _ANY_DAY, 1, (_ITEM,), (), (), ())


def why_left_out(data: bytes, pages: int, *, is_signed: bool) -> dict[PackEdition, str]:
    """Why members' packs, and applicants' and observers' copies, will leave a paper out.

    Args:
        data: the paper.
        pages: its number of pages.
        is_signed: it bears a digital signature.

    Returns:
        the reason as a clause that follows “could not be included:”; an edition that includes the paper is not named.
    """
    paper = PackPaper(_KEY, "paper.pdf", "Paper", PaperKind.OTHER, pages=pages, is_signed=is_signed)
    editions = (PackEdition.MEMBER, PackEdition.OBSERVER) if is_signed else (PackEdition.MEMBER,)
    reasons = {}
    for edition in editions:
        content = PackContent(_AGENDA, (PackCase(_ITEM, (paper,)),), edition=edition)
        if failed := build_pack(content, lambda _: data).failed:
            reasons[edition] = failed[_KEY]
    return reasons
