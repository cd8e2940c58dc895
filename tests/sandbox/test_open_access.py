"""Templates, Tokens and Files in each era: who may open them, by what, and what is said to the others."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from enmeshed_kit.records import Record
from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.clock import Clock
from enmeshed_kit.sandbox.dialects import DIALECTS
from enmeshed_kit.sandbox.faults import Fault, time_text
from enmeshed_kit.sandbox.ids import Ids
from enmeshed_kit.sandbox.routes.answer import to_json
from enmeshed_kit.sandbox.world import World

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
FAR = "2099-12-31T00:00:00.000Z"
SOON = time_text(START + timedelta(minutes=1))
ARBITRARY = {"@type": "ArbitraryRelationshipTemplateContent", "value": {"any": "thing"}}
CONTENTS = {"classic": {"any": "thing"}, "v6": ARBITRARY, "v7": ARBITRARY}
WITH_PASSWORDS = ["v6", "v7"]
Start = Callable[[str], tuple[World, Account, Account]]


class Upload(NamedTuple):
    content: bytes
    filename: str = "a.txt"
    mimetype: str = "text/plain"


@pytest.fixture
def start() -> Start:
    def start(era: str) -> tuple[World, Account, Account]:
        world = World(Ids("open access"), Clock(START), DIALECTS[era])
        return world, world.add_account(), world.add_account()

    return start


def new(era: str, **more: Any) -> dict[str, Any]:
    return {"expiresAt": FAR, "content": CONTENTS[era], **more}


def written(account: Account, record: Record) -> dict[str, Any]:
    return dict(json.loads(to_json(account.write(record))))


# -- what records say


def test_each_era_says_in_its_own_way_what_opens_a_template(start: Start) -> None:
    fields = {}
    for era in DIALECTS:
        _, owner, _ = start(era)
        fields[era] = set(written(owner, owner.templates.create_own(new(era))))
    assert fields["classic"] - fields["v6"] == {"secretKey"}
    assert fields["v6"] - fields["classic"] == {"reference"}
    assert fields["v6"] - fields["v7"] == {"truncatedReference"}


def test_a_template_in_an_event_is_written_as_in_an_answer(start: Start) -> None:
    world, owner, reader = start("classic")
    heard: dict[str, Any] = {}
    reader.on_event = lambda trigger, data, _: heard.update({trigger: data})
    template = owner.templates.create_own(new("classic"))
    loaded = reader.write(reader.templates.load_peer({"reference": template.reference.truncated}))
    world.settle()
    assert heard["transport.peerRelationshipTemplateLoaded"] == loaded
    assert heard["consumption.relationshipTemplateProcessed"]["template"] == loaded


def test_only_later_tokens_say_whether_they_are_ones_own(start: Start) -> None:
    says = {}
    for era in DIALECTS:
        _, owner, _ = start(era)
        says[era] = "isOwn" in written(owner, owner.tokens.create_own({"expiresAt": FAR, "content": {"any": 1}}))
    assert says == {"classic": False, "v6": True, "v7": True}


# -- loading


@pytest.mark.parametrize("era", DIALECTS)
def test_a_template_is_loaded_by_its_truncated_reference(start: Start, era: str) -> None:
    _, owner, reader = start(era)
    template = owner.templates.create_own(new(era))
    assert reader.templates.load_peer({"reference": template.reference.truncated}).id == template.id


@pytest.mark.parametrize("era", WITH_PASSWORDS)
def test_id_and_key_are_no_reference_any_more(start: Start, era: str) -> None:
    _, _, reader = start(era)
    with pytest.raises(Fault, match="token / relationship template reference invalid"):
        reader.templates.load_peer({"id": "RLTUnknownUnknown000", "secretKey": "0123456789"})


def test_id_and_key_open_templates_tokens_and_files(start: Start) -> None:
    _, owner, reader = start("classic")
    template = written(owner, owner.templates.create_own(new("classic")))
    token = written(owner, owner.tokens.create_own({"expiresAt": FAR, "content": {"any": 1}}))
    file = written(owner, owner.files.upload_own({"title": "t", "file": Upload(b"x")}))
    for section, made in ((reader.templates, template), (reader.tokens, token), (reader.files, file)):
        assert section.load_peer({"id": made["id"], "secretKey": made["secretKey"]}).id == made["id"]


def test_the_key_of_another_thing_opens_nothing(start: Start) -> None:
    _, owner, reader = start("classic")
    one, other = (written(owner, owner.templates.create_own(new("classic"))) for _ in range(2))
    with pytest.raises(Fault, match="wrong secret key"):
        reader.templates.load_peer({"id": one["id"], "secretKey": other["secretKey"]})
    assert reader.templates.list([]) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "combination of properties in the payload is not supported"),
        ([], "combination of properties in the payload is not supported"),
        ({"id": "RLTUnknownUnknown000"}, "combination of properties in the payload is not supported"),
        ({"id": "RLT", "secretKey": "0123456789"}, "id must match pattern RLT"),
        ({"id": "RLTUnknownUnknown000", "secretKey": "short"}, "secretKey must NOT have fewer than 10 characters"),
        ({"id": "RLTUnknownUnknown000", "secretKey": "0123456789", "x": 1}, "must NOT have additional properties"),
        ({"reference": None}, "token / relationship template reference invalid"),
        ({"reference": f"UkxU{'A' * 84}", "id": "RLTUnknownUnknown000"}, "template reference invalid"),
        ({"reference": f"UkxU{'A' * 84}", "password": "x"}, "template reference invalid"),
        ({"reference": f" UkxU{'A' * 84}"}, "for a relationship template must start with 'VE9L' or 'UkxU'"),
    ],
)
def test_what_is_neither_a_reference_nor_id_and_key_is_refused(start: Start, body: Any, complaint: str) -> None:
    _, _, reader = start("classic")
    with pytest.raises(Fault, match=complaint):
        reader.templates.load_peer(body)


@pytest.mark.parametrize(("era", "is_given_again"), [("classic", False), ("v6", False), ("v7", True)])
def test_a_loaded_template_outlives_its_expiry_only_where_nobody_asks_for_it_again(
    start: Start, era: str, *, is_given_again: bool
) -> None:
    world, owner, reader = start(era)
    by_reference = {"reference": owner.templates.create_own(new(era, expiresAt=SOON)).reference.truncated}
    loaded = reader.templates.load_peer(by_reference)
    world.clock.advance(timedelta(minutes=2))
    assert reader.templates.get(loaded.id) == loaded
    if is_given_again:
        assert reader.templates.load_peer(by_reference) == loaded
    else:
        with pytest.raises(Fault, match="recordNotFound"):
            reader.templates.load_peer(by_reference)


@pytest.mark.parametrize(("era", "hints"), [("classic", False), ("v6", True), ("v7", True)])
def test_what_is_gone_may_need_a_password_only_where_there_are_passwords(
    start: Start, era: str, *, hints: bool
) -> None:
    world, owner, reader = start(era)
    template = owner.templates.create_own(new(era, expiresAt=SOON))
    world.clock.advance(timedelta(minutes=2))
    with pytest.raises(Fault) as gone:
        reader.templates.load_peer({"reference": template.reference.truncated})
    assert ("password" in gone.value.message) is hints


@pytest.mark.parametrize("era", WITH_PASSWORDS)
def test_whoever_made_a_template_for_somebody_else_may_load_it_too(start: Start, era: str) -> None:
    world, owner, reader = start(era)
    stranger = world.add_account()
    template = owner.templates.create_own(new(era, forIdentity=reader.address))
    assert owner.templates.load_peer({"reference": template.reference.truncated}).is_own
    with pytest.raises(Fault, match="notIntendedForYou"):
        stranger.templates.load_peer({"reference": template.reference.truncated})


@pytest.mark.parametrize("condition", [{"forIdentity": "x"}, {"passwordProtection": {"password": "secret"}}])
def test_the_first_templates_and_tokens_are_for_everybody(start: Start, condition: dict[str, Any]) -> None:
    _, owner, _ = start("classic")
    for create in (owner.templates.create_own, owner.tokens.create_own):
        with pytest.raises(Fault, match="must NOT have additional properties"):
            create(new("classic", **condition))
    for section in (owner.templates, owner.tokens):
        with pytest.raises(Fault, match="query must NOT have additional properties"):
            section.list_own([(next(iter(condition)), "")])


# -- making


@pytest.mark.parametrize("era", WITH_PASSWORDS)
def test_a_token_for_a_template_is_refused_by_the_connector_if_it_is_past(start: Start, era: str) -> None:
    _, owner, _ = start(era)
    template = owner.templates.create_own(new(era))
    with pytest.raises(Fault, match=r"^error\.runtime\.validation\.invalidPropertyValue"):
        owner.templates.create_token(template.id, {"expiresAt": "2020-01-01"})


def test_before_that_only_the_backbone_refuses_it(start: Start) -> None:
    _, owner, _ = start("classic")
    template = owner.templates.create_own(new("classic"))
    with pytest.raises(Fault, match=r"'Expires At' must be in the future.' for POST /api/v1/Tokens"):
        owner.templates.create_token(template.id, {"expiresAt": "2020-01-01", "forIdentity": "not looked at"})


@pytest.mark.parametrize("era", DIALECTS)
def test_a_token_of_a_template_that_has_expired_would_have_expired_too(start: Start, era: str) -> None:
    world, owner, _ = start(era)
    template = owner.templates.create_own(new(era, expiresAt=SOON))
    world.clock.advance(timedelta(minutes=2))
    with pytest.raises(Fault, match=r"error\.platform\.validation\.invalidPropertyValue"):
        owner.templates.create_token(template.id, {})


@pytest.mark.parametrize(("era", "thing"), [("classic", "token for a peer template"), ("v6", "Token for a peer Rel")])
def test_nobody_makes_a_token_of_a_peers_template(start: Start, era: str, thing: str) -> None:
    _, owner, reader = start(era)
    template = owner.templates.create_own(new(era))
    reader.templates.load_peer({"reference": template.reference.truncated})
    with pytest.raises(Fault, match=f"You cannot create a {thing}"):
        reader.templates.create_token(template.id, {})


# -- Files


@pytest.mark.parametrize(
    ("era", "said"),
    [("classic", {"title": "t", "description": ""}), ("v6", {"title": ""}), ("v7", {})],
)
def test_of_what_a_form_does_not_say_a_file_has_the_defaults_of_its_era(
    start: Start, era: str, said: dict[str, str]
) -> None:
    _, owner, _ = start(era)
    form = {"title": "t"} if era == "classic" else {}
    file = written(owner, owner.files.upload_own({**form, "file": Upload(b"x")}))
    assert {name: file[name] for name in ("title", "description") if name in file} == said


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"file": Upload(b"x")}, "must have required property 'title'"),
        ({"title": "t", "file": Upload(b"")}, "'content' is empty"),
        ({"title": "t"}, "must have required property 'content'"),
    ],
)
def test_the_first_files_have_a_title_and_a_content(start: Start, form: dict[str, Any], complaint: str) -> None:
    _, owner, _ = start("classic")
    with pytest.raises(Fault, match=complaint):
        owner.files.upload_own(form)


def test_names_of_the_first_files_are_taken_byte_for_byte(start: Start) -> None:
    _, owner, _ = start("classic")
    assert owner.files.upload_own({"title": "t", "file": Upload(b"x", "ü.txt")}).filename == "Ã¼.txt"


@pytest.mark.parametrize(("era", "found"), [("v6", 0), ("v7", 1)])
def test_files_are_found_by_their_tags_only_in_the_newest_era(start: Start, era: str, found: int) -> None:
    _, owner, _ = start(era)
    owner.files.upload_own({"tags": ["x:one"], "file": Upload(b"x")})
    assert len(owner.files.list([("tags", "x:one")])) == found


@pytest.mark.parametrize(("era", "is_stored"), [("classic", True), ("v6", True), ("v7", False)])
def test_unknown_tags_are_refused_only_in_the_newest_era(start: Start, era: str, *, is_stored: bool) -> None:
    _, owner, _ = start(era)
    form = {"title": "t", "tags": ["nobody knows it"], "file": Upload(b"x")}
    if is_stored:
        assert owner.files.upload_own(form).filename == "a.txt"
    else:
        with pytest.raises(Fault, match="invalidTags"):
            owner.files.upload_own(form)
