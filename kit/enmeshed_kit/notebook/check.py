"""A visible check at the end of a step: a green line, or an error that says what to look at."""

from enmeshed_kit.client.errors import GuidedError
from enmeshed_kit.notebook.markup import tag
from enmeshed_kit.notebook.picture import Picture


class CheckError(GuidedError, AssertionError):
    """A step did not bring what it should."""


def check(claim: str, holds: object, hint: str = "") -> Picture:
    """Say that something holds, or stop.

    Args:      claim: what shall hold, as a sentence.
               holds: anything true.
               hint: what to look at when it does not.
    Returns:   a green line for the cell to show.
    Raises:    CheckError: it does not hold.
    """
    if not holds:
        raise CheckError(f"Not so: {claim}", hint or "Run the cells above again, from the first one that was not run.")
    return Picture(tag("div", f"✔ {claim}", look="tick"), f"✔ {claim}")
