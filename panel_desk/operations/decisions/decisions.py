"""Recommendations of the panel, and decisions of the agency decision maker with their notices."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.models import (
    Agency,
    Authority,
    Case,
    CaseChild,
    Child,
    Decision,
    EarlierDecision,
    Meeting,
    Member,
    Recommendation,
    RecommendationView,
)
from panel_desk.operations.cases.bookings import add_booking_event
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.minutes.section_versions import keep_recommendation
from panel_desk.operations.records import recorded_for, recorded_for_chair, refuse_if_changed
from panel_desk.queries.agency import unknown
from panel_desk.queries.decisions.decisions import who_decides
from panel_desk.queries.meetings.meetings import (
    RecommendationRow,
    ViewRow,
    minutes_state,
    recommendations,
    recommended_in_words,
    row_in_words,
)
from panel_desk.queries.meetings.quorum import ItemQuorum, quorum
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import (
    OFFICE,
    UNDECIDABLE,
    AccountRole,
    BookingStep,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    HowGiven,
    MeetingStatus,
    MinutesState,
    Outcome,
    View,
)
from panel_desk.rules.votes import why_no_majority
from panel_desk.rules.wording_checks import conditional, is_without_reasons

Subject = tuple[str, str | None]
"""What a recommendation is about: the case's ref, and the child's in a match."""

Views = Mapping[str, tuple[View, str | None]]
"""Each member's vote by their ref, with the reasons; whoever dissents or abstains has to give them."""


