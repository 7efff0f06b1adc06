"""Draws the program's icon in the sizes and formats that desktops ask for.

    .venv/bin/python packaging/icon.py DIR

The drawing is resources/icon/ketachart.svg. Into DIR go ketachart-SIZE.png, ketachart.ico for
Windows and ketachart.icns for macOS; both are containers of the PNG files.
"""

import os
import struct
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "icon" / "ketachart.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
_ICNS_KINDS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09"}


def drawn(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon as PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """An icon of Windows: a directory of sizes, then the PNG files (256 is written as 0)."""
    head = struct.pack("<HHH", 0, 1, len(_ICO_SIZES))
    place, entries, body = len(head) + 16 * len(_ICO_SIZES), b"", b""
    for size in _ICO_SIZES:
        picture = pictures[size]
        entries += struct.pack(
            "<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place + len(body)
        )
        body += picture
    return head + entries + body


def icns(pictures: dict[int, bytes]) -> bytes:
    """An icon of macOS: each PNG behind its kind and length."""
    body = b"".join(
        kind + struct.pack(">I", len(pictures[size]) + 8) + pictures[size]
        for size, kind in _ICNS_KINDS.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def draw_into(folder: Path) -> None:
    """Write every size and both containers."""
    renderer = QSvgRenderer(str(DRAWING))
    if not renderer.isValid():
        sys.exit(f"{DRAWING} can't be drawn.")
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: drawn(renderer, size) for size in SIZES}
    for size, picture in pictures.items():
        (folder / f"ketachart-{size}.png").write_bytes(picture)
    (folder / "ketachart.ico").write_bytes(ico(pictures))
    (folder / "ketachart.icns").write_bytes(icns(pictures))


if __name__ == "__main__":
    application = QGuiApplication([])
    draw_into(Path(sys.argv[1]))
