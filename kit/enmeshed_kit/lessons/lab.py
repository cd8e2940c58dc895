"""JupyterLab on the reader's working copies, started in this process so that nothing outlives it."""

import os
import secrets
import signal
import socket
import sys
import webbrowser
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from enmeshed_kit.lessons.copies import WorkingCopies
from enmeshed_kit.lessons.execution import ERA
from enmeshed_kit.lessons.index import LessonError, find_checkout, find_lesson, read_index
from enmeshed_kit.lessons.workshop import save_layout, with_phone

CONFIG_PATH = "JUPYTER_CONFIG_PATH"
WORKSPACES = ".lab"


def has_browser() -> bool:
    """Tell whether a browser with a window can open here: a text browser in a container does not count."""
    needs_display = sys.platform.startswith("linux") and "BROWSER" not in os.environ
    if needs_display and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def is_free(port: int) -> bool:
    """Tell whether nobody listens on this port of the loopback."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def open_lab(
    *,
    notebook: str = "",
    workshop: bool = False,
    port: int = 0,
    browser: bool = True,
    fresh: bool = False,
    era: str | None = None,
) -> int:
    """Open a lesson's working copy in JupyterLab and serve it until Ctrl-C.

    Args:      notebook: which, by its number, name or file; the first one if left out.
               workshop: lay it out with its phone beside it; only notebooks with a phone count then.
               port: on the loopback; 0 takes a free one.
               browser: open one, if there is one; the address is printed in any case.
               fresh: begin with new working copies; edited ones are kept as backups.
               era: which Connectors the notebooks' sandbox plays; left out, what the environment says.
    Returns:   the exit code.
    Raises:    LessonError: no checkout here, its working copies cannot be made, the port is taken, or there is no such
               notebook.
    """
    if port and not is_free(port):
        raise LessonError(f"Port {port} is taken.\nLeave --port out to get a free one.")
    checkout = find_checkout()
    lessons = read_index(checkout)
    lesson = find_lesson(with_phone(lessons, checkout) if workshop else lessons, notebook)
    copies = WorkingCopies(checkout)
    for backup in copies.refresh(lessons, fresh=fresh):
        print(f"Your edited copy is kept as {backup.relative_to(checkout)}")
    page = f"lab/tree/{quote(lesson.file)}"
    if workshop:
        page = save_layout(lesson, copies.folder, copies.folder / WORKSPACES)
    if era:
        os.environ[ERA] = era  # the kernels inherit it
    _serve(copies.folder, page, port, browser and has_browser())
    return 0


def _serve(folder: Path, page: str, port: int, browser: bool) -> None:
    _add_settings()
    # JupyterLab reads JUPYTER_CONFIG_PATH, which the line above extends, when it is imported.
    from jupyterlab.labapp import LabApp
    from traitlets.config import Config

    token = secrets.token_urlsafe(24)
    server = LabApp.initialize_server(config=Config(_configuration(folder, page, token, port, browser)))

    def announce() -> None:
        print(f"JupyterLab is open at {server.connection_url}{page}?token={token}")
        print(f"Your copies of the notebooks: {folder}\nCtrl-C ends it.", flush=True)

    def stop(signal_number: int, frame: Any) -> None:
        # JupyterLab would ask "y/n" first; a lesson has nothing to lose that is not saved already.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.stop(from_signal=True)

    if sys.platform != "win32":  # there, JupyterLab ends at once by itself
        signal.signal(signal.SIGINT, stop)
    server.io_loop.add_callback(announce)
    server.start()
    print("\nJupyterLab has ended.", flush=True)


def _configuration(folder: Path, page: str, token: str, port: int, browser: bool) -> dict[str, dict[str, Any]]:
    return {
        "ServerApp": {
            "ip": "127.0.0.1",
            "port": port,
            "port_retries": 0,
            "root_dir": str(folder),
            "open_browser": browser,
            "allow_root": True,  # in a container there is often nobody else
            "log_level": "ERROR",
        },
        "IdentityProvider": {"token": token},
        "KernelManager": {"transport_encryption": "auto"},
        "LabApp": {
            "log_level": "ERROR",
            "default_url": f"/{page}",
            "workspaces_dir": str(folder / WORKSPACES),  # tabs of other projects do not come back here
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        },
    }


def _add_settings() -> None:
    """Put the kit's JupyterLab settings (no news, no update check) before the machine's; the reader's own still win."""
    folder = str(files("enmeshed_kit.lessons") / "static" / "jupyter")
    os.environ[CONFIG_PATH] = os.pathsep.join(filter(None, [folder, os.environ.get(CONFIG_PATH)]))
