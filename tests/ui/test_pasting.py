"""Pasted HTML from Word, Outlook and others, and plain text, become lines of minutes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.minutes_text import blocks, text_from_blocks
from panel_desk.ui.pasting import LONGEST_LINE, PICTURE_LEFT_OUT, from_html, from_plain

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings>bad</o:OfficeDocumentSettings></xml><![endif]--></head>
<body lang=EN-GB><!--StartFragment--><h2>Contact<o:p></o:p></h2>
<p class=MsoNormal>The <b style='mso-bidi-font-weight:normal'>panel</b>&nbsp;asked
about <st1:place w:st="on">Fenland</st1:place> <i>contact</i>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First point</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><!--[endif]-->Deeper</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span><![endif]>Number</p>
<!--EndFragment--></body></html>"""


def html(source: str) -> str:
    return text_from_blocks(from_html(source).blocks)


def test_html_of_word_is_pasted_with_its_structure() -> None:
    assert html(WORD) == (
        "# Contact\nThe **panel** asked about Fenland *contact*.\n- First point\n  - Deeper\n1. Number"
    )


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><ol><li>d</ol>", "- a\n  - b\n- c\n1. d"),
        ("<table><tr><td><p>Name</p></td><th>Age</th></tr><tr><td>QX<td>4</table>", "Name · **Age**\nQX · 4"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ('<p><span style="font-weight:700">b</span><span style="font-style: italic"> i</span></p>', "**b***\\ i*"),
        ('<b style="font-weight:normal">plain <i style="font-style:normal">too</i></b>', "plain too"),
        ("<h1><b>Bold</b> <i>head</i></h1>", "# Bold *head*"),
        ("<p>a  b\n c&nbsp;</p></span></p>", "a b c"),
        ("<script>x()</script><style>p{}</style><p style='display:none'>x</p>seen", "seen"),
        ("1 &lt; 2 &amp; *stars* 🙂 שלום", "1 < 2 & \\*stars\\* 🙂 שלום"),
        ("<p>a<p>b<li>c", "a\nb\n- c"),
        ("", ""),
    ],
)
def test_html_of_every_kind_is_pasted(source: str, kept: str) -> None:
    assert html(source) == kept


def test_pictures_are_left_out_with_a_sentence() -> None:
    pasted = from_html("<p>Before<img src='x.png'> after</p>")
    assert (text_from_blocks(pasted.blocks), pasted.left_out) == ("Before after", PICTURE_LEFT_OUT)
    assert from_html("<p>x</p>").left_out == ""


def test_plain_text_keeps_its_lines_and_loses_control_characters() -> None:
    pasted = from_plain("a\r\nb\rc\u2028d\x0be\x00\x07\xa0f\ufeff")
    assert [block.text for block in pasted.blocks] == ["a", "b", "c", "d", "e f"]


def test_a_very_long_line_is_split_where_a_sentence_or_word_ends() -> None:
    for words in ("One sentence. ", "word ", "x"):
        lines = from_plain(words * (3 * LONGEST_LINE // len(words) + 5)).blocks
        assert len(lines) > 3
        assert all(len(line.text) <= LONGEST_LINE for line in lines)
        joined = (" " if " " in words else "").join(line.text for line in lines)
        assert joined.split() == (words * (3 * LONGEST_LINE // len(words) + 5)).split()
    assert all(line.text.endswith(".") for line in from_plain("One sentence. " * 1000).blocks[:-1])


def test_deeply_nested_elements_are_read_quickly() -> None:
    assert html("<div>" * 20_000 + "x" + "</div>" * 20_000) == "x"


@given(st.text(st.sampled_from("<>/!-[]pbliuo ='\"&;a\n"), max_size=80) | st.text(max_size=40))
def test_malformed_html_raises_nothing(source: str) -> None:
    for pasted in (from_html(source), from_plain(source)):
        assert blocks(text_from_blocks(pasted.blocks)) in (pasted.blocks, ())
