import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import nbformat
import pytest
from nbformat import v4
from playwright.sync_api import Browser, ConsoleMessage, Error, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
PATIENCE_MS = 90_000  # a kernel on a busy machine takes its time
SCREENSHOTS = ROOT / "build" / "screenshots"
ON_TOP = ".jp-NotebookPanel:not(.lm-mod-hidden)"
ERROR = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
ALL_CELLS = {"notebook-extension/tracker": {"windowingMode": "none"}}  # those off the screen too, for the screenshot
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HEIGHT = "Math.max(1400, 120 + (document.querySelector('.jp-WindowedPanel-viewport')?.scrollHeight ?? 0))"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window. Not for the session: Playwright keeps the thread's event loop."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open an address; in the end only this machine was asked, no script has failed, and a screenshot is kept."""
    pages: list[Page] = []
    asked = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not is_policy(message.text):
            complaints.append(f"{message.text} ({message.location['url']})")

    def open_at(address: str, scheme: str = "light") -> Page:
        page = browser.new_page(viewport={"width": 1280, "height": 1400}, color_scheme=scheme)  # type: ignore[arg-type]
        page.on("request", lambda one: asked.append(one))  # Playwright takes no built-in functions
        page.on("console", hear)
        page.on("pageerror", lambda error: None if is_of_notebook(error) else complaints.append(str(error)))
        page.set_default_timeout(PATIENCE_MS)
        pages.append(page)
        page.goto(address)
        return page

    yield open_at
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages):
        name = re.sub(r"\W+", "-", request.node.name)
        page.set_viewport_size({"width": 1280, "height": page.evaluate(HEIGHT)})
        page.evaluate("document.querySelector('.jp-WindowedPanel-outer')?.scrollTo(0, 0)")
        page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
        page.close()
    sent = [one for one in asked if one.failure != "csp"]  # what the page's own policy forbids never leaves
    assert {urlsplit(one.url).hostname for one in sent} <= {"127.0.0.1", "localhost", None}
    assert complaints == []


def is_policy(text: str) -> bool:
    """Tell whether the browser says that it kept to a page's own policy: that is what the policy is for."""
    return "Content Security Policy" in text


def is_of_notebook(error: Error) -> bool:
    """Tell whether it is the error that Notebook 7.6 makes with an empty notebook and no extension, too."""
    return "/static/notebook/" in (error.stack or "") and "reading 'schema'" in error.message


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: where it is, and the folder that it serves."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    def place(self, notebook: Path | nbformat.NotebookNode, name: str, *beside: Path) -> str:
        """Copy or write a notebook into a folder of its own: the address that opens it, and nothing else."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for path in beside:
            shutil.copy(path, folder)
        if isinstance(notebook, Path):
            shutil.copy(notebook, folder / name)
        else:
            nbformat.write(notebook, folder / name)
        return re.sub(r"tree/[^?]+", f"tree/{folder.name}/{name}", self.address) + "&reset"

    def stop_kernels(self) -> None:
        """Leave no kernel of an earlier test at work."""
        base, _, token = re.match(r"(.+)/lab/(.+)token=(.+)", self.address).groups()  # type: ignore[union-attr]
        with httpx.Client(base_url=base, headers={"Authorization": f"token {token}"}) as client:
            for kernel in client.get("/api/kernels").json():
                client.delete(f"/api/kernels/{kernel['id']}")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)


LAB = ["-c", "import sys; from enmeshed_kit.cli import main; sys.exit(main())", "lab", "--no-browser"]


def start_lab(
    home: Path, theme: str, python: str = sys.executable, command: Iterable[str] = LAB, options: Iterable[str] = ()
) -> Lab:
    """Start `enmeshed-kit lab`, or another front end, on a copy of the notebooks, without the reader's own settings."""
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    settings = {"apputils-extension/themes": {"theme": THEMES[theme]}, **ALL_CELLS}
    for name, values in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    places = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data"}
    process = subprocess.Popen(
        [python, *command, *options],
        cwd=home,
        env=os.environ | {name: str(home / folder) for name, folder in places.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Lab(process, address_of(process), home / "my-notebooks")


@pytest.fixture
def start_front_end() -> Iterator[Callable[..., Lab]]:
    """Start a front end as `start_lab` does; in the end it is stopped."""
    labs: list[Lab] = []

    def start(*arguments: Any, **options: Any) -> Lab:
        labs.append(start_lab(*arguments, **options))
        return labs[-1]

    yield start
    for lab in labs:
        lab.stop()


@pytest.fixture
def lab_in(tmp_path: Path, start_front_end: Callable[..., Lab]) -> Callable[[str], str]:
    """Start a JupyterLab that no other test uses: its address."""
    return lambda theme: start_front_end(tmp_path, theme).address


@pytest.fixture(scope="session")
def shared_labs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Lab]]:
    """One JupyterLab of each theme for all tests that need no own one: starting it takes seconds."""
    labs: dict[str, Lab] = {}

    def take(theme: str) -> Lab:
        if theme not in labs:
            labs[theme] = start_lab(tmp_path_factory.mktemp(f"lab-{theme}"), theme)
        return labs[theme]

    yield take
    for lab in labs.values():
        lab.stop()


