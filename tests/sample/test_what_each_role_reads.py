"""No query tells a role anything of a kind, of a case or of a meeting that it does not see.

A word is planted in every text of the sample agency that somebody may not see. The word names the kind of information
and the case or meeting, so that whatever a query returns shows by itself whether it may be there.
"""

import importlib
import inspect
import itertools
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from panel_desk import queries
from panel_desk.desk import sign_in
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import Base
from panel_desk.operations.access import link_account
from panel_desk.queries.cases.cases import case_titles
from panel_desk.queries.minutes.minutes import minutes_to_sign
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.access import seen_by
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.engine import WRITES
from tests.sample.conftest import Sample
from tests.sample_agency import SAMPLE_PASSPHRASE, on
from tests.test_function_use import users

WORD = re.compile(r"zq([A-Z_]+)-([A-Z0-9_-]+?)-qz")
WHOLE = "WHOLE"  # in place of a kind: a text about every item of a meeting
# SQL of the case or meeting that a row of a table belongs to:
OF_CASE = "case_ref"
OF_PAPER = "(SELECT case_ref FROM paper WHERE paper.id = paper_id)"
OF_RECOMMENDATION = "(SELECT case_ref FROM recommendation r WHERE r.id = recommendation_id)"
OF_MINUTES = "(SELECT meeting_ref FROM minutes m WHERE m.id = minutes_id)"
OF_SECTION = (
    "(SELECT coalesce(s.case_ref, m.meeting_ref) FROM minutes_section s JOIN minutes m ON m.id = s.minutes_id"
    " WHERE s.id = section_id)"
)
# SQL of the kind of information that a row of a table holds:
MEDICAL = "CASE WHEN kind = 'medical' THEN 'HEALTH' ELSE 'PAPERS' END"
MEDICAL_PART = "CASE (SELECT kind FROM paper WHERE paper.id = paper_id) WHEN 'medical' THEN 'HEALTH' ELSE 'PAPERS' END"
WRITTEN = "CASE (SELECT m.state FROM minutes m WHERE m.id = minutes_id) WHEN 'signed' THEN 'MINUTES' ELSE 'DRAFTS' END"

PLANTED: Sequence[tuple[str, tuple[str, ...], str, str]] = (
    ("agenda_issue", ("said", "changes"), f"'{WHOLE}'", "meeting_ref"),
    ("booking_event", ("reason",), "'CASES'", OF_CASE),
    ("calendar_invitation", ("title",), "'OFFICE_WORK'", "coalesce(case_ref, meeting_ref)"),
    ("case", ("social_worker",), "'CALENDAR'", "ref"),
    ("feedback", ("comments",), "'FEEDBACK'", "coalesce(case_ref, meeting_ref)"),
    ("interest", ("nature",), "'CASES'", OF_CASE),
    ("item_note", ("text",), "'DRAFTS'", OF_CASE),
    ("meeting", ("venue",), "'CALENDAR'", "ref"),
    ("member", ("dbs_certificate_no", "left_because", "notes"), "'MEMBER_CHECKS'", "'ANY'"),
    ("member", ("email", "phone"), "'MEMBERS'", "'ANY'"),
    ("member", ("gender", "ethnicity"), "'DIVERSITY'", "'ANY'"),
    ("child", ("ethnicity",), "'DIVERSITY'", "'ANY'"),
    ("household", ("ethnicity",), "'DIVERSITY'", "'ANY'"),
    (
        "child",
        ("initials",),
        "'CALENDAR'",
        "(SELECT min(cc.case_ref) FROM case_child cc WHERE cc.child_ref = child.ref)",
    ),
    ("minutes_event", ("words",), "'DRAFTS'", OF_MINUTES),
    ("minutes_section", ("text",), WRITTEN, f"coalesce(case_ref, {OF_MINUTES})"),
    ("pack_issue", ("changes",), f"'{WHOLE}'", "meeting_ref"),
    ("panel_question", ("text", "answer"), "'CASES'", OF_CASE),
    ("paper", ("name", "why", "author"), MEDICAL, OF_CASE),
    ("paper_check", ("words",), MEDICAL_PART, OF_PAPER),
    ("paper_version", ("name", "why"), MEDICAL_PART, OF_PAPER),
    ("precondition", ("evidence", "waived_because"), "'CASES'", OF_CASE),
    ("recommendation", ("reasons",), "'DECISIONS'", OF_CASE),
    ("recommendation_view", ("words",), "'DECISIONS'", OF_RECOMMENDATION),
    ("redaction", ("phrase", "why"), MEDICAL_PART, OF_PAPER),
    ("report_quality", ("strengths", "improvements"), "'FEEDBACK'", OF_CASE),
    ("review_comment", ("text", "quote", "answer"), "'DRAFTS'", OF_SECTION),
    ("section_version", ("text",), "'DRAFTS'", OF_SECTION),
    ("standing_item", ("title",), "'CALENDAR'", "meeting_ref"),
    ("training", ("title",), "'MEMBERS'", "'ANY'"),
)
"""The texts in which a word is planted: table, columns, the SQL of the kind, and of the case or meeting."""


