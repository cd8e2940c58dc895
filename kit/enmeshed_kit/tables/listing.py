"""The tables: Relationships and their log, Messages, Attributes, Requests and their items, templates, Files, changes.

Each takes records, a Connector whose records it then lists, or a whole answer of the API as bytes, text or JSON, of a
Connector of any era. The columns and their types are the same whatever is in it.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from enmeshed_kit.client import Connector, SyncReport
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, File, LocalRequest, Message, Relationship, RelationshipTemplate
from enmeshed_kit.tables import columns as known
from enmeshed_kit.tables import mailbox
from enmeshed_kit.tables.frame import table
from enmeshed_kit.tables.source import Raw, records_of

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

Source: TypeAlias = Connector | Raw | Iterable[T]
"""Where a table's records come from."""


def relationships(source: Source[Relationship]) -> "pd.DataFrame":
    """Show Relationships: with whom, in which status, who began, and when it last changed."""
    return table(relationships_of(source), known.RELATIONSHIPS)


def audit_log(source: Source[Relationship]) -> "pd.DataFrame":
    """Show how Relationships came to be what they are: one row for each change of each, the oldest first."""
    entries = (entry for relationship in relationships_of(source) for entry in known.entries(relationship))
    return table(entries, known.AUDIT_LOG)


def messages(source: Source[Message], columns: Sequence[str] | None = None) -> "pd.DataFrame":
    """Show Messages: who to whom, when, of which type; subject and body where it is a Mail.

    Args:    columns: only these, in this order, of an answer of 100,000 Messages for instance; besides those of the
                      whole table there is `content`, all of it as JSON.
    Raises:  ContentError: there is no such column, or the answer is not one about Messages.
    """
    wanted = tuple(known.MESSAGES if columns is None else columns)
    offered = known.MESSAGES | known.MORE_OF_MESSAGES
    if unknown := [name for name in wanted if name not in offered]:
        raise ContentError(f"No column {', '.join(map(repr, unknown))}.", f"There are {', '.join(offered)}.")
    if isinstance(source, Connector | bytes | bytearray | memoryview) and mailbox.has(wanted):
        raw = source.messages.raw_list() if isinstance(source, Connector) else source
        try:
            return mailbox.messages_in(raw, wanted)
        except mailbox.Unreadable:
            pass  # read as records below, which tells what is wrong, if anything is
    records = records_of(source, Message, lambda connector: connector.messages.list())
    return table(records, {name: offered[name] for name in wanted})


def attributes(source: Source[Attribute]) -> "pd.DataFrame":
    """Show Attributes: whose, of which type, with which value, and how often they were shared."""
    return table(records_of(source, Attribute, lambda connector: connector.attributes.list()), known.ATTRIBUTES)


def requests(source: Source[LocalRequest]) -> "pd.DataFrame":
    """Show Requests, incoming before outgoing: from or to whom, in which status, with which result."""
    return table(requests_of(source), known.REQUESTS)


def request_items(source: Source[LocalRequest]) -> "pd.DataFrame":
    """Show what Requests ask, one row for each item: its type, what about, and what was answered."""
    return table((asked for request in requests_of(source) for asked in known.items(request)), known.REQUEST_ITEMS)


def templates(source: Source[RelationshipTemplate]) -> "pd.DataFrame":
    """Show RelationshipTemplates: whose, until when, how often they may be loaded, and what they ask."""
    listed = records_of(source, RelationshipTemplate, lambda connector: connector.relationship_templates.list())
    return table(listed, known.TEMPLATES)


def files(source: Source[File]) -> "pd.DataFrame":
    """Show Files: what is in them, how large they are, whose, and until when."""
    return table(records_of(source, File, lambda connector: connector.files.list()), known.FILES)


def changes(report: SyncReport) -> "pd.DataFrame":
    """Show what a sync brought: what was not there before has no `before`."""
    return table(report, known.CHANGES)


def relationships_of(source: Source[Relationship]) -> list[Relationship]:
    """The Relationships of a source."""
    return records_of(source, Relationship, lambda connector: connector.relationships.list())


def requests_of(source: Source[LocalRequest]) -> list[LocalRequest]:
    """The Requests of a source, of a Connector the incoming ones first."""
    return records_of(
        source,
        LocalRequest,
        lambda connector: [*connector.incoming_requests.list(), *connector.outgoing_requests.list()],
    )
