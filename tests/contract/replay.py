"""Replay recorded transcripts: `python tests/contract/replay.py 08 --steps 1-20`.

Against the sandbox in process, over a socket (`--socket`), or against any Connectors (`--base a=http://… --base b=…`;
with `--webhook-port` also their events, which they have to send to http://127.0.0.1:PORT/a, …/b and so on).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symbols import Symbols
from targets import Answer, Collector, InProcess, OverSocket, ServedSandbox, Target, prepare

from enmeshed_kit.eras import ERAS

RECORDINGS = {"v7": "transcripts", "v6": "transcripts-v6", "classic": "transcripts-classic"}
"""The folder of each era."""

COMPARED_HEADERS = ("content-type", "location", "content-disposition", "www-authenticate", "allow")

SERVERS_OWN_HEADERS = ("connection", "keep-alive")
"""What no WSGI app may set."""


@dataclass
class Outcome:
    """One replayed step and in what it differs from the recording."""

    step: int
    title: str
    call: str
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n      ".join([f"{self.step}  {self.title}  ({self.call})", *self.differences])


def transcript(number: str, era: str = "v7") -> dict[str, Any]:
    """The one transcript of an era whose name begins with `number`."""
    (path,) = (Path(__file__).parent / RECORDINGS[era]).glob(f"{number}-*.json")
    recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return recorded | {"era": era}


def numbers(era: str = "v7") -> list[str]:
    """All transcripts of an era, in order."""
    folder = Path(__file__).parent / RECORDINGS[era]
    return sorted(path.name.partition("-")[0] for path in folder.glob("*.json"))


class Replay:
    """One transcript, played once against a fresh target."""

    def __init__(
        self, recorded: dict[str, Any], target: Target, *, events: bool = True, all_headers: bool = False
    ) -> None:
        self._recorded = recorded
        self._compares_all_headers = all_headers
        self._target = target
        self._compares_events = events
        self.symbols = Symbols(recorded["derived"])

    def run(self, first: int = 1, last: int = sys.maxsize) -> Iterator[Outcome]:
        """Play all steps up to `last`; yields the outcomes from `first` on."""
        self._introduce()
        for step in self._recorded["steps"]:
            if step["step"] > last:
                return
            outcome = self._play(step)
            if step["step"] >= first:
                yield outcome

    def _introduce(self) -> None:
        for name in self._recorded["connectors"]:
            for path in ("/health", f"{ERAS[self._recorded.get('era', 'v7')].prefix}/Account/IdentityInfo"):
                request = {"method": "GET", "path": path, "headers": {"X-API-KEY": "key:admin"}}
                answer = self._target.send(name, prepare(request, name, self.symbols.fill))
            identity = json.loads(answer.body)["result"]
            self.symbols.bind(f"address:{name}", identity["address"])
            self.symbols.bind(f"publicKey:{name}", identity["publicKey"])
            self._target.inbox.take(name, 0, 0)

    def _play(self, step: dict[str, Any]) -> Outcome:
        if "request" not in step:
            self._target.wait(step["wait_seconds"])
            return Outcome(step["step"], step["title"], "wait", self._event_differences(step))
        name, request = step["connector"], step["request"]
        outcome = Outcome(step["step"], step["title"], f"[{name}] {request['method']} {request['path']}")
        self.symbols.values["base"] = self._target.base_paths[name]
        answer = self._target.send(name, prepare(request, name, self.symbols.fill))
        outcome.differences += self._captured(step, answer)
        outcome.differences += self._answer_differences(step["response"], answer)
        outcome.differences += self._event_differences(step)
        return outcome

    def _captured(self, step: dict[str, Any], answer: Answer) -> list[str]:
        found = []
        for name, path in step.get("captures", {}).items():
            try:
                value = _at(json.loads(answer.body), path)
            except (KeyError, IndexError, TypeError, ValueError):
                found.append(f"<{name}>: nothing at {path}")
            else:
                found.append(self.symbols.bind(name, value))
        return [line for line in found if line]

    def _answer_differences(self, expected: dict[str, Any], answer: Answer) -> list[str]:
        found = [] if expected["status"] == answer.status else [f"status: {expected['status']}, got {answer.status}"]
        both = (expected["headers"], answer.headers)
        for header in COMPARED_HEADERS:
            one, other = (headers.get(header, "").split(";")[0] for headers in both)
            found += self.symbols.differences(one, other, header)
        if self._compares_all_headers and "date" in expected["headers"]:
            unlike = {*SERVERS_OWN_HEADERS, "content-length" if "png" in expected else ""}
            pair = ({name: value for name, value in each.items() if name not in unlike} for each in both)
            found += self.symbols.differences(*pair, "headers")
        return found + self._body_differences(expected, answer.body)

    def _body_differences(self, expected: dict[str, Any], body: bytes) -> list[str]:
        if "json" in expected:
            try:
                return self.symbols.differences(expected["json"], json.loads(body))
            except ValueError:
                return [f"body: expected JSON, got {body[:200]!r}"]
        if "text" in expected:
            return self.symbols.differences(expected["text"], body.decode(errors="replace"), "text")
        if "png" in expected:
            return self.symbols.differences(expected["png"]["decoded"], _qr_text(body), "png")
        return [f"body: expected none, got {body[:200]!r}"] if body and "body" not in expected else []

    def _event_differences(self, step: dict[str, Any]) -> list[str]:
        if not self._compares_events:
            return []
        found = []
        for name in self._recorded["connectors"]:
            expected = [event for event in step["events"] if event["connector"] == name]
            actual = self._target.inbox.take(name, len(expected), self._target.patience_s)
            triggers = [event["trigger"] for event in expected], [event.trigger for event in actual]
            if triggers[0] != triggers[1]:
                found.append(f"events of {name}: expected {triggers[0]}, got {triggers[1]}")
                continue
            for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
                path = f"event {name}[{index}] {other.trigger}"
                found += self.symbols.differences(one["data"], other.data, path)
                found += self.symbols.differences(one.get("correlation"), other.correlation, f"{path} x-correlation-id")
        return found


def _at(value: Any, path: str) -> Any:
    for part in path.replace("[", ".[").split(".")[1:]:
        value = value[int(part[1:-1])] if part.startswith("[") else value[part]
    return value


def _qr_text(png: bytes) -> str:
    import io

    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    try:
        codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("RGB"))
    except UnidentifiedImageError:
        return f"no picture: {png[:100]!r}"
    return codes[0].text if codes else "no code in the picture"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("transcripts", nargs="+", metavar="NN", help="number of a transcript, or `all`")
    parser.add_argument("--era", choices=RECORDINGS, default="v7", help="v7 if left out")
    parser.add_argument("--steps", default="", metavar="FROM-TO", help="report these steps only; plays all up to TO")
    parser.add_argument("--socket", action="store_true", help="over a socket, events by webhook")
    parser.add_argument("--base", action="append", default=[], metavar="NAME=URL", help="against this Connector")
    parser.add_argument("--webhook-port", type=int, help="with --base: where the Connectors send their events")
    parser.add_argument("--width", type=int, default=400, help="cut lines to this length")
    return parser.parse_args()


def _target(arguments: argparse.Namespace) -> Callable[[dict[str, Any]], Target]:
    def of(recorded: dict[str, Any]) -> Target:
        debug = recorded["mode"] == "debug"
        if arguments.base:
            collector = Collector(arguments.webhook_port) if arguments.webhook_port else None
            return OverSocket(dict(base.split("=", 1) for base in arguments.base), collector)
        return (ServedSandbox if arguments.socket else InProcess)(recorded["connectors"], debug, recorded["era"])

    return of


def _report(number: str, arguments: argparse.Namespace, brief: bool) -> bool:
    recorded = transcript(number, arguments.era)
    first, _, last = arguments.steps.partition("-")
    target = _target(arguments)(recorded)
    events = not arguments.base or arguments.webhook_port is not None
    try:
        outcomes = list(Replay(recorded, target, events=events).run(int(first or 1), int(last or first or sys.maxsize)))
    finally:
        target.close()
    different = [outcome for outcome in outcomes if outcome.differences]
    if not brief:
        for outcome in different:
            print("\n".join(line[: arguments.width] for line in str(outcome).splitlines()))
    print(f"{number:4} {recorded['scenario']:32} {len(outcomes) - len(different)} of {len(outcomes)} steps equal")
    return not different


def main() -> int:
    """Replay what the command line names; 0 when every step is equal."""
    arguments = _arguments()
    chosen = numbers(arguments.era) if arguments.transcripts == ["all"] else arguments.transcripts
    equal = [_report(number, arguments, len(chosen) > 1) for number in chosen]
    return 0 if all(equal) else 1


if __name__ == "__main__":
    sys.exit(main())
