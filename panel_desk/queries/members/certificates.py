"""Signing certificates of members: owner, fingerprint and validity."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from panel_desk.desk import Work, shows, without_limits
from panel_desk.models import Account, AccountKey, Member, SigningCredential
from panel_desk.queries.names import member_name
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import KeyOrigin, VouchedHow, VoucherReason

_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Voucher:
    """Who vouched that a certificate is its owner's, how they compared its fingerprint, and when."""

    name: str
    how: VouchedHow
    at: datetime

    @property
    def in_words(self) -> str:
        """As *Gwen Rees, in person, on 4 March 2027*."""
        return f"{self.name}, {self.how}, on {in_words(self.at.astimezone().date())}"


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A member's signing certificate.

    Args:
        sha256: its fingerprint, 64 hexadecimal digits.
        withdrawn_at: when it was withdrawn; signatures made before then stay valid.
        voucher_needed: why somebody must vouch for it; None where nobody needs to.
        vouched: who has.
    """

    id: int
    member: str
    subject: str
    issuer: str
    sha256: str
    valid_from: date
    valid_until: date
    added_at: datetime
    withdrawn_at: datetime | None
    voucher_needed: VoucherReason | None = None
    vouched: Voucher | None = None

    @property
    def waits_for_voucher(self) -> bool:
        """Whether it signs nothing yet, because nobody has vouched for it."""
        return self.voucher_needed is not None and self.vouched is None

    @property
    def is_self_made(self) -> bool:
        """Whether it is self-signed: Panel Desk made it, and no authority vouches for the person."""
        return self.subject == self.issuer

    def counts_on(self, day: date) -> bool:
        """Whether it is valid and not withdrawn on a day."""
        return self.withdrawn_at is None and self.valid_from <= day <= self.valid_until

    def ends_soon(self, today: date) -> bool:
        """Whether it expires within 30 days from today."""
        return today <= self.valid_until <= today + _SOON


@dataclass(frozen=True, slots=True)
class CertificateOwner:
    """The owner of a signing certificate.

    Args:
        member: the ref of the person on the central list.
        name: their name.
        withdrawn_at: when the certificate was withdrawn; None where it was not.
        voucher_needed: why somebody must vouch for it; None where nobody needs to.
        vouched: who has.
        disowned_from: the moment from which its owner says that signatures with it are not theirs; None for none.
    """

    member: str
    name: str
    withdrawn_at: datetime | None
    voucher_needed: VoucherReason | None = None
    vouched: Voucher | None = None
    disowned_from: datetime | None = None

    def is_disowned_at(self, moment: datetime | None) -> bool:
        """Whether its owner said that signatures made at a moment, or at one that is not known, are not theirs."""
        return self.disowned_from is not None and (
            moment is None or moment >= self.disowned_from.replace(microsecond=0)
        )

    def could_sign_at(self, moment: datetime | None) -> bool:
        """Whether the certificate was not withdrawn by a moment; where that is not known, whether it never was."""
        return self.withdrawn_at is None or (moment is not None and moment < self.withdrawn_at)


@shows(Information.AGENCY)
def credentials(work: Work, member: str) -> tuple[CredentialRow, ...]:
    """Every certificate that a member has or had, newest first."""
    found = select(SigningCredential).filter_by(member_ref=member).order_by(SigningCredential.id.desc())
    return tuple(_row(each) for each in work.session.scalars(found))


@shows(Information.AGENCY)
def own_key(work: Work) -> tuple[CredentialRow, bytes] | None:
    """The signed-in person's valid certificate and its encrypted PKCS #12 key store; None where they have none."""
    found = credential_of(work, work.by.member_ref)
    return (_row(found), found.pkcs12) if found else None


@shows(Information.AGENCY)
@without_limits
def certificate_owner(work: Work, sha256: str) -> CertificateOwner | None:
    """The owner of the certificate with this SHA-256 (64 hexadecimal digits); None if it is not on the central list.

    It does not depend on who asks: whoever has a signed file may know who signed it.
    """
    found = work.session.execute(
        select(Member, SigningCredential)
        .join(SigningCredential, SigningCredential.member_ref == Member.ref)
        .where(SigningCredential.certificate_sha256 == sha256)
    ).first()
    if found is None:
        return None
    member, certificate = found
    return CertificateOwner(
        member.ref,
        member_name(member),
        certificate.withdrawn_at,
        certificate.voucher_needed,
        voucher_of(certificate),
        certificate.disowned_from,
    )


@shows(Information.AGENCY)
def credential_of(work: Work, member: str | None) -> SigningCredential | None:
    """The newest certificate of a member that is valid today; for operations and queries."""
    today = work.time_source.today()
    found = (
        select(SigningCredential)
        .where(
            SigningCredential.member_ref == member,
            SigningCredential.withdrawn_at.is_(None),
            SigningCredential.valid_from <= today,
            SigningCredential.valid_until >= today,
        )
        .order_by(SigningCredential.id.desc())
        .limit(1)
    )
    return work.session.scalars(found).one_or_none()


def _row(found: SigningCredential) -> CredentialRow:
    return CredentialRow(
        id=found.id,
        member=found.member_ref,
        subject=found.subject,
        issuer=found.issuer,
        sha256=found.certificate_sha256,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        added_at=found.added_at,
        withdrawn_at=found.withdrawn_at,
        voucher_needed=found.voucher_needed,
        vouched=voucher_of(found),
    )


def voucher_of(found: SigningCredential) -> Voucher | None:
    """Who vouched for a certificate; None where nobody has."""
    if found.vouched_at is None or found.vouched_how is None:
        return None
    return Voucher(found.vouched_name or "", found.vouched_how, found.vouched_at)


@shows(Information.AGENCY)
def newest_certificate(work: Work, member: str) -> SigningCredential | None:
    """The certificate of a member that was added last, whether or not it is still valid; for operations."""
    found = select(SigningCredential).filter_by(member_ref=member).order_by(SigningCredential.id.desc()).limit(1)
    return work.session.scalars(found).one_or_none()


@shows(Information.AGENCY)
def was_reset_since(work: Work, member: str, certificate: SigningCredential | None) -> bool:
    """Whether a member's account was given a one-time code since a certificate was added, or ever where it is None."""
    resets = (
        select(AccountKey.made_at)
        .join(Account, Account.name == AccountKey.account_name)
        .where(Account.member_ref == member, AccountKey.origin == KeyOrigin.RESET)
    )
    return any(certificate is None or at >= certificate.added_at for at in work.session.scalars(resets))


@shows(Information.AGENCY)
@without_limits
def is_first_certificate(work: Work, member: str) -> bool:
    """Whether a member has no certificate and never had one, under a passphrase that was never reset.

    It does not depend on who asks: it says nothing but whether somebody must vouch for the next one.
    """
    return newest_certificate(work, member) is None and not was_reset_since(work, member, None)
