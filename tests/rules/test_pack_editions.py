"""The kinds of paper that each edition of a pack includes."""

from panel_desk.rules.figures import Figures
from panel_desk.rules.pack_editions import CONFIDENTIAL, SHOWN_TO_APPLICANTS, edition_includes, edition_of
from panel_desk.rules.vocabulary import Capacity, PackEdition, PaperKind

FIGURES = Figures()


def kinds_in(edition: PackEdition, figures: Figures = FIGURES) -> set[PaperKind]:
    """The kinds of paper that an edition includes."""
    return {kind for kind in PaperKind if edition_includes(edition, kind, figures)}


def test_the_members_edition_has_every_kind_of_paper() -> None:
    assert kinds_in(PackEdition.MEMBER) == kinds_in(PackEdition.CHAIR) == set(PaperKind)


def test_the_observers_edition_has_nothing_confidential_unless_the_agency_decides_otherwise() -> None:
    assert kinds_in(PackEdition.OBSERVER) == set(PaperKind) - CONFIDENTIAL
    assert kinds_in(PackEdition.OBSERVER, Figures.of({"observers_see_confidential_papers": 1})) == set(PaperKind)


def test_the_applicants_edition_has_only_papers_that_they_have_seen() -> None:
    assert kinds_in(PackEdition.APPLICANTS) == SHOWN_TO_APPLICANTS
    more = kinds_in(PackEdition.APPLICANTS, Figures.of({"applicants_see_childs_report": 1}))
    assert more == SHOWN_TO_APPLICANTS | {PaperKind.CPR}
    assert not more & CONFIDENTIAL


def test_each_person_in_the_line_up_has_an_edition() -> None:
    assert edition_of(Capacity.MEMBER, presides=True) is PackEdition.CHAIR
    assert edition_of(Capacity.MEMBER, presides=False) is PackEdition.MEMBER
    assert edition_of(Capacity.ADVISER, presides=False) is PackEdition.MEMBER
    assert edition_of(Capacity.OBSERVER, presides=False) is PackEdition.OBSERVER
