"""What is on the screen follows the Connector that the notebook turns to: forms and feeds, with no cell run again."""

import json
from importlib import import_module

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.connect import kernel_sandbox
from enmeshed_kit.notebook import Form, memory, parting, tutorial
from enmeshed_kit.notebook.feed.feed import Feed
from enmeshed_kit.notebook.form.widget import FormWidget

connect = import_module("enmeshed_kit.connect")  # the package has a function of this name


@pytest.fixture
def live(connector):
    """Shows a form of the reader's Connector, as a cell does."""

    def shown(call, values=None):
        form = Form(connector, "Step 1", call, values)
        widget = FormWidget(form)
        form._widgets.add(widget)
        return form, widget

    return shown


@pytest.fixture
def kernel(monkeypatch):
    """A fresh kernel's sandbox, with a second one of an earlier era beside it."""
    monkeypatch.setattr(connect, "_kernel_sandboxes", {})
    monkeypatch.delenv("ENMESHED_ERA", raising=False)
    fresh = kernel_sandbox()
    yield fresh
    for one in connect._kernel_sandboxes.values():
        one.server.close()


def name(value):
    return {"value": {"@type": "DisplayName", "value": value}}


def test_a_form_is_written_in_the_words_of_the_era_that_the_notebook_turns_to(connector, add_connector, live):
    form, widget = live(tutorial.CREATE_NAME, {"display name": "Bakery"})
    seen = widget.payload.value
    assert "/api/core/v1/Attributes" in seen

    connector.trade_places_with(add_connector("other", "classic"))

    assert "/api/v2/Attributes" in widget.payload.value
    assert widget.fields["display name"].value == "Bakery"
    form.send()
    line, body = form.payload.as_written()
    sent = form.exchange.reveal()
    assert (f"{sent.method} {sent.target}", sent.body) == (line, body)


def test_the_answer_stays_with_the_connector_that_gave_it(connector, add_connector, live):
    form, widget = live(tutorial.CREATE_NAME, {"display name": "Bakery"})
    first, other = form.send(), add_connector("other")

    connector.trade_places_with(other)
    assert form.answer is None
    assert "nothing sent yet" in widget.actions.status.value
    second = form.send()
    assert second.id != first.id

    connector.trade_places_with(other)
    assert form.answer.id == first.id
    assert first.id in widget.answer.value
    assert form.send().id == first.id


def test_where_the_other_connector_has_no_such_call_the_form_says_so_until_the_notebook_is_back(
    connector, add_connector, live
):
    form, widget = live(parting.TERMINATE, {"the ID of the Relationship": "RELx"})
    old = add_connector("old", "classic")

    connector.trade_places_with(old)
    assert widget.actions.send.disabled
    assert "A Connector 4 cannot do this: Terminate a Relationship" in widget.actions.status.value
    widget.actions.send.click()
    assert not [one for one in old.exchanges if one.method != "GET"]
    assert not [one for one in connector.exchanges if one.method != "GET"]

    connector.trade_places_with(old)
    assert not form.obstacle
    assert not widget.actions.send.disabled


def test_what_was_edited_by_hand_stays(connector, add_connector, live):
    form, _ = live(tutorial.CREATE_NAME, {"display name": "Bakery"})
    edited = {"content": {"value": {"@type": "DisplayName", "value": "Own words"}}, "note": 1}
    form.edit(json.dumps(edited))

    connector.trade_places_with(add_connector("other", "v6"))

    assert form.payload.as_json() == edited
    assert form.payload.as_written()[0] == "POST /api/v2/Attributes"


def test_items_that_are_left_out_elsewhere_are_there_again_when_the_notebook_is_back(connector, add_connector, live):
    form, _ = live(tutorial.CREATE_TEMPLATE)
    before, old = str(form.payload), add_connector("old", "classic")
    connector.trade_places_with(old)
    connector.trade_places_with(old)
    assert str(form.payload) == before


def test_turning_asks_no_connector_for_anything(connector, add_connector, live):
    live(tutorial.CREATE_NAME, {"display name": "Bakery"})
    other = add_connector("other", "v6")
    asked = other.address, len(other.exchanges) + len(connector.exchanges)
    connector.trade_places_with(other)
    assert asked[1] == len(other.exchanges) + len(connector.exchanges)


def test_a_feed_hears_the_connector_that_the_notebook_turns_to(kernel):
    connector, other = kernel.connector("connector"), kernel_sandbox("classic").connector("connector")
    listened = Feed(connector)
    connector.attributes.create(name("before"))
    connector.trade_places_with(other)

    connector.attributes.create(name("after"))
    other.attributes.create(name("nobody looks at it"))

    assert [json.dumps(one.record).count("after") > 0 for one in listened.happenings] == [True, False]
    connector.trade_places_with(other)
    connector.attributes.create(name("back"))
    assert "back" in json.dumps(listened.happenings[0].record)


def test_a_feed_of_a_sandbox_that_turns_to_an_own_connector_goes_by_its_syncs(kernel):
    connector = kernel.connector("connector")
    own = Connector(kernel.url + "/peer", kernel.sandbox.connectors["peer"].api_key)
    listened = Feed(connector)
    listened._repr_mimebundle_()
    assert listened.hears_all

    connector.trade_places_with(own)
    assert not listened.hears_all
    assert listened._view._sync.layout.display == ""
    template = connector.relationship_templates.create_own(
        content={"@type": "ArbitraryRelationshipTemplateContent", "value": 1}, expires_at="2026-12-01T00:00:00.000Z"
    )
    app = kernel.connector("app")
    app.relationships.create(
        app.relationship_templates.load_peer(template.reference).id,
        {"@type": "ArbitraryRelationshipCreationContent", "value": 1},
    )
    assert len(listened) == 0
    connector.sync()
    assert listened.happenings[-1].event == "sync: Relationship new"


def test_a_stopped_feed_stays_stopped_wherever_the_notebook_turns_to(kernel):
    connector, other = kernel.connector("connector"), kernel_sandbox("v6").connector("connector")
    listened = Feed(connector).stop()
    connector.trade_places_with(other)
    connector.attributes.create(name("after"))
    assert not listened.is_running
    assert len(listened) == 0


def test_a_form_that_nobody_holds_any_more_is_forgotten(connector, add_connector):
    memory.forget()
    Form(connector, "Step 1", tutorial.CREATE_NAME)
    assert len(connector._companions) == 0
