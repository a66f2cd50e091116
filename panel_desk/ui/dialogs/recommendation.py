"""The dialog that records the panel's recommendation; without a quorum only a deferral."""

from collections.abc import Mapping
from functools import partial

from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.queries.meetings.meetings import RecommendationRow
from panel_desk.queries.meetings.quorum import ItemQuorum
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import OFFICE, Outcome
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, NumberField, TextField, how_given_field, options
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import plain

_VOTE_WIDTH = 72  # pixels
_WORDS = "What the panel recommends; the decision maker decides. Votes are for or against what is recommended."


class RecordRecommendation(FormDialog[int]):
    """Asks for the outcome, the votes and the reasons of a recommendation.

    Args:
        page: the page that it was opened from.
        case: the case's ref.
        child: the child's ref; None for the case as a whole.
        whom: whom it is for, as text.
        saved: the recommendation recorded so far.
        judged: the item's quorum; where it fails, only a deferral can be recorded.
        is_today: whether the panel meets today, so that the chair says to the office in person what it records.
    """

    def __init__(
        self,
        page: Page,
        case: str,
        child: str | None,
        whom: str,
        saved: RecommendationRow | None,
        judged: ItemQuorum,
        *,
        is_today: bool,
    ) -> None:
        outcomes = [each for each in options(Outcome) if judged.quorate or each[0] is Outcome.DEFERRED]
        outcome = ChoiceField(key="outcome", label="The panel", required=True, options=outcomes, width=200)
        votes_for = NumberField(key="votes_for", label="For", most=99, width=_VOTE_WIDTH)
        votes_against = NumberField(key="votes_against", label="Against", most=99, width=_VOTE_WIDTH)
        abstained = NumberField(key="abstained", label="Abstained", most=99, width=_VOTE_WIDTH)
        reasons = TextField(key="reasons", label="Reasons", required=True, lines=6)
        how = how_given_field("You record this for the chair.", required=True, width=200)
        for_chair = page.bridge.signed_in.role in OFFICE and not is_today
        keys = ("outcome", "votes_for", "votes_against", "abstained", "reasons")
        super().__init__(
            page.bridge,
            f"Recommendation for {whom}",
            [(outcome, votes_for, votes_against, abstained), reasons, *([how] if for_chair else [])],
            "Record recommendation",
            lambda filled: filled.do(
                record_recommendation,
                case=case,
                child=child,
                outcome=filled[outcome],
                reasons=filled[reasons],
                votes_for=filled.get(votes_for),
                votes_against=filled.get(votes_against),
                abstained=filled.get(abstained),
                version=saved.version if saved else None,
                how=filled.get(how) if for_chair else None,
            ),
            lambda _: page.show_done(f"Recommendation recorded for {whom}"),
            words=_WORDS,
            values={key: getattr(saved, key) for key in keys} if saved else None,
            parent=page.window(),
        )
        everybody = {votes_for.key: len(judged.counted), votes_against.key: 0, abstained.key: 0}
        unanimous = plain("Unanimous", partial(self._write, everybody))
        unanimous.setToolTip(f"Everybody agrees with what is recommended: {count(len(judged.counted), 'member')}")
        self.form.rows[outcome.key].put_beneath(unanimous)
        if not judged.quorate:
            self.form.banner.say(
                State.ALERT,
                f"{judged.sentence}. No recommendation can be recorded on this item. What was said can be kept as "
                "discussion, and the case deferred.",
                can_dismiss=False,
            )

    def _write(self, votes: Mapping[str, int]) -> None:
        for key, number in votes.items():
            self.form.rows[key].input.write(number)
