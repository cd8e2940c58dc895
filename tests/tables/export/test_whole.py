"""Files of whatever format are there whole or not at all."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from enmeshed_kit import tables
from enmeshed_kit.tables.export import UnwritableError

WRITERS = [tables.to_csv, tables.to_excel, tables.to_parquet]
FRAME = pd.DataFrame({"a": [1], "b": ["x"]})
Writer = Callable[[pd.DataFrame, Any], Path]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("failure", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Writer, failure: BaseException
) -> None:
    path = write(FRAME, tmp_path / "table")
    before = path.read_bytes()

    def broken(*args: Any) -> None:
        raise failure

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises((KeyboardInterrupt, UnwritableError)):
        write(pd.DataFrame({"a": [2]}), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("write", WRITERS)
def test_where_no_file_can_be_the_error_says_so(tmp_path: Path, write: Writer) -> None:
    with pytest.raises(UnwritableError, match="nowhere") as missing:
        write(FRAME, tmp_path / "nowhere" / "table")
    with pytest.raises(UnwritableError):
        write(FRAME, tmp_path)
    assert "folder" in missing.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", WRITERS)
def test_others_may_read_it_as_far_as_new_files_are_theirs(tmp_path: Path, write: Writer) -> None:
    (tmp_path / "usual").touch()
    assert write(FRAME, tmp_path / "table").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize("write", WRITERS)
def test_a_table_without_rows_or_columns_is_written(tmp_path: Path, write: Writer) -> None:
    assert write(tables.messages([]), tmp_path / "a").stat().st_size > 0
    assert write(pd.DataFrame(), tmp_path / "b").stat().st_size > 0


@pytest.mark.parametrize("write", WRITERS)
def test_the_frame_itself_is_not_changed(tmp_path: Path, write: Writer) -> None:
    frame = pd.DataFrame({"=1": ["=1", 5]}, index=pd.Index(["x", "y"], name="peer"))
    before = frame.copy(deep=True)
    write(frame, tmp_path / "a")
    pd.testing.assert_frame_equal(frame, before)


INTERRUPTED = """
import json, os, signal, sys
import pandas as pd
from enmeshed_kit import tables
from enmeshed_kit.tables.export import cells
plain, calls = cells.plain_text, []
def interrupting(text):
    calls.append(text)
    if len(calls) == 15_000:
        os.kill(os.getpid(), signal.SIGINT)
    return plain(text)
cells.plain_text = interrupting
try:
    tables.to_excel(pd.DataFrame({"a": ["secret"] * 30_000}), sys.argv[1])
except KeyboardInterrupt:
    print(json.dumps(len(calls)))
"""


def test_ctrl_c_in_the_middle_leaves_no_text_behind_anywhere(tmp_path: Path) -> None:
    (room := tmp_path / "temporary").mkdir()
    (folder := tmp_path / "folder").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(folder / "a.xlsx")],
        env=os.environ | {"TMPDIR": str(room)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) >= 15_000
    assert [*room.iterdir(), *folder.iterdir()] == []
    assert done.stderr == ""
