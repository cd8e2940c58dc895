"""The live panel of a Connector: what it says of itself, and a form to turn the notebook to another one.

It holds no state of its own: what is typed goes to the connection, which has all its panels drawn again. The key's
field is emptied as soon as the key has arrived, so that nothing that a notebook saves could hold it.
"""

from typing import Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types

from enmeshed_kit.notebook.connection.connection import Connection
from enmeshed_kit.notebook.connection.picture import draw_connector
from enmeshed_kit.notebook.markup import Html, tag, with_dark_theme
from enmeshed_kit.notebook.picture import card, grid
from enmeshed_kit.notebook.view_box import view_box

WIDE: Final = {"description_width": "9em"}


class ConnectorWidget:
    """One display of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_drawing = False
        self._panel = widgets.HTML()
        self._news = widgets.HTML()
        self._trial = widgets.HTML()
        self._url = self._text("Address", "http://localhost:8080", "base_url")
        self._ca_file = self._text("CA file (optional)", "only for a certificate of its own making", "ca_file")
        self._key = widgets.Password(description="API key", continuous_update=False, style=WIDE, layout=_full())
        self._key.observe(self._take_key, names="value")
        self._back = self._button("Back to the first one", "Work on the Connector that the notebook began with", "back")
        look = self._button("Look", "Ask this Connector how it is: it is read, nothing is changed", "look")
        other = widgets.Accordion([self._form()], titles=["Work on another Connector"], selected_index=None)
        row = widgets.HBox([look, self._back, self._news], layout=widgets.Layout(flex_flow="row wrap"))
        self._box = view_box(self._panel, row, other, max_width="800px")
        connection.views.add(self)
        self.redraw()

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the widget."""
        data: dict[str, Any] = self._box._repr_mimebundle_()
        return {kind: value for kind, value in data.items() if kind != "text/plain"}

    def redraw(self) -> None:
        """Show the connection as it is now."""
        connection, trial = self._connection, self._connection.trial
        connector = connection.connector
        self._is_drawing = True
        self._url.value, self._ca_file.value, self._key.value = connection.base_url, connection.ca_file, ""
        self._is_drawing = False
        self._key.placeholder = "taken, and not shown" if connection.has_key else "one of the Connector's keys"
        self._back.layout.display = "" if connection.has_left else "none"
        self._panel.value = _shown(draw_connector(connector, connector.base_url, connection.condition).html)
        self._news.value = _shown(tag("span", connection.news, look="quiet", role="status", aria_live="polite"))
        title = "It answers" if trial else "It cannot be used like this"
        self._trial.value = "" if trial is None else _shown(card(title, grid(trial.rows)))

    def _form(self) -> widgets.VBox:
        test = self._button("Test", "Ask it how it is; the notebook goes on working on the present one", "test")
        use = self._button("Use", "Turn the notebook to it, if it answers", "use")
        use.button_style = "primary"
        return widgets.VBox([self._url, self._key, self._ca_file, widgets.HBox([test, use]), self._trial])

    def _text(self, label: str, prompt: str, name: str) -> widgets.Text:
        field = widgets.Text(description=label, placeholder=prompt, continuous_update=False, style=WIDE, layout=_full())
        field.observe(lambda change: self._take(name, change["new"]), names="value")
        return field

    def _take(self, name: str, text: str) -> None:
        # Setting a field's value while drawing also ends here.
        if not self._is_drawing:
            self._connection.type(**{name: text})

    def _take_key(self, change: dict[str, Any]) -> None:
        if not self._is_drawing and change["new"]:
            self._connection.type(api_key=change["new"])

    def _button(self, label: str, meaning: str, method: str) -> widgets.Button:
        button = widgets.Button(description=label, tooltip=meaning, layout=widgets.Layout(width="auto"))
        button.on_click(lambda _: getattr(self._connection, method)())
        return button


def _full() -> widgets.Layout:
    return widgets.Layout(width="95%")


def _shown(html: Html) -> str:
    return str(with_dark_theme(html))
