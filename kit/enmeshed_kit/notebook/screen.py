"""One screen of the phone, three times alike: as a still picture, in words, and described for the live view."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member
from itertools import count
from threading import RLock
from typing import Any, Protocol
from weakref import WeakSet

from enmeshed_kit.notebook.markup import Html, join, tag
from enmeshed_kit.notebook.picture import Picture


@dataclass(frozen=True)
class Download:
    """A file that leaves the phone for the reader's disk."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Button:
    """What a person may press; `press` answers with the screen that comes next, or with a file."""

    label: str
    press: Callable[[], "Screen | Download"]


@dataclass(frozen=True)
class Entry:
    """A field that a person may fill in; `enter` takes what was typed or chosen.

    Args:  kind: "text", "long", "secret", "number", "date", "switch", "choice", "choices", "country" or "language".
           options: what can be chosen.
           note: what helps to fill it in.
           remark: why the Connector does not take what stands there.
    """

    name: str
    value: Any
    is_required: bool
    enter: Callable[[Any], None]
    kind: str = "text"
    options: tuple[str, ...] = ()
    note: str = ""
    remark: str = ""

    @property
    def prompt(self) -> str:
        """What the empty field says."""
        return "required" if self.is_required else "optional"

    @property
    def label(self) -> Html:
        """The field's name, with a star where it must be filled in."""
        star = tag("span", " *", look="must") if self.is_required else None
        return tag("div", self.name, star, look="label")

    @property
    def shown(self) -> str:
        """The value as everybody may see it."""
        if self.kind == "secret":
            return "•" * len(self.value)
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)

    @property
    def live(self) -> dict[str, Any]:
        """What the live view needs to know of it."""
        told = {"kind": self.kind, "label": self.name, "value": self.value, "isRequired": self.is_required}
        return told | {"options": list(self.options), "note": self.note, "remark": self.remark}


@dataclass(frozen=True)
class Picker:
    """A button that takes a file from the reader's disk; `take` gets its name and content.

    Args:  most: bytes that a file may have.
    """

    label: str
    take: Callable[[str, bytes], "Screen"]
    most: int


@dataclass(frozen=True)
class Part:
    """A piece of a screen, drawn, said and described; the live view puts a real field or button where there is one."""

    html: Html
    text: str
    live: Mapping[str, Any]
    entry: Entry | None = None
    button: Button | None = None
    picker: Picker | None = None
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, repr=False)
class Screen:
    """What the phone shows. Displayed in a cell it is a picture; in a live notebook its fields and buttons work.

    Args:  back: where Escape leads, and the arrow of the live view.
           redraw: draws the screen anew, with all that was typed meanwhile.
           glass: the phone that shows it.
           chip: a small button beside the title of the live view.
    """

    title: str
    parts: Sequence[Part]
    buttons: Sequence[Button] = ()
    pushes: Sequence[str] = ()
    back: Callable[[], "Screen"] | None = None
    redraw: Callable[[], "Screen"] | None = None
    glass: "Glass | None" = member(default=None, compare=False)
    chip: Button | None = None

    @property
    def picture(self) -> Picture:
        """The phone with this screen."""
        return Picture(self._html(), self._text())

    @property
    def entries(self) -> list[Entry]:
        """All fields, in the order of the live view's keys."""
        return [part.entry for part in _walk(self.parts) if part.entry]

    @property
    def presses(self) -> list[Button]:
        """All that can be pressed, in the order of the live view's keys."""
        back = [Button("Back", self.back)] if self.back else []
        chip = [self.chip] if self.chip else []
        return [*(part.button for part in _walk(self.parts) if part.button), *self.buttons, *back, *chip]

    @property
    def pickers(self) -> list[Picker]:
        """All that take a file, in the order of the live view's keys."""
        return [part.picker for part in _walk(self.parts) if part.picker]

    @property
    def live(self) -> dict[str, Any]:
        """The screen as the live view gets it: texts only, for it to build."""
        fields, presses, pickers = count(), count(), count()
        parts = [_described(part, fields, presses, pickers) for part in self.parts]
        buttons = [{"label": button.label, "press": next(presses)} for button in self.buttons]
        back = next(presses) if self.back else None
        chip = {"label": self.chip.label, "press": next(presses)} if self.chip else None
        live = {"title": self.title, "pushes": list(self.pushes), "parts": parts, "buttons": buttons}
        return live | {"back": back, "chip": chip}

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone.widget import show_screen  # it builds on this module

        return show_screen(self) | self.picture.bundle()

    def _html(self) -> Html:
        pushes = [tag("div", f"✉ {push}", look="push", role="status") for push in self.pushes]
        buttons = [_draw_button(button, self.buttons) for button in self.buttons]
        drawn = tag("div", *buttons, look="pane") if buttons else None
        head = join(*pushes, tag("div", self.title, look="bar"))
        glass = tag("div", head, *(part.html for part in self.parts), drawn, look="display")
        speaker = tag("div", look="speaker")
        return tag("div", speaker, glass, look="phone", role="group", aria_label=f"Phone: {self.title}")

    def _text(self) -> str:
        lines = [f"Phone: {self.title}", *(f"  ✉ {push}" for push in self.pushes)]
        lines += [f"  {line}" for part in self.parts for line in part.text.splitlines()]
        if self.buttons:
            lines.append("  " + "  ".join(f"[{button.label}]" for button in self.buttons))
        return "\n".join(lines)


