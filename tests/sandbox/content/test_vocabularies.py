"""Where the contents of Connectors 4.6.4, 6.34.0 and 7.4.6 differ; behind each difference the transcript and step."""

from typing import Any

import pytest

from enmeshed_kit.sandbox.content.content_2 import CONTENT_2
from enmeshed_kit.sandbox.content.content_6 import CONTENT_6
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.schema import complaint
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary

ALL = (CONTENT_2, CONTENT_6, CONTENT_7)
OWNER = "somebody"
NAME = {"@type": "IdentityAttribute", "owner": OWNER, "value": {"@type": "GivenName", "value": "Heinz"}}
QUERY = {"@type": "IdentityAttributeQuery", "valueType": "GivenName"}
READ = {"@type": "ReadAttributeRequestItem", "mustBeAccepted": True, "query": QUERY}
CONSENT = {"@type": "ConsentRequestItem", "mustBeAccepted": False, "consent": "I agree."}
MAIL = {"@type": "Mail", "to": ["a"], "subject": "S", "body": "B"}
UNREADABLE = "error.runtime.requestDeserialization"


def of_item(text: str) -> tuple[str, str]:
    return UNREADABLE, f"Request.items :: Item with index 0 could not be deserialized to a Serializable ({text})"


def unknown(name: str) -> str:
    text = f"Type '{name}' with version 1 was not found within reflection classes."
    return f"{text} You might have to install a module first."


def identity(value: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "IdentityAttribute", "owner": OWNER, "value": value, **more}


def group(*items: Any, **more: Any) -> dict[str, Any]:
    return {"@type": "RequestItemGroup", "items": list(items), **more}


class Reader:
    """Reads single items of Requests."""

    def __init__(self, refusal: Any) -> None:
        self._refusal = refusal

    def kept(self, vocabulary: Vocabulary, item: Any) -> Any:
        return vocabulary.read_request({"items": [item]})["items"][0]

    def refused(self, vocabulary: Vocabulary, item: Any) -> Any:
        return self._refusal(vocabulary.read_request, {"items": [item]})


@pytest.fixture
def items(refusal: Any) -> Reader:
    return Reader(refusal)


# Requests


def test_a_group_says_whether_it_must_be_accepted_in_connector_4_only(items: Reader) -> None:
    # classic 06/129, v6 06/5, API_ERAS appendix A
    assert items.refused(CONTENT_2, group(READ)) == of_item("RequestItemGroup.mustBeAccepted :: Value is not defined")
    assert items.kept(CONTENT_2, group(READ, mustBeAccepted=True))["mustBeAccepted"] is True
    for vocabulary in (CONTENT_6, CONTENT_7):
        assert items.kept(vocabulary, group(READ, mustBeAccepted=True)) == group(READ)


def test_a_group_that_must_be_accepted_has_an_item_that_must_be(items: Reader) -> None:
    # classic 06/131, 14/64
    text = "mustBeAccepted can only be true if at least one item is flagged as mustBeAccepted"
    wanted = of_item(f"RequestItemGroup.mustBeAccepted :: {text}")
    assert items.refused(CONTENT_2, group(CONSENT, mustBeAccepted=True)) == wanted
    assert items.refused(CONTENT_2, group({"mustBeAccepted": True}, mustBeAccepted=True)) == wanted
    assert items.kept(CONTENT_2, group(CONSENT, READ, mustBeAccepted=True))["mustBeAccepted"] is True
    assert items.kept(CONTENT_2, group(CONSENT, mustBeAccepted=False))["mustBeAccepted"] is False


def test_items_have_titles_and_a_wish_for_a_manual_decision_before_connector_7(items: Reader) -> None:
    # classic 06/18, 132; v6 06/18; API_ERAS appendix A
    more = {"requireManualDecision": True, "title": "T"}
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert items.kept(vocabulary, READ | more) == READ | more
    assert items.kept(CONTENT_7, READ | more) == READ


def test_an_authentication_has_a_title_since_connector_7(items: Reader) -> None:
    # classic and v6 06/105; v7 06/105
    item = {"@type": "AuthenticationRequestItem", "mustBeAccepted": True}
    assert items.kept(CONTENT_2, item) == items.kept(CONTENT_6, item) == item
    assert items.refused(CONTENT_7, item) == of_item("AuthenticationRequestItem.title :: Value is not defined")


