"""Calls and references to take along: in four languages, their secrets masked until somebody asks for them."""

from datetime import UTC, datetime, timedelta

import pytest

from enmeshed_kit.client import Connector
from enmeshed_kit.connect import KernelSandbox
from enmeshed_kit.eras import ERAS
from enmeshed_kit.notebook.displays import show_connector, show_exchange
from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.exchange_widget import exchange_view, texts_of
from enmeshed_kit.notebook.qr import QrCode
from enmeshed_kit.notebook.text_tabs import Texts, TextTabs
from enmeshed_kit.sandbox.sandbox import Sandbox

WIDGET = "application/vnd.jupyter.widget-view+json"
IN_TWO_DAYS = datetime(2026, 1, 7, 9, tzinfo=UTC)


@pytest.fixture(params=ERAS)
def own(request):
    """One's own Connector, of each era."""
    sandbox = Sandbox(seed="texts", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    key = sandbox.add_connector("own", era=request.param).api_key
    return Connector("http://sandbox.invalid/own", key, wsgi_app=sandbox)


def token(connector, content="x"):
    return connector.tokens.create_own(content={"note": content}, expires_at=IN_TWO_DAYS)


def sent_by(view):
    """What a view answers to a press on a button, beside its state."""
    messages = []
    view.send = messages.append
    return messages


def state_of(bundle):
    """All that the models of an output hold for the front end."""
    from ipywidgets.widgets.widget import _instances

    def below(widget):
        yield str(widget.get_state())
        for child in getattr(widget, "children", ()):
            yield from below(child)

    return "".join(below(_instances[bundle[WIDGET]["model_id"]]))


def test_the_live_view_has_the_address_the_duration_and_four_languages(own):
    token(own)
    view = exchange_view(own.exchanges.last())
    assert [tab["title"] for tab in view.texts] == ["HTTP", "curl", "Python", "JavaScript"]
    assert all("http://sandbox.invalid/own" in tab["text"] for tab in view.texts)
    assert view.heading["badge"] == "201 Created"
    assert view.heading["note"].endswith(" ms")


def test_the_saved_picture_has_neither_and_never_changes(own):
    token(own)
    picture = draw_exchange(own.exchanges.last())
    assert "await fetch(process.env.ENMESHED_BASE_URL" in picture.html
    assert "sandbox.invalid" not in picture.html + picture.text
    assert " ms" not in picture.html


def test_secrets_are_in_no_state_before_somebody_asks_and_hide_again(own):
    made = token(own)
    view = exchange_view(own.exchanges.last())
    assert view.has_secrets
    assert made.reference.truncated not in str(view.get_state())
    view.toggle_secrets()
    assert made.reference.truncated in view.answer
    view.toggle_secrets()
    assert made.reference.truncated not in str(view.get_state())


def test_a_copy_with_secrets_passes_by_in_a_message_and_leaves_the_view_masked(own):
    made = token(own)
    view = exchange_view(own.exchanges.last())
    messages = sent_by(view)
    view._receive({"action": "copy", "place": -1})
    assert made.reference.truncated in messages[0]["text"]
    assert made.reference.truncated not in str(view.get_state())


def test_the_key_of_an_own_connector_is_never_in_it(own):
    token(own)
    exchange = own.exchanges.last()
    everything = str(texts_of(exchange, revealed=True)) + str(show_exchange(exchange))
    assert own._http._auth.key not in everything
    assert "read -rs ENMESHED_API_KEY" in everything


def test_the_curl_line_of_a_sandbox_brings_its_key_only_with_the_secrets(monkeypatch):
    import sys

    kernel = KernelSandbox()
    monkeypatch.setattr(sys.modules["enmeshed_kit.connect"], "_kernel_sandboxes", {"v7": kernel})
    connector, key = kernel.connector("connector"), kernel.sandbox.connectors["connector"].api_key
    connector.version()
    view = exchange_view(connector.exchanges.last())
    assert key not in str(view.get_state())
    view.toggle_secrets()
    assert view.texts[1]["text"].startswith(f"export ENMESHED_API_KEY={key}\n")
    kernel.server.close()


def test_only_the_texts_with_secrets_are_copied_with_them(own):
    token(own)
    assert exchange_view(own.exchanges.last()).secret_places == [-1]


def test_what_holds_no_secret_offers_none(own):
    own.health()
    view = exchange_view(own.exchanges.last())
    assert not view.has_secrets
    view.toggle_secrets()
    assert not view.shows_secrets


def test_a_call_without_an_answer_says_so():
    own = Connector("http://127.0.0.1:9", "key-of-nobody")
    with pytest.raises(Exception, match="nothing listens"):
        own.version()
    view = exchange_view(own.exchanges.last())
    assert (view.heading["badge"], view.heading["isGood"]) == ("no answer", False)
    assert "refused" in view.answer


def test_tabs_say_what_they_are():
    assert repr(TextTabs(lambda _: Texts([("curl", "x", "")]), "A call")) == "A call: curl"


def test_a_qr_code_says_what_is_in_it_and_keeps_the_key_until_it_is_asked_for(own):
    made = token(own)
    code = QrCode(own.tokens.qr_code(made), "a Token")
    data, _ = code._repr_mimebundle_()
    assert f"leads to   Token {made.id}" in data["text/plain"]
    assert "32 bytes, XChaCha20-Poly1305" in data["text/plain"]
    assert code.text.removeprefix("nmshd://tr#") in (made.reference.url, made.reference.truncated)
    assert code.text not in data["text/plain"] + state_of(data)
    assert "•••" in state_of(data)


def test_of_an_own_connector_nothing_of_a_qr_code_is_saved(own):
    made = token(own)
    data, _ = QrCode(own.tokens.qr_code(made), "a Token", may_be_saved=False)._repr_mimebundle_()
    assert set(data) == {"text/plain", WIDGET}
    assert made.id not in data["text/plain"]
    assert made.id in state_of(data)


def test_a_code_that_is_no_reference_is_shown_as_what_it_says():
    import io

    import qrcode

    buffer = io.BytesIO()
    qrcode.make("https://example.com/<b>").save(buffer)
    code = QrCode(buffer.getvalue(), "a page")
    data, _ = code._repr_mimebundle_()
    assert code.content is None
    assert data["text/plain"] == repr(code)
    assert "https://example.com/<b>" in state_of(data)


def test_a_panel_and_an_exchange_leave_texts_for_pages_without_a_kernel(connector):
    token(connector)
    for bundle in (show_connector(connector), show_exchange(connector.exchanges.last())):
        assert bundle["text/html"]
        assert bundle["text/plain"]
        assert WIDGET in bundle


def test_a_saved_panel_of_the_sandbox_says_how_it_is(connector):
    text = show_connector(connector)["text/plain"]
    assert "7.4.6" in text
    assert "✔ line to the Backbone" in text
    assert connector.exchanges.last() is None


def test_a_long_call_is_told_in_seconds(own):
    import msgspec

    token(own)
    slow = msgspec.structs.replace(own.exchanges.last(), duration_s=timedelta(seconds=12).total_seconds())
    assert exchange_view(slow).heading["note"] == "12 s"
