"""One screen of the phone: a still picture with its text twin, and the buttons and fields that it offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture


@dataclass(frozen=True)
class Button:
    """What a person may press; `press` answers with the screen that comes next."""

    label: str
    press: Callable[[], "Screen"]


@dataclass(frozen=True)
class Entry:
    """A field that a person may fill in; `enter` takes what was typed."""

    name: str
    value: str
    is_required: bool
    enter: Callable[[str], None]
    is_long: bool = False


@dataclass(frozen=True)
class Part:
    """A piece of a screen, drawn and said."""

    html: Html
    text: str = ""


@dataclass(frozen=True)
class Screen:
    """What the phone shows. Displayed in a cell it is a picture; in a live notebook its buttons work."""

    title: str
    parts: Sequence[Part]
    buttons: Sequence[Button] = ()
    entries: Sequence[Entry] = ()
    pushes: Sequence[str] = field(default=())

    @property
    def picture(self) -> Picture:
        """The phone with this screen."""
        return Picture(self._html(), self._text())

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone_widget import PhoneWidget  # ipywidgets only for those who look

        return PhoneWidget(self).bundle() | self.picture.bundle()

    def _html(self) -> Html:
        inside = [
            *(tag("div", f"✉ {push}", look="push") for push in self.pushes),
            tag("div", self.title, look="bar"),
            *(part.html for part in self.parts),
        ]
        if self.buttons:
            inside.append(tag("div", *(_draw_button(button, self.buttons) for button in self.buttons), look="pane"))
        glass = tag("div", *inside, look="display")
        return tag(
            "div", tag("div", look="speaker"), glass, look="phone", role="group", aria_label=f"Phone: {self.title}"
        )

    def _text(self) -> str:
        lines = [f"Phone: {self.title}", *(f"  ✉ {push}" for push in self.pushes)]
        lines += [f"  {line}" for part in self.parts for line in part.text.splitlines()]
        if self.buttons:
            lines.append("  " + "  ".join(f"[{button.label}]" for button in self.buttons))
        return "\n".join(lines)


@dataclass(frozen=True, repr=False)
class Screens:
    """Several screens side by side."""

    screens: Sequence[Screen]

    def __repr__(self) -> str:
        return "\n".join(repr(screen) for screen in self.screens)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone_widget import row_of_phones  # ipywidgets only for those who look

        html = tag("div", *(screen.picture.html for screen in self.screens))
        return row_of_phones(self.screens) | Picture(html, repr(self)).bundle()


def side_by_side(*screens: Screen) -> Screens:
    """Show several screens of the phone in one row.

    Args:  screens: as the phone's methods return them.
    """
    return Screens(screens)


def paragraph(text: str) -> Part:
    """A sentence on the screen."""
    return Part(tag("div", text, look="pane"), text)


def section(title: str, *parts: Part) -> Part:
    """Parts below a heading."""
    html = tag("div", tag("div", title, look="section") if title else None, *(part.html for part in parts), look="pane")
    lines = ([title] if title else []) + [f"  {line}" for part in parts for line in part.text.splitlines()]
    return Part(html, "\n".join(lines))


def entry(label: str, value: str, note: str = "") -> Part:
    """Something that is there to be read."""
    aside = tag("span", f" {note}", look="quiet") if note else None
    html = tag("div", tag("div", label, look="label"), tag("div", value, aside), look="entry")
    return Part(html, f"{label}: {value}{f'  {note}' if note else ''}")


def blank(label: str, value: str, *, is_required: bool) -> Part:
    """Something to fill in, required ones marked."""
    star = tag("span", " *", look="must") if is_required else None
    box = tag("div", value or ("required" if is_required else "optional"), look="field" if value else "empty")
    mark = "*" if is_required else ""
    return Part(tag("div", tag("div", label, star, look="label"), box), f"{label}{mark}: [{value or '____'}]")


def bubble(subject: str, body: str, *, is_own: bool) -> Part:
    """A Message in a conversation."""
    text = tag("div", tag("b", subject), tag("br"), body, look="sent" if is_own else "received")
    return Part(text, f"{'sent' if is_own else 'received'}: {subject} | {body}")


def viewfinder() -> Part:
    """What one sees through the camera before a QR code is in front of it."""
    frame = tag("div", "QR", look="finder")
    hint = "Hold the camera in front of the QR code"
    return Part(tag("div", frame, tag("div", hint), look="camera"), hint)


def _draw_button(button: Button, buttons: Sequence[Button]) -> Html:
    return tag("div", button.label, look="press" if button is buttons[0] else "soft")
