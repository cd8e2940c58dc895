"""What three Connectors should know of one another, reckoned from their answers and a few rules alone."""

from dataclasses import dataclass, field
from typing import Any

ENTRY = {
    "Accept": ("AcceptanceOfCreation", "Active"),
    "Reject": ("RejectionOfCreation", "Rejected"),
    "Revoke": ("RevocationOfCreation", "Revoked"),
    "Terminate": ("Termination", "Terminated"),
    "Reactivate": ("ReactivationRequested", "Terminated"),
    "Reactivate/Accept": ("AcceptanceOfReactivation", "Active"),
    "Reactivate/Reject": ("RejectionOfReactivation", "Terminated"),
    "Reactivate/Revoke": ("RevocationOfReactivation", "Terminated"),
    "Decompose": ("Decomposition", "DeletionProposed"),
}
POSSIBLE_IN = {
    "Accept": ("Pending",),
    "Reject": ("Pending",),
    "Revoke": ("Pending",),
    "Terminate": ("Active",),
    "Decompose": ("Terminated", "DeletionProposed"),
}
IN_THE_WAY = ("Pending", "Active", "Terminated", "DeletionProposed")
LOCAL, BACKBONE, FINE = "refused here", "refused by the Backbone", "fine"


@dataclass
class Bond:
    """A Relationship: everything that has happened to it, and how much of that each side has heard."""

    id: str
    initiator: str
    templator: str
    log: list[tuple[str, str, str]]  # who, reason, status
    heard: dict[str, int]

    @property
    def sides(self) -> tuple[str, str]:
        return self.initiator, self.templator

    @property
    def status(self) -> str:
        return self.log[-1][2]

    @property
    def gone(self) -> set[str]:
        return {who for who, reason, _ in self.log if reason == "Decomposition"}

    @property
    def stands_in_the_way(self) -> bool:
        return self.status in IN_THE_WAY and len(self.gone) < 2

    def is_known_to(self, who: str) -> bool:
        return self.heard.get(who, 0) > 0 and who not in self.gone

    def allows(self, who: str, action: str, entries: int) -> bool:
        """Whether an action is in order after so many entries in the log."""
        actor, reason, status = self.log[entries - 1]
        if status not in POSSIBLE_IN.get(action, ("Terminated",)):
            return False
        asking = actor if reason == "ReactivationRequested" else ""
        return {
            "Accept": who == self.templator,
            "Reject": who == self.templator,
            "Revoke": who == self.initiator,
            "Reactivate": not asking,
            "Reactivate/Accept": asking not in ("", who),
            "Reactivate/Reject": asking not in ("", who),
            "Reactivate/Revoke": asking == who,
        }.get(action, True)

    def verdict(self, who: str, action: str) -> str:
        """What should become of an action."""
        if not self.is_known_to(who) or not self.allows(who, action, self.heard[who]):
            return LOCAL
        return FINE if self.allows(who, action, len(self.log)) else BACKBONE

    def seen_by(self, who: str) -> tuple[str, list[str]]:
        """Status and reasons, as far as one side has heard of them."""
        known = self.log[: self.heard[who]]
        return known[-1][2], [reason for _, reason, _ in known]


@dataclass
class Letter:
    """A Message on its way."""

    id: str
    sender: str
    content: Any
    bonds: dict[str, Bond]  # by recipient
    arrived: set[str] = field(default_factory=set)


class Ledger:
    """Relationships and Messages of all."""

    def __init__(self, everybody: list[str]) -> None:
        self.everybody = everybody
        self.bonds: dict[str, Bond] = {}
        self.letters: dict[str, Letter] = {}
        self.shelves: dict[str, dict[str, set[str]]] = {who: {} for who in everybody}  # Message → recipients shown
        self._under_way: dict[str, list[Letter]] = {who: [] for who in everybody}

    def bond_between(self, one: str, other: str) -> Bond | None:
        between = (bond for bond in self.bonds.values() if {one, other} == set(bond.sides))
        return next((bond for bond in between if bond.stands_in_the_way), None)

    def create(self, bond_id: str, initiator: str, templator: str) -> None:
        """A new Relationship; only its initiator knows."""
        assert self.bond_between(initiator, templator) is None
        self.bonds[bond_id] = Bond(bond_id, initiator, templator, [(initiator, "Creation", "Pending")], {initiator: 1})

    def act(self, bond: Bond, who: str, action: str) -> None:
        """An action that has succeeded; whoever acts hears of all that went before, too."""
        reason, status = ENTRY[action]
        bond.log.append((who, reason, status))
        bond.heard[who] = len(bond.log)
        if action == "Decompose":
            self._forget(who, next(side for side in bond.sides if side != who))

    def _forget(self, who: str, peer: str) -> None:
        for letter_id, shown in list(self.shelves[who].items()):
            shown.discard(peer)
            if not shown or self.letters[letter_id].sender == peer:
                del self.shelves[who][letter_id]

    def send(self, letter_id: str, sender: str, content: Any, bonds: dict[str, str]) -> None:
        """A Message that its sender has; it reaches those whose Relationship has not ended on the Backbone."""
        letter = Letter(letter_id, sender, content, {to: self.bonds[bond] for to, bond in bonds.items()})
        self.letters[letter_id] = letter
        self.shelves[sender][letter_id] = set(bonds)
        carrying = ("Active", "Terminated") if content["@type"] == "Notification" else ("Active",)
        for to, bond in letter.bonds.items():
            if bond.status in carrying:
                self._under_way[to].append(letter)

    def sync(self, who: str) -> None:
        """Everything that waited is heard of, except what belongs to a forgotten Relationship."""
        for bond in self.bonds.values():
            if who in bond.sides and who not in bond.gone:
                bond.heard[who] = len(bond.log)
        for letter in self._under_way[who]:
            if who not in letter.bonds[who].gone:
                letter.arrived.add(who)
                self.shelves[who][letter.id] = {who}
        self._under_way[who] = []

    def view(self, who: str) -> dict[str, tuple[str, list[str]]]:
        """The Relationships that one should see."""
        return {bond.id: bond.seen_by(who) for bond in self.bonds.values() if bond.is_known_to(who)}

    def has_arrived(self, notification_id: str, who: str) -> bool:
        """Whether a Notification has reached somebody."""
        letters = (letter for letter in self.letters.values() if letter.content.get("id") == notification_id)
        return any(who in letter.arrived for letter in letters)
