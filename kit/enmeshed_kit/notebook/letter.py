"""A Request that came to the phone by Message: the screen on which a person answers it.

As on the phone itself, every button is a method, and what a person presses happens once.
"""

from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.waiting import wait_until
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.inquiry import Inquiry, Line
from enmeshed_kit.notebook.phone import UNDECIDED, Phone, PhoneError
from enmeshed_kit.notebook.screen import Button, Entry, Part, Screen, blank, entry, paragraph, section
from enmeshed_kit.records import LocalRequest

WHOLE: Final = ("IntegerFormFieldSettings", "RatingFormFieldSettings")
FATES: Final = {
    "Expired": "Too late: this request has expired.",
    "Accepted": "Answered. The sender has it after the next sync.",
    "Rejected": "Declined. The sender learns it at the next sync.",
}


class Letter:
    """One Request on the phone.

    Args:  phone: where it arrives.
           request: the sender's Draft or the id of the Request: it has the same one on both sides.
    """

    def __init__(self, phone: Phone, request: LocalRequest | str) -> None:
        self.connector: Connector = phone.connector
        self.id = request if isinstance(request, str) else request.id
        self._values: dict[str, Any] = memory.keepsake(self.connector, f"letter {self.id}", dict)

    @property
    def request(self) -> LocalRequest:
        """The Request as the phone knows it now."""
        return self.connector.incoming_requests.get(self.id)

    @property
    def screen(self) -> Screen:
        """What the phone shows: the questions, or what has become of them."""
        request = self.request
        inquiry = Inquiry(request.content)
        if request.status not in UNDECIDED:
            who = section("", entry("From", self._sender(request), request.status))
            return Screen(_title(request), [who, _fate(request)])
        parts = [section("", entry("From", self._sender(request))), *self._groups(inquiry)]
        return Screen(_title(request), parts, [Button("Accept", self.accept), Button("Decline", self.decline)])

    @property
    def fields(self) -> list[str]:
        """The names of the fields that can be filled in."""
        return [one.name for one in Inquiry(self.request.content).fields]

    def open(self) -> Screen:
        """Tap on the push notification: the phone fetches the Request and shows it.

        Raises:    WaitTimeoutError: it has not been sent, or not to this phone.
        """
        self.connector.wait_for_request(self.id, syncs=True)
        request = self.request
        pushes = [f"{self._sender(request)}: {_title(request)}"]
        return Screen(self.screen.title, self.screen.parts, self.screen.buttons, pushes)

    def fill_in(self, **values: Any) -> Screen:
        """Type into the fields.

        Args:      values: by field name, `PhoneNumber="+49…"`; a name with blanks goes into a dictionary: `**{…}`.
        Raises:    PhoneError: there is no such field.
        """
        names = self.fields
        if unknown := [name for name in values if name not in names]:
            raise PhoneError(f"No field {', '.join(unknown)} on the screen.", f"It has: {', '.join(names) or 'none'}.")
        self._values |= values
        return self.screen

    def accept(self) -> Screen:
        """Press "Accept", with what was filled in. Pressed again, or too late, it changes nothing.

        Raises:    PlaceholderError: a required field is empty; nothing was sent.
        """
        request = self.request
        if request.status in UNDECIDED:
            inquiry = Inquiry(request.content)
            typed = {one.name: _read(one, self._values.get(one.name)) for one in inquiry.fields}
            self.connector.incoming_requests.accept(request.id, inquiry.decisions(typed, self.connector.address))
        return self._sent()

    def decline(self) -> Screen:
        """Press "Decline". Pressed again, or too late, it changes nothing."""
        request = self.request
        if request.status in UNDECIDED:
            self.connector.incoming_requests.reject(request.id, Inquiry(request.content).refusals())
        return self._sent()

    def __repr__(self) -> str:
        return repr(self.screen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.screen._repr_mimebundle_()

    def _sent(self) -> Screen:
        # The Connector tells the other side a moment after its answer.
        def look() -> Screen | None:
            return None if self.request.status == "Decided" else self.screen

        return wait_until(look, f"the answer to {self.id} on its way", timeout_s=60, hint="Is the Backbone reachable?")

    def _groups(self, inquiry: Inquiry) -> list[Part]:
        titles = dict.fromkeys(one.group for one in inquiry.lines)
        return [section(title, *(self._line(one) for one in inquiry.lines if one.group == title)) for title in titles]

    def _line(self, one: Line) -> Part:
        if not one.name:
            return entry(f"{one.label}{' *' if one.is_required else ''}", one.value)
        typed = str(self._values.get(one.name, ""))
        return blank(Entry(one.name, typed, one.is_required, lambda text: self._values.__setitem__(one.name, text)))

    def _sender(self, request: LocalRequest) -> str:
        values = [attribute.content["value"] for attribute in self.connector.attributes.peer(request.peer)]
        names = [value["value"] for value in values if value["@type"] == "DisplayName"]
        return names[-1] if names else request.peer


def _title(request: LocalRequest) -> str:
    return str(request.content.get("title") or "A request")


def _fate(request: LocalRequest) -> Part:
    result = request.response.content.get("result", "") if request.response else ""
    return paragraph(FATES.get(request.status) or FATES.get(str(result), request.status))


def _read(one: Line, typed: Any) -> Any:
    """What was typed, as the item wants it: a field of the live phone only has text."""
    settings = one.item.get("settings", {}).get("@type")
    return int(typed) if settings in WHOLE and str(typed).strip().isdigit() else typed
