"""Who may open a template, token or file: an expiry, one Identity it is meant for, a password or PIN."""

import base64
import re
from datetime import datetime
from typing import Any

import msgspec

from enmeshed_kit.records import Json, PasswordProtection
from enmeshed_kit.sandbox.content.moments import point_in_time
from enmeshed_kit.sandbox.content.schema import Schema, object_of
from enmeshed_kit.sandbox.faults import Fault, core_fault, invalid_property, use_case_error
from enmeshed_kit.sandbox.ids import base64url
from enmeshed_kit.sandbox.references import LOCATIONS, Secret

PASSWORD_PROTECTION: Schema = object_of(
    {"password": {"type": "string", "minLength": 1}},
    passwordIsPin={"type": "boolean", "const": True},
    passwordLocationIndicator={},
)
NAMED_LOCATIONS = ("Self", "Letter", "RegistrationLetter", "Email", "SMS", "Website")
"""Where a reader may be told to look for the password; the remaining name is reserved."""

PROTECTION_KEYS = (
    "forIdentity",
    "passwordProtection",
    "passwordProtection.password",
    "passwordProtection.passwordIsPin",
    "passwordProtection.passwordLocationIndicator",
)
"""What lists of protected things can be asked for."""


def read_expiry(text: str) -> datetime:
    """A time from a payload.

    Raises:    Fault: no such day.
    """
    if moment := point_in_time(text):
        return moment
    raise use_case_error("The date is invalid.")


def check_conditions(body: Json, now: datetime) -> None:
    """Refuse an expiry that is past, a PIN that is none, and a place for passwords that nobody knows.

    A day that does not exist is not past either: it is found when the expiry is used.
    """
    if (expiry := point_in_time(body.get("expiresAt", ""))) and expiry <= now:
        raise invalid_property("'expiresAt' must be in the future")
    if protection := body.get("passwordProtection"):
        _check_pin(protection)
        _check_location(protection)


def _check_pin(protection: Json) -> None:
    if protection.get("passwordIsPin") and not re.fullmatch("[0-9]{4,16}", protection["password"]):
        raise invalid_property(
            "'passwordProtection.passwordIsPin' is true, hence 'passwordProtection.password' must consist of "
            "4 to 16 digits from 0 to 9."
        )


def _check_location(protection: Json) -> None:
    if "passwordLocationIndicator" in protection and not _is_location(protection["passwordLocationIndicator"]):
        names = ", ".join(NAMED_LOCATIONS)
        raise invalid_property(f"must be a number from 50 to 99 or one of the following strings: {names}")


def _is_location(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return 50 <= value <= 99 if isinstance(value, int | float) else value in NAMED_LOCATIONS


def read_protection(body: Json) -> PasswordProtection | None:
    """The password protection of a checked payload."""
    if (protection := body.get("passwordProtection")) is None:
        return None
    location = protection.get("passwordLocationIndicator")
    if isinstance(location, float) and location != int(location):
        type_name = "PasswordProtectionCreationParameters.passwordLocationIndicator:Number"
        raise Fault("error.runtime.requestDeserialization", f"{type_name} :: This value must be an integer.")
    return PasswordProtection(
        password=protection["password"],
        password_is_pin=protection.get("passwordIsPin"),
        password_location_indicator=location,
    )


class Lock(msgspec.Struct, frozen=True):
    """How a reference and a Token tell their reader to ask for the password, without saying it."""

    password_type: str
    salt: bytes
    location: int | None

    @property
    def text(self) -> str:
        """The password part of a reference."""
        parts = [self.password_type, base64.b64encode(self.salt).decode()]
        return "&".join(parts if self.location is None else [*parts, str(self.location)])

    def json(self) -> Json:
        """The same inside a Token."""
        location = {} if self.location is None else {"passwordLocationIndicator": self.location}
        return {**location, "passwordType": self.password_type, "salt": base64url(self.salt)}


def lock_for(protection: PasswordProtection | None, salt: bytes) -> Lock | None:
    """What a reference says of a password protection."""
    if protection is None:
        return None
    password_type = f"pin{len(protection.password)}" if protection.password_is_pin else "pw"
    location = protection.password_location_indicator
    return Lock(password_type, salt, LOCATIONS[location] if isinstance(location, str) else location)


def check_reader(secret: Secret, address: str, password: str | None, now: datetime, *, is_known: bool) -> None:
    """Refuse whoever the reference itself already shuts out: no password, or the wrong Identity.

    Args:      is_known: whether this Identity has the thing already; then nobody asks whom it is meant for.
    """
    if secret.needs_password and not password:
        reason = "You need to provide a password to perform this operation."
        raise core_fault("error.transport.noPasswordProvided", reason, now)
    if not is_known and not address.endswith(secret.for_identity):
        reason = (
            f"You tried to access personalized content '{secret.id}'. "
            "You are either not logged in or the content is not intended for you."
        )
        raise core_fault("error.transport.general.notIntendedForYou", reason, now)
