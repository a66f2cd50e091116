"""Page labels of successive issues of a pack: cited pages keep theirs, late pages get suffixes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.page_labels import (
    LabelledPart,
    format_label,
    is_late,
    label_ranges,
    longest_labels,
    page_labels,
    parse_label,
    roman,
)

FIRST = [LabelledPart("case:A", 1), LabelledPart("par", 3), LabelledPart("case:B", 1), LabelledPart("cpr", 2)]
Cited = list[tuple[str, tuple[str, ...]]]
"""The key of each part of the issues so far, and the labels of its pages."""


def cited_of(parts: list[LabelledPart], earlier: Cited | None = None) -> Cited:
    """The labels that the next issue has to keep: those of the earlier issues, then those of this one."""
    return [*(earlier or []), *page_labels(parts, earlier or []).items()]


def later(*parts: tuple[str, int], since: Cited | None = None) -> dict[str, str]:
    """The labels of an issue's parts, by key.

    Args:
        parts: the key of each part, and its number of pages.
        since: the labels of the issues before; those of `FIRST` if None.
    """
    labels = page_labels([LabelledPart(*part) for part in parts], since if since is not None else cited_of(FIRST))
    return {key: " ".join(found) for key, found in labels.items()}


def test_the_first_issue_is_numbered_consecutively() -> None:
    assert later(("case:A", 1), ("par", 3), ("case:B", 1), ("cpr", 2), since=[]) == {
        "case:A": "1",
        "par": "2 3 4",
        "case:B": "5",
        "cpr": "6 7",
    }


def test_a_late_paper_gets_suffixes_of_the_page_before_it() -> None:
    found = later(("case:A", 1), ("par", 3), ("medical", 3), ("case:B", 1), ("cpr", 2))
    assert found["medical"] == "4A 4B 4C"
    assert (found["case:A"], found["par"], found["case:B"], found["cpr"]) == ("1", "2 3 4", "5", "6 7")


def test_several_late_papers_in_one_place_keep_their_order_in_later_issues() -> None:
    second = [
        LabelledPart("case:A", 1),
        LabelledPart("par", 3),
        LabelledPart("x", 1),
        LabelledPart("y", 2),
        LabelledPart("case:B", 1),
        LabelledPart("cpr", 2),
    ]
    since = cited_of(second, cited_of(FIRST))
    assert dict(since)["x"] == ("4A",)
    assert dict(since)["y"] == ("4B", "4C")
    order = ("case:A", 1), ("par", 3), ("w", 1), ("x", 1), ("v", 2), ("y", 2), ("z", 1), ("case:B", 1), ("cpr", 2)
    found = later(*order, since=since)
    assert (found["w"], found["x"], found["v"], found["y"], found["z"]) == ("4.1", "4A", "4A1 4A2", "4B 4C", "4D")


def test_there_is_always_a_label_before_a_suffixed_one() -> None:
    since: Cited = cited_of([LabelledPart("a", 1), LabelledPart("z", 1)])
    since = cited_of([LabelledPart("a", 1), LabelledPart("b", 1), LabelledPart("z", 1)], since)
    since = cited_of([LabelledPart("a", 1), LabelledPart("c", 1), LabelledPart("b", 1), LabelledPart("z", 1)], since)
    since = cited_of(
        [LabelledPart("a", 1), LabelledPart("d", 1), LabelledPart("c", 1), LabelledPart("b", 1), LabelledPart("z", 1)],
        since,
    )
    found = later(("a", 1), ("e", 1), ("d", 1), ("c", 1), ("b", 1), ("z", 1), since=since)
    assert list(found.values()) == ["1", "1.0.1", "1.0A", "1.1", "1A", "2"]


def test_a_longer_paper_gets_suffixes_or_continues_the_numbers_at_the_end() -> None:
    found = later(("case:A", 1), ("par", 5), ("case:B", 1), ("cpr", 3))
    assert found == {"case:A": "1", "par": "2 3 4 4A 4B", "case:B": "5", "cpr": "6 7 8"}


def test_removed_pages_leave_their_labels_unused_and_get_them_back() -> None:
    second = [
        LabelledPart("case:A", 1),
        LabelledPart("par", 1),
        LabelledPart("new", 1),
        LabelledPart("cpr", 2),
        LabelledPart("case:C", 1),
    ]
    since = cited_of(second, cited_of(FIRST))
    labels = page_labels(second, cited_of(FIRST))
    assert list(labels.values()) == [("1",), ("2",), ("4A",), ("6", "7"), ("8",)]
    found = later(("case:A", 1), ("par", 4), ("new", 1), ("case:B", 1), ("cpr", 2), ("case:C", 1), since=since)
    assert list(found.values()) == ["1", "2 3 4 4.1", "4A", "5", "6 7", "8"]


def test_a_case_inserted_first_is_labelled_before_page_one() -> None:
    found = later(("case:C", 1), ("case:A", 1), ("par", 3))
    assert found == {"case:C": "0A", "case:A": "1", "par": "2 3 4"}


def test_reordered_papers_keep_their_labels_and_a_late_one_follows() -> None:
    found = later(("cpr", 2), ("late", 1), ("par", 3))
    assert found == {"cpr": "6 7", "late": "7A", "par": "2 3 4"}


def test_more_than_26_late_pages_are_labelled() -> None:
    found = page_labels([LabelledPart("case:A", 1), LabelledPart("long", 28), LabelledPart("par", 3)], cited_of(FIRST))
    assert found["long"][25:] == ("1Z", "1AA", "1AB")


def test_the_longest_labels_of_a_key_are_kept() -> None:
    assert longest_labels([("a", ("1", "2")), ("b", ()), ("a", ("1",))]) == {"a": ("1", "2"), "b": ()}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ((), ""),
        (("4",), "4"),
        (("4", "3"), "3 and 4"),
        (("12C", "12A", "12B", "3", "20", "21", "22"), "3, 12A to 12C and 20 to 22"),
        (("1", "2", "2A", "3", "4"), "1, 2, 2A, 3 and 4"),
    ],
)
def test_labels_are_written_as_ranges(labels: tuple[str, ...], expected: str) -> None:
    assert label_ranges(labels) == expected


@pytest.mark.parametrize("label", ["", "A", "12a", "12-1", "12..", "x12", "١"])
def test_invalid_labels_are_refused(label: str) -> None:
    with pytest.raises(ValueError, match="is not a page label"):
        parse_label(label)


def test_a_part_is_late_if_its_first_label_has_a_suffix() -> None:
    assert is_late(("12A", "12B"))
    assert not is_late(("12", "12A"))
    assert not is_late(())


@given(st.lists(st.integers(0, 800), min_size=1, max_size=6).filter(lambda parts: parts[-1] > 0))
def test_labels_round_trip_through_their_parts(parts: list[int]) -> None:
    assert parse_label(format_label(tuple(parts))) == tuple(parts)


@st.composite
def issues(draw: st.DrawFn) -> list[list[LabelledPart]]:
    """Successive issues of a pack: parts are removed, added, lengthened and shortened, and never reordered."""
    parts = [LabelledPart(f"0.{number}", draw(st.integers(0, 4))) for number in range(draw(st.integers(1, 5)))]
    found = [parts]
    for issue in range(1, draw(st.integers(1, 5)) + 1):
        parts = [LabelledPart(each.key, draw(st.integers(0, 5))) for each in parts if draw(st.integers(0, 5))]
        for number in range(draw(st.integers(0, 3))):
            parts.insert(draw(st.integers(0, len(parts))), LabelledPart(f"{issue}.{number}", draw(st.integers(1, 30))))
        found.append(parts)
    return found


@given(issues())
def test_cited_pages_keep_their_labels_and_no_label_is_reused(history: list[list[LabelledPart]]) -> None:
    cited: Cited = []
    given_to: dict[str, Any] = {}
    for parts in history:
        labels = page_labels(parts, cited)
        assert {key: len(found) for key, found in labels.items()} == {part.key: part.pages for part in parts}
        for key, found in labels.items():
            for page, label in enumerate(found):
                assert given_to.setdefault(label, (key, page)) == (key, page)
        in_order = [parse_label(label) for part in parts for label in labels[part.key]]
        assert in_order == sorted(in_order)
        cited += labels.items()


@given(issues())
def test_the_longest_labels_are_all_that_the_next_issue_needs(history: list[list[LabelledPart]]) -> None:
    every: Cited = []
    last: dict[str, tuple[str, ...]] = {}
    for parts in history:
        labels = page_labels(parts, every)
        assert page_labels(parts, last.items()) == labels
        every += labels.items()
        last = longest_labels([*last.items(), *labels.items()])


def test_front_matter_has_roman_numerals() -> None:
    assert [roman(number) for number in (1, 3, 4, 9, 14, 49, 1990)] == ["i", "iii", "iv", "ix", "xiv", "xlix", "mcmxc"]
