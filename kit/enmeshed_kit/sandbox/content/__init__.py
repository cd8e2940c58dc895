"""Readers for the contents of payloads: each returns the JSON that a Connector would store, or refuses it with a Fault.

What there is to read differs between versions of the content library; each has its Vocabulary, called after it. That of
today's is told in full, the earlier ones by what differs from the next.
"""
