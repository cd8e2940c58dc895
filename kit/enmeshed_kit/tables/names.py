"""Names beside addresses: those that Identities gave themselves in a DisplayName that they shared."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

from enmeshed_kit.client import Connector
from enmeshed_kit.records import Attribute
from enmeshed_kit.tables.columns import member, plain_value, value_of
from enmeshed_kit.tables.source import Raw, records_of

if TYPE_CHECKING:
    import pandas as pd

Names: TypeAlias = Mapping[str, str]

ADDRESSES = ("peer", "sender", "recipients", "owner", "created_by", "for_identity")
"""Columns that hold addresses; several in one cell are parted by a comma."""

WITHDRAWN = "DeletedByOwner"


def names(source: Connector | Raw | Iterable[Attribute]) -> dict[str, str]:
    """The names of Identities by their address: the newest DisplayName of each that was not replaced or withdrawn.

    A name is what somebody says of himself: two may have the same.
    """
    found = records_of(source, Attribute, lambda connector: connector.attributes.list())
    return {
        str(attribute.content["owner"]): name
        for attribute in sorted(found, key=lambda attribute: (bool(attribute.is_default), attribute.created_at))
        if (name := name_in(attribute)) and isinstance(attribute.content.get("owner"), str)
    }


def with_names(frame: "pd.DataFrame", source: Connector | Raw | Iterable[Attribute] | Names) -> "pd.DataFrame":
    """A table with the name beside each address, in a column of its own: `peer_name` behind `peer`.

    Args:     source: names by address, or where the Attributes come from.
    Returns:  a new table; a cell is empty where nobody with a name is known.
    """
    import pandas as pd

    known = given_or_found(source)
    named = pd.DataFrame(index=frame.index)
    named.attrs = dict(frame.attrs)
    for column in frame.columns:
        named[column] = frame[column]
        if column in ADDRESSES:
            by_cell = {cell: joined(cell, known) for cell in frame[column].dropna().unique()}
            named[f"{column}_name"] = frame[column].map(by_cell).astype("str")
    return named


def given_or_found(source: Connector | Raw | Iterable[Attribute] | Names) -> Names:
    """The names themselves where somebody gives them, else those in Attributes."""
    if isinstance(source, Mapping) and all(isinstance(name, str) for name in source.values()):
        return source
    return names(cast(Raw, source))


def name_in(attribute: Attribute) -> str | None:
    """The name that an Attribute gives its owner, if it is still meant."""
    deleted = attribute.deletion_info and attribute.deletion_info.deletion_status == WITHDRAWN
    if attribute.succeeded_by or deleted or member(value_of(attribute), "@type") != "DisplayName":
        return None
    name = plain_value(attribute)
    return name if isinstance(name, str) else None


def joined(cell: str, known: Names) -> str | None:
    """The names for a cell of addresses; an address without a name among others stays an address."""
    addresses = cell.split(", ")
    if not any(address in known for address in addresses):
        return None
    return ", ".join(known.get(address, address) for address in addresses)