@pytest.mark.parametrize(("vocabulary", "longest"), [(CONTENT_2, 2_000), (CONTENT_6, 10_000), (CONTENT_7, 10_000)])
def test_a_consent_was_shorter_in_connector_4(items: Reader, vocabulary: Vocabulary, longest: int) -> None:
    # classic 06/102, v6 06/103
    items.kept(vocabulary, CONSENT | {"consent": "x" * longest})
    text = f"ConsentRequestItem.consent :: Value is longer than {longest} characters"
    assert items.refused(vocabulary, CONSENT | {"consent": "x" * (longest + 1)}) == of_item(text)


def test_the_link_of_a_consent_has_a_text_since_connector_6(items: Reader) -> None:
    # classic 06/98, v6 06/98
    item = CONSENT | {"linkDisplayText": "Terms"}
    assert items.kept(CONTENT_2, item) == CONSENT
    for vocabulary in (CONTENT_6, CONTENT_7):
        assert items.refused(vocabulary, item)[1].endswith("can only be defined if a link is defined too.)")


@pytest.mark.parametrize(
    ("vocabulary", "name", "other"),
    [
        (CONTENT_2, "sourceAttributeId", "attributeId"),
        (CONTENT_6, "sourceAttributeId", "attributeId"),
        (CONTENT_7, "attributeId", "sourceAttributeId"),
    ],
)
def test_a_shared_attribute_is_named_otherwise_since_connector_7(
    items: Reader, vocabulary: Vocabulary, name: str, other: str
) -> None:
    # classic 06/4, 6; v6 06/4, 6; API_ERAS appendix A
    item = {"@type": "ShareAttributeRequestItem", "attribute": NAME, "mustBeAccepted": True}
    assert items.kept(vocabulary, item | {name: "ATT"})[name] == "ATT"
    text = f"ShareAttributeRequestItem.{name} :: Value is not defined"
    assert items.refused(vocabulary, item | {other: "ATT"}) == of_item(text)


@pytest.mark.parametrize(
    ("vocabulary", "peer"), [(CONTENT_2, None), (CONTENT_6, "thirdPartyAddress"), (CONTENT_7, "initialAttributePeer")]
)
def test_the_third_party_of_a_shared_attribute_has_a_name_of_its_own_in_each(
    items: Reader, vocabulary: Vocabulary, peer: str | None
) -> None:
    both = {"initialAttributePeer": "x", "thirdPartyAddress": "x"}
    ids = {"attributeId": "ATT", "sourceAttributeId": "ATT"}
    item = {"@type": "ShareAttributeRequestItem", "attribute": NAME, "mustBeAccepted": True, **ids, **both}
    assert both.keys() & items.kept(vocabulary, item).keys() == ({peer} if peer else set())


@pytest.mark.parametrize(
    "item",
    [
        {"@type": "FreeTextRequestItem", "freeText": "What do you say?", "mustBeAccepted": True},
        {"@type": "RegisterAttributeListenerRequestItem", "mustBeAccepted": True, "query": QUERY},
    ],
)
def test_free_texts_and_attribute_listeners_are_gone_in_connector_7(items: Reader, item: dict[str, Any]) -> None:
    # classic 06/134-137
    assert items.kept(CONTENT_2, item) == items.kept(CONTENT_6, item) == item
    assert items.refused(CONTENT_7, item) == of_item(unknown(item["@type"]))


@pytest.mark.parametrize("name", ["FormFieldRequestItem", "TransferFileOwnershipRequestItem"])
def test_form_fields_and_files_can_be_asked_for_since_connector_6(items: Reader, name: str) -> None:
    # classic 06/108, 110
    assert items.refused(CONTENT_2, {"@type": name}) == of_item(unknown(name))
    assert name in CONTENT_6.request_item_types & CONTENT_7.request_item_types


@pytest.mark.parametrize("name", ["ShareAuthorizationRequestRequestItem", "ShareCredentialOfferRequestItem"])
def test_credentials_can_be_shared_since_connector_7(items: Reader, name: str) -> None:
    # classic 06/115, 116; v6 06/141, 142
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert items.refused(vocabulary, {"@type": name}) == of_item(unknown(name))
    assert name in CONTENT_7.request_item_types


@pytest.mark.parametrize(("vocabulary", "may"), [(CONTENT_6, True), (CONTENT_7, False)])
def test_a_file_to_transfer_may_come_without_token_before_connector_7(vocabulary: Vocabulary, may: bool) -> None:
    fields = vocabulary.classes["TransferFileOwnershipRequestItem"].fields
    assert [field.optional for field in fields if field.name == "ownershipToken"] == [may]


# Queries


def test_what_is_asked_for_could_have_an_end_of_validity_before_connector_7() -> None:
    query = QUERY | {"validTo": "2099-01-01T00:00:00.000Z"}
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert vocabulary.read_query(query, "IdentityAttributeQuery") == query
        assert vocabulary.read_attribute(NAME | {"validFrom": "2000"})["validFrom"] == "2000-01-01T00:00:00.000Z"
    assert CONTENT_7.read_query(query, "IdentityAttributeQuery") == QUERY


