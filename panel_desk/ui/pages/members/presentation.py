"""How members are presented in the list and on their pages: chips, facts, and the fields of the form."""

from collections.abc import Collection, Sequence
from datetime import date

from panel_desk.queries.members.certificates import CredentialRow
from panel_desk.queries.members.members import MemberRow
from panel_desk.rules.clocks import Clock
from panel_desk.rules.vocabulary import Background, Category, MemberStatus, PanelRole
from panel_desk.ui import formats
from panel_desk.ui.fields import ChoiceField, DateField, FormPart, SeveralField, TextField, YesNoField, options
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.facts import Fact

_SOON = 40  # working days; two months ahead is time enough to renew a certificate or to arrange a talk
_STATES = {
    MemberStatus.ACTIVE: Chip(State.GOOD, "Active"),
    MemberStatus.ON_HOLD: Chip(State.WAITING, "On hold"),
    MemberStatus.PROSPECTIVE: Chip(State.NOTE, "Prospective"),
    MemberStatus.WAITING_LIST: Chip(State.NOTE, "Waiting list", "clock"),
    MemberStatus.ENDED: Chip(State.QUIET, "Ended"),
}
_HALF = 240  # pixels: the width of a field that shares its line with others

PERSON: Sequence[FormPart] = (
    "Person",
    (
        TextField(key="title", label="Title", width=72),
        TextField(key="given_name", label="Given name", required=True, width=_HALF),
        TextField(key="family_name", label="Family name", required=True, width=_HALF),
    ),
    (
        TextField(key="email", label="Email", width=_HALF + 84),
        TextField(key="phone", label="Phone", width=_HALF),
    ),
)
ROLE: Sequence[FormPart] = (
    "Role",
    (
        ChoiceField(key="category", label="Category", required=True, options=options(Category), width=_HALF),
        ChoiceField(key="role", label="Role on the panel", required=True, options=options(PanelRole), width=_HALF),
    ),
    YesNoField(
        key="is_independent",
        label="Independent of the agency",
        help="Not independent: who worked in its children's social care, or was an elected member of it, in the last "
        "12 months.",
        required=True,
    ),
)
MEMBERSHIP: Sequence[FormPart] = (
    "Membership",
    (
        ChoiceField(key="status", label="Status", required=True, options=options(MemberStatus), width=_HALF),
        DateField(key="joined_list_on", label="Joined the list on"),
    ),
)
BACKGROUNDS = SeveralField(key="backgrounds", label="Background", options=options(Background))
RECORD: Sequence[FormPart] = (
    *PERSON,
    (
        TextField(key="gender", label="Gender", help="In their own words.", width=_HALF),
        TextField(key="ethnicity", label="Ethnicity", help="In their own words.", width=_HALF),
    ),
    *ROLE,
    (
        DateField(key="role_from", label="In this role since"),
        DateField(key="qualified_social_worker_since", label="Social worker since"),
        TextField(key="social_work_england_no", label="Social Work England no.", width=_HALF - 40),
    ),
    BACKGROUNDS,
    "Membership",
    DateField(key="joined_list_on", label="Joined the list on"),
    "Vetting",
    (
        TextField(key="dbs_certificate_no", label="DBS certificate no.", width=_HALF - 40),
        DateField(key="dbs_issued_on", label="DBS issued on"),
        DateField(key="references_verified_on", label="References verified on"),
    ),
    "Dates",
    (
        DateField(key="confidentiality_agreed_on", label="Confidentiality agreed on"),
        DateField(key="observed_panel_on", label="Observed a panel on"),
    ),
    (
        DateField(key="induction_completed_on", label="Induction completed on"),
        DateField(key="last_appraisal_on", label="Last appraisal on"),
    ),
    TextField(key="notes", label="Notes", lines=4),
)


def status_chip(person: MemberRow) -> Chip:
    """The member's status as a chip."""
    return _STATES[person.status]


def ready_words(person: MemberRow) -> str:
    """Whether a person may sit, and what is still needed, as text for the search and the export."""
    if person.status is MemberStatus.ACTIVE or person.not_ready:
        return formats.readiness_in_words(person.not_ready, person.overdue)
    return ready_chip(person).word


def ready_chip(person: MemberRow) -> Chip:
    """Whether a person may sit, as a chip."""
    if person.status is MemberStatus.ACTIVE or person.not_ready:
        return formats.readiness(person.not_ready, person.overdue)
    return Chip(State.QUIET, "Not sitting")


def due_words(clock: Clock | None, today: date) -> str:
    """The day of a deadline, as text for the search and the export; a dash where there is no deadline."""
    if clock is None:
        return "–"
    return f"{formats.full(clock.due_on)}, late" if clock.overdue(today) else formats.full(clock.due_on)


def due_chip(clock: Clock | None, today: date, status: MemberStatus) -> Chip | None:
    """A chip for a deadline that is past or within 40 working days; None otherwise, and for who has left the list."""
    if clock is None or status is MemberStatus.ENDED:
        return None
    if clock.overdue(today):
        return Chip(State.ALERT, f"{formats.full(clock.due_on)}")
    if clock.working_days_left(today) <= _SOON:
        return Chip(State.WAITING, formats.full(clock.due_on))
    return None


def summary(person: MemberRow, today: date, unseen: Collection[str] = ()) -> list[Fact]:
    """The facts of a person beside the list and on their page, without the fields that the account does not see."""
    clocks: dict[str, Fact] = {
        "dbs": ("DBS due", due_chip(person.dbs, today, person.status) or due_words(person.dbs, today)),
        "appraisal": (
            "Appraisal due",
            due_chip(person.appraisal, today, person.status) or due_words(person.appraisal, today),
        ),
    }
    return [
        ("Role", formats.capital(person.role)),
        ("Category", formats.capital(person.category)),
        ("Background", formats.capital(", ".join(person.background))),
        ("Independent", "Yes, of the agency" if person.is_independent else "No"),
        ("Joined list", formats.full(person.joined_list_on)),
        ("Sittings", f"{person.sittings} in the last 12 months"),
        *(fact for key, fact in clocks.items() if key not in unseen),
        ("Ref", person.ref),
    ]


def certificate_in_words(found: CredentialRow) -> str:
    """A certificate as a sentence: its fingerprint, its issuer, its last day and who vouched for it."""
    by = "made in Panel Desk" if found.is_self_made else f"issued by {found.issuer}"
    words = (
        f"Certificate {formats.fingerprint_in_words(found.sha256)}, {by}, valid until {formats.full(found.valid_until)}"
    )
    return f"{words}. Vouched for by {voucher_in_words(found)}" if found.voucher_needed else words


def voucher_in_words(found: CredentialRow) -> str:
    """Who vouched for a certificate, how and when, and why that was needed; empty where it was not."""
    if found.voucher_needed is None:
        return ""
    return f"{found.vouched.in_words if found.vouched else 'nobody yet'}: {found.voucher_needed}"


def certificate_chip(found: CredentialRow, today: date) -> Chip:
    """Status chip of a certificate: withdrawn, expired, not vouched for yet, expiring soon or valid."""
    if found.withdrawn_at is not None:
        return Chip(State.QUIET, f"Withdrawn {formats.full(found.withdrawn_at.astimezone().date())}")
    if found.valid_until < today:
        return Chip(State.ALERT, "Expired")
    if found.waits_for_voucher:
        return Chip(State.WAITING, "Waits for a voucher")
    if found.ends_soon(today):
        return Chip(State.WAITING, f"Expires in {formats.count((found.valid_until - today).days, 'day')}")
    return Chip(State.GOOD, "Valid")
