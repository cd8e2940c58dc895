"""The plan of a past: who does what and when, before anything is done."""

from collections.abc import Iterator
from itertools import accumulate, dropwhile, takewhile
from random import Random
from typing import Any

import msgspec

from enmeshed_kit.sandbox.population import wording
from enmeshed_kit.sandbox.population.calendar import DAY, HOUR, OFFICE, PEOPLE, Calendar
from enmeshed_kit.sandbox.population.wording import BEGUN_BY_PEOPLE, MONTHS, TOPICS, Letter, Person, Topic

CAMPAIGN = 30 * DAY
"""How often there is a new template."""
TEMPLATE_LIFE = 60 * DAY
REQUEST_LIFE = 14 * DAY

GIVEN = {"EMailAddress": 0.72, "PhoneNumber": 0.38, "Nationality": 0.2}
"""Which Attributes a template asks for without need, and how many give them."""
SUBSCRIBES = 0.45


class Deed(msgspec.Struct, frozen=True):
    """What somebody does.

    Args:      at: the moment.  number: orders what happens at one moment.  action: a method of `History`.
               person: between the company and whom.  details: what else the action takes.
    """

    at: float
    number: int
    action: str
    person: int | None = None
    details: tuple[Any, ...] = ()


class Fate(msgspec.Struct, frozen=True):
    """How a Relationship goes.

    Args:      share: of all.  actions: what is done after it was asked for, in turn.
    """

    share: float
    actions: tuple[str, ...] = ("admit",)

    @property
    def is_active(self) -> bool:
        """Whether there is a time for Messages."""
        return "admit" in self.actions


ACTIVE = Fate(1.0)
STUCK = Fate(0.02, ())
REJECTED = Fate(0.02, ("turn_down",))
REVOKED = Fate(0.015, ("revoke",))
ENDED = (
    Fate(0.02, ("admit", "leave")),
    Fate(0.01, ("admit", "end")),
    Fate(0.005, ("admit", "leave", "forget")),
)
GONE = Fate(0.005, ("admit", "leave", "discard"))
"""Not among the Relationships that are listed in the end, but besides."""
UNANSWERED, DECLINED = 0.12, 0.02
"""How many templates are loaded for nothing, for each Relationship."""
BY_COMPANY = ("admit", "turn_down", "end", "discard")


class Bond(msgspec.Struct, frozen=True):
    """Between when Messages can be sent between the company and a person."""

    person: int
    first: float
    last: float
    counts: bool = True


class Scope(msgspec.Struct, frozen=True):
    """What a plan is to hold.

    Args:      relationships, messages: as the company will list them.
               waiting: how much news of its peers it does not know yet.
               days: how long ago it began.

    Raises:    ValueError: one of the figures is none.
    """

    relationships: int
    messages: int
    waiting: int
    days: int

    def __post_init__(self) -> None:
        if min(self.relationships, self.messages, self.waiting) < 0 or self.days < 1:
            raise ValueError("a past has some days, and no number in it is below zero")