class Watcher(Protocol):
    """Who is told when the phone shows another screen."""

    def changed(self, screen: Screen) -> None:
        """The phone shows this screen now."""


class Glass:
    """The front of a phone: the screen that it shows now, and the views of it.

    A press may come in another thread than a running cell's calls: who holds the phone holds the lock.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.screen: Screen | None = None
        self._watchers: WeakSet[Watcher] = WeakSet()

    def show(self, screen: Screen) -> Screen:
        """Put another screen in place of this one, in all views.

        Returns:  the same screen, which knows now where it is shown.
        """
        self.screen = shown = replace(screen, glass=self)
        for watcher in list(self._watchers):
            watcher.changed(shown)
        return shown

    def watch(self, watcher: Watcher) -> None:
        """Tell this one of each new screen."""
        self._watchers.add(watcher)

    def unwatch(self, watcher: Watcher) -> None:
        """Tell this one no more."""
        self._watchers.discard(watcher)


@dataclass(frozen=True, repr=False)
class Screens:
    """Several screens side by side."""

    screens: Sequence[Screen]

    def __repr__(self) -> str:
        return "\n".join(repr(screen) for screen in self.screens)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from enmeshed_kit.notebook.phone.widget import show_row  # it builds on this module

        html = tag("div", *(screen.picture.html for screen in self.screens))
        return show_row(self.screens) | Picture(html, repr(self)).bundle()


def side_by_side(*screens: Screen) -> Screens:
    """Show several screens of the phone in one row.

    Args:  screens: as the phone's methods return them.
    """
    return Screens(screens)


def paragraph(text: str) -> Part:
    """A sentence on the screen."""
    return Part(tag("div", text, look="pane"), text, {"is": "text", "text": text})


def section(title: str, *parts: Part) -> Part:
    """Parts below a heading."""
    heading = tag("div", title, look="section") if title else None
    html = tag("div", heading, *(part.html for part in parts), look="pane")
    lines = ([title] if title else []) + [f"  {line}" for part in parts for line in part.text.splitlines()]
    return Part(html, "\n".join(lines), {"is": "section", "title": title}, parts=parts)


def entry(label: str, value: str, note: str = "", link: str = "", opens: Button | None = None) -> Part:
    """Something that is there to be read; `opens` makes the whole of it a button in the live view."""
    aside = tag("span", f" {note}", look="quiet") if note else None
    more = tag("div", link, look="quiet") if link else None
    html = tag("div", tag("div", label, look="label"), tag("div", value, aside), more, look="entry")
    text = f"{label}: {value}{f'  {note}' if note else ''}{f'  ({link})' if link else ''}"
    live = {"is": "entry", "label": label, "value": value, "note": note, "link": link}
    return Part(html, text, live, button=opens)


def blank(what: Entry) -> Part:
    """Something to fill in, required ones marked."""
    box = tag("div", what.shown or what.prompt, look="field" if what.shown else "empty")
    remark = tag("div", what.remark, look="must") if what.remark else None
    mark, said = "*" if what.is_required else "", f"  ({what.remark})" if what.remark else ""
    text = f"{what.name}{mark}: [{what.shown or '____'}]{said}"
    return Part(tag("div", what.label, box, remark), text, {"is": "field"}, what)


def option(what: Entry, value: str, link: str = "") -> Part:
    """Something that is accepted or left out."""
    box = "☑" if what.value else "☐"
    more = tag("div", link, look="quiet") if link else None
    html = tag("div", tag("div", f"{box} {what.name}", look="label"), tag("div", value), more, look="entry")
    live = {"is": "option", "text": value, "link": link}
    return Part(html, f"{box} {what.name}: {value}{f'  ({link})' if link else ''}", live, what)


def bubble(subject: str, body: str, *, is_own: bool, opens: Button | None = None) -> Part:
    """A Message in a conversation."""
    whose = tag("div", "Sent" if is_own else "Received", look="label")  # where no colour tells it
    html = tag("div", whose, tag("b", subject), tag("br"), body, look="sent" if is_own else "received")
    live = {"is": "bubble", "subject": subject, "body": body, "isOwn": is_own}
    return Part(html, f"{'sent' if is_own else 'received'}: {subject} | {body}", live, button=opens)


def picker(what: Picker) -> Part:
    """A place to put a file."""
    return Part(tag("div", what.label, look="soft"), f"[{what.label}]", {"is": "picker"}, picker=what)


def viewfinder() -> Part:
    """What one sees through the camera before a QR code is in front of it."""
    frame = tag("div", "QR", look="finder")
    hint = "Hold the camera in front of the QR code"
    return Part(tag("div", frame, tag("div", hint), look="camera"), hint, {"is": "camera", "text": hint})


def _draw_button(button: Button, buttons: Sequence[Button]) -> Html:
    return tag("div", button.label, look="press" if button is buttons[0] else "soft")


def _walk(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _walk(part.parts)


def _described(part: Part, fields: Iterator[int], presses: Iterator[int], pickers: Iterator[int]) -> dict[str, Any]:
    told = dict(part.live)
    if part.entry:
        told |= {"key": next(fields), **part.entry.live}
    if part.button:
        told |= {"press": next(presses), "opens": part.button.label}
    if part.picker:
        told |= {"pick": next(pickers), "label": part.picker.label, "most": part.picker.most}
    return told | {"parts": [_described(inner, fields, presses, pickers) for inner in part.parts]}
