"""Take the README's pictures again: `uv run python tests/browser/pictures.py`.

Runs the first Relationship in JupyterLab in Chromium and keeps a form and the phone as they look there.
"""

import re
import sys
import tempfile
from pathlib import Path

from conftest import CHROMIUM, QUIET, ROOT, Reader, start_lab
from playwright.sync_api import Locator, sync_playwright

FOLDER = ROOT / "notebooks" / "pictures"
LESSON = "01_first_relationship"
PICTURES = {
    "form": ("kit.tutorial.CREATE_NAME", lambda cell: cell.locator(".jp-OutputArea-output").last),
    "phone": ("phone.fill_in", lambda cell: cell.get_by_role("group", name=re.compile("^Phone: Add contact")).first),
}


def take_pictures() -> list[Path]:
    """Run the lesson's cells and write each picture once its cell has run: the files."""
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        lab = start_lab(Path(home), "light")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            page = chromium.new_page(viewport={"width": 1100, "height": 1400})
            page.goto(lab.place(ROOT / "notebooks" / f"{LESSON}.ipynb", f"{LESSON}.ipynb"))
            reader = Reader(page)
            reader.begin()
            return [keep(name, find(reader.run_until(source))) for name, (source, find) in PICTURES.items()]
        finally:
            chromium.close()
            lab.stop()


def keep(name: str, shown: Locator) -> Path:
    """Write what is shown as a picture: its file."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.png"
    shown.screenshot(path=path, animations="disabled")
    return path


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("Chromium is not on this machine.")
    for file in take_pictures():
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
