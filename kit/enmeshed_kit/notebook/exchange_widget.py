"""The live view of a call and its answer: the same call in four languages, to be copied, and how long it took."""

from typing import Final

from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.connect import key_of_sandbox
from enmeshed_kit.masking import MASK
from enmeshed_kit.notebook.exchange_picture import outcome
from enmeshed_kit.notebook.text_tabs import Texts, TextTabs

CURL: Final = "For bash, zsh, Git Bash or WSL. PowerShell reads quotes in another way: take Python or JavaScript there."
CURL_OF_OWN: Final = f"{CURL} Give your key to the terminal first: read -rs ENMESHED_API_KEY; export ENMESHED_API_KEY"
PYTHON: Final = "Needs httpx, and the API key in the variable ENMESHED_API_KEY."
JAVASCRIPT: Final = "For Node 18 or later, as call.mjs; needs the API key in the variable ENMESHED_API_KEY."


def exchange_view(exchange: Exchange) -> TextTabs:
    """The live view of an exchange; its secrets are masked until somebody asks for them."""
    name = f"{exchange.method} {exchange.path}"
    words, is_good = outcome(exchange)
    heading = {"title": name, "badge": words, "isGood": is_good, "note": _duration(exchange)}
    return TextTabs(lambda revealed: texts_of(exchange, revealed=revealed), f"Exchange: {name}", heading)


def texts_of(exchange: Exchange, *, revealed: bool = False) -> Texts:
    """The call in each language with the Connector's address in it, and the answer.

    Args:  revealed: with secrets, and with the key of a Connector of the sandbox, so that the curl line works as it is.
    """
    shown, url = exchange.reveal() if revealed else exchange, exchange.base_url or None
    key = key_of_sandbox(exchange.base_url) if exchange.sends_key else ""
    export = f"export ENMESHED_API_KEY={key if revealed else MASK}\n" if key else ""
    needs_own_key = exchange.sends_key and not key
    tabs = [
        ("HTTP", shown.as_http(url), ""),
        ("curl", export + shown.as_curl(url), CURL_OF_OWN if needs_own_key else CURL),
        ("Python", shown.as_python(url), PYTHON if exchange.sends_key else ""),
        ("JavaScript", shown.as_javascript(url), JAVASCRIPT if exchange.sends_key else ""),
    ]
    return Texts(tabs, shown.answer_as_text())


def _duration(exchange: Exchange) -> str:
    return f"{exchange.duration_s * 1000:.0f} ms" if exchange.duration_s < 10 else f"{exchange.duration_s:.0f} s"
