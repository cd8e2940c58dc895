"""A Request as the person sees it who is asked: what is shared with them, what they shall fill in, what is a must."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from enmeshed_kit.client.errors import PlaceholderError
from enmeshed_kit.notebook.phone import fields as phone_fields

TYPED: Final = ("ReadAttribute", "FormField", "FreeText", "DeleteAttribute")
"""Items that are answered with something that a person types or chooses."""

JUST_ACCEPT: Final = (
    *("ShareAttribute", "CreateAttribute", "Consent", "Authentication"),
    *("TransferFileOwnership", "RegisterAttributeListener"),
)
"""Items that are accepted with nothing more than `accept: true` (Connector 7.4.6 and 6.34.0)."""


@dataclass(frozen=True)
class Line:
    """One item of a Request, as a line on the screen.

    Args:  value: what the item says.
           name: under which `fill_in` knows it, empty when there is nothing to fill in.
           option: under which `choose` knows it, empty when it must be accepted or is answered by filling it in.
           link: what the text refers to.
    """

    item: Mapping[str, Any]
    group: str
    label: str
    value: str = ""
    name: str = ""
    is_required: bool = True
    option: str = ""
    link: str = ""

    @property
    def kind(self) -> str:
        """What kind of item it is: "ReadAttribute"."""
        return _kind(self.item)

    @property
    def is_proposal(self) -> bool:
        """Whether it is filled in already, by the other side, for the person to correct."""
        return self.kind == "ProposeAttribute"


class Inquiry:
    """The questions of a Request, in its own order.

    Args:  content: the `content` of an incoming Request.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.lines: list[Line] = []
        for item, group in _leaves(content):
            self.lines.append(self._line(item, group))

    @property
    def fields(self) -> list[Line]:
        """The lines that wait for a person to fill them in."""
        return [line for line in self.lines if line.name and not line.is_proposal]

    @property
    def names(self) -> list[str]:
        """The names of all that can be filled in, proposals too."""
        return [line.name for line in self.lines if line.name]

    @property
    def options(self) -> list[str]:
        """The names of all that can be left out."""
        return [line.option for line in self.lines if line.option]

    @property
    def display_name(self) -> str:
        """The display name that the Request shares, empty if it shares none."""
        names = (line.value for line in self.lines if line.label == "DisplayName" and not line.name)
        return next(names, "")

    def value_of(self, line: Line, values: Mapping[str, Any]) -> Any:
        """What stands in a line's field: what was filled in, else what was proposed."""
        proposed = phone_fields.proposal(line.item) if line.is_proposal else ""
        return values.get(line.name, proposed)

    def missing(self, values: Mapping[str, Any]) -> list[str]:
        """Names of required fields without a value."""
        filled = [line for line in self.lines if line.name and line.is_required]
        return [line.name for line in filled if phone_fields.is_empty(self.value_of(line, values))]

    def decisions(self, values: Mapping[str, Any], owner: str, left_out: Collection[str] = ()) -> list[dict[str, Any]]:
        """Accept all that can be accepted with these values, in the order and nesting of the Request.

        Args:      values: what was filled in, by field name.
                   owner: address of the one who answers.
                   left_out: names of options that are not accepted.
        Raises:    PlaceholderError: a required field is empty.
        """
        if missing := self.missing(values):
            raise PlaceholderError(missing, "Fill them in on the phone: phone.fill_in(…); then add the contact again.")
        decided = iter([self._decision(line, values, owner, left_out) for line in self.lines])
        return [
            {"items": [next(decided) for _ in item["items"]]} if _is_group(item) else next(decided)
            for item in self.content["items"]
        ]

    def refusals(self) -> list[dict[str, Any]]:
        """Refuse everything, in the order and nesting of the Request."""
        return [
            {"items": [{"accept": False} for _ in item["items"]]} if _is_group(item) else {"accept": False}
            for item in self.content["items"]
        ]

    def _line(self, item: Mapping[str, Any], group: str) -> Line:
        kind, required = _kind(item), bool(item.get("mustBeAccepted"))
        value = item.get("attribute", {}).get("value", {})
        if kind in TYPED or (kind == "ProposeAttribute" and value):
            label = _question(item)
            return Line(item, group, label, name=_free(label, self.names), is_required=required)
        label = value.get("@type") or kind
        option = "" if required or kind not in JUST_ACCEPT else _free(label, self.options)
        says, link = attribute_text(value) or _says(item), str(item.get("link") or value.get("link") or "")
        return Line(item, group, label, says, is_required=required, option=option, link=link)

    def _decision(self, line: Line, values: Mapping[str, Any], owner: str, left_out: Collection[str]) -> dict[str, Any]:
        if line.kind in JUST_ACCEPT:
            return {"accept": line.option not in left_out if line.option else True}
        filled = self.value_of(line, values) if line.name else None
        if phone_fields.is_empty(filled):
            return {"accept": False}
        return {"accept": True, **_given(line, phone_fields.read(line.item, filled), owner)}


