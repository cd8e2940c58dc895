"""Builders of RequestItems and answers: a Connector takes what they build, and what they refuse it would refuse."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enmeshed_kit.client import Connector, content
from enmeshed_kit.client.content import iql
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, File, Json, LocalRequest, Reference
from enmeshed_kit.sandbox.content.iql import first_fault

ME, YOU = (f"did:e:localhost:dids:{number:022x}" for number in (1, 2))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ATTRIBUTE_ID = "ATTabcdefghijklmnopq"
Pair = tuple[Connector, Connector]


def befriended(pair: Pair) -> tuple[Connector, Connector]:
    """Two Connectors with an Active Relationship, formed by arbitrary content."""
    one, other = pair
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content({"offer": 1}), expires_at=one.now() + timedelta(days=1)
    )
    loaded = other.relationship_templates.load_peer(template.reference)
    other.relationships.create(loaded, content.arbitrary_creation_content(["taken"]))
    one.relationships.accept(one.wait_for_relationship(template))
    other.sync()
    return one, other


def nickname(owner: str = "", **changes: Any) -> Json:
    value = content.relationship_value("ProprietaryString", "Rolf", title="Nickname")
    return content.relationship_attribute(value, key="nickname", owner=owner) | changes


def ask(one: Connector, other: Connector, *items: Json) -> LocalRequest:
    """Send a Request by Message, and return it as the other side has it."""
    request = content.request(*items, title="Please", expires_at=one.now() + timedelta(days=1), now=one.now())
    assert one.outgoing_requests.validate(request, peer=other.address).problems() == []
    draft = one.outgoing_requests.create(request, other.address)
    message = one.messages.send(other.address, draft.content)
    return other.wait_for_request(message, syncs=True)


@pytest.mark.parametrize("pair", ["v7"], indirect=True)  # the only one that knows all of them
def test_every_item_is_taken_and_answered(pair: Pair) -> None:
    one, other = befriended(pair)
    shared = one.attributes.create(value=content.attribute_value("DisplayName", "One"))
    file = one.files.upload(b"Hello", filename="hello.txt")
    asked = ask(
        one,
        other,
        content.share_attribute(shared),
        content.read_attribute("GivenName"),
        content.read_attribute(content.relationship_query("size", "ProprietaryInteger", title="Size")),
        content.read_attribute(content.iql_query("Surname", value_type="Surname")),
        content.create_attribute(nickname()),
        content.create_attribute(content.identity_attribute(content.attribute_value("JobTitle", "Baker"))),
        content.propose_attribute(content.identity_attribute(content.attribute_value("Sex", "female"))),
        content.propose_attribute(nickname(key="proposed")),
        content.group(
            content.consent("The terms.", link="https://example.org", link_display_text="Terms"),
            content.authentication("Log in", must_be_accepted=False),
            title="Formalities",
        ),
        content.form_field("Colour", content.selection_field(["red", "blue"])),
        content.form_field("Colours", content.selection_field(["red", "blue"], multiple=True)),
        content.form_field("Born", content.date_field()),
        content.form_field("Weight", content.number_field(least=1, most=500, unit="kg")),
        content.form_field("Children", content.number_field(whole=True, most=20)),
        content.form_field("Stars", content.rating_field()),
        content.form_field("Word", content.text_field(most=10)),
        content.form_field("Sure", content.boolean_field()),
        content.transfer_file_ownership(file),
    )
    answers: dict[str, Any] = {
        "GivenName": "Rolf",
        "size": 42,
        "Surname": content.attribute_value("Surname", "Weber"),
        "Colour": "red",
        "Colours": ["red", "blue"],
        "Born": date(2000, 2, 29),
        "Weight": 70.5,
        "Children": 0,
        "Stars": 5,
        "Word": "yes",
        "Sure": True,
    }
    decisions = content.answer_all(asked, answers)
    content.check_decisions(asked, decisions)
    assert other.incoming_requests.can_accept(asked, decisions).problems() == []
    other.incoming_requests.accept(asked, decisions)
    one.sync()
    completed = one.outgoing_requests.get(asked.id)
    assert completed.status == "Completed"
    assert other.files.get(file).is_own

    deletion = ask(one, other, content.delete_attribute(shared))
    date_of_end = other.now() + timedelta(days=7)
    other.incoming_requests.accept(deletion, content.answer_all(deletion, {shared.id: date_of_end}))
    one.sync()
    assert one.attributes.forwarding_details(shared)[0].deletion_info is not None


def test_an_attribute_that_exists_answers_a_question(pair: Pair) -> None:
    one, other = befriended(pair)
    mine = other.attributes.create(value=content.attribute_value("EMailAddress", "rolf@example.org"))
    asked = ask(one, other, content.read_attribute("EMailAddress"))
    other.incoming_requests.accept(asked, content.answer_all(asked, {"EMailAddress": mine}))
    one.sync()
    (given,) = other.attributes.own_shared(one.address)
    assert (given.source_attribute or given.id) == mine.id
    assert [known.id for known in one.attributes.peer(other.address)] == [given.id]


def own(kind: str = "OwnIdentityAttribute", **changes: Any) -> Attribute:
    inner = content.identity_attribute(content.attribute_value("DisplayName", "Demo"), ME)
    return Attribute(type=kind, id=ATTRIBUTE_ID, content=inner, created_at=NOW, **changes)


def peers_file() -> File:
    return File(
        id="FIL1",
        is_own=False,
        filename="a",
        filesize=1,
        created_at=NOW,
        created_by=YOU,
        created_by_device="DVC1",
        expires_at=NOW,
        mimetype="text/plain",
        reference=Reference(truncated="RklM", url=""),
        owner=YOU,
    )


def value(kind: str, *args: Any, **fields: Any) -> Json:
    return content.relationship_value(kind, *args, **fields)


# fmt: off
IQL_PIECES = [
    "GivenName", "city", ".city", "!", "( ", " )", "(", ")", " && ", " || ", " ", "=", "~", "<", "?", "#", "x:y",
    "'a b'", "''", "'", "\\'",
]
# fmt: on
READ_NICKNAME = content.read_attribute(content.relationship_query("nickname", "ProprietaryString", title="Nickname"))
READ_NAME = content.read_attribute("GivenName", tags=["x:first"])
THIRD_PARTY = content.read_attribute(content.third_party_query("nickname", YOU))
NAME = content.identity_attribute(content.attribute_value("GivenName", "Rolf"), tags=["x:first"])


@pytest.mark.parametrize(
    ("build", "cause"),
    [
        (lambda: content.attribute_value("DisplayName", "Ἑλένη"), "characters that Attributes cannot hold"),
        (lambda: content.attribute_value("DisplayName", "x", nickname="y"), "has no nickname"),
        (lambda: content.attribute_value("Nationality", "Germany"), "cannot be 'Germany'"),
        (lambda: content.attribute_value("CommunicationLanguage", "deutsch"), "cannot be 'deutsch'"),
        (lambda: content.attribute_value("EMailAddress", "erika"), "form that it needs"),
        (lambda: content.attribute_value("Website", "no website"), "form that it needs"),
        (lambda: content.attribute_value("PhoneNumber", "12"), "3 are needed"),
        (lambda: content.attribute_value("Sex", "yes"), "cannot be 'yes'"),
        (lambda: content.attribute_value("BirthDate", day=31, month=2, year=2000), "no day 2000-02-31"),
        (lambda: content.attribute_value("BirthDate", day=1, month=1, year=9999), "future"),
        (lambda: content.attribute_value("BirthDate", day=0, month=1, year=2000), "cannot be 0"),
        (lambda: content.attribute_value("BankAccount", account_holder="E", iban="DE00123456789012345678"), "IBAN"),
        (lambda: content.attribute_value("SchematizedJSON", {"a": "x" * 4096}), "4096 are allowed"),
        (lambda: value("ProprietaryString", "x"), "lacks title"),
        (lambda: value("ProprietaryInteger", 1.5, title="t"), "whole number"),
        (lambda: value("ProprietaryBoolean", "yes", title="t"), "True or False"),
        (lambda: value("ProprietaryHEXColor", "red!", title="t"), "form that it needs"),
        (lambda: value("ProprietaryText", "x", title="t"), "of RelationshipAttributes"),
        (lambda: value("Consent", consent="c", link_display_text="text"), "no link"),
        (lambda: nickname() and content.relationship_attribute({"@type": "X"}, key="k"), "knows no value type"),
        (lambda: content.relationship_attribute(nickname()["value"], key="k" * 101), "100 are allowed"),
        (lambda: content.relationship_attribute(nickname()["value"], key="k", confidentiality="secret"), "'secret'"),
        (lambda: content.identity_attribute(NAME["value"], "somebody"), "no address"),
        (lambda: content.identity_attribute(NAME["value"], tags=["x:a", "x:a"]), "twice"),
        (lambda: content.identity_attribute(NAME["value"], tags=[f"x:{n}" for n in range(21)]), "20 are allowed"),
        (lambda: content.read_attribute(content.iql_query("")), "lacks queryString|are needed"),
        (lambda: content.iql_query("GivenName or Surname"), "no query"),
        (lambda: content.iql_query("( GivenName"), "no query"),
        (lambda: content.third_party_query("k", []), "is empty"),
        (lambda: content.third_party_query("k", YOU, owner="me"), "cannot be 'me'"),
        (lambda: content.relationship_query("k", "DisplayName", title="t"), "of RelationshipAttributes"),
        (lambda: content.consent("x" * 10_001), "10000 are allowed"),
        (lambda: content.consent("c", link="no link at all"), "form that it needs"),
        (lambda: content.consent("c", link_display_text="text"), "no link"),
        (lambda: content.authentication("x" * 201), "200 are allowed"),
        (lambda: content.authentication("x", description="d" * 501), "500 are allowed"),
        (lambda: content.propose_attribute(nickname(owner=ME)), "belongs to who accepts"),
        (lambda: content.propose_attribute(nickname(), READ_NAME["query"]), "asks for an IdentityAttribute"),
        (lambda: content.propose_attribute(NAME, content.identity_query("Surname")), "asks for a Surname"),
        (lambda: content.propose_attribute(NAME, content.iql_query("Surname", value_type="Surname")), "another type"),
        (lambda: content.delete_attribute("ATT"), "no id"),
        (lambda: content.transfer_file_ownership(peers_file()), "a peer's"),
        (lambda: content.share_attribute(own("OwnRelationshipAttribute", peer=YOU)), "has no initialAttributePeer"),
        (lambda: content.share_authorization_request("nope"), "form that it needs"),
        (lambda: content.form_field("f", {"@type": "ColourFormFieldSettings"}), "no form field settings"),
        (lambda: content.selection_field([]), "is empty"),
        (lambda: content.selection_field(["a", "a"]), "twice"),
        (lambda: content.number_field(least=5, most=1), "max below its min"),
        (lambda: content.rating_field(4), "cannot be 4"),
        (lambda: content.text_field(most=5000), "cannot be 5000"),
        (lambda: content.request(content.create_attribute(nickname()), READ_NICKNAME), "the key 'nickname'"),
        (lambda: content.request({"@type": "ReadAttribute"}), "no RequestItem"),
        (lambda: content.request({"@type": "ReadAttributeRequestItem", "query": {}}), "lacks mustBeAccepted"),
        (lambda: content.request(READ_NAME, expires_at="tomorrow"), "no point in time"),
        (lambda: content.request(READ_NAME, expires_at=NOW - timedelta(days=1), now=NOW), "is past"),
        (lambda: content.request(READ_NAME, metadata="x"), "must be an object"),
        (lambda: content.arbitrary_template_content(None), "needs a value"),
        (lambda: content.arbitrary_creation_content(None), "needs a value"),
        (lambda: content.arbitrary_message_content(None), "needs a value"),
        (lambda: content.password_protection(""), "empty"),
        (lambda: content.password_protection("123", is_pin=True), "4 to 16 digits"),
        (lambda: content.password_protection("x", location="Drawer"), "no place"),
        (lambda: content.password_protection("x", location=49), "no place"),
        (lambda: content.accept(READ_NAME), "has no Attribute"),
        (lambda: content.accept(READ_NAME, new_attribute=nickname()), "asks for an IdentityAttribute"),
        (lambda: content.accept(READ_NAME, new_attribute=NAME | {"tags": ["x:other"]}), "one of the tags"),
        (lambda: content.accept(READ_NAME, new_attribute=NAME, tags=["x:a"]), "its own tags"),
        (lambda: content.accept(READ_NAME, existing_attribute_id="ATT1"), "no id"),
        (lambda: content.accept(READ_NICKNAME, existing_attribute_id=ATTRIBUTE_ID), "always new"),
        (lambda: content.accept(READ_NICKNAME, new_attribute=nickname(key="other")), "the key 'nickname'"),
        (lambda: content.accept(READ_NICKNAME, new_attribute=nickname(confidentiality="private")), "confidentiality"),
        (lambda: content.accept(THIRD_PARTY, new_attribute=nickname()), "cannot be new"),
        (lambda: content.accept(content.form_field("f", content.boolean_field())), "accept_form_field"),
        (lambda: content.accept(tags=["x:a"]), "existing Attribute alone"),
        (lambda: content.accept_proposal(), "has no Attribute"),
        (lambda: content.accept_deletion("soon"), "no point in time"),
        (lambda: content.accept_deletion(NOW - timedelta(days=1), now=NOW), "is past"),
        (lambda: content.accept_deletion(datetime(2026, 1, 1)), "no time zone"),
        (lambda: content.reject(code="c" * 201), "200 are allowed"),
    ],
)
def test_what_a_connector_would_refuse_is_refused_at_once(build: Callable[[], object], cause: str) -> None:
    with pytest.raises(ContentError, match=cause) as caught:
        build()
    assert len(caught.value._render_traceback_()) == 2


@pytest.mark.parametrize(
    ("settings", "wrong", "right"),
    [
        (content.boolean_field(), "true", False),
        (content.date_field(), "some day", "2000-02-29"),
        (content.number_field(least=1, most=3), 3.5, 1.5),
        (content.number_field(least=1), 0, 1),
        (content.number_field(most=1), 2, -5),
        (content.number_field(whole=True), 1.5, 2),
        (content.number_field(whole=True), True, 2.0),
        (content.rating_field(6), 7, 6),
        (content.rating_field(), 0, 1),
        (content.selection_field(["a", "b"]), ["a"], "b"),
        (content.selection_field(["a", "b"]), "c", "a"),
        (content.selection_field(["a", "b"], multiple=True), "a", ["b", "a"]),
        (content.selection_field(["a", "b"], multiple=True), [], ["a"]),
        (content.selection_field(["a", "b"], multiple=True), ["a", "a"], ["a"]),
        (content.selection_field(["a", "b"], multiple=True), ["c"], ["b"]),
        (content.text_field(least=2, most=3), "abcd", "abc"),
        (content.text_field(least=2), "😀"[:0], "😀"),
    ],
)
def test_an_answer_to_a_form_field_keeps_to_its_settings(settings: Json, wrong: Any, right: Any) -> None:
    field = content.form_field("Field", settings)
    with pytest.raises(ContentError, match="The response to 'Field'"):
        content.accept_form_field(wrong, field)
    assert content.accept_form_field(right, field) == {"accept": True, "response": right}


@pytest.mark.parametrize(
    ("decisions", "cause"),
    [
        ([], r"items: 2 items need as many decisions, not 0"),
        ([content.accept(), content.accept()], r"items\[0\]: The answer has no Attribute"),
        ([content.reject(), [content.accept()]], r"items\[0\] must be accepted"),
        ([content.accept(new_attribute=NAME), content.accept()], r"items\[1\] is a group"),
        ([[content.accept()], [content.accept()]], r"items\[0\] is no group"),
        ([content.accept(new_attribute=NAME), []], r"items\[1\].items: 1 items need"),
    ],
)
def test_decisions_have_the_order_and_nesting_of_the_items(decisions: list[Any], cause: str) -> None:
    request = content.request(READ_NAME, content.group(content.consent("c", must_be_accepted=False)))
    local = LocalRequest(
        id="REQ1", is_own=False, peer=YOU, created_at=NOW, content={"@type": "Request", **request}, status="Open"
    )
    with pytest.raises(ContentError, match=cause):
        content.check_decisions(local, decisions)
    content.check_decisions(local, [content.accept(READ_NAME, new_attribute=NAME), [content.reject()]])


def test_an_attribute_of_a_relationship_is_shared_with_the_peer_it_came_from() -> None:
    shared = Attribute(type="OwnRelationshipAttribute", id=ATTRIBUTE_ID, content=nickname(ME), created_at=NOW, peer=YOU)
    assert content.share_attribute(shared)["initialAttributePeer"] == YOU


def test_a_proposal_is_accepted_as_it_is_or_corrected() -> None:
    item = content.propose_attribute(nickname())
    assert content.accept_proposal(item)["attribute"] == nickname()
    corrected = nickname() | {"value": content.relationship_value("ProprietaryString", "Rudi", title="Nickname")}
    assert content.accept_proposal(item, attribute=corrected)["attribute"] == corrected


def test_a_protection_says_only_what_was_given() -> None:
    assert content.password_protection("hush") == {"password": "hush"}
    assert content.password_protection("4711", is_pin=True, location="SMS") == {
        "password": "4711",
        "passwordIsPin": True,
        "passwordLocationIndicator": "SMS",
    }


def test_the_response_to_a_template_goes_into_the_relationship_without_its_type() -> None:
    response = {"@type": "Response", "result": "Accepted", "requestId": "REQ1", "items": []}
    built = content.creation_content(response)
    assert built["@type"] == "RelationshipCreationContent"
    assert "@type" not in built["response"]


@given(st.lists(st.sampled_from(IQL_PIECES), max_size=8).map("".join))
def test_the_sandbox_reads_the_same_queries_as_the_builders(query: str) -> None:
    assert iql.is_query(query) == (first_fault(query) is None)
