"""The peak of memory that making a table of an answer's Messages takes, in bytes: ours, or the rival's."""

import json
import re
import sys
from pathlib import Path

import pandas as pd

from enmeshed_kit import tables


def rival(raw):
    return pd.json_normalize(json.loads(raw)["result"])


def peak():
    """Linux counts it for this program alone; `ru_maxrss` would begin with that of the one that started it."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024


tables.messages(b'{"result":[]}')  # loads what both need
raw = Path(sys.argv[2]).read_bytes()
before = peak()
table = {"ours": tables.messages, "rival": rival}[sys.argv[1]](raw)
print(peak() - before)
