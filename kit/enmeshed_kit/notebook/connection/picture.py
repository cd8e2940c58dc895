"""How a Connector looks: where one works."""

from enmeshed_kit.client.access import proxy_of
from enmeshed_kit.client.connector import Connector
from enmeshed_kit.masking import MASK
from enmeshed_kit.notebook.connection.condition import Condition
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture, card, columns, grid


def draw_connector(
    connector: Connector, base_url: str = "$ENMESHED_BASE_URL", condition: Condition | None = None
) -> Picture:
    """The panel that says which Connector a notebook works on, and of which era; draws without a single call.

    Args:  connector: the one.
           base_url: what to show as its address; a saved notebook shows no port of yesterday.
           condition: what it said when it was asked, if it was.
    """
    kind = "sandbox" if connector.is_sandbox else "your own"
    what = (
        "A Connector of the sandbox inside this notebook; it forgets all when the kernel ends"
        if connector.is_sandbox
        else "A Connector outside of this notebook: what you send is really sent"
    )
    rows = [("What", what), ("Where", base_url), ("API key", MASK), ("API", say_era(connector))]
    rows += [] if condition is None else condition.rows
    proxy = proxy_of(connector.base_url)
    rows += [("Proxy", f"calls go through {proxy}")] if proxy else []
    title = f'Connector "{connector.name}"' if connector.name else "Connector"
    badge = tag("span", kind, look="badge" if connector.is_sandbox else "open")
    return Picture(card(title, grid(rows), badge=badge), f"{title} ({kind})\n{columns(rows)}")


def say_era(connector: Connector) -> str:
    """A Connector's era in the words of a reader: name, where the API lives, which Connectors, and who says so."""
    era = connector.known_era
    if era is None:
        return "the first call finds it out"
    says = "" if connector.is_sandbox else ", as you said" if connector.is_era_told else ", as it says itself"
    return f"{era.name}, {era.prefix} ({era.connectors}){says}"
