"""A program that writes into a history until it is ended, and says what it has written.

Call:  writer.py FOLDER FIRST COUNT    writes so many, and ends
       writer.py FOLDER                begins a process that writes for each number that it reads: the first to write
"""

import os
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


def write(folder: str, first: int, count: int) -> None:
    """Write, and say each number that is on the disk."""
    history = SyncHistory(folder)
    for number in range(first, first + count):
        news = [
            change("Message", message(number, number), None, "received"),
            change("Relationship", relationship(number, 3), None, "Terminated"),
        ]
        history.append(report(number, news), Somebody())  # type: ignore[arg-type]  # as much as is needed
        print(number, at(number).isoformat(), flush=True)


def serve(folder: str) -> None:
    """Begin one process after the other, without loading anything anew; each says its id first."""
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            print(os.getpid(), flush=True)
            write(folder, int(line), sys.maxsize)
        os.waitpid(process, 0)
        print("ended", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(sys.argv[1])
    else:
        write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