def address_of(process: subprocess.Popen[str]) -> str:
    """Wait for the line that says where JupyterLab is, and keep its output flowing."""
    found: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            if match := re.search(r"http://\S+token=\S+", line):
                found.put(match[0])

    threading.Thread(target=read, daemon=True).start()
    return found.get(timeout=60)


class Reader:
    """Somebody in front of a notebook, with mouse and keyboard; of several that are open, the one on top."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Run before its kernel is there, JupyterLab would ask for one.
        self.notebook = page.locator(f"{ON_TOP} .jp-Notebook")
        self.notebook.locator(".jp-CodeCell").first.wait_for()
        self.wait_until_idle()

    def wait_until_idle(self) -> None:
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("Idle")

    def choose(self, menu: str, entry: str) -> None:
        """Take an entry of a menu with the mouse."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{entry}$")).click()

    def open_beside(self, name: str) -> None:
        """Open another notebook of the folder in a tab of its own, from the list of files."""
        self.page.get_by_role("listitem").filter(has_text=name).dblclick()
        self.page.locator(f"{ON_TOP}[aria-labelledby]").wait_for()
        expect(self.tab(name)).to_have_attribute("aria-selected", "true")
        self.notebook.locator(".jp-CodeCell").first.wait_for()
        self.wait_until_idle()

    def tab(self, name: str) -> Locator:
        """The tab of an open notebook."""
        return self.page.get_by_role("tab", name=re.compile(name))

    def restart_kernel(self) -> None:
        """Restart the kernel with the menu, and say yes."""
        self.choose("Kernel", "Restart Kernel…")
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.wait_until_idle()

    def begin(self) -> None:
        """Clear all outputs, for the saved ones would look like a run, and go to the first cell."""
        self.choose("Edit", "Clear Outputs of All Cells")
        self.notebook.locator(".jp-Cell").first.click()

    def run_cell(self) -> Locator:
        """Press Shift+Enter on the active cell and wait for its number, if it has code: the cell."""
        active = self.notebook.locator(".jp-Cell.jp-mod-active")
        number = int(active.get_attribute("data-windowed-list-index") or 0)
        has_code = "jp-CodeCell" in (active.get_attribute("class") or "")
        self.page.keyboard.press("Shift+Enter")
        cell = self.notebook.locator(f".jp-Cell[data-windowed-list-index='{number}']")
        if has_code:
            expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"^\[\d+\]:$"))
        return cell

    def run_until(self, text: str) -> Locator:
        """Run cell after cell, up to the first whose source has a text: that cell."""
        while text not in (self.notebook.locator(".jp-Cell.jp-mod-active .jp-InputArea").text_content() or ""):
            self.run_cell()
        return self.run_cell()

    def go_on_after(self, cell: Locator) -> None:
        """Click beside the cell below: what was clicked inside an output has made its own cell the active one."""
        number = int(cell.get_attribute("data-windowed-list-index") or 0)
        below = self.notebook.locator(f".jp-Cell[data-windowed-list-index='{number + 1}']")
        below.click(position={"x": 40, "y": 12})

    def run_to_the_end(self) -> None:
        """Run what is left, from the cell after the active one, with the menu."""
        self.choose("Run", "Run Selected Cell and All Below")
        self.wait_for_numbers()

    def run_all(self) -> None:
        """Run all cells, from no outputs."""
        self.choose("Edit", "Clear Outputs of All Cells")
        self.choose("Run", "Run All Cells")
        self.wait_for_numbers()

    def wait_for_numbers(self) -> None:
        """Wait until each cell with code has run, or the first has failed: the rest would never run."""
        self.page.wait_for_function(
            """([panel, error]) => {
                const shown = document.querySelector(panel);
                const prompts = [...shown.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
                const isDone = prompts.length > 0 && prompts.every(one => /^\\[\\d+\\]:$/.test(one.textContent));
                return isDone || shown.querySelector(error);
            }""",
            arg=[ON_TOP, ERROR],
        )
        self.wait_until_idle()
        assert self.notebook.locator(ERROR).all_text_contents() == []

    def errors(self) -> int:
        """How many cells ended with an error."""
        return self.notebook.locator(ERROR).count()


@pytest.fixture
def sit_before() -> Callable[[Page], Reader]:
    """Take a place in front of a page that shows a notebook: its reader."""
    return Reader


@pytest.fixture
def read(shared_labs: Callable[[str], Lab], open_page: Callable[..., Page]) -> Iterator[Callable[..., Reader]]:
    """Open a lesson, copied alone to another folder, or a notebook of these cells in JupyterLab: its reader."""
    used = []

    def opened(name: str, theme: str = "light", cells: Iterable[str] = (), beside: Iterable[str] = ()) -> Reader:
        lab = shared_labs(theme)
        used.append(lab)
        written = v4.new_notebook(cells=[v4.new_code_cell(cell.strip()) for cell in cells])
        written.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook = written if written.cells else next((ROOT / "notebooks").rglob(f"{name}.ipynb"))
        others = [ROOT / "notebooks" / f"{other}.ipynb" for other in beside]
        return Reader(open_page(lab.place(notebook, f"{name}.ipynb", *others), theme))

    yield opened
    for lab in used:
        lab.stop_kernels()
