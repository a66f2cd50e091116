"""Votes on a recommendation: each is for or against what the panel recommends, whatever that is."""

from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import Outcome, View

_RECOMMENDATIONS = frozenset({Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED})


def why_no_majority(outcome: Outcome, in_favour: int, against: int) -> str:
    """The sentence that says why a recommendation has no majority of its votes; empty where it has one.

    No regulation says how large a majority must be, so more votes for it than against it are one.
    """
    if outcome not in _RECOMMENDATIONS or in_favour > against:
        return ""
    return (
        f"With {count(in_favour, 'vote')} for and {against} against, this recommendation has no majority. "
        "Votes for it are of members who agree with what is recommended. Nobody has a casting vote: where as many are "
        "against as for, record that there was no majority."
    )


def votes_in_words(outcome: Outcome, in_favour: int | None, against: int | None, abstained: int | None) -> str:
    """The counted votes: `5 for, 1 against, 0 abstained`; empty where none were counted.

    Of a negative recommendation it says what the votes are for, so that nobody reads them as votes for the match or
    the approval.
    """
    on = " this recommendation" if outcome is Outcome.NOT_RECOMMENDED else ""
    counted = ((in_favour, f"for{on}"), (against, "against"), (abstained, "abstained"))
    return ", ".join(f"{number} {view}" for number, view in counted if number is not None)


def vote_in_words(outcome: Outcome, view: View) -> str:
    """What a member did: `agreed`, `dissented` or `abstained`; without a recommendation `was for` or `was against`."""
    if view is View.ABSTAINED:
        return "abstained"
    if outcome in _RECOMMENDATIONS:
        return "agreed" if view is View.FOR else "dissented"
    return "was for" if view is View.FOR else "was against"
