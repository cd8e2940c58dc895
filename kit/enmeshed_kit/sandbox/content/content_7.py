"""The vocabulary of the content library 7, which a Connector 7.4.6 has in it."""

from enmeshed_kit.sandbox.content.attributes import ATTRIBUTES
from enmeshed_kit.sandbox.content.envelopes import ENVELOPES
from enmeshed_kit.sandbox.content.kinds import CORE
from enmeshed_kit.sandbox.content.parameters import PARAMETERS
from enmeshed_kit.sandbox.content.requests import REQUESTS
from enmeshed_kit.sandbox.content.shapes import Classes
from enmeshed_kit.sandbox.content.values import IDENTITY_TYPES, VALUES
from enmeshed_kit.sandbox.content.vocabulary import Vocabulary

CONTENT_7 = Vocabulary(
    classes=Classes((*CORE, *VALUES, *ATTRIBUTES, *REQUESTS, *ENVELOPES, *PARAMETERS)),
    identity_types=IDENTITY_TYPES,
    limits_letters=True,
    limits_tags=True,
)
