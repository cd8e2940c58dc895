"""Address and key of a Connector, as readers paste them."""

import re
import ssl
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from enmeshed_kit.client.errors import ConfigurationError
from enmeshed_kit.eras import Era, era_named

NOT_PART_OF_BASE = re.compile(
    r"/(api/(v2|core/v\d+)(/.*)?|docs/(rapidoc|swagger|json|yaml)|Monitoring/(Version|Requests|Support))$",
    re.IGNORECASE,
)
"""What is copied along from a browser's address line; less would hide a Connector whose name is `health` or `docs`."""

HOST = re.compile(r"[^\s/\\@%<>\"'`{}|^]+")

EXAMPLE = "Write it like http://localhost:8080."


def usable_url(text: str) -> str:
    """Cut a URL to what stands before the API prefix.

    Raises:  ConfigurationError: it cannot be the address of a Connector.
    """
    address = parsed(text.strip())
    if address is None or address.scheme not in ("http", "https") or not HOST.fullmatch(address.hostname or ""):
        raise ConfigurationError(
            f"{without_user(text.strip())!r} is no address of a Connector.", f"It needs http:// or https://. {EXAMPLE}"
        )
    if "@" in address.netloc:
        raise ConfigurationError("The Connector's address holds a user name.", f"Leave out what ends with @. {EXAMPLE}")
    path = NOT_PART_OF_BASE.sub("", address.path.rstrip("/")).rstrip("/")
    return f"{address.scheme}://{address.netloc}{path}"


def parsed(text: str) -> SplitResult | None:
    """The parts of a URL; None where brackets or port make it none."""
    try:
        address = urlsplit(text)
        return None if address.port == 0 else address
    except ValueError:
        return None


def without_user(text: str) -> str:
    """A URL that can be named in a message: without user name and password."""
    return re.sub(r"[^/]*@", "", text)


def usable_key(text: str) -> str:
    """Take an API key as it was pasted.

    Raises:  ConfigurationError: no header can carry it; the key itself is not named.
    """
    key = text.strip()
    if not key or not key.isascii() or not key.isprintable():
        what = "is empty" if not key else "has characters that no key has"
        raise ConfigurationError(f"The API key {what}.", "Copy it again from the Connector's configuration.")
    return key


def usable_era(era: str | Era | None) -> Era | None:
    """Take an era by its name; an empty text names none.

    Raises:  ConfigurationError: there is no such era.
    """
    if not era or (isinstance(era, str) and not era.strip()):
        return None
    try:
        return era_named(era)
    except ValueError as error:
        raise ConfigurationError(str(error), "Or leave it out: the first call finds it out.") from error


def usable_ca_file(path: str | Path | None) -> str:
    """Take a file with certificates to trust; an empty path names none.

    Raises:  ConfigurationError: there is no such file, or no certificate in it.
    """
    if not path or not str(path).strip():
        return ""
    file = Path(str(path).strip()).expanduser()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:  # ssl.SSLError is one, too
        what = "holds no certificate" if isinstance(error, ssl.SSLError) else "cannot be read"
        raise ConfigurationError(
            f"The CA file {str(file)!r} {what}.",
            "It is a text file whose certificates stand between BEGIN CERTIFICATE and END CERTIFICATE (PEM).",
        ) from error
    return str(file)


def proxy_of(url: str) -> str:
    """Host and port of the proxy through which calls go, as the environment says it; empty where they go straight."""
    address = urlsplit(url)
    if is_this_machine(url) or proxy_bypass(address.hostname or ""):
        return ""
    proxies = getproxies()
    named = proxies.get(address.scheme) or proxies.get("all", "")
    return without_user(named.rpartition("://")[2]).rstrip("/")


def is_this_machine(url: str) -> bool:
    """Whether a Connector listens on the reader's own machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
