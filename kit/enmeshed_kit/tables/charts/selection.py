"""A part of the tables: that of one peer, or of all peers in one status."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from enmeshed_kit.tables.charts.source import NEEDED, Tables

if TYPE_CHECKING:
    import pandas as pd


def selected(tables: Tables, status: str | None = None, peer: str | None = None) -> Tables:
    """The tables with only what is about some peers; the same ones where all are meant.

    Args:  status: of their Relationships.
           peer: the address of one.
    """
    if status is None and peer is None:
        return tables
    return Tables(Selection(tables, status, peer), tables.names, tables.newest())


class Selection(Mapping[str, "pd.DataFrame"]):
    """The rows of each table that are about some peers, cut out when they are asked for.

    Args:  status: of their Relationships.
           peer: the address of one.
    """

    def __init__(self, tables: Tables, status: str | None, peer: str | None) -> None:
        self._tables = tables
        self._status = status
        self._peer = peer

    def __getitem__(self, name: str) -> "pd.DataFrame":
        table = self._tables[name]
        part: pd.DataFrame = table[self._chosen(name, table)]
        return part

    def __iter__(self) -> Iterator[str]:
        return (name for name in NEEDED if name in self._tables)

    def __len__(self) -> int:
        return len(list(iter(self)))

    @cached_property
    def _relationships(self) -> "pd.DataFrame":
        table = self._tables["relationships"]
        if self._peer is not None:
            table = table[table["peer"] == self._peer]
        return table if self._status is None else table[table["status"].astype("str") == self._status]

    @cached_property
    def _peers(self) -> set[str]:
        if self._status is None:
            return {str(self._peer)}
        return set(self._relationships["peer"].dropna())

    def _chosen(self, name: str, table: "pd.DataFrame") -> Any:
        if name == "relationships":
            return table.index.isin(self._relationships.index)
        if name == "audit_log" and "relationships" in self._tables:
            return table["relationship_id"].isin(set(self._relationships["id"]))
        if name == "templates":
            return table["id"].isin(set(self._relationships["template_id"].dropna()))
        if name == "messages":
            return table["sender"].isin(self._peers) | self._received_by_them(table["recipients"])
        return table["peer"].isin(self._peers)

    def _received_by_them(self, recipients: "pd.Series[Any]") -> "pd.Series[Any]":
        to_them = recipients.isin(self._peers)
        several = recipients[recipients.str.contains(", ", regex=False, na=False)].str.split(", ").explode()
        to_one_of_them = several.index[several.isin(self._peers)]
        return to_them | recipients.index.isin(to_one_of_them)