@permits(*OFFICE, AccountRole.CHAIR)
def record_recommendation(
    work: Work,
    case: str,
    outcome: Outcome,
    reasons: str,
    child: str | None = None,
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstained: int | None = None,
    views: Views | None = None,
    version: int | None = None,
    how: HowGiven | None = None,
) -> int:
    """Record what the panel recommended, with reasons (AAR 2005 reg 6), and return its new version.

    In a match each child has a recommendation, and siblings may have different ones. A deferral is not a
    recommendation, so it needs no quorum. Votes are on what is recommended, so that a unanimous *not recommended* has
    nobody against it. Nobody has a casting vote: where as many are against as for, there is no majority.

    Args:
        work: the unit of work.
        case: the case's ref.
        outcome: what the panel recommended.
        reasons: the panel's reasons.
        child: the child's ref; None for the case as a whole.
        votes_for: votes for what is recommended, also where that is negative; each of the three is None where votes
            were not counted.
        votes_against: votes against what is recommended.
        abstained: abstentions.
        views: how each member who counts on the item voted, from which the votes are then counted. None keeps the
            recorded ones where they agree with the votes given and all these members still count.
        version: the version that was read; None where nothing was recorded yet.
        how: how the chair gave it to the office, where the office records it after the day of the meeting.

    Raises:
        RuleBrokenError: the office does not say how it was given, the item is not quorate, the reasons are empty or
            make it conditional, the votes are impossible or are no majority for it, or a member dissents or abstains
            without a reason (the field is then `views` and the member's ref).
        ChangedMeanwhileError: somebody recorded another since `version` was read; it holds both.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    if meeting is None or meeting.status is MeetingStatus.CANCELLED or found.status is CaseStatus.WITHDRAWN:
        raise RuleBrokenError("This case is not on an agenda. Book it on a meeting first.")
    _check_child(work, found, child)
    named_votes = {member: (view, (words or "").strip() or None) for member, (view, words) in (views or {}).items()}
    votes = _counted(named_votes) if named_votes else (votes_for, votes_against, abstained)
    before = recommended_in_words(work, meeting.ref, case)
    row = work.session.scalars(select(Recommendation).filter_by(case_ref=case, child_ref=child)).one_or_none()
    if row is not None and row.version != version:
        theirs = next(each for each in recommendations(work, meeting.ref) if (each.case, each.child) == (case, child))
        your_votes = tuple(
            ViewRow(ref, member_name(find(work.session, Member, ref, "member")), view, words)
            for ref, (view, words) in named_votes.items()
        )
        yours = RecommendationRow(case, child, outcome, *votes, reasons.strip(), 0, your_votes)
        raise ChangedMeanwhileError(
            "Somebody else recorded this recommendation while you were working on it. Theirs is saved, "
            "and yours is not.",
            theirs=row_in_words(work, theirs),
            yours=row_in_words(work, yours),
        )
    if is_without_reasons(reasons):
        raise RuleBrokenError("Give the panel's reasons, as they are to stand in the minutes.", "reasons")
    if outcome is not Outcome.DEFERRED and (conditions := conditional(reasons)):
        raise RuleBrokenError(
            f"“{conditions[0].quote}” makes this recommendation conditional, which is not valid. Give the reasons "
            "without the condition. Record what is still to be done as advice to the agency, or defer the case.",
            "reasons",
        )
    if any(vote is not None and vote < 0 for vote in votes):
        raise RuleBrokenError("A number of votes is 0 or more.", "votes_for")
    given = recorded_for_chair(work, meeting, how)
    item_quorum = next(each for each in quorum(work, meeting.ref) if each.case == case)
    if outcome is not Outcome.DEFERRED:
        _check_votes(item_quorum, outcome, votes)
    _check_views(work, item_quorum, named_votes, outcome)
    if row is None:
        row = Recommendation(case_ref=case, child_ref=child)
        work.session.add(row)
    row.outcome, row.reasons = outcome, reasons.strip()
    row.votes_for, row.votes_against, row.abstained = votes
    row.how_given, row.recorded_by = given
    if outcome is Outcome.DEFERRED and found.status is not CaseStatus.DEFERRED:
        add_booking_event(work, case, BookingStep.DEFERRED, meeting.ref, reasons)
    found.status = CaseStatus.DEFERRED if outcome is Outcome.DEFERRED else CaseStatus.HEARD
    found.is_provisional = False
    work.session.flush()
    recorded = _recorded_views(work, row)
    if views is not None or _counted(recorded) != votes or not recorded.keys() <= {*item_quorum.verdict.counted}:
        _save_views(work, row, named_votes)
    keep_recommendation(work, meeting.ref, case, before)
    return row.version


def _counted(views: Views) -> tuple[int, int, int]:
    """How many votes are for, how many against, and how many members abstained."""
    votes = [view for view, _ in views.values()]
    return votes.count(View.FOR), votes.count(View.AGAINST), votes.count(View.ABSTAINED)


def _check_votes(item_quorum: ItemQuorum, outcome: Outcome, votes: Sequence[int | None]) -> None:
    """Refuse a recommendation without a quorum, with too many votes or without a majority."""
    if not item_quorum.quorate:
        raise RuleBrokenError(
            f"No recommendation can be recorded on this item. {item_quorum.sentence}. {item_quorum.remedy} "
            "Record the discussion, and defer the case.",
            "outcome",
        )
    if sum(vote or 0 for vote in votes) > len(item_quorum.counted):
        raise RuleBrokenError(
            f"There are more votes than the {len(item_quorum.counted)} members who count on this item. "
            "Correct the numbers.",
            "votes_for",
        )
    in_favour, against, _ = votes
    if in_favour is not None and against is not None and (why := why_no_majority(outcome, in_favour, against)):
        raise RuleBrokenError(why, "outcome")


def _check_views(work: Work, item_quorum: ItemQuorum, views: Views, outcome: Outcome) -> None:
    """Refuse named votes unless they are those of all members who count, with reasons for dissent and abstention."""
    names = dict(zip(item_quorum.verdict.counted, item_quorum.counted, strict=True))
    for ref, (view, words) in views.items():
        if ref not in names:
            name = member_name(find(work.session, Member, ref, "member"))
            raise RuleBrokenError(
                f"{name} does not count on this item, so their vote cannot be recorded.", f"views {ref}"
            )
        if view is not View.FOR and is_without_reasons(words or ""):
            does = "is against" if view is View.AGAINST else "abstains"
            raise RuleBrokenError(
                f"Say why {names[ref]} {does}: dissent and abstention are recorded with their reasons.",
                f"views {ref}",
            )
    missing = [ref for ref in names if ref not in views]
    if views and missing and outcome is not Outcome.DEFERRED:
        raise RuleBrokenError(f"Say how {listed([names[ref] for ref in missing])} voted.", f"views {missing[0]}")


def _recorded_views(work: Work, row: Recommendation) -> dict[str, tuple[View, str | None]]:
    recorded = work.session.scalars(select(RecommendationView).filter_by(recommendation_id=row.id))
    return {each.member_ref: (each.view, each.words) for each in recorded}


def _save_views(work: Work, row: Recommendation, views: Views) -> None:
    """Store the named votes on a recommendation in place of those recorded before."""
    recorded = {
        each.member_ref: each
        for each in work.session.scalars(select(RecommendationView).filter_by(recommendation_id=row.id))
    }
    if {ref: (each.view, each.words) for ref, each in recorded.items()} == views:
        return
    for ref, each in recorded.items():
        if ref not in views:
            work.session.delete(each)
    for ref, (view, words) in views.items():
        vote = recorded.get(ref)
        if vote is None:
            vote = RecommendationView(recommendation_id=row.id, member_ref=ref)
            work.session.add(vote)
        vote.view, vote.words = view, words
    if recorded:
        flag_modified(row, "reasons")  # so that a change of votes alone makes a new version too
    work.session.flush()


@permits(*OFFICE, AccountRole.DECISION_MAKER)
def record_minutes_received(
    work: Work,
    meeting: str,
    received_on: date,
    authority: str | None = None,
    received: Collection[Subject] | None = None,
) -> int:
    """Record that the decision maker received the final minutes, and return for how many recommendations.

    The receipt starts the clock of each decision that is not made yet. It is for each recommendation, since a decision
    maker may receive the minutes of one later than those of the others.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        received_on: the day of receipt.
        authority: the code of the authority whose decision maker received them; None for all authorities.
        received: the recommendations whose minutes were received, each as case and child; a day recorded for one of
            them is replaced. None for all whose minutes were not received yet, or were corrected since.

    Raises:
        RuleBrokenError: the minutes are not signed, the day is before the meeting or still to come, or no
            recommendation awaits receipt or, where some are named, a decision.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if minutes_state(work, meeting) is not MinutesState.SIGNED:
        raise RuleBrokenError("The minutes of this meeting are not signed, so there are no final minutes to receive.")
    if not found.meets_on <= received_on <= work.time_source.today():
        raise RuleBrokenError(
            f"Give a day between {in_words(found.meets_on)}, when the panel met, and today.",
            "received_on",
        )
    agency = work.session.scalars(select(Agency)).one()
    recommended = work.session.execute(
        select(Recommendation, Child)
        .join(Case, Case.ref == Recommendation.case_ref)
        .outerjoin(Child, Child.ref == Recommendation.child_ref)
        .where(Case.meeting_ref == meeting, Recommendation.outcome.not_in(UNDECIDABLE))
    ).all()
    awaited = 0
    for recommendation, child in recommended:
        code = who_decides(agency, child)
        if code is None:
            raise RuleBrokenError(
                "No decision maker is set for approvals. Choose in Settings which authority decides approvals."
            )
        if authority not in (None, code) or not _decides_for(work, code):
            continue
        case, of_child = recommendation.case_ref, recommendation.child_ref
        row = _decision(work, case, of_child)
        is_awaited = row is None or row.minutes_received_on is None or row.minutes_corrected_at is not None
        if not (is_awaited if received is None else (case, of_child) in received):
            continue
        if row is None:
            row = Decision(case_ref=case, child_ref=of_child, authority_code=code)
            work.session.add(row)
        if row.decided_on is None:
            row.minutes_received_on, row.minutes_corrected_at = received_on, None
            awaited += 1
    if not awaited:
        raise RuleBrokenError("No recommendation of this meeting awaits receipt of its minutes.")
    return awaited


