"""Templates, Tokens and Files before they knew addressees and passwords: who has reference or key, opens them."""

from typing import ClassVar

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.content import schema
from enmeshed_kit.sandbox.faults import invalid_property
from enmeshed_kit.sandbox.files import TEXT, Files
from enmeshed_kit.sandbox.loading import by_reference_or_key
from enmeshed_kit.sandbox.protection import PROTECTION_KEYS
from enmeshed_kit.sandbox.templates import ConfirmedTemplates, Templates
from enmeshed_kit.sandbox.tokens import Tokens

OPEN_TEMPLATE = schema.object_of(
    {"expiresAt": schema.DATE_TIME, "content": {}}, maxNumberOfAllocations={"type": "number", "minimum": 1}
)
OPEN_TOKEN = schema.object_of({"content": {}, "expiresAt": schema.DATE_TIME}, ephemeral={"type": "boolean"})
TITLED_FILE = schema.object_of(
    {"content": {}, "filename": TEXT, "mimetype": TEXT, "title": TEXT}, expiresAt=schema.DATE_TIME, description=TEXT
)


class OpenTemplates(ConfirmedTemplates):
    """Templates for everybody; a Request in one has an expiry of its own or none."""

    payload = OPEN_TEMPLATE
    filter = Templates.filter.without(*PROTECTION_KEYS)
    read_loading = staticmethod(by_reference_or_key)
    refused_peer = "You cannot create a token for a peer template."

    def _with_expiry(self, template_content: Json, expires_at: str) -> Json:
        return template_content


class OpenTokens(Tokens):
    """Tokens for everybody; of a Token for something else only the Backbone looks at the expiry."""

    payload = OPEN_TOKEN
    filter = Tokens.filter.without("isOwn", *PROTECTION_KEYS)
    conditions: ClassVar[dict[str, schema.Schema]] = {
        name: condition for name, condition in Tokens.conditions.items() if name not in PROTECTION_KEYS
    }
    read_loading = staticmethod(by_reference_or_key)
    refused_content = "The given token has an invalid content for this route."

    def _check_conditions(self, conditions: Json) -> None:
        pass


class OpenFiles(Files):
    """Files that must have a title and a content, and that nobody tags; their names are taken byte for byte."""

    payload = TITLED_FILE
    filter = Files.filter.without("tags", "ownershipToken", "ownershipIsLocked")
    defaults: ClassVar[Json] = {"description": ""}
    read_loading = staticmethod(by_reference_or_key)

    def _uploaded(self, form: Json) -> Json:
        body = super()._uploaded(form)
        body.pop("tags", None)
        if "filename" in body:
            body["filename"] = body["filename"].encode(errors="replace").decode("latin-1")
        return body

    def _check_content(self, content: bytes) -> None:
        super()._check_content(content)
        if not content:
            raise invalid_property("'content' is empty")
