"""The Import and export tab of the settings: the registers as one Excel workbook."""

from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.workbook.comparison import ImportPreview
from panel_desk.ui.dialogs.export_workbook import WorkbookExport
from panel_desk.ui.dialogs.import_workbook import ImportDialog, in_short
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import READING_WIDTH, S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, framed, hide_unless, row
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.text import Text

_IMPORT = (
    "Takes an Excel workbook with a sheet for each register: members, meetings, cases, decisions and the rest. You see "
    "what would be added, changed and refused before anything is saved. Records are matched by their refs; those that "
    "are not in the workbook stay as they are."
)
_EXPORT = (
    "Writes every register to one Excel workbook, in the form that the import reads. It holds personal data and "
    "is not encrypted: keep it where only the right people can open it. It does not contain papers or signed "
    "minutes; a backup does."
)


class ExchangeSection(Section):
    """Imports a workbook after a preview; exports every register."""

    key = "import-export"
    title = "Import and export"

    def build(self) -> None:
        """Build a card for the import and one for the export."""
        self.progress = Progress()
        self.import_button = primary("Import a spreadsheet…", self.import_workbook)
        self.export_button = plain("Export everything…", self.export_workbook, "download")
        self.exporting = WorkbookExport(self.bridge, self.context.background, self.progress, self._exported, self)
        import_card = framed(
            column(
                Text("Import", Part.SECTION),
                Text(_IMPORT, wrap=True),
                row(self.import_button, STRETCH),
                gap=S12,
                margins=(S16, S16, S16, S16),
            )
        )
        hide_unless(self.may(import_registers), import_card)
        export_card = framed(
            column(
                Text("Export", Part.SECTION),
                Text(_EXPORT, wrap=True),
                row(self.export_button, STRETCH),
                self.progress,
                gap=S12,
                margins=(S16, S16, S16, S16),
            )
        )
        for card in (import_card, export_card):
            card.setMaximumWidth(READING_WIDTH + S24)
        self.body.addLayout(column(import_card, export_card, STRETCH, gap=S16 + S8))

    def import_workbook(self) -> ImportDialog:
        """Open the import dialog."""
        return ImportDialog(self.bridge, self.context.background, self._imported, self)

    def export_workbook(self) -> None:
        """Ask where to save the workbook, and write every register to it."""
        self.exporting.start()

    def _imported(self, done: ImportPreview) -> None:
        self.show_done(f"The workbook is imported: {in_short(done)}.")

    def _exported(self, name: str) -> None:
        self.show_done(f"Every register is in {name}.")