def plant(connection: Connection) -> None:
    """Write a word into every text of `PLANTED` that is not empty."""
    for table, columns, kind, ref in PLANTED:
        for column in columns:
            word = f"'zq' || {kind} || '-' || {ref} || '-qz'"
            connection.execute(
                text(f'UPDATE "{table}" SET {column} = {word} WHERE {column} IS NOT NULL AND {ref} IS NOT NULL')  # noqa: S608 - from the list above
            )


@dataclass(frozen=True)
class Seen:
    """What an account sees by the rules, worked out apart from the program's limits.

    Args:
        kinds: the names of the kinds of information.
        refs: the refs of the cases and meetings.
        whole: the refs of the meetings all of whose items it sees.
    """

    kinds: frozenset[str]
    refs: frozenset[str]
    whole: frozenset[str]

    def may_read(self, kind: str, ref: str) -> bool:
        if kind == WHOLE:
            return ref in self.whole
        return kind in self.kinds and (ref == "ANY" or ref in self.refs)


def _rows(connection: Connection, statement: str, **values: object) -> set[str]:
    return set(connection.execute(text(statement), values).scalars())


def what_is_seen(connection: Connection, account: str, role: AccountRole, member: str | None) -> Seen:
    """The kinds, cases and meetings that an account sees, in SQL of this test's own."""
    cases = _rows(connection, 'SELECT ref FROM "case"')
    meetings = _rows(connection, "SELECT ref FROM meeting")
    if role is AccountRole.CHAIR:
        meetings = _rows(
            connection,
            "SELECT ref FROM meeting WHERE chair_ref = :me UNION "
            "SELECT meeting_ref FROM attendance WHERE member_ref = :me",
            me=member,
        )
        cases = {
            case
            for case in cases
            if _rows(connection, 'SELECT meeting_ref FROM "case" WHERE ref = :case', case=case) & meetings
        }
    elif role is AccountRole.DECISION_MAKER:
        cases = _rows(
            connection,
            'SELECT c.ref FROM "case" c JOIN recommendation r ON r.case_ref = c.ref WHERE EXISTS (SELECT 1 FROM '
            "account_authority a WHERE a.account_name = :account AND (a.authority_code IN (SELECT authority_code FROM "
            "decision d WHERE d.case_ref = c.ref) OR a.authority_code IN (SELECT ch.authority_code FROM case_child cc "
            "JOIN child ch ON ch.ref = cc.child_ref WHERE cc.case_ref = c.ref) OR (NOT EXISTS (SELECT 1 FROM "
            "case_child cc WHERE cc.case_ref = c.ref) AND a.authority_code IN (SELECT "
            "coalesce(approvals_decided_by_code, host_authority_code) FROM agency))))",
            account=account,
        )
        meetings = {
            meeting
            for case in cases
            for meeting in _rows(connection, 'SELECT meeting_ref FROM "case" WHERE ref = :case', case=case)
        }
    elif role is AccountRole.READER:
        cases = _rows(connection, 'SELECT ref FROM "case" WHERE meeting_ref IS NOT NULL')
    withdrawn = _rows(connection, "SELECT case_ref FROM interest WHERE member_ref = :me AND withdraws", me=member)
    seen = cases - withdrawn
    whole = {
        meeting
        for meeting in meetings
        if _rows(connection, 'SELECT ref FROM "case" WHERE meeting_ref = :meeting', meeting=meeting) <= seen
    }
    kinds = frozenset(kind.name for kind in seen_by(role, {}))
    return Seen(kinds, frozenset(seen | meetings), frozenset(whole))


