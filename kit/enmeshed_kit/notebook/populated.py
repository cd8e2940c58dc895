"""A company with a past, to explore: made up in the sandbox; a reader's own Connector is taken as it is."""

import atexit
import shutil
import tempfile
from functools import partial
from pathlib import Path

from enmeshed_kit.client.connector import Connector
from enmeshed_kit.connect import played_here
from enmeshed_kit.notebook import memory
from enmeshed_kit.notebook.beginning import LessonError
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture

ADDRESS_END = 8
"""So much of an address tells the Identities of one reader apart."""


def populated(
    connector: Connector, *, relationships: int = 300, messages: int = 3000, days: int = 120, waiting: int = 12
) -> Connector:
    """Give the sandbox's Connector a past, unless it has one; a reader's own is taken as it is, and not even asked.

    Args:     relationships, messages: how many of them it has then.
              days: for how long people have dealt with it.  waiting: how much happened that no sync has brought yet.
    Returns:  the same Connector.
    Raises:   LessonError: the figures do not go together.
    """
    played = played_here(connector)
    if played is not None and not played.account.relationships.list([]):
        populate = partial(played.sandbox.populate, connector=played.name)
        try:
            populate(relationships=relationships, messages=messages, days=days, waiting=waiting)
        except ValueError as error:
            raise LessonError(
                f"There is no such past: {error}.", "Ask for fewer Messages, or for more days."
            ) from error
    return connector


def next_day(connector: Connector, *, deeds: int = 8) -> Picture:
    """Let a day pass in the sandbox, with people who write, answer, come and go; on a reader's own Connector days pass
    by themselves.

    Args:     deeds: how much they do.
    Returns:  a line that says what happened.
    """
    played = played_here(connector)
    if played is None:
        said = "○ On your own Connector people act, or do not; nothing is made up."
    else:
        played.sandbox.next_day(deeds=deeds, connector=played.name)
        moment = played.account.now()
        said = (
            f"○ It is {moment:%Y-%m-%d %H:%M} UTC, a day later. Peers have acted; your Connector knows nothing of it."
        )
    return Picture(tag("div", said, look="aside"), said)


def folder(connector: Connector, name: str) -> Path:
    """A folder for what is kept about a Connector.

    Args:     name: of the folder.
    Returns:  for one's own a folder beside the notebook, with the end of its Identity's address in its name; for the
              sandbox's, whose Identity ends with the kernel, a temporary one that ends with it, too.
    Raises:   LessonError: it cannot be made.
    """
    if played_here(connector) is None:
        own = Path.cwd() / f"{name}-{connector.address[-ADDRESS_END:]}"
        try:
            own.mkdir(exist_ok=True)
        except OSError as error:
            hint = "Open the notebook in a folder of your own, or name another folder in this cell."
            raise LessonError(f"{own} cannot be made: {error.strerror}.", hint) from error
        return own
    found: Path = memory.keepsake(connector, f"folder {name}", lambda: _temporary(name))
    return found


def _temporary(name: str) -> Path:
    parent = tempfile.mkdtemp(prefix="enmeshed-kit-")
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    made = Path(parent, name)
    made.mkdir()
    return made
