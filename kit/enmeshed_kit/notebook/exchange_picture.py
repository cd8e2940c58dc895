"""How a call and its answer look: as it went over the wire, and folded below it the same call to take along."""

from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card


def draw_exchange(exchange: Exchange, *, is_open: bool = True) -> Picture:
    """A picture of an exchange.

    Args:  exchange: secrets are shown as far as it shows them itself.
           is_open: show request and answer at once; else they are folded too.
    """
    request, answer = exchange.as_http(), exchange.answer_as_text()
    wire = _code("Request", request), _code("Answer", answer)
    html = card(
        f"{exchange.method} {exchange.path}",
        *(wire if is_open else [_fold("Request and answer", *wire)]),
        _fold("The same call as curl", _pre(exchange.as_curl())),
        _fold("The same call in Python", _pre(exchange.as_python())),
        _fold("The same call in JavaScript", _pre(exchange.as_javascript())),
        badge=_badge(exchange),
        label=f"Exchange: {exchange.method} {exchange.path}",
    )
    return Picture(html, f"{request}\n\n{answer}")


def outcome(exchange: Exchange) -> tuple[str, bool]:
    """How a call ended, in two words, and whether that is good."""
    if exchange.status is None:
        return "no answer", False
    return f"{exchange.status} {exchange.reason}".strip(), exchange.status < 400


def _badge(exchange: Exchange) -> Html:
    words, is_good = outcome(exchange)
    return tag("span", words, look="good" if is_good else "bad")


def _code(title: str, text: str) -> Html:
    return tag("div", tag("div", title, look="quiet"), _pre(text), look="row")


def _fold(title: str, *children: Html) -> Html:
    return tag("details", tag("summary", title, look="fold"), *children)


def _pre(text: str) -> Html:
    return tag("pre", text, look="code")
