"""Without bodies, no text of a Message touches the disk."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from made import change, message, report, request
from worlds import World

from enmeshed_kit import tables
from enmeshed_kit.tables import SyncHistory

WORD = "Secret"
CONTENTS = [
    {"@type": "Mail", "subject": "Secret subject", "body": "Secret body"},
    {"@type": "Request", "title": "Secret title", "items": [{"title": "Secret"}]},
    {"@type": "ArbitraryMessageContent", "value": {"subject": "Secret"}},
    {"subject": {"Secret": 1}, "title": ["Secret"]},
]


def on_the_disk(folder: Path) -> str:
    """All that is kept, as text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = [str(pq.ParquetFile(path).read().to_pylist()) for path in files if path.suffix == ".parquet"]
    assert texts
    return "".join(texts) + "".join(path.read_text() for path in files if path.suffix == ".json")


def news() -> Any:
    mails = [change("Message", message(number, content=each), None, "received") for number, each in enumerate(CONTENTS)]
    asked = [
        change("outgoing Request", request(1, "Completed"), None, "Completed"),
        change("incoming Request", request(2, "Completed", is_own=False), None, "Completed"),
    ]
    return report(0, [*mails, *asked])


@pytest.mark.parametrize("bodies", [True, False])
def test_texts_are_kept_or_not(today: Any, tmp_path: Path, bodies: bool) -> None:
    history = SyncHistory(tmp_path / "history", bodies=bodies)
    history.append(news(), today.connector)
    history.compact()
    assert (WORD in on_the_disk(history.folder)) is bodies
    assert list(history.messages().columns) == list(tables.messages([]).columns)
    assert len(history.messages()) == len(CONTENTS)
    assert len(history.request_items()) == 4
    assert list(history.messages()["subject"].isna()) == [not bodies, True, True, not bodies]


def test_a_history_that_was_begun_without_texts_stays_so(today: Any, tmp_path: Path) -> None:
    SyncHistory(tmp_path / "history", bodies=False).append(report(0, []), today.connector)
    opened = SyncHistory(tmp_path / "history")
    opened.append(news(), today.connector)
    assert not opened.bodies
    assert WORD not in on_the_disk(opened.folder)


def test_texts_can_be_kept_no_longer_from_some_day_on(today: Any, tmp_path: Path) -> None:
    SyncHistory(tmp_path / "history").append(report(0, []), today.connector)
    SyncHistory(tmp_path / "history", bodies=False).append(news(), today.connector)
    assert WORD not in on_the_disk(tmp_path / "history")
    assert not SyncHistory(tmp_path / "history").bodies


def test_a_whole_past_is_recorded_without_its_texts(world: World, tmp_path: Path) -> None:
    history = SyncHistory(tmp_path / "history", bodies=False)
    history.sync(world.populate().connector)
    kept = on_the_disk(history.folder)
    said = tables.messages(world.connector).dropna(subset="body")
    assert len(said) > 50
    assert not [text for text in (*said["body"], *said["subject"]) if text in kept]
    expected = tables.messages(world.connector).drop(columns=["subject", "body"])
    assert history.messages().drop(columns=["subject", "body"]).equals(expected)
