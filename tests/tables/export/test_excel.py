"""Excel: everything comes back as what it is, and nothing in it is run, followed or taken for XML."""

import re
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enmeshed_kit import tables
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.tables.export import excel

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = [
    "=1+1",
    "{=1+1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org","x")',
    "https://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "external:c:\\a.xlsx",
    "<r><t>x</t></r>",
    "<r></c></row></sheetData><f>1+1</f></r>",
    "</t></is></c><c><f>1+1</f></c>",
    "_x0041_",
    "\x00\x1b\x7f",
    "\uffff",
    "\u202egnp.exe",
    " <r>x</r>",
    "]]>",
    "1e5",
    "TRUE",
    "2026-01-05",
    "",
]
SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")


def decoded(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def value_of(cell: ElementTree.Element) -> Any:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        [text] = cell.findall(f"{MAIN}is/{MAIN}t")
        return decoded(text.text or "")
    assert value is not None
    return value == "1" if kind == "b" else float(value)


def place_of(reference: str) -> int:
    place = 0
    for letter in reference.rstrip("0123456789"):
        place = 26 * place + ord(letter) - 64
    return place - 1


def rows_of(sheet: ElementTree.Element) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = {place_of(cell.get("r", "")): value_of(cell) for cell in row}
        rows += [[]] * (int(row.get("r", "")) - 1 - len(rows))  # an empty row is not written
        rows.append([cells.get(place) for place in range(max(cells) + 1)])
    return rows


def workbook(path: Path) -> dict[str, list[list[Any]]]:
    """The sheets by name; every workbook that is read is searched for what runs or leads elsewhere."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314  # ours
    assert not [name for name in parts if re.search("(?i)external|macro|vba|connection|activeX|drawing", name)]
    tags = {element.tag.rpartition("}")[2] for part in parts.values() for element in part.iter()}
    assert not tags & {"f", "hyperlink", "hyperlinks", "rPh", "ddeLink", "oleObject", "extLst"}
    assert not [
        element
        for name, part in parts.items()
        if name.endswith(".rels")
        for element in part
        if element.get("TargetMode") == "External"
    ]
    names = [sheet.get("name", "") for sheet in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    sheets = sorted((int(match[1]), part) for name, part in parts.items() if (match := SHEET.fullmatch(name)))
    return {name: rows_of(part) for name, (_, part) in zip(names, sheets, strict=True)}


def table(path: Path) -> list[list[Any]]:
    [rows] = workbook(path).values()
    return rows


def expected(text: str) -> str:
    """What the docstring promises about a text."""
    known = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", re.sub("\r\n?", "\n", text))
    return " " + known if known.startswith("<r>") and known.endswith("</r>") else known


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("dtype", ["object", "category"])
def test_texts_stay_texts_in_cells_heads_and_names_of_sheets(tmp_path: Path, text: str, dtype: Any) -> None:
    frame = pd.DataFrame({text: pd.Series([text, "plain"], dtype=dtype)})
    assert table(tables.to_excel({text: frame}, tmp_path / "a.xlsx")) == [[expected(text)], [expected(text)], ["plain"]]


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(), min_size=1))
@example(texts=["<r>" + "\x00" + "</r>", "\r\n", "_x000D_"])
def test_any_text_comes_back(tmp_path: Path, texts: list[str]) -> None:
    path = tables.to_excel(
        pd.DataFrame({"n": range(len(texts)), "body": pd.Series(texts, dtype=object)}), tmp_path / "a"
    )
    assert [row[1] for row in table(path)[1:]] == [expected(text) for text in texts]


def test_editing_a_cell_makes_no_formula_of_it(tmp_path: Path) -> None:
    path = tables.to_excel(pd.DataFrame({"a": ["=1+1", "plain"]}), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314  # ours
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # ours
    quoted = [look.get("quotePrefix") == "1" for look in styles.find(f"{MAIN}cellXfs") or ()]
    cells = {cell.get("r"): quoted[int(cell.get("s", "0"))] for cell in sheet.iter(f"{MAIN}c")}
    assert cells == {"A1": False, "A2": True, "A3": False}


def days(text: str) -> float:
    return (pd.Timestamp(text) - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_times_are_dates_in_utc_and_the_head_says_so(tmp_path: Path, unit: Any) -> None:
    moments = pd.Series(["2026-01-05T09:00:00.000", None, "2026-07-05T09:00:00.123"]).astype("M8[ms]")
    local = moments.dt.tz_localize("Europe/Berlin").dt.as_unit(unit)
    frame = pd.DataFrame({"at": local, "naive": moments.dt.as_unit(unit)})
    [head, first, gap, last] = table(tables.to_excel(frame, tmp_path / "a.xlsx"))
    rest = "" if unit == "s" else ".123"
    assert head == ["at (UTC)", "naive"]
    assert first == pytest.approx([days("2026-01-05T08:00:00"), days("2026-01-05T09:00:00")], abs=1e-9)
    assert gap == []
    assert last == pytest.approx([days(f"2026-07-05T07:00:00{rest}"), days(f"2026-07-05T09:00:00{rest}")], abs=1e-9)


def test_the_cells_of_times_look_like_times(tmp_path: Path) -> None:
    path = tables.to_excel(pd.DataFrame({"at": pd.to_datetime(["2026-01-05T09:00:00Z"])}), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314  # ours
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # ours
    looks = [look.get("numFmtId") for look in styles.find(f"{MAIN}cellXfs") or ()]
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{MAIN}numFmt")}
    [cell] = [cell for cell in sheet.iter(f"{MAIN}c") if cell.get("r") == "A2"]
    assert formats[looks[int(cell.get("s", "0"))]].startswith("yyyy-mm-dd hh:mm:ss")


def test_times_that_excel_counts_otherwise_are_texts(tmp_path: Path) -> None:
    early = pd.Series([datetime(1900, 2, 28, 23), datetime(1900, 3, 1), datetime(9999, 12, 31, 23)], dtype="M8[us]")
    rows = table(tables.to_excel(pd.DataFrame({"at": early}), tmp_path / "a.xlsx"))
    assert rows[1:] == [["1900-02-28 23:00:00.000"], [61.0], [pytest.approx(2_958_465 + 23 / 24)]]


def test_spans_of_time_are_parts_of_days(tmp_path: Path) -> None:
    spans = pd.Series([timedelta(hours=36), timedelta(0), timedelta(hours=-1), None])
    rows = table(tables.to_excel(pd.DataFrame({"s": spans, "n": 1}), tmp_path / "a.xlsx"))
    assert [row[0] for row in rows[1:]] == [1.5, 0.0, "-1 days +23:00:00", None]


VALUES = [
    (5, 5.0),
    (10**15, "1000000000000000"),
    (-(10**15), "-1000000000000000"),
    (999_999_999_999_999, 999_999_999_999_999.0),
    (0.1, 0.1),
    (float("inf"), "inf"),
    (True, True),
    (np.int64(3), 3.0),
    (np.bool(False), False),
    (Decimal("1.5"), "1.5"),
    ({"@type": "Mail"}, '{"@type": "Mail"}'),
    (["=1"], '["=1"]'),
    ("half a pair \ud800", "half a pair \ufffd"),
    (pd.Timestamp("2026-01-05T09:00:00Z"), "2026-01-05 09:00:00+00:00"),
]


def test_values_of_each_kind_stand_in_one_column(tmp_path: Path) -> None:
    frame = pd.DataFrame({"v": pd.Series([value for value, _ in VALUES], dtype=object)})
    assert [row[0] for row in table(tables.to_excel(frame, tmp_path / "a.xlsx"))[1:]] == [cell for _, cell in VALUES]


def test_gaps_are_empty_cells(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "count": pd.array([None, 1], dtype="Int64"),
            "flag": pd.array([None, True], dtype="boolean"),
            "float": [float("nan"), 0.5],
            "text": pd.Series([None, "x"], dtype="str"),
            "kind": pd.Categorical([None, "a"]),
            "end": ["-", "-"],
        }
    )
    rows = table(tables.to_excel(frame, tmp_path / "a.xlsx"))
    assert rows[1:] == [[None, None, None, None, None, "-"], [1.0, True, 0.5, "x", "a", "-"]]


@pytest.mark.parametrize("letter", ["a", "\U0001f600", "é"])
@pytest.mark.parametrize("more", [-1, 0, 1, 5000])
def test_a_text_that_is_too_long_says_how_long_it_was(tmp_path: Path, letter: str, more: int) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    text = letter * (32_767 // units + more)
    [[_], [cell]] = table(tables.to_excel(pd.DataFrame({"body": [text]}), tmp_path / "a.xlsx"))
    total = len(text) * units
    assert len(cell.encode("utf-16-le")) // 2 <= 32_767
    assert cell == text if total <= 32_767 else cell.endswith(f"… [cut: {total:,} characters]")
    assert set(cell.partition("…")[0]) == {letter}


def test_rows_that_a_sheet_does_not_hold_go_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 3)
    sheets = workbook(tables.to_excel({"Mail": pd.DataFrame({"n": range(7)})}, tmp_path / "a.xlsx"))
    assert sheets == {
        "Mail": [["n"], [0.0], [1.0], [2.0]],
        "Mail (2)": [["n"], [3.0], [4.0], [5.0]],
        "Mail (3)": [["n"], [6.0]],
    }


def test_batches_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "BATCH", 2)
    rows = table(tables.to_excel(pd.DataFrame({"n": range(5)}), tmp_path / "a.xlsx"))
    assert rows == [["n"], *([float(number)] for number in range(5))]


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(), min_size=1, max_size=5, unique=True))
@example(names=["History", "history", "'a'", "a", "A", "[x]:*?/\\", "x" * 40, "x" * 41, "\U0001f600" * 30, "", " "])
def test_sheets_have_names_that_excel_takes(tmp_path: Path, names: list[str]) -> None:
    frames = {name: pd.DataFrame({"n": [place]}) for place, name in enumerate(names)}
    sheets = workbook(tables.to_excel(frames, tmp_path / "a.xlsx"))
    assert [rows[1] for rows in sheets.values()] == [[float(place)] for place in range(len(names))]
    assert len({name.lower() for name in sheets}) == len(names)
    for name in sheets:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.lower() != "history"


def test_what_no_workbook_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no table"):
        tables.to_excel({}, tmp_path / "a.xlsx")
    wide = pd.DataFrame([range(16_385)])
    with pytest.raises(ContentError, match="16,385"):
        tables.to_excel(wide, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_an_index_with_a_name_is_written(tmp_path: Path) -> None:
    frame = pd.DataFrame({"peer": ["a", "b", "a"]}).groupby("peer").size()
    assert table(tables.to_excel(frame.to_frame("n"), tmp_path / "a.xlsx")) == [["peer", "n"], ["a", 2.0], ["b", 1.0]]
