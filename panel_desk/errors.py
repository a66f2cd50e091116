"""What can go wrong, in words that a user can act on.

Four kinds, and every layer raises one of them or lets a bug through: a rule broken (shown beside the field),
a record that changed meanwhile (show both, lose neither), the surroundings (a dialog that says what to do),
and anything else, which is a bug (an apology and a reference number). The command line maps them to exit codes.
"""

from dataclasses import dataclass


class PanelDeskError(Exception):
    """An error whose sentence is meant for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleBrokenError(PanelDeskError):
    """What was asked for breaks a rule of the field or of a form.

    Args:
        sentence: what is wrong and what would be right.
        field: the name of the form's field that the sentence belongs beside; None for the whole form.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotAllowedError(RuleBrokenError):
    """The signed-in account's role does not do this."""


class ChangedMeanwhileError(PanelDeskError):
    """Somebody else saved the same record since it was read. Both texts are kept: theirs and yours."""

    def __init__(self, sentence: str, theirs: str = "", yours: str = "") -> None:
        super().__init__(sentence)
        self.theirs = theirs
        self.yours = yours


class SurroundingsError(PanelDeskError):
    """The disk, the folder, another program or the file itself is in the way."""


class StoreError(SurroundingsError):
    """The store cannot be opened: wrong passphrase, locked, damaged, newer than the program, no place to write."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a workbook that cannot be true or cannot be placed.

    Args:
        sheet: the sheet's name.
        row: the row's number as the spreadsheet shows it; None where it is about the whole sheet.
        heading: the column's heading; None where it is about the whole row.
        value: the value found, as text.
        right: what would be right, as a sentence.
    """

    sheet: str
    row: int | None
    heading: str | None
    value: str
    right: str

    def __str__(self) -> str:
        place = self.sheet
        if self.row is not None:
            place += f", row {self.row}"
        if self.heading is not None:
            place += f", {self.heading}"
        found = f" found “{self.value}”." if self.value else ""
        return f"{place}:{found} {self.right}"


class FaultsError(RuleBrokenError):
    """A workbook with faults; every one is listed, and nothing was written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The workbook has {count}. Nothing was imported.")
        self.faults = faults
