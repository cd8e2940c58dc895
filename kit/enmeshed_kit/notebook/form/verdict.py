"""What a Connector says against a payload, item by item, at the place in the payload where the item stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from enmeshed_kit.client.errors import on_one_line
from enmeshed_kit.notebook.form.payload_print import Place
from enmeshed_kit.records import CanCreateResult, RequestValidationResult


def refusal(answer: Any, remarks: int) -> str:
    """The answer's own no, in words; empty for a yes, and for all answers that are neither.

    Args:  remarks: how many places of the payload are marked.
    """
    if not isinstance(answer, RequestValidationResult | CanCreateResult) or answer.is_success:
        return ""
    if remarks:
        return f"not valid: {remarks} {'place is' if remarks == 1 else 'places are'} marked in the payload"
    problems = answer.problems() if isinstance(answer, RequestValidationResult) else [answer.message or answer.code]
    return f"not valid: {on_one_line('; '.join(filter(None, problems)) or 'no reason given')}"


def remarks_on(body: Any, answer: Any) -> dict[Place, str]:
    """What is wrong with a payload, by place; only the innermost, since it makes all around it wrong.

    Args:  body: the payload as it was sent.
           answer: of the Connector.
    """
    if not isinstance(answer, RequestValidationResult) or answer.is_success:
        return {}
    place = _request_in(body, len(answer.items))
    return {} if place is None else dict(_wrong(answer, _at(body, place), place))


def _request_in(body: Any, size: int, place: Place = ()) -> Place | None:
    """Where the Request, or the decision about one, stands: the outermost object with that many items, if any."""
    if not isinstance(body, Mapping):
        return None
    items = body.get("items")
    if isinstance(items, list) and size in (0, len(items)):
        return place
    found = (_request_in(value, size, (*place, name)) for name, value in body.items())
    return next((one for one in found if one is not None), None)


def _wrong(result: RequestValidationResult, part: Any, place: Place) -> Iterator[tuple[Place, str]]:
    inner = [found for index, item in enumerate(result.items) for found in _wrong_item(item, part, place, index)]
    yield from inner
    if not inner and not result.is_success:
        code, message = result.code or "", result.message or ""
        # Most messages begin with the code themselves.
        reason = message if message.startswith(code) else f"{code}: {message}"
        yield place, on_one_line(reason or code or "refused")


def _wrong_item(item: RequestValidationResult, part: Any, place: Place, index: int) -> Iterator[tuple[Place, str]]:
    inside: Place = (index,) if isinstance(part, list) else ("items", index)
    yield from _wrong(item, _at(part, inside), (*place, *inside))


def _at(part: Any, place: Place) -> Any:
    for step in place:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            return None
    return part
