"""The errors that are shown to the user, each with a sentence that says what to do.

There are four kinds of error. A broken rule is shown beside its field. If somebody else changed the same record, both
texts are shown. A problem with the program's surroundings, such as a full disk or a damaged file, gets a dialog. Every
other exception is a bug, for which the user gets an apology with a reference number. The command line turns the kinds
into exit codes.
"""

from dataclasses import dataclass


class PanelDeskError(Exception):
    """An error whose sentence is meant for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RuleBrokenError(PanelDeskError):
    """The input breaks a rule of adoption panels or of a form.

    Args:
        sentence: what is wrong and what would be right.
        field: the name of the form's field beside which to show the sentence; None for the whole form.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotAllowedError(RuleBrokenError):
    """The role of the signed-in account is not permitted to do this."""


class ChangedMeanwhileError(PanelDeskError):
    """Somebody else saved the same record since it was read.

    Args:
        sentence: what happened and what to do.
        theirs: the text that they saved, for a text that can be merged.
        yours: the text that was to be saved.
    """

    def __init__(self, sentence: str, theirs: str = "", yours: str = "") -> None:
        super().__init__(sentence)
        self.theirs = theirs
        self.yours = yours


class SurroundingsError(PanelDeskError):
    """The disk, a folder, another program or the file itself prevents the work."""


class StoreError(SurroundingsError):
    """The store cannot be opened: it is missing, locked, damaged, newer or read-only, or the passphrase is wrong."""


class OwnPassphraseNeededError(StoreError):
    """A one-time code was typed: the person must now choose a passphrase of their own, and nothing else is opened."""


class SignInRefusedError(StoreError):
    """The passphrase, the recovery key or the sign-in name is wrong.

    Args:
        sentence: what to do.
        account: the account whose passphrase was wrong; empty where no account has the name that was typed.
    """

    def __init__(self, sentence: str, account: str = "") -> None:
        super().__init__(sentence)
        self.account = account


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a workbook that is to be imported.

    Args:
        sheet: the sheet's name.
        row: the row's number as the spreadsheet shows it; None for the whole sheet.
        heading: the column's heading; None for the whole row.
        value: the faulty value as text; empty if there is none.
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
    """The workbook has faults, all of which are listed; nothing was imported."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"The workbook has {count}. Nothing was imported.")
        self.faults = faults
