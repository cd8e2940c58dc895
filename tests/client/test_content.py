"""Builders: what they build is what the tutorial sends, and what a Connector would refuse they refuse."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from enmeshed_kit.client import content
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Attribute, LocalRequest

ME = "did:e:localhost:dids:0123456789abcdef012357"
YOU = "did:e:prod.enmeshed.eu:dids:0123456789abcdef012358"


def attribute(kind: str = "OwnIdentityAttribute") -> Attribute:
    value = {"@type": "DisplayName", "value": "Demo"}
    return Attribute(
        type=kind,
        id="ATTabcdefghijklmnopq",
        content={"@type": "IdentityAttribute", "owner": ME, "value": value},
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def local_request(*items: dict[str, Any]) -> LocalRequest:
    return LocalRequest(
        id="REQabcdefghijklmnopq",
        is_own=False,
        peer=YOU,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        content={"@type": "Request", "items": list(items)},
        status="ManualDecisionRequired",
    )


def test_the_request_of_the_tutorial_is_built_as_the_api_wants_it() -> None:
    request = content.request(
        content.group(content.share_attribute(attribute()), title="Shared Attributes"),
        content.group(
            content.read_attribute("GivenName"),
            content.read_attribute("EMailAddress", must_be_accepted=False),
            title="Requested Attributes",
        ),
    )
    assert request == {
        "items": [
            {
                "@type": "RequestItemGroup",
                "title": "Shared Attributes",
                "items": [
                    {
                        "@type": "ShareAttributeRequestItem",
                        "mustBeAccepted": True,
                        "attribute": attribute().content,
                        "attributeId": "ATTabcdefghijklmnopq",
                    }
                ],
            },
            {
                "@type": "RequestItemGroup",
                "title": "Requested Attributes",
                "items": [
                    {
                        "@type": "ReadAttributeRequestItem",
                        "mustBeAccepted": True,
                        "query": {"@type": "IdentityAttributeQuery", "valueType": "GivenName"},
                    },
                    {
                        "@type": "ReadAttributeRequestItem",
                        "mustBeAccepted": False,
                        "query": {"@type": "IdentityAttributeQuery", "valueType": "EMailAddress"},
                    },
                ],
            },
        ]
    }


def test_template_content_wraps_the_request() -> None:
    request = content.request(content.read_attribute("Surname"), expires_at=datetime(2026, 2, 1, tzinfo=UTC))
    assert content.template_content(request, title="Contact") == {
        "@type": "RelationshipTemplateContent",
        "title": "Contact",
        "onNewRelationship": request,
    }
    assert "onExistingRelationship" in content.template_content(request, on_existing_relationship=request)


def test_a_mail_names_its_recipients_once() -> None:
    assert content.mail(ME, "Welcome", "Hello", cc=[YOU]) == {
        "@type": "Mail",
        "to": [ME],
        "cc": [YOU],
        "subject": "Welcome",
        "body": "Hello",
    }
    assert content.recipients(None, content.mail(ME, "", "", cc=[YOU])) == [ME, YOU]


def test_values_with_several_fields_are_given_by_name() -> None:
    value = content.attribute_value(
        "StreetAddress", recipient="H", street="S", house_no="1", zip_code="69115", city="Heidelberg", country="DE"
    )
    assert value["houseNo"] == "1"
    assert value["zipCode"] == "69115"


@pytest.mark.parametrize(
    ("build", "hint"),
    [
        (lambda: content.read_attribute("LastName"), "Surname"),
        (lambda: content.read_attribute("Displayname"), "DisplayName"),
        (lambda: content.attribute_value("PersonName", "x"), "GivenName"),
        (lambda: content.read_attribute("Quux"), "DisplayName, EMailAddress"),
        (lambda: content.attribute_value("DisplayName"), "quotes"),
        (lambda: content.attribute_value("DisplayName", 5), "quotes"),
        (lambda: content.attribute_value("DisplayName", "x" * 101), "Shorten"),
        (lambda: content.attribute_value("BirthDate", day=1, month=2), "by name"),
        (lambda: content.share_attribute(attribute("PeerIdentityAttribute")), "own"),
        (lambda: content.share_attribute({"id": "ATT"}), "attributes.create"),
        (lambda: content.group(), "read_attribute"),
        (lambda: content.request(), "read_attribute"),
        (lambda: content.request([content.read_attribute("Surname")]), "one by one"),
        (lambda: content.group(content.group(content.read_attribute("Surname"))), "outer group"),
        (lambda: content.group(content.read_attribute("Surname"), title="x" * 201), "Shorten"),
        (lambda: content.request(content.read_attribute("Surname"), description="x" * 501), "Shorten"),
        (lambda: content.mail([], "s", "b"), "at least one"),
        (lambda: content.mail([ME, ME], "s", "b"), "once"),
        (lambda: content.mail(ME, "s", "b", cc=ME), "once"),
        (lambda: content.mail("somebody", "s", "b"), "did:e:"),
        (lambda: content.mail("id19Sy75wjCWhQSxsbMiGLn6iSBfWvQm!", "s", "b"), "before Connector 5"),
        (lambda: content.mail(ME, "x" * 301, "b"), "Shorten"),
        (lambda: content.mail(ME, "s", "b" * 50_001), "Shorten"),
        (lambda: content.mail(ME, "s", "b", body_format="Html"), "Markdown"),
        (lambda: content.accept(new_attribute={}, existing_attribute_id="ATT"), "one of them"),
        (lambda: content.attribute_payload(None, None, None), "one of them"),
        (lambda: content.attribute_payload({"value": {}}, {}, None), "one of them"),
    ],
)
def test_what_a_connector_would_refuse_is_refused_with_a_hint(build: Any, hint: str) -> None:
    with pytest.raises(ContentError) as caught:
        build()
    assert hint in caught.value.hint


def test_texts_at_the_limit_are_taken() -> None:
    assert len(content.mail(ME, "x" * 300, "b" * 50_000)["body"]) == 50_000
    assert content.attribute_value("DisplayName", "")["value"] == ""
    assert len(content.attribute_value("DisplayName", "x" * 100)["value"]) == 100


def test_a_list_among_the_decisions_stands_for_a_group() -> None:
    assert content.decisions([[content.accept()], content.reject(code="c", message="m")]) == {
        "items": [{"items": [{"accept": True}]}, {"accept": False, "code": "c", "message": "m"}]
    }
    assert content.decisions({"items": [content.accept()]}) == {"items": [{"accept": True}]}


def test_answers_fill_in_what_is_asked_and_leave_out_what_is_optional() -> None:
    local = local_request(
        content.group(content.share_attribute(attribute())),
        content.group(
            content.read_attribute("GivenName"),
            content.read_attribute("EMailAddress", must_be_accepted=False),
        ),
    )
    assert content.answer_all(local, {"GivenName": "Erika"}) == [
        [{"accept": True}],
        [
            {
                "accept": True,
                "newAttribute": {
                    "@type": "IdentityAttribute",
                    "owner": "",
                    "value": {"@type": "GivenName", "value": "Erika"},
                },
            },
            {"accept": False},
        ],
    ]
    assert content.reject_all(local) == [[{"accept": False}], [{"accept": False}, {"accept": False}]]


def test_a_missing_required_answer_is_named() -> None:
    with pytest.raises(ContentError, match="Surname"):
        content.answer_all(local_request(content.read_attribute("Surname")))


def test_values_are_the_same_when_only_blanks_around_them_differ() -> None:
    assert content.same_value({"@type": "DisplayName", "value": " a "}, {"@type": "DisplayName", "value": "a"})
    assert not content.same_value({"@type": "DisplayName", "value": "A"}, {"@type": "DisplayName", "value": "a"})


def test_a_verdict_names_the_innermost_problems_by_their_place() -> None:
    from enmeshed_kit.records import RequestValidationResult

    verdict = msgspec.convert(
        {
            "isSuccess": False,
            "code": "inheritedFromItem",
            "message": "Some child items have errors.",
            "items": [
                {"isSuccess": True, "items": []},
                {"isSuccess": False, "items": [{"isSuccess": False, "message": "Wrong owner.", "items": []}]},
            ],
        },
        RequestValidationResult,
    )
    assert verdict.problems() == ["items[1].items[0]: Wrong owner."]
    assert RequestValidationResult(is_success=False, code="x", items=[]).problems() == ["the whole: x"]
    assert RequestValidationResult(is_success=True, items=[]).problems() == []
