"""What a Connector says over HTTP: one call in, one answer out."""
