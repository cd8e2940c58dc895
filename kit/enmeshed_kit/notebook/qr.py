"""QR codes: shown large enough for a camera, and read as a camera reads them."""

import base64
import io
import struct
from collections import deque
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets  # type: ignore[import-untyped]  # has no types
import zxingcpp
from PIL import Image, UnidentifiedImageError

from enmeshed_kit.client.errors import ContentError
from enmeshed_kit.masking import mask_text
from enmeshed_kit.notebook.markup import tag, with_dark_theme
from enmeshed_kit.notebook.picture import card, columns, grid
from enmeshed_kit.notebook.reference import ReferenceContent, read_reference
from enmeshed_kit.notebook.text_tabs import Texts, TextTabs
from enmeshed_kit.notebook.view_box import view_box

if TYPE_CHECKING:
    from enmeshed_kit.notebook.form.form import Form

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
HEADER_SIZE: Final = 24
WARNING: Final = "Whoever has the whole text can open what it leads to: pass it on like the picture itself."


_on_display: deque["QrCode"] = deque(maxlen=1)


class QrCode:
    """The picture of a QR code, for a phone's camera.

    Args:  png: as the Connector sends it.
           what: what it leads to, for those who do not see it.
           may_be_saved: False shows it live only, so that no saved notebook holds the key that it contains.
    """

    def __init__(self, png: bytes, what: str = "a RelationshipTemplate", *, may_be_saved: bool = True) -> None:
        if not png.startswith(SIGNATURE) or len(png) < HEADER_SIZE:
            raise ContentError("This is no PNG picture.", "Pass what relationship_templates.qr_code(…) answered.")
        self.png = png
        self.width, self.height = struct.unpack(">II", png[16:HEADER_SIZE])
        self.alt = f"QR code that leads to {what}"
        self.may_be_saved = may_be_saved

    @property
    def text(self) -> str:
        """What a camera reads; it may contain a key. Empty where there is no code in the picture."""
        try:
            return read_qr(self.png)
        except ContentError:
            return ""

    @property
    def content(self) -> ReferenceContent | None:
        """What the reference says that it holds, None where it holds something else."""
        try:
            return read_reference(self.text)
        except ContentError:
            return None

    def __repr__(self) -> str:
        return f"{self.alt}, {self.width} by {self.height} pixels"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        _on_display.append(self)
        if not self.may_be_saved:
            return self._live() | {"text/plain": f"{self!r} (shown live only: it contains a key)"}, {}
        data = {"text/plain": self._said(), "image/png": base64.b64encode(self.png).decode("ascii")}
        # A camera needs the white margin in the dark theme too.
        return self._live() | data, {"image/png": {"alt": self.alt, "needs_background": "light"}}

    def _said(self) -> str:
        return f"{self!r}\n{columns(self.content.rows)}" if self.content else repr(self)

    def _live(self) -> dict[str, Any]:
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"
        image = tag("img", look="paper", alt=self.alt, src=source)
        inside = grid(self.content.rows) if self.content else None
        parts = [widgets.HTML(str(with_dark_theme(card(self.alt, image, inside))))]
        if self.text:
            parts.append(TextTabs(lambda revealed: self._texts(revealed=revealed), "What a camera reads"))
        live: dict[str, Any] = view_box(*parts)._repr_mimebundle_()
        return live

    def _texts(self, *, revealed: bool) -> Texts:
        return Texts([("What a camera reads", self.text if revealed else mask_text(self.text), WARNING)])


def on_display() -> QrCode | None:
    """The QR code that a cell showed last: what a camera would see."""
    return _on_display[-1] if _on_display else None


def qr(code: "bytes | Form", what: str = "a RelationshipTemplate") -> QrCode:
    """Show a QR code.

    Args:    code: the PNG as the Connector sends it; or the form that asked for it, which knows whether the picture
                   is a sandbox's and may be saved, or of one's own Connector and is shown live only.
             what: what it leads to.
    Raises:  ContentError: that is no PNG picture.
    """
    if isinstance(code, bytes):
        return QrCode(code, what)
    return QrCode(code.answer or b"", what, may_be_saved=code.connector.is_sandbox)


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