@permits(*OFFICE, AccountRole.DECISION_MAKER)
def record_decision(
    work: Work,
    case: str,
    decision: DecisionOutcome,
    decided_on: date,
    child: str | None = None,
    version: int | None = None,
    how: HowGiven | None = None,
    because: str | None = None,
) -> None:
    """Record what the decision maker decided.

    Args:
        work: the unit of work.
        case: the case's ref.
        decision: what was decided.
        decided_on: the day.
        child: the child's ref; None for the case as a whole.
        version: the version that was read; None where none was read, and then nothing is compared.
        how: how the decision maker gave it to the office, where the office records it.
        because: why there is a new decision, where the people concerned were informed of the earlier one in writing,
            which then stays on record.

    Raises:
        RuleBrokenError: a panel member decides, the minutes were not received by then, the day is still to come or
            after a notice of the decision, the office does not say how it was given, or a decision of which notice was
            given in writing is replaced without a reason.
        ChangedMeanwhileError: somebody recorded something of this decision since `version` was read.
    """
    if work.by.role is AccountRole.DECISION_MAKER and work.by.member_ref is not None:
        raise RuleBrokenError("A member of the panel cannot take the agency's decision (AAR 2005, regulation 30B(3)).")
    given = recorded_for(work, how, "the decision maker")
    row = _received_decision(work, case, child)
    refuse_if_others_decision(work, row)
    if version is not None:
        refuse_if_changed(row, version, {"outcome": decision, "decided_on": decided_on})
    if row.minutes_received_on is None:
        raise RuleBrokenError("First record when the decision maker received the final minutes.", "decided_on")
    if not row.minutes_received_on <= decided_on <= work.time_source.today():
        raise RuleBrokenError(
            f"A decision is made between {in_words(row.minutes_received_on)}, when the final minutes were received, "
            "and today.",
            "decided_on",
        )
    notices = [day for day in (row.told_orally_on, row.told_in_writing_on) if day is not None]
    if row.told_in_writing_on is not None:
        if (row.outcome, row.decided_on) == (decision, decided_on):
            return
        _replace(work, row, decision, decided_on, because or "")
    elif notices and decided_on > min(notices):
        raise RuleBrokenError(
            f"Notice of this decision was given on {in_words(min(notices))}, so it was made by then. If that day is "
            "wrong, correct the notice first.",
            "decided_on",
        )
    row.outcome, row.decided_on = decision, decided_on
    row.how_given, row.recorded_by = given


