"""What one profile of the phone keeps while the kernel lives: what was scanned, typed and drafted."""

from dataclasses import dataclass, field
from typing import Any

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.client.forms import Upload
from enmeshed_kit.records import LocalRequest

UNDECIDED = ("Open", "DecisionRequired", "ManualDecisionRequired")
"""An incoming Request in one of these statuses can still be answered."""


class PhoneError(GuidedError):
    """The phone cannot do this now."""


@dataclass
class Answer:
    """What a person has put in for one Request, and what the Connector remarked about it; both by the line's name."""

    values: dict[str, Any] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    remarks: dict[str, str] = field(default_factory=dict)


@dataclass
class Draft:
    """A Message that is being written; its files are uploaded when it is sent."""

    subject: str = ""
    body: str = ""
    files: dict[str, Upload] = field(default_factory=dict)


@dataclass
class Pocket:
    """What one profile remembers.

    Args:  peer: the contact last dealt with.
           is_known: what was scanned last led to somebody who is a contact already.
    """

    request: LocalRequest | None = None
    is_known: bool = False
    peer: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
