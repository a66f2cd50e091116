"""Reduces a pack's content to what its edition may show: hidden cases removed, phrases redacted."""

import re
from dataclasses import replace

from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.queries.document_rows import AgendaBreak, AgendaContent, AgendaItem, PackCase, PackContent, PackPaper
from panel_desk.rules.vocabulary import PackEdition


def visible_content(content: PackContent) -> PackContent:
    """A pack's content with the agenda that its reader may see.

    A case that is left out keeps its time on the agenda but nothing that identifies it; applicants see only the agenda
    of their own case.
    """
    hidden = {case.item.number: case.item.facts.case for case in content.cases if case.is_left_out}
    agenda = content.agenda
    if content.only_case is not None:
        agenda = replace(agenda, only_case=content.only_case)
    elif hidden:
        agenda = _without(agenda, hidden)
    return replace(content, agenda=agenda)


def hidden_phrases(content: PackContent) -> HiddenPhrases:
    """All phrases that this edition must not show."""
    return HiddenPhrases([phrase for paper in papers_in_edition(content) for phrase in paper.redact])


def papers_in_edition(content: PackContent) -> list[PackPaper]:
    """The papers that this edition includes, in order."""
    return [paper for case in content.cases if not case.is_left_out for paper in case.papers if not paper.is_left_out]


def shows_comments(content: PackContent) -> bool:
    """Whether this edition shows reviewers' comments on papers."""
    return content.edition in {PackEdition.MEMBER, PackEdition.CHAIR}


def redact_content(content: PackContent, phrases: HiddenPhrases) -> PackContent:
    """Redact the phrases in every text that will be printed; keys and refs that the program needs stay."""
    if not phrases:
        return content
    return replace(
        content,
        agenda=phrases.redact_all(content.agenda),
        cases=tuple(case if case.is_left_out else _redact_case(case, phrases) for case in content.cases),
        prepared_for=content.prepared_for,
        left_out=phrases.redact_all(content.left_out),
        changes=phrases.redact_all(content.changes),
    )


def _redact_case(case: PackCase, phrases: HiddenPhrases) -> PackCase:
    """Redact a case's facts, paper titles and missing papers."""
    facts = case.item.facts
    return replace(
        case,
        item=replace(case.item, facts=replace(phrases.redact_all(facts), case=facts.case)),
        papers=tuple(
            replace(paper, title=phrases.redact(paper.title), file_name=phrases.redact(paper.file_name))
            for paper in case.papers
        ),
        missing=phrases.redact_all(case.missing),
    )


def _without(agenda: AgendaContent, hidden: dict[int, str]) -> AgendaContent:
    """An agenda whose hidden items keep their times and show nothing of their cases.

    Args:
        agenda: the whole agenda.
        hidden: the number of each hidden item, with the ref of its case.
    """
    names_hidden_item = re.compile(rf"\bItems? (?:{'|'.join(map(str, hidden))})\b")
    return replace(
        agenda,
        entries=tuple(
            AgendaBreak(
                f"Item {entry.number} is not in this copy",
                entry.starts_at if entry.duration_minutes is not None else None,
                entry.duration_minutes or 0,
            )
            if isinstance(entry, AgendaItem) and entry.facts.case in hidden.values()
            else entry
            for entry in agenda.entries
        ),
        interests=tuple(interest for interest in agenda.interests if interest.case not in hidden.values()),
        quorum=tuple(sentence for sentence in agenda.quorum if not names_hidden_item.search(sentence)),
    )
