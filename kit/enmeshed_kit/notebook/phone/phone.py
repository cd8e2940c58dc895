"""A phone with the enmeshed app, played by a second Connector.

It is a client like the reader's own: it reads the QR code's picture, loads the template, shows the Request that its
Connector derives from it, and answers. What a person presses is a method here, and happens once however often it is
called; each method shows its screen in all views of the phone.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.notebook.phone import screens
from enmeshed_kit.notebook.phone.book import Watch
from enmeshed_kit.notebook.phone.conversation import Conversation
from enmeshed_kit.notebook.phone.pocket import UNDECIDED, PhoneError
from enmeshed_kit.notebook.phone.profiles import Profile
from enmeshed_kit.notebook.phone.requests import Sheet
from enmeshed_kit.notebook.phone.turn import in_turn
from enmeshed_kit.notebook.qr import QrCode, on_display, read_qr
from enmeshed_kit.notebook.screen import Button, Part, Screen, entry
from enmeshed_kit.records import LocalRequest, RelationshipTemplate

Step: TypeAlias = Callable[[], Screen]


class Phone(Conversation):
    """The app's side of the tutorial. Displayed in a cell it shows what the phone shows now, and goes on with it.

    Args:  connector: whose Connector plays the app; left out, the one that ENMESHED_APP_* names, else the sandbox's.
    """

    @in_turn
    def first_use(self) -> Screen:
        """Start the app for the first time: nothing there yet but "Scan code"."""
        self._profiles.use(self._profiles.current)
        return self.show(screens.welcome(Button("Scan code", self.here(self.camera))))

    @in_turn
    def new_profile(self, connector: Connector | None = None) -> Screen:
        """Press "+ New profile": the next code that is scanned begins a profile with an Identity of its own.

        Args:  connector: plays the new profile. Left out, the sandbox of this kernel makes one; another phone than the
                          sandbox's has no further Identity, and says so.
        """
        known = self._profiles.played_by(connector) if connector else None
        if known:
            return self.existing_profile(known.name)
        if connector:
            self._profiles.offer(connector)
        current, contacts = self._profiles.current, self.here(self.existing_profile)
        self._profiles.use(current, is_new=True)
        if not self._profiles.is_new:
            return self.show(screens.no_new_profile(Button("Existing profile", contacts), contacts))
        return self.show(screens.new_profile(Button("Scan code", self.here(self.camera)), contacts))

    @in_turn
    def existing_profile(self, name: str = "") -> Screen:
        """Choose a profile that is there and open its contacts.

        Args:      name: "Profile 2", for instance; left out, the one that was used last.
        Raises:    PhoneError: there is no such profile.
        """
        if name:
            self._profiles.use(self._profiles.named(name))
        return self.contacts()

    @in_turn
    def profiles(self) -> Screen:
        """Open the list of profiles, to choose one or to begin a new one."""
        rows = [self._row(one) for one in self._profiles.all]
        begin = Button("+ New profile", self.here(self.new_profile))
        return self.show(screens.profiles(rows, [begin], self.here(self.contacts)))

    @in_turn
    def camera(self) -> Screen:
        """Hold the phone up, ready to scan."""
        code = on_display()
        look = [Button("Scan the code on the screen", self.here(lambda: self.scan(code)))] if code else []
        return self.show(screens.camera(look, self.here(self.contacts)))

    @in_turn
    def scan(self, code: bytes | QrCode) -> Screen:
        """Hold the camera in front of a QR code and open what it leads to.

        Args:      code: the picture.
        Returns:   the "Add contact" screen; the contact itself when there is one already.
        Raises:    ContentError: no QR code in the picture.
                   NotFoundError: the template is expired, or was deleted.
                   ServerError: the template was used up by somebody else.
        """
        reference = read_qr(code.png if isinstance(code, QrCode) else code)
        self._profiles.begin(reference)
        return self._opened(self.connector.relationship_templates.load_peer(reference))

    @in_turn
    def fill_in(self, **values: Any) -> Screen:
        """Type into the fields of the "Add contact" screen; what is proposed can be corrected in the same way.

        Args:      values: by field name, `GivenName="Erika"`; a value of several parts as a dict.
        Raises:    PhoneError: nothing was scanned, or the screen has no such field.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        sheet.fill_in(values)
        return self._show_request(sheet)

    @in_turn
    def choose(self, option: str, is_wanted: bool = True) -> Screen:
        """Tick one of the things that may be left out, or leave it out.

        Args:      option: its name, as it stands beside the box.
        Raises:    PhoneError: nothing was scanned, or the screen has no such option.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        sheet.choose(option, is_wanted)
        return self._show_request(sheet)

    @in_turn
    def add_contact(self) -> Screen:
        """Press "Add contact": accept the Request with what was filled in. Pressed again it changes nothing.

        Raises:    PlaceholderError: a required field is empty; nothing was sent.
                   BadRequestError: the Connector does not take a value; the screen says which, and why.
                   PhoneError: nothing was scanned.
        """
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        if sheet.can_be_answered:
            try:
                sheet.accept()
            finally:
                self._show_request(sheet)
            self.connector.wait_for_relationship(peer=sheet.request.peer)
        return self._show_request(self._sheet())

    @in_turn
    def decline(self) -> Screen:
        """Press "Decline": reject the Request. The other side is not told. Pressed again it changes nothing."""
        if self._pocket.is_known:
            return self.contact()
        sheet = self._sheet()
        if sheet.can_be_answered:
            sheet.reject()
        return self._show_request(self._sheet())

    @in_turn
    def refresh(self) -> Screen:
        """Let the app fetch what is new; a push notification tells of it."""
        before = Watch(self._book)
        self.connector.sync()
        return self.contacts(before.news())

    @in_turn
    def contacts(self, pushes: Sequence[str] = ()) -> Screen:
        """Open "Contacts": everybody the app knows, with the status of the Relationship."""
        self._profiles.use(self._profiles.current)
        people = [self._person(relationship) for relationship in self._book.relationships()]
        add = Button("Add contact", self.here(self.camera))
        latest = [Button("Open contact", self.here(self.contact)), Button("Refresh", self.here(self.refresh))]
        profile = self.profile if len(self._profiles.all) > 1 else ""
        choose = Button("Profiles", self.here(self.profiles))
        return self.show(screens.contacts(people, [*(latest if people else []), add], pushes, profile, choose))

    def _row(self, profile: Profile) -> Part:
        people = len(profile.connector.relationships.list())
        note = f"{people} contact{'' if people == 1 else 's'}"
        opens = Button(f"Choose {profile.name}", lambda: self.existing_profile(profile.name))
        is_used = " · in use" if profile is self._profiles.current else ""
        return entry(f"Profile{is_used}", profile.name, note, opens=opens)

    def _opened(self, template: RelationshipTemplate) -> Screen:
        """What a template leads to that was loaded."""
        self._pocket.peer = template.created_by
        request = self._request_for(template.id)
        self._pocket.is_known = request is None and self._book.working(template.created_by) is not None
        if self._pocket.is_known:
            return self.contact()
        # Beside an open Request of the same sender no second one appears: it is the one to answer.
        request = request or self._open_request_of(template.created_by) or self.connector.wait_for_request(template)
        is_new = request.id not in self._pocket.answers
        sheet = Sheet(self.connector, request, self.answer_to(request.id))
        if is_new:
            sheet.suggest(self._book.own_values())
        return self._show_request(sheet)

    def _show_request(self, sheet: Sheet) -> Screen:
        self._pocket.request = request = sheet.request
        name = sheet.inquiry.display_name or request.peer
        if not sheet.can_be_answered:
            return self.show(screens.decided(name, request, Button("Contacts", self.here(self.contacts))))
        add, decline = self._on(sheet, self.add_contact), self._on(sheet, self.decline)
        buttons = [Button("Add contact", add), Button("Decline", decline)]
        title, redraw = str(request.content.get("title") or ""), self.here(lambda: self._show_request(sheet))
        return self.show(screens.request(name, title, sheet.parts(), buttons, redraw, self.here(self.contacts)))

    def _on(self, sheet: Sheet, step: Step) -> Step:
        """A step that is taken with this Request, also when another one was scanned meanwhile."""

        def take() -> Screen:
            self._pocket.request, self._pocket.is_known, self._pocket.peer = sheet.request, False, sheet.request.peer
            return step()

        return self.here(take)

    def _sheet(self) -> Sheet:
        if self._pocket.request is None:
            raise PhoneError("Nothing was scanned yet.", "First: phone.scan(…) with the QR code.")
        request = self.connector.incoming_requests.get(self._pocket.request.id)
        return Sheet(self.connector, request, self.answer_to(request.id))

    def _open_request_of(self, peer: str) -> LocalRequest | None:
        waiting = self.connector.incoming_requests.list(peer=peer, status=UNDECIDED)
        scanned = [one for one in waiting if one.source and one.source.type == "RelationshipTemplate"]
        return scanned[-1] if scanned else None

    def _request_for(self, template_id: str) -> LocalRequest | None:
        found = self.connector.incoming_requests.list(source__reference=template_id)
        return found[-1] if found else None
