"""Papers whose text is not in the search index are read and found."""

from pathlib import Path

from panel_desk.flows.index_papers import rebuild_whole_index
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.search import search, unindexed_papers
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import a_case, a_desk
from tests.pdfs import a_pdf


def test_every_page_of_every_paper_is_read_when_the_index_is_made_anew(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_case(desk)
    files = {"file_1.pdf": a_pdf("Nothing here.", "Grandmother’s geese."), "broken.pdf": b"%PDF-1.7 broken"}
    for name, data in files.items():
        desk.do(file_paper, "CASE-001", name, PaperKind.OTHER, data, 2)
    assert desk.ask(search, "geese") == ()
    assert len(desk.ask(unindexed_papers)) == 2
    rebuild_whole_index(desk)
    assert desk.ask(unindexed_papers) == ()
    (group,) = desk.ask(search, "geese")
    assert [(hit.ref, hit.page) for hit in group.hits] == [("CASE-001", 2)]
