from typing import Any

import pytest

READ = {
    "@type": "ReadAttributeRequestItem",
    "mustBeAccepted": True,
    "query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"},
}
CONSENT = {"@type": "ConsentRequestItem", "consent": "I agree.", "mustBeAccepted": False}
GROUP = {"@type": "RequestItemGroup", "items": [CONSENT, CONSENT]}
TEXT_FIELD = {"@type": "FormFieldRequestItem", "title": "Why?", "mustBeAccepted": True}
YES, NO = {"accept": True}, {"accept": False}


def name(value: str, owner: str = "", *tags: str) -> dict[str, Any]:
    content = {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": "GivenName", "value": value}}
    return content | ({"tags": list(tags)} if tags else {})


def codes(result: Any) -> list[Any]:
    """The last words of all codes, nested as the items are."""
    inner = [codes(item) for item in result.items]
    own = [] if result.is_success else [str(result.code).rpartition(".")[2]]
    return [*own, *inner]


@pytest.fixture
def decide(town: Any) -> Any:
    """Asks B for items and examines decisions on them."""

    def examine(items: list[Any], decisions: Any, *, accept: bool = True) -> Any:
        requests = town.b.incoming_requests
        request_id = town.ask(town.a, town.b, *items)
        return (requests.can_accept if accept else requests.can_reject)(request_id, {"items": decisions})

    return examine


def test_decisions_are_as_many_as_the_items_and_nested_like_them(decide: Any) -> None:
    assert codes(decide([CONSENT, GROUP], [NO, {"items": [NO, YES]}])) == [[], [[], []]]
    assert codes(decide([CONSENT, GROUP], [NO])) == ["invalidNumberOfItems"]
    assert codes(decide([CONSENT, GROUP], [NO, {"items": [NO]}])) == [
        "inheritedFromItem",
        [],
        ["invalidNumberOfItems"],
    ]
    assert codes(decide([CONSENT], [{"items": [YES]}])) == [
        "inheritedFromItem",
        ["requestItemAnsweredAsRequestItemGroup"],
    ]


@pytest.mark.parametrize(
    ("decisions", "text"),
    [
        ([YES], "Cannot read properties of undefined (reading 'length')"),
        ([{"items": [YES, YES, YES]}], "Cannot read properties of undefined (reading 'constructor')"),
        ([None], "Cannot read properties of null (reading 'items')"),
    ],
)
def test_some_decisions_trip_the_connector(decide: Any, refusal: Any, decisions: Any, text: str) -> None:
    code, message = refusal(decide, [GROUP], decisions)
    assert code == "error.runtime.unknown"
    assert message.endswith(text)


def test_what_must_be_accepted_must_be_accepted_and_a_rejected_request_has_no_accepted_item(decide: Any) -> None:
    assert codes(decide([READ], [NO])) == ["inheritedFromItem", ["mustBeAcceptedItemNotAccepted"]]
    assert codes(decide([CONSENT], [YES], accept=False)) == [
        "inheritedFromItem",
        ["itemAcceptedButRequestNotAccepted"],
    ]
    assert codes(decide([READ], [NO], accept=False)) == [[]]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"newAttribute": name("Erika")}, None),
        ({"newAttribute": name("Erika"), "surprise": 1}, None),
        ({}, "servalErrorDuringRequestItemProcessing"),
        (
            {"newAttribute": name("Erika"), "existingAttributeId": "ATTUnknownUnknown000"},
            "servalErrorDuringRequestItemProcessing",
        ),
        ({"newAttribute": name("Erika", "did:e:localhost:dids:0123456789abcdef012345")}, "attributeQueryMismatch"),
        ({"newAttribute": name("\N{PARTY POPPER}")}, "invalidAcceptParameters"),
        ({"newAttribute": name("Erika", "", "nope")}, "invalidAcceptParameters"),
        ({"existingAttributeId": "nonsense"}, "recordNotFound"),
    ],
)
def test_a_query_is_answered_with_one_attribute_that_fits(decide: Any, answer: Any, code: str | None) -> None:
    wanted = [[]] if code is None else ["inheritedFromItem", [code]]
    assert codes(decide([READ], [YES | answer])) == wanted


