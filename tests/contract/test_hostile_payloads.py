"""Payloads that were bent at random are refused in an orderly way: no bug of the sandbox shows, whatever is sent."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from replay import RECORDINGS, Replay, numbers, transcript
from targets import InProcess, prepare

STRANGE: list[Any] = [
    *(None, True, 0, -1, 1.5, 1e308, 10**30, "", "x", "\x00", "2099-01-01", "REQUnknownUnknown000"),
    *(
        [],
        {},
        [None],
        [[]],
        ["x"],
        {"a": 1},
        {"@type": "X"},
        {"@type": []},
        "did:e:localhost:dids:0123456789abcdef012357",
    ),
]
STRANGE_FILTERS = ["", "!", "!x", "~", "^", ">", "<1", ">2020-01-01", "true", "*", "(", "[", "\\", "ä"]
BENT_FOR_EACH_STEP = 4


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _places(child, (*path, key))


def _bent(payload: Any, chance: random.Random) -> Any:
    payload = copy.deepcopy(payload)
    *path, last = chance.choice(list(_places(payload))) or (None,)
    if last is None:
        return chance.choice([[], [payload]])
    parent = payload
    for key in path:
        parent = parent[key]
    if chance.random() < 0.25:
        del parent[last]
    elif isinstance(parent, dict) and chance.random() < 0.3:
        parent[chance.choice(["extra", "@type", "value", "items", "owner", "id"])] = chance.choice(STRANGE)
    else:
        parent[last] = chance.choice(STRANGE)
    return payload


def _bent_request(request: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
    if "json" in request:
        return request | {"json": _bent(request["json"], chance)}
    if "query" in request:
        query = request["query"]
        pairs = [list(pair) for pair in (query.items() if isinstance(query, dict) else query)]
        name = chance.choice([*(name for name, _ in pairs), "status", "nope"])
        return request | {"query": [*pairs, [name, chance.choice(STRANGE_FILTERS)]]}
    return None


@pytest.mark.parametrize(("era", "number"), [(era, number) for era in RECORDINGS for number in numbers(era)])
def test_no_payload_makes_the_sandbox_stumble(era: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    recorded, chance = transcript(number, era), random.Random(number)  # noqa: S311  no secret: the same bends each time
    target = InProcess(recorded["connectors"], recorded["mode"] == "debug", recorded["era"])
    replay = Replay(recorded | {"steps": [step for step in recorded["steps"] if "request" in step]}, target)
    steps = {step["step"]: step for step in recorded["steps"]}
    for outcome in replay.run():
        step = steps[outcome.step]
        for _ in range(BENT_FOR_EACH_STEP):
            if request := _bent_request(step["request"], chance):
                answer = target.send(step["connector"], prepare(request, step["connector"], replay.symbols.fill))
                assert answer.status < 600
                assert "Traceback" not in (told := capsys.readouterr().err), (
                    f"{era} {number}/{outcome.step} {request}\n{told}"
                )
