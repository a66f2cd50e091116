"""Rows of the Today list about checks of minutes: the signed-in person's own, and those that the office follows up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from panel_desk.queries.minutes.reviews import OpenReview, at_home_since, is_own, open_reviews
from panel_desk.queries.today.rows import Band, Step, TodayContext, TodayKind, TodayRow
from panel_desk.queries.today.turns import Turn, is_turn_of
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import OFFICE, ReviewStage

_CHECKS = {
    ReviewStage.ACCURACY: "accuracy check by chair and adviser",
    ReviewStage.MEMBERS: "check by the members",
}


def checks_of_minutes(context: TodayContext) -> Iterator[TodayRow]:
    """The signed-in person's own check; the others' as one row per check for the office, one per panel for the rest."""
    others: defaultdict[str, list[OpenReview]] = defaultdict(list)
    awaited = open_reviews(context.work, context.today)
    if not awaited:
        return
    at_home = at_home_since(context.work, tuple(dict.fromkeys(each.review.minutes_id for each in awaited)))
    for each in awaited:
        if is_own(context.work, each.review):
            yield _row(context, each, at_home, Step.READ_MINUTES, each.meeting.ref, is_own_check=True)
        elif context.work.by.role in OFFICE:
            row = _row(context, each, at_home, Step.REMIND_REVIEWER, str(each.review.id))
            yield replace(row, is_mine=row.is_pressing and is_turn_of(context.work, Turn.OFFICE_WORK))
        else:
            others[each.meeting.ref].append(each)
    for meeting, waiting in others.items():
        soonest = min(waiting, key=lambda each: each.clock.due_on)
        row = _row(context, soonest, at_home, Step.READ_MINUTES, meeting)
        names = listed([each.review.name for each in waiting])
        band = Band.LATE if row.band is Band.LATE else Band.WAITING
        yield replace(row, id=f"others {row.id}", band=band, whose=names)


def _row(
    context: TodayContext,
    each: OpenReview,
    at_home: Mapping[int, Mapping[str, datetime]],
    step: Step,
    ref: str,
    *,
    is_own_check: bool = False,
) -> TodayRow:
    """A row about one check of minutes.

    Args:
        context: the context of every row.
        each: the check.
        at_home: when the review files were made that are at home, as `at_home_since` gives it.
        step: the step that completes the row.
        ref: the record that the step is taken on.
        is_own_check: whether the signed-in person was asked to check.
    """
    since = at_home[each.review.minutes_id].get(each.review.member_ref or "")
    looked = "has looked" if each.review.looked_at else "has not looked yet"
    if since is not None:
        looked = f"at home since {in_words(since.astimezone().date())}"
    return context.row(
        TodayKind.MINUTES,
        f"Check the minutes of {in_words(each.meeting.meets_on)}"
        if is_own_check
        else f"Minutes of {in_words(each.meeting.meets_on)}",
        step,
        ref,
        turn=Turn.OTHERS,
        detail=_CHECKS[each.review.stage] + ("" if is_own_check else f", {looked}"),
        whose=each.review.name,
        clock=each.clock,
        is_own=is_own_check,
    )
