"""Handing over Files: the offer in a Request, and what becomes of the File when it is accepted."""

from typing import TYPE_CHECKING

import msgspec

from enmeshed_kit.records import File, Json
from enmeshed_kit.sandbox.attributes.matching import INVALID_ITEM, Unfit
from enmeshed_kit.sandbox.faults import Fault
from enmeshed_kit.sandbox.references import read_reference

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account


def _file_id(item: Json, account: "Account") -> str:
    return read_reference(item["fileReference"], account.now()).id


def check_own_file(item: Json, account: "Account") -> None:
    """Refuse to offer a File that is not an own, valid one, or with another token than its own."""
    file_id = _file_id(item, account)
    file = account.files.find(file_id)
    if file is None:
        raise Unfit(INVALID_ITEM, f"The File with the given ID '{file_id}' could not be found.")
    cannot = f"You cannot request the transfer of ownership of the File with ID '{file_id}' since it"
    if not file.is_own:
        raise Unfit(INVALID_ITEM, f"{cannot} is not owned by you.")
    if file.expires_at <= account.now():
        raise Unfit(INVALID_ITEM, f"{cannot} is already expired.")
    _check_marks(file_id, file, item, account, (cannot, "The"))


def _check_marks(file_id: str, file: File, item: Json, account: "Account", wordings: tuple[str, str]) -> None:
    """Refuse a File with tags that there are not, and an offer with another token than the File's.

    Args:      wordings: how what is said of either begins.
    """
    of_tags, of_token = wordings
    if tags := account.dialect.content.invalid_tags(file.tags or []):
        raise Unfit(INVALID_ITEM, f"{of_tags} has invalid tags. {tags}")
    if not _fits_token(file_id, item, account):
        text = f"{of_token} specified ownershipToken is not valid for the File with ID '{file_id}'."
        raise Unfit(INVALID_ITEM, text)


def _fits_token(file_id: str, item: Json, account: "Account") -> bool:
    """Whether an offer has the File's token, or none where it need not have any."""
    stored = account.backbone.files.get(file_id)
    given = item.get("ownershipToken")
    return given is None or (stored is not None and stored.record.ownership_token == given)


def check_offered_file(item: Json, account: "Account", peer: str) -> None:
    """Refuse to take over a File that the peer cannot give."""
    file_id = _file_id(item, account)
    cannot = "You cannot accept this RequestItem since the"
    try:
        file = _load(item, account)
    except Fault as fault:
        text = f"{cannot} File with the given ID '{file_id}' could not be found."
        raise Unfit(INVALID_ITEM, text) from fault
    if file.expires_at <= account.now():
        raise Unfit(INVALID_ITEM, f"{cannot} File with the given ID '{file_id}' is already expired.")
    named = f"{cannot} File with the given fileReference '{file_id}'"
    if file.is_own:
        raise Unfit(INVALID_ITEM, f"{named} is already owned by you.")
    if file.owner != peer:
        raise Unfit(INVALID_ITEM, f"{named} is not owned by the peer.")
    _check_marks(file_id, file, item, account, (named, cannot))


def _load(item: Json, account: "Account") -> File:
    known = account.files.find(_file_id(item, account))
    return known or account.files.load_peer({"reference": item["fileReference"]})


def take_file(item: Json, account: "Account") -> Json:
    """Become the owner of an offered File.

    Returns:   the content of the IdentityAttribute that refers to it.
    """
    file = _load(item, account)
    stored = account.backbone.files[file.id]
    token = account.ids.text("ownership token", 20)
    stored.record = msgspec.structs.replace(stored.record, owner=account.address, ownership_token=token)
    account.files.adopt(stored.record)
    return {
        "@type": "IdentityAttribute",
        "owner": account.address,
        **({"tags": file.tags} if file.tags else {}),
        "value": {"@type": "IdentityFileReference", "value": file.reference.truncated},
    }


def give_file(item: Json, account: "Account") -> None:
    """Note that a peer has become the owner of an offered File."""
    stored = account.backbone.files.get(_file_id(item, account))
    if stored is None or stored.record.owner == account.address:
        return
    account.files.adopt(stored.record)
    account.publish("transport.fileOwnershipClaimed", account.files.find(stored.record.id))
