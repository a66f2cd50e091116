"""What an edition of a pack may show: its agenda without what is left out, and no word that is to be redacted."""

import re
from dataclasses import replace

from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.queries.document_rows import AgendaBreak, AgendaContent, AgendaItem, PackCase, PackContent, PackPaper


def visible_content(content: PackContent) -> PackContent:
    """A pack's content as its reader may see it.

    A case that is left out keeps its time on the agenda and loses everything that says what it is; applicants see
    the agenda of their own case alone.
    """
    hidden = {case.item.number: case.item.facts.case for case in content.cases if case.is_left_out}
    agenda = content.agenda
    if content.only_case is not None:
        agenda = replace(agenda, only_case=content.only_case)
    elif hidden:
        agenda = _without(agenda, hidden)
    return replace(content, agenda=agenda)


def hidden_phrases(content: PackContent) -> HiddenPhrases:
    """Every phrase that this edition must not show."""
    return HiddenPhrases([phrase for paper in papers_in_edition(content) for phrase in paper.redact])


def papers_in_edition(content: PackContent) -> list[PackPaper]:
    """The papers that this edition holds, in their order."""
    return [paper for case in content.cases if not case.is_left_out for paper in case.papers if not paper.is_left_out]


def redact_content(content: PackContent, phrases: HiddenPhrases) -> PackContent:
    """Content in which no text that will be printed has any of the phrases; what the program goes by stays."""
    if not phrases:
        return content
    return replace(
        content,
        agenda=phrases.blotted_throughout(content.agenda),
        cases=tuple(case if case.is_left_out else _blotted(case, phrases) for case in content.cases),
        prepared_for=content.prepared_for,
        left_out=phrases.blotted_throughout(content.left_out),
        changes=phrases.blotted_throughout(content.changes),
    )


def _blotted(case: PackCase, phrases: HiddenPhrases) -> PackCase:
    facts = case.item.facts
    return replace(
        case,
        item=replace(case.item, facts=replace(phrases.blotted_throughout(facts), case=facts.case)),
        papers=tuple(
            replace(paper, title=phrases.blotted(paper.title), file_name=phrases.blotted(paper.file_name))
            for paper in case.papers
        ),
        missing=phrases.blotted_throughout(case.missing),
    )


def _without(agenda: AgendaContent, hidden: dict[int, str]) -> AgendaContent:
    named = re.compile(rf"\bItems? (?:{'|'.join(map(str, hidden))})\b")
    return replace(
        agenda,
        entries=tuple(
            AgendaBreak(
                f"Item {entry.number} is not in this copy",
                entry.starts_at if entry.minutes is not None else None,
                entry.minutes or 0,
            )
            if isinstance(entry, AgendaItem) and entry.facts.case in hidden.values()
            else entry
            for entry in agenda.entries
        ),
        interests=tuple(each for each in agenda.interests if each.case not in hidden.values()),
        quorum=tuple(sentence for sentence in agenda.quorum if not named.search(sentence)),
    )
