"""Tries before a paper is filed whether packs can include it, by building a pack of this paper alone.

The finding at filing is therefore always the same as the result at packing.
"""

from collections.abc import Hashable
from datetime import date, time

from panel_desk.documents.packs.build import build_pack
from panel_desk.documents.packs.front import OwnPages, own_pages
from panel_desk.documents.packs.plan import PackPlan
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
_MOST_KEPT = 50
_typeset: dict[Hashable, OwnPages] = {}  # the own pages of earlier trials, by all that differs in them


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
        if failed := build_pack(content, lambda _: data, typeset=_own_pages).failed:
            reasons[edition] = failed[_KEY]
    return reasons


def _own_pages(content: PackContent, plan: PackPlan, number: int) -> OwnPages:
    """The own pages of a trial's pack, typeset once for papers that look alike in them: it takes most of a trial."""
    papers = [paper for case in plan.volumes[number - 1] for paper in case.papers]
    seen = tuple((paper.paper, paper.labels, paper.source is None, paper.why, paper.attached) for paper in papers)
    key = (content.edition, number, len(plan.volumes), seen)
    if key not in _typeset:
        if len(_typeset) == _MOST_KEPT:
            _typeset.clear()
        _typeset[key] = own_pages(content, plan, number)
    return _typeset[key]