def test_a_third_party_query_names_any_owner_in_connector_4_and_a_part_later(refusal: Any) -> None:
    # classic 06/72, 140; v6 06/72
    query = {"@type": "ThirdPartyRelationshipAttributeQuery", "key": "k", "owner": "id1x", "thirdParty": ["id1x"]}
    name = query["@type"]
    assert CONTENT_2.read_query(query, str(name)) == query
    for vocabulary in (CONTENT_6, CONTENT_7):
        assert refusal(vocabulary.read_query, query, name) == (
            UNREADABLE,
            f'{name}.owner:String :: must be one of: "thirdParty","recipient",""',
        )


def test_the_first_connectors_fall_over_a_query_without_third_party(refusal: Any) -> None:
    query = {"key": "k", "owner": ""}
    code, message = refusal(CONTENT_2.read_query, query, "ThirdPartyRelationshipAttributeQuery")
    assert code == "error.runtime.unknown"
    assert message.endswith("Cannot use 'in' operator to search for 'address' in undefined")
    assert refusal(CONTENT_6.read_query, query, "ThirdPartyRelationshipAttributeQuery")[0] == UNREADABLE


# Values


def test_a_person_has_one_name_of_many_parts_before_connector_7(refusal: Any) -> None:
    # classic 05/14, v6 05/14; v7 05/14
    person = identity({"@type": "PersonName", "givenName": "Erika", "surname": "Musterfrau"})
    assert CONTENT_2.read_attribute(person) == CONTENT_6.read_attribute(person) == person
    assert refusal(CONTENT_7.read_attribute, person) == ("error.runtime.unknownType", unknown("PersonName"))


@pytest.mark.parametrize("value_type", ["Street", "ZipCode", "City", "BirthCity", "Country", "AffiliationRole"])
def test_a_part_of_a_value_can_stand_alone_before_connector_7(refusal: Any, value_type: str) -> None:
    # classic 05/25, 65, 66; v6 05/25, 85, 87; v7 05/25, 85
    attribute = identity({"@type": value_type, "value": "DE"})
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert value_type in vocabulary.identity_types
        assert vocabulary.read_attribute(attribute) == attribute
    assert value_type not in CONTENT_7.identity_types
    assert refusal(CONTENT_7.read_attribute, attribute)[0] == UNREADABLE


@pytest.mark.parametrize("value_type", ["BankAccount", "MaritalStatus", "SchematizedJSON", "VerifiableCredential"])
def test_some_types_of_values_came_with_connector_7(refusal: Any, value_type: str) -> None:
    # classic and v6 05/34, 41, 42
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert value_type not in vocabulary.identity_types
        code, _ = refusal(vocabulary.read_attribute, identity({"@type": value_type, "value": "x"}))
        assert code == "error.runtime.unknownType"
    assert value_type in CONTENT_7.identity_types


def test_a_part_that_is_no_text_is_refused_as_object_before_connector_7_and_as_value_since(refusal: Any) -> None:
    names = ("recipient", "street", "houseNo", "zipCode", "city", "country")
    address = identity({"@type": "StreetAddress", **dict.fromkeys(names, "DE"), "street": 5})
    whole = "Street.from() :: Parameter must be an object - is '5'"
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert refusal(vocabulary.read_attribute, address) == (UNREADABLE, whole)
    assert refusal(CONTENT_7.read_attribute, address) == (UNREADABLE, "Street.value :: Value is not a string")


def test_the_schema_of_an_xml_value_had_to_be_linked_in_connector_4(refusal: Any) -> None:
    # classic 05/43
    xml = identity({"@type": "SchematizedXML", "value": "<a/>"})
    assert refusal(CONTENT_2.read_attribute, xml) == (UNREADABLE, "SchematizedXML.schemaURL :: Value is not defined")
    assert complaint(xml["value"], CONTENT_2.any_identity_value) is None
    assert CONTENT_6.read_attribute(xml) == CONTENT_7.read_attribute(xml) == xml


@pytest.mark.parametrize(("vocabulary", "longest"), [(CONTENT_2, 100), (CONTENT_6, 150), (CONTENT_7, 150)])
def test_references_of_files_have_grown(refusal: Any, vocabulary: Vocabulary, longest: int) -> None:
    vocabulary.read_attribute(identity({"@type": "IdentityFileReference", "value": "x" * longest}))
    longer = identity({"@type": "IdentityFileReference", "value": "x" * (longest + 1)})
    text = f"IdentityFileReference.value :: Value is longer than {longest} characters"
    assert refusal(vocabulary.read_attribute, longer) == (UNREADABLE, text)


