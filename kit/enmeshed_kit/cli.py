"""The command line: `enmeshed-kit lab`, `run`, `sandbox` and `sync`. Each command imports only what it needs."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from enmeshed_kit.eras import ERAS, LATEST

ERA_HELP = f"which Connectors the notebooks' sandbox plays (ENMESHED_ERA, or {LATEST.name}, if left out)"

INTERRUPTED = 130  # what a shell expects after Ctrl-C

SYNC_EXIT_CODES = (
    "exit codes: 0 done; 1 no sync, the Connector cannot be reached or fails (with --every it is waited for); "
    "2 a mistake in the arguments or in which Connector is named; 3 the API key is refused; 4 the history is another "
    "Identity's or cannot be written; 130 after Ctrl-C; 143 after SIGTERM"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:      arguments: what follows the program's name; that of the process if left out.
    Returns:   the exit code; 2 for a mistake in the arguments, 130 after Ctrl-C.
    """
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.command(options)
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return INTERRUPTED
    return code


def build_parser() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="enmeshed-kit",
        description="Unofficial tutorial and notebook kit for the REST API of the enmeshed Connector.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    lab = commands.add_parser("lab", help="open the notebooks in JupyterLab (working copies of your own)")
    lab.add_argument(
        "notebook", nargs="?", default="", metavar="NOTEBOOK", help="which one, as 02; the first if left out"
    )
    lab.add_argument("--workshop", action="store_true", help="the notebook on the left, its phone on the right")
    lab.add_argument("--port", type=read_port, default=0, help="port on this machine; a free one if left out")
    lab.add_argument("--no-browser", action="store_true", help="only print the address")
    lab.add_argument("--fresh", action="store_true", help="new working copies; edited ones are kept as backups")
    lab.add_argument("--era", choices=ERAS, help=ERA_HELP)
    lab.set_defaults(command=open_lab)

    run = commands.add_parser("run", help="execute notebooks and write them as HTML pages")
    run.add_argument(
        "notebooks", nargs="*", metavar="NOTEBOOK", help="by number or name, 10 for example; all if left out"
    )
    run.add_argument("--html", type=Path, metavar="DIR", help="folder for the pages (build/notebooks if left out)")
    run.add_argument("--own-connector", action="store_true", help="work on the Connector that ENMESHED_* names")
    run.add_argument("--era", choices=ERAS, help=ERA_HELP)
    run.set_defaults(command=run_lessons)

    sandbox = commands.add_parser("sandbox", help="serve simulated Connectors until Ctrl-C")
    sandbox.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1 if left out)")
    sandbox.add_argument("--port", type=read_port, default=0, help="a free one if left out")
    sandbox.add_argument(
        "--connector",
        type=read_connector,
        action="append",
        metavar="NAME[=KEY]",
        dest="connectors",
        help="a Connector to serve below /NAME, as often as needed (connector and app if left out)",
    )
    sandbox.add_argument("--era", choices=ERAS, default=LATEST.name, help=f"which Connectors to play ({LATEST.name})")
    sandbox.add_argument("--slow-401", action="store_true", help="answer a wrong key as late as a real Connector")
    sandbox.set_defaults(command=serve_sandbox)

    sync = commands.add_parser(
        "sync",
        help="keep a history of what syncs bring, without a notebook",
        description="Sync your Connector (ENMESHED_BASE_URL, ENMESHED_API_KEY) and keep what that brings as tables.",
        epilog=SYNC_EXIT_CODES,
    )
    sync.add_argument("--history", type=Path, required=True, metavar="DIR", help="folder of the history")
    sync.add_argument("--every", type=read_seconds, metavar="SECONDS", help="again and again; once if left out")
    sync.add_argument("--no-bodies", action="store_true", help="keep the texts of Messages off the disk")
    sync.add_argument("--quiet", action="store_true", help="say nothing but what goes wrong")
    sync.set_defaults(command=keep_history)
    return parser


def read_port(text: str) -> int:
    """Read a port number.

    Raises:    argparse.ArgumentTypeError: not a number from 0 to 65535.
    """
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def read_seconds(text: str) -> float:
    """Read a pause.

    Raises:    argparse.ArgumentTypeError: not a number of seconds from 1 to 86400, a day.
    """
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", text) or not 1 <= float(text) <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds (1 to 86400)")
    return float(text)


def read_connector(text: str) -> tuple[str, str | None]:
    """Read NAME or NAME=KEY; a key may hold further `=`.

    Raises:    argparse.ArgumentTypeError: the name cannot stand in an address, or the key is empty.
    """
    name, equals, key = text.partition("=")
    if not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise argparse.ArgumentTypeError(f"{name!r} is not a name of letters, digits and hyphens")
    if equals and not key:
        raise argparse.ArgumentTypeError(f"{text!r} has an empty key")
    return name, key or None


def open_lab(options: argparse.Namespace) -> int:
    """Run `enmeshed-kit lab`."""
    from enmeshed_kit.lessons.index import LessonError
    from enmeshed_kit.lessons.lab import open_lab

    try:
        return open_lab(
            notebook=options.notebook,
            workshop=options.workshop,
            port=options.port,
            browser=not options.no_browser,
            fresh=options.fresh,
            era=options.era,
        )
    except LessonError as error:
        return refuse(error)


def run_lessons(options: argparse.Namespace) -> int:
    """Run `enmeshed-kit run`."""
    from enmeshed_kit.lessons.index import LessonError
    from enmeshed_kit.lessons.run import run_lessons

    try:
        return run_lessons(options.notebooks, pages=options.html, own_connector=options.own_connector, era=options.era)
    except LessonError as error:
        return refuse(error)


def serve_sandbox(options: argparse.Namespace) -> int:
    """Run `enmeshed-kit sandbox`."""
    from enmeshed_kit.sandbox.server import run

    connectors = options.connectors or [("connector", None), ("app", None)]
    names = [name for name, _ in connectors]
    if len(set(names)) < len(names):
        return refuse(ValueError(f"A Connector's name is given twice: {', '.join(names)}"))
    return run(options.host, options.port, connectors, options.slow_401, options.era)


def keep_history(options: argparse.Namespace) -> int:
    """Run `enmeshed-kit sync`."""
    from enmeshed_kit.keeper.program import keep_history

    return keep_history(options.history, every_s=options.every, bodies=not options.no_bodies, quiet=options.quiet)


def refuse(error: Exception) -> int:
    """Say what is wrong, without a traceback."""
    print(f"enmeshed-kit: {error}", file=sys.stderr)
    return 2
