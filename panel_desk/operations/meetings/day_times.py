"""Times on the day of a meeting: the current one where none is given, and none in the future."""

from datetime import date, time

from panel_desk.desk import Work
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Meeting
from panel_desk.rules.dates import in_words


def current_time(work: Work, day: date) -> time:
    """The current time of day in whole minutes.

    Args:
        work: the unit of work.
        day: the day of the meeting.

    Raises:
        RuleBrokenError: the day of the meeting is not today; the error's field is `at`.
    """
    if day != work.time_source.today():
        raise RuleBrokenError(f"The panel met on {in_words(day)}, so give the time at which it was.", "at")
    return work.time_source.now().astimezone().time().replace(second=0, microsecond=0)


def refuse_before_the_day(work: Work, meeting: Meeting) -> None:
    """Refuse to record what happens at a meeting before its day.

    Raises:
        RuleBrokenError: the meeting is still to come.
    """
    if meeting.meets_on > work.time_source.today():
        raise RuleBrokenError(
            f"This meeting is on {in_words(meeting.meets_on)}. What happens at it is recorded on that day or later."
        )


def refuse_future_times(work: Work, meeting: Meeting, **times: time | None) -> None:
    """Refuse times that are still to come, where the meeting is today.

    Args:
        work: the unit of work.
        meeting: the meeting.
        times: each by its field's name; None where there is none.

    Raises:
        RuleBrokenError: a time is still to come.
    """
    if meeting.meets_on != work.time_source.today():
        return
    now = current_time(work, meeting.meets_on)
    for field, at in times.items():
        if at is not None and at > now:
            raise RuleBrokenError(
                f"It is {now:%H:%M} now, and {at:%H:%M} is still to come. Give a time up to now.", field
            )
