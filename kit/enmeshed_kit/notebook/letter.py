"""A Request that came to the phone by Message: the screen on which a person answers it.

As on the phone itself, every button is a method, and what a person presses happens once.
"""

from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.waiting import wait_until
from enmeshed_kit.notebook.phone.book import PhoneBook, title_of
from enmeshed_kit.notebook.phone.requests import Sheet
from enmeshed_kit.notebook.phone.turn import in_turn
from enmeshed_kit.notebook.screen import Button, Part, Screen, entry, paragraph, section
from enmeshed_kit.records import LocalRequest

if TYPE_CHECKING:
    from enmeshed_kit.notebook.phone.conversation import Conversation

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

    def __init__(self, phone: "Conversation", request: LocalRequest | str) -> None:
        self.connector: Connector = phone.connector
        self.id = request if isinstance(request, str) else request.id
        self._phone = phone
        self._book = PhoneBook(phone.connector)
        # The profile that has the Request answers it, also when the phone goes on with another one.
        self._answer = phone.answer_to(self.id)
        self._leave = phone.here(lambda: phone.contact(self.request.peer))

    @property
    def turn(self) -> RLock:
        """Held by who acts on the phone."""
        return self._phone.turn

    @property
    def request(self) -> LocalRequest:
        """The Request as the phone knows it now."""
        return self.connector.incoming_requests.get(self.id)

    @property
    def screen(self) -> Screen:
        """What the phone shows of it: the questions, or what has become of them."""
        return self._screen(self._sheet())

    @property
    def fields(self) -> list[str]:
        """The names of the fields that wait to be filled in."""
        return [one.name for one in self._sheet().inquiry.fields]

    @in_turn
    def open(self) -> Screen:
        """Tap on the push notification: the phone fetches the Request and shows it.

        Raises:    WaitTimeoutError: it has not been sent, or not to this phone.
        """
        self.connector.wait_for_request(self.id, syncs=True)
        sheet = self._sheet()
        return self._show(sheet, f"{self._book.name(sheet.request.peer)}: {title_of(sheet.request)}")

    @in_turn
    def show(self) -> Screen:
        """Tap on the Request in the list: the phone shows what it has already."""
        return self._show(self._sheet())

    @in_turn
    def fill_in(self, **values: Any) -> Screen:
        """Type into the fields; what is proposed can be corrected in the same way.

        Args:      values: by field name, `PhoneNumber="+49…"`; a name with blanks goes into a dictionary: `**{…}`.
        Raises:    PhoneError: there is no such field.
        """
        sheet = self._sheet()
        sheet.fill_in(values)
        return self._show(sheet)

    @in_turn
    def choose(self, option: str, is_wanted: bool = True) -> Screen:
        """Tick one of the things that may be left out, or leave it out.

        Args:      option: its name, as it stands beside the box.
        Raises:    PhoneError: there is no such option.
        """
        sheet = self._sheet()
        sheet.choose(option, is_wanted)
        return self._show(sheet)

    @in_turn
    def accept(self) -> Screen:
        """Press "Accept", with what was filled in. Pressed again, or too late, it changes nothing.

        Raises:    PlaceholderError: a required field is empty; nothing was sent.
                   BadRequestError: the Connector does not take a value; the screen says which, and why.
        """
        sheet = self._sheet()
        if sheet.can_be_answered:
            try:
                sheet.accept()
            finally:
                self._show(sheet)
        return self._sent()

    @in_turn
    def decline(self) -> Screen:
        """Press "Decline". Pressed again, or too late, it changes nothing."""
        sheet = self._sheet()
        if sheet.can_be_answered:
            sheet.reject()
        return self._sent()

    def __repr__(self) -> str:
        return repr(self.screen)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.show()._repr_mimebundle_()

    def _sheet(self) -> Sheet:
        return Sheet(self.connector, self.request, self._answer)

    def _show(self, sheet: Sheet, *pushes: str) -> Screen:
        return self._phone.show(self._screen(sheet, pushes))

    def _screen(self, sheet: Sheet, pushes: tuple[str, ...] = ()) -> Screen:
        request, sender = sheet.request, self._book.name(sheet.request.peer)
        if not sheet.can_be_answered:
            who = section("", entry("From", sender, request.status))
            return Screen(title_of(request), [who, _fate(request)], back=self._leave)
        parts = [section("", entry("From", sender)), *sheet.parts()]
        buttons = [Button("Accept", self.accept), Button("Decline", self.decline)]
        return Screen(title_of(request), parts, buttons, pushes, self._leave, lambda: self._show(sheet, *pushes))

    def _sent(self) -> Screen:
        # The Connector tells the other side a moment after its answer.
        def look() -> Sheet | None:
            sheet = self._sheet()
            return None if sheet.request.status == "Decided" else sheet

        hint = "Is the Backbone reachable?"
        return self._show(wait_until(look, f"the answer to {self.id} on its way", timeout_s=60, hint=hint))


def _fate(request: LocalRequest) -> Part:
    result = request.response.content.get("result", "") if request.response else ""
    return paragraph(FATES.get(request.status) or FATES.get(str(result), request.status))
