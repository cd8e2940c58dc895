"""The calls that forms make, and their payloads: templates with placeholders, and what was filled in so far."""

import copy
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import ContentError, PlaceholderError
from enmeshed_kit.client.exchange import json_text
from enmeshed_kit.notebook.form.json_editing import JsonSyntaxError, Weaving, read_json
from enmeshed_kit.notebook.form.payload_print import Piece, Place, Printer, as_json
from enmeshed_kit.notebook.form.slots import Given as Given
from enmeshed_kit.notebook.form.slots import canonical, slots_of

TYPED: Final = "typed"
"""Origin of what a person has typed into a field, letter by letter."""

EDITED: Final = "edited as JSON"
"""Origin of what a person has written in place of a placeholder."""

_PATH_PART: Final = re.compile(r"\{(\w+)\}")


Find: TypeAlias = Callable[[Connector, dict[str, Any]], Any]


@dataclass(frozen=True)
class Call:
    """A call that a form can make.

    Args:  method: section and method of the Connector, "messages.send".
           route: method and path below the API prefix, as a Connector 7 has them; `{name}` stands for a first-level
                  name of the template that goes into the path. A form writes it in the words of its Connector's era.
           template: the payload; its first-level names are the method's arguments.
           find: looks for what an equal payload brought in an earlier session; what it returns is taken as the answer,
                 and nothing is sent.
           spares: types of items that the lesson can do without, where a Connector's era does not have them.
    """

    method: str
    route: str
    template: Mapping[str, Any]
    find: Find | None = None
    spares: tuple[str, ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """The template without what goes into the path."""
        return {name: value for name, value in self.template.items() if f"{{{name}}}" not in self.route}

    def method_of(self, connector: Connector) -> Callable[..., Any]:
        """The Connector's method that makes the call."""
        section, name = self.method.split(".")
        method: Callable[..., Any] = getattr(getattr(connector, section), name)
        return method

    def without(self, kinds: Collection[str]) -> "Call":
        """The same call without the items of these types."""
        return replace(self, template=_without(self.template, kinds)) if kinds else self


class Payload:
    """A payload template and what was filled in so far.

    Args:  template: the payload with its placeholders.
           values: what they hold at first.
           route: first line of the call, `{name}` in it for what goes into the path and not into the body.
           body: what is shown below it, where that is not the template itself but its translation for an era.
    """

    def __init__(
        self,
        template: Mapping[str, Any],
        values: Mapping[str, Any] | None = None,
        route: str = "",
        body: Mapping[str, Any] | None = None,
    ) -> None:
        self.template = copy.deepcopy(dict(template))
        self.route = route
        self.places = {name: "" for name in _PATH_PART.findall(route) if name not in template}
        names = _PATH_PART.findall(route)
        self._in_path = {key: value for key, value in self.template.items() if key in names}
        shown = self.template if body is None else body
        self._lesson = {key: value for key, value in shown.items() if key not in names}
        self._body = self._lesson
        self._given: dict[str, Given] = {}
        self._kinds: dict[str, type] = {}
        self._typed: str | None = None
        self.fault: JsonSyntaxError | None = None
        for slot, value in (values or {}).items():
            self.fill(slot, value)

    @property
    def slots(self) -> list[str]:
        """The placeholders, in the order of the template."""
        return list(dict.fromkeys(slots_of([self._in_path, self._body] if self.is_edited else self.template)))

    @property
    def has_body(self) -> bool:
        """Whether anything is sent beside the path."""
        return bool(self._lesson)

    @property
    def is_edited(self) -> bool:
        """Whether somebody has changed more than what stands in the placeholders."""
        return self._body is not self._lesson

    def fill(self, slot: str, value: Any, origin: str = "") -> None:
        """Put a value into a slot; None or an empty text opens it again.

        Args:      slot: its name, without the angle brackets.
                   value: a text, any JSON, or a `Given`. What is typed where a number or a yes stood is one again.
                   origin: where the value comes from, shown beside it.
        Raises:    ContentError: the template has no such slot.
        """
        if slot not in self.slots:
            known = ", ".join(f"<{name}>" for name in self.slots) or "none"
            raise ContentError(f"There is no <{slot}> in this payload.", f"Its placeholders: {known}.")
        self._put(slot, value if isinstance(value, Given) else Given(value, origin))
        if not self.fault:
            self._typed = None

    def given(self, slot: str) -> Given | None:
        """What stands in a slot, None while it is open."""
        return self._given.get(slot)

    @property
    def values(self) -> dict[str, Given]:
        """What was filled in so far, by slot; another payload of the same template takes it as it is."""
        own = set(slots_of(self.template))
        return {slot: given for slot, given in self._given.items() if slot in own}

    @property
    def open_slots(self) -> list[str]:
        """Slots that nobody filled yet, in the order of the template."""
        return [slot for slot in self.slots if slot not in self._given]

    def settle(self, place: str, value: str) -> None:
        """Say what stands in a place of the path that no slot fills: only the Connector can tell it."""
        self.places[place] = value

    def as_json(self) -> Any:
        """The body as it is shown, with what the slots hold."""
        return as_json(self._body, self._given)

    @property
    def text(self) -> str:
        """The body as JSON to be edited: as it was typed, or else written afresh, open placeholders included."""
        return json_text(self.as_json()) if self._typed is None else self._typed

    def edit(self, text: str) -> None:
        """Take a body that a person has written; where it is no JSON, `fault` says why and nothing can be sent.

        Args:  text: JSON; `<name>` as a whole text is a placeholder.
        """
        self._typed = text
        try:
            edited = read_json(text)
        except JsonSyntaxError as fault:
            self.fault = fault
            return
        self.fault = None
        weaving = Weaving(self._given)
        body = weaving.weave(self._body, edited)
        self._body = self._lesson if canonical(body) == canonical(self._lesson) else body
        for slot, value in weaving.changed.items():
            self._put(slot, Given(value, EDITED))

    def restore(self) -> None:
        """Go back to the body as the lesson has it; what stands in its placeholders stays."""
        self._body, self._typed, self.fault = self._lesson, None, None

    def complete(self) -> dict[str, Any]:
        """The payload ready to be sent, as the lesson writes it, or as it was edited.

        Raises:    PlaceholderError: a slot is open.
                   JsonSyntaxError: what was edited is no JSON.
        """
        if self.fault:
            raise self.fault
        if self.open_slots:
            raise PlaceholderError(self.open_slots)
        payload = {**self._in_path, **self._body} if self.is_edited else self.template
        result: dict[str, Any] = as_json(payload, self._given)
        return result

    def as_written(self) -> tuple[str, Any]:
        """First line and body as they are shown, ready to be sent as they are.

        Raises:    PlaceholderError: a slot is open, or a place of the path is not known.
        """
        self.complete()
        if unknown := [f"ID of the {place}" for place, value in self.places.items() if not value]:
            raise PlaceholderError(unknown)
        return "".join(piece.text for piece in self._first_line()), self.as_json()

    def pieces(self, remarks: Mapping[Place, str] | None = None) -> Iterator[Piece]:
        """Route and body as they go out, the body as indented JSON, cut where slots begin and end.

        Args:  remarks: what is wrong with the body, by place.
        """
        yield from self._first_line()
        if self.route and self._body:
            yield Piece("\n\n")
        if self._body:
            yield from Printer(self._given, remarks).pieces(self._body)

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces())

    def _put(self, slot: str, given: Given) -> None:
        self._given.pop(slot, None)
        if given.value in (None, ""):
            return
        if given.origin == TYPED:
            given = replace(given, value=_typed_as(self._kinds.get(slot, str), given.value))
        elif not isinstance(given.value, str):
            self._kinds[slot] = type(given.value)
        self._given[slot] = given

    def _first_line(self) -> Iterator[Piece]:
        for index, part in enumerate(_PATH_PART.split(self.route)):
            yield from self._print_in_path(part) if index % 2 else iter([Piece(part)])

    def _print_in_path(self, name: str) -> Iterator[Piece]:
        if name in self.places:
            found = self.places[name]
            yield Piece(found or f"<ID of the {name}>", f"ID of the {name}", is_open=not found)
            return
        for piece in Printer(self._given).pieces(self.template[name]):
            yield replace(piece, text=piece.text.strip('"'))


def arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    """The first level of a payload as arguments of the method that sends it."""
    return {_snake(name): value for name, value in body.items()}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _without(part: Any, kinds: Collection[str]) -> Any:
    if isinstance(part, Mapping):
        return {key: _without(value, kinds) for key, value in part.items()}
    if isinstance(part, list):
        return [_without(each, kinds) for each in part if not (isinstance(each, dict) and each.get("@type") in kinds)]
    return part


def _typed_as(kind: type, text: Any) -> Any:
    if kind not in (int, bool) or not isinstance(text, str):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if type(value) is kind else text
