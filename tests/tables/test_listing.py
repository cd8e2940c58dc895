"""Tables: the same columns and types whatever is in them, and text that stays text."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enmeshed_kit import tables
from enmeshed_kit.client import Change, Connector, SyncReport
from enmeshed_kit.records import (
    Attribute,
    AuditLogEntry,
    LocalRequest,
    LocalResponse,
    Message,
    MessageRecipient,
    PeerIdentity,
    Relationship,
    RequestSource,
)

TIME = datetime(2026, 1, 5, 9, tzinfo=UTC)
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"
HOSTILE = "<script>alert(1)</script>\n=cmd|' /C calc'!A0\u202e"


def relationship(status: str = "Active") -> Relationship:
    entries = [("Creation", None, "Pending", PEER), ("AcceptanceOfCreation", "Pending", status, ME)]
    return Relationship(
        id="RELabcdefghijklmnopq",
        template_id="RLTabcdefghijklmnopq",
        status=status,
        peer=PEER,
        peer_identity=PeerIdentity(address=PEER, public_key="k"),
        audit_log=[
            AuditLogEntry(
                created_at=TIME.replace(minute=minute), created_by=by, reason=why, old_status=old, new_status=new
            )
            for minute, (why, old, new, by) in enumerate(entries)
        ],
        creation_content={},
    )


def message(content: Any = None) -> Message:
    return Message(
        id="MSGabcdefghijklmnopq",
        is_own=False,
        content=content if content is not None else {"@type": "Mail", "subject": HOSTILE, "body": "b", "to": [ME]},
        created_by=PEER,
        created_by_device="DVC",
        recipients=[MessageRecipient(address=ME), MessageRecipient(address=PEER)],
        created_at=TIME,
        attachments=["FILa", "FILb"],
    )


def attribute(value: Any, kind: str = "OwnIdentityAttribute") -> Attribute:
    content = {"@type": "IdentityAttribute", "owner": ME, "value": value}
    return Attribute(type=kind, id="ATTabcdefghijklmnopq", content=content, created_at=TIME, number_of_forwards=2)


def request(status: str = "Completed") -> LocalRequest:
    return LocalRequest(
        id="REQabcdefghijklmnopq",
        is_own=True,
        peer=PEER,
        created_at=TIME,
        content={"items": [{"@type": "ConsentRequestItem"}, {"items": [{}, {}]}]},
        source=RequestSource(type="RelationshipTemplate", reference="RLTabcdefghijklmnopq"),
        status=status,
        response=LocalResponse(created_at=TIME, content={"result": "Accepted"}),
    )


FULL: list[tuple[Any, Any]] = [
    (tables.relationships, [relationship()]),
    (tables.messages, [message()]),
    (tables.attributes, [attribute({"@type": "DisplayName", "value": "Demo"})]),
    (tables.requests, [request()]),
    (
        tables.changes,
        SyncReport(changes=(Change(kind="Message", id="MSG", before=None, after="received", record=message()),)),
    ),
]


@pytest.mark.parametrize(("make", "records"), FULL)
def test_an_empty_table_has_the_columns_and_types_of_a_full_one(make: Any, records: Any) -> None:
    full, empty = make(records), make(SyncReport(changes=()) if make is tables.changes else [])
    assert len(full) == 1
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert list(empty.dtypes) == list(full.dtypes)


def test_a_relationship_shows_with_whom_in_which_status_and_who_began() -> None:
    row = tables.relationships([relationship()]).iloc[0]
    assert (row["status"], row["peer"], row["begun_by"], row["last_change"]) == (
        "Active",
        PEER,
        "peer",
        "AcceptanceOfCreation",
    )
    assert (row["created_at"], row["changed_at"]) == (pd.Timestamp(TIME), pd.Timestamp(TIME.replace(minute=1)))


def test_a_message_shows_subject_direction_and_recipients() -> None:
    row = tables.messages([message()]).iloc[0]
    assert (row["direction"], row["sender"], row["recipients"]) == ("received", PEER, f"{ME}, {PEER}")
    assert (row["type"], row["subject"], row["attachments"]) == ("Mail", HOSTILE, 2)


def test_a_request_shows_its_result_and_counts_the_items_in_groups() -> None:
    row = tables.requests([request()]).iloc[0]
    assert (row["direction"], row["result"], row["items"], row["source_id"]) == (
        "outgoing",
        "Accepted",
        3,
        "RLTabcdefghijklmnopq",
    )


def test_a_simple_value_is_its_text_and_another_its_fields() -> None:
    simple, address = {"@type": "DisplayName", "value": "Demo"}, {"@type": "BirthDate", "day": 1, "month": 2}
    values = tables.attributes([attribute(simple), attribute(address)])["value"]
    assert list(values) == ["Demo", '{"day": 1, "month": 2}']


def test_times_are_utc_in_microseconds() -> None:
    assert str(tables.messages([])["created_at"].dtype) == "datetime64[us, UTC]"


def test_statuses_are_in_their_natural_order_and_unknown_ones_come_last() -> None:
    status = tables.relationships([relationship("Paused"), relationship("Pending")])["status"]
    assert list(status.cat.categories)[:2] == ["Pending", "Active"]
    assert status.cat.categories[-1] == "Paused"
    assert list(status) == ["Paused", "Pending"]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"@type": "Invented", "value": [1]},
        {"@type": ["Mail"], "subject": {"a": 1}, "body": 5},
        {"@type": "Mail", "subject": "\ud800"},
    ],
)
def test_unknown_types_and_strange_contents_do_not_break_a_table(content: Any) -> None:
    assert len(tables.messages([message(content)])) == 1
    assert len(tables.attributes([attribute(content), attribute(None, "UnheardOfAttribute"), attribute(5)])) == 3


def test_hostile_text_is_kept_as_it_is_and_escaped_when_shown() -> None:
    table = tables.messages([message()])
    assert table["subject"][0] == HOSTILE
    assert "<script>" not in table.to_html()


@settings(deadline=None, max_examples=50)
@given(st.text(), st.text(min_size=1))
def test_any_text_fits_into_a_cell(subject: str, kind: str) -> None:
    row = tables.messages([message({"@type": kind, "subject": subject})]).iloc[0]
    assert row["subject"] == subject.encode("utf-8", "replace").decode()
    assert row["type"] == kind.encode("utf-8", "replace").decode()


def test_a_connector_may_stand_for_its_records() -> None:
    from enmeshed_kit.sandbox.sandbox import Sandbox

    sandbox = Sandbox(seed="tables", start=TIME)
    played = sandbox.add_connector("connector")
    connector = Connector("http://sandbox.test/connector", played.api_key, wsgi_app=sandbox)
    connector.attributes.create(value={"@type": "DisplayName", "value": HOSTILE.split("\n", maxsplit=1)[0]})
    assert list(tables.attributes(connector)["value_type"]) == ["DisplayName"]
    assert [len(make(connector)) for make in (tables.relationships, tables.messages, tables.requests)] == [0, 0, 0]
