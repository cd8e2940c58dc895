"""For every test, those in notebooks included: a Connector that the shell names is never touched."""

import os

for name in [name for name in os.environ if name.startswith("ENMESHED_")]:
    del os.environ[name]
