"""The dialog that signs minutes: the pages to be signed, signer and certificate, consequences, passphrase."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.members.certificates import bring_credential
from panel_desk.progress import ProgressCallback
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.members.certificates import CredentialRow, credentials, own_key
from panel_desk.queries.minutes.minutes import PRESIDED, minutes, print_to_sign
from panel_desk.ui import formats
from panel_desk.ui.dialogs.credentials import CHOOSE_PASSPHRASE, bring_certificate
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import TextField
from panel_desk.ui.form import Form
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.theme import FIELD_WIDTH, S8, S12, S16, S24
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.layout import STRETCH, column, row, scrolling, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.text import Text

_PAGE_WIDTH = 560  # pixels at 100 per cent
_WIDTH, _HEIGHT = 1060, 620  # pixels
_POINTS = 595  # the width of a page of A4, in points
_BINDS = (
    "Nothing in these minutes can be changed afterwards, by you or by anybody else: not the text, not who attended, "
    "not the interests, not the recommendations."
)
_KEPT = "These pages are kept exactly as you see them, and are what the decision maker receives."


_PASSPHRASE = TextField(key="passphrase", label="Your passphrase", required=True, is_secret=True, width=FIELD_WIDTH)
_AGAIN = TextField(key="again", label="Passphrase again", required=True, is_secret=True, width=FIELD_WIDTH)


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page as an RGB image, eight bits per channel."""

    data: bytes
    width: int
    height: int
    stride: int


class SignMinutes(Message):
    """Shows the pages and signs them; where that is refused, the dialog stays open and says why.

    Args:
        page: the minutes' page.
        meeting: the meeting's ref.
    """

    def __init__(self, page: Page, meeting: str) -> None:
        self._page, self._meeting = page, meeting
        record = page.bridge.ask(minutes, meeting)
        if record is None:
            raise RuleBrokenError("There are no minutes of this meeting yet. Draft them first.")
        self._content = record.content
        day = formats.full(record.content.meeting.held_on)
        super().__init__(f"Sign the minutes of {day}", "", page.window(), width=_WIDTH)
        self.words.hide()
        self.setMinimumHeight(_HEIGHT)
        self.pictures: list[QLabel] = []
        self.progress = Progress()
        self._pages = column(self.progress, gap=S16, margins=(0, 0, S12, 0))
        self._pages.setAlignment(Qt.AlignmentFlag.AlignTop)
        shown = scrolling(within(self._pages))
        shown.setFixedWidth(_PAGE_WIDTH + S24)
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shown.setAccessibleName("The pages that will be signed")
        self._known = Form([_PASSPHRASE])
        self._chosen = Form([replace(CHOOSE_PASSPHRASE, width=FIELD_WIDTH), _AGAIN])
        has_key = page.bridge.ask(own_key) is not None
        self.form = self._known if has_key or page.bridge.has_account else self._chosen
        self.sign_button = primary("Sign minutes", self.sign)
        self.sign_button.setDefault(True)
        self.sign_button.setEnabled(False)
        self.facts = Facts()
        self.expiry_banner = Banner()
        self.bring_button = plain("Bring a certificate…", self.bring, "key-round")
        beside = column(
            self.facts,
            row(self.bring_button, STRETCH),
            self.expiry_banner,
            Text(_BINDS, wrap=True),
            Text(_KEPT, wrap=True),
            self._known,
            self._chosen,
            STRETCH,
            row(STRETCH, plain("Cancel", self.reject), self.sign_button, gap=S8),
            gap=S16,
        )
        body = row(shown, beside, gap=S24)
        body.setStretch(1, 1)
        self.add(body)
        may_bring = page.bridge.has_account or not has_key
        self.bring_button.setVisible(may_bring and not page.bridge.why_not(bring_credential))
        self._show_form(self.form)
        self._show_facts()
        self._make_pages()
        self.open()
        self.form.focus("passphrase")

    def bring(self) -> FormDialog[str]:
        """Ask for a certificate that the agency issued, to sign with it instead."""
        return bring_certificate(self._page.bridge, self._brought, self)

    def _brought(self, _: object) -> None:
        self._show_facts()
        self._show_form(self._known)
        self.form.focus("passphrase")

    def _show_form(self, form: Form) -> None:
        self.form = form
        self._known.setVisible(form is self._known)
        self._chosen.setVisible(form is self._chosen)

    def _show_facts(self) -> None:
        """Show who signs and with which certificate, and warn where it ends soon."""
        bridge = self._page.bridge
        me, key = bridge.signed_in, bridge.ask(own_key)
        earlier = bridge.ask(credentials, me.member_ref) if me.member_ref else ()
        self.facts.show_facts(
            [
                ("Signer", me.name),
                *([("Account", me.account)] if bridge.has_account else []),
                ("Office", _office(self._content, me.member_ref)),
                ("Minutes of", formats.full(self._content.meeting.held_on)),
                ("Certificate", _certificate(key[0]) if key else _no_valid_certificate(earlier, bridge.today())),
            ]
        )
        self.expiry_banner.hide()
        if key and key[0].ends_soon(bridge.today()):
            ends = formats.with_weekday(key[0].valid_until)
            self.expiry_banner.say(
                State.WAITING,
                f"Your certificate ends on {ends}. Bring another before then, or Panel Desk "
                "makes one when you next sign.",
            )

    def sign(self) -> None:
        """Sign the pages shown; refused where the minutes have changed since."""
        values = self.form.read()
        if values is None or not self._is_still_current():
            return
        passphrase = values[CHOOSE_PASSPHRASE if self.form is self._chosen else _PASSPHRASE]
        if self.form is self._chosen and values[_AGAIN] != passphrase:
            self.form.show_problem(RuleBrokenError("The two passphrases are not the same. Type both again.", "again"))
            return
        from panel_desk.flows.sign_minutes import sign  # noqa: PLC0415 # ReportLab, when something is signed

        with wait_cursor():
            signed = self._page.bridge.with_errors_in(self.form).run(sign, self._content, passphrase)
        if signed:
            self.accept()
            self._page.show_done(self._next_step(is_done=bool(signed.value)))

    def _next_step(self, *, is_done: bool) -> str:
        if not self._page.bridge.has_account:
            return "You have signed. Save your answer and send it to the panel office."
        if is_done:
            return "Minutes signed. They can be sent to the decision maker."
        return "You have signed. The minutes still need the signature of whoever else presided."

    def _is_still_current(self) -> bool:
        now = self._page.bridge.ask(minutes, self._meeting)
        if now is not None and now.content == self._content:
            return True
        if now is not None:
            self._content = now.content
            self._make_pages()
        self.form.show_problem(
            RuleBrokenError("The minutes were changed since these pages were made. Read the new pages, then sign.")
        )
        return False

    def _make_pages(self) -> None:
        self.sign_button.setEnabled(False)
        bridge = self._page.bridge
        name, at, content = bridge.signed_in.name, bridge.now(), self._content
        signed_so_far = bridge.ask(print_to_sign, self._meeting)
        scale = _PAGE_WIDTH * self.devicePixelRatioF() / _POINTS

        def work(progress: ProgressCallback) -> list[_Picture]:
            return _pictures(signed_so_far or _pages_of(content, name, at), scale, progress)

        job = self._page.context.background.start("Making the pages", work, self._show_pages)
        self.finished.connect(job.stop)
        self.progress.follow(job)

    def _show_pages(self, pictures: Sequence[_Picture]) -> None:
        for old in self.pictures:
            self._pages.removeWidget(old)
            old.deleteLater()
        self.pictures = []
        for number, one in enumerate(pictures, start=1):
            image = QImage(one.data, one.width, one.height, one.stride, QImage.Format.Format_RGB888)
            image.setDevicePixelRatio(self.devicePixelRatioF())
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(image))
            label.setProperty("frame", "card")
            label.setAccessibleName(f"Page {number} of {len(pictures)}")
            self._pages.addWidget(label)
            self.pictures.append(label)
        self.sign_button.setEnabled(True)


