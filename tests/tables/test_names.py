"""Names beside addresses."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from enmeshed_kit import tables
from enmeshed_kit.records import Attribute, DeletionInfo

TIME = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANN, BOB = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"


def shared(owner: str, name: Any, minute: int = 0, kind: str = "DisplayName", **more: Any) -> Attribute:
    content = {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": kind, "value": name}}
    created_at = TIME.replace(minute=minute)
    return Attribute(type="PeerIdentityAttribute", id="ATT", content=content, created_at=created_at, **more)


def test_the_newest_name_is_the_one() -> None:
    assert tables.names([shared(ANN, "new", 2), shared(ANN, "old", 1), shared(BOB, "b")]) == {ANN: "new", BOB: "b"}


@pytest.mark.parametrize(
    "attribute",
    [
        shared(ANN, "replaced", succeeded_by="ATT2"),
        shared(ANN, "withdrawn", deletion_info=DeletionInfo(deletion_status="DeletedByOwner", deletion_date=TIME)),
        shared(ANN, "family", kind="Surname"),
        shared(ANN, {"a": 1}),
        shared(ANN, ""),
        Attribute(type="X", id="ATT", content={"owner": 5, "value": 5}, created_at=TIME),
    ],
)
def test_what_is_no_name_any_more_names_nobody(attribute: Attribute) -> None:
    assert tables.names([attribute]) == {}


def test_of_ones_own_names_the_default_one_is_taken() -> None:
    assert tables.names([shared(ANN, "default", 1, is_default=True), shared(ANN, "other", 2)]) == {ANN: "default"}


def test_the_name_stands_behind_the_address() -> None:
    frame = pd.DataFrame({"id": ["1", "2"], "peer": [ANN, BOB], "status": ["a", "b"]}).astype("str")
    named = tables.with_names(frame, [shared(ANN, "<i>Ann</i>")])
    assert list(named.columns) == ["id", "peer", "peer_name", "status"]
    assert list(named["peer_name"].fillna("-")) == ["<i>Ann</i>", "-"]
    assert list(frame.columns) == ["id", "peer", "status"]
    assert "<i>" not in named.to_html()


def test_several_recipients_are_named_one_by_one() -> None:
    frame = pd.DataFrame({"recipients": [f"{ANN}, {BOB}", ""]}, dtype="str")
    assert list(tables.with_names(frame, {ANN: "Ann"})["recipients_name"].fillna("-")) == [f"Ann, {BOB}", "-"]


def test_an_empty_table_gets_the_same_columns_and_types() -> None:
    named = tables.with_names(tables.messages([]), {})
    assert [name for name in named.columns if name.endswith("_name")] == ["sender_name", "recipients_name"]
    assert named.dtypes["sender_name"] == named.dtypes["sender"]
