"""The right answers to the questions about a Connector, found in its records, without the tables that a reader uses.

Each function returns all answers that are right, since several peers may share a first place; none where the records
say nothing about it. A slip returns what a likely mistake would bring.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import fmean, median
from typing import TypeVar

import msgspec

from enmeshed_kit.notebook.quiz.shapes import WEEKDAYS
from enmeshed_kit.records import LocalRequest, Message, Relationship
from enmeshed_kit.tables import columns

T = TypeVar("T")


class Held(msgspec.Struct, frozen=True):
    """What a Connector holds at one moment.

    Args:  requests: the incoming ones first.  names: of peers by their address.
    """

    relationships: list[Relationship]
    messages: list[Message]
    requests: list[LocalRequest]
    names: dict[str, str]


def most(counted: Counter[T]) -> list[T]:
    """Whoever shares the first place."""
    return [one for one, count in counted.items() if count == max(counted.values())]


# -- Relationships


def active(held: Held) -> list[int]:
    """How many Relationships are Active."""
    return [sum(one.status == "Active" for one in held.relationships)]


def of_any_status(held: Held) -> list[int]:
    """How many there are at all."""
    return [len(held.relationships)]


def asking(held: Held) -> list[Relationship]:
    """The Relationships that peers asked for and nobody has decided on."""
    pending = (one for one in held.relationships if one.status == "Pending" and one.audit_log)
    return [one for one in pending if one.audit_log[0].created_by == one.peer]


def waiting_longest(held: Held) -> list[str]:
    """Whose wish for a Relationship is the oldest that nobody has decided on."""
    first = min((one.audit_log[0].created_at for one in asking(held)), default=None)
    return [one.peer for one in asking(held) if one.audit_log[0].created_at == first]


def waiting_shortest(held: Held) -> list[str]:
    """Whose is the newest."""
    last = max((one.audit_log[0].created_at for one in asking(held)), default=None)
    return [one.peer for one in asking(held) if one.audit_log[0].created_at == last]


def waits(held: Held) -> list[float]:
    """How many seconds passed from each wish for a Relationship to its acceptance."""
    return [span.total_seconds() for span in acceptances(held)]


def acceptances(held: Held) -> Iterator[timedelta]:
    """The time to acceptance of each Relationship that was accepted."""
    for one in held.relationships:
        accepted: datetime | None = next(
            (entry.created_at for entry in one.audit_log if entry.reason == "AcceptanceOfCreation"), None
        )
        if accepted is not None:
            yield accepted - one.audit_log[0].created_at


def median_wait(held: Held) -> list[float]:
    """The middle of them."""
    return [median(waits(held))] if waits(held) else []


def mean_wait(held: Held) -> list[float]:
    """Their mean."""
    return [fmean(waits(held))] if waits(held) else []


# -- Messages


def received(held: Held) -> list[Message]:
    """The Messages of others."""
    return [message for message in held.messages if not message.is_own]


def weekdays(messages: Iterable[Message]) -> list[str]:
    """The days of the week, in UTC, with most Messages."""
    return most(Counter(WEEKDAYS[message.created_at.weekday()] for message in messages))


def busiest_weekday(held: Held) -> list[str]:
    """The day of the week on which most Messages arrive."""
    return weekdays(received(held))


def busiest_weekday_of_all(held: Held) -> list[str]:
    """The one on which most are sent or received."""
    return weekdays(held.messages)


def frequent_writers(held: Held) -> list[str]:
    """The names of those who sent most Messages; an address where there is no name."""
    found = most(Counter(message.created_by for message in received(held)))
    return [held.names.get(address, address).strip() for address in found]


def their_addresses(held: Held) -> list[str]:
    """The addresses of those who have a name."""
    return [one for one in most(Counter(message.created_by for message in received(held))) if one in held.names]


def mails(messages: Iterable[Message]) -> list[Message]:
    """Those that are Mails."""
    return [message for message in messages if message.content.get("@type") == "Mail"]


def written_to(held: Held) -> frozenset[str]:
    """Who got a Mail."""
    own = mails(message for message in held.messages if message.is_own)
    return frozenset(recipient.address for message in own for recipient in message.recipients)


def silent(held: Held) -> list[frozenset[str]]:
    """The active peers who got a Mail and never sent one."""
    theirs = {one.peer for one in held.relationships if one.status == "Active"}
    return [everybody_silent(held)[0] & theirs] if held.messages else []


def everybody_silent(held: Held) -> list[frozenset[str]]:
    """The same, whatever became of the Relationship."""
    return [written_to(held) - {message.created_by for message in mails(received(held))}]


# -- Requests


def answered_share(held: Held, source: str | None = "Message") -> list[Fraction]:
    """Which part of the Requests that were sent by Message has an answer."""
    own = [one for one in held.requests if one.is_own and (source is None or came_by(one) == source)]
    return [Fraction(sum(one.response is not None for one in own), len(own))] if own else []


def answered_share_of_all(held: Held) -> list[Fraction]:
    """The same, with the Requests of templates, which are only listed once they are answered."""
    return answered_share(held, None)


def came_by(request: LocalRequest) -> str | None:
    """With what a Request was sent, if it was."""
    return request.source.type if request.source else None


def given_most(held: Held, *, is_optional: bool = True) -> list[str]:
    """The types of Attributes that most peers give when they are asked for them."""
    asked: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for one in (asked for request in held.requests if request.is_own for asked in columns.items(request)):
        kind = columns.asked_type(one.item)
        if not is_read(one.item) or bool(one.item.get("mustBeAccepted")) is is_optional or not isinstance(kind, str):
            continue
        result = columns.member(one.answer, "result")
        asked[kind] += result in columns.RESULTS
        given[kind] += result == "Accepted"
    shares = {kind: Fraction(given[kind], count) for kind, count in asked.items() if count}
    return [kind for kind, share in shares.items() if share == max(shares.values())]


def given_most_without_choice(held: Held) -> list[str]:
    """The same of those that must be given."""
    return given_most(held, is_optional=False)


def is_read(item: object) -> bool:
    """Whether an item asks for an Attribute that the peer has."""
    return bool(columns.member(item, "@type") == "ReadAttributeRequestItem")
