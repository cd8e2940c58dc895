"""One screen of the phone: a still picture with its text twin, and the buttons and fields that it offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from enmeshed_kit.notebook.markup import Html, join, tag
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

    @property
    def prompt(self) -> str:
        """What the empty field says."""
        return "required" if self.is_required else "optional"

    @property
    def label(self) -> Html:
        """The field's name, with a star where it must be filled in."""
        star = tag("span", " *", look="must") if self.is_required else None
        return tag("div", self.name, star, look="label")


@dataclass(frozen=True)
class Part:
    """A piece of a screen, drawn and said; a live view puts a real field where `entry` is, and goes into `parts`."""

    html: Html
    text: str = ""
    entry: Entry | None = None
    title: str = ""
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, repr=False)
class Screen:
    """What the phone shows. Displayed in a cell it is a picture; in a live notebook its fields and buttons work."""

    title: str
    parts: Sequence[Part]
    buttons: Sequence[Button] = ()
    pushes: Sequence[str] = ()

    @property
    def picture(self) -> Picture:
        """The phone with this screen."""
        return Picture(self._html(), self._text())

    @property
    def head(self) -> Html:
        """The top of the screen: push notifications and the title."""
        pushes = [tag("div", f"✉ {push}", look="push", role="status") for push in self.pushes]
        return join(*pushes, tag("div", self.title, look="bar"))

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone_widget import PhoneWidget  # it builds on this module

        return PhoneWidget(self).bundle() | self.picture.bundle()

    def _html(self) -> Html:
        buttons = [_draw_button(button, self.buttons) for button in self.buttons]
        drawn = tag("div", *buttons, look="pane") if buttons else None
        glass = tag("div", self.head, *(part.html for part in self.parts), drawn, look="display")
        return tag("div", speaker(), glass, look="phone", role="group", aria_label=f"Phone: {self.title}")

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
        from enmeshed_kit.notebook.phone_widget import row_of_phones  # it builds on this module

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
    html = tag("div", heading(title), *(part.html for part in parts), look="pane")
    lines = ([title] if title else []) + [f"  {line}" for part in parts for line in part.text.splitlines()]
    return Part(html, "\n".join(lines), title=title, parts=parts)


def heading(title: str) -> Html | None:
    """The heading of a section, if it has one."""
    return tag("div", title, look="section") if title else None


def entry(label: str, value: str, note: str = "") -> Part:
    """Something that is there to be read."""
    aside = tag("span", f" {note}", look="quiet") if note else None
    html = tag("div", tag("div", label, look="label"), tag("div", value, aside), look="entry")
    return Part(html, f"{label}: {value}{f'  {note}' if note else ''}")


def blank(what: Entry) -> Part:
    """Something to fill in, required ones marked."""
    box = tag("div", what.value or what.prompt, look="field" if what.value else "empty")
    mark = "*" if what.is_required else ""
    return Part(tag("div", what.label, box), f"{what.name}{mark}: [{what.value or '____'}]", what)


def bubble(subject: str, body: str, *, is_own: bool) -> Part:
    """A Message in a conversation."""
    text = tag("div", tag("b", subject), tag("br"), body, look="sent" if is_own else "received")
    return Part(text, f"{'sent' if is_own else 'received'}: {subject} | {body}")


def viewfinder() -> Part:
    """What one sees through the camera before a QR code is in front of it."""
    frame = tag("div", "QR", look="finder")
    hint = "Hold the camera in front of the QR code"
    return Part(tag("div", frame, tag("div", hint), look="camera"), hint)


def speaker() -> Html:
    """The top of the phone's frame."""
    return tag("div", look="speaker")


def _draw_button(button: Button, buttons: Sequence[Button]) -> Html:
    return tag("div", button.label, look="press" if button is buttons[0] else "soft")
