"""A Request as the person sees it who is asked: what is shared with them, what they shall fill in, what is a must."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from enmeshed_kit.client.errors import PlaceholderError

JUST_ACCEPT = ("ShareAttribute", "CreateAttribute", "Consent", "Authentication", "TransferFileOwnership")
"""Items that are accepted with nothing more than `accept: true` (Connector 7.4.6)."""


@dataclass(frozen=True)
class Line:
    """One item of a Request, as a line on the screen.

    `name` is under which `fill_in` knows it, empty when there is nothing to fill in; `value` is what the item says.
    """

    item: Mapping[str, Any]
    group: str
    label: str
    value: str = ""
    name: str = ""
    is_required: bool = True


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
        """The lines that a person fills in."""
        return [line for line in self.lines if line.name]

    @property
    def display_name(self) -> str:
        """The display name that the Request shares, empty if it shares none."""
        names = (line.value for line in self.lines if line.label == "DisplayName" and not line.name)
        return next(names, "")

    def missing(self, values: Mapping[str, Any]) -> list[str]:
        """Names of required fields without a value."""
        return [line.name for line in self.fields if line.is_required and not values.get(line.name)]

    def decisions(self, values: Mapping[str, Any], owner: str) -> list[dict[str, Any]]:
        """Accept all that can be accepted with these values, in the order and nesting of the Request.

        Args:      values: what was filled in, by field name.
                   owner: address of the one who answers.
        Raises:    PlaceholderError: a required field is empty.
        """
        if missing := self.missing(values):
            raise PlaceholderError(missing, "Fill them in on the phone: phone.fill_in(…); then add the contact again.")
        decided = iter([_decision(line, values, owner) for line in self.lines])
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
        kind, required = item["@type"].removesuffix("RequestItem"), bool(item.get("mustBeAccepted"))
        if kind in ("ReadAttribute", "FormField"):
            label = item.get("title") or _asked(item.get("query", {}))
            return Line(item, group, label, name=self._free_name(label), is_required=required)
        value = item.get("attribute", {}).get("value", {})
        label = value.get("@type") or kind
        return Line(item, group, label, attribute_text(value) or _says(item), is_required=required)

    def _free_name(self, label: str) -> str:
        used = sum(1 for line in self.fields if line.label == label)
        return f"{label} {used + 1}" if used else label


def attribute_text(value: Mapping[str, Any]) -> str:
    """An attribute's value in one line, whatever its type."""
    parts = [str(part) for key, part in value.items() if key != "@type" and not isinstance(part, dict | list)]
    return ", ".join(parts)


def _leaves(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for item in content["items"]:
        if _is_group(item):
            yield from ((member, item.get("title", "")) for member in item["items"])
        else:
            yield item, ""


def _is_group(item: Mapping[str, Any]) -> bool:
    return bool(item["@type"] == "RequestItemGroup")


def _asked(query: Mapping[str, Any]) -> str:
    hints = query.get("attributeCreationHints", {})
    return str(query.get("valueType") or hints.get("title") or hints.get("valueType") or query.get("key") or "Value")


def _says(item: Mapping[str, Any]) -> str:
    return str(item.get("consent") or item.get("title") or item.get("description") or "")


def _decision(line: Line, values: Mapping[str, Any], owner: str) -> dict[str, Any]:
    kind = line.item["@type"].removesuffix("RequestItem")
    if kind in JUST_ACCEPT:
        return {"accept": True}
    if kind == "ProposeAttribute":
        return {"accept": True, "attribute": {**line.item["attribute"], "owner": owner}}
    value = values.get(line.name) if line.name else None
    if not value:
        return {"accept": False}
    if kind == "FormField":
        return {"accept": True, "response": value}
    return {"accept": True, "newAttribute": _new_attribute(line.item["query"], value, owner)}


def _new_attribute(query: Mapping[str, Any], value: Any, owner: str) -> dict[str, Any]:
    hints = query.get("attributeCreationHints", {})
    value_type = query.get("valueType") or hints.get("valueType")
    fields = value if isinstance(value, dict) else {"value": value}
    if query["@type"] != "RelationshipAttributeQuery":
        return {"@type": "IdentityAttribute", "owner": owner, "value": {"@type": value_type, **fields}}
    named = {"@type": value_type, "title": hints.get("title", ""), **fields}
    return {
        "@type": "RelationshipAttribute",
        "owner": owner,
        "key": query["key"],
        "confidentiality": hints.get("confidentiality", "public"),
        "value": named,
    }
