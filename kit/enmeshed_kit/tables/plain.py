"""A table without pandas, for a kernel that has none: rows to look at, and columns to read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload


class PlainTable:
    """Columns of equal length, in their order.

    Args:  columns: values by name.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self._columns = {name: list(values) for name, values in columns.items()}

    @property
    def columns(self) -> list[str]:
        """Their names."""
        return list(self._columns)

    @overload
    def __getitem__(self, wanted: str) -> list[Any]: ...

    @overload
    def __getitem__(self, wanted: list[str]) -> "PlainTable": ...

    def __getitem__(self, wanted: str | list[str]) -> "list[Any] | PlainTable":
        if isinstance(wanted, str):
            return self._columns[wanted]
        return PlainTable({name: self._columns[name] for name in wanted})

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return max(map(len, self._columns.values()), default=0)

    def __repr__(self) -> str:
        rows = [self.columns, *([_said(value) for value in row] for row in zip(*self._columns.values(), strict=True))]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _said(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
