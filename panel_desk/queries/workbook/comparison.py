"""The comparison of a workbook with the registers for an import, and the registers for an export."""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from sqlalchemy import inspect, select
from sqlalchemy.orm import contains_eager, selectinload

from panel_desk.desk import Work, shows
from panel_desk.errors import Fault
from panel_desk.models import Base, Case, Member, Recommendation, RecommendationView
from panel_desk.queries.agency import clocks, figures
from panel_desk.queries.minutes.signatures import frozen_meetings
from panel_desk.queries.seen_fields import unseen_fields
from panel_desk.queries.workbook.model import Kind, Registers, Row, Sheet, Value, WorkbookColumn, in_text
from panel_desk.queries.workbook.row_checks import impossible_dates, wrong_fields
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.decision_makers import is_member, warning
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.folding import look_of
from panel_desk.rules.minutes_headings import TemplateHeading, template_faults
from panel_desk.rules.quoracy import Attendee, Item, Sitting, judge_quorum
from panel_desk.rules.text import cleaned, count, one_line
from panel_desk.rules.vocabulary import Capacity, DecisionOutcome, MeetingStatus, PanelType
from panel_desk.rules.votes import why_no_majority
from panel_desk.store.triggers import FROZEN

_Key: TypeAlias = tuple[Value, ...]
_Values: TypeAlias = dict[str, Any]

MODELS: Mapping[str, type[Any]] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
"""The mapped class of each register, by table name."""

_FIRST_FEW = 3  # records that a warning names
_UNSEEN = "not shown"  # for a value in the store that the account does not see
_VOTES = ("votes_for", "votes_against", "abstained")
_OF_A_SIGNED_MEETING = ("Attendance", "Absences", "Standing items")
_OF_A_SIGNED_CASE = ("Interests", "Recommendations", "Votes", "Questions", "Panel day notes")
"""The sheets whose rows belong to a meeting or a case, and cannot change once the minutes are signed."""
_SIGNED = "The minutes of {} are signed. Take this row out of the workbook; to correct them, begin a new version."


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record: its value in the store and its value in the workbook, in words."""

    heading: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that an import adds or changes, and the fields that it fills or changes."""

    sheet: str
    ref: str
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class SheetCount:
    """How many records of a sheet an import adds, changes and leaves as they are."""

    sheet: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import does, before it or after it.

    Args:
        counts: one for each sheet that the workbook has.
        changes: the records added or changed, in the workbook's order.
        faults: the faults for which the workbook is refused, in its order.
        warnings: past records that break a rule and are imported all the same, one sentence each.
        ignored: sheets and headings that are not Panel Desk's, as sentences.
    """

    counts: tuple[SheetCount, ...]
    changes: tuple[RecordChange, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A row of the workbook beside its record.

    Args:
        sheet: the sheet.
        row: the row of the workbook.
        key: the values of the fields in `Sheet.key`; None and the row's number for a new record without a ref.
        record: the mapped record; None if the store has none.
        changes: the fields to set; all of them for a new record.
        merged: every field with its value after the import.
    """

    sheet: Sheet
    row: Row
    key: _Key
    record: Any
    changes: _Values
    merged: _Values


@shows(Information.OFFICE_WORK)
def import_preview(work: Work, registers: Registers) -> ImportPreview:
    """What importing a workbook would add, change, refuse and warn of; nothing is written."""
    return Comparison(work, registers).preview


@shows(Information.OFFICE_WORK)
def all_registers(work: Work) -> Registers:
    """Every register, as a workbook carries it, without the columns that the account does not see.

    An import leaves what such a column holds as it is.
    """
    unseen = {sheet.name: unseen_fields(work, sheet.register) for sheet in SHEETS}
    work.disclose(Seen.EXPORTED_REGISTERS, "agency")
    return Registers(
        {
            sheet.name: tuple(
                Row(number, {name: value for name, value in _values(sheet, each).items() if name not in hidden})
                for number, each in enumerate(_stored(work, sheet), 2)
            )
            for sheet, hidden in ((sheet, unseen[sheet.name]) for sheet in SHEETS)
        },
        left_out=unseen,
    )


