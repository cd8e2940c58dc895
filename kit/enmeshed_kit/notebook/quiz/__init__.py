"""Questions to a Connector, and the answers that its records give."""