@pytest.mark.parametrize(("vocabulary", "longest"), [(CONTENT_2, 100), (CONTENT_6, 250), (CONTENT_7, 250)])
def test_tags_have_grown(refusal: Any, vocabulary: Vocabulary, longest: int) -> None:
    vocabulary.read_attribute(NAME | {"tags": ["x" * longest]})
    text = f"IdentityAttribute.tags:Array :: The maximum length of a tag is {longest} characters."
    assert refusal(vocabulary.read_attribute, NAME | {"tags": ["x" * (longest + 1)]}) == (UNREADABLE, text)


def test_equal_tags_are_refused_since_connector_6(refusal: Any) -> None:
    twice = NAME | {"tags": ["x:a", "x:a"]}
    assert CONTENT_2.read_attribute(twice)["tags"] == ["x:a", "x:a"]
    for vocabulary in (CONTENT_6, CONTENT_7):
        text = "IdentityAttribute.tags:Array :: The tags are not unique."
        assert refusal(vocabulary.read_attribute, twice) == (UNREADABLE, text)


def test_letters_and_forms_of_tags_are_limited_since_connector_7() -> None:
    # v6 05/185, classic 05/121; v7 05/185
    party = identity({"@type": "DisplayName", "value": "\N{PARTY POPPER}"})
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert vocabulary.has_only_allowed_characters(party)
        assert vocabulary.invalid_tags(["mytag"]) is None
    assert not CONTENT_7.has_only_allowed_characters(party)
    assert CONTENT_7.invalid_tags(["mytag"]) == "Detected invalidity of the following tags: 'mytag'."


def test_blanks_around_values_are_kept_in_connector_4() -> None:
    # classic 05/109, v6 05/171
    value = {"@type": "GivenName", "value": " Heinz "}
    assert CONTENT_2.trimmed(value) == value
    assert CONTENT_6.trimmed(value) == CONTENT_7.trimmed(value) == {"@type": "GivenName", "value": "Heinz"}


@pytest.mark.parametrize(
    "value", [{"@type": "DisplayName"}, {"@type": "NoSuchType", "value": "x"}, {"@type": "DisplayName", "value": 5}]
)
def test_connector_4_names_the_organization_whatever_does_not_fit(value: Any) -> None:
    # classic 05/34, 50-54; API_ERAS appendix A, 4.0.0
    assert complaint(value, CONTENT_2.any_identity_value) == "must have required property 'organization'"


def test_connector_6_names_the_type_before_what_does_not_fit(refusal: Any) -> None:
    # v6 05/59, 159, 163; API_ERAS appendix A, 6.60.5
    code = "error.runtime.validation.invalidPropertyValue"
    check = CONTENT_6.check_identity_value
    assert refusal(check, "DisplayName", {"@type": "DisplayName"}) == (
        code,
        "DisplayName :: must have required property 'value'",
    )
    assert refusal(check, "PersonName", {"@type": "PersonName", "givenName": 1, "surname": "M"}) == (
        code,
        "PersonName :: givenName must be string",
    )


# Contents of templates, Relationships and Messages


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        ("hello", {"0": "h", "1": "e", "2": "l", "3": "l", "4": "o"}),
        ([], {}),
        (5, {}),
        ({"any": "thing"}, None),
        (MAIL, None),
    ],
)
def test_a_template_and_a_message_hold_anything_in_connector_4(refusal: Any, content: Any, kept: Any) -> None:
    # classic 03/58-61, 07/32, 33, 13/49-53
    wanted = {**content, "cc": []} if content == MAIL else content if kept is None else kept
    assert CONTENT_2.read_template_content(content) == CONTENT_2.read_message_content(content) == wanted
    for vocabulary in (CONTENT_6, CONTENT_7):
        code, message = refusal(vocabulary.read_template_content, content)
        assert code == "error.runtime.validation.invalidPropertyValue"
        assert message.startswith("The content of a RelationshipTemplate must either be a RelationshipTemplateContent")


def test_what_connector_4_cannot_hold_is_nothing_at_all(refusal: Any) -> None:
    # classic 03/59, 10/11
    code, message = refusal(CONTENT_2.read_template_content, None)
    assert code == "error.runtime.unknown"
    assert message.endswith("Cannot read properties of null (reading 'hasOwnProperty')")
    text = "SendRelationshipParameters.content :: Value is not defined"
    assert refusal(CONTENT_2.read_creation_content, None) == (UNREADABLE, text)