def test_a_new_attribute_becomes_an_own_one_here_and_the_peers_there(town: Any) -> None:
    answer = town.accept(town.a, town.b, READ, newAttribute=name("Erika"))
    own, received = town.b.attributes.get(answer["attributeId"]), town.a.attributes.get(answer["attributeId"])
    assert (own.type, own.number_of_forwards) == ("OwnIdentityAttribute", 1)
    assert (received.type, received.peer, received.content) == ("PeerIdentityAttribute", town.b.address, own.content)
    (request,) = town.a.outgoing_requests.list([])
    assert request.status == "Completed"
    assert received.source_reference == request.id


def test_an_attribute_that_is_there_already_is_used_again(town: Any) -> None:
    first = town.accept(town.a, town.b, READ, newAttribute=name("Erika"))
    again = town.accept(town.a, town.b, READ, newAttribute=name(" Erika "))
    assert again == {
        "@type": "AttributeAlreadySharedAcceptResponseItem",
        "attributeId": first["attributeId"],
        "result": "Accepted",
    }
    other = town.accept(town.a, town.b, READ, existingAttributeId=first["attributeId"])
    assert other == again
    assert len(town.a.attributes.list([])) == len(town.b.attributes.list([])) == 1


def test_new_tags_make_a_new_version_on_both_sides(town: Any) -> None:
    first = town.accept(town.a, town.b, READ, newAttribute=name("Erika", "", "x:a"))
    answer = town.accept(town.a, town.b, READ, newAttribute=name("Erika", "", "x:a", "x:b"))
    assert answer["@type"] == "AttributeSuccessionAcceptResponseItem"
    assert answer["predecessorId"] == first["attributeId"]
    (received,) = town.a.attributes.peer(town.b.address, [])
    assert (received.id, received.content["tags"]) == (answer["successorId"], ["x:a", "x:b"])


def test_a_shared_attribute_is_kept_once(town: Any) -> None:
    attribute = town.shared(town.a, town.b)
    assert town.b.attributes.get(attribute.id).type == "PeerIdentityAttribute"
    assert town.a.attributes.get(attribute.id).number_of_forwards == 1
    (details,) = town.a.attributes.forwarding_details(attribute.id, [])
    assert details.peer == town.b.address


def test_an_attribute_without_owner_belongs_to_who_accepts_it(town: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True, "attribute": relationship_attribute("")}
    answer = town.accept(town.a, town.b, item)
    assert town.b.attributes.get(answer["attributeId"]).type == "OwnRelationshipAttribute"
    assert town.a.attributes.get(answer["attributeId"]).type == "PeerRelationshipAttribute"
    kept = [*town.a.outgoing_requests.list([]), *town.b.incoming_requests.list([])]
    owners = {request.content["items"][0]["attribute"]["owner"] for request in kept}
    assert owners == {town.b.address}
    assert town.b.messages.list([("content.@type", "Request")])[0].content["items"][0]["attribute"]["owner"] == ""


def test_a_key_that_is_taken_meanwhile_cannot_be_created(town: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "attribute": relationship_attribute(town.b.address)}
    must = town.ask(town.a, town.b, item | {"mustBeAccepted": True})
    may = town.ask(town.a, town.b, item | {"mustBeAccepted": False})
    town.accept(town.a, town.b, item | {"mustBeAccepted": True})
    can_accept = town.b.incoming_requests.can_accept
    assert codes(can_accept(must, {"items": [YES]}))[1] == ["unexpectedErrorDuringRequestItemProcessing"]
    assert codes(can_accept(may, {"items": [YES]}))[1] == ["invalidAcceptParameters"]
    assert codes(can_accept(may, {"items": [NO]})) == [[]]


