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
        badge=_outcome(exchange),
        label=f"Exchange: {exchange.method} {exchange.path}",
    )
    return Picture(html, f"{request}\n\n{answer}")


def _outcome(exchange: Exchange) -> Html:
    if exchange.status is None:
        return tag("span", "no answer", look="bad")
    return tag("span", f"{exchange.status} {exchange.reason}".strip(), look="good" if exchange.status < 400 else "bad")


def _code(title: str, text: str) -> Html:
    return tag("div", tag("div", title, look="quiet"), _pre(text), look="row")


def _fold(title: str, *children: Html) -> Html:
    return tag("details", tag("summary", title, look="fold"), *children)


def _pre(text: str) -> Html:
    return tag("pre", text, look="code")
