"""Makes the sample agency's case papers: small PDFs such as word processors write."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from panel_desk.documents.preflight.report import check_file
from panel_desk.flows.file_papers import PaperToFile, checked_file
from panel_desk.paths import resources
from panel_desk.rules.dates import in_words
from panel_desk.rules.papers import REPORTS
from panel_desk.rules.vocabulary import CaseKind, MeetingStatus, PaperKind
from panel_desk.sample import reasons
from panel_desk.sample.paper_texts import SECTIONS, TITLES
from panel_desk.sample.people import AGENCY
from panel_desk.sample.plan_types import Panel, PlannedChild, SampleCase

_USUAL = {
    CaseKind.APPROVAL: (PaperKind.PAR, PaperKind.MEDICAL, PaperKind.APPLICANTS_COMMENTS),
    CaseKind.BRIEF_REPORT: (PaperKind.PAR,),
    CaseKind.MATCH: (PaperKind.CPR, PaperKind.PAR, PaperKind.APR, PaperKind.SUPPORT_PLAN),
    CaseKind.CONSENT_TO_PLACEMENT: (PaperKind.CPR, PaperKind.LEGAL),
    CaseKind.REVIEW_OF_APPROVAL: (PaperKind.REVIEW_REPORT,),
    CaseKind.TERMINATION: (PaperKind.TERMINATION_REPORT,),
}
# Papers about all of a case's children; a child's permanence report is about one, every other paper about the adopters.
_OF_THE_CHILDREN = (PaperKind.APR, PaperKind.SUPPORT_PLAN)
_REGULAR, _STRONG = "SourceSans3-Regular", "SourceSans3-SemiBold"
_MARGIN = 26 * mm
_BODY = ParagraphStyle("body", fontName=_REGULAR, fontSize=11.5, leading=17, spaceAfter=8)
_HEADING = ParagraphStyle("heading", parent=_BODY, fontName=_STRONG, fontSize=13.5, spaceBefore=10, spaceAfter=4)
_TITLE = ParagraphStyle("title", parent=_BODY, fontName=_STRONG, fontSize=20, leading=26)
_HEADINGS_A_PAGE = 4
_LATE_ITEM = 4  # number of the item whose report is still missing
_UPSIDE_DOWN = 180  # degrees
_CHECKBOX = (330, 168)  # x and y in points
_SIGNATURE = (130, 122, 250)  # x, y and width in points


def papers_of(case: SampleCase, panel: Panel, dated_on: date) -> Iterator[PaperToFile]:
    """The papers of a case; for a panel to come, some are still missing."""
    to_come = panel.status is MeetingStatus.PLANNED
    for kind in _USUAL.get(case.kind, ()):
        is_late = to_come and kind in {PaperKind.APR, PaperKind.MEDICAL} and (case.item_no or 0) % 2 == 0
        if is_late or (to_come and case.item_no == _LATE_ITEM and kind is PaperKind.PAR):
            continue
        if kind is PaperKind.CPR:
            for child in case.children:
                yield _paper(case, kind, [child], dated_on)
        else:
            yield _paper(case, kind, case.children if kind in _OF_THE_CHILDREN else [], dated_on)


def _paper(case: SampleCase, kind: PaperKind, children: list[PlannedChild], dated_on: date) -> PaperToFile:
    """A paper about the given children, or about the adopters where none are given."""
    initials = " and ".join(child.initials for child in children)
    families = "-".join(dict.fromkeys(name.split()[-1] for name in _adopters(case)))
    words = case.words(initials or "the child")
    words["detail"] = reasons.DETAILS[sum(map(ord, case.ref)) % len(reasons.DETAILS)]
    subject = (
        f"Child {initials}"
        if len(children) == 1
        else f"Children {initials}"
        if children
        else " and ".join(_adopters(case))
    )
    sections = [(heading, text.format_map(words)) for heading, text in SECTIONS[kind]]
    if kind is PaperKind.CPR:
        sections.append(("Chronology", _chronology(children[0])))
    title = TITLES[kind]
    data = _printed(
        title,
        " · ".join(part for part in (subject, case.ref, case.social_worker, in_words(dated_on)) if part),
        sections,
        has_form=kind is PaperKind.APPLICANTS_COMMENTS,
        is_turned=kind is PaperKind.MEDICAL,
    )
    report = kind.value.replace(" ", "-").replace("'", "")
    about = "-".join(child.initials for child in children) or families or case.ref
    name = f"{report}-{about}.pdf"
    author = case.social_worker if kind in REPORTS else None
    return PaperToFile(checked_file((name, data), check_file(data, name)), kind, author=author)


def _chronology(child: PlannedChild) -> str:
    """A child's dates as lines of text."""
    happened = (
        (child.born_on, "born"),
        (child.entered_care_on, "came into care"),
        (child.should_be_placed_decided_on, "decision that adoption is the plan"),
        (child.consent_given_on, "consent witnessed"),
        (child.placement_order_on, "placement order"),
    )
    return "<br/>".join(f"{in_words(day)}: {what}" for day, what in happened if day is not None)


def _adopters(case: SampleCase) -> list[str]:
    return (
        [name for name in (case.household.family.adopter_1, case.household.family.adopter_2) if name]
        if case.household
        else []
    )


class _Bookmarking(SimpleDocTemplate):
    """Gives every heading a bookmark."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - ReportLab's own name
        """Add a bookmark for a heading."""
        if isinstance(flowable, Paragraph) and flowable.style.name == _HEADING.name:
            text = flowable.getPlainText()
            self.canv.bookmarkPage(text)
            self.canv.addOutlineEntry(text, text)


def _printed(title: str, facts: str, sections: list[tuple[str, str]], *, has_form: bool, is_turned: bool) -> bytes:
    """A PDF with a bookmark for each heading; `is_turned` draws pages upside down and rotates them, as scanners do."""
    _register_fonts()

    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if is_turned:
            canvas.rotate(_UPSIDE_DOWN)
            canvas.translate(-A4[0], -A4[1])
        canvas.setFont(_REGULAR, 9)
        canvas.drawString(_MARGIN, 14 * mm, f"{AGENCY} · {title} · confidential")
        canvas.drawRightString(A4[0] - _MARGIN, 14 * mm, str(document.page))
        if has_form:
            canvas.drawString(_MARGIN, 60 * mm, "We have had five working days to comment")
            canvas.acroForm.checkbox(
                name="five-days", tooltip="We have had five working days", x=_CHECKBOX[0], y=_CHECKBOX[1]
            )
            canvas.drawString(_MARGIN, 45 * mm, "Signed")
            canvas.acroForm.textfield(
                name="signed", tooltip="Signed", x=_SIGNATURE[0], y=_SIGNATURE[1], width=_SIGNATURE[2]
            )

    story: list[Flowable] = [Paragraph(escape(title), _TITLE), Paragraph(escape(facts), _BODY), Spacer(1, 6 * mm)]
    for number, (heading, text) in enumerate(sections, start=1):
        story += [Paragraph(heading, _HEADING), Paragraph(text, _BODY)]
        if number % _HEADINGS_A_PAGE == 0 and number < len(sections):
            story.append(PageBreak())
    out = BytesIO()
    document = _Bookmarking(
        out,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=title,
        author=AGENCY,
        lang="en-GB",
        invariant=1,
        rotation=_UPSIDE_DOWN if is_turned else 0,
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


@cache
def _register_fonts() -> None:
    for name in (_REGULAR, _STRONG):
        pdfmetrics.registerFont(TTFont(name, str(resources() / "fonts" / f"{name}.ttf")))
