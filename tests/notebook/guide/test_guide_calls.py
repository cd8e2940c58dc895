import pytest

from enmeshed_kit.notebook import Form, guide
from enmeshed_kit.notebook.form.payload import Payload


def test_both_requests_are_valid(connector):
    first = Form(connector, "1", guide.VALIDATE_NEW, guide.name_of(connector))
    second = Form(connector, "2", guide.VALIDATE_EXISTING, {"what the initiator shall consent to": guide.CONSENT_AGAIN})

    assert first.send().is_success
    assert second.send().is_success


@pytest.mark.parametrize(
    ("call", "placeholders"),
    [
        (
            guide.CREATE_TEMPLATE,
            {
                "maximum number of allocations",
                "expiration date of RelationshipTemplate",
                "title of RelationshipTemplate",
                "custom metadata",
                "Request for who has no Relationship yet",
                "Request for who has one already",
            },
        ),
        (guide.CREATE_FOR_ONE, {"address of Identity the RelationshipTemplate is intended for"}),
        (guide.CREATE_WITH_PASSWORD, {"password of RelationshipTemplate"}),
        (guide.CREATE_WITH_PIN, {"password of RelationshipTemplate"}),
        (guide.ACCEPT_REQUEST, {"ID of the incoming Request", "address of the initiator"}),
    ],
)
def test_every_input_of_the_guide_has_a_placeholder(call, placeholders):
    assert placeholders <= set(Payload(call.template, route=call.route).slots)


def test_all_that_was_sent_comes_back(connector):
    content = guide.template_content(connector)

    made = guide.small_template(connector, content=content, max_number_of_allocations=3)

    assert made.max_number_of_allocations == 3
    assert made.content["title"] == guide.TITLE
    assert made.content["metadata"] == guide.MADE_BY
    assert made.content["onExistingRelationship"]["items"] == content["onExistingRelationship"]["items"]


def test_the_plain_content_lacks_only_the_second_request(connector):
    whole, plain = guide.template_content(connector), guide.plain_content(connector)

    assert {**plain, "onExistingRelationship": whole["onExistingRelationship"]} == whole


def test_a_pin_is_said_to_be_one_and_a_password_is_not_said_to_be_none(connector):
    values = {
        "expiration date of RelationshipTemplate": "2026-02-01T00:00:00.000Z",
        "RelationshipTemplateContent": guide.arbitrary_content("secret"),
        "password of RelationshipTemplate": "4711",
    }
    word = Form(connector, "word", guide.CREATE_WITH_PASSWORD, values).send()
    pin = Form(connector, "pin", guide.CREATE_WITH_PIN, values).send()

    assert word.password_protection.password_is_pin is None
    assert pin.password_protection.password_is_pin is True
