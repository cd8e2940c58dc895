"""What texts in Attributes have to look like, as regular expressions that the API's messages quote.

Source: the refusals of a Connector 7.4.6.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    """A regular expression as JavaScript writes it, which the error message quotes."""

    source: str
    flags: str = ""

    def __str__(self) -> str:
        return f"/{self.source}/{self.flags}"

    def matches(self, text: str) -> bool:
        """Whether a text fits; `$` is the very end and `\\w` is ASCII, as in JavaScript."""
        flags = re.ASCII | (re.IGNORECASE if "i" in self.flags else 0)
        return re.search(self.source.removesuffix("$") + r"\Z", text, flags) is not None


E_MAIL = Pattern(
    r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9ÄäÖöÜüß]([A-Za-z0-9ÄäÖöÜüß-]{0,61}[A-Za-z0-9ÄäÖöÜüß])?\.)+"
    r"[A-Za-z0-9ÄäÖöÜüß][A-Za-z0-9ÄäÖöÜüß-]{0,61}[A-Za-z0-9ÄäÖöÜüß]$"
)
URL = Pattern(
    r"^([A-Za-z]+:\/\/)?((www\.)|(?!www\.))"
    r"([A-Za-z0-9ÄäÖöÜüß]([A-Za-zÄäÖöÜüß0-9-]{0,61}[A-Za-zÄäÖöÜüß0-9])?\.)+"
    r"([A-Za-z0-9ÄäÖöÜüß]([A-Za-zÄäÖöÜüß0-9-]{0,61}[A-Za-zÄäÖöÜüß0-9])?)(:[0-9]+)?"
    r"(\/[A-Za-zÄäÖöÜüß0-9?#@!$&'()*+,;=%-]*)*$"
)
PHONE = Pattern(r"^[\d+\-x#*()/[\] ]{3,100}$")
LINK = Pattern(
    r"^((([A-Za-z]{3,9}:(?:\/\/)?)(?:[\-;:&=\+\$,\w]+@)?[A-Za-z0-9\.\-]+|(?:www\.|[\-;:&=\+\$,\w]+@)[A-Za-z0-9\.\-]+)"
    r"((?:\/[\+~%\/\.\w\-_]*)?\??(?:[\-\+=&;%@\.\w_]*)#?(?:[\.\!\/\\\w]*))?)$",
    "i",
)
SCHEMA_URL = Pattern(
    r"^((([A-Za-z]{3,9}:(?:\/\/)?)(?:[-;:&=+$,\w]+@)?[A-Za-z0-9.-]+|(?:www\.|[-;:&=+$,\w]+@)[A-Za-z0-9.-]+)"
    r"((?:\/[+~%/\\.\w\-_]*)?\??(?:[-+=&;%@.\w_]*)#?(?:[.!/\\\w]*))?)$"
)
HEX_COLOR = Pattern("^#([0-9A-F]{3}){1,2}$", "i")
MIMETYPE = Pattern(r"^[a-z-*]+\/[a-z-*]+$")
