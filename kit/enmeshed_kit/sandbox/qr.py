"""QR codes as a Connector draws them: RGBA, 4 pixels a module, a margin of 4 modules, error level M."""

import io

PIXELS_A_MODULE = 4
MARGIN_MODULES = 4


def qr_png(text: str) -> bytes:
    """The picture of a text. (qrcode and Pillow are loaded with the first one: most sandboxes never draw.)"""
    from qrcode import QRCode  # type: ignore[import-untyped]  # it has no types
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # it has no types
    from qrcode.image.pil import PilImage  # type: ignore[import-untyped]  # it has no types

    code = QRCode(error_correction=ERROR_CORRECT_M, box_size=PIXELS_A_MODULE, border=MARGIN_MODULES)
    code.add_data(text)
    picture = io.BytesIO()
    code.make_image(image_factory=PilImage).get_image().convert("RGBA").save(picture, format="PNG")
    return picture.getvalue()
