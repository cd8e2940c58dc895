"""The panel of a Connector: which it is, how it is, and the way to another."""
