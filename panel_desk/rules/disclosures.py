"""Disclosures: records shown or taken out, which the audit trail records too (UK GDPR article 5(2), accountability)."""

from dataclasses import dataclass
from enum import StrEnum


class Seen(StrEnum):
    """What was shown or taken out, as words that follow a person's name."""

    SIGNED_IN = "signed in"
    SIGN_IN_REFUSED = "was refused the sign-in"
    EXPORTED_REGISTERS = "exported every register"
    EXPORTED_LIST = "exported a list"
    SAVED_DOCUMENT = "printed or saved a document"
    READ_PACK = "made a pack"
    BACKED_UP = "backed up the store"
    BEGAN_NEW_KEY = "began to change the store's key"
    CHANGED_KEY = "changed the store's key"
    OPENED_HEALTH_PAPER = "opened a medical paper"
    OPENED_CHECKS = "opened a member's checks and appraisal"
    TOOK_OUT_PERSON_FILE = "made a file of everything held on a person"

    @property
    def action(self) -> str:
        """The action of its entry in the audit trail: the constant's name in lower case, such as `signed_in`."""
        return self.name.lower()


class Way(StrEnum):
    """How somebody works with a store: in the window or on the command line."""

    WINDOW = "window"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One record that was shown or taken out.

    Args:
        seen: what was done with it.
        register: the register of the record; `agency` where it is the store as a whole.
        ref: the record's key; empty for every record of the register.
        of: the refs of the records that it belongs to.
        what: what else tells it apart, such as the name of a file.
    """

    seen: Seen
    register: str
    ref: str = ""
    of: tuple[str, ...] = ()
    what: str = ""
