"""Lets the tests here import the replay, which is a program of its own too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
