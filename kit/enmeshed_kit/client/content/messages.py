"""What Messages hold: Mails for people, anything for programs."""

from collections.abc import Sequence
from typing import Any

from enmeshed_kit.client.content.addresses import addresses
from enmeshed_kit.client.content.members import arbitrary, text
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json


def mail(
    to: str | Sequence[str], subject: str, body: str, *, cc: str | Sequence[str] = (), body_format: str | None = None
) -> Json:
    """Build a Mail.

    Args:  to: address or addresses; at least one.
           cc: further ones; nobody twice.
           body_format: "PlainText", if left out, or "Markdown".
    """
    to_all, cc_all = addresses(to), addresses(cc)
    if not to_all:
        raise ContentError("A Mail needs a recipient in `to`, also when there are some in `cc`.", "Name at least one.")
    twice = sorted({address for address in to_all + cc_all if (to_all + cc_all).count(address) > 1})
    if twice:
        raise ContentError(f"Named more than once: {', '.join(twice)}.", "Name each recipient once, in to or in cc.")
    text(300)(subject, "subject")
    text(50_000)(body, "body")
    if body_format not in (None, "PlainText", "Markdown"):
        raise ContentError(f"There is no body format {body_format!r}.", "Take PlainText or Markdown.")
    content: Json = {"@type": "Mail", "to": to_all} | ({"cc": cc_all} if cc_all else {})
    return content | {"subject": subject, "body": body} | ({"bodyFormat": body_format} if body_format else {})


def arbitrary_message_content(value: Any) -> Json:
    """Build the content of a Message between programs: any JSON; an App shows nothing of it."""
    return arbitrary("ArbitraryMessageContent", value)


def recipients(named: str | Sequence[str] | None, content: Json) -> list[str]:
    """The recipients of a Message: those named, else those of the Mail."""
    if named is None:
        return [*content.get("to", ()), *content.get("cc", ())]
    return [named] if isinstance(named, str) else list(named)
