"""Parquet: what is read back is what was written, types included."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enmeshed_kit import tables
from enmeshed_kit.client.errors import ContentError


def message(number: int) -> dict[str, Any]:
    return {
        "id": f"MSG{number:017d}",
        "isOwn": number % 2 == 0,
        "content": {"@type": "Mail" if number % 3 else "Invented", "subject": f"=S{number}", "body": "\u202eb"},
        "createdBy": "did:e:localhost:dids:0123456789abcdef012357",
        "createdByDevice": "DVC00000000000000001",
        "recipients": [],
        "createdAt": f"2026-01-05T09:00:{number:02d}.123Z",
        "attachments": [],
    }  # fmt: skip


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    table = tables.messages({"result": [message(number) for number in range(7)]})
    pd.testing.assert_frame_equal(pd.read_parquet(tables.to_parquet(table, tmp_path / "a.parquet")), table)


def test_a_table_without_rows_keeps_its_types(tmp_path: Path) -> None:
    for empty in (tables.messages([]), tables.requests([]), tables.templates([])):
        read = pd.read_parquet(tables.to_parquet(empty, tmp_path / "a.parquet"))
        assert [*map(str, read.dtypes)] == [*map(str, empty.dtypes)]
        assert list(read.columns) == list(empty.columns)


def test_other_programs_find_plain_types_in_it(tmp_path: Path) -> None:
    path = tables.to_parquet(tables.messages({"result": [message(1)]}), tmp_path / "a.parquet")
    types = {column.name: str(column.logical_type) for column in pq.ParquetFile(path).schema}
    assert types["subject"] == types["direction"] == "String"
    assert "isAdjustedToUTC=true" in types["created_at"]


def test_categories_outlive_a_second_group_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = pq.write_table
    monkeypatch.setattr(pq, "write_table", lambda *args, **more: write(*args, **more, row_group_size=3))
    table = pd.DataFrame({"status": pd.Categorical(["b", "a"] * 5, categories=["z", "b", "a"])})
    path = tables.to_parquet(table, tmp_path / "a.parquet")
    assert pq.ParquetFile(path).num_row_groups == 4
    pd.testing.assert_frame_equal(pd.read_parquet(path), table)


ODD = st.one_of(
    st.none(), st.integers(), st.text(), st.lists(st.integers(), max_size=2), st.just("\ud800"), st.booleans()
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(ODD, min_size=1))
def test_a_column_of_whatever_is_written(tmp_path: Path, cells: list[Any]) -> None:
    path = tables.to_parquet(pd.DataFrame({"n": range(len(cells)), 5: pd.Series(cells, dtype=object)}), tmp_path / "a")
    read = pq.read_table(path)
    assert read.column_names == ["n", "5"]
    assert [cell is None for cell in read["5"].to_pylist()] == [cell is None for cell in cells]


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="'a'"):
        tables.to_parquet(pd.DataFrame([[1, 2]], columns=["a", "a"]), tmp_path / "a.parquet")


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    counted = tables.messages({"result": [message(1)]}).groupby("sender").size()
    read = pq.read_table(tables.to_parquet(counted.to_frame("n"), tmp_path / "a.parquet"))
    assert read.schema.names == ["sender", "n"]
    assert pa.types.is_integer(read.schema.field("n").type)
