"""The form of the Identity Query Language, in which a Request can ask for one of several Attributes.

`GivenName || Surname`, `#x:mail && EMailAddress`, `!( City=Bonn )`: blanks stand around the operators and inside the
brackets, and nowhere else.

Source: the answers of `POST /Attributes/ValidateIQLQuery` of a Connector 7.4.6.
"""

import re
from typing import Any

from enmeshed_kit.client.content.members import text
from enmeshed_kit.client.errors import ContentError

QUOTED = re.compile(r"'(?:\\\\|\\'|[^'\\])*'")
LITERAL = r"(?:''|(?:\\\\|\\'|[^'\\ ])*)"
FIELDS = r"[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*)*"
TEST = rf"(?:\?|[=<>~]{LITERAL})"
TERM = re.compile(rf"!*(?:[A-Z][A-Za-z0-9]*(?:(?:\.{FIELDS})?{TEST})?|{FIELDS}{TEST}|#{LITERAL})\Z")
BLANKS = re.compile(r"[ \t\n\r]+")
OPENING = re.compile(r"!*\(\Z")

_fits = text(4096, 1, example="For instance GivenName || Surname")


def check_iql(query: Any, place: str) -> None:
    """Refuse what is no query."""
    _fits(query, place)
    if not is_query(query):
        raise ContentError(
            f"{place} is no query: {query!r}.",
            "For instance: GivenName || Surname. Blanks stand around || and &&, and inside brackets.",
        )


def is_query(query: str) -> bool:
    """Whether a text is a query; quoted texts may hold anything, and count as one."""
    is_operand_next, depth = True, 0
    for word in BLANKS.split(QUOTED.sub("''", query)):
        if is_operand_next and OPENING.match(word):
            depth += 1
        elif is_operand_next and TERM.match(word):
            is_operand_next = False
        elif not is_operand_next and word in ("||", "&&"):
            is_operand_next = True
        elif not is_operand_next and word == ")" and depth > 0:
            depth -= 1
        else:
            return False
    return not is_operand_next and depth == 0