@dataclass(frozen=True)
class Planted:
    """A copy of the sample agency with the words in it."""

    store: Path
    today: date
    seen: Mapping[str, Seen]
    arguments: Mapping[str, Sequence[object]]


_INSIDE = ("panel_desk.queries", "panel_desk.operations")
"""A query that only these packages use is a part of others, and shows nothing by itself."""
_NOT_ASKED = frozenset({minutes_to_sign, missing_papers, case_titles})
"""The whole print for whoever presided, which is signed and not shown; queries of any number of arguments."""
ACCOUNTS = ("gwen", "rosalind", "imelda", "edith")


@pytest.fixture(scope="module")
def planted(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """The agency with the words; its chair and its adviser each withdrew from an item."""
    store = tmp_path_factory.mktemp("planted") / "store"
    sample.desk.store.close()
    shutil.copytree(sample.folder, store)
    desk = sign_in(store, None, SAMPLE_PASSPHRASE, on(sample.today))
    adviser = "M010"
    desk.do(link_account, "gwen", adviser)  # an account changed in the table alone could not sign in
    with desk.store.engine.execution_options(**{WRITES: True}).begin() as connection:
        triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for name in triggers:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        signed = "SELECT m.meeting_ref FROM minutes m WHERE m.signed_at IS NOT NULL"
        chaired = "SELECT ref FROM meeting WHERE chair_ref = 'M001'"
        of_chair = f'SELECT ref FROM "case" WHERE meeting_ref IN ({chaired}) AND meeting_ref'  # noqa: S608 - made up
        withdrawn = [
            min(_rows(connection, f"{of_chair} {condition}")) for condition in (f"IN ({signed})", f"NOT IN ({signed})")
        ]
        for case, member in itertools.product(withdrawn, ("M001", adviser)):
            connection.execute(
                text("DELETE FROM interest WHERE case_ref = :c AND member_ref = :m"), {"c": case, "m": member}
            )
            connection.execute(
                text(
                    "INSERT INTO interest (case_ref, member_ref, nature, withdraws, version) "
                    "VALUES (:case, :member, 'Knows', 1, 1)"
                ),
                {"case": case, "member": member},
            )
        plant(connection)
        found = connection.execute(text("SELECT name, role, member_ref FROM account")).all()
        seen = {
            name: what_is_seen(connection, name, AccountRole(role), member)
            for name, role, member in found
            if name in ACCOUNTS
        }
        arguments = _arguments(connection, withdrawn, sample.today)
    desk.close()
    yield Planted(store, sample.today, seen, arguments)
    shutil.rmtree(store)


def _arguments(connection: Connection, withdrawn: Sequence[str], today: date) -> dict[str, Sequence[object]]:
    """What is asked for, by the name of a query's parameter: of the withdrawn items, and of another meeting."""

    def column(statement: str, **values: object) -> list[Any]:
        return list(connection.execute(text(statement), values).scalars())

    meetings = [column('SELECT meeting_ref FROM "case" WHERE ref = :case', case=case)[0] for case in withdrawn]
    decided = column(
        'SELECT meeting_ref FROM decision JOIN "case" c ON c.ref = case_ref WHERE NOT c.ref IN (:a, :b)',
        a=withdrawn[0],
        b=withdrawn[1],
    )
    meetings.append(next(ref for ref in decided if ref and ref not in meetings))
    cases = [*withdrawn, *column('SELECT min(ref) FROM "case" WHERE meeting_ref = :meeting', meeting=meetings[-1])]
    papers = [
        one
        for case in cases
        for one in column("SELECT min(id) FROM paper WHERE case_ref = :case GROUP BY kind = 'medical'", case=case)
    ]
    sections = [
        one for case in cases for one in column("SELECT min(id) FROM minutes_section WHERE case_ref = :case", case=case)
    ]
    return {
        "meeting": meetings,
        "meetings": [tuple(meetings)],
        "case": cases,
        "only_case": cases[:2],
        "cases": [tuple(cases)],
        "member": ["M001", "M002"],
        "leaving": ["M002"],
        "paper": papers,
        "section": sections,
        "review": column("SELECT min(id) FROM review"),
        "authority": column("SELECT min(code) FROM authority"),
        "number": [1],
        "before": [9],
        "day": [today],
        "on": [today],
        "first": [today],
        "sha256": column("SELECT min(certificate_sha256) FROM signing_credential"),
    }


def asked() -> Iterator[tuple[Callable[..., Any], Sequence[str]]]:
    """Every query that is asked with plain values, and the names of its parameters."""
    for module in pkgutil.walk_packages(queries.__path__, "panel_desk.queries."):
        for name, found in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or found.__class__.__name__ != "function" or found.__module__ != module.name:
                continue
            is_asked = any(not user.startswith(_INSIDE) for user in users(module.name, name))
            if is_asked and hasattr(found, "information_shown"):
                parameters = list(inspect.signature(found).parameters.values())[1:]
                if found in _NOT_ASKED or any("panel_desk.models" in str(each.annotation) for each in parameters):
                    continue  # asked with records that another query read
                needed = [each.name for each in parameters if each.default is each.empty or each.name == "only_case"]
                subject = module.name.split(".")[2].removesuffix("s")
                yield found, [subject if each == "ref" else each for each in needed]


def words_in(value: object, met: set[int]) -> Iterator[tuple[str, str]]:
    """The planted words in a result, in mapped objects as well."""
    if isinstance(value, str):
        yield from WORD.findall(value)
        return
    if id(value) in met:
        return
    met.add(id(value))
    parts: Iterable[object] = ()
    if isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = value
    elif isinstance(value, Base):
        parts = [each for name, each in list(vars(value).items()) if name != "_sa_instance_state"]
    elif is_dataclass(value):
        parts = [getattr(value, each.name) for each in fields(value)]
    for part in parts:
        yield from words_in(part, met)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_query_tells_a_role_what_it_does_not_see(planted: Planted, account: str) -> None:
    desk = sign_in(planted.store, account, SAMPLE_PASSPHRASE, on(planted.today))
    seen, answered = planted.seen[account], 0
    leaks: dict[str, set[tuple[str, str]]] = {}
    for query, parameters in asked():
        if not set(parameters) <= planted.arguments.keys():
            continue  # asked with what another query returned
        for arguments in itertools.product(*(planted.arguments[each] for each in parameters)):
            with suppress(NotAllowedError, RuleBrokenError):
                result = desk.ask(query, *arguments)
                answered += 1
                found = {word for word in words_in(result, set()) if not seen.may_read(*word)}
                if found:
                    leaks.setdefault(query.__name__, set()).update(found)
    desk.close()
    assert answered > 30
    assert {name: sorted(found)[:5] for name, found in leaks.items()} == {}
