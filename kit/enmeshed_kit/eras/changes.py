"""What becomes of a payload or a call between two eras: small records that say where, what, and why."""

from dataclasses import dataclass
from typing import Any

from enmeshed_kit.masking import mask


@dataclass(frozen=True)
class Change:
    """One thing that another era writes otherwise.

    Args:  path: where it stands: `body.content.items[0].attributeId`, `query.templateId`, `path`, `answer.reference`.
           what: that changes, in words.
           before: what stands there.
           after: what takes its place; None where nothing does.
           source: where the rule comes from.
           possible_in: where the other era has nothing of the kind, the eras that have it.
    """

    path: str
    what: str
    before: Any = None
    after: Any = None
    source: str = ""
    possible_in: tuple[str, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether the other era has something for it."""
        return not self.possible_in

    def __repr__(self) -> str:
        name = self.path.rsplit(".", 1)[-1]
        before, after = ("nothing" if each is None else repr(mask(each, name)) for each in (self.before, self.after))
        moved = f": {before} → {after}" if before != after else ""
        only = f" (only in {', '.join(self.possible_in)})" if self.possible_in else ""
        return f"{self.path}: {self.what}{moved}{only}"
