"""Readers for the contents of payloads: each returns the JSON that a Connector would store, or refuses it with a Fault.

What there is to read differs between versions of the content library; each has its Vocabulary, called after it.
"""

from enmeshed_kit.sandbox.content.vocabulary import CONTENT_2, CONTENT_6, CONTENT_7, Vocabulary

__all__ = ["CONTENT_2", "CONTENT_6", "CONTENT_7", "Vocabulary"]

# Until every room asks its account's dialect.
REQUEST_ITEM_TYPES = CONTENT_7.request_item_types
is_storable = CONTENT_7.is_storable
read_attribute = CONTENT_7.read_attribute
read_creation_content = CONTENT_7.read_creation_content
read_message_content = CONTENT_7.read_message_content
read_query = CONTENT_7.read_query
read_request = CONTENT_7.read_request
read_response = CONTENT_7.read_response
read_template_content = CONTENT_7.read_template_content
require_storable = CONTENT_7.require_storable
