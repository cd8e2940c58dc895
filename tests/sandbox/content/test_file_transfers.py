from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture
def file(town: Any) -> Any:
    """A File of A."""
    upload = SimpleNamespace(content=b"Hello", filename="hello.txt", mimetype="text/plain")
    return town.a.files.upload_own({"file": upload, "expiresAt": "2099-01-01", "tags": ["x:mine"]})


def offer(file: Any, **changes: Any) -> dict[str, Any]:
    item = {"@type": "TransferFileOwnershipRequestItem", "mustBeAccepted": True}
    return {**item, "fileReference": file.reference.truncated, "ownershipToken": file.ownership_token, **changes}


def test_an_accepted_file_changes_its_owner_on_both_sides(town: Any, file: Any) -> None:
    answer = town.accept(town.a, town.b, offer(file))
    assert town.b.files.find(file.id).is_own
    assert not town.a.files.find(file.id).is_own
    own, received = town.b.attributes.get(answer["attributeId"]), town.a.attributes.get(answer["attributeId"])
    assert own.content == received.content
    assert own.content["value"] == {"@type": "IdentityFileReference", "value": file.reference.truncated}
    assert own.content["tags"] == ["x:mine"]


@pytest.mark.parametrize("token", ["another one", ""])
def test_a_file_is_offered_with_its_own_token(town: Any, file: Any, token: str) -> None:
    result = town.a.outgoing_requests.validate({"content": {"items": [offer(file, ownershipToken=token)]}})
    assert f"The specified ownershipToken is not valid for the File with ID '{file.id}'." in result.problems()[0]


def test_nobody_offers_a_file_of_somebody_else(town: Any, file: Any) -> None:
    result = town.b.outgoing_requests.validate({"content": {"items": [offer(file)]}})
    assert f"The File with the given ID '{file.id}' could not be found." in result.problems()[0]
    town.b.files.load_peer({"reference": file.reference.truncated})
    result = town.b.outgoing_requests.validate({"content": {"items": [offer(file)]}})
    assert "since it is not owned by you." in result.problems()[0]


def test_a_file_with_another_token_meanwhile_cannot_be_taken(town: Any, file: Any) -> None:
    request_id = town.ask(town.a, town.b, offer(file))
    town.a.files.regenerate_ownership_token(file.id)
    result = town.b.incoming_requests.can_accept(request_id, {"items": [{"accept": True}]})
    assert "since the specified ownershipToken is not valid for the File" in result.problems()[0]
