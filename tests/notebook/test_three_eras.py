import sys

import pytest

from enmeshed_kit import eras
from enmeshed_kit.client.errors import BadRequestError
from enmeshed_kit.notebook import memory, three_eras
from enmeshed_kit.notebook.lesson import expiry
from enmeshed_kit.notebook.migration_picture import draw_migration


@pytest.fixture(scope="module")
def trio():
    memory.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["enmeshed_kit.connect"], "_kernel_sandboxes", {})
        yield three_eras.ThreeEras()
    memory.forget()


@pytest.fixture(scope="module")
def templates(trio):
    def invite(two):
        create = two.templator.relationship_templates.create_own
        return create(content=three_eras.invitation(two.templator), expires_at=expiry(two.templator, 30))

    return trio.in_each("invite", invite)


@pytest.fixture(scope="module")
def answered(trio, templates):
    def answer(two):
        loaded = two.initiator.relationship_templates.load_peer(templates[two.era].reference)
        request = two.initiator.wait_for_request(loaded)
        return two.initiator.incoming_requests.accept(request, three_eras.decisions())

    return trio.in_each("answer", answer)


def test_there_is_a_pair_for_every_era_that_the_sandbox_plays(trio):
    assert {two.era for two in trio} == set(eras.ERAS.values())
    for two in trio:
        assert two.templator.era is two.initiator.era is two.era
        assert two.templator.address.startswith(two.era.address)
        assert two.templator.is_sandbox


def test_the_same_lines_make_the_same_relationship_in_every_era(trio, templates, answered):
    for two in trio:
        assert answered[two.era].status in ("Decided", "Completed")
        two.templator.sync()
        [pending] = two.templator.relationships.list(template_id=templates[two.era].id)
        accepted = two.templator.relationships.accept(pending)
        assert accepted.status == "Active"
        assert [entry.new_status for entry in accepted.audit_log] == ["Pending", "Active"]


def test_each_exchange_is_in_the_words_of_its_era(templates):
    for name, exchange in templates.exchanges.items():
        era = eras.ERAS[name]
        group = exchange.body["content"]["onNewRelationship"]["items"][0]
        assert exchange.path == f"{era.prefix}/RelationshipTemplates/Own"
        assert era.shared_id in group["items"][0]
        assert ("mustBeAccepted" in group) == era.groups_bind


def test_a_step_is_done_once(trio, templates):
    def again(two):
        raise AssertionError("not again")

    assert list(trio.in_each("invite", again)) == list(templates)


def test_a_call_as_it_is_written_meets_what_the_connector_says(trio):
    *_, today = trio
    request = {"content": three_eras.invitation(today.templator)["onNewRelationship"]}
    for two in trio:
        route = f"POST {two.era.prefix}/Requests/Outgoing/Validate"
        if two is today:
            assert two.templator.call_as_written(route, request).status == 201
        else:
            with pytest.raises(BadRequestError):
                two.templator.call_as_written(route, request)


def test_the_table_says_what_calls_say(trio):
    text = three_eras.abilities(trio).text.splitlines()

    [row] = [line for line in text if "decompose" in line]
    assert row.split()[-len(eras.ERAS) :] == ["✘", "✔", "✔"]
    for line in text[2:]:
        assert {"✔", "✘"} <= set(line.split())


def test_a_migration_is_drawn_with_each_place_and_its_rule(templates):
    for name in list(eras.ERAS)[:-1]:
        migration = eras.explain(templates.exchanges[name], name, eras.LATEST)
        html = draw_migration(migration).html
        assert migration
        assert all(change.path in html for change in migration)
        assert all(change.source.split(";")[0] in html for change in migration)


def test_a_migration_of_what_strangers_wrote_is_escaped():
    payload = {"items": [{"@type": "ShareAttributeRequestItem", "attributeId": "<script>", "<b>": "did:e:x"}]}

    assert "<script>" not in draw_migration(eras.explain(payload, "v7", "classic")).html


def test_nothing_to_change_is_said():
    assert "Nothing has to change" in draw_migration(eras.explain({}, "v6", "v7")).html
