"""Files: own ones, and those of peers that came by reference or as an attachment."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from enmeshed_kit.records import File, Json, Token
from enmeshed_kit.sandbox.backbone import Stored
from enmeshed_kit.sandbox.collection import Collection
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import Fault, core_fault, invalid_property, unexpected
from enmeshed_kit.sandbox.filters import Filter
from enmeshed_kit.sandbox.loading import Loadable, by_reference
from enmeshed_kit.sandbox.protection import check_conditions, check_reader, read_expiry, read_protection
from enmeshed_kit.sandbox.references import Secret

if TYPE_CHECKING:
    pass

LARGEST = 10 * 1024 * 1024
CIPHER_OVERHEAD = 16
CIPHER_FRAME = 82
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
TEXT: schema.Schema = {"type": "string"}
UPLOADED = ("title", "description", "expiresAt", "tags")

NEW_FILE = schema.object_of(
    {"content": {}, "filename": TEXT, "mimetype": TEXT},
    expiresAt=schema.DATE_TIME,
    title=TEXT,
    description=TEXT,
    tags={"type": "array", "items": TEXT},
)
LOADABLE = Loadable({"TOK": "token", "FIL": "file"}, section="files")


class Download(msgspec.Struct, frozen=True):
    """A File's bytes and what they are to be called."""

    content: bytes
    filename: str
    mimetype: str


