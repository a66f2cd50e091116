"""Minutes as a PDF."""

from dataclasses import replace
from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.queries.document_rows import Attended, ItemAttended, NamedVote, RecommendationLine
from panel_desk.rules.vocabulary import Capacity, MinutesState, Outcome, View
from tests.documents.contents import INTERESTS, MATCH, an_item, some_minutes
from tests.documents.reading import opened, words

NAMES = "Siân Łukasz Žižek Ångström Şahin Ελένη Владимир Հայկ ქეთევან"


def test_the_nature_of_an_interest_ends_with_one_full_stop() -> None:
    withdrawn = replace(INTERESTS[0], nature="Taught the older child.", withdraws=True)
    text = words(minutes_pdf(some_minutes([an_item(MATCH, interests=[withdrawn])])))
    assert "Taught the older child. Withdrew from the item." in text


def test_minutes_contain_attendance_discussion_and_recommendation() -> None:
    text = words(minutes_pdf(some_minutes()))
    for expected in (
        "Draft: not checked, not signed",
        "Ewa Żółć Social worker from 09:50 until 12:05",
        "Apologies Piotr Gray",
        "Item 1. Approval",
        "5 of 5 members for the whole of the item. Siân Llewellyn presided.",
        "Medical adviser; is an adviser",
        "Grace Okafor: Taught the older child. Withdrew from the item.",
        "Recommended 5 for, 0 against, 0 abstained",
        "Reasons. Sound reasons.",
    ):
        assert expected in text


def test_signed_minutes_show_the_signature_and_no_draft_band() -> None:
    text = words(minutes_pdf(some_minutes(state=MinutesState.SIGNED)))
    assert "Signed By Siân Llewellyn Presided at this meeting" in text
    assert "0a1b2c3d 0a1b2c3d" in text
    assert "not signed" not in text


def test_an_extract_contains_one_case_and_nothing_of_the_others() -> None:
    text = words(minutes_pdf(some_minutes(only_case="CASE-072")))
    assert "The panel asked about contact." in text
    for hidden in ("CASE-071", "Barlow", "how the couple had prepared"):
        assert hidden not in text


def test_people_who_left_before_an_item_or_came_after_it_are_not_among_those_who_attended_it() -> None:
    people = {  # the item is from 10:45 to 11:30
        "Amrit Gill": (None, time(10, 40)),
        "Bea Lund": (None, time(10, 45)),
        "Cai Rees": (time(11, 30), None),
        "Dev Nair": (None, None),
        "Eve Tarn": (None, time(11, 0)),
    }
    content = some_minutes(
        [
            an_item(
                recommendations=[],
                attended=[
                    ItemAttended(name, "Independent", Capacity.MEMBER, counts=name == "Dev Nair") for name in people
                ],
            )
        ],
        attended=[
            Attended(name, "Independent", Capacity.MEMBER, True, arrived_at, left_at)
            for name, (arrived_at, left_at) in people.items()
        ],
    )
    item = words(minutes_pdf(content)).partition("Item 1.")[2]
    assert [name for name in people if name in item] == ["Dev Nair", "Eve Tarn"]


def test_minutes_say_when_the_meeting_began_where_its_first_item_began_before_the_planned_time() -> None:
    early = replace(an_item(), starts_at=time(9, 20))
    assert "Starts at 09:20" in words(minutes_pdf(some_minutes([early, an_item(MATCH, 2)])))
    assert "Starts at 09:30" in words(minutes_pdf(some_minutes()))


def test_a_deferral_to_which_all_agree_names_nobody_and_a_divided_one_names_all() -> None:
    def printed(*votes: NamedVote) -> str:
        line = RecommendationLine("The Barlows", Outcome.DEFERRED, 2, 0, 0, "A reference is missing.", votes)
        return words(minutes_pdf(some_minutes([an_item(recommendations=[line])])))

    agreed = printed(NamedVote("Amrit Gill", View.FOR, ""), NamedVote("Bea Lund", View.FOR, ""))
    assert "was for" not in agreed
    divided = printed(NamedVote("Amrit Gill", View.FOR, ""), NamedVote("Bea Lund", View.AGAINST, "Too late."))
    assert "Amrit Gill was for. Bea Lund was against: Too late." in divided


