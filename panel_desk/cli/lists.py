"""The commands that print lists: meetings, cases, members, quorum, due."""

import argparse
import json
from collections.abc import Callable, Iterable
from datetime import date, time
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from panel_desk.cli.terminal import Exit, desk_of, write_message, write_output, write_table
from panel_desk.errors import NotAllowedError
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState

if TYPE_CHECKING:
    from panel_desk.desk import Desk

_NOT_SIGNED = "not signed yet"  # for an account that does not see whether there is a draft


def listing(
    rows: Callable[["Desk", argparse.Namespace], list[dict[str, Any]]],
) -> Callable[[argparse.Namespace], Exit]:
    """A command that prints rows, as JSON or as a table.

    Args:
        rows: asks the desk; every row has the same keys.
    """

    def command(options: argparse.Namespace) -> Exit:
        desk = desk_of(options)
        try:
            found = rows(desk, options)
        except NotAllowedError as refused:  # the role sees none of this: an empty list, and a sentence beside it
            write_message(refused.sentence)
            found = []
        if options.json:
            write_output(json.dumps(found, ensure_ascii=False, indent=1, default=_in_json))
        elif found:
            write_table(tuple(found[0]), [tuple(_in_a_table(value) for value in row.values()) for row in found])
        return Exit.DONE

    return command


def meetings(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    """Every meeting."""
    from panel_desk.queries.meetings.meetings import meetings as query  # noqa: PLC0415 - heavy; loads when first needed

    names = "ref panel date=meets_on starts_at kind place status cancelled_because chair minutes cases"
    found = desk.ask(query)
    rows = _picked(found, names)
    sees = desk.viewpoint().sees
    if Information.MINUTES not in sees:  # "none" would say that none are written
        return [{**row, "minutes": None} for row in rows]
    if Information.DRAFTS not in sees:
        rows = [
            {**row, "minutes": _NOT_SIGNED}
            if (each.status, each.minutes) == (MeetingStatus.HELD, MinutesState.NONE)
            else row
            for row, each in zip(rows, found, strict=True)
        ]
    return rows


def cases(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    """Every case."""
    from panel_desk.queries.cases.cases import cases as query  # noqa: PLC0415 - heavy; loads when first needed

    names = "ref kind status household children meeting item starts_at minutes=duration_minutes social_worker"
    return _picked(desk.ask(query), names)


def members(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    """Everybody on the central list, prospective members and the waiting list."""
    from panel_desk.queries.members.members import central_list as query  # noqa: PLC0415 - heavy; loads when first needed

    names = (
        "ref name category role status background independent=is_independent joined_list_on dbs_issued_on "
        "last_appraisal_on not_ready"
    )
    return _picked(desk.ask(query), names)


def quorum(desk: "Desk", options: argparse.Namespace) -> list[dict[str, Any]]:
    """The quorum of each item of a meeting."""
    from panel_desk.queries.meetings.quorum import quorum as query  # noqa: PLC0415 - heavy; loads when first needed

    names = "item case quorate missing=verdict.missing present=verdict.counted presiding=verdict.presiding"
    return _picked(desk.ask(query, options.meeting), names)


def due(desk: "Desk", options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every clock that runs on a day."""
    from panel_desk.queries.today.running_clocks import due as query  # noqa: PLC0415 - heavy; loads when first needed

    names = (
        "kind=clock.kind case child member meeting household due_on=clock.due_on working_days_left overdue "
        "rule=clock.rule set_by=clock.kind.set_by"
    )
    return _picked(desk.ask(query, options.on), names)


def _picked(rows: Iterable[object], names: str) -> list[dict[str, Any]]:
    """The named fields of each row; `date=meets_on` prints the field `meets_on` under the key `date`."""
    fields = [
        (printed, attrgetter(name or printed)) for printed, _, name in (word.partition("=") for word in names.split())
    ]
    return [{printed: field(row) for printed, field in fields} for row in rows]


def _in_json(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _in_a_table(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(_in_a_table, value))
    return "" if value is None else _in_json(value)
