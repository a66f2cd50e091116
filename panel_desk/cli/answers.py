"""The command `take-answer`: takes in a reviewer's answer from home."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from panel_desk.cli.terminal import Exit, desk_of, write_message, write_output
from panel_desk.errors import RuleBrokenError
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import capital, count, fingerprint_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from panel_desk.queries.minutes.answers import AnswerPreview, SectionAmended


def take_answer(options: argparse.Namespace) -> Exit:
    """Print what an answer holds, and take it into the store; with `--dry-run` only print it."""
    from panel_desk.flows.take_in_answer import (  # noqa: PLC0415 - loads ReportLab
        open_answer,
        preview,
        summary_of_answer,
        take_in,
    )

    desk = desk_of(options)
    file = open_answer(desk, options.file)
    answer = preview(desk, file.answer, file.sha256)
    if answer.refused:
        raise RuleBrokenError(answer.refused)
    if not options.dry_run:
        if answer.new_fingerprint and not options.fingerprint:
            write_message("The signer reads their certificate's fingerprint by telephone: give it as --fingerprint.")
        take_in(desk, file.answer, file.sha256, options.fingerprint)
    for line in _lines(answer):
        write_output(line)
    write_message(f"{summary_of_answer(answer)}. {'Nothing was changed.' if options.dry_run else 'It is taken in.'}")
    return Exit.DONE


def _lines(answer: "AnswerPreview") -> Iterator[str]:
    """What an answer holds: each changed section, each comment, and the signature, on a line of its own."""
    yield f"{answer.name} to the minutes of {in_words(answer.held_on)}, saved {_moment(answer.made_at)}."
    if answer.is_superseded:
        yield f"{answer.name} was sent a newer file since."
    for section in answer.sections:
        yield f"{section.place}: {_becomes(section)}."
    for comment in answer.comments:
        what = "comment" if comment.proposed is None else f"comment that proposes “{comment.proposed}”"
        title = answer.places.get(comment.section, "A section that these minutes do not have")
        yield f"{title}: {what} on “{comment.quote}”: {comment.text}"
    if answer.judged:
        yield f"{capital(count(answer.judged, 'comment'))} accepted or declined."
    if answer.is_done:
        yield answer.checking
    if answer.signed_at is not None:
        yield f"Signed {_moment(answer.signed_at)}."
        where = "made or brought at home" if answer.new_fingerprint else "on the central list"
        yield f"Certificate {fingerprint_in_words(answer.certificate)}, {where}."


def _becomes(section: "SectionAmended") -> str:
    """What happens to a section's text when the answer is taken in, as a predicate."""
    if section.now == section.theirs:
        return "reads the same here already"
    if not section.why_proposed:
        return "takes the text from home"
    proposals = count(len(section.proposals), "proposal") if section.proposals else "a comment"
    return f"keeps its text, because {section.why_proposed}, and gets {proposals}"


def _moment(at: "datetime") -> str:
    local = at.astimezone()
    return f"{in_words(local.date())}, {local:%H:%M}"
