"""Passwords and PINs of templates, Tokens and Files."""

import re

from enmeshed_kit.client.content.members import given
from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.records import Json

LOCATIONS = ("Self", "Letter", "RegistrationLetter", "Email", "SMS", "Website")
"""Where a reader may be told to look for the password; numbers from 50 to 99 are one's own."""


def password_protection(password: str, *, is_pin: bool = False, location: str | int | None = None) -> Json:
    """Build the protection of a template, Token or File by a password.

    Args:    is_pin: the App asks for digits, as many as the PIN has; 4 to 16.
             location: where the reader finds the password, for instance "Letter".
    Raises:  ContentError: the PIN is none, or a Connector knows no such place.
    """
    if not isinstance(password, str) or not password:
        raise ContentError("The password is empty.", "Pass a text of at least one character.")
    if is_pin and not re.fullmatch("[0-9]{4,16}", password):
        raise ContentError("A PIN has 4 to 16 digits.", "Take digits alone, or leave out is_pin.")
    if location is not None and not is_location(location):
        raise ContentError(
            f"There is no place {location!r} for passwords.",
            f"Take one of {', '.join(LOCATIONS)}, or a number from 50 to 99.",
        )
    # A Connector refuses a passwordIsPin that is false.
    return given(password=password, passwordIsPin=is_pin or None, passwordLocationIndicator=location)


def is_location(place: str | int) -> bool:
    """Whether a Connector takes it for a place where passwords are."""
    if isinstance(place, bool):
        return False
    return 50 <= place <= 99 if isinstance(place, int) else place in LOCATIONS