def test_typed_text_prints_unchanged() -> None:
    typed = f'<b>Smith</b> & Sons <jane@example.org> {NAMES} e\u0301 "1 < 2 > 0"'
    text = words(minutes_pdf(some_minutes([an_item(discussion=typed)])))
    assert "<b>Smith</b> & Sons <jane@example.org>" in text
    for name in NAMES.split():
        assert name in text
    assert "é" in text


def test_hebrew_and_arabic_are_extracted_in_reading_order() -> None:
    text = words(minutes_pdf(some_minutes([an_item(discussion="שלום world\nمحمد")])))
    assert "שלום" in text
    assert "world" in text
    assert "محمد" in text


def test_two_hundred_thousand_characters_print_on_many_pages() -> None:
    long = ("Questions were asked and answered at length. " * 40 + "\n") * 110
    assert len(opened(minutes_pdf(some_minutes([an_item(discussion=long)]))).pages) > 40


def test_a_word_wider_than_the_page_and_characters_missing_from_every_font_still_print() -> None:
    assert "wwwwwwwwww" in words(minutes_pdf(some_minutes([an_item(discussion="w" * 400 + " 😀 \U00013000")])))


def test_each_child_has_a_recommendation_of_its_own() -> None:
    lines = [
        RecommendationLine(f"Child {n}", outcome, None, None, None, f"Reason {n}.") for n, outcome in enumerate(Outcome)
    ]
    text = words(minutes_pdf(some_minutes([an_item(MATCH, recommendations=lines)])))
    assert all(f"Child {n}" in text and f"Reason {n}." in text for n in range(len(lines)))
    assert "No recommendation is recorded." in words(minutes_pdf(some_minutes([an_item(recommendations=[])])))


@given(text=st.text(max_size=60))
@settings(max_examples=settings().max_examples // 2)  # each example makes a document
def test_any_text_prints(text: str) -> None:
    assert minutes_pdf(some_minutes([an_item(discussion=text)])).startswith(b"%PDF")


def test_formatted_text_prints_without_its_markup() -> None:
    written = "# Contact\nThey **will** write:\n- in spring\n  - by post\n1. First\n1. Second\n5 \\* 3"
    text = words(minutes_pdf(some_minutes([an_item(discussion=written)])))
    assert "Contact They will write: • in spring • by post 1. First 2. Second 5 * 3" in text


def test_bold_and_italic_use_their_own_fonts_and_the_line_is_extracted_whole() -> None:
    made = minutes_pdf(some_minutes([an_item(discussion="They **will** write *every* spring, ***always***; **שלום**")]))
    assert "They will write every spring, always; שלום" in words(made)
    fonts = {str(font.BaseFont) for page in opened(made).pages for font in page.resources.Font.values()}
    for face in ("SourceSans3-SemiBold", "SourceSans3-Italic", "SourceSans3-SemiBoldItalic"):
        assert any(name.endswith(face) for name in fonts), fonts


def test_an_extract_of_signed_minutes_says_that_the_signature_is_on_the_whole() -> None:
    text = words(minutes_pdf(some_minutes(state=MinutesState.SIGNED, only_case="CASE-072")))
    assert "An extract of the signed minutes; the signature is on the whole minutes." in text


def test_a_negative_recommendation_prints_what_its_votes_are_for_and_who_dissented() -> None:
    dissent = NamedVote("Tendai Moyana", View.AGAINST, "They are ready.")
    line = RecommendationLine("Child QX", Outcome.NOT_RECOMMENDED, 5, 1, 0, "The plan is not settled.", (dissent,))
    text = words(minutes_pdf(some_minutes([an_item(MATCH, recommendations=[line])])))
    assert "Not recommended 5 for this recommendation, 1 against, 0 abstained" in text
    assert "Tendai Moyana dissented: They are ready." in text
