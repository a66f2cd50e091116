"""What each role may see: the kinds of information, and the defaults that an agency can change.

A role's limits have two parts. The kinds here say what sort of information an account sees at all; the account's scope
(`Viewpoint`) says of which meetings and cases. Data protection law asks that nobody sees more than their work needs
(UK GDPR article 5(1)(c) and (f)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from panel_desk.rules.vocabulary import AccountRole

ONE_TIME_CODE_LASTS = timedelta(days=7)
"""How long a one-time code can be used: a person who is away for a week still finds it good, and a note of it that is
lost or forgotten opens nothing for long."""


class Information(StrEnum):
    """A kind of information, which an account may or may not see."""

    AGENCY = "the agency's details, its closed days and its rules"
    CALENDAR = "the calendar, meetings and agendas"
    FIGURES = "figures and reports"
    CASES = "cases, households and children"
    PAPERS = "papers and packs"
    HEALTH = "medical papers"
    DRAFTS = "minutes that are being written or checked"
    MINUTES = "signed minutes"
    DECISIONS = "recommendations, decisions and notices"
    MEMBERS = "members of the central list and how to reach them"
    MEMBER_CHECKS = "checks on members: DBS, references, undertakings"
    APPRAISALS = "what is written in appraisals"
    FEEDBACK = "feedback and ratings of reports, in their writers' words"
    DIVERSITY = "ethnicity and gender"
    OFFICE_WORK = "the office's work: bookings, packs sent, imports and exports"
    HISTORY = "the history of changes"
    ACCOUNTS = "accounts and who may see what"


IN_A_SENTENCE: Mapping[Information, str] = {
    Information.AGENCY: "Its name and address, the authorities that it serves, the figures of its rules.",
    Information.CALENDAR: "When panels meet, who sits on them, which items they hear and the issued agendas.",
    Information.FIGURES: "Counts of panels, cases, recommendations and members; nobody is named.",
    Information.CASES: "Who a case is about, its stage, the members' questions, interests and preconditions.",
    Information.PAPERS: "The papers of cases and the packs made of them; medical papers only if they are ticked too.",
    Information.HEALTH: "Medical reports on children and on adopters, alone and within packs.",
    Information.DRAFTS: "The text of minutes before they are signed, earlier texts, notes, checks and comments.",
    Information.MINUTES: "The text of signed minutes, with their signatures.",
    Information.DECISIONS: "What the panel recommended, the votes, what was decided, and when people were informed.",
    Information.MEMBERS: "Their e-mail addresses, telephone numbers and training; everyone sees their names.",
    Information.MEMBER_CHECKS: "DBS certificates, references, undertakings, inductions, days of appraisals, notes.",
    Information.APPRAISALS: "The text of members' appraisals. The day of an appraisal is one of the checks.",
    Information.FEEDBACK: "What applicants and social workers wrote about a panel, and the panel's ratings of reports.",
    Information.DIVERSITY: "The ethnicity of members, adopters and children, and the gender of members.",
    Information.OFFICE_WORK: "Bookings, packs and files that were sent, imports, exports and backups.",
    Information.HISTORY: "Who changed what and when, with the old and the new value.",
    Information.ACCOUNTS: "Who signs in, in which role, for which authorities, and this table.",
}
"""What each kind of information holds, in a sentence for the administrator who decides who sees it."""

SCOPES: Mapping[AccountRole, str] = {
    AccountRole.ADMINISTRATOR: "Of every panel and case.",
    AccountRole.ADVISER: "Of every panel and case.",
    AccountRole.CHAIR: "Of the panels that they chair or sit on.",
    AccountRole.DECISION_MAKER: "Of their authorities' cases, from the recommendation on.",
    AccountRole.READER: "Of every panel, and of cases that a panel hears.",
}
"""The meetings and cases that each role's accounts see. Nobody sees an item from which they withdrew."""

_EVERY_ROLE = frozenset({Information.AGENCY})
_PANEL = frozenset(
    {
        Information.CALENDAR,
        Information.CASES,
        Information.PAPERS,
        Information.HEALTH,
        Information.MINUTES,
        Information.DECISIONS,
    }
)
"""What a chair or a decision maker needs to know of the panels and cases that are theirs."""

DEFAULTS: Mapping[AccountRole, frozenset[Information]] = {
    AccountRole.ADMINISTRATOR: frozenset(Information) - {Information.APPRAISALS},
    AccountRole.ADVISER: frozenset(Information),
    AccountRole.CHAIR: _EVERY_ROLE | _PANEL | {Information.DRAFTS, Information.MEMBERS, Information.FEEDBACK},
    AccountRole.DECISION_MAKER: _EVERY_ROLE | _PANEL,
    AccountRole.READER: _EVERY_ROLE | {Information.CALENDAR, Information.FIGURES},
}
"""The kinds of information that each role sees unless the agency decides otherwise."""

FIXED: Mapping[AccountRole, frozenset[Information]] = {
    role: (_EVERY_ROLE | {Information.ACCOUNTS} if role is AccountRole.ADMINISTRATOR else _EVERY_ROLE)
    for role in AccountRole
}
"""The kinds that an agency cannot take from a role: without them nobody could correct a wrong choice."""

NEVER: Mapping[AccountRole, frozenset[Information]] = {
    AccountRole.ADMINISTRATOR: frozenset({Information.APPRAISALS}),
    AccountRole.ADVISER: frozenset(),
    **dict.fromkeys(
        (AccountRole.CHAIR, AccountRole.DECISION_MAKER, AccountRole.READER),
        frozenset({Information.OFFICE_WORK, Information.HISTORY, Information.ACCOUNTS}),
    ),
}
"""The kinds that an agency cannot give to a role: an administrator sees when an appraisal was held and not its text,
and the office's work and the history show every case, whatever the account's scope."""


class RoleRefusal(str):
    """The sentence that says why a role is not permitted something, for which the window then shows no button."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """What decides which records an account sees: its role, its person, its authorities, and what it may see.

    Args:
        role: the account's role.
        on: the day for which this holds.
        member_ref: its person on the central list, if any.
        authorities: the codes of the authorities for which a decision maker decides on that day.
        sees: the kinds of information that it may see.
        is_limited: False for a store that was made for one reader, such as a review file, and holds only what they see.
    """

    role: AccountRole
    on: date
    member_ref: str | None = None
    authorities: frozenset[str] = field(default_factory=frozenset)
    sees: frozenset[Information] = field(default_factory=frozenset)
    is_limited: bool = True


def seen_by(role: AccountRole, granted: Mapping[Information, bool]) -> frozenset[Information]:
    """The kinds of information that a role sees, with the agency's own choices in place of the defaults.

    Args:
        role: the role.
        granted: the agency's choices for it: True where it sees the kind, False where it does not.
    """
    chosen = {kind for kind in Information if granted.get(kind, kind in DEFAULTS[role])}
    return frozenset(chosen) - NEVER[role] | FIXED[role]


def why_fixed(role: AccountRole, information: Information) -> str:
    """Why an agency cannot change whether a role sees a kind of information, as a sentence; empty where it can."""
    if information in FIXED[role]:
        return f"Every {role} sees {information}: without them a wrong choice could not be corrected."
    if information in NEVER[role]:
        return (
            "An administrator sees when an appraisal was held, and not its text."
            if role is AccountRole.ADMINISTRATOR
            else f"No {role} sees {information}: it would show every case."
        )
    return ""
