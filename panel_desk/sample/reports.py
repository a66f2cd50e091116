"""Records the sample agency's papers: filed, authors declared, checked, returned, replaced, redacted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial

from panel_desk.desk import Desk
from panel_desk.flows.file_papers import PaperToFile, file_checked
from panel_desk.operations.papers.checks import check_paper, mark_redaction, record_author
from panel_desk.queries.papers.checks import paper_file
from panel_desk.rules.papers import REPORTS
from panel_desk.rules.vocabulary import CheckOutcome, MeetingStatus, PackEdition, PaperKind
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample.papers import papers_of
from panel_desk.sample.plan_types import Panel, SampleCase

OFFICE, ADVISER = "marian", "gwen"
_FILED_BEFORE = 8  # working days from filing to the panel
_FIRST_VERSION_BEFORE = 4  # working days from filing a version that is returned to filing the next
_TO_REVISE = 3  # working days that an author has for a report that was returned
# Numbers of the items whose report is returned, whose authors are supervised, and whose authors have not declared yet.
_RETURNED_ITEM, _SUPERVISED_ITEM, _UNDECLARED_ITEM = 2, 3, 4
_REMARKS = (
    "Say how the adopters would support contact with the birth family. The chronology ends a year ago: bring it up to "
    "date. Two of the referees are not named."
)
_WHY_REPLACED = "Contact, chronology and referees added by its author"
_PASSED = "Clear, and analysed well. The views of the birth family are set out fairly."


@dataclass
class Reports:
    """Adds what is done with papers to the replay.

    Args:
        desks: the people's desks by sign-in name.
        days: the agency's working days.
        last_day: the last working day before today.
        add: adds an action on a day at a time.
    """

    desks: Mapping[str, Desk]
    days: WorkingDays
    last_day: date
    add: Callable[[date, str, Callable[[], object]], None]
    _paper_ids: dict[tuple[str, str], int] = field(default_factory=dict)  # by the case's ref and the file's name

    def add_papers(self, panel: Panel, *, is_checked: bool) -> None:
        """Add the papers of a panel; where `is_checked`, the authors' declarations and the checks of reports too."""
        day = min(self.days.before(panel.meets_on, _FILED_BEFORE), self.last_day)
        for case in panel.items:
            for number, paper in enumerate(papers_of(case, panel, day)):
                self._add_paper(case, paper, day, panel, is_first=number == 0, is_checked=is_checked)

    def _add_paper(
        self, case: SampleCase, paper: PaperToFile, day: date, panel: Panel, *, is_first: bool, is_checked: bool
    ) -> None:
        """Add a paper, and where `is_checked` its author's declaration and its check."""
        is_report = paper.kind in REPORTS
        is_to_come = panel.status is MeetingStatus.PLANNED
        is_second_version = is_checked and is_to_come and is_report and is_first and case.item_no == 1
        if is_second_version:
            self._returned_before(case, paper, day, panel)
        else:
            self.add(day, "14:05", partial(self._file, case, paper))
        if not is_report or not is_checked:
            return
        if not is_to_come or case.item_no != _UNDECLARED_ITEM:
            self.add(day, "14:20", partial(self._declare, case, paper, day))
        if is_to_come and is_first and case.item_no == _RETURNED_ITEM:
            back = self.days.after(self.last_day, _TO_REVISE)
            self.add(self.last_day, "15:40", partial(self._check, case, paper, CheckOutcome.RETURNED, _REMARKS, back))
        elif not is_to_come or case.item_no == 1:
            words = _PASSED if is_first else ""
            self.add(day, "16:10", partial(self._check, case, paper, CheckOutcome.PASSED, words, None))
        if is_to_come and paper.kind is PaperKind.PAR and case.item_no == 1 and case.household is not None:
            self.add(day, "16:30", partial(self._redact, case, paper))

    def _returned_before(self, case: SampleCase, paper: PaperToFile, day: date, panel: Panel) -> None:
        """Add a first version of a report, its return to the author, and on `day` the version that replaces it."""
        earlier = self.days.before(day, _FIRST_VERSION_BEFORE)
        draft = next(
            each for each in papers_of(case, panel, earlier - timedelta(days=1)) if each.file.name == paper.file.name
        )
        self.add(earlier, "14:05", partial(self._file, case, draft))
        self.add(earlier, "16:10", partial(self._check, case, paper, CheckOutcome.RETURNED, _REMARKS, day))
        self.add(day, "14:05", partial(self._replace, case, paper))

    def _file(self, case: SampleCase, paper: PaperToFile) -> None:
        self._paper_ids[case.ref, paper.file.name] = file_checked(self.desks[OFFICE], case.ref, paper).id

    def _replace(self, case: SampleCase, paper: PaperToFile) -> None:
        newer = replace(paper, replaces=self._paper_ids[case.ref, paper.file.name], why=_WHY_REPLACED)
        file_checked(self.desks[OFFICE], case.ref, newer)

    def _declare(self, case: SampleCase, paper: PaperToFile, day: date) -> None:
        number, office = self._paper_ids[case.ref, paper.file.name], self.desks[OFFICE]
        supervisor = "Ottoline Farrow" if case.item_no == _SUPERVISED_ITEM else None
        version = office.ask(paper_file, number).row.version
        office.do(record_author, number, version, case.social_worker or "Duty team", day, supervisor)

    def _check(
        self, case: SampleCase, paper: PaperToFile, outcome: CheckOutcome, words: str, due_back_on: date | None
    ) -> None:
        number = self._paper_ids[case.ref, paper.file.name]
        self.desks[ADVISER].do(check_paper, number, outcome, words, due_back_on)

    def _redact(self, case: SampleCase, paper: PaperToFile) -> None:
        number = self._paper_ids[case.ref, paper.file.name]
        phrase = case.household.family.adopter_1 if case.household else ""
        why = "Observers read no adopter's name."
        self.desks[OFFICE].do(mark_redaction, number, phrase, [PackEdition.OBSERVER], why)
