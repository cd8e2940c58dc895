"""What real Connectors of three versions kept or refused, read again."""

from typing import Any

import pytest

from enmeshed_kit.sandbox.content.content_2 import CONTENT_2
from enmeshed_kit.sandbox.content.content_6 import CONTENT_6
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary

UNREADABLE = {"error.runtime.requestDeserialization", "error.runtime.servalError", "error.runtime.unknownType"}
RECORDINGS = [("transcripts", CONTENT_7), ("transcripts-v6", CONTENT_6), ("transcripts-classic", CONTENT_2)]

ABOUT_OTHER_FIELDS = "PasswordProtectionCreationParameters."

of_each_version = pytest.mark.parametrize(("folder", "vocabulary"), RECORDINGS, ids=["7.4.6", "6.34.0", "4.6.4"])


def without_dates(content: Any) -> Any:
    """A content without what a Connector fills in later."""
    if isinstance(content, dict):
        return {name: without_dates(value) for name, value in content.items() if name not in ("expiresAt", "id")}
    return [without_dates(each) for each in content] if isinstance(content, list) else content


def contents_of(calls: list[tuple[str, Any, Any]]) -> list[tuple[str, Any, Any]]:
    return [
        (title, body["content"], answer)
        for title, body, answer in calls
        if isinstance(body, dict) and "content" in body and isinstance(answer, dict)
    ]


@of_each_version
def test_recorded_requests_are_read_or_refused_as_recorded(
    folder: str, vocabulary: Vocabulary, recorded: Any, refusal: Any
) -> None:
    refused = 0
    for title, content, answer in contents_of(recorded("06", "Outgoing/Validate", folder)):
        error = answer.get("error")
        if error is None:
            vocabulary.read_request(content)
        elif error["code"] in UNREADABLE:
            assert refusal(vocabulary.read_request, content) == (error["code"], error["message"]), title
            refused += 1
    assert refused > 20


@of_each_version
@pytest.mark.parametrize(
    ("number", "ending", "reader"),
    [("07", "RelationshipTemplates/Own", "read_template_content"), ("13", "Messages", "read_message_content")],
)
def test_recorded_contents_are_kept_or_refused_as_recorded(
    folder: str,
    vocabulary: Vocabulary,
    number: str,
    ending: str,
    reader: str,
    recorded: Any,
    refusal: Any,
) -> None:
    read, kept = getattr(vocabulary, reader), 0
    for title, content, answer in contents_of(recorded(number, ending, folder)):
        if error := answer.get("error"):
            if error["code"] in UNREADABLE and not error["message"].startswith(ABOUT_OTHER_FIELDS):
                assert refusal(read, content) == (error["code"], error["message"]), title
        else:
            assert without_dates(read(content)) == without_dates(answer["result"]["content"]), title
            kept += 1
    assert kept >= 10


@of_each_version
def test_recorded_attributes_are_kept_or_refused_as_recorded(
    folder: str, vocabulary: Vocabulary, recorded: Any, refusal: Any
) -> None:
    kept = refused = 0
    for title, content, answer in contents_of(recorded("05", "Attributes", folder)):
        if not isinstance(content, dict):
            continue
        error, owner = answer.get("error"), answer.get("result", {}).get("content", {}).get("owner", "")
        own = {**content, "@type": "IdentityAttribute", "owner": owner}
        if error is None:
            own["value"] = vocabulary.trimmed(own["value"])
            assert vocabulary.read_attribute(own) == answer["result"]["content"], title
            kept += 1
        elif error["code"] in UNREADABLE:
            assert refusal(vocabulary.read_attribute, own) == (error["code"], error["message"]), title
            refused += 1
    assert kept > 40
    assert refused > 15
