"""What a sync told and no commit holds yet: some Connectors tell their news once, so it goes to the disk first."""

from pathlib import Path

import msgspec

from enmeshed_kit.client.sections import SyncAnswer
from enmeshed_kit.records import Json, Message
from enmeshed_kit.tables.history.errors import unreadable, unwritable
from enmeshed_kit.tables.history.folder import Folder

NAME = "told.json"
NEEDED = ("@type", "id", "requestId")
"""What tells of a Message's content to which Request it belongs; none of it is a text that somebody wrote."""


class Journal:
    """The news that were told since the last commit, those of a sync that broke off included.

    Args:  bodies: whether the texts of Messages may touch the disk.
    """

    def __init__(self, folder: Folder, bodies: bool) -> None:
        self._folder = folder
        self._bodies = bodies

    @property
    def path(self) -> Path:
        """Where they are, while there are any."""
        return self._folder.path / NAME

    def told(self) -> SyncAnswer:
        """What is not in a commit yet.

        Raises:  HistoryError: the file cannot be read.
        """
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=SyncAnswer)
        except FileNotFoundError:
            return SyncAnswer()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise unreadable(self.path, error) from error

    def keep(self, news: SyncAnswer) -> SyncAnswer:
        """Put news on the disk beside those that are there already.

        Returns:  all of them.
        Raises:   HistoryError: they cannot be written.
        """
        before = self.told()
        messages = {message.id: message for message in (*before.messages, *news.messages)}
        told = SyncAnswer(messages=tuple(messages.values()), relationships=before.relationships + news.relationships)
        if news.messages or news.relationships:
            kept = told if self._bodies else msgspec.structs.replace(told, messages=tuple(map(silent, told.messages)))
            self._folder.write_json(NAME, msgspec.to_builtins(kept))
        return told

    def clear(self) -> None:
        """Forget them: a commit holds them now."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self._folder.path, error) from error


def silent(message: Message) -> Message:
    """A Message without anything that somebody wrote in it."""
    content: Json = {name: message.content[name] for name in NEEDED if isinstance(message.content.get(name), str)}
    return msgspec.structs.replace(message, content=content)