def _replace(work: Work, row: Decision, decision: DecisionOutcome, decided_on: date, because: str) -> None:
    """Store the replaced decision, of which notice was given in writing, and clear its notices from the new one.

    The notices stay where only the day of the decision is corrected.

    Raises:
        RuleBrokenError: there is no reason, or another decision is made before the one that it replaces.
    """
    if is_without_reasons(because):
        raise RuleBrokenError(
            "The people concerned were informed of this decision in writing, so it stays on record beside the new one. "
            "Say why there is a new one.",
            "because",
        )
    if decision is not row.outcome and row.decided_on is not None and decided_on < row.decided_on:
        raise RuleBrokenError(
            f"The decision that this one replaces was made on {in_words(row.decided_on)}. Give that day or a "
            "later one.",
            "decided_on",
        )
    keep_earlier(work, row, because)
    first_notice_on = min(day for day in (row.told_orally_on, row.told_in_writing_on) if day is not None)
    if decision is not row.outcome or decided_on > first_notice_on:
        row.told_orally_on = row.told_in_writing_on = None


def keep_earlier(work: Work, row: Decision, because: str) -> None:
    """Keep a decision as it is now beside the one that replaces it, with who replaces it, when and why."""
    work.session.add(
        EarlierDecision(
            **{name: getattr(row, name) for name in _COPIED_FIELDS},
            replaced_at=work.time_source.now(),
            replaced_by=work.by.name,
            replaced_because=because.strip(),
        )
    )


_COPIED_FIELDS = (
    *("case_ref", "child_ref", "authority_code", "minutes_received_on", "decided_on", "outcome"),
    *("told_orally_on", "told_in_writing_on", "how_given", "recorded_by"),
)
"""The fields of a decision that are stored when another one replaces it."""


def refuse_if_others_decision(work: Work, decision: Decision) -> None:
    """Refuse a decision maker who does not decide for the authority today.

    Raises:
        NotAllowedError: it is another authority's decision.
    """
    if not _decides_for(work, decision.authority_code):
        name = work.session.get_one(Authority, decision.authority_code).name
        raise NotAllowedError(f"This is a decision of {name}, for which you do not decide today.")


def _decides_for(work: Work, authority: str) -> bool:
    """Whether a decision maker decides for an authority today; the office records for any."""
    return work.by.role is not AccountRole.DECISION_MAKER or authority in work.view.authorities


@permits(*OFFICE, AccountRole.DECISION_MAKER)
def record_notice(
    work: Work,
    case: str,
    child: str | None = None,
    told_orally_on: date | None = None,
    told_in_writing_on: date | None = None,
    version: int | None = None,
) -> None:
    """Record when notice of a decision was given, orally, in writing or both; None leaves a day as it is.

    Args:
        work: the unit of work.
        case: the case's ref.
        child: the child's ref; None for the case as a whole.
        told_orally_on: the day of the oral notice.
        told_in_writing_on: the day on which the letter was sent.
        version: the version that was read; None where none was read, and then nothing is compared.

    Raises:
        NotAllowedError: a decision maker records it who does not decide for this authority today.
        RuleBrokenError: there is no decision yet, or the day is before it or still to come.
        ChangedMeanwhileError: somebody recorded something of this decision since `version` was read.
    """
    row = _received_decision(work, case, child)
    refuse_if_others_decision(work, row)
    if version is not None:
        refuse_if_changed(row, version)
    for field, day in (("told_orally_on", told_orally_on), ("told_in_writing_on", told_in_writing_on)):
        if day is None:
            continue
        if row.decided_on is None:
            raise RuleBrokenError("Record the decision first, then its notice.", field)
        if not row.decided_on <= day <= work.time_source.today():
            raise RuleBrokenError(
                f"Notice of a decision is given between {in_words(row.decided_on)}, when it was made, and today.", field
            )
        setattr(row, field, day)


def _check_child(work: Work, case: Case, child: str | None) -> None:
    """Refuse a child whom the case does not concern, or a match without a child."""
    concerned = set(work.session.scalars(select(CaseChild.child_ref).filter_by(case_ref=case.ref)))
    if child is not None and child not in concerned:
        raise unknown("child in this case", child)
    if child is None and case.kind is CaseKind.MATCH:
        raise RuleBrokenError("A match has a recommendation for each child. Choose the child.", "child")


def _decision(work: Work, case: str, child: str | None) -> Decision | None:
    return work.session.scalars(select(Decision).filter_by(case_ref=case, child_ref=child)).one_or_none()


def _received_decision(work: Work, case: str, child: str | None) -> Decision:
    row = _decision(work, case, child)
    if row is None:
        raise RuleBrokenError("First record when the decision maker received the final minutes.")
    return row
