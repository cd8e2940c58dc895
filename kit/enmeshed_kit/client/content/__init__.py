"""Builders for what goes into Attributes, Requests, templates, decisions and Messages.

Each returns the plain JSON that the API takes, so that it can be printed, changed and written again in another
language, and refuses at once what a Connector 7 would refuse later, saying why.
"""

from enmeshed_kit.client.content.addresses import addresses, check_address
from enmeshed_kit.client.content.answers import (
    accept,
    accept_deletion,
    accept_form_field,
    accept_proposal,
    reject,
)
from enmeshed_kit.client.content.attributes import attribute_payload, identity_attribute, relationship_attribute
from enmeshed_kit.client.content.decisions import answer_all, check_decisions, decisions, reject_all
from enmeshed_kit.client.content.fields import (
    boolean_field,
    date_field,
    number_field,
    rating_field,
    selection_field,
    text_field,
)
from enmeshed_kit.client.content.items import (
    authentication,
    check_item,
    consent,
    create_attribute,
    delete_attribute,
    form_field,
    propose_attribute,
    read_attribute,
    share_attribute,
    share_authorization_request,
    share_credential_offer,
    transfer_file_ownership,
)
from enmeshed_kit.client.content.messages import arbitrary_message_content, mail, recipients
from enmeshed_kit.client.content.protection import password_protection
from enmeshed_kit.client.content.queries import identity_query, iql_query, relationship_query, third_party_query
from enmeshed_kit.client.content.requests import (
    arbitrary_creation_content,
    arbitrary_template_content,
    creation_content,
    group,
    request,
    template_content,
)
from enmeshed_kit.client.content.values import (
    VALUE_TYPES,
    attribute_value,
    relationship_value,
    same_value,
    trimmed,
)

__all__ = [
    "VALUE_TYPES",
    "accept",
    "accept_deletion",
    "accept_form_field",
    "accept_proposal",
    "addresses",
    "answer_all",
    "arbitrary_creation_content",
    "arbitrary_message_content",
    "arbitrary_template_content",
    "attribute_payload",
    "attribute_value",
    "authentication",
    "boolean_field",
    "check_address",
    "check_decisions",
    "check_item",
    "consent",
    "create_attribute",
    "creation_content",
    "date_field",
    "decisions",
    "delete_attribute",
    "form_field",
    "group",
    "identity_attribute",
    "identity_query",
    "iql_query",
    "mail",
    "number_field",
    "password_protection",
    "propose_attribute",
    "rating_field",
    "read_attribute",
    "recipients",
    "reject",
    "reject_all",
    "relationship_attribute",
    "relationship_query",
    "relationship_value",
    "request",
    "same_value",
    "selection_field",
    "share_attribute",
    "share_authorization_request",
    "share_credential_offer",
    "template_content",
    "text_field",
    "third_party_query",
    "transfer_file_ownership",
    "trimmed",
]
