import threading
from importlib import import_module

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.connect import KernelSandbox, kernel_sandbox
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.feed.feed import Feed, FeedError, feed

connect = import_module("enmeshed_kit.connect")  # the package has a function of this name
HOSTILE = '<img src=x onerror="window.__pwned=1"></textarea><script>window.__pwned=1</script>\u202e😀' + "x" * 10_000


@pytest.fixture
def kernel(monkeypatch):
    """A fresh kernel's sandbox."""
    memory.forget()
    monkeypatch.setattr(connect, "_kernel_sandboxes", {})
    monkeypatch.delenv("ENMESHED_ERA", raising=False)
    fresh = kernel_sandbox()
    yield fresh
    fresh.server.close()
    memory.forget()


@pytest.fixture
def connector(kernel):
    return kernel.connector("connector")


@pytest.fixture
def own(kernel):
    """A reader's own Connector: the kit does not know that a sandbox plays it."""
    return Connector(kernel.url + "/peer", kernel.sandbox.connectors["peer"].api_key)


def create_name(connector, value="Demo"):
    return connector.attributes.create({"value": {"@type": "DisplayName", "value": value}})


def news(connector, said=1):
    """Let something happen at a Connector that only a sync can bring: somebody has answered its template."""
    app = kernel_sandbox().connector("app")
    template = connector.relationship_templates.create_own(
        content={"@type": "ArbitraryRelationshipTemplateContent", "value": 1}, expires_at="2026-12-01T00:00:00.000Z"
    )
    loaded = app.relationship_templates.load_peer(template.reference)
    app.relationships.create(loaded.id, {"@type": "ArbitraryRelationshipCreationContent", "value": said})


def test_an_event_of_the_sandbox_is_listed_with_time_name_who_and_object(connector):
    listened = Feed(connector)
    attribute = create_name(connector)

    (told,) = listened.happenings
    assert (told.event, told.who, told.kind) == ("consumption.attributeCreated", "connector", "Attribute")
    assert told.thing == attribute.id
    assert told.moment == kernel_sandbox().sandbox.clock.now()


def test_several_connectors_are_listed_in_one_order_newest_first(kernel, connector):
    app = kernel.connector("app")
    listened = Feed(connector, app)
    create_name(connector), create_name(app)

    assert [one.who for one in listened.happenings] == ["app", "connector"]


def test_two_feeds_hear_the_same(connector):
    one, other = Feed(connector), Feed(connector)
    create_name(connector)

    assert [told.thing for told in one.happenings] == [told.thing for told in other.happenings]
    assert len(one) == 1


def test_a_stopped_feed_hears_nothing_and_keeps_what_it_has_and_goes_on_when_started(connector):
    listened = Feed(connector)
    create_name(connector, "one")
    repr(listened)
    listened.stop()
    create_name(connector, "two")
    assert len(listened) == 1
    assert "stopped" in repr(listened)

    listened.start()
    create_name(connector, "three")

    assert len(listened) == 2


def test_the_cell_that_is_run_again_shows_the_same_feed(connector):
    first = feed(connector)
    create_name(connector)
    repr(first)

    assert feed(connector) is first
    assert len(feed(connector)) == 1


def test_the_length_is_bounded(connector):
    listened = Feed(connector, length=3)
    for number in range(5):
        create_name(connector, f"name {number}")

    assert [one.number for one in listened.happenings] == [5, 4, 3]


def test_one_kind_of_object_can_be_chosen(connector):
    listened = Feed(connector)
    create_name(connector)
    news(connector)
    connector.sync()

    listened.only("Relationship")
    assert {one.kind for one in listened.happenings} == {"Relationship"}
    listened.only()
    assert {"Attribute", "Relationship"} <= {one.kind for one in listened.happenings}


def test_a_line_opens_to_all_that_was_told(connector):
    listened = Feed(connector)
    create_name(connector)
    attribute = create_name(connector, "Other")

    assert attribute.id in listened.open().text
    assert "content.value.value  Demo" in listened.open(1).text.replace("   ", "  ")
    with pytest.raises(FeedError):
        listened.open(17)


def test_what_strangers_wrote_is_inert_and_cut(connector):
    listened = Feed(connector)
    news(connector, HOSTILE)
    connector.sync()
    told = listened.only("Relationship").open()
    assert "window.__pwned" in told.text
    html = listened._repr_mimebundle_()["text/html"] + listened.opened.picture.html + listened._view._record.value

    assert "<img" not in html
    assert "<script" not in html
    assert len(listened.opened.picture.text) < 5_000


def test_the_picture_says_the_same_on_each_run():
    def run():
        memory.forget()
        kernel = KernelSandbox()
        connect._kernel_sandboxes["v7"] = kernel
        listened = Feed(kernel.connector("connector"), kernel.connector("app"))
        create_name(kernel.connector("connector"))
        news(kernel.connector("connector"))
        kernel.connector("connector").sync()
        said = listened._repr_mimebundle_()
        kernel.server.close()
        connect._kernel_sandboxes.clear()
        return said["text/plain"], said["text/html"]

    assert run() == run()


def test_an_own_connector_is_not_called_and_tells_what_its_syncs_bring(own):
    listened = Feed(own)
    assert not listened.hears_all
    assert "webhooks" in repr(listened)
    assert len(own.exchanges) == 0

    news(own)
    report = own.sync()

    told = listened.happenings
    assert [one.event for one in told] == [f"sync: {change.kind} new" for change in reversed(report.changes)]
    assert told[-1].kind == "Relationship"
    assert told[-1].who == "your Connector"
    listened.stop()
    own.sync()
    assert len(listened) == len(told)


def test_sync_now_brings_news_and_trouble_stands_in_the_feed(own, kernel):
    listened = Feed(own)
    listened._repr_mimebundle_()
    news(own)
    listened.sync()
    assert len(listened) >= 1

    kernel.server.close()
    listened.sync()
    assert "No Connector answers" in listened._view._news.value


def test_connectors_of_each_era_are_heard():
    for era in ("classic", "v6", "v7"):
        connector = kernel_sandbox(era).connector("connector")
        listened = Feed(connector)
        create_name(connector)
        assert listened.happenings[0].kind == "Attribute"


def test_the_view_follows_and_its_controls_are_methods(connector):
    listened = Feed(connector)
    listened._repr_mimebundle_()
    view = listened._view
    create_name(connector, "one")
    create_name(connector, "two")
    repr(listened)

    assert len(view._list.options) == 2
    view._list.index = 1
    assert listened.opened.number == 1
    assert "one" in view._record.value
    create_name(connector, "three")
    repr(listened)
    assert view._list.index == 2  # the same line, one place further down
    view._kinds.value = "Message"
    assert (listened.kind, view._list.options) == ("Message", ())
    view._kinds.value = ""
    view._switch.click()
    assert not listened.is_running
    assert view._switch.description == "Go on"
    view._switch.click()
    assert listened.is_running


def test_many_threads_may_make_things_happen_while_it_is_drawn(kernel, connector):
    app = kernel.connector("app")
    listened = Feed(connector, app)
    listened._repr_mimebundle_()

    def make(whose):
        for number in range(20):
            create_name(whose, f"{number}")

    threads = [threading.Thread(target=make, args=(one,)) for one in (connector, app)]
    for thread in threads:
        thread.start()
    for number in range(20):
        listened.only("Attribute" if number % 2 else "")
        repr(listened)
    for thread in threads:
        thread.join(20)

    assert not any(thread.is_alive() for thread in threads)
    assert len(listened) == 40
