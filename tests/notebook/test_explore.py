"""An explorer: each choice is a method, each control calls one, and the picture is that of what is chosen."""

import pytest

from enmeshed_kit import tables
from enmeshed_kit.client import Connector
from enmeshed_kit.connect import seeded_sandbox
from enmeshed_kit.notebook import explore
from enmeshed_kit.notebook.explore.choice import PICTURES
from enmeshed_kit.tables import charts


@pytest.fixture(scope="module")
def company():
    sandbox = seeded_sandbox()
    sandbox.populate(relationships=60, messages=400, days=90)
    key = sandbox.connectors["connector"].api_key
    return Connector("http://sandbox.invalid/connector", key, wsgi_app=sandbox, is_sandbox=True)


@pytest.fixture
def explorer(company):
    return explore(company)


@pytest.fixture
def view(explorer):
    """The controls of the explorer as a reader sees them."""
    explorer.choose(picture="traffic")
    explorer._repr_mimebundle_()
    return explorer._view


def said(view):
    return view._news.value


def test_everything_is_shown_first_as_an_overview(explorer, company):
    assert repr(explorer.chart) == repr(charts.overview(company))
    assert repr(explorer).startswith("Chosen: everything")


@pytest.mark.parametrize("picture", PICTURES)
def test_each_picture_can_be_chosen(explorer, company, picture):
    assert repr(explorer.choose(picture=picture).chart) == repr(getattr(charts, picture)(company))


def test_all_pictures_of_the_tables_are_there():
    assert set(PICTURES) == {name for name in charts.__all__ if name[0].islower()}


def test_a_status_leaves_what_is_about_those_peers(explorer, company):
    relationships = [one for one in company.relationships.list() if one.status == "Active"]
    peers = {one.peer for one in relationships}
    messages = [
        one for one in company.messages.list() if {one.created_by, *(to.address for to in one.recipients)} & peers
    ]
    chosen = explorer.choose(status="Active").tables

    assert set(chosen["relationships"]["id"]) == {one.id for one in relationships}
    assert set(chosen["messages"]["id"]) == {one.id for one in messages}
    assert set(chosen["audit_log"]["relationship_id"]) == {one.id for one in relationships}
    assert set(chosen["requests"]["peer"]) <= peers
    assert set(chosen["request_items"]["peer"]) <= peers
    assert set(chosen["templates"]["id"]) == {one.template_id for one in relationships}


def test_a_peer_is_meant_by_name_address_or_the_end_of_it(explorer):
    name, address = next((name, address) for name, address in explorer.offer.peers.items() if "(" not in name)

    for words in (name, name.upper(), address, address[-12:], f" {name} "):
        assert explorer.choose(peer=words).choice.peer == address
    assert set(explorer.tables["relationships"]["peer"]) == {address}


def test_choices_add_up_until_they_are_cleared(explorer):
    explorer.choose(picture="traffic", status="Active").choose(period="30 days")
    assert "Relationships that are Active" in repr(explorer)
    assert len(explorer.chart.data) <= 30

    explorer.clear()
    assert (explorer.choice.status, explorer.choice.period, explorer.choice.picture) == (None, None, "traffic")


@pytest.mark.parametrize(
    "wrong", [{"picture": "pie"}, {"status": "Frozen"}, {"peer": "nobody"}, {"peer": ""}, {"period": "soon"}]
)
def test_what_there_is_not_is_told_and_changes_nothing(explorer, wrong):
    explorer.choose(picture="funnel")
    before = explorer.choice
    with pytest.raises(charts.ChartError) as caught:
        explorer.choose(**{"status": "Active"} | wrong)
    assert caught.value.hint
    assert explorer.choice == before


def test_a_name_that_two_have_is_told(company):
    everybody = {one.peer: "Kim" for one in company.relationships.list()}
    explorer = explore(company, names=everybody)

    with pytest.raises(charts.ChartError, match="peers could be") as caught:
        explorer.choose(peer="Kim")
    label = caught.value.hint.removeprefix("Say for instance ").split(" or ")[0].rstrip(".")
    assert explorer.choose(peer=label).choice.peer == explorer.offer.peers[label]


def test_the_controls_say_what_is_chosen_by_methods(explorer, view):
    name = next(iter(explorer.offer.peers))
    explorer.choose(status="Active", period="2025-12", peer=name)

    assert view._status.value == "Active"
    assert view._period.label == "2025-12"
    assert view._peer.value == name
    assert explorer.chart.alt.replace('"', "&quot;") in view._shown.value


def test_the_controls_do_what_the_methods_do(explorer, view):
    view._picture.value = "funnel"
    view._status.value = "Pending"
    assert (explorer.choice.picture, explorer.choice.status) == ("funnel", "Pending")
    view._period.value = explorer.offer.periods["last 7 days"]
    assert str(explorer.choice.period) in said(view)
    view._status.value = ""
    assert explorer.choice.status is None


def test_a_name_that_is_none_is_told_beside_the_field(explorer, view):
    before = explorer.choice
    view._peer.value = "<b>nobody</b>"

    assert "There is no peer" in said(view)
    assert "<b>" not in said(view)
    assert 'role="alert"' in said(view)
    assert explorer.choice == before
    assert view._peer.value == ""


def test_a_period_of_ones_own_is_offered_too(explorer, view):
    explorer.choose(period=("2025-11-03", "2025-11-20"))

    assert view._period.label == "2025-11-03 to 2025-11-20"


def test_a_saved_page_keeps_the_still_picture_with_its_words(explorer):
    data, metadata = explorer.choose(picture="funnel")._repr_mimebundle_()

    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"] == repr(explorer)
    assert data["text/html"].count("<img") == 1
    assert explorer.chart.alt in data["text/html"]
    assert metadata["image/png"]["alt"] == repr(explorer.chart)


def test_tables_are_made_once(company):
    before = len(company.exchanges)
    explorer = explore(company)
    for picture in PICTURES:
        explorer.choose(picture=picture, status="Active")
    paths = [one.path for one in list(company.exchanges)[before:] if one.path.endswith(("Relationships", "Messages"))]

    assert len(paths) == 2


def test_refreshed_it_knows_what_came_since():
    sandbox = seeded_sandbox()
    sandbox.populate(relationships=20, messages=50, days=30)
    key = sandbox.connectors["connector"].api_key
    connector = Connector("http://sandbox.invalid/connector", key, wsgi_app=sandbox, is_sandbox=True)
    explorer = explore(connector).choose(picture="traffic")
    before = explorer.chart.data.to_numpy().sum()

    connector.sync()
    assert explorer.chart.data.to_numpy().sum() == before
    assert explorer.refresh().chart.data.to_numpy().sum() == len(list(connector.messages.list())) > before


def test_messages_alone_can_be_explored_and_nothing_at_all(company):
    alone = explore(tables.messages(company))
    assert alone.offer.statuses == {}
    assert alone.choose(picture="network", peer=next(iter(alone.offer.peers))).chart.data["messages"].sum() > 0

    empty = explore({"messages": tables.messages([]), "relationships": tables.relationships([])})
    assert empty.offer.periods == {}
    assert "yet" in repr(empty)
    empty._repr_mimebundle_()