def test_the_same_key_is_not_created_twice_by_one_decision(decide: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": False}
    twice = [item | {"attribute": relationship_attribute("", value=value)} for value in "ab"]
    result = decide(twice, [YES, YES])
    assert (result.is_success, result.items) == (False, [])
    assert result.code == "error.consumption.requests.invalidAcceptParameters"
    assert decide(twice, [YES, NO]).is_success


def test_a_proposal_can_be_taken_as_it_is_or_changed(town: Any) -> None:
    item = READ | {"@type": "ProposeAttributeRequestItem", "attribute": name("Erika")}
    answer = town.accept(town.a, town.b, item, attribute=name("Erica"))
    assert answer["@type"] == "ProposeAttributeAcceptResponseItem"
    assert town.a.attributes.get(answer["attributeId"]).content["value"]["value"] == "Erica"


def test_a_third_party_gets_an_attribute_of_another_relationship(town: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    town.accept(town.a, town.b, item | {"attribute": relationship_attribute(town.b.address)})
    (known,) = town.a.attributes.list([])
    query = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "customer", "owner": "thirdParty"}
    asked = READ | {"query": query | {"thirdParty": [town.b.address]}}
    answer = town.accept(town.c, town.a, asked, existingAttributeId=known.id)
    assert answer["initialAttributePeer"] == town.b.address
    received = town.c.attributes.get(known.id)
    assert (received.type, received.initial_attribute_peer) == ("ThirdPartyRelationshipAttribute", town.b.address)


def test_a_private_attribute_never_leaves_its_relationship(town: Any, decide: Any, relationship_attribute: Any) -> None:
    item = {"@type": "CreateAttributeRequestItem", "mustBeAccepted": True}
    private = relationship_attribute(town.b.address, confidentiality="private")
    town.relate(town.b, town.c)
    town.accept(town.c, town.b, item | {"attribute": private})
    (known,) = town.b.attributes.list([])
    query = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "customer", "owner": "recipient"}
    asked = READ | {"query": query | {"thirdParty": [town.c.address]}}
    assert codes(decide([asked], [YES | {"existingAttributeId": known.id}]))[1] == ["attributeQueryMismatch"]


def test_a_deletion_is_agreed_on_for_a_date_to_come(town: Any, decide: Any) -> None:
    attribute = town.shared(town.a, town.b)
    item = {"@type": "DeleteAttributeRequestItem", "mustBeAccepted": False, "attributeId": attribute.id}
    for date, message in [
        ("soon", "The deletionDate is invalid."),
        ("2020-01-01", "The deletionDate must be in the future."),
    ]:
        assert decide([item], [YES | {"deletionDate": date}]).items[0].message == message
    town.accept(town.a, town.b, item, deletionDate="2099-01-01")
    (details,) = town.a.attributes.forwarding_details(attribute.id, [])
    assert details.deletion_info.deletion_status == "ToBeDeletedByRecipient"
    assert town.b.attributes.get(attribute.id).deletion_info.deletion_status == "ToBeDeleted"


def test_a_refused_deletion_is_noted(town: Any) -> None:
    attribute = town.shared(town.a, town.b)
    item = {"@type": "DeleteAttributeRequestItem", "mustBeAccepted": False, "attributeId": attribute.id}
    answer = town.reject(town.a, town.b, item, code="no", message="I like it.", surprise=1)
    assert answer == {"@type": "RejectResponseItem", "code": "no", "message": "I like it.", "result": "Rejected"}
    (details,) = town.a.attributes.forwarding_details(attribute.id, [])
    assert details.deletion_info.deletion_status == "DeletionRequestRejected"


def test_a_form_field_is_answered_within_its_limits(town: Any, decide: Any) -> None:
    field = TEXT_FIELD | {"settings": {"@type": "StringFormFieldSettings", "max": 5}}
    assert decide([field], [YES | {"response": "because"}]).items[0].message == (
        "The length of the response cannot be greater than the max 5."
    )
    assert town.accept(town.a, town.b, field, response="so")["response"] == "so"


def test_consents_are_just_accepted(town: Any) -> None:
    assert town.accept(town.a, town.b, CONSENT) == {"@type": "AcceptResponseItem", "result": "Accepted"}


@pytest.mark.parametrize("body", [None, [], {}, {"items": None}])
def test_a_decision_without_items_cannot_be_read(town: Any, refusal: Any, body: Any) -> None:
    request_id = town.ask(town.a, town.b, CONSENT)
    assert refusal(town.b.incoming_requests.can_accept, request_id, body) == (
        "error.runtime.requestDeserialization",
        "InternalDecideRequestParameters.items :: Value is not defined",
    )
