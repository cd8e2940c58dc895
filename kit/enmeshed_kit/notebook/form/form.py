"""A step of a lesson as a form: the payload as the API wants it, its placeholders as fields, and a Send button.

The button is `send()`, so a reader may press it or let the next cell do it: it happens once.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import RLock
from time import monotonic
from typing import Any, Final, get_type_hints
from weakref import WeakKeyDictionary, WeakSet

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import ContentError, GuidedError, PlaceholderError
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.form.payload import TYPED, Call, Payload, arguments
from enmeshed_kit.notebook.form.payload_print import Place
from enmeshed_kit.notebook.form.picture import draw_form
from enmeshed_kit.notebook.form.slots import Given, canonical, slots_of
from enmeshed_kit.notebook.form.verdict import remarks_on
from enmeshed_kit.notebook.form.widget import FormWidget
from enmeshed_kit.notebook.memory import Outcome

HASTE_S: Final = 0.5
"""A click that comes sooner after a call that failed was made before anybody could read why (seconds)."""

LOOKED_UP: Final[Mapping[str, Callable[[Connector, Mapping[str, Any]], str]]] = {
    "change": lambda connector, body: connector.relationships.get(body["relationship"]).change_id or ""
}
"""Places of a path that no placeholder fills: only the Connector knows."""


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
        # Held while drawing, and never while the Connector is asked: typing and pressing may be in other threads.
        self.lock = RLock()
        self._lesson = call
        self.left_out, self.call, self.payload = self._worded(values or {})
        self.unfit: GuidedError | None = None
        self.outcome: Outcome | None = None
        self.error: GuidedError | None = None
        self.is_editing = False
        self.is_asking_again = False
        self.was_repeated = False
        self.taken: list[str] = []
        self._sent = ""
        self._failed_at: float | None = None
        self._widgets: WeakSet[FormWidget] = WeakSet()
        self._takers: WeakKeyDictionary[Form, dict[str, Callable[[], Given]]] = WeakKeyDictionary()
        self._method = self.call.method_of(connector)
        for slot, value in (values or {}).items():
            self._remember_giver(slot, value)
        self._look_up()
        connector.accompany(self)

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

    @property
    def obstacle(self) -> str:
        """Why the payload cannot be sent as it stands; empty when it can."""
        if fault := self.unfit or self.payload.fault:
            return str(fault)
        open_slots = self.payload.open_slots
        names = ", ".join(f"<{slot}>" for slot in open_slots)
        count = f"{len(open_slots)} placeholder{'s are' if len(open_slots) > 1 else ' is'} open"
        return f"{count}: fill in {names} first" if names else ""

    @property
    def is_current(self) -> bool:
        """Whether the payload is still the one that was sent, or found, so that the answer belongs to it."""
        try:
            return self.outcome is not None and self._sent == canonical(self._body())
        except GuidedError:
            return False

    @property
    def is_mended(self) -> bool:
        """Whether something was changed since the call failed."""
        return self.error is not None and self._failed_at is None

    @property
    def remarks(self) -> dict[Place, str]:
        """What the Connector's answer says against the payload, by place."""
        return remarks_on(self.payload.as_json(), self.answer) if self.is_current else {}

    def fill(self, slot: str, value: Any, origin: str = "") -> None:
        """Put a value into a placeholder, as typing into its field does.

        Args:      slot: the placeholder's name, without the angle brackets.
                   value: what it shall hold; None or an empty text opens it again.
                   origin: where the value comes from, shown beside the field.
        Raises:    ContentError: no such placeholder.
        """
        self.payload.fill(slot, value, origin)
        self._remember_giver(slot, value)
        if origin != TYPED:
            self._look_up()
        self._change()

    def edit(self, text: str) -> None:
        """Write the body by hand, as typing under "Edit as JSON" does. It is then sent as it is written.

        Args:      text: JSON. A fault in it keeps the form from being sent; a text `<name>` is an open placeholder.
        """
        self.payload.edit(text)
        self._change()

    def restore(self) -> None:
        """Give up what was written by hand; what was filled into placeholders stays."""
        self.payload.restore()
        self._change()

    def toggle_editor(self) -> None:
        """Open the body as JSON for editing, or close it again; what was typed stays."""
        self.is_editing = not self.is_editing
        self._redraw()

    def take(self, name: str) -> Given:
        """A part of the answer for a later form, with the name of this step as its origin.

        When this form is sent anew, the later one gets what that brought.

        Args:      name: field of the answer, "id".
        Raises:    PlaceholderError: this form was not sent yet.
        """
        if self.outcome is None:
            raise PlaceholderError([f"{name} of {self.origin}"], f"Send the form of {self.origin} first.")
        if name not in self.taken:
            self.taken.append(name)
            self._redraw()
        return self._give(getattr(self.outcome.answer, name), lambda: self.take(name))

    def take_value(self, slot: str) -> Given:
        """What stands in one of this form's placeholders, for a later form.

        Args:      slot: the placeholder's name.
        Raises:    PlaceholderError: it is open.
        """
        given = self.payload.given(slot)
        if given is None:
            raise PlaceholderError([slot])
        return self._give(given.value, lambda: self.take_value(slot))

    def take_sent(self, name: str) -> Given:
        """A part of what this form sent, for a later form that sends it on.

        Args:      name: first-level name of the payload, "content".
        Raises:    PlaceholderError: a placeholder is open.
        """
        return self._give(self.payload.complete()[name], lambda: self.take_sent(name))

    def send(self, *, again: bool = False) -> Any:
        """Send the payload once: the same payload gives the first answer also when the cell is run again.

        Args:      again: make the call once more although the same payload was sent before. The Connector takes it
                   for a new one: what it creates exists twice, or it refuses what has been done already.
        Returns:   the answer.
        Raises:    PlaceholderError: a placeholder is open; nothing was sent.
                   JsonSyntaxError: what was edited is no JSON; nothing was sent.
                   RejectedError: the Connector said no.
                   NotInThisEraError: the Connector that the notebook has turned to has no such call.
        """
        with memory.sending:
            self.error = None
            self.is_asking_again = False
            try:
                self._look_up()
                self._send(again)
            except GuidedError as error:
                self.error = error
                raise
            except KeyboardInterrupt:
                hint = "The Connector may have done it all the same: look, before you send again."
                self.error = GuidedError("Interrupted before the answer came.", hint)
                raise
            finally:
                self._failed_at = monotonic() if self.error else None
                self._redraw()
            return self.answer

    def press(self) -> None:
        """What the button does: send, and show what went wrong in the form itself."""
        with memory.sending:
            if self._failed_at is None or monotonic() - self._failed_at >= HASTE_S:
                self._press(again=False)

    def ask_again(self) -> None:
        """Say what sending again would do, and wait for a yes; asked a second time, it is a no."""
        self.is_asking_again = not self.is_asking_again and self.is_current
        self._redraw()

    def press_again(self) -> None:
        """What the yes does: send again, once for each time that it was asked."""
        with memory.sending:
            if self.is_asking_again:
                self._press(again=True)

    def connector_moved(self) -> None:
        """Write the call in the words of the Connector that the notebook has turned to; what was typed stays."""
        with memory.sending:
            self._reword()
            self.outcome, self.error, self.was_repeated, self.is_asking_again = None, None, False, False
            # Back at the first Connector, its answers are there again.
            with suppress(GuidedError), self.connector.aside():
                body = self._body()
                self.outcome = memory.recall(self.connector, self.step, body)
                self._sent = canonical(body)
            self._redraw()

    def _press(self, *, again: bool) -> None:
        # The error is kept, and the form shows it.
        with suppress(GuidedError, KeyboardInterrupt):
            self.send(again=again)

    def __repr__(self) -> str:
        return draw_form(self).text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        widget = FormWidget(self)
        self._widgets.add(widget)
        return widget.bundle() | draw_form(self).bundle()

    def _reword(self) -> None:
        before = self.payload
        try:
            self.left_out, self.call, self.payload = self._worded(before.values)
        except GuidedError as error:
            self.unfit = error
            return
        self.unfit = None
        if before.is_edited or before.fault:
            self.payload.edit(before.text)

    def _worded(self, values: Mapping[str, Any]) -> tuple[list[str], Call, Payload]:
        left_out = [kind for kind in self._lesson.spares if kind in self.connector.era.lacks_types]
        call = self._lesson.without(left_out)
        gone = set(slots_of(self._lesson.template)) - set(slots_of(call.template))
        held = {slot: value for slot, value in values.items() if slot not in gone}
        payload = Payload(call.template, held, *self.connector.call_in_era(call.route, call.body or None))
        return left_out, call, payload

    def _send(self, again: bool) -> None:
        body = self._body()
        known = None if again else self._known(body)
        self.was_repeated = known is not None and known.was_sent
        self.outcome = known or self._call(body)
        self._sent = canonical(body)
        memory.keep(self.connector, self.step, body, self.outcome)
        self._hand_on()

    def _body(self) -> Any:
        """What is sent, as it is remembered."""
        if self.unfit:
            raise self.unfit
        return list(self.payload.as_written()) if self.payload.is_edited else self.payload.complete()

    def _call(self, body: Any) -> Outcome:
        try:
            if not self.payload.is_edited:
                return Outcome(self._method(**arguments(body)), memory.last_exchange(self.connector))
            exchange = self.connector.call_as_written(*body)
        except UnicodeEncodeError as error:
            raise ContentError("Half a character cannot be sent.", "Delete it: \\ud800 to \\udfff.") from error
        kind = get_type_hints(self._method)["return"]
        return Outcome(None if kind is type(None) else self.connector.read(exchange, kind), exchange)

    def _known(self, body: Any) -> Outcome | None:
        earlier = memory.recall(self.connector, self.step, body)
        if earlier or not self.call.find or self.payload.is_edited:
            return earlier
        found = self.call.find(self.connector, body)
        return None if found is None else Outcome(found, memory.last_exchange(self.connector), was_sent=False)

    def _give(self, value: Any, anew: Callable[[], Given]) -> Given:
        def tell(taker: Form, slot: str) -> None:
            self._takers.setdefault(taker, {})[slot] = anew

        return Given(value, f"from {self.origin}", tell)

    def _remember_giver(self, slot: str, value: Any) -> None:
        if isinstance(value, Given) and value.tell:
            value.tell(self, slot)

    def _hand_on(self) -> None:
        for taker, slots in list(self._takers.items()):
            for slot, anew in list(slots.items()):
                # What does not stand in the later form any more has been replaced there on purpose.
                with suppress(GuidedError):
                    held, fresh = taker.payload.given(slot), anew()
                    if held and held.tell and held.origin == fresh.origin and held != fresh:
                        taker.fill(slot, fresh)

    def _look_up(self) -> None:
        for place in self.payload.places:
            # What cannot be found yet stays open, and is found when the payload is sent.
            with suppress(GuidedError):
                self.payload.settle(place, LOOKED_UP[place](self.connector, self.payload.complete()))

    def _change(self) -> None:
        self.is_asking_again = False
        self._failed_at = None
        self._redraw()

    def _redraw(self) -> None:
        with self.lock:
            for widget in self._widgets:
                widget.redraw()