class Files(Collection[File]):
    """What this Identity has of Files.

    Of its class are:
        payload: the schema of a new File.
        defaults: what a File has of which its form says nothing.
        read_loading: how a payload tells what is to be loaded.
    """

    kind = "File"
    prefix = "FIL"
    payload = NEW_FILE
    filter = Filter(
        keys=(
            *("createdAt", "createdBy", "createdByDevice", "description", "expiresAt", "filename", "filesize"),
            *("mimetype", "title", "isOwn", "tags", "ownershipToken", "ownershipIsLocked"),
        ),
        literal=("tags",),
    )
    defaults: ClassVar[Json] = {}
    read_loading = staticmethod(by_reference)

    def upload_own(self, form: Any) -> File:
        """Keep a File that peers can be given.

        Args:      form: the fields of the form, its `file` with content, filename and mimetype.
        Source:    POST /api/core/v1/Files/Own → 201
        """
        if form is msgspec.UNSET:
            raise unexpected()
        body = self._uploaded(form)
        schema.check(body, self.payload)
        self._check_content(body["content"])
        check_conditions(body, self._account.now())
        _check_cipher(len(body["content"]))
        self._check_tags(body.get("tags", []))
        return self._store({**self.defaults, **body})

    def _uploaded(self, form: Json) -> Json:
        body = {name: form[name] for name in UPLOADED if name in form}
        file: Any = form.get("file")
        if hasattr(file, "content"):
            body |= {"content": file.content, "filename": file.filename, "mimetype": file.mimetype}
        return body

    def _check_content(self, content: bytes) -> None:
        if len(content) > LARGEST:
            raise invalid_property("'content' is too large")

    def _check_tags(self, tags: list[str]) -> None:
        if invalid := [tag for tag in tags if not tag.startswith("x:")]:
            names = ", ".join(f"'{tag}'" for tag in invalid)
            reason = f"Detected invalidity of the following tags: {names}."
            raise Fault("error.consumption.attributes.invalidTags", reason)

    def _store(self, body: Json) -> File:
        account = self._account
        secret = Secret(id=account.ids.object_id("FIL"), key=account.ids.secret_key())
        file = File(
            id=secret.id,
            is_own=True,
            filename=body["filename"],
            filesize=len(body["content"]),
            created_at=account.now(),
            created_by=account.address,
            created_by_device=account.device_id,
            expires_at=read_expiry(body["expiresAt"]) if "expiresAt" in body else FOREVER,
            mimetype=body["mimetype"],
            title=body.get("title"),
            description=body.get("description"),
            tags=body.get("tags"),
            reference=self._account.dialect.references.write(secret),
            owner=account.address,
            ownership_token=account.ids.text("ownership token", 20),
        )
        account.backbone.files[file.id] = Stored(file, secret, content=body["content"])
        self._records[file.id] = file
        return file

    def load_peer(self, body: Any) -> File:
        """Take over a peer's File by its reference, or by that of a Token that leads to it.

        Source:    POST /api/core/v1/Files/Peer → 201
        """
        secret, password = self.read_loading(body, LOADABLE, self._account)
        if secret.id.startswith("TOK"):
            secret = self._secret_in_token(secret, password)
        return self._load(secret, password)

    def _secret_in_token(self, secret: Secret, password: str | None) -> Secret:
        token = self._account.tokens.open(secret, password)
        if not isinstance(token.content, dict) or token.content.get("@type") != "TokenContentFile":
            raise self._account.tokens.invalid_content()
        return Secret(id=token.content["fileId"], key=token.content["secretKey"]["key"])

    def _load(self, secret: Secret, password: str | None) -> File:
        account = self._account
        is_known = secret.id in self._records
        check_reader(secret, account.address, password, account.now(), is_known=is_known)
        if not is_known:
            self._keep(account.backbone.load_file(secret, account.address, password))
        return self._records[secret.id]

    def _keep(self, file: File) -> None:
        is_own = file.owner == self._account.address
        token = file.ownership_token if is_own else None
        self._records[file.id] = msgspec.structs.replace(file, is_own=is_own, ownership_token=token)

    def adopt(self, file: File) -> None:
        """Keep a File whose owner has changed, as the Backbone has it now."""
        self._keep(file)

    def learn(self, file_id: str) -> None:
        """Take over an attachment."""
        stored = self._account.backbone.files.get(file_id)
        if file_id not in self._records and stored is not None:
            self._keep(stored.record)

    def get(self, id_or_reference: str) -> File:
        """One File, by its id or its truncated reference.

        Raises:    Fault: malformed, or not known here.
        """
        if id_or_reference.startswith("FIL"):
            return self._find(id_or_reference, "id")
        references = self._account.dialect.references
        if not references.are(id_or_reference, ("FIL",)):
            raise unexpected()
        return self._find(references.read(id_or_reference, self._account.now()).id, "id")

    def download(self, file_id: str) -> Download:
        """A File's bytes.

        Raises:    Fault: not known here, or gone from the Backbone.
        """
        file = self._find(file_id, "id")
        stored = self._account.backbone.files.get(file.id)
        if stored is None or file.expires_at <= self._account.now():
            reason = (
                "The actual hash of the cipher does not match the given cipherHash. "
                "Something went wrong while storing/transmitting the file."
            )
            raise core_fault("error.transport.files.cipherMismatch", reason, self._account.now())
        return Download(stored.content, file.filename, file.mimetype)

    def create_token(self, file_id: str, body: Any) -> Token:
        """Make a Token that leads to a File.

        Source:    POST /api/core/v1/Files/{id}/Token → 201
        """
        body = self._account.tokens.read_conditions(body, "fileId", file_id, "FIL")
        file = self._find(file_id, "fileId")
        stored = self._account.backbone.files[file.id]
        secret_key = {"key": stored.secret.key, "alg": 3}
        return self._account.tokens.issue(
            {"@type": "TokenContentFile", "fileId": file.id, "secretKey": secret_key},
            expires_at=read_expiry(body["expiresAt"]) if "expiresAt" in body else file.expires_at,
            is_ephemeral=body.get("ephemeral", True),
            for_identity=body.get("forIdentity"),
            protection=read_protection(body),
        )

    def regenerate_ownership_token(self, file_id: str) -> File:
        """Replace the token with which a peer can take over an own File.

        Source:    PATCH /api/core/v1/Files/{id}/RegenerateOwnershipToken → 200
        """
        file = self._find(file_id, "id")
        if not file.is_own:
            raise Fault("error.runtime.files.notOwnedByYou", "Only the owner of the File can perform this action.")
        token = self._account.ids.text("ownership token", 20)
        renewed = msgspec.structs.replace(file, ownership_token=token)
        self._records[file.id] = self._account.backbone.files[file.id].record = renewed
        return renewed

    def delete(self, file_id: str) -> None:
        """Forget a File; an own one is withdrawn."""
        file = self._find(file_id, "fileId")
        del self._records[file_id]
        if file.is_own:
            self._account.backbone.files.pop(file_id, None)


class FreelyTaggedFiles(Files):
    """Files with a title, be it empty, and with any tags; their list looks for tags where no File has them."""

    filter = msgspec.structs.replace(Files.filter, paths={"tags": ("cache.tags",)})
    defaults: ClassVar[Json] = {"title": ""}

    def _check_tags(self, tags: list[str]) -> None:
        pass


def _check_cipher(size: int) -> None:
    """What the Backbone gets is larger than the File: encrypted, encoded and framed."""
    length = -(-(size + CIPHER_OVERHEAD) * 4 // 3) + CIPHER_FRAME
    if length > LARGEST:
        text = f"'Content Length' must be between 1 and {LARGEST}. You entered {length}."
        raise Fault("InclusiveBetweenValidator", text)
