"""The section about Files. In the sources, `P` is the API prefix."""

from collections.abc import Sequence
from datetime import datetime
from mimetypes import MimeTypes
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from enmeshed_kit.client.envelope import as_json_value
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.client.filters import Filter, Filters, Identified, segment
from enmeshed_kit.client.forms import Form, Upload
from enmeshed_kit.client.sections import Section, reference_text, token_conditions, without_none
from enmeshed_kit.eras import Call
from enmeshed_kit.records import File, Json, PasswordProtection, Reference, Token

FileList: TypeAlias = list[File]


LARGEST_FILE = 10 * 1024 * 1024
"""Bytes that a Connector takes; the Backbone gets a File encrypted, and refuses some that are little smaller."""

# The machine's own list of types is left out, so that the same file has the same type everywhere.
MIME_TYPES = MimeTypes(filenames=())


class Files(Section):
    """Files, own and loaded from peers: encrypted on the Backbone, opened by a reference."""

    def upload(
        self,
        content: bytes | PathLike[str],
        *,
        filename: str | None = None,
        title: str | None = None,
        description: str | None = None,
        expires_at: datetime | str | None = None,
        mimetype: str | None = None,
        tags: Sequence[str] | None = None,
    ) -> File:
        """Upload a File that peers can be given by its reference, or as an attachment.

        Args:     content: the bytes, or the path of a file on this machine.
                  filename: needed with bytes; a path brings its own.
                  expires_at: left out, it is kept for ever.
                  mimetype: left out, it follows from the file's name.
                  tags: at least two, or none; each begins with `x:`.
        Returns:  the File; its `reference` contains the key that decrypts it.
        Raises:   ContentError: larger than 10 MiB, without a name, or with a single tag.
        Source:   POST P/Files/Own → 201 (Connector 7.4.6)
        """
        fields = without_none(title=title, description=description, expiresAt=expires_at, tags=tags)
        fields = self._api.in_era(Call("POST", "/Files/Own", body=fields)).body
        form = upload_form(content, filename, mimetype, {**self._api.era.upload, **fields})
        return self._api.record(File, "POST", "/Files/Own", form=form)

    def load_peer(self, reference: str | Reference, password: str | None = None) -> File:
        """Load a peer's File by its reference, or by that of a Token that leads to it.

        Raises:   BadRequestError: no such reference, or a password is needed.  NotFoundError: expired, deleted, or the
                  password is wrong.
        Source:   POST P/Files/Peer → 201 (Connector 7.4.6)
        """
        payload = without_none(reference=reference_text(reference), password=password)
        return self._call(File, "POST", "/Files/Peer", payload)

    def list(self, filters: Filters = None, /, **more: Filter) -> FileList:
        """List Files, own and peers'; attachments that came by Message among them.

        Source:  GET P/Files → 200 (Connector 7.4.6)
        """
        return self._listed(FileList, "/Files", filters, more)

    def list_own(self, filters: Filters = None, /, **more: Filter) -> FileList:
        """List the Files of this Identity.

        Source:  GET P/Files/Own → 200 (Connector 7.4.6)
        """
        return self._listed(FileList, "/Files/Own", filters, more)

    def list_peer(self, filters: Filters = None, /, **more: Filter) -> FileList:
        """List the Files of peers.

        Source:  GET P/Files/Peer → 200 (Connector 7.4.6)
        """
        return self._listed(FileList, "/Files/Peer", filters, more)

    def get(self, file: Identified) -> File:
        """Read what is known about a File.

        Raises:  NotFoundError: no such File here.
        Source:  GET P/Files/{id} → 200 (Connector 7.4.6)
        """
        return self._call(File, "GET", f"/Files/{segment(file)}")

    def download(self, file: Identified) -> bytes:
        """Fetch a File's content.

        Raises:  BadRequestError: it has expired or was deleted by its owner.  NotFoundError: no such File here.
        Source:  GET P/Files/{id}/Download → 200 (Connector 7.4.6)
        """
        return self._api.call("GET", f"/Files/{segment(file)}/Download").content

    def qr_code(self, file: Identified) -> bytes:
        """Draw the File's reference as a QR code.

        Returns:  a PNG picture.
        Source:   GET P/Files/{id}, Accept: image/png → 200 (Connector 7.4.6)
        """
        return self._picture("GET", f"/Files/{segment(file)}")

    def create_token(
        self,
        file: Identified,
        *,
        expires_at: datetime | str | None = None,
        ephemeral: bool | None = None,
        for_identity: str | None = None,
        password_protection: PasswordProtection | Json | None = None,
    ) -> Token:
        """Make a Token that leads to a File; its reference, too, loads the File.

        Args:     expires_at: left out, it ends with the File.
                  ephemeral: False keeps it among the Tokens; left out, it is not kept.
        Source:   POST P/Files/{id}/Token → 201 (Connector 7.4.6)
        """
        conditions = token_conditions(expires_at, ephemeral, for_identity, password_protection)
        return self._call(Token, "POST", f"/Files/{segment(file)}/Token", conditions)

    def regenerate_ownership_token(self, file: Identified) -> File:
        """Replace the token with which a peer can take over an own File.

        Raises:  BadRequestError: the File is a peer's.
        Source:  PATCH P/Files/{id}/RegenerateOwnershipToken → 200 (Connector 7.4.6)
        """
        return self._call(File, "PATCH", f"/Files/{segment(file)}/RegenerateOwnershipToken")

    def delete(self, file: Identified) -> None:
        """Delete a File; an own one can then be downloaded by nobody.

        Source:  DELETE P/Files/{id} → 204 (Connector 7.4.6)
        """
        self._api.call("DELETE", f"/Files/{segment(file)}")


def upload_form(content: bytes | PathLike[str], filename: str | None, mimetype: str | None, fields: Json) -> Form:
    """The form that uploads a file.

    Args:    fields: texts, times, or lists of texts.
    Raises:  ContentError: what a Connector would refuse later, or misunderstand.
    """
    if isinstance(content, str):
        raise ContentError("A text is neither bytes nor a path.", "Pass text.encode(), or pathlib.Path(name).")
    if not isinstance(content, bytes):
        path = Path(content)
        filename, content = filename or path.name, path.read_bytes()
    if not filename:
        raise ContentError("The File has no name.", 'Pass filename="letter.txt", for instance.')
    if len(content) > LARGEST_FILE:
        raise ContentError(f"The File has {len(content):,} bytes; 10 MiB are allowed.", "Divide or compress it.")
    check_tags(fields.get("tags"))
    kind = mimetype or MIME_TYPES.guess_type(filename)[0] or "application/octet-stream"
    upload = Upload(filename=filename, mimetype=kind, content=content, size=len(content))
    texts = [(name, text) for name, value in fields.items() for text in texts_of(value)]
    return (*texts, ("file", upload))


def check_tags(tags: Sequence[str] | None) -> None:
    """Refuse a single tag: in a form it is not told from a plain text, and the Connector wants a list."""
    if tags is not None and (isinstance(tags, str) or len(tags) == 1):
        raise ContentError("A Connector 7 does not understand a single tag at an upload.", "Give none, or two or more.")


def texts_of(value: object) -> list[str]:
    """A field's value as the texts that a form can carry."""
    if isinstance(value, str):
        return [value]
    return [*value] if isinstance(value, Sequence) else [str(as_json_value(value))]
