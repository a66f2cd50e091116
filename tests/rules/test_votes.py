"""Votes are for or against what is recommended, also where that is negative."""

import pytest

from panel_desk.rules.vocabulary import Outcome, View
from panel_desk.rules.votes import vote_in_words, votes_in_words, why_no_majority


@pytest.mark.parametrize("outcome", [Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED])
def test_a_recommendation_has_more_votes_for_it_than_against_it(outcome: Outcome) -> None:
    assert why_no_majority(outcome, 6, 0) == ""
    assert why_no_majority(outcome, 3, 2) == ""
    assert "With 3 votes for and 3 against, this recommendation has no majority" in why_no_majority(outcome, 3, 3)
    assert "With 1 vote for and 5 against" in why_no_majority(outcome, 1, 5)


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.NO_MAJORITY])
def test_without_a_recommendation_no_majority_is_needed(outcome: Outcome) -> None:
    assert why_no_majority(outcome, 3, 3) == ""


@pytest.mark.parametrize(
    ("outcome", "votes", "words"),
    [
        (Outcome.RECOMMENDED, (5, 1, 0), "5 for, 1 against, 0 abstained"),
        (Outcome.NOT_RECOMMENDED, (6, 0, 0), "6 for this recommendation, 0 against, 0 abstained"),
        (Outcome.NO_MAJORITY, (3, 3, None), "3 for, 3 against"),
        (Outcome.DEFERRED, (None, None, None), ""),
    ],
)
def test_votes_on_a_negative_recommendation_say_what_they_are_for(
    outcome: Outcome, votes: tuple[int | None, int | None, int | None], words: str
) -> None:
    assert votes_in_words(outcome, *votes) == words


@pytest.mark.parametrize(
    ("outcome", "view", "words"),
    [
        (Outcome.RECOMMENDED, View.FOR, "agreed"),
        (Outcome.RECOMMENDED, View.AGAINST, "dissented"),
        (Outcome.NOT_RECOMMENDED, View.FOR, "agreed"),
        (Outcome.NOT_RECOMMENDED, View.AGAINST, "dissented"),
        (Outcome.NOT_RECOMMENDED, View.ABSTAINED, "abstained"),
        (Outcome.NO_MAJORITY, View.FOR, "was for"),
        (Outcome.NO_MAJORITY, View.AGAINST, "was against"),
    ],
)
def test_dissent_is_from_what_is_recommended(outcome: Outcome, view: View, words: str) -> None:
    assert vote_in_words(outcome, view) == words
