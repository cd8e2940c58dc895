"""Whatever a reader writes can be translated: nothing is lost on the way, and once is enough."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enmeshed_kit import eras
from enmeshed_kit.eras import Call

NAMES = st.sampled_from(
    [
        *("@type", "items", "content", "creationContent", "attribute", "newAttribute", "owner", "query", "value"),
        *("attributeId", "sourceAttributeId", "mustBeAccepted", "initialAttributePeer", "accept", "metadata"),
        *("templateId", "reference", "id", "secretKey", "expiresAt", "valueType", "shareInfo", "x"),
    ]
)
TYPES = st.sampled_from(
    [
        *("RequestItemGroup", "ShareAttributeRequestItem", "ReadAttributeRequestItem", "IdentityAttribute", "Request"),
        *("ArbitraryMessageContent", "ArbitraryRelationshipTemplateContent", "ArbitraryRelationshipCreationContent"),
        *("RelationshipTemplateContent", "RelationshipCreationContent", "RelationshipCreationChangeRequestContent"),
        *("Mail", "Notification", "SchematizedJSON", "DisplayName", "", "Nonsense"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | TYPES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner | TYPES, max_size=5),
    max_leaves=15,
)
OBJECT = st.dictionaries(NAMES, JSON | TYPES, max_size=5)
ROUTES = st.sampled_from(
    [
        *(("POST", "/Attributes"), ("PUT", "/Attributes/CanCreate"), ("POST", "/RelationshipTemplates/Own")),
        *(("POST", "/RelationshipTemplates/Peer"), ("POST", "/Messages"), ("POST", "/Relationships")),
        *(("PUT", "/Requests/Incoming/REQx/Accept"), ("POST", "/Requests/Outgoing"), ("POST", "/Files/x/Token")),
        *(("PUT", "/Relationships/RELx/Accept"), ("DELETE", "/Attributes/x"), ("", ""), ("GET", "/"), ("GET", "no")),
    ]
)
ERAS = st.sampled_from(eras.KNOWN)
PLACES = ("RelationshipTemplate", "Relationship", "Message", "LocalRequest", "Attribute", "Token", "File", "SyncAnswer")


class Silent:
    """Nobody who could be asked."""

    def own_address(self) -> str:
        return "<me>"

    def relationship_of(self, change: str) -> str:
        return change


@settings(deadline=None)
@given(ROUTES, JSON, ERAS, ERAS)
def test_any_payload_can_be_translated_and_is_left_alone(
    route: tuple[str, str], body: Any, source: eras.Era, target: eras.Era
) -> None:
    before = copy.deepcopy(body)
    eras.translated(Call(*route, (), body), source, target)
    assert body == before


@settings(deadline=None)
@given(ROUTES, JSON, ERAS)
def test_what_was_translated_once_fits(route: tuple[str, str], body: Any, era: eras.Era) -> None:
    once = eras.spoken(Call(*route, (), body), era)
    if once.impossible is None and "{" not in once.call.path and "Arbitrary" not in repr(body):
        assert eras.spoken(once.call._replace(path=route[1]), era).call.body == once.call.body


SENT_ON = {
    "Message": "/Messages",
    "RelationshipTemplate": "/RelationshipTemplates/Own",
    "LocalRequest": "/Requests/Outgoing",
}


@settings(deadline=None)
@given(OBJECT, st.sampled_from(list(SENT_ON)))
def test_what_was_read_is_sent_back_as_it_was(content: dict[str, Any], kind: str) -> None:
    """A Request must be sent exactly as the Connector made it, and content of one's own comes back as it was."""
    if has_todays_words(content):
        return
    read = eras.understood(kind, {"content": content}, eras.CLASSIC, Silent())["content"]
    sent = eras.spoken(Call("POST", SENT_ON[kind], (), {"content": read}), eras.CLASSIC)
    if sent.impossible is None and not needs_filling(content):
        assert sent.call.body == {"content": content}


def has_todays_words(value: Any) -> bool:
    """Whether there is something in it that no Connector 4 could have answered."""
    words = ("attributeId", "Arbitrary", "RelationshipCreationContent", "initialAttributePeer")
    return any(word in repr(value) for word in words) or set(value) == {"value"}


def needs_filling(value: Any) -> bool:
    """Whether a group in it lacks what each group of a Connector 4 has, or an answer its owner."""
    if isinstance(value, list):
        return any(map(needs_filling, value))
    if not isinstance(value, dict):
        return False
    lacks = value.get("@type") == "RequestItemGroup" and "mustBeAccepted" not in value
    return lacks or ("accept" in value and "owner" in repr(value)) or any(map(needs_filling, value.values()))


@settings(deadline=None)
@given(JSON, ERAS, ERAS)
def test_any_payload_can_be_explained(payload: Any, source: eras.Era, target: eras.Era) -> None:
    if isinstance(payload, str):
        return
    migration = eras.explain(payload, source, target)
    assert bool(migration) == (repr(migration) != "Nothing has to change.")
    assert all(change.source and change.path for change in migration)


@pytest.mark.parametrize("era", [era for era in eras.KNOWN if era is not eras.LATEST], ids=lambda era: era.name)
@pytest.mark.parametrize("kind", PLACES)
def test_hostile_content_is_read_as_content(era: eras.Era, kind: str) -> None:
    for content in (None, [], "text", {"@type": ["x"]}, {"@type": {}}, {"@type": "Request", "items": None}):
        value = {"content": content, "attachments": [], "createdBy": "a", "messages": [], "relationships": []}
        read = eras.understood(kind, value, era, Silent())
        assert isinstance(read, dict)
