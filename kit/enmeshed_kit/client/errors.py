"""The errors that a reader meets, each with what to do next.

GuidedError                    message and hint; two lines in a notebook
├─ ConnectorError              root of all that goes wrong between the kit and a Connector
│  ├─ UnreachableError         no answer: wrong URL, not started, timed out
│  ├─ UnexpectedAnswerError    an answer outside the envelope
│  └─ RejectedError            the Connector said no: .status .code .message .id .time .docs
│     └─ BadRequestError 400 · UnauthorizedError 401 · ForbiddenError 403 · NotFoundError 404
│        NotAcceptableError 406 · ServerError 5xx
├─ ConfigurationError          which Connector is meant cannot be told, or cannot be used
├─ ContentError                a payload that the Connector would refuse
├─ NotInstalledError           a package that only a part of the kit needs: .what
├─ NotInThisEraError           what this Connector's version cannot do: .what .era .possible_in; nothing was sent
├─ PlaceholderError            a payload still has placeholders: names them
└─ WaitTimeoutError            the other side did not act in time: says what was awaited
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enmeshed_kit.client.exchange import Exchange


def on_one_line(text: str) -> str:
    """Make a text that others wrote safe to print on one line: control characters become escapes."""
    return "".join(character if character.isprintable() else " " if character.isspace() else ascii(character)[1:-1]
                   for character in text)  # fmt: skip


class Guided:
    """What makes an error helpful: a message, a hint, and two lines in place of a traceback in notebooks."""

    message: str
    hint: str

    def _render_traceback_(self) -> list[str]:
        """The lines that IPython prints in place of a traceback."""
        lines = [f"{type(self).__name__}: {on_one_line(str(self))}"]
        return [*lines, f"What to do: {on_one_line(self.hint)}"] if self.hint else lines


class GuidedError(Guided, Exception):
    """An error that says what to do next.

    Args:  message: what went wrong.
           hint: what to try next; also added as a note, so that a plain traceback ends with it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.explain(hint)

    def explain(self, hint: str) -> None:
        """Replace the hint by one that knows more."""
        self.hint = hint
        self.__notes__ = [f"What to do: {hint}"] if hint else []


class ConnectorError(GuidedError):
    """Something went wrong between the kit and a Connector."""


class UnreachableError(ConnectorError):
    """No answer came.

    Args:  url: where the Connector was expected.
           reason: "refused", "unknown host", "timeout", "tls", "no HTTP" or "broken off".
    """

    def __init__(self, message: str, hint: str = "", *, url: str, reason: str) -> None:
        super().__init__(message, hint)
        self.url = url
        self.reason = reason


class UnexpectedAnswerError(ConnectorError):
    """Something answered, but not as a Connector does.

    Args:  status: the HTTP status of the answer.
           exchange: the call and its answer.
    """

    def __init__(self, message: str, hint: str = "", *, status: int, exchange: "Exchange | None" = None) -> None:
        super().__init__(message, hint)
        self.status = status
        self.exchange = exchange


class RejectedError(ConnectorError):
    """The Connector said no.

    Args:  status: HTTP status.  code: stable, for programs.  message: for people.
           id: of this error in the Connector's log.  time: when.  docs: address of the explanation.
           details: more, from a Connector in debug mode.  exchange: the call and its answer.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        status: int,
        code: str,
        id: str = "",
        time: datetime | None = None,
        docs: str = "",
        details: Any = None,
        exchange: "Exchange | None" = None,
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.code = code
        self.id = id
        self.time = time
        self.docs = docs
        self.details = details
        self.exchange = exchange

    def __str__(self) -> str:
        return f"{self.message} ({self.status}, {self.code})"


class BadRequestError(RejectedError):
    """400: the payload is wrong, or the action is not possible in this state."""


class UnauthorizedError(RejectedError):
    """401: no API key, or a wrong one. A real Connector takes one to four seconds to say so."""


class ForbiddenError(RejectedError):
    """403: the API key lacks the scope for this call."""


class NotFoundError(RejectedError):
    """404: no such thing here, or no such route in this version."""


class NotAcceptableError(RejectedError):
    """406: the route cannot answer in the format that was asked for."""


class ServerError(RejectedError):
    """5xx: the Connector failed, or the Backbone refused what the Connector asked of it."""


class ConfigurationError(GuidedError, ValueError):
    """Which Connector is meant cannot be told, or cannot be used."""


class ContentError(GuidedError, ValueError):
    """A payload that the Connector would refuse; raised before anything is sent."""


class NotInstalledError(GuidedError):
    """What only a part of the kit needs is not installed.

    Args:  what: the package.
           extra: of the kit, that brings it.
    """

    def __init__(self, what: str, extra: str) -> None:
        self.what = what
        super().__init__(f"{what} is not installed.", f'Install it: pip install "enmeshed-kit[{extra}]".')


class NotInThisEraError(GuidedError):
    """A Connector of this version cannot do what is asked for; nothing was sent.

    Args:  what: it is.
           connector: this one, as the reader knows it: "Connector 4".
           era: of this Connector, by name.
           possible_in: the eras that can do it, by name.
           able: the versions of the Connectors that can do it.
    """

    def __init__(
        self, what: str, *, connector: str, era: str, possible_in: Iterable[str], able: Sequence[int] = ()
    ) -> None:
        self.what = what
        self.era = era
        self.possible_in = tuple(possible_in)
        *others, last = map(str, able or ("",))
        named = (
            f"Connectors {', '.join(others)} and {last}" if others else f"Connector {last}" if last else "No Connector"
        )
        super().__init__(f"A {connector} cannot do this: {what}. Nothing was sent.", f"{named} can do it.")


class PlaceholderError(GuidedError, ValueError):
    """A payload still has placeholders.

    Args:  placeholders: their names, in the order of the payload.
    """

    def __init__(self, placeholders: Iterable[str], hint: str = "") -> None:
        self.placeholders = tuple(placeholders)
        named = ", ".join(f"<{name}>" for name in self.placeholders)
        super().__init__(
            f"The payload still has placeholders: {named}. Nothing was sent.",
            hint or "Fill them in, or run the earlier steps, which bring their values; then send again.",
        )


class WaitTimeoutError(GuidedError, TimeoutError):
    """The other side did not act in time.

    Args:  awaited: what was awaited.
           timeout_s: for how many seconds.
    """

    def __init__(self, awaited: str, timeout_s: float, hint: str = "") -> None:
        super().__init__(f"Waited {timeout_s:g} seconds for {awaited}; it did not come.", hint)
        self.awaited = awaited
        self.timeout_s = timeout_s


class WaitInterruptedError(Guided, KeyboardInterrupt):
    """The reader stopped the waiting; the Connector is as usable as before."""

    def __init__(self, awaited: str) -> None:
        super().__init__(f"Stopped waiting for {awaited}.")
        self.message = f"Stopped waiting for {awaited}."
        self.hint = "Run the cell again to go on waiting; nothing is lost."
