"""What is sent in a population's past, as today's Connector takes it."""

from typing import Any

from enmeshed_kit.records import Json
from enmeshed_kit.sandbox.files import Download
from enmeshed_kit.sandbox.population.plan import GIVEN
from enmeshed_kit.sandbox.population.wording import COMPANY, CONSENT, Letter, Person

DISPLAY_NAME: Json = {"content": {"value": {"@type": "DisplayName", "value": COMPANY}}}


def template(own_name: Any, expires_at: str) -> Json:
    """An invitation that shows who the company is, and asks who the other side is."""
    shown = {**_item("ShareAttribute", must=True), "attribute": own_name.content, "attributeId": own_name.id}
    asked = [_read("DisplayName", must=True), *(_read(name, must=False) for name in GIVEN)]
    consent = {**_item("Consent", must=False), "consent": CONSENT}
    groups = [_group("About us", [shown]), _group("About you", asked), _group("If you like", [consent])]
    request = {"items": groups}
    content = {"@type": "RelationshipTemplateContent", "title": "Welcome", "onNewRelationship": request}
    return {"expiresAt": expires_at, "content": content}


def _item(kind: str, *, must: bool) -> Json:
    return {"@type": f"{kind}RequestItem", "mustBeAccepted": must}


def _read(value_type: str, *, must: bool) -> Json:
    query = {"@type": "IdentityAttributeQuery", "valueType": value_type}
    return {**_item("ReadAttribute", must=must), "query": query}


def _group(title: str, items: list[Json]) -> Json:
    return {"@type": "RequestItemGroup", "title": title, "items": items}


def acceptance(person: Person, address: str, gives: tuple[str, ...], *, subscribes: bool) -> Json:
    """The answer to an invitation."""
    values = {"EMailAddress": person.email, "PhoneNumber": person.phone, "Nationality": "DE"}
    given = [_tell("DisplayName", person.name, address)]
    given += [_tell(name, values[name], address) if name in gives else {"accept": False} for name in GIVEN]
    return {"items": [{"items": [{"accept": True}]}, {"items": given}, {"items": [{"accept": subscribes}]}]}


def _tell(value_type: str, value: str, owner: str) -> Json:
    content = {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": value_type, "value": value}}
    return {"accept": True, "newAttribute": content}


def refusal() -> Json:
    """The answer of somebody who does not want to."""
    no = {"accept": False}
    return {"items": [{"items": [no]}, {"items": [no] * (1 + len(GIVEN))}, {"items": [no]}]}


def question(text: str, peer: str, expires_at: str | None) -> Json:
    """A Request for a consent."""
    limit = {} if expires_at is None else {"expiresAt": expires_at}
    return {"content": {"items": [{**_item("Consent", must=True), "consent": text}], **limit}, "peer": peer}


def mail(to: str, letter: Letter) -> Json:
    """A letter as the content of a Message."""
    return {"@type": "Mail", "to": [to], "subject": letter.subject, "body": letter.body}


def upload(title: str, filename: str, expires_at: str) -> Json:
    """The form with which a File is uploaded."""
    content = f"{title}\n".encode()
    return {"title": title, "expiresAt": expires_at, "file": Download(content, filename, "text/plain")}