@pytest.mark.parametrize(("content", "kept"), [("x", {"0": "x"}), (5, {}), ([1], {"0": 1}), ({"any": 1}, {"any": 1})])
def test_a_relationship_is_made_with_anything_in_connector_4(content: Any, kept: Any) -> None:
    # classic 10/12-23
    assert CONTENT_2.read_creation_content(content) == kept


@pytest.mark.parametrize(
    "name", [f"Arbitrary{kind}Content" for kind in ("RelationshipTemplate", "RelationshipCreation", "Message")]
)
def test_arbitrary_content_needs_no_wrapper_in_connector_4_and_knows_none(refusal: Any, name: str) -> None:
    # classic 07/35, 13/54, 13/60
    wrapped = {"@type": name, "value": 1}
    assert refusal(CONTENT_2.read_template_content, wrapped) == ("error.runtime.unknownType", unknown(name))
    assert CONTENT_6.read_any(wrapped) == CONTENT_7.read_any(wrapped) == wrapped


def test_a_response_makes_a_relationship_under_another_name_in_connector_4(refusal: Any) -> None:
    # classic 40, v6 10
    response = {
        "result": "Accepted",
        "requestId": "REQ",
        "items": [{"@type": "AcceptResponseItem", "result": "Accepted"}],
    }
    change = {"@type": "RelationshipCreationChangeRequestContent", "response": response}
    assert CONTENT_2.read_creation_content(change | {"surprise": 1}) == change
    creation = {"@type": "RelationshipCreationContent", "response": response}
    assert CONTENT_6.read_creation_content(creation) == creation
    assert refusal(CONTENT_6.read_creation_content, change)[0] == "error.runtime.unknownType"
    assert refusal(CONTENT_2.read_creation_content, creation)[0] == "error.runtime.unknownType"


def test_a_mail_has_a_format_since_connector_7() -> None:
    # classic 13/27, 28; v6 13/28, 29
    mail = MAIL | {"bodyFormat": "Markdown"}
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert vocabulary.read_message_content(mail) == MAIL | {"cc": []}
    assert CONTENT_7.read_message_content(mail) == mail | {"cc": []}


def test_an_empty_text_is_no_list_of_copies_since_connector_6(refusal: Any) -> None:
    assert CONTENT_2.read_message_content(MAIL | {"cc": ""})["cc"] == []
    assert refusal(CONTENT_6.read_message_content, MAIL | {"cc": ""})[0] == "error.runtime.servalError"


@pytest.mark.parametrize(
    ("kind", "older"),
    [
        ("OwnSharedAttributeDeletedByOwner", True),
        ("PeerSharedAttributeDeletedByPeer", True),
        ("OwnAttributeDeletedByOwner", False),
        ("ForwardedAttributeDeletedByPeer", False),
    ],
)
def test_notifications_tell_of_shared_attributes_before_connector_7(refusal: Any, kind: str, older: bool) -> None:
    # classic 15/78, v6 15/79
    item = {"@type": f"{kind}NotificationItem", "attributeId": "ATT"}
    notification = {"@type": "Notification", "id": "NOT", "items": [item]}
    for vocabulary in ALL:
        if older == (vocabulary is not CONTENT_7):
            assert vocabulary.read_message_content(notification) == notification
        else:
            assert unknown(item["@type"]) in refusal(vocabulary.read_message_content, notification)[1]


def test_a_notification_that_was_renamed_is_known_by_both_names_and_written_by_the_old_one() -> None:
    names = [
        f"ThirdParty{kind}AttributeDeletedByPeerNotificationItem" for kind in ("Relationship", "OwnedRelationship")
    ]
    for name in names:
        item = {"@type": name, "attributeId": "ATT"}
        kept = CONTENT_6.read_message_content({"@type": "Notification", "id": "NOT", "items": [item]})
        assert kept["items"] == [item | {"@type": names[1]}]


# Decisions


def test_what_is_given_for_an_attribute_comes_with_tags_since_connector_6() -> None:
    answer = {"existingAttributeId": "ATT", "tags": ["x:a"]}
    kept = {vocabulary: vocabulary.read_parameters(answer, READ["@type"]) for vocabulary in ALL}
    assert "tags" not in kept[CONTENT_2]
    assert kept[CONTENT_6]["tags"] == kept[CONTENT_7]["tags"] == ["x:a"]


def test_a_free_text_is_answered_with_one() -> None:
    # classic 14/169-178
    for vocabulary in (CONTENT_2, CONTENT_6):
        assert vocabulary.read_parameters({"freeText": "Yes"}, "FreeTextRequestItem")["freeText"] == "Yes"
