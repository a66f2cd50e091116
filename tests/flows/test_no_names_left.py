"""None of fifty planted names is left in the clear in the store, the temporary folders or the log."""

import logging
import tempfile
import zlib
from pathlib import Path

import pytest

from panel_desk import logs, paths
from panel_desk.exchange.workbook.xlsx import read_workbook
from panel_desk.flows.file_papers import PaperToFile, check_papers, file_checked, read_case
from panel_desk.flows.print_minutes import print_minutes
from panel_desk.operations.backups import back_up
from panel_desk.operations.papers.papers import file_paper
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import a_desk, a_workbook
from tests.panels import APPROVAL, MATCH, a_held_panel, record, write_all

NAMES = [f"Quillfeather{number:02}" for number in range(50)]
HEADINGS = ["Member ref", "Given name", "Family name", "Status", "Category", "Independent of agency", "Role"]


def _in_the_clear(file: Path) -> list[str]:
    """The planted names in a file's name or content, also in UTF-16 and in deflated streams."""
    content = file.read_bytes()
    texts = [file.name.encode(), content]
    for place in (at + 7 for at in range(len(content)) if content.startswith(b"stream\n", at)):
        unpacked = zlib.decompressobj()
        try:
            texts.append(unpacked.decompress(content[place:]))
        except zlib.error:
            continue
    return [
        name
        for name in NAMES
        if any(name.encode(codec) in text for text in texts for codec in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def test_no_planted_name_is_left_in_the_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    temporary, private = tmp_path / "temporary", tmp_path / "private"
    temporary.mkdir()
    private.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(paths, "private_folders", lambda: private)
    handlers = logging.getLogger().handlers[:]
    logs.set_up(tmp_path / "log" / "panel-desk.log")
    try:
        words = " ".join(NAMES)
        rows = [HEADINGS, *([name, "Ada", name, "active", "independent", "yes", "member"] for name in NAMES)]
        desk.do(import_registers, read_workbook(a_workbook(tmp_path, {"Members": rows})))
        write_all(desk, text=words)
        printed = print_minutes(desk, record(desk).content)
        [checked] = check_papers(read_case(desk, APPROVAL), [("Report.pdf", printed)])
        assert not checked.refused, checked.refused
        file_checked(desk, APPROVAL, PaperToFile(checked, PaperKind.PAR))
        desk.do(file_paper, MATCH, f"{NAMES[0]}.pdf", PaperKind.CPR, words.encode(), 1, texts=[words])
        desk.do(back_up, desk.store.backups)
        logs.record_bug(ValueError(words))
        left = [
            (file, found)
            for folder in ("store", "temporary", "private", "log")
            for file in (tmp_path / folder).rglob("*")
            if file.is_file() and (found := _in_the_clear(file))
        ]
        assert left == []
        (private / "left").write_bytes(words.encode("utf-16-le"))
        assert _in_the_clear(private / "left") == NAMES  # the search finds what is there
        assert list(temporary.iterdir()) == []
    finally:
        for handler in logging.getLogger().handlers[:]:
            if handler not in handlers:
                logging.getLogger().removeHandler(handler)
                handler.close()
