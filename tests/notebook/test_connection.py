"""The panel of a Connector: what it asks, what it says, and turning the notebook to another Connector."""

import html
import json
import sys
import traceback

import httpx
import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.client.errors import ForbiddenError, UnauthorizedError, UnreachableError
from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook.connection.condition import examined
from enmeshed_kit.notebook.connection.connection import connection
from enmeshed_kit.notebook.connection.picture import draw_connector
from enmeshed_kit.notebook.connection.widget import ConnectorWidget
from enmeshed_kit.sandbox.sandbox import Sandbox

# The function of the same name hides the module.
MODULE = sys.modules["enmeshed_kit.notebook.connection.connection"]
URL, KEY = "http://connector.invalid", "a-key-that-nobody-sees"
HEALTHY = {
    "isHealthy": True,
    "services": dict.fromkeys(("database", "backboneConnection", "backboneAuthentication"), "healthy"),
}
IDENTITY = {"result": {"address": "did:e:localhost:dids:0123456789abcdef012357", "publicKey": "k"}}
NO_SCOPE = {"error": {"code": "error.connector.forbidden", "message": "no", "id": "ERRx", "docs": "x", "time": "x"}}


def support(**modules):
    return {
        "version": {"version": "7.4.6"},
        "health": HEALTHY,
        "configuration": {"modules": {name: {"enabled": on} for name, on in modules.items()}},
    }


def connector_of(pages, **more):
    """One's own Connector that answers with what the pages say, by path."""

    def answer(request):
        found = pages.get(request.url.path, httpx.Response(404, json=NO_SCOPE))
        return found if isinstance(found, httpx.Response) else httpx.Response(200, json=found)

    return Connector(URL, KEY, transport=httpx.MockTransport(answer), **more)


def pages(**changed):
    known = {
        "health": HEALTHY,
        "Monitoring/Version": {"version": "7.4.6", "build": "1", "date": "x", "commit": "x", "runtimeVersion": "7"},
        "Monitoring/Support": support(request=True, sync=False),
        "api/core/v1/Account/IdentityInfo": IDENTITY,
    }
    return {f"/{path}": page for path, page in (known | changed).items()}


@pytest.fixture
def reach(monkeypatch):
    """Lets the form find Connectors of sandboxes, as if they were one's own: address and key by name and era."""
    sandbox = Sandbox(seed="panel")

    def connect(url, key, **more):
        return Connector(url, key, wsgi_app=sandbox, **more)

    def add(name, era="v7"):
        return f"http://sandbox.invalid/{name}", sandbox.add_connector(name, era=era).api_key

    monkeypatch.setattr(MODULE, "Connector", connect)
    return add


@pytest.fixture
def held(connector):
    return connection(connector)


def test_of_an_own_connector_the_panel_asks_nothing_before_look_is_pressed():
    own = connector_of(pages())
    widget = ConnectorWidget(connection(own))
    assert len(own.exchanges) == 0
    press(widget, "Look")
    assert {exchange.method for exchange in own.exchanges} == {"GET"}
    assert own.exchanges.last() is None
    assert "7.4.6" in widget._panel.value


@pytest.mark.parametrize("era", ERAS)
def test_look_says_version_era_address_and_health_of_a_connector_of_any_era(sandbox, era):
    played = sandbox.add_connector("own", era=era)
    own = Connector("http://sandbox.invalid/own", played.api_key, wsgi_app=sandbox)
    condition = examined(own)
    said = repr(condition)
    assert condition
    assert ERAS[era].version in said
    assert own.address in said
    assert "✔ database, ✔ line to the Backbone, ✔ login at the Backbone" in said
    assert "✔ set up as they need it" in said
    assert f"{era}, " in draw_connector(own, condition=condition).text


@pytest.mark.parametrize(
    ("modules", "consequence"),
    [
        ({"sync": True}, "finds nothing new; to change it: modules.sync.enabled = false"),
        ({"autoAcceptPendingRelationships": True}, "Active before you could"),
        ({"autoAcceptRelationshipCreationChanges": True}, "modules.autoAcceptRelationshipCreationChanges.enabled"),
        ({"request": False}, "never appear; to change it: modules.request.enabled = true"),
    ],
)
def test_what_stands_in_the_way_of_a_lesson_is_said_with_what_follows(modules, consequence):
    condition = examined(connector_of(pages(**{"Monitoring/Support": support(**modules)})))
    assert condition
    assert consequence in repr(condition)


