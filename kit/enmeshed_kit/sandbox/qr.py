"""QR codes as a Connector draws them: RGBA, 4 pixels a module, a margin of 4 modules, error level M."""

import struct
import zlib

PIXELS_A_MODULE = 4
MARGIN_MODULES = 4

_DARK = b"\x00\x00\x00\xff"
_LIGHT = b"\xff\xff\xff\xff"


def qr_png(text: str) -> bytes:
    """The picture of a text. (qrcode is loaded with the first one: a sandbox should start quickly.)"""
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # it has no types
    from qrcode.main import QRCode  # type: ignore[import-untyped]  # it has no types

    code = QRCode(error_correction=ERROR_CORRECT_M, border=MARGIN_MODULES)
    code.add_data(text)
    return _png(code.get_matrix())


def _png(modules: list[list[bool]]) -> bytes:
    """The picture as a PNG file. (Written here: to load Pillow's plug-ins takes longer than to answer twenty calls.)"""
    size = len(modules) * PIXELS_A_MODULE
    lines = []
    for row in modules:
        pixels = b"".join((_DARK if dark else _LIGHT) * PIXELS_A_MODULE for dark in row)
        lines += [b"\x00" + pixels] * PIXELS_A_MODULE  # each line of a PNG begins with its filter, none here
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
