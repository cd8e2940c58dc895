"""A dialect: what the Connectors of one era word, name or do otherwise. A Connector gets its dialect at birth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from enmeshed_kit.eras import Era
from enmeshed_kit.records import Json, Record
from enmeshed_kit.sandbox.addresses import Addresses
from enmeshed_kit.sandbox.attributes.keeping import KeptAttributes
from enmeshed_kit.sandbox.attributes.section import Attributes
from enmeshed_kit.sandbox.automation import Automation
from enmeshed_kit.sandbox.backbone import Backbone
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary
from enmeshed_kit.sandbox.files import Files
from enmeshed_kit.sandbox.messages import Messages
from enmeshed_kit.sandbox.references import References
from enmeshed_kit.sandbox.relationships import Relationships
from enmeshed_kit.sandbox.requests.incoming import IncomingRequests
from enmeshed_kit.sandbox.requests.outgoing import OutgoingRequests
from enmeshed_kit.sandbox.requests.request_rules import RequestRules
from enmeshed_kit.sandbox.routes.http_server import HttpServer
from enmeshed_kit.sandbox.routes.table import Tables
from enmeshed_kit.sandbox.templates import Templates
from enmeshed_kit.sandbox.tokens import Tokens

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.account import Account

Writer: TypeAlias = Callable[[Any, "Account"], Json]


@dataclass(frozen=True, kw_only=True)
class Sections:
    """The classes of which an Account is made."""

    attributes: Callable[["Account"], KeptAttributes[Any]] = Attributes
    automation: type[Automation] = Automation
    files: type[Files] = Files
    incoming_requests: type[IncomingRequests] = IncomingRequests
    messages: type[Messages] = Messages
    outgoing_requests: type[OutgoingRequests] = OutgoingRequests
    relationships: type[Relationships] = Relationships
    templates: type[Templates] = Templates
    tokens: type[Tokens] = Tokens


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How the Connectors of one era speak and act.

    era: whose.
    runtime_version: of the library inside that Connector.
    routes: which paths there are.
    server: what happens to every call.
    content: how contents of payloads are read.
    backbone: what they meet on; `backbone_api` is the path below which they call it.
    reports_sync: whether a sync is answered with what it has brought.
    requests: what Requests are held to, and what comes of them.
    writers: how a record is written, by its class; one that is not here is written as it is.
    triggers: names of events that are others here; None for one that there is not.
    """

    era: Era
    runtime_version: str
    routes: Tables
    content: Vocabulary
    addresses: Addresses
    references: References
    server: HttpServer = field(default_factory=HttpServer)
    backbone: type[Backbone] = Backbone
    backbone_api: str = "/api/v2"
    reports_sync: bool = False
    requests: RequestRules = field(default_factory=RequestRules)
    sections: Sections = field(default_factory=Sections)
    writers: Mapping[type[Record], Writer] = field(default_factory=dict)
    triggers: Mapping[str, str | None] = field(default_factory=dict)

    def write(self, value: Any, account: "Account") -> Any:
        """A result or the data of an event with each record in it as this era has it."""
        if isinstance(value, Record):
            writer = self.writers.get(type(value))
            return writer(value, account) if writer else value
        if isinstance(value, dict):
            return {name: self.write(each, account) for name, each in value.items()}
        return [self.write(each, account) for each in value] if isinstance(value, list) else value


def plain(record: Record) -> Json:
    """A record as JSON that a writer can go on working with; times stay times."""
    return msgspec.to_builtins(record, builtin_types=(datetime,))  # type: ignore[no-any-return]  # it is a Struct