class Comparison:
    """A workbook compared with the store, in memory, after one read of each register."""

    def __init__(self, work: Work, registers: Registers) -> None:
        self._work = work
        self._registers = registers
        self._records = {sheet.name: _by_key(sheet, _stored(work, sheet)) for sheet in SHEETS}
        self._merged_records: dict[str, dict[_Key, _Values]] = {}
        self.lines: dict[str, list[ComparedRow]] = {}
        repeated: list[Fault] = []  # rows with the key of an earlier row
        for sheet in SHEETS:
            if sheet.name in registers.rows:
                self.lines[sheet.name] = list(self._compared(sheet, registers.rows[sheet.name], repeated))
        wrong = [
            *self._unknown_refs(),
            *self._parts_without_a_whole(),
            *self._invalid_records(),
            *self._conflicting_records(),
            *self._changes_behind_signed_minutes(),
            *self._cases_added_to_signed_meetings(),
        ]
        found = [*registers.faults, *repeated, *wrong]
        place = {sheet.name: number for number, sheet in enumerate(SHEETS)}
        self.faults = tuple(sorted(found, key=lambda fault: (place.get(fault.sheet, -1), fault.row or 0)))

    @cached_property
    def preview(self) -> ImportPreview:
        """The comparison as it is shown."""
        return ImportPreview(
            counts=tuple(_count(name, lines) for name, lines in self.lines.items()),
            changes=tuple(
                _record_change(line, unseen_fields(self._work, line.sheet.register))
                for lines in self.lines.values()
                for line in lines
                if line.changes
            ),
            faults=self.faults,
            warnings=()
            if self.faults
            else (
                *self._ineligible_sittings(),
                *self._sittings_with_too_many_votes(),
                *self._votes_against_what_is_recommended(),
                *self._late_decisions(),
                *self._members_who_decide(),
                *self._children_of_other_cases(),
                *self._approved_before_stage_two(),
            ),
            ignored=self._registers.ignored,
        )

    def _compared(self, sheet: Sheet, rows: Sequence[Row], repeated: list[Fault]) -> Iterator[ComparedRow]:
        """A compared row for each row whose key could be read; a key that occurs twice is a fault."""
        first: dict[_Key, int] = {}
        without_ref: list[Row] = []
        for row in rows:
            if row.unread.intersection(sheet.key):
                continue
            key = tuple(row.values.get(name) for name in sheet.key)
            if sheet.order and key == (None,):
                without_ref.append(row)
                continue
            if key in first:
                right = f"Row {first[key]} is about the same record. Keep one of the two rows."
                repeated.append(sheet.fault(row, sheet.key[-1], _ref(key), right))
            first.setdefault(key, row.number)
            yield self._line(sheet, row, key, self._records[sheet.name].get(key))
        if without_ref:
            yield from self._equal_or_new(sheet, without_ref, first)

    def _equal_or_new(self, sheet: Sheet, rows: Sequence[Row], named: Container[_Key]) -> Iterator[ComparedRow]:
        """A compared row for each row without a ref: a stored record equal to it in every cell, or a new one.

        Records that another row names by their ref are left to that row.
        """
        filled = {name for row in rows for name in row.values}
        cells = [column.field for column in sheet.columns if column.field in filled and column.field not in sheet.key]
        equal: dict[_Key, list[_Key]] = defaultdict(list)
        for key, record in self._records[sheet.name].items():
            if key not in named:
                stored = _values(sheet, record)
                equal[tuple(stored[name] for name in cells)].append(key)
        for row in rows:
            values = {name: value for name, value in row.values.items() if name not in sheet.key}
            same = equal[tuple(values.get(name) for name in cells)]
            key = same.pop(0) if same else (None, row.number)
            yield self._line(sheet, replace(row, values=values), key, self._records[sheet.name].get(key))

    def _line(self, sheet: Sheet, row: Row, key: _Key, record: Any) -> ComparedRow:  # noqa: ANN401 - any of the mapped classes
        """A row of the workbook beside its record; `record` is None where the store has none."""
        if record is None:
            changes = {each.field: each.blank for each in sheet.columns if each.blank is not None} | dict(row.values)
            return ComparedRow(sheet, row, key, record, changes, changes)
        stored = _values(sheet, record)
        changes = {name: value for name, value in row.values.items() if stored[name] != value}
        return ComparedRow(sheet, row, key, record, changes, {**stored, **row.values})

    def _unknown_refs(self) -> Iterator[Fault]:
        """Refs to records that neither the workbook nor the store has."""
        known = {name: {key[0] for key in records if key} for name, records in self._records.items()}
        for name, lines in self.lines.items():
            known[name].update(line.key[0] for line in lines if line.sheet.key)
        for sheet in SHEETS:
            columns = [column for column in sheet.columns if column.refers_to]
            for row in self._registers.rows.get(sheet.name, ()):
                for column in columns:
                    value = row.values.get(column.field)
                    for ref in value if isinstance(value, tuple) else (value,):
                        if ref is not None and ref not in known[column.refers_to or ""]:
                            right = (
                                f"Neither the sheet {column.refers_to} nor the store has it. "
                                f"Correct it, or add it to the sheet {column.refers_to}."
                            )
                            yield sheet.fault(row, column.field, in_text(ref), right)

    def _invalid_records(self) -> Iterator[Fault]:
        """Dates still to come or in the wrong order, and fields that break their register's own checks."""
        today = self._work.time_source.today()
        for line in (line for lines in self.lines.values() for line in lines):
            sheet, row = line.sheet, line.row
            fields = {name for name in line.merged if name not in row.unread}
            known = {name: value for name, value in line.merged.items() if name in fields or name in row.values}
            for name, right in impossible_dates(sheet, known, today, fields):
                yield sheet.fault(row, name, in_text(line.merged.get(name)), right)
            for name, right in wrong_fields(sheet.register, line.merged, row.unread):
                yield sheet.fault(row, name, sheet.column(name).in_text(line.merged.get(name)), right)

    def _parts_without_a_whole(self) -> Iterator[Fault]:
        """Rows that are part of a record, such as a vote of a recommendation, that is in neither workbook nor store."""
        for line in (line for name, lines in self.lines.items() for line in lines):
            whole = next((sheet for sheet in SHEETS if sheet.name == line.sheet.part_of), None)
            if whole is not None and tuple(line.merged.get(name) for name in whole.key) not in self._all_merged(
                whole.name
            ):
                right = f"Neither the sheet {whole.name} nor the store has this row's record. Add it to that sheet."
                yield line.sheet.fault(line.row, whole.key[0], _ref(line.key), right)

    def _conflicting_records(self) -> Iterator[Fault]:
        """Records that are each valid, but not together."""
        yield from self._equal_fields("Cases", "returns_from_ref", "Another case returns from this one already")
        yield from self._equal_fields("Snippets", "title", "There is already a snippet with this title", str.casefold)
        for name in ("Authorities", "Members", "Meetings", "Households", "Children", "Cases", "Training"):
            [key] = next(sheet for sheet in SHEETS if sheet.name == name).key
            yield from self._equal_fields(name, key, "This looks like another ref", look_of, only_new=True)
        yield from self._more_votes_than_members()
        yield from self._before_the_panel_met()
        yield from self._born_after_the_panel()
        templates: dict[Value, list[_Values]] = defaultdict(list)
        for heading in self._all_merged("Minutes headings").values():
            templates[heading.get("case_kind")].append(heading)
        judged = set()
        for line in self.lines.get("Minutes headings", ()):
            kind = line.merged.get("case_kind")
            if kind not in judged and line.row.unread.isdisjoint(("case_kind", "heading", "purpose")):
                judged.add(kind)
                headings = [
                    TemplateHeading(each["heading"], each["purpose"])
                    for each in templates[kind]
                    if {"heading", "purpose"} <= each.keys()
                ]
                if wrong := template_faults(headings):
                    yield line.sheet.fault(line.row, "case_kind", in_text(kind), " ".join(wrong))

    def _before_the_panel_met(self) -> Iterator[Fault]:
        """Records of what happened at a panel or after it that are dated before it met, or whose panel never met."""
        today = self._work.time_source.today()
        for line in self.lines.get("Meetings", ()):
            day = line.merged.get("meets_on")
            if line.merged.get("status") is MeetingStatus.HELD and line.changes and day is not None and day > today:
                right = (
                    f"A meeting that was held is not after today, {in_words(today)}. Correct its date or its status."
                )
                yield line.sheet.fault(line.row, "meets_on", in_text(day), right)
        yield from self._recommended_before_the_panel_met(today)
        for line in self.lines.get("Feedback", ()):
            day = self._merged("Meetings", line.merged.get("meeting_ref") or "").get("meets_on")
            yield from _before(line, "received_on", day)
        for line in self.lines.get("Decisions", ()):
            day = self._meeting_of(line).get("meets_on")
            if day is None or line.merged.get("outcome") is DecisionOutcome.RETURNED:
                continue
            for name in ("minutes_received_on", "decided_on"):
                yield from _before(line, name, day)

    def _recommended_before_the_panel_met(self, today: date) -> Iterator[Fault]:
        """Recommendations of a panel that was cancelled or is still to come."""
        for line in self.lines.get("Recommendations", ()):
            meeting, right = self._meeting_of(line), ""
            day = meeting.get("meets_on")
            if meeting.get("status") is MeetingStatus.CANCELLED:
                right = "The meeting of this case was cancelled. Give the case the meeting that heard it."
            elif meeting.get("status") is MeetingStatus.PLANNED and day is not None and day > today:
                right = (
                    f"The panel of this case is still to come, on {in_words(day)}. Correct its date, or leave the "
                    "recommendation out."
                )
            if line.changes and right:
                yield line.sheet.fault(line.row, "case_ref", str(line.merged["case_ref"]), right)

    def _born_after_the_panel(self) -> Iterator[Fault]:
        """Children who were born after a panel that has considered them."""
        born = {key: values.get("born_on") for key, values in self._all_merged("Children").items()}
        considered: dict[_Key, date] = {}
        for case in self._all_merged("Cases").values():
            meeting = self._merged("Meetings", case.get("meeting_ref") or "")
            day = meeting.get("meets_on")
            if meeting.get("status") is MeetingStatus.HELD and day is not None:
                for child in case.get("children") or ():
                    if (on := born.get((child,))) is not None and on > day:
                        considered[child,] = day
        corrected = {line.key for line in self.lines.get("Children", ()) if "born_on" in line.changes}
        for line in self.lines.get("Children", ()):
            if line.key in considered and line.key in corrected:
                right = f"This is after the panel considered the child, on {in_words(considered[line.key])}."
                yield line.sheet.fault(line.row, "born_on", in_text(born[line.key]), f"{right} Correct one of the two.")
        for line in self.lines.get("Cases", ()):
            for child in line.changes.get("children") or ():
                if (child,) in considered and (child,) not in corrected:
                    right = f"{child} was born after the panel met, on {in_words(considered[child,])}."
                    yield line.sheet.fault(line.row, "children", str(child), f"{right} Correct one of the two.")

    def _meeting_of(self, line: ComparedRow) -> _Values:
        """The meeting that heard a row's case; empty where it is not known."""
        return self._merged("Meetings", self._merged("Cases", line.merged["case_ref"]).get("meeting_ref") or "")

    def _more_votes_than_members(self) -> Iterator[Fault]:
        """Recommendations with more votes than members who came, where it is known who came.

        Old records often name only some of those who came. A panel needs five to recommend, so that many votes are
        taken with a warning.
        """
        quorum = figures(self._work).quorum_ordinary
        for line, votes, came in self._votes_beyond_who_came():
            if votes > max(came, quorum):
                right = f"{count(votes, 'vote')} in all, and {count(came, 'member')} came. Correct one of the two."
                yield line.sheet.fault(line.row, "votes_for", in_text(line.merged.get("votes_for")), right)

    def _sittings_with_too_many_votes(self) -> Iterator[str]:
        """Recommendations with more votes than members who came."""
        found = [
            f"{_ref(line.key)} has {count(votes, 'vote')}, and {count(came, 'member')} came"
            for line, votes, came in self._votes_beyond_who_came()
        ]
        yield from _warning(
            "recommendation has more votes than members who came",
            "recommendations have more votes than members who came",
            found,
        )

    def _votes_against_what_is_recommended(self) -> Iterator[str]:
        """Recommendations without a majority for them; an older export counts votes for the case, not for it."""
        found = [
            f"{_ref(line.key)} is {line.merged['outcome']} with {in_favour} for and {against} against"
            for line in self.lines.get("Recommendations", ())
            if not line.changes.keys().isdisjoint({"outcome", *_VOTES})
            and (against := line.merged.get("votes_against")) is not None
            and (in_favour := line.merged.get("votes_for")) is not None
            and why_no_majority(line.merged["outcome"], in_favour, against)
        ]
        yield from _warning(
            "recommendation has no majority (For counts the members who agree with what is recommended)",
            "recommendations have no majority (For counts the members who agree with what is recommended)",
            found,
        )

    def _votes_beyond_who_came(self) -> Iterator[tuple[ComparedRow, int, int]]:
        """Rows whose votes are more than the members who came: the row, its votes, and how many members came."""
        came: dict[Value, int] = defaultdict(int)
        for each in self._all_merged("Attendance").values():
            came[each["meeting_ref"]] += each.get("attended") is True and each.get("capacity") is Capacity.MEMBER
        for line in self.lines.get("Recommendations", ()):
            meeting = self._merged("Cases", line.merged["case_ref"]).get("meeting_ref")
            votes = sum(line.merged.get(name) or 0 for name in _VOTES)
            if not line.changes.keys().isdisjoint(_VOTES) and meeting in came and votes > came[meeting]:
                yield line, votes, came[meeting]

    def _equal_fields(
        self, name: str, field: str, why: str, fold: Callable[[str], str] = str, *, only_new: bool = False
    ) -> Iterator[Fault]:
        """Records of a sheet with equal values in a field that must be unique.

        Args:
            name: the sheet.
            field: the field.
            why: the fault's sentence, to which the other record's ref is added.
            fold: what is applied to values before they are compared.
            only_new: records that the store has already are left as they are.
        """
        by_value: dict[str, list[_Key]] = defaultdict(list)
        for key, values in self._all_merged(name).items():
            by_value[fold(str(values.get(field) or ""))].append(key)
        for line in self.lines.get(name, ()):
            value = str(line.row.values.get(field) or "")
            others = [key for key in by_value[fold(value)] if key != line.key]
            if value and others and not (only_new and line.record is not None):
                yield line.sheet.fault(line.row, field, value, f"{why}: {_ref(others[0])}.")

    def _changes_behind_signed_minutes(self) -> Iterator[Fault]:
        """Changes of records that signed minutes depend on."""
        signed = frozen_meetings(self._work)
        if not signed:
            return
        for line in (line for name in _OF_A_SIGNED_MEETING for line in self.lines.get(name, ())):
            meeting = line.merged["meeting_ref"]
            if line.changes and meeting in signed:
                yield line.sheet.fault(line.row, "meeting_ref", meeting, _SIGNED.format("this meeting"))
        for line in (line for name in _OF_A_SIGNED_CASE for line in self.lines.get(name, ())):
            case = line.merged["case_ref"]
            if line.changes and self._merged("Cases", case).get("meeting_ref") in signed:
                yield line.sheet.fault(line.row, "case_ref", case, _SIGNED.format("the meeting that heard this case"))
        for name, key, what in (
            ("Cases", "meeting_ref", "the meeting that heard this case"),
            ("Meetings", "ref", "this meeting"),
        ):
            for line in self.lines.get(name, ()):
                if line.record is not None and getattr(line.record, key) in signed:
                    for field in sorted({*FROZEN[line.sheet.register], "children"}.intersection(line.changes)):
                        was = in_text(_values(line.sheet, line.record)[field]) or "nothing"
                        right = f"The minutes of {what} are signed. Restore the value that they depend on: {was}."
                        yield line.sheet.fault(line.row, field, in_text(line.changes[field]), right)

    def _cases_added_to_signed_meetings(self) -> Iterator[Fault]:
        """Cases that would be added to the agenda of a meeting whose minutes are signed."""
        signed = frozen_meetings(self._work)
        for line in self.lines.get("Cases", ()):
            meeting = line.merged.get("meeting_ref")
            if meeting in signed and (line.record is None or line.record.meeting_ref not in signed):
                yield line.sheet.fault(line.row, "meeting_ref", str(meeting), _SIGNED.format("this meeting"))

    def _ineligible_sittings(self) -> Iterator[str]:
        """Members who sat on a day on which they were not active on the central list."""
        rules = figures(self._work)
        found = []
        for line in self.lines.get("Attendance", ()):
            if line.merged["attended"] and line.merged["capacity"] is Capacity.MEMBER:
                member, meeting = line.merged["member_ref"], line.merged["meeting_ref"]
                attendee = _attendee(member, self._merged("Members", member))
                sitting = Sitting(on=self._merged("Meetings", meeting)["meets_on"], panel_type=PanelType.ORDINARY)
                found += [
                    f"{member} sat at {meeting} and {each.reason}"
                    for each in judge_quorum(Item(), (attendee,), sitting, rules).not_counted
                ]
        yield from _warning("member sat without being eligible", "members sat without being eligible", found)

    def _late_decisions(self) -> Iterator[str]:
        """Decisions that were made after their deadline."""
        decided = [
            line.merged
            for line in self.lines.get("Decisions", ())
            if line.merged.get("decided_on") and line.merged.get("minutes_received_on")
        ]
        if not decided:
            return
        of_agency = clocks(self._work)
        found = []
        for each in decided:
            due_on = of_agency.decision(each["minutes_received_on"]).due_on
            if each["decided_on"] > due_on:
                found.append(
                    f"{_ref((each['case_ref'], each.get('child_ref')))} was decided on {in_words(each['decided_on'])} "
                    f"and was due by {in_words(due_on)}"
                )
        yield from _warning("decision came late", "decisions came late", found)

    def _members_who_decide(self) -> Iterator[str]:
        """Decision makers with the name of a member, where the workbook has either register."""
        if self.lines.keys().isdisjoint({"Authorities", "Members"}):
            return
        members = [
            (each.get("title"), each["given_name"], each["family_name"], each["status"])
            for each in self._all_merged("Members").values()
        ]
        found = [
            warning(maker, authority["name"])
            for authority in self._all_merged("Authorities").values()
            if (maker := authority.get("decision_maker")) and any(is_member(maker, *each) for each in members)
        ]
        yield from _warning("decision maker may be a member", "decision makers may be members", found)

    def _children_of_other_cases(self) -> Iterator[str]:
        """Recommendations and decisions for a child whom their case does not concern."""
        found = [
            f"{name}, row {line.row.number}: {child} is not a child of {case}"
            for name in ("Recommendations", "Decisions")
            for line in self.lines.get(name, ())
            if (child := line.merged.get("child_ref"))
            and child not in (self._merged("Cases", case := line.merged["case_ref"]).get("children") or ())
        ]
        yield from _warning("row is about a child of another case", "rows are about children of other cases", found)

    def _approved_before_stage_two(self) -> Iterator[str]:
        """Households whose approval is before their stage two; an approval of an earlier assessment may be."""
        found = [
            f"Households, row {line.row.number}: {_ref(line.key)} was approved on {in_words(approved_on)} and began "
            f"stage two on {in_words(began_on)}"
            for line in self.lines.get("Households", ())
            if not line.changes.keys().isdisjoint({"approved_on", "stage_two_started_on"})
            and (approved_on := line.merged.get("approved_on")) is not None
            and (began_on := line.merged.get("stage_two_started_on")) is not None
            and approved_on < began_on
        ]
        yield from _warning(
            "household was approved before its stage two began",
            "households were approved before their stage two",
            found,
        )

    def _merged(self, name: str, ref: str) -> _Values:
        """A record's fields after the import; empty where neither the workbook nor the store has it."""
        return self._all_merged(name).get((ref,), {})

    def _all_merged(self, name: str) -> dict[_Key, _Values]:
        """Every record of a sheet with its fields after the import, by key."""
        if name not in self._merged_records:
            sheet = next(sheet for sheet in SHEETS if sheet.name == name)
            self._merged_records[name] = {
                key: _values(sheet, record) for key, record in self._records[name].items()
            } | {line.key: line.merged for line in self.lines.get(name, ())}
        return self._merged_records[name]


