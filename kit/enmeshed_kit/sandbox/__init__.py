"""Plays Connectors and the Backbone between them, so faithfully that a client cannot tell."""
