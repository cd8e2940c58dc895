"""The phone: the simulated App over a second Connector, and the one in the reader's own hand."""
