"""One at a time: a press may come in another thread than a running cell's calls, and neither may be lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

Method = TypeVar("Method", bound=Callable[..., Any])


def in_turn(method: Method) -> Method:
    """Let a method wait until a press or a call that is under way has ended; its object's `turn` is held meanwhile."""

    @wraps(method)
    def taken(actor: Any, /, *arguments: Any, **options: Any) -> Any:
        with actor.turn:
            return method(actor, *arguments, **options)

    return cast(Method, taken)
