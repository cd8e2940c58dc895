"""Messages that the phone's owner writes: drafts with files, and the sending of them."""

import hashlib
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.files import upload_form
from enmeshed_kit.client.filters import Identified, id_of
from enmeshed_kit.client.forms import Upload
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.phone.pocket import Draft, PhoneError

Attachment: TypeAlias = Identified | PathLike[str]
"""A File that is uploaded already, or a file on this machine."""


class Outbox:
    """What one Identity writes.

    Args:  connector: whose.
           drafts: by the address of the one whom they are for.
    """

    def __init__(self, connector: Connector, drafts: dict[str, Draft]) -> None:
        self._connector = connector
        self._drafts = drafts

    def draft(self, peer: str) -> Draft:
        """What is written for somebody and not sent yet."""
        return self._drafts.setdefault(peer, Draft())

    def send(self, peer: str, draft: Draft) -> None:
        """Send a draft, its files first, and once: the same words written once more are another Message.

        Raises:  PhoneError: it has no subject or no body.  RejectedError: the Connector refuses it; the draft stays.
        """
        if missing := [name for name in ("subject", "body") if not getattr(draft, name).strip()]:
            raise PhoneError(f"The Message has no {' and no '.join(missing)} yet.", "Write it, then send again.")
        if self._drafts.get(peer) is draft:
            files = [self._uploaded(one) for one in draft.files.values()]
            self._connector.messages.send([peer], mail(peer, draft.subject, draft.body), files)
            del self._drafts[peer]

    def send_once(self, peer: str, subject: str, body: str, attachments: Sequence[Attachment]) -> None:
        """Send a Mail, unless the same one was sent before.

        Raises:  RejectedError: the Connector refuses it.
        """
        content, files = mail(peer, subject, body), [self._file(one) for one in attachments]
        payload = {**content, "attachments": files} if files else content
        memory.once(self._connector, "phone", payload, lambda: self._connector.messages.send([peer], content, files))

    def _file(self, attachment: Attachment) -> str:
        if isinstance(attachment, PathLike):
            return self._uploaded(file_to_upload(attachment))
        return id_of(attachment)

    def _uploaded(self, file: Upload) -> str:
        """The id of a File with this content, uploaded when it is first needed."""
        fingerprint = hashlib.sha256(file.content).hexdigest()
        files = self._connector.files
        uploaded = memory.once(
            self._connector,
            "phone's file",
            {"filename": file.filename, "sha256": fingerprint},
            lambda: files.upload(file.content, filename=file.filename, mimetype=file.mimetype),
        )
        return id_of(uploaded.answer)


def file_to_upload(content: bytes | PathLike[str], filename: str = "") -> Upload:
    """A file as it will be uploaded; nothing is sent yet.

    Args:    content: the bytes, or the path of a file on this machine.
             filename: needed with bytes; a path brings its own.
    Raises:  PhoneError: there is no such file.  ContentError: larger than 10 MiB, or without a name.
    """
    if isinstance(content, PathLike):
        path, content = Path(content), _content_of(Path(content))
        filename = filename or path.name
    form = upload_form(content, filename, None, {})
    return next(value for _, value in form if isinstance(value, Upload))


def mail(peer: str, subject: str, body: str) -> dict[str, Any]:
    """The content of a Mail to one recipient."""
    return {"@type": "Mail", "to": [peer], "subject": subject, "body": body}


def _content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PhoneError(f"{path} cannot be read: {error.strerror}.", "Check its name and folder.") from error
