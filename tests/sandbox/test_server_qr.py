"""QR codes look like those of a Connector."""

import io

import pytest
import zxingcpp
from PIL import Image

from enmeshed_kit.sandbox.qr import qr_png


@pytest.mark.parametrize("text", ["x", "http://localhost:8090/r/RLTabcdefghijklmnopq#" + "k" * 60, "ä" * 300])
def test_the_picture_says_the_text_in_the_form_of_a_connector(text: str) -> None:
    picture = Image.open(io.BytesIO(qr_png(text)))
    (code,) = zxingcpp.read_barcodes(picture.convert("RGB"))
    assert (code.text, code.ec_level) == (text, "M")
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    modules, rest = divmod(picture.width - 2 * 4 * 4, 4)
    assert (picture.width, rest) == (picture.height, 0)
    assert modules % 4 == 1  # every QR code has 17 modules and four for each version
    assert {picture.getpixel((x, y)) for x in range(picture.width) for y in range(16)} == {(255, 255, 255, 255)}
    assert picture.getpixel((16, 16)) == (0, 0, 0, 255)