def test_an_unhealthy_service_is_marked():
    sick = HEALTHY | {"isHealthy": False, "services": HEALTHY["services"] | {"backboneConnection": "unhealthy"}}
    condition = examined(connector_of(pages(health=httpx.Response(500, json=sick))))
    assert "✔ database, ✘ line to the Backbone" in repr(condition)


def test_a_key_with_few_scopes_shows_less_and_says_which_scope_is_missing():
    forbidden = {path: httpx.Response(403, json=NO_SCOPE) for path in ("Monitoring/Version", "Monitoring/Support")}
    own = connector_of(pages(**forbidden))
    condition = examined(own)
    assert condition
    assert isinstance(condition.version, ForbiddenError)
    assert "monitoring:version" in repr(condition)
    assert "monitoring:support" in repr(condition)
    assert own.known_era is ERAS["v7"]


def test_a_wrong_key_ends_the_questions_with_advice():
    denied = httpx.Response(401, json={"error": {"code": "error.connector.unauthorized", "message": "no"}})
    condition = examined(connector_of(pages(**{"Monitoring/Version": denied})))
    assert not condition
    assert isinstance(condition.failure, UnauthorizedError)
    assert "Check ENMESHED_API_KEY" in repr(condition)


def test_a_connector_that_does_not_answer_is_asked_no_more():
    own = Connector("http://127.0.0.1:9", KEY)
    condition = examined(own)
    assert isinstance(condition.failure, UnreachableError)
    assert len(own.exchanges) == 1


def test_what_a_connector_says_of_itself_is_shown_as_text():
    evil = "<img src=x onerror=alert(1)>"
    own = connector_of(pages(**{"api/core/v1/Account/IdentityInfo": {"result": {"address": evil, "publicKey": evil}}}))
    widget = ConnectorWidget(connection(own))
    connection(own).look()
    assert "<img" not in widget._panel.value + draw_connector(own, condition=examined(own)).html


def test_use_turns_the_very_object_and_all_its_panels_to_the_other_connector(connector, held, reach):
    first, sections = connector.base_url, connector.account
    panels = [ConnectorWidget(held), ConnectorWidget(held)]
    url, key = reach("other", "classic")
    held.type(base_url=url, api_key=key)
    assert held.use()
    assert (connector.base_url, connector.is_sandbox, connector.era.name) == (url, False, "classic")
    assert sections.identity_info().address.startswith("id1")
    assert all(url in panel._panel.value and "your own" in panel._panel.value for panel in panels)
    assert all(panel._back.layout.display == "" for panel in panels)
    held.back()
    assert (connector.base_url, connector.is_sandbox, connector.era.name) == (first, True, "v7")
    assert all(panel._back.layout.display == "none" for panel in panels)


def test_use_pressed_twice_turns_once_and_complains_of_nothing(connector, held, reach):
    url, key = reach("other")
    widget = ConnectorWidget(held)
    held.type(base_url=url, api_key=key)
    assert held.use()
    assert held.use()
    assert connector.base_url == url
    assert "already" in held.news
    assert widget._trial.value == ""


def test_back_leads_to_the_first_one_however_many_were_used_between(connector, held, reach):
    first = connector.base_url
    for name in ("second", "third"):
        url, key = reach(name)
        held.type(base_url=url, api_key=key)
        assert held.use()
    held.back()
    held.back()
    assert connector.base_url == first
    assert connector.health().is_healthy


