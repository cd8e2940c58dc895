"""Requests of both directions: what may be asked, how it is decided, and what comes of the answer."""
