"""The recorded calls of real Connectors of each era, and which of them are the same step of the same scenario."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from enmeshed_kit import eras
from enmeshed_kit.eras import Call, Era

CONTRACT = Path(__file__).parents[1] / "contract"
FOLDERS = {eras.V7: "transcripts", eras.V6: "transcripts-v6", eras.CLASSIC: "transcripts-classic"}
TIMES = re.compile(r"(At|Date|^time)$")
NOBODY = ("did:e:localhost:dids:0123456789abcdef012357", "id1Eq5A4uECk6Fv8nDjmSPeKhFM3T24FbnAD")
"""A valid address of each kind that nobody has."""


class Recorded(NamedTuple):
    """One recorded call.

    Args:  scenario, number: where it stands.
           title: what it is called; with `count`, how often that title came before in its scenario, it names the step.
    """

    era: Era
    scenario: str
    number: int
    title: str
    count: int
    connector: str
    call: Call
    is_api: bool
    status: int
    answer: Any

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.era.name} {self.scenario}/{self.number} {self.title}"

    @property
    def is_success(self) -> bool:
        """Whether the Connector did what it was asked."""
        return self.status < 300

    @property
    def result(self) -> Any:
        """The answer without its envelope, times in place of the symbols for them."""
        return concrete(self.answer.get("result", self.answer))


def concrete(value: Any, name: str = "") -> Any:
    """A recorded value with times in place of the symbols for them."""
    if isinstance(value, dict):
        return {key: concrete(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [concrete(item, name) for item in value]
    return "2026-01-01T00:00:00.000Z" if isinstance(value, str) and TIMES.search(name) and "<" in value else value


@cache
def recordings(era: Era) -> tuple[Recorded, ...]:
    """All calls to Connectors of an era."""
    return tuple(each for path in sorted((CONTRACT / FOLDERS[era]).glob("*.json")) for each in calls_of(path, era))


def calls_of(path: Path, era: Era) -> Iterator[Recorded]:
    """The calls of one scenario."""
    titles: Counter[str] = Counter()
    for step in json.loads(path.read_text(encoding="utf-8"))["steps"]:
        if "request" not in step:
            continue
        title, request, response = step["title"], step["request"], step["response"]
        query = request.get("query") or ()
        pairs = tuple(query.items() if isinstance(query, dict) else map(tuple, query))
        is_api = request["path"].startswith(f"{era.prefix}/")
        below = request["path"].removeprefix(era.prefix)
        call = Call(request["method"], below, pairs, request.get("json"))
        answer = response.get("json")
        number, status = step["step"], response["status"]
        yield Recorded(era, path.stem, number, title, titles[title], step["connector"], call, is_api, status, answer)
        titles[title] += 1


def pairs(source: Era, target: Era) -> Iterator[tuple[Recorded, Recorded]]:
    """The same step of the same scenario in two eras, where both Connectors did what they were asked."""
    there = {(each.scenario, each.title, each.count): each for each in recordings(target)}
    for each in recordings(source):
        other = there.get((each.scenario, each.title, each.count))
        if other is not None and each.is_success and other.is_success and each.is_api:
            yield each, other


def canonical(value: Any) -> Any:
    """JSON in which the Identity that does not exist, and content of one's own, are the same everywhere."""
    if isinstance(value, dict):
        kind = str(value.get("@type"))
        if kind.startswith("Arbitrary"):
            return {"@type": kind, "value": "<anything>"}
        named = {name: canonical(member) for name, member in value.items()}
        for name in ("content", "creationContent"):
            own = isinstance(named.get(name), dict) and not {"@type", "items", "value"} & named[name].keys()
            if own or isinstance(named.get(name), str):
                named[name] = "<anything>"
        return named
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    return "<nobody>" if value in NOBODY else value


def comparable(call: Call) -> tuple[str, str, Any, Any]:
    """A call with what may differ between two runs made equal."""
    path = re.sub(r"/Changes/(\{change\}|<\w+>)/", "/Changes/<CHANGE>/", call.path)
    path = re.sub(r"<(REL|RELATIONSHIP)\w*>", "<RELATIONSHIP>", path)
    for address in NOBODY:
        path = path.replace(address, "<nobody>")
    return call.method, path, sorted(canonical(call.query)), renamed(canonical(call.body))


def renamed(value: Any) -> Any:
    """JSON in which references have one name, whatever the scenario calls them."""
    if isinstance(value, dict):
        return {name: renamed(member) for name, member in value.items()}
    if isinstance(value, list):
        return [renamed(item) for item in value]
    return re.sub(r"<\w*(REF|URL)\w*>", "<REFERENCE>", value) if isinstance(value, str) else value
