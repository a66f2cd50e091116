"""The change of the store's data key, as the audit trail records it."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Account
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.keys import new_data_key
from panel_desk.store.sign_in_check import foreign_keys_in
from panel_desk.store.signed_trail import access_now


@permits(AccountRole.ADMINISTRATOR)
def begin_key_change(work: Work) -> None:
    """Record that the store's data key is about to be changed, if each account can be given the new one.

    Raises:
        RuleBrokenError: the key file is damaged or holds keys that the audit trail does not know, or an account or the
            recovery key cannot be given another key yet.
        StoreError: the key file or the trail cannot be read.
    """
    ring = work.store.key_ring
    faults = [*ring.faults(work.store.data_key), *foreign_keys_in(access_now(work.session), ring)]
    if faults:
        raise RuleBrokenError(f"The store's key cannot be changed yet. {faults[0]}")
    if ring.is_changing:
        raise RuleBrokenError(
            "The store's key was changed a moment ago, and its papers are still being encrypted under it. Wait until "
            "that is done."
        )
    ring.with_new_data_key(work.store.data_key, new_data_key())
    work.disclose(Seen.BEGAN_NEW_KEY, "agency")


@permits(*AccountRole)
def finish_key_change(work: Work, papers: int) -> None:
    """Record that the store's data key was changed, once every paper is encrypted under it.

    Whoever is signed in when the last paper is encrypted finishes the change that an administrator began.

    Args:
        work: the unit of work.
        papers: how many papers there are.
    """
    work.session.scalars(select(Account.name).limit(1)).all()  # locks the store: no other window writes the key file
    if work.store.key_ring.is_changing:
        work.store.end_key_change()
        work.disclose(Seen.CHANGED_KEY, "agency", what=f"{count(papers, 'paper', 'papers')} encrypted anew")
