"""A Request as a form on the phone: its lines with what was put in, and the answer that is made of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import BadRequestError
from enmeshed_kit.notebook.inquiry import Inquiry, Line
from enmeshed_kit.notebook.phone import fields as phone_fields
from enmeshed_kit.notebook.phone.fields import Blank
from enmeshed_kit.notebook.phone.pocket import UNDECIDED, Answer, PhoneError
from enmeshed_kit.notebook.screen import Entry, Part, blank, entry, option, paragraph, section
from enmeshed_kit.records import LocalRequest, RequestValidationResult

PARSED: Final = re.compile(r"[\w.]+ :: (?P<reason>.+?)'?( at [\dT:.Z-]+)?$", re.DOTALL)
PATTERN: Final = re.compile(r"match regular expression /.+/\w*", re.DOTALL)


class Sheet:
    """A Request with the answer that a person is about to give.

    Args:  connector: who is asked.
           request: as the Connector knows it now.
           answer: what was put in so far; it is changed in place.
    """

    def __init__(self, connector: Connector, request: LocalRequest, answer: Answer) -> None:
        self.connector = connector
        self.request = request
        self.answer = answer
        self.inquiry = Inquiry(request.content)

    @property
    def can_be_answered(self) -> bool:
        """Whether it still waits for a decision."""
        return self.request.status in UNDECIDED

    def suggest(self, known: Mapping[str, Mapping[str, Any]]) -> None:
        """Fill in what the Identity says about itself already.

        Args:  known: its Attributes' values, by their types.
        """
        for line in self.inquiry.fields:
            value = known.get(phone_fields.asked_type(line.item.get("query", {})))
            if value:
                self.answer.values[line.name] = phone_fields.as_typed(line.item, value)

    def fill_in(self, values: Mapping[str, Any]) -> None:
        """Type into the fields.

        Raises:  PhoneError: there is no such field.
        """
        self._know(values, self.inquiry.names, "field")
        for name, value in values.items():
            self.answer.values[name] = value
            self.answer.remarks.pop(name, None)

    def choose(self, name: str, is_wanted: bool) -> None:
        """Tick an option, or leave it out.

        Raises:  PhoneError: there is no such option.
        """
        self._know([name], self.inquiry.options, "option")
        (self.answer.left_out.discard if is_wanted else self.answer.left_out.add)(name)

    def accept(self) -> None:
        """Accept with what was put in; where the Connector refuses, its remarks are kept, line by line.

        Raises:  PlaceholderError: a required field is empty; nothing was sent.
                 BadRequestError: the Connector does not take it.
        """
        missing = self.inquiry.missing(self.answer.values)
        self.answer.remarks = dict.fromkeys(missing, "This must be filled in.")
        decisions = self.inquiry.decisions(self.answer.values, self.connector.address, self.answer.left_out)
        try:
            self.connector.incoming_requests.accept(self.request.id, decisions)
        except BadRequestError:
            self._take_remarks(self.connector.incoming_requests.can_accept(self.request.id, decisions))
            raise

    def reject(self) -> None:
        """Refuse everything."""
        self.connector.incoming_requests.reject(self.request.id, self.inquiry.refusals())

    def parts(self) -> list[Part]:
        """What the other side wrote above its questions, and the lines in their groups."""
        words = [paragraph(str(self.request.content["description"]))] if self.request.content.get("description") else []
        groups = groupby(self.inquiry.lines, attrgetter("group"))
        return [
            *words,
            *(section(title, *(part for line in lines for part in self._line(line))) for title, lines in groups),
        ]

    def _line(self, line: Line) -> Iterator[Part]:
        if line.name:
            blanks = phone_fields.blanks_of(line.item)
            for one in blanks:
                yield blank(self._entry(line, one, is_last=one is blanks[-1]))
        elif line.option:
            yield option(self._option(line), line.value, line.link)
        else:
            remark = self.answer.remarks.get(line.label, "")
            star = " *" if line.is_required and line.kind != "ShareAttribute" else ""
            yield entry(f"{line.label}{star}", line.value, remark, line.link)

    def _entry(self, line: Line, one: Blank, *, is_last: bool) -> Entry:
        value = self.inquiry.value_of(line, self.answer.values)
        inner = value.get(one.part, "") if one.part and isinstance(value, Mapping) else value
        return Entry(
            f"{line.name} · {one.part}" if one.part else line.name,
            inner if isinstance(inner, list) else str(inner),
            line.is_required and one.is_required,
            self._typing(line, one),
            one.kind,
            one.options,
            " ".join(filter(None, (_about(line), one.note))),
            self.answer.remarks.get(line.name, "") if is_last else "",
        )

    def _typing(self, line: Line, one: Blank) -> Callable[[Any], None]:
        def enter(typed: Any) -> None:
            before = self.inquiry.value_of(line, self.answer.values)
            if one.part:
                inner = before if isinstance(before, Mapping) else {}
                typed = {**inner, one.part: typed}
            if typed != (str(before) if isinstance(typed, str) else before):
                self.fill_in({line.name: typed})

        return enter

    def _option(self, line: Line) -> Entry:
        def enter(ticked: Any) -> None:
            self.choose(line.option, bool(ticked))

        is_wanted = line.option not in self.answer.left_out
        return Entry(line.option, is_wanted, False, enter, "switch", remark=self.answer.remarks.get(line.option, ""))

    def _take_remarks(self, verdict: RequestValidationResult) -> None:
        for line, one in zip(self.inquiry.lines, _leaves(self.inquiry.content, verdict), strict=False):
            if not one.is_success and one.message:
                self.answer.remarks[line.name or line.option or line.label] = _reason(one.message)

    def _know(self, names: Any, known: list[str], what: str) -> None:
        if unknown := [name for name in names if name not in known]:
            hint = f"It has: {', '.join(known) or 'none'}."
            raise PhoneError(f"No {what} {', '.join(unknown)} on the screen.", hint)


def _reason(message: str) -> str:
    """What is wrong, without the path to the value and the time, which the person cannot use."""
    said = PARSED.search(message)
    return f"{PATTERN.sub('have the form that it needs', said['reason'])}." if said else message


def _about(line: Line) -> str:
    about = str(line.item.get("description") or "")
    return " ".join(filter(None, ("Proposed; you can correct it." if line.is_proposal else "", about)))


def _leaves(content: Mapping[str, Any], verdict: RequestValidationResult) -> Iterator[RequestValidationResult]:
    for item, one in zip(content["items"], verdict.items, strict=False):
        if item["@type"] == "RequestItemGroup":
            yield from one.items
        else:
            yield one
