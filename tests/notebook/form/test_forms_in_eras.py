"""A form shows what goes out: the call in the words of its Connector's era, slot by slot."""

import json
import re

import pytest

from enmeshed_kit.client.errors import NotInThisEraError
from enmeshed_kit.eras import ERAS, LATEST
from enmeshed_kit.notebook import Form, asking, expiry, guide, parting, tutorial
from enmeshed_kit.notebook.form.payload import Call, Payload

CALLS = [
    (f"{module.__name__.rsplit('.', 1)[-1]}.{name}", call)
    for module in (tutorial, asking, parting, guide)
    for name, call in vars(module).items()
    if isinstance(call, Call)
]

NOT_IN = {
    "classic": {
        *(f"guide.{name}" for name in ("TERMINATE", "DECOMPOSE")),
        *(f"guide.CREATE_{name}" for name in ("FOR_ONE", "WITH_PASSWORD", "WITH_PIN")),
        *(f"parting.{name}" for name in ("REVOKE", "TERMINATE", "DECOMPOSE")),
        *(f"parting.{name}_REACTIVATION" for name in ("REQUEST", "ACCEPT", "REJECT", "REVOKE")),
    }
}


@pytest.fixture(params=ERAS.values(), ids=lambda era: era.name)
def era(request):
    return request.param


@pytest.fixture
def two(add_connector, era):
    return add_connector("one", era.name), add_connector("other", era.name)


def shown(form):
    """First line and body as a form shows them."""
    line, _, body = str(form.payload).partition("\n\n")
    return line, json.loads(body) if body else None


def sent(form):
    """First line and body as they went over the wire."""
    exchange = form.exchange.reveal()
    return f"{exchange.method} {exchange.target}", exchange.body


def form_of(connector, name, call):
    """The form of a call, None where the Connector's era has none."""
    try:
        return Form(connector, name, call)
    except NotInThisEraError:
        return None


def test_the_calls_that_an_era_lacks_are_known(two, era):
    lacking = {name for name, call in CALLS if form_of(two[0], name, call) is None}

    assert lacking == NOT_IN.get(era.name, set())


@pytest.mark.parametrize(("name", "call"), CALLS, ids=[name for name, _ in CALLS])
def test_every_call_has_the_prefix_of_the_era_and_keeps_its_slots(two, era, name, call):
    form = form_of(two[0], name, call) or form_of(two[0], name, tutorial.VALIDATE)
    line, _ = shown(form)
    marks = {piece.slot for piece in form.payload.pieces() if piece.slot}
    assert line.split()[1].startswith(era.prefix)
    assert set(form.payload.slots) <= marks
    assert {f"ID of the {place}" for place in form.payload.places} == marks - set(form.payload.slots)


@pytest.fixture
def pending(two):
    """A pending Relationship, made by the forms of the tutorial, and each form."""
    templator, initiator = two
    name = Form(templator, "1", tutorial.CREATE_NAME, {"display name": "Demo"})
    name.send()
    values = {"your Connector's address": templator.address, "the ID of the Attribute": name.take("id")}
    validate = Form(templator, "2", tutorial.VALIDATE, {**values, "display name": "Demo"})
    validate.send()
    create = Form(templator, "3", tutorial.CREATE_TEMPLATE, {"a moment in the future": expiry(templator, 3)})
    create.fill("the Request validated before", validate.take_sent("content"))
    template = create.send()
    code = Form(templator, "4", tutorial.QR_CODE, {"the ID of the RelationshipTemplate": template.id})
    code.send()
    initiator.relationship_templates.load_peer(template.reference)
    request = initiator.wait_for_request(template)
    who = {"@type": "IdentityAttribute", "owner": initiator.address}
    given = [{**who, "value": {"@type": kind, "value": value}} for kind, value in tutorial.PERSON.items()]
    items = [{"accept": True, "newAttribute": attribute} for attribute in given]
    initiator.incoming_requests.accept(request, [{"items": [{"accept": True}]}, {"items": items}])
    templator.sync()
    return templator.wait_for_relationship(template), [name, validate, code]


def test_what_is_shown_is_what_is_sent(two, pending):
    relationship, forms = pending
    accept = Form(two[0], "7", tutorial.ACCEPT, {"the ID of the Relationship": relationship.id})
    before = shown(accept)
    accept.send()
    assert before == sent(accept)
    mail = Form(two[0], "8", tutorial.SEND_MAIL, {"the peer's address": two[1].address, "subject": "a", "body": "<b>"})
    mail.send()
    for form in (*forms, mail):
        assert shown(form) == sent(form)


def test_what_only_the_connector_knows_is_found_once_the_relationship_is_known(two, era, pending):
    relationship, _ = pending
    form = Form(two[0], "7", tutorial.ACCEPT)
    assert ("<ID of the change>" in str(form.payload)) == era.has_changes
    form.fill("the ID of the Relationship", "RELdoesnotexist00000")
    assert ("<ID of the change>" in str(form.payload)) == era.has_changes
    form.fill("the ID of the Relationship", relationship.id)
    assert "<" not in str(form.payload)
    assert (relationship.change_id or "/Accept") in str(form.payload)


def test_typing_an_id_asks_the_connector_for_nothing(two):
    form = Form(two[0], "7", tutorial.ACCEPT)
    asked = len(two[0].exchanges)
    form.fill("the ID of the Relationship", "REL", "typed")
    assert len(two[0].exchanges) == asked


def test_items_that_a_lesson_can_spare_are_left_out_and_named(two, era):
    form = Form(two[0], "2", asking.VALIDATE)
    is_lacking = "FormFieldRequestItem" in era.lacks_types
    assert ("FormFieldRequestItem" in str(form.payload)) != is_lacking
    assert ("○ Left out: FormFieldRequestItem" in repr(form)) == is_lacking
    assert ("○ Left out: FormFieldRequestItem" in form._repr_mimebundle_()["text/html"]) == is_lacking


def test_items_that_a_lesson_needs_are_never_left_out(add_connector):
    for era in (era for era in ERAS.values() if era is not LATEST):
        connector = add_connector(era.name, era.name)
        for kind in (kind for kind in era.lacks_types if kind.endswith("RequestItem")):
            content = {"content": {"items": [{"@type": kind}]}}
            call = Call("outgoing_requests.validate", "POST /Requests/Outgoing/Validate", content)
            with pytest.raises(NotInThisEraError):
                Form(connector, "x", call)


def test_slots_survive_where_only_the_body_changes():
    payload = Payload({"id": "<an id>", "a": "<b>"}, None, "PUT /x/{id}/{other}", {"other_name": "<b>"})
    assert payload.slots == ["an id", "b"]
    assert re.sub(r"\s", "", str(payload)) == 'PUT/x/<anid>/<IDoftheother>{"other_name":"<b>"}'
