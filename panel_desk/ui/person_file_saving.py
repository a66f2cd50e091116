"""Saves everything held on one person to a PDF, for the pages from which somebody may ask for it."""

from functools import partial

from panel_desk.flows.make_person_file import make_person_file, read_person
from panel_desk.progress import ProgressCallback
from panel_desk.queries.person_file import held_on_person
from panel_desk.rules.file_names import pdf_name
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.page import Page
from panel_desk.ui.printing import Printed, Printing
from panel_desk.ui.widgets.buttons import Action

_ICON = "file-pen-line"


class PersonFileSaving:
    """Offers and saves the files of everything held on the people of a page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.printing = Printing(page)

    def may_save(self, *, of_member: bool) -> bool:
        """Whether the account may make such a file: an adviser for members, an administrator for everybody."""
        bridge = self._page.bridge
        role = bridge.signed_in.role
        return bridge.may_ask(held_on_person) and (of_member or role is AccountRole.ADMINISTRATOR)

    def action(self, ref: str, who: str, *, of_member: bool = False) -> list[Action]:
        """The action that saves the file of one person, where the account may do so."""
        if not self.may_save(of_member=of_member):
            return []
        return [Action(f"Everything held on {who}…", partial(self.save, ref), _ICON)]

    def save(self, ref: str) -> None:
        """Ask where to save the file of one person, and make it."""
        person = self._page.bridge.run_or_raise(read_person, ref)

        def make(progress: ProgressCallback) -> Printed:
            made = make_person_file(person, progress)
            marked = f"{count(made.marks, 'place')} may be about other people. Look at every page before it leaves you."
            return Printed(made.data, (marked,))

        def tell(printed: Printed) -> None:
            self._page.show_done(printed.left_out[0])

        self.printing.save("Everything held", pdf_name("Everything held on", ref), make, tell)
