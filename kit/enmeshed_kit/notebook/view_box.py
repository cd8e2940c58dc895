"""The box of a live view made of ipywidgets."""

from pathlib import Path
from typing import Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types
from anywidget import AnyWidget

STATIC: Final = Path(__file__).parent / "static"


class Keys(AnyWidget):
    """Shows nothing; while the focus is in the box around it, no key is a command of the notebook."""

    _esm = STATIC / "keys.js"


def view_box(*parts: widgets.Widget, **layout: Any) -> widgets.VBox:
    """Put the parts of a view below each other; the keys that are pressed in it are its own."""
    return widgets.VBox([*parts, Keys()], layout=layout)