def _office(content: MinutesContent, member: str | None) -> str:
    """The office in which a member, given by their ref, signs: the items over which they presided."""
    for signer in content.signers:
        if signer.member == member and signer.items and len(content.signers) > 1:
            return f"Presided over {formats.with_numbers('item', signer.items)}"
    return PRESIDED


def _certificate(credential: CredentialRow) -> str:
    """The certificate: subject, issuer, expiry date and fingerprint."""
    by = "made in Panel Desk" if credential.is_self_made else f"issued by {credential.issuer}"
    return f"{credential.subject}, {by}, valid until {formats.full(credential.valid_until)} ({credential.sha256[:16]}…)"


def _no_valid_certificate(earlier: Sequence[CredentialRow], today: date) -> str:
    """Why a certificate is made when the person signs."""
    if not earlier:
        return "made for you as you sign, as this is the first time"
    last = earlier[0]
    if last.withdrawn_at is not None:
        since = f"was withdrawn on {formats.full(last.withdrawn_at.astimezone().date())}"
    elif last.valid_until < today:
        since = f"ended on {formats.full(last.valid_until)}"
    else:
        since = f"is valid from {formats.full(last.valid_from)}"
    return f"Your last one {since}. Another is made for you as you sign, or bring one"


def _pages_of(content: MinutesContent, name: str, at: datetime) -> bytes:
    """The PDF of the minutes with a signature block for each signer. Runs in the worker.

    Args:
        content: the minutes.
        name: who signs first.
        at: when they sign.
    """
    from panel_desk.documents.minutes.signing import pages_to_sign  # noqa: PLC0415 # loaded when something is signed

    return pages_to_sign(content, name, at).pdf


def _pictures(pdf: bytes, scale: float, progress: ProgressCallback) -> list[_Picture]:
    """An image of each page of a PDF, at `scale` pixels per point. Runs in the worker."""
    import pypdfium2  # noqa: PLC0415 # loaded when something is signed

    from panel_desk.documents.pdfium import PDFIUM_LOCK  # noqa: PLC0415 # loaded when something is signed

    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(pdf)
        pages = len(document)
    pictures = []
    try:
        for number in range(pages):
            progress("Page", number + 1, pages)
            with PDFIUM_LOCK:
                bitmap = document[number].render(scale=scale, rev_byteorder=True)
                pictures.append(_Picture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride))
    finally:
        with PDFIUM_LOCK:
            document.close()
    return pictures
