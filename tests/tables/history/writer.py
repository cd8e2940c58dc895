"""A program that writes into a history until it is ended, and says what it has written.

Call:  writer.py FOLDER NAME COUNT
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from made import at, change, message, relationship, report  # it lies on the path of the line above

from enmeshed_kit.tables import SyncHistory  # as above


class Somebody:
    """All that a history needs to know of a Connector that it does not ask."""

    address = "did:e:localhost:dids:0123456789abcdef012357"

    def aside(self) -> "Somebody":
        """Whose calls they are is nobody's business here."""
        return self

    def __enter__(self) -> None:
        """Nothing is needed before."""

    def __exit__(self, *_: object) -> None:
        """Nor after."""


def main(folder: str, name: str, count: str) -> None:
    """Write, and say each number that is on the disk."""
    history = SyncHistory(folder)
    for number in range(int(name), int(name) + int(count)):
        news = [
            change("Message", message(number, number), None, "received"),
            change("Relationship", relationship(number, 3), None, "Terminated"),
        ]
        history.append(report(number, news), Somebody())  # type: ignore[arg-type]  # as much as is needed
        print(number, at(number).isoformat(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
