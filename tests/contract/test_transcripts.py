"""The sandbox answers every recorded call as the real Connector did, and sends the same events."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from replay import Outcome, Replay, numbers, transcript
from targets import InProcess, OverSocket, ServedSandbox, Target, known_keys

from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server

DOCUMENTATION_PAGES = "the sandbox has no documentation pages yet"
EXCEPTIONS = {
    **{("01", step): DOCUMENTATION_PAGES for step in range(10, 21) if step != 12},
    ("01", 59): "counts the calls of the documentation pages too",
}


def _differing(number: str, target: Target, first: int = 1, last: int = 10_000) -> list[Outcome]:
    try:
        return [outcome for outcome in Replay(transcript(number), target).run(first, last) if outcome.differences]
    finally:
        target.close()


def _in_process(number: str) -> InProcess:
    recorded = transcript(number)
    return InProcess(recorded["connectors"], recorded["mode"] == "debug", recorded["era"])


def _over_socket(number: str) -> ServedSandbox:
    recorded = transcript(number)
    return ServedSandbox(recorded["connectors"], recorded["mode"] == "debug", recorded["era"])


def _told(outcomes: list[Outcome]) -> str:
    return f"{len(outcomes)} steps differ:\n" + "\n".join(str(outcome) for outcome in outcomes)


@pytest.mark.parametrize("number", numbers())
def test_every_step_is_answered_as_recorded(number: str) -> None:
    differing = [each for each in _differing(number, _in_process(number)) if (number, each.step) not in EXCEPTIONS]
    assert not differing, _told(differing)


@pytest.mark.parametrize("number", ["03", "03d", "22"])
def test_where_all_headers_were_recorded_all_are_the_same(number: str) -> None:
    target = _in_process(number)
    steps = [step["step"] for step in transcript(number)["steps"] if "date" in step["response"]["headers"]]
    outcomes = Replay(transcript(number), target, all_headers=True).run()
    differing = [outcome for outcome in outcomes if outcome.differences and outcome.step in steps]
    assert steps
    assert not differing, _told(differing)


def test_the_exceptions_are_still_needed() -> None:
    differing = {("01", outcome.step) for outcome in _differing("01", _in_process("01"))}
    assert differing == {each for each in EXCEPTIONS if each[0] == "01"}


@pytest.mark.parametrize("step", [31, 32])
def test_percent_escapes_are_answered_as_recorded_when_they_come_over_a_socket(step: int) -> None:
    differing = _differing("01", _over_socket("01"), step, step)
    assert not differing, _told(differing)


@pytest.mark.parametrize("number", ["02", "08"])
def test_a_whole_file_is_answered_as_recorded_over_a_socket_with_webhooks(number: str) -> None:
    differing = _differing(number, _over_socket(number))
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
