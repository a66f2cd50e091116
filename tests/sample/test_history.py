"""The history of the whole sample agency: sentences in plain words, without codes, refs or numbers of the program."""

import re

from panel_desk.queries.history import history
from panel_desk.queries.history_words import OTHER_OPERATION
from tests.sample.conftest import Sample

_CODE = re.compile(r"\w_\w|\b[0-9a-f]{16,}\b|\bNone\b|\bTrue\b|\[|\{|\b(?:M|H|C|T)\d{3}\b|(?<!-)\bCASE-\d+|\bP20\d\d-")
_QUOTED = re.compile(r"“[^”]*”")


def test_no_entry_shows_a_code_a_ref_or_a_number_of_the_program(sample: Sample) -> None:
    entries = sample.desk.ask(history, most=None, in_full=True)
    assert len(entries) > 100
    assert OTHER_OPERATION not in {entry.action for entry in entries}
    sentences = {line for entry in entries for line in (entry.sentence, *entry.changes)}
    found = [line for line in sorted(sentences) if _CODE.search(_QUOTED.sub("", line))]
    assert [line for line in found if not line.startswith("Case CASE-")] == [], "a case that concerns nobody is its ref"
