"""What minutes should not say: conditions, missing reasons, other cases' names, a child's full name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.wording_checks import (
    WordingFault,
    conditional,
    conditional_in_passing,
    full_names,
    is_without_reasons,
    names_of_others,
    possibly_conditional,
)


@pytest.mark.parametrize(
    ("reasons", "quotes"),
    [
        ("Approval in principle.", ["in principle"]),
        ("The panel recommends approval subject to a satisfactory medical.", ["subject to"]),
        ("The panel recommended the match on condition that leave is agreed.", ["on condition that"]),
        ("They are suitable to adopt, provided that the references return.", ["provided that"]),
        ("The match is recommended once the health report is received.", ["once the health report is received"]),
        ("Approval is recommended conditionally.", ["conditionally"]),
        ("Recommended as long as the panel's questions are answered.", ["as long as"]),
        ("Approval is recommended, in-principle, pending the DBS.", ["in-principle", "pending"]),
        ("The child is subject to a placement order and should be placed.", []),
        ("The match is recommended. QX has been subject to an interim care order since May.", []),
        ("They are recommended, and a plan is in place. The support, provided that week, was good.", []),
        ("The panel recommends approval for the reasons given: warmth, stability, insight.", []),
        ("Pending court hearings were discussed.", []),
    ],
)
def test_a_recommendation_with_a_condition_is_found(reasons: str, quotes: list[str]) -> None:
    found = conditional(reasons)
    assert [one.quote for one in found] == quotes
    assert all(
        reasons[one.starts_at :].startswith(one.quote) and one.fault is WordingFault.CONDITIONAL for one in found
    )


def test_a_discussion_may_speak_of_principle_but_not_recommend_in_it() -> None:
    assert conditional_in_passing("The medical adviser agreed in principle with the paediatrician.") == ()
    text = "It was late.\nThe panel recommends approval in principle."
    [found] = conditional_in_passing(text)
    assert (found.quote, found.starts_at) == ("in principle", text.index("in principle"))


@pytest.mark.parametrize("reasons", ["", "  \n", "N/A", "as above", "See discussion.", "tbc", "-", "As per report"])
def test_a_text_without_reasons_is_found(reasons: str) -> None:
    assert is_without_reasons(reasons)


@pytest.mark.parametrize("reasons", ["Warm and steady.", "None of the concerns outweighs their care for QX."])
def test_a_text_that_gives_reasons_is_accepted(reasons: str) -> None:
    assert not is_without_reasons(reasons)


def test_names_of_other_cases_are_found_as_whole_words() -> None:
    names = [("Ashdown", "CASE-001"), ("Anna Ashdown", "CASE-001"), ("QX", "CASE-002"), ("C012", "CASE-002")]
    text = "Anna Ashdown spoke; the ashdown path, Ashdowns, QXY and C0123 are nobody. QX (C012) is."
    found = names_of_others(text, names)
    assert [(one.quote, one.about) for one in found] == [
        ("Anna Ashdown", "CASE-001"),
        ("QX", "CASE-002"),
        ("C012", "CASE-002"),
    ]
    assert names_of_others(text, []) == ()


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Quentin Xavier settled quickly.", ["Quentin Xavier"]),
        ("Then Quentin Paul Xavier's carer spoke.", ["Quentin Paul Xavier"]),
        ("QX settled. Quentin, Xavier and Quill agree.", []),
        ("Quinn Xu, the family finder, spoke.", []),
        ("Queen's Xylophone School was visited, and Quiet Street.", []),
        ("Élodie Zárate is known as ÉZ.", ["Élodie Zárate"]),
        ("The Panel Order of Panel was read.", []),
    ],
)
def test_possible_full_names_of_children_are_found(text: str, quotes: list[str]) -> None:
    found = full_names(text, ["QX", "ÉZ", "PO", "Q"], ["Quinn Xu"])
    assert [one.quote for one in found] == quotes


@given(st.text(max_size=300))
def test_every_passage_found_in_any_text_is_a_part_of_it(text: str) -> None:
    for one in (
        *conditional(text),
        *conditional_in_passing(text),
        *possibly_conditional(text),
        *names_of_others(text, [("Ash", "CASE-001")]),
        *full_names(text, ["AB"], []),
    ):
        assert text[one.starts_at :].startswith(one.quote)


@pytest.mark.parametrize(
    "reasons",
    [
        "Strong match. Subject to satisfactory medical.",
        "The match is good but only if the medical is clear.",
        "Approved subject to\na satisfactory medical.",
        "PROVIDED THE REFERENCE ARRIVES they are approved",
        "Recommended provisionally.",
        "Recommended if the DBS is clear.",
    ],
)
def test_reasons_are_conditional_wherever_the_condition_is(reasons: str) -> None:
    assert conditional(reasons)


@pytest.mark.parametrize(
    "reasons",
    [
        "The children were subject to neglect, and both are subject to a care order.",
        "They provided a clear account of their childhoods, and provided the references that were asked for.",
        "The panel had advice on the condition of his heart, and a provisional date was noted.",
        "If contact changes they will ask for help.",
    ],
)
def test_past_events_in_reasons_are_not_conditions(reasons: str) -> None:
    assert conditional(reasons) == ()


@pytest.mark.parametrize(
    ("reasons", "quotes"),
    [
        ("They are ready. Subject to one more visit.", ["Subject to"]),
        ("They are ready unless the work changes, and if it does they will say.", ["unless", "if"]),
        ("Approval is recommended if they move.", []),  # certainly a condition, so not reported as a doubt
        ("They were asked if they would move, and spoke of him as if he were theirs.", []),
        ("After the visit. All checks are completed.", []),
        ("Both children are subject to a placement order.", []),
    ],
)
def test_a_condition_that_may_concern_something_else_is_a_doubt(reasons: str, quotes: list[str]) -> None:
    assert [one.quote for one in possibly_conditional(reasons)] == quotes
