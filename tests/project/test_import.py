import subprocess
import sys

import pytest

HEAVY = {"pandas", "matplotlib", "ipywidgets", "IPython", "falcon"}


@pytest.mark.parametrize("statement", ["import enmeshed_kit", "from enmeshed_kit import Connector, connect"])
def test_the_kit_imports_without_what_only_some_need(statement):
    code = f"{statement}; import sys; print(*{{name.partition('.')[0] for name in sys.modules}})"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert HEAVY & set(loaded) == set()
    assert "enmeshed_kit" in loaded