def _stored(work: Work, sheet: Sheet) -> Sequence[Any]:
    """A register's records, ordered by the fields that name them, then by primary key."""
    model = MODELS[sheet.register]
    if model is RecommendationView:
        votes = (
            select(RecommendationView)
            .join(RecommendationView.recommendation)
            .options(contains_eager(RecommendationView.recommendation))
            .order_by(Recommendation.case_ref, Recommendation.child_ref, RecommendationView.member_ref)
        )
        return work.session.scalars(votes).all()
    order = (*(getattr(model, name) for name in sheet.named_by), *inspect(model).primary_key)
    return work.session.scalars(select(model).options(selectinload("*")).order_by(*order)).all()


def _by_key(sheet: Sheet, records: Sequence[Any]) -> dict[_Key, Any]:
    values = ((_values(sheet, record), record) for record in records)
    return {tuple(each[name] for name in sheet.key): record for each, record in values}


def _values(sheet: Sheet, record: Any) -> _Values:  # noqa: ANN401 - any of the mapped classes
    """A record's fields as plain values."""
    values = {column.field: _as_in_a_cell(column, getattr(record, column.field, None)) for column in sheet.columns}
    if isinstance(record, Member):
        values["backgrounds"] = tuple(sorted(each.background for each in record.backgrounds)) or None
    if isinstance(record, Case):
        values["children"] = tuple(each.child_ref for each in record.children) or None
    return values