def attribute_text(value: Mapping[str, Any]) -> str:
    """An attribute's value in one line, whatever its type."""
    parts = [_part_text(part) for key, part in value.items() if key != "@type"]
    return ", ".join(filter(None, parts))


def _part_text(part: Any) -> str:
    if isinstance(part, dict):
        part = part.get("value", "")
    return "" if isinstance(part, dict | list) else str(part)


def _leaves(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for item in content["items"]:
        if _is_group(item):
            yield from ((member, item.get("title", "")) for member in item["items"])
        else:
            yield item, ""


def _is_group(item: Mapping[str, Any]) -> bool:
    return bool(item["@type"] == "RequestItemGroup")


def _kind(item: Mapping[str, Any]) -> str:
    return str(item["@type"]).removesuffix("RequestItem")


def _free(label: str, taken: Collection[str]) -> str:
    """A name that no other line has: questions of one kind are numbered."""
    numbered = (f"{label} {number}" for number in range(2, len(taken) + 3))
    return label if label not in taken else next(name for name in numbered if name not in taken)


def _question(item: Mapping[str, Any]) -> str:
    query, value = item.get("query", {}), item.get("attribute", {}).get("value", {})
    hints = query.get("attributeCreationHints", {})
    asked = query.get("valueType") or hints.get("title") or hints.get("valueType") or query.get("key")
    return str(item.get("title") or item.get("freeText") or asked or value.get("@type") or _kind_of_value(item))


def _kind_of_value(item: Mapping[str, Any]) -> str:
    return "Value" if _kind(item) in ("ReadAttribute", "FormField") else _kind(item)


def _says(item: Mapping[str, Any]) -> str:
    return str(item.get("consent") or item.get("title") or item.get("description") or "")


def _given(line: Line, value: Any, owner: str) -> dict[str, Any]:
    """What an item gets besides that it is accepted."""
    if line.kind == "FormField":
        return {"response": value}
    if line.kind == "FreeText":
        return {"freeText": value}
    if line.kind == "DeleteAttribute":
        return {"deletionDate": value}
    if line.is_proposal:
        return {"attribute": _corrected(line.item, value, owner)}
    return {"newAttribute": _new_attribute(line.item["query"], value, owner)}


def _corrected(item: Mapping[str, Any], value: Any, owner: str) -> dict[str, Any]:
    attribute = item["attribute"]
    as_proposed = phone_fields.read(item, phone_fields.proposal(item))
    fields = {} if value == as_proposed else value if isinstance(value, Mapping) else {"value": value}
    return {**attribute, "owner": owner, "value": {**attribute["value"], **fields}}


def _new_attribute(query: Mapping[str, Any], value: Any, owner: str) -> dict[str, Any]:
    hints = query.get("attributeCreationHints", {})
    fields = value if isinstance(value, dict) else {"value": value}
    if query["@type"] != "RelationshipAttributeQuery":
        answer = {"@type": phone_fields.asked_type(query), **fields}
        return {"@type": "IdentityAttribute", "owner": owner, "value": answer}
    named = {"@type": phone_fields.asked_type(query), "title": hints.get("title", ""), **fields}
    return {
        "@type": "RelationshipAttribute",
        "owner": owner,
        "key": query["key"],
        "confidentiality": hints.get("confidentiality", "public"),
        "value": named,
    }
