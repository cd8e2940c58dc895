"""A step of a lesson as a form: the payload as the API wants it, its placeholders as fields, and a Send button.

The button is `send()`, so a reader may press it or let the next cell do it: it happens once.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final
from weakref import WeakSet

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import GuidedError, PlaceholderError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.form_picture import draw_form
from enmeshed_kit.notebook.form_widget import FormWidget
from enmeshed_kit.notebook.memory import Outcome
from enmeshed_kit.notebook.payload import TYPED, Call, Given, Payload

LOOKED_UP: Final[Mapping[str, Callable[[Connector, Mapping[str, Any]], str]]] = {
    "change": lambda connector, body: connector.relationships.get(body["relationship"]).change_id or ""
}
"""Places of a path that no placeholder fills, since only the Connector knows what belongs there."""


class Form:
    """One call with a payload that has placeholders.

    Args:      connector: who makes the call.
               step: the title, "Step 2 · Create a display name"; what stands before the dot names the step elsewhere.
               call: the call with its payload, one of `tutorial`, or one of your own.
               values: what the placeholders hold at first, by name; None leaves one open.
    Raises:    NotInThisEraError: the Connector's version has no such call, or knows nothing that the payload holds.
    """

    def __init__(
        self,
        connector: Connector,
        step: str,
        call: Call,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self.connector = connector
        self.step = step
        self.left_out = [kind for kind in call.spares if kind in connector.era.lacks_types]
        self.call = call.without(self.left_out)
        self.payload = Payload(self.call.template, values, *connector.call_in_era(call.route, self.call.body or None))
        self.outcome: Outcome | None = None
        self.error: GuidedError | None = None
        self._widgets: WeakSet[FormWidget] = WeakSet()
        self._method = _method(connector, call.method)
        self._look_up()

    @property
    def answer(self) -> Any:
        """What the Connector answered, None before the form was sent."""
        return self.outcome.answer if self.outcome else None

    @property
    def exchange(self) -> Exchange | None:
        """The call and its answer, None when nothing was sent."""
        return self.outcome.exchange if self.outcome else None

    @property
    def values(self) -> dict[str, Given]:
        """What stands in the placeholders; another form of the same payload takes it as it is."""
        return self.payload.values

    @property
    def origin(self) -> str:
        """How later steps name this one."""
        return self.step.split(" · ")[0].lower()

    def fill(self, slot: str, value: Any, origin: str = "") -> None:
        """Put a value into a placeholder, as typing into its field does.

        Args:      slot: the placeholder's name, without the angle brackets.
                   value: what it shall hold; None or an empty text opens it again.
                   origin: where the value comes from, shown beside the field.
        Raises:    ContentError: no such placeholder.
        """
        self.payload.fill(slot, value, origin)
        if origin != TYPED:
            self._look_up()
        self._redraw()

    def take(self, name: str) -> Given:
        """A part of the answer for a later form, with the name of this step as its origin.

        Args:      name: field of the answer, "id".
        Raises:    PlaceholderError: this form was not sent yet.
        """
        if self.outcome is None:
            raise PlaceholderError([f"{name} of {self.origin}"], f"Send the form of {self.origin} first.")
        return Given(getattr(self.outcome.answer, name), f"from {self.origin}")

    def take_value(self, slot: str) -> Given:
        """What stands in one of this form's placeholders, for a later form.

        Args:      slot: the placeholder's name.
        Raises:    PlaceholderError: it is open.
        """
        given = self.payload.given(slot)
        if given is None:
            raise PlaceholderError([slot])
        return Given(given.value, f"from {self.origin}")

    def take_sent(self, name: str) -> Given:
        """A part of what this form sent, for a later form that sends it on.

        Args:      name: first-level name of the payload, "content".
        Raises:    PlaceholderError: a placeholder is open.
        """
        return Given(self.payload.complete()[name], f"from {self.origin}")

    def send(self, *, again: bool = False) -> Any:
        """Send the payload once: the same payload gives the first answer also when the cell is run again.

        Args:      again: send although the same payload was sent before.
        Returns:   the answer.
        Raises:    PlaceholderError: a placeholder is open; nothing was sent.
                   RejectedError: the Connector said no.
        """
        self.error = None
        self._look_up()
        try:
            self.outcome = self._outcome(self.payload.complete(), again)
        except GuidedError as error:
            self.error = error
            raise
        finally:
            self._redraw()
        return self.outcome.answer

    def press(self) -> None:
        """What the button does: send, and show what went wrong in the form itself."""
        try:
            self.send()
        except GuidedError:
            # send() kept the error, and the form shows it.
            return

    def __repr__(self) -> str:
        return draw_form(self).text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        widget = FormWidget(self)
        self._widgets.add(widget)
        return widget.bundle() | draw_form(self).bundle()

    def _outcome(self, body: dict[str, Any], again: bool) -> Outcome:
        known = None if again else self._known(body)
        outcome = known or Outcome(self._method(**_arguments(body)), memory.last_exchange(self.connector))
        memory.keep(self.connector, self.step, body, outcome)
        return outcome

    def _known(self, body: dict[str, Any]) -> Outcome | None:
        earlier = memory.recall(self.connector, self.step, body)
        if earlier or not self.call.find:
            return earlier
        found = self.call.find(self.connector, body)
        return None if found is None else Outcome(found, memory.last_exchange(self.connector), was_sent=False)

    def _look_up(self) -> None:
        for place in self.payload.places:
            # What cannot be found yet stays open, and is found when the payload is sent.
            with suppress(GuidedError):
                self.payload.settle(place, LOOKED_UP[place](self.connector, self.payload.complete()))

    def _redraw(self) -> None:
        for widget in self._widgets:
            widget.redraw()


def _method(connector: Connector, call: str) -> Callable[..., Any]:
    section, name = call.split(".")
    method: Callable[..., Any] = getattr(getattr(connector, section), name)
    return method


def _arguments(body: Mapping[str, Any]) -> dict[str, Any]:
    return {_snake(name): value for name, value in body.items()}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