def _as_in_a_cell(column: WorkbookColumn, value: Any) -> Any:  # noqa: ANN401 - whatever the column holds
    """A value as a cell keeps it: texts lose spaces around them and invisible marks."""
    if isinstance(value, str) and column.kind is Kind.TEXT and not column.words:
        return (cleaned(value) if column.lines else one_line(value)) or column.blank
    return value


def _attendee(ref: str, member: _Values) -> Attendee:
    """A member of the workbook as the quorum rule takes one."""
    return Attendee(
        ref=ref,
        name=ref,
        category=member["category"],
        independent=member["is_independent"],
        status=member["status"],
        joined_on=member.get("joined_list_on"),
        left_on=member.get("left_list_on"),
        on_hold_from=member.get("on_hold_from"),
        on_hold_until=member.get("on_hold_until"),
    )


def _ref(key: _Key) -> str:
    """The parts of a key in words, which name a record to a reader."""
    return ", ".join(in_text(part) for part in key if part is not None)


def _count(name: str, lines: Sequence[ComparedRow]) -> SheetCount:
    added = sum(line.record is None for line in lines)
    changed = sum(line.record is not None and bool(line.changes) for line in lines)
    return SheetCount(name, added, changed, len(lines) - added - changed)


def _record_change(line: ComparedRow, unseen: Collection[str]) -> RecordChange:
    """A compared row as the preview shows it; values that the account does not see are not shown."""
    was = {} if line.record is None else _values(line.sheet, line.record)
    return RecordChange(
        line.sheet.name,
        _ref(tuple(line.sheet.column(name).in_text(line.merged.get(name)) for name in line.sheet.named_by))
        or line.sheet.name,
        line.record is None,
        tuple(
            FieldChange(
                column.heading,
                _UNSEEN if name in unseen and line.record is not None else column.in_text(was.get(name)),
                column.in_text(value),
            )
            for name, value in line.changes.items()
            if (column := line.sheet.column(name)) and (column.in_text(value) or line.record is not None)
        ),
    )


def _before(line: ComparedRow, name: str, day: date | None) -> Iterator[Fault]:
    """A fault where a row dates something before the day on which the panel met, if that is known."""
    then = line.merged.get(name)
    if day is not None and then is not None and then < day and name in line.changes:
        right = f"This is before the panel met, on {in_words(day)}. Correct one of the two."
        yield line.sheet.fault(line.row, name, in_text(then), right)


def _warning(one: str, several: str, found: Sequence[str]) -> Iterator[str]:
    """A sentence that counts the records that break a rule and names the first few; none where none does."""
    if found:
        more = len(found) - _FIRST_FEW
        tail = f"; and {more} more" if more > 0 else ""
        yield f"{count(len(found), one, several)}: {'; '.join(found[:_FIRST_FEW])}{tail}."
