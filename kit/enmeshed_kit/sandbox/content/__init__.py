"""Readers for the contents of payloads: each returns the JSON that a Connector would store, or refuses it with a Fault.

What there is to read differs between versions of the content library; each has its Vocabulary, called after it. That of
today's is told in full, the earlier ones by what differs from the next.
"""

from enmeshed_kit.sandbox.content.content_2 import CONTENT_2
from enmeshed_kit.sandbox.content.content_6 import CONTENT_6
from enmeshed_kit.sandbox.content.content_7 import CONTENT_7
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary

__all__ = ["CONTENT_2", "CONTENT_6", "CONTENT_7", "Vocabulary"]
