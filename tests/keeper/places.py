"""A Connector that listens, can go away and come back, and the program that keeps its history."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd

from enmeshed_kit import content
from enmeshed_kit.client import Connector
from enmeshed_kit.eras import LATEST
from enmeshed_kit.sandbox.keys import ApiKey
from enmeshed_kit.sandbox.sandbox import Sandbox
from enmeshed_kit.sandbox.server import Server
from enmeshed_kit.tables import SyncHistory

PROGRAM = [sys.executable, "-c", "import sys; from enmeshed_kit.cli import main; sys.exit(main())", "sync"]
KEYS = {"mine": "key-of-mine-0123456789", "other": "key-of-other-0123456789"}
PATIENCE_S = 60


class Place:
    """Where two Connectors with a Relationship listen, on a port that stays the same."""

    def __init__(self, era: str = LATEST.name) -> None:
        self.sandbox = Sandbox()
        for name, key in KEYS.items():
            self.sandbox.add_connector(name, api_keys={"default": ApiKey(key)}, era=era)
        self.server: Server | None = Server(self.sandbox)
        self.url = self.server.url
        self.mine, self.other = (self.client(name) for name in KEYS)
        befriend(self.mine, self.other)

    def client(self, name: str) -> Connector:
        """Somebody who calls one of the Connectors without the network."""
        return Connector(f"http://sandbox.test/{name}", KEYS[name], name=name, wsgi_app=self.sandbox)

    def stop(self) -> None:
        """Go away."""
        if self.server is not None:
            self.server.close()
        self.server = None

    def start(self) -> None:
        """Come back."""
        self.server = Server(self.sandbox, port=int(self.url.rpartition(":")[2]))

    def write(self, *subjects: str) -> None:
        """Have Mails sent to the Connector whose history is kept."""
        for subject in subjects:
            mail = content.mail(to=self.mine.address, subject=subject, body=f"body of {subject}")
            self.other.messages.send(None, mail)


def befriend(one: Connector, other: Connector) -> None:
    """Make a Relationship."""
    template = one.relationship_templates.create_own(
        content=content.arbitrary_template_content("an offer"), expires_at=one.now() + timedelta(days=30)
    )
    loaded = other.relationship_templates.load_peer(template.reference)
    made = other.relationships.create(loaded, content.arbitrary_creation_content("yes"))
    one.sync()
    one.relationships.accept(made.id)
    other.sync()


class Program:
    """`enmeshed-kit sync` as a process whose output lies in files."""

    def __init__(self, room: Path, history: Path, place: "Place | str", *options: str, **settings: str) -> None:
        url = place if isinstance(place, str) else f"{place.url}/mine"
        named = {"ENMESHED_BASE_URL": url, "ENMESHED_API_KEY": KEYS["mine"]} | settings
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ENMESHED")}
        number = len(list(room.glob("*.out")))
        self._out, self._err = (room / f"{number}.{kind}" for kind in ("out", "err"))
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [*PROGRAM, "--history", str(history), *options], stdout=out, stderr=err, env=clean | named
            )

    @property
    def out(self) -> str:
        """What it has told so far."""
        return self._out.read_text("utf-8")

    @property
    def err(self) -> str:
        """What it has remarked so far."""
        return self._err.read_text("utf-8")

    def until(self, text: str, times: int = 1) -> None:
        """Wait until it has said something."""
        eventually(lambda: (self.out + self.err).count(text) >= times or self.process.poll() is not None)
        assert (self.out + self.err).count(text) >= times, (text, self.out, self.err)

    def ended(self) -> int:
        """Wait for its end.

        Returns:  the exit code.
        """
        return self.process.wait(PATIENCE_S)

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it by a signal."""
        self.process.send_signal(number)
        return self.ended()


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something is true, or too long."""
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)


def subjects(folder: Path) -> list[str]:
    """Of all Messages in a history."""
    return sorted(SyncHistory(folder).messages()["subject"].dropna())


def changes(folder: Path) -> pd.DataFrame:
    """What a history tells."""
    return SyncHistory(folder).changes()
