"""The sandbox answers every recorded call as the real Connectors of each era did, and sends the same events."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from replay import RECORDINGS, Outcome, Replay, numbers, transcript
from targets import InProcess, OverSocket, ServedSandbox, Target, known_keys

from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

DOCUMENTATION_PAGES = "the sandbox has no documentation pages yet"
COUNTS = "counts the calls of the documentation pages too"
CUT_KEY = "a key cut short is too short if its last bits happen to be zero, as recorded here; else it is no key at all"
EXCEPTIONS = {
    **{
        (era, "01", step): DOCUMENTATION_PAGES
        for era in RECORDINGS
        for step in range(10, 21)
        if step != 12 or era == "classic"  # `/api-docs` is gone since
    },
    **{(era, "01", 59): COUNTS for era in RECORDINGS},
    ("v6", "09", 7): CUT_KEY,
}
REPLAYED = [(era, number) for era in RECORDINGS for number in numbers(era)]


def _differing(recorded: dict[str, Any], target: Target, first: int = 1, last: int = 10_000) -> list[Outcome]:
    try:
        return [outcome for outcome in Replay(recorded, target).run(first, last) if outcome.differences]
    finally:
        target.close()


def _in_process(recorded: dict[str, Any]) -> InProcess:
    return InProcess(recorded["connectors"], recorded["mode"] == "debug", recorded["era"])


def _over_socket(recorded: dict[str, Any]) -> ServedSandbox:
    return ServedSandbox(recorded["connectors"], recorded["mode"] == "debug", recorded["era"])


def _told(outcomes: list[Outcome]) -> str:
    return f"{len(outcomes)} steps differ:\n" + "\n".join(str(outcome) for outcome in outcomes)


@pytest.mark.parametrize(("era", "number"), REPLAYED)
def test_every_step_is_answered_as_recorded(era: str, number: str) -> None:
    recorded = transcript(number, era)
    found = _differing(recorded, _in_process(recorded))
    differing = [each for each in found if (era, number, each.step) not in EXCEPTIONS]
    assert not differing, _told(differing)


@pytest.mark.parametrize("era", RECORDINGS)
@pytest.mark.parametrize("number", ["03", "03d", "22"])
def test_where_all_headers_were_recorded_all_are_the_same(number: str, era: str) -> None:
    recorded = transcript(number, era)
    steps = [step["step"] for step in recorded["steps"] if "date" in step["response"]["headers"]]
    outcomes = Replay(recorded, _in_process(recorded), all_headers=True).run()
    differing = [outcome for outcome in outcomes if outcome.differences and outcome.step in steps]
    assert steps
    assert not differing, _told(differing)


@pytest.mark.parametrize("era", RECORDINGS)
def test_the_exceptions_are_still_needed(era: str) -> None:
    recorded = transcript("01", era)
    differing = {(era, "01", outcome.step) for outcome in _differing(recorded, _in_process(recorded))}
    assert differing == {each for each in EXCEPTIONS if each[:2] == (era, "01")}


@pytest.mark.parametrize("era", RECORDINGS)
@pytest.mark.parametrize("step", [31, 32])
def test_percent_escapes_are_answered_as_recorded_when_they_come_over_a_socket(step: int, era: str) -> None:
    recorded = transcript("01", era)
    differing = _differing(recorded, _over_socket(recorded), step, step)
    assert not differing, _told(differing)


@pytest.mark.parametrize("era", RECORDINGS)
@pytest.mark.parametrize("number", ["02", "08"])
def test_a_whole_file_is_answered_as_recorded_over_a_socket_with_webhooks(number: str, era: str) -> None:
    recorded = transcript(number, era)
    differing = _differing(recorded, _over_socket(recorded))
    assert not differing, _told(differing)


def test_many_participants_do_the_tutorial_at_once_in_one_sandbox() -> None:
    sandbox = Sandbox()
    for number in range(12):
        for name in "ab":
            sandbox.add_connector(f"{name}{number}", api_keys=known_keys(name), debug=True)

    def differing(number: int) -> list[Outcome]:
        target = OverSocket({name: f"{server.url}/{name}{number}" for name in "ab"}, None)
        try:
            return [each for each in Replay(transcript("08"), target, events=False).run() if each.differences]
        finally:
            target.close()

    with Server(sandbox) as server, ThreadPoolExecutor(12) as pool:
        for outcomes in pool.map(differing, range(12)):
            assert not outcomes, _told(outcomes)
