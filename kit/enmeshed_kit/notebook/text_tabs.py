"""Texts to take along, in tabs with a copy button: a live view, for only a script can reach a browser's clipboard.

Secrets are masked until somebody asks for them; those that are copied unseen pass by in a message, which no saved
notebook keeps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import traitlets
from anywidget import AnyWidget

STATIC: Final = Path(__file__).parent / "static"
ANSWER: Final = -1
"""The place of the answer, which stands below the tabs."""


@dataclass(frozen=True)
class Texts:
    """What the tabs show.

    Args:  tabs: title, text and a note for each.
           answer: stands below them, if there is one.
    """

    tabs: list[tuple[str, str, str]]
    answer: str = ""

    def at(self, place: int) -> str:
        """The text of a tab, or the answer."""
        return self.answer if place == ANSWER else self.tabs[place][1]


class TextTabs(AnyWidget):
    """Shows texts in tabs.

    Args:  write: the texts, with their secrets or without.
           label: what a screen reader says for the whole.
           heading: `title`, `badge`, `isGood` and `note` of a line above.
    """

    _esm = STATIC / "text_tabs.js"
    _css = STATIC / "text_tabs.css"

    texts: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    answer = traitlets.Unicode().tag(sync=True)
    heading = traitlets.Dict().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    secret_places: traitlets.List[int] = traitlets.List().tag(sync=True)
    shows_secrets = traitlets.Bool(False).tag(sync=True)

    def __init__(self, write: Callable[[bool], Texts], label: str, heading: Mapping[str, Any] | None = None) -> None:
        self._write = write
        shown, whole = write(False), write(True)
        places = [place for place in range(ANSWER, len(shown.tabs)) if shown.at(place) != whole.at(place)]
        super().__init__(label=label, heading=dict(heading or {}), secret_places=places, **_traits(shown))
        self.on_msg(lambda _, message, __: self._receive(message))

    def bundle(self) -> dict[str, Any]:
        """What a front end needs to show the widget; the text beside it is the picture's."""
        data, _ = self._repr_mimebundle_() or ({}, {})
        return {kind: value for kind, value in data.items() if kind != "text/plain"}

    def __repr__(self) -> str:
        return f"{self.label}: {', '.join(tab['title'] for tab in self.texts)}"

    @property
    def has_secrets(self) -> bool:
        """Whether any of the texts is masked, or was until it was asked for."""
        return bool(self.secret_places)

    def toggle_secrets(self) -> None:
        """Show the secrets, or hide them again."""
        shows = self.has_secrets and not self.shows_secrets
        with self.hold_sync():
            for name, value in _traits(self._write(shows)).items():
                setattr(self, name, value)
            self.shows_secrets = shows

    def _receive(self, message: Mapping[str, Any]) -> None:
        if message.get("action") == "secrets":
            self.toggle_secrets()
        elif message.get("action") == "copy":
            self.send({"action": "copy", "text": self._write(True).at(int(message["place"]))})


def _traits(texts: Texts) -> dict[str, Any]:
    tabs = [{"title": title, "text": text, "note": note} for title, text, note in texts.tabs]
    return {"texts": tabs, "answer": texts.answer}
