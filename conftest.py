"""For every test, the notebooks' included: a Connector that the shell names is never touched."""

import os
import signal
from pathlib import Path

import pytest

from enmeshed_kit.eras import ERAS

for name in [name for name in os.environ if name.startswith("ENMESHED_")]:
    del os.environ[name]
os.environ["TZ"] = "UTC"  # kernels inherit it: what notebooks save shows times of one zone

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # In the background, a shell lets its programs ignore Ctrl-C; what tests start is to hear it as in a terminal.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--era", choices=ERAS, help="of the sandbox's Connectors in notebooks; add --nbval-lax")
    parser.addoption(
        "--regenerate", action="store_true", help="write fresh outputs into notebooks/ instead of comparing them"
    )


def pytest_configure(config: pytest.Config) -> None:
    if era := config.getoption("--era"):
        os.environ["ENMESHED_ERA"] = era
    # Here and not in pyproject.toml: nbval reads the path from where pytest was started.
    config.option.nbval_sanitize_with = str(Path(__file__).parent / "tests" / "notebooks" / "nbval.cfg")
