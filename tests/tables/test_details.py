"""What is flattened: logs of Relationships, items of Requests with their answers, contents of templates."""

import json
from datetime import UTC, datetime
from typing import Any

from enmeshed_kit import tables
from enmeshed_kit.client import Change, SyncReport
from enmeshed_kit.records import LocalRequest, LocalResponse, PasswordProtection, Reference, RelationshipTemplate

TIME = datetime(2026, 1, 5, 9, tzinfo=UTC)
ME, PEER = "did:e:localhost:dids:0123456789abcdef012357", "did:e:localhost:dids:1123456789abcdef012357"


def attribute(kind: str, **value: Any) -> Any:
    return {"@type": "IdentityAttribute", "owner": PEER, "value": {"@type": kind, **value}}


ITEMS: list[Any] = [
    {"@type": "ConsentRequestItem", "mustBeAccepted": True, "consent": "All of it?"},
    {
        "@type": "RequestItemGroup",
        "title": "About you",
        "items": [
            {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": {"valueType": "GivenName"}},
            {"@type": "ReadAttributeRequestItem", "mustBeAccepted": False, "query": {"valueType": "BirthDate"}},
        ],
    },
    {"@type": "CreateAttributeRequestItem", "mustBeAccepted": False, "attribute": attribute("Surname", value="M")},
    {"@type": "FormFieldRequestItem", "title": "How many?", "mustBeAccepted": False},
]
ANSWERS: list[Any] = [
    {"@type": "AcceptResponseItem", "result": "Accepted"},
    {
        "@type": "ResponseItemGroup",
        "items": [
            {
                "@type": "Read…",
                "result": "Accepted",
                "attributeId": "ATT",
                "attribute": attribute("GivenName", value="E"),
            },
            {"@type": "Read…", "result": "Accepted", "attribute": attribute("BirthDate", day=1, month=2, year=3)},
        ],
    },
    {"@type": "RejectResponseItem", "result": "Rejected"},
    {"@type": "FormFieldAcceptResponseItem", "result": "Accepted", "response": 3},
]


def request(items: Any = ITEMS, answers: Any = ANSWERS) -> LocalRequest:
    response = LocalResponse(created_at=TIME.replace(hour=10), content={"result": "Accepted", "items": answers})
    return LocalRequest(
        id="REQ", is_own=True, peer=PEER, created_at=TIME, content={"items": items}, status="Completed",
        response=None if answers is None else response,
    )  # fmt: skip


def test_each_item_has_a_row_with_its_place_and_its_answer() -> None:
    table = tables.request_items([request()])
    assert list(table["position"]) == ["1", "2.1", "2.2", "3", "4"]
    assert list(table["group"].dropna()) == ["About you", "About you"]
    assert list(table["result"]) == ["Accepted", "Accepted", "Accepted", "Rejected", "Accepted"]
    assert list(table["value_type"].fillna("-")) == ["-", "GivenName", "BirthDate", "Surname", "-"]
    assert list(table["answer"].fillna("-")) == ["-", "E", '{"day": 1, "month": 2, "year": 3}', "-", "3"]
    assert list(table["must_be_accepted"]) == [True, True, False, False, False]


def test_as_many_items_as_a_request_counts_have_rows() -> None:
    assert len(tables.request_items([request()])) == tables.requests([request()])["items"].iloc[0]


def test_an_item_without_an_answer_says_what_it_asks() -> None:
    table = tables.request_items([request(answers=None), request(answers=ANSWERS[:1])])
    assert list(table["result"].notna()) == [False] * 5 + [True] + [False] * 4
    assert json.loads(table["item"][0]) == ITEMS[0]


def template(**more: Any) -> RelationshipTemplate:
    return RelationshipTemplate(
        id="RLT",
        is_own=True,
        created_by=ME,
        created_by_device="DVC",
        created_at=TIME,
        content={"@type": "RelationshipTemplateContent", "title": "Contact", "onNewRelationship": {"items": ITEMS}},
        reference=Reference(truncated="s3cret", url="nmshd://s3cret"),
        **more,
    )


def test_a_template_shows_how_much_it_asks_and_hides_what_opens_it() -> None:
    table = tables.templates([template(password_protection=PasswordProtection(password="s3cret"))])  # noqa: S106
    row = table.iloc[0]
    assert (row["made_by"], row["title"], row["items"], row["has_password"]) == ("self", "Contact", 5, True)
    assert "s3cret" not in table.to_csv()


def test_numbers_that_fit_into_no_column_are_the_greatest_that_do() -> None:
    allocations = tables.templates([template(max_number_of_allocations=number) for number in (1, 2.5, 1e300, None)])
    assert list(allocations["allocations"].fillna(-1)) == [1, 2, 2**63 - 1, -1]


def test_a_change_tells_when() -> None:
    change = Change(kind="outgoing Request", id="REQ", before="Open", after="Completed", record=request())
    assert list(tables.changes(SyncReport(changes=(change,)))["changed_at"].dt.hour) == [10]
