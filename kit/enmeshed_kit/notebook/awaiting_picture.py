"""How waiting looks: the words that the still picture and the live view share, and the picture."""

from typing import TYPE_CHECKING, Any, Final

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.markup import Html, tag
from enmeshed_kit.notebook.picture import Picture, card

if TYPE_CHECKING:
    from enmeshed_kit.notebook.awaiting import Awaiting

WORDS: Final = {
    "waiting": "Waiting for {}",
    "arrived": "✔ Here is {}",
    "stopped": "Stopped waiting for {}",
    "late": "✘ Nothing came in time: {}",
    "failed": "✘ It is no use to wait for {}",
}
HINT_AFTER_S: Final = 45
"""Who waits longer may want to know what to check."""


def draw_awaiting(awaiting: "Awaiting[Any]") -> Picture:
    """What is awaited, whether it has come, and what to check if not."""
    lines = [awaiting.task, *_picture_of_code(awaiting), say_state(awaiting), *advice(awaiting)]
    html = card(awaiting.task, draw_state(awaiting), draw_advice(awaiting))
    return Picture(html, "\n".join([lines[0], *(f"  {line}" for line in lines[1:])]))


def say_state(awaiting: "Awaiting[Any]") -> str:
    """How it stands."""
    return WORDS[awaiting.state].format(awaiting.awaited)


def say_time(awaiting: "Awaiting[Any]") -> str:
    """How long it has taken and how long it may take."""
    looks = f"{awaiting.looks} look{'' if awaiting.looks == 1 else 's'}"
    return f"{clock(awaiting.waited_s)} of {clock(awaiting.timeout_s)} · {looks}"


def clock(seconds: float) -> str:
    """Minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def advice(awaiting: "Awaiting[Any]") -> list[str]:
    """What went wrong, and what to check; nothing while there is no cause to worry."""
    said = []
    if isinstance(awaiting.trouble, GuidedError):
        said += [awaiting.trouble.message, awaiting.trouble.hint]
    elif awaiting.trouble is not None:
        said.append(repr(awaiting.trouble))
    is_worried = awaiting.state in ("stopped", "late") or (awaiting.is_waiting and awaiting.waited_s > HINT_AFTER_S)
    return [line for line in said if line] + (list(awaiting.checks) if is_worried else [])


def draw_state(awaiting: "Awaiting[Any]") -> Html:
    """How it stands, with a colour."""
    look = {"arrived": "good", "late": "bad", "failed": "bad"}.get(awaiting.state, "badge")
    return tag("div", tag("span", say_state(awaiting), look=look), look="row")


def draw_advice(awaiting: "Awaiting[Any]") -> Html | None:
    """What to check, as a list."""
    said = advice(awaiting)
    if not said:
        return None
    points = [tag("li", point) for point in said]
    return tag("div", tag("div", "What to check", look="title"), tag("ul", *points), look="row")


def _picture_of_code(awaiting: "Awaiting[Any]") -> list[str]:
    return [f"{awaiting.code.alt} (shown live only: it contains a key)"] if awaiting.code else []
