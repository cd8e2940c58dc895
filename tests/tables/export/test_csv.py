"""CSV: everything comes back, and nothing in it is run."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enmeshed_kit import tables
from enmeshed_kit.tables.export import csv as comma_separated

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =cmd|' /C calc'!A0",
    "\uff1d1",
    '=HYPERLINK("x","y")',
]


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("cell", HOSTILE)
@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_no_cell_is_a_formula(tmp_path: Path, cell: str, dtype: Any) -> None:
    path = tables.to_csv(pd.DataFrame({"subject": pd.Series([cell, "plain"], dtype=dtype)}), tmp_path / "a.csv")
    assert rows(path) == [["subject"], [f"'{cell}"], ["plain"]]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=1))
def test_any_text_comes_back_whole(tmp_path: Path, cells: list[str]) -> None:
    path = tables.to_csv(pd.DataFrame({"n": range(len(cells)), "body": cells}), tmp_path / "a.csv")
    read = [row[1] for row in rows(path)[1:]]
    assert [text.removeprefix("'") if text[:1] == "'" and text != cell else text
            for text, cell in zip(read, cells, strict=True)] == cells  # fmt: skip
    assert not any(text.lstrip(" ").startswith(comma_separated.FORMULA) for text in read)


def test_names_of_columns_are_no_formulas_and_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=1": [-1], "t": pd.to_datetime(["2026-01-05T09:00:00Z"])})
    assert rows(tables.to_csv(frame, tmp_path / "a.csv")) == [["'=1", "t"], ["-1", "2026-01-05 09:00:00+00:00"]]


def test_excel_reads_it_as_it_is(tmp_path: Path) -> None:
    written = tables.to_csv(pd.DataFrame({"name": ["Grüße"]}), tmp_path / "a.csv").read_bytes()
    assert written == b"\xef\xbb\xbfname\r\nGr\xc3\xbc\xc3\x9fe\r\n"


def test_the_frame_itself_is_not_changed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=1": ["=1"]})
    tables.to_csv(frame, tmp_path / "a.csv")
    assert frame.to_dict("list") == {"=1": ["=1"]}


def test_an_index_with_a_name_is_written_and_one_of_row_numbers_is_not(tmp_path: Path) -> None:
    frame = pd.DataFrame({"peer": ["=a", "b"], "n": [1, 2]}, index=[7, 8])
    assert rows(tables.to_csv(frame, tmp_path / "a.csv")) == [["peer", "n"], ["'=a", "1"], ["b", "2"]]
    assert rows(tables.to_csv(frame.set_index("peer"), tmp_path / "a.csv")) == [["peer", "n"], ["'=a", "1"], ["b", "2"]]


def test_two_columns_of_one_name_are_both_guarded(tmp_path: Path) -> None:
    frame = pd.DataFrame([["=1", "=2"]], columns=["a", "a"])
    assert rows(tables.to_csv(frame, tmp_path / "a.csv")) == [["a", "a"], ["'=1", "'=2"]]
