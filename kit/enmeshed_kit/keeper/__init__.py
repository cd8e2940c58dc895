"""Keeps the history of a Connector without a notebook: `enmeshed-kit sync`."""
