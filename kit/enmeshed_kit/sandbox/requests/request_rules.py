"""What Requests are held to, and what comes of them: chosen with the dialect of a Connector."""

from dataclasses import dataclass
from typing import Any

from enmeshed_kit.sandbox.attributes.accepting import AcceptingByForwarding
from enmeshed_kit.sandbox.attributes.answering import AnsweringByForwarding
from enmeshed_kit.sandbox.attributes.asking import AskingToForward
from enmeshed_kit.sandbox.attributes.matching import INHERITED
from enmeshed_kit.sandbox.attributes.taking_over import TakingOverForwarded
from enmeshed_kit.sandbox.requests.accepting import Accepting
from enmeshed_kit.sandbox.requests.answering import Answering
from enmeshed_kit.sandbox.requests.asking import Asking
from enmeshed_kit.sandbox.requests.deciding import Deciding
from enmeshed_kit.sandbox.requests.taking_over import TakingOver


@dataclass(frozen=True, kw_only=True)
class RequestRules:
    """The parts of which dealing with Requests is made.

    asking: what may be asked for.
    deciding: how decisions have to fit a Request.
    answering: what items may be accepted with.
    accepting: what accepting an item does.
    taking_over: what an answer brings to who has asked.
    inherited: the code of a whole whose parts have errors.
    fills_owner: whether a new Attribute without an owner belongs to who gives it.
    """

    asking: type[Asking] = AskingToForward
    deciding: type[Deciding] = Deciding
    answering: type[Answering] = AnsweringByForwarding
    accepting: type[Accepting[Any]] = AcceptingByForwarding
    taking_over: type[TakingOver] = TakingOverForwarded
    inherited: str = INHERITED
    fills_owner: bool = True
