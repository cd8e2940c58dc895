"""The same Relationship in every era: a pair of Connectors for each, and what they send for the same lines of code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from enmeshed_kit import eras
from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.content import attribute_value, identity_attribute
from enmeshed_kit.client.exchange import Exchange
from enmeshed_kit.connect import kernel_sandbox
from enmeshed_kit.eras import Era
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.comparison import compare
from enmeshed_kit.notebook.lesson import is_able, tutorial_request
from enmeshed_kit.notebook.picture import Picture
from enmeshed_kit.notebook.table_picture import draw_table
from enmeshed_kit.notebook.tutorial import DISPLAY_NAME, PERSON, TITLE
from enmeshed_kit.records import Json

PLAYED: Final = tuple(era for era in eras.KNOWN if era.name in eras.ERAS)
"""The eras that the sandbox plays, the earliest first."""

PATHS: Final = {
    "Revoke, terminate, decompose a Relationship": "PUT /Relationships/{relationship}/Terminate",
    "Ask first whether a Relationship can be created": "PUT /Relationships/CanCreate",
    "Ask first whether an Attribute can be created": "PUT /Attributes/CanCreate",
    "Delete a RelationshipTemplate or Token": "DELETE /RelationshipTemplates/{template}",
    "Delete a File": "DELETE /Files/{file}",
}
MEMBERS: Final = {
    "A template for one Identity alone": "forIdentity",
    "A password on templates, Tokens and Files": "passwordProtection",
    "Tags on Files": "tags",
}
ITEMS: Final = {
    "Form fields in a Request": "FormFieldRequestItem",
    "Hand over a File for good": "TransferFileOwnershipRequestItem",
    "Free text in a Request, as it was before form fields": "FreeTextRequestItem",
}


@dataclass(frozen=True)
class Two:
    """Two Connectors of one era that shall meet."""

    era: Era
    templator: Connector
    initiator: Connector

    @property
    def title(self) -> str:
        """The era in a column's heading."""
        return f"{self.era.name} · {self.era.connectors}"


@dataclass(frozen=True, repr=False)
class InEachEra:
    """What the same lines of code brought in each era, and the calls that they made."""

    answers: dict[str, Any]
    exchanges: dict[str, Exchange]
    titles: dict[str, str]

    def __getitem__(self, era: Era) -> Any:
        return self.answers[era.name]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.answers.values())

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        return compare({self.titles[name]: one for name, one in self.exchanges.items()})


class ThreeEras:
    """A pair of Connectors for each era, all of them in this kernel's sandbox."""

    def __init__(self) -> None:
        self.pairs = [_pair(era) for era in PLAYED]

    def __iter__(self) -> Iterator[Two]:
        return iter(self.pairs)

    def in_each(self, step: str, do: Callable[[Two], Any]) -> InEachEra:
        """Do the same for each pair, once in a kernel.

        Args:    step: names it; another step is done anew.
                 do: takes the pair; the last call of its templator or its initiator is what is compared.
        """
        done = {two.era.name: _once(two, step, do) for two in self}
        return InEachEra(
            {name: outcome.answer for name, outcome in done.items()},
            {name: outcome.exchange for name, outcome in done.items() if outcome.exchange},
            {two.era.name: two.title for two in self},
        )

    def __repr__(self) -> str:
        return self._picture().text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self._picture().bundle()

    def _picture(self) -> Picture:
        heads = ("era", "plays", "API", "the templator's address")
        rows = [(two.era.name, two.era.version, two.era.prefix, two.templator.address) for two in self]
        return draw_table("Three pairs of Connectors", heads, rows, "all of them in the sandbox of this notebook")


def three_eras(connector: Connector) -> ThreeEras:
    """A pair of Connectors for each era; the reader's own Connector has no part in it.

    Args:  connector: the reader's.
    """
    found: ThreeEras = memory.keepsake(connector, "three eras", ThreeEras)
    return found


def invitation(templator: Connector) -> Json:
    """The tutorial's invitation: a RelationshipTemplateContent that shares a name and asks for three Attributes.

    Args:  templator: whose name it shares.
    """
    name = templator.attributes.find_or_create(attribute_value("DisplayName", DISPLAY_NAME))
    request = tutorial_request(templator.address, DISPLAY_NAME, name.id)
    return {"@type": "RelationshipTemplateContent", "title": TITLE, "onNewRelationship": request}


def decisions() -> list[Json]:
    """A person's answer to that invitation."""
    asked = (identity_attribute(attribute_value(kind, value)) for kind, value in PERSON.items())
    return [
        {"items": [{"accept": True}]},
        {"items": [{"accept": True, "newAttribute": attribute} for attribute in asked]},
    ]


def abilities(trio: ThreeEras) -> Picture:
    """What not every era can do, from the same data by which the kit refuses it.

    Args:  trio: the pairs.
    """
    rows = {what: [is_able(two.templator, path) for two in trio] for what, path in PATHS.items()}
    rows |= {what: [name not in two.era.lacks_members for two in trio] for what, name in MEMBERS.items()}
    rows |= {what: [name not in two.era.lacks_types for two in trio] for what, name in ITEMS.items()}
    heads = ("", *(two.title for two in trio))
    return draw_table("Not in every era", heads, [(what, *map(_mark, can)) for what, can in rows.items()])


def _mark(is_possible: bool) -> str:
    return "✔" if is_possible else "✘"


def _pair(era: Era) -> Two:
    here = kernel_sandbox(era.name)
    return Two(era, here.connector("connector"), here.connector("peer"))


def _once(two: Two, step: str, do: Callable[[Two], Any]) -> memory.Outcome:
    known = memory.recall(two.templator, f"three eras: {step}", two.era.name)
    if known is not None:
        return known
    seen = {side: side.exchanges.last() for side in (two.templator, two.initiator)}
    answer = do(two)
    news = [side.exchanges.last() for side in seen if side.exchanges.last() is not seen[side]]
    outcome = memory.Outcome(answer, news[-1] if news else None)
    memory.keep(two.templator, f"three eras: {step}", two.era.name, outcome)
    return outcome