def test_test_asks_the_other_and_goes_on_with_the_present_one(connector, held, reach):
    url, key = reach("other", "v6")
    widget = ConnectorWidget(held)
    held.type(base_url=url, api_key=key)
    first = connector.base_url
    assert held.test()
    assert connector.base_url == first
    assert "6.34.0" in widget._trial.value
    assert held.use()


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ({}, "address is missing"),
        ({"base_url": URL}, "API key is missing"),
        ({"api_key": KEY}, "address is missing"),
        ({"base_url": "connector", "api_key": KEY}, "is no address of a Connector"),
        ({"base_url": URL, "api_key": "kéy"}, "has characters that no key has"),
        ({"base_url": URL, "api_key": KEY, "ca_file": "/no/such/file.pem"}, "cannot be read"),
        ({"base_url": "http://127.0.0.1:9", "api_key": KEY}, "nothing listens there"),
    ],
)
def test_what_cannot_be_used_changes_nothing_and_gives_advice(connector, held, typed, advice):
    first = connector.base_url
    widget = ConnectorWidget(held)
    held.type(**typed)
    for attempt in (held.test, held.use):
        assert not attempt()
        assert advice in widget._trial.value
    assert connector.base_url == first
    assert connector.is_sandbox
    assert connector.health().is_healthy


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (httpx.Response(200, html="<html><script>alert(1)</script></html>"), "a web page, not a Connector"),
        (httpx.Response(502, text="Bad Gateway"), "A proxy answers for a Connector that is not running"),
        (httpx.Response(302, headers={"location": "https://login.example/?x=1"}), "use that address"),
        (httpx.ReadTimeout("slow"), "a firewall may be in the way"),
        (httpx.ProxyError("no"), "the proxy on the way refuses"),
        (httpx.ConnectError("[Errno -2] Name or service not known"), "No Connector answers"),
        (httpx.RemoteProtocolError("Server disconnected without sending a response."), "the connection broke off"),
    ],
)
def test_whatever_else_answers_there_is_told_with_advice_and_changes_nothing(
    connector, held, monkeypatch, answer, advice
):
    def respond(request):
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("enmeshed_kit.client.http.RETRY_PAUSES_S", ())
    transport = httpx.MockTransport(respond)
    monkeypatch.setattr(MODULE, "Connector", lambda url, key, **more: Connector(url, key, transport=transport))
    first, widget = connector.base_url, ConnectorWidget(held)
    held.type(base_url=URL, api_key=KEY)
    for attempt in (held.test, held.use):
        assert not attempt()
        assert advice in html.unescape(widget._trial.value)
        assert "<script" not in widget._trial.value
    assert connector.base_url == first
    assert held.has_key


def test_a_file_that_holds_no_certificate_is_told_before_anything_is_sent(connector, held, tmp_path):
    (tmp_path / "no.pem").write_text("This is no certificate.")
    widget = ConnectorWidget(held)
    held.type(base_url="https://127.0.0.1:9", api_key=KEY, ca_file=str(tmp_path / "no.pem"))
    assert not held.test()
    assert "no.pem" in widget._trial.value


def test_the_name_of_a_connector_is_shown_as_text(add_connector):
    evil = Connector("http://sandbox.invalid/x", KEY, name="<img src=x onerror=alert(1)>\u202e")
    shown = ConnectorWidget(connection(evil))._panel.value + draw_connector(evil).html
    assert "<img" not in shown
    assert "<bdi>" in shown


def test_a_wrong_key_that_is_used_changes_nothing(connector, held, reach):
    url, _ = reach("other")
    held.type(base_url=url, api_key=KEY)
    assert not held.use()
    assert connector.is_sandbox
    assert "Nothing has changed" in held.news


def test_the_key_is_in_no_text_form_widget_state_picture_or_traceback(connector, held):
    widget = ConnectorWidget(held)
    widget._key.value = KEY
    assert held.has_key
    widget._url.value = "http://127.0.0.1:9"
    press(widget, "Test")
    press(widget, "Use")
    states = [str(model.get_state()) for model in all_widgets(widget._box)]
    assert KEY not in "".join(states) + repr(held) + repr(held.trial)
    assert KEY not in "".join(traceback.format_exception(held.trial.failure))
    assert KEY not in json.dumps(draw_connector(connector, condition=held.trial).bundle())
    assert "taken, and not shown" in widget._key.placeholder


def test_the_key_is_forgotten_once_it_is_in_use(held, reach):
    url, key = reach("other")
    held.type(base_url=url, api_key=key)
    held.use()
    assert not held.has_key
    assert key not in str(vars(held))


def press(widget, label):
    (button,) = [one for one in all_widgets(widget._box) if getattr(one, "description", "") == label]
    button.click()


def all_widgets(widget):
    found = [widget]
    for child in getattr(widget, "children", ()):
        found += all_widgets(child)
    return found


def test_a_panel_says_why_its_connector_does_not_answer():
    own = Connector("http://127.0.0.1:9", KEY)
    widget = ConnectorWidget(connection(own))
    press(widget, "Look")
    assert "nothing listens there" in widget._panel.value
