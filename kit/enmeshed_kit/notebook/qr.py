"""QR codes: shown large enough for a camera, and read as a camera reads them."""

import base64
import io
import struct
from collections import deque
from typing import Any, Final

import zxingcpp
from PIL import Image, UnidentifiedImageError

from enmeshed_kit.client.errors import ContentError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


_on_display: deque["QrCode"] = deque(maxlen=1)


class QrCode:
    """The picture of a QR code, for a phone's camera.

    Args:  png: as the Connector sends it.
           what: what it leads to, for those who do not see it.
    """

    def __init__(self, png: bytes, what: str = "a RelationshipTemplate") -> None:
        if not png.startswith(SIGNATURE):
            raise ContentError("This is no PNG picture.", "Pass what relationship_templates.qr_code(…) answered.")
        self.png = png
        self.width, self.height = struct.unpack(">II", png[16:24])
        self.alt = f"QR code that leads to {what}"

    def __repr__(self) -> str:
        return f"{self.alt}, {self.width} by {self.height} pixels"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        _on_display.append(self)
        data = {"text/plain": repr(self), "image/png": base64.b64encode(self.png).decode("ascii")}
        # A camera needs the white margin in the dark theme too.
        return data, {"image/png": {"alt": self.alt, "needs_background": "light"}}


def on_display() -> QrCode | None:
    """The QR code that a cell showed last: what a camera would see."""
    return _on_display[-1] if _on_display else None


def qr(png: bytes, what: str = "a RelationshipTemplate") -> QrCode:
    """Show a QR code.

    Args:    png: as the Connector sends it.
             what: what it leads to.
    Raises:  ContentError: that is no PNG picture.
    """
    return QrCode(png, what)


def read_qr(png: bytes) -> str:
    """Read a QR code as a phone's camera does.

    Args:    png: a picture with one QR code in it.
    Raises:  ContentError: no picture, or none with a QR code.
    """
    try:
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    except (UnidentifiedImageError, OSError) as error:
        raise ContentError("The camera sees no picture.", "Pass the bytes of a PNG with the QR code.") from error
    if not found:
        raise ContentError("The camera finds no QR code in this picture.", "Pass the picture as the Connector sent it.")
    return str(found[0].text)
