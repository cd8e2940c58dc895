"""How the client's objects look in a notebook; the client itself knows nothing of it."""

from collections.abc import Callable
from typing import Any, Final

from IPython.core.getipython import get_ipython

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.client.report import SyncReport
from enmeshed_kit.eras import Migration
from enmeshed_kit.notebook.connection.connection import connection
from enmeshed_kit.notebook.connection.picture import draw_connector
from enmeshed_kit.notebook.connection.widget import ConnectorWidget
from enmeshed_kit.notebook.era_notes import EraNotes
from enmeshed_kit.notebook.exchange_picture import draw_exchange
from enmeshed_kit.notebook.exchange_widget import exchange_view
from enmeshed_kit.notebook.frame_picture import show_table
from enmeshed_kit.notebook.history_picture import draw_history
from enmeshed_kit.notebook.migration_picture import draw_migration
from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.record_picture import draw_can_create, draw_record, draw_validation
from enmeshed_kit.notebook.report_picture import draw_sync
from enmeshed_kit.records import CanCreateResult, Record, RequestValidationResult
from enmeshed_kit.tables import SyncHistory
from enmeshed_kit.tables.plain import PlainTable

Draw = Callable[[Any], Picture]

PICTURES: Final[dict[type, Draw]] = {
    SyncReport: draw_sync,
    SyncHistory: draw_history,
    RequestValidationResult: draw_validation,
    CanCreateResult: draw_can_create,
    Migration: draw_migration,
}


def register() -> None:
    """Teach IPython the pictures of the client's objects and the notes; outside of IPython nothing happens."""
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(Connector, show_connector)
    formatter.for_type(Exchange, show_exchange)
    formatter.for_type(Record, lambda record: draw_record(record).bundle())
    for kind, draw in PICTURES.items():
        formatter.for_type(kind, _shower(draw))
    formatter.for_type(PlainTable, show_table)
    for module in ("pandas", "pandas.core.frame"):  # its name has changed with version 3
        formatter.for_type_by_name(module, "DataFrame", show_table)
    EraNotes(shell).register()


def show_connector(connector: Connector) -> dict[str, Any]:
    """The panel of a Connector: the saved one hides the port, the live one shows it. Only the sandbox's is asked."""
    held = connection(connector)
    if connector.is_sandbox:
        held.look()
    return ConnectorWidget(held).bundle() | draw_connector(connector, condition=held.condition).bundle()


def show_exchange(exchange: Exchange) -> dict[str, Any]:
    """A call and its answer: live in four languages, with the Connector's address; saved as a picture without it."""
    return exchange_view(exchange).bundle() | draw_exchange(exchange).bundle()


def _shower(draw: Draw) -> Callable[[Any], dict[str, Any]]:
    return lambda thing: draw(thing).bundle()