class Plan:
    """All deeds in order, and the people that they are about.

    Args:      calendar: the days up to the company's last sync.  left: how many seconds are left after it.
               can_end: whether Relationships can be revoked and ended at all.
    """

    def __init__(self, scope: Scope, calendar: Calendar, left: float, dice: Random, *, can_end: bool = True) -> None:
        self.scope = scope
        self._can_end = can_end
        self.people: list[Person] = []
        self.bonds: list[Bond] = []
        self._calendar = calendar
        self._dice = dice
        self._deeds: list[Deed] = []
        self._messages_left = scope.messages
        self._begin()
        self._plan_relationships()
        self._plan_questions()
        self._plan_correspondence()
        self._plan_waiting(left)
        self._deeds.sort(key=lambda deed: (deed.at, deed.number))

    def deeds_until(self, moment: float) -> Iterator[Deed]:
        """What is done before a moment, in order."""
        return takewhile(lambda deed: deed.at < moment, self._deeds)

    def deeds_after(self, moment: float) -> Iterator[Deed]:
        """What is done from a moment on, in order."""
        return dropwhile(lambda deed: deed.at < moment, self._deeds)

    def _add(self, at: float, action: str, person: int | None = None, *details: Any) -> None:
        self._deeds.append(Deed(at, len(self._deeds), action, person, details))

    def _begin(self) -> None:
        self._add(0.0, "found")
        for campaign in range(int(self._calendar.end // CAMPAIGN) + 1):
            self._add(max(1.0, campaign * CAMPAIGN), "offer", None, MONTHS[self._month(campaign * CAMPAIGN)])

    def _month(self, at: float) -> int:
        return self._calendar.date(at).month - 1

    # -- Relationships

    def _plan_relationships(self) -> None:
        total = self.scope.relationships
        fates = (STUCK, REJECTED, *((REVOKED, *ENDED) if self._can_end else ()))
        # A small world has one of each.
        least = 1 if total > 2 * len(fates) else 0
        others = [fate for fate in fates for _ in range(max(least, round(total * fate.share)))]
        gone = [GONE] * max(least, round(total * GONE.share)) if self._can_end else []
        for fate in (*[ACTIVE] * (total - len(others)), *others, *gone):
            self._plan_fate(fate)
        for share, action in ((UNANSWERED, ""), (DECLINED, "decline")):
            for _ in range(round(total * share)):
                self._plan_nothing(action)

    def _meet(self, first: float, last: float) -> tuple[int, float]:
        """Somebody new loads a template."""
        person = len(self.people)
        self.people.append(wording.some_person(self._dice))
        at = self._calendar.moment(PEOPLE, first, last)
        self._add(at, "load", person, min(int(at // CAMPAIGN), int(self._calendar.end // CAMPAIGN)))
        return person, at

    def _ask_for(self, first: float, last: float) -> tuple[int, float]:
        """Somebody new asks for a Relationship."""
        person, loaded = self._meet(first, last)
        delay = 300 * self._dice.lognormvariate(0, 1.6)
        at = loaded + delay if loaded + delay < last else self._dice.uniform(loaded, last)
        gives = tuple(name for name, share in GIVEN.items() if self._dice.random() < share)
        self._add(at, "accept", person, gives, self._dice.random() < SUBSCRIBES)
        return person, at

    def _plan_nothing(self, action: str) -> None:
        person, loaded = self._meet(2.0, self._calendar.end)
        if action:
            self._add_in_time(self._calendar.later(PEOPLE, loaded, 2), action, person)

    def _add_in_time(self, at: float, action: str, person: int, *details: Any) -> bool:
        if at < self._calendar.end:
            self._add(at, action, person, *details)
        return at < self._calendar.end

    def _plan_fate(self, fate: Fate) -> None:
        end = self._calendar.end
        # What is to come to an end needs some time for it.
        person, at = self._ask_for(2.0, end - (0.3 * end if len(fate.actions) > 1 else 0.0))
        begins, ends = None, end
        for left, action in zip(range(len(fate.actions), 0, -1), fate.actions, strict=True):
            at = self._next(action, at)
            if fate is GONE:
                at = min(at, end - left * HOUR)
            self._add_in_time(at, action, person)
            if action == "admit":
                begins = at
            elif begins is not None:
                ends = min(ends, at)
        if begins is not None and begins < ends:
            self.bonds.append(Bond(person, begins, ends, counts=fate is not GONE))

    def _next(self, action: str, at: float) -> float:
        if action in ("leave", "end"):
            at = self._calendar.moment(OFFICE, at, max(at + 1, self._calendar.end))
        elif action == "revoke":
            return at + 60 * self._dice.lognormvariate(1, 1)
        rhythm = OFFICE if action in BY_COMPANY else PEOPLE
        return self._calendar.later(rhythm, at, 4)

    # -- Messages

    def _plan_questions(self) -> None:
        """Requests on the way of Messages, some of which nobody answers."""
        bonds = [bond for bond in self.bonds if bond.counts]
        for number in range(min(self.scope.messages // 30, len(bonds))):
            bond = self._dice.choice(bonds)
            by_company = number % 5 < 4
            at = self._calendar.moment(OFFICE if by_company else PEOPLE, bond.first + HOUR, bond.last)
            if at + HOUR < bond.last and self._messages_left > 1:
                self._ask(bond, at, "ask" if by_company else "wish", "answer" if by_company else "decide")

    def _ask(self, bond: Bond, at: float, action: str, answer: str) -> None:
        dice = self._dice
        text = dice.choice(wording.QUESTIONS if action == "ask" else wording.WISHES)
        expires = REQUEST_LIFE if dice.random() < 0.7 else None
        ordinal = len(self._deeds)
        self._add(at, action, bond.person, ordinal, text, expires)
        self._messages_left -= 1
        answered = self._calendar.later(OFFICE if action == "wish" else PEOPLE, at, 20, 1.4)
        in_time = answered < min(bond.last, at + (expires or bond.last))
        if in_time and dice.random() < 0.8 and self._messages_left:
            self._add(answered, answer, bond.person, ordinal, dice.random() < 0.85)
            self._messages_left -= 1

    def _plan_correspondence(self) -> None:
        bonds = [bond for bond in self.bonds if bond.counts and bond.first + HOUR < bond.last]
        if self._messages_left and not bonds:
            reason = "need a Relationship that is active for an hour: give them more days"
            raise ValueError(f"{self._messages_left} Messages {reason}")
        # Some write much more than others.
        weights = list(accumulate((bond.last - bond.first) * self._dice.lognormvariate(0, 0.8) for bond in bonds))
        while self._messages_left:
            for bond in self._dice.choices(bonds, cum_weights=weights, k=self._messages_left // 2 + 1):
                self._correspond(bond)

    def _correspond(self, bond: Bond) -> None:
        dice, calendar = self._dice, self._calendar
        topic = dice.choice(TOPICS)
        at = calendar.moment(OFFICE if topic.is_begun_by_company else PEOPLE, bond.first + HOUR, bond.last)
        for turn in range(len(topic.turns)):
            if at >= bond.last or not self._messages_left:
                return
            by_company = (turn % 2 == 0) is topic.is_begun_by_company
            self._write(bond.person, at, self._letter(topic, turn, bond.person, at), by_company=by_company)
            if dice.random() < 0.35:
                return
            at = calendar.later(PEOPLE if by_company else OFFICE, at, 9 if by_company else 3, 1.2)

    def _letter(self, topic: Topic, turn: int, person: int, at: float) -> Letter:
        return wording.letter(topic, turn, self.people[person], MONTHS[self._month(at)], self._dice)

    def _write(self, person: int, at: float, letter: Letter, *, by_company: bool) -> None:
        self._add(at, "write" if by_company else "write_back", person, letter)
        self._messages_left -= 1
        if by_company and self._dice.random() < 0.9:
            self._add_in_time(self._calendar.later(PEOPLE, at, 5), "look", person)

    # -- after the last sync

    def _plan_waiting(self, left: float) -> None:
        """What peers do when the company does not look any more: each deed is one piece of news."""
        end = self._calendar.end
        bonds = [bond for bond in self.bonds if bond.counts and bond.last >= end]
        self._dice.shuffle(bonds)
        moments = sorted(self._dice.uniform(end, end + left) for _ in range(self.scope.waiting))
        for number, at in enumerate(moments):
            if number % 4 == 3 or not bonds:
                self._ask_for(max(end, at - HOUR), at)
            elif number % 8 == 5 and self._can_end:
                self._add(at, "leave", bonds.pop().person)
            else:
                bond = self._dice.choice(bonds)
                topic = self._dice.choice(BEGUN_BY_PEOPLE)
                self._add(at, "write_back", bond.person, self._letter(topic, 0, bond.person, at))
