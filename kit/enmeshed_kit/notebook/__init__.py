"""What the cells of a notebook use, in one place; importing it teaches IPython how the client's objects look."""

from enmeshed_kit import tables
from enmeshed_kit.client.connector import Connector
from enmeshed_kit.client.errors import (
    BadRequestError,
    ContentError,
    ForbiddenError,
    NotFoundError,
    NotInstalledError,
    NotInThisEraError,
    PlaceholderError,
    RejectedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
    WaitTimeoutError,
)
from enmeshed_kit.connect import app_connector, connect
from enmeshed_kit.eras import era_of_version
from enmeshed_kit.notebook import tutorial
from enmeshed_kit.notebook.beginning import FirstRelationship, LessonError, first_relationship
from enmeshed_kit.notebook.check import CheckError, check
from enmeshed_kit.notebook.connection.connection import Connection, connection
from enmeshed_kit.notebook.displays import register
from enmeshed_kit.notebook.explore.explore import Explorer, explore
from enmeshed_kit.notebook.feed.feed import Feed, FeedError, feed
from enmeshed_kit.notebook.form.form import Form
from enmeshed_kit.notebook.form.payload import Call, Given
from enmeshed_kit.notebook.lesson import expiry, relationship_of
from enmeshed_kit.notebook.local_cluster import LocalCluster, local_cluster
from enmeshed_kit.notebook.phone.phone import Phone
from enmeshed_kit.notebook.phone.pocket import PhoneError
from enmeshed_kit.notebook.phone.real_phone import NoContactError, RealPhone, phone_for
from enmeshed_kit.notebook.populated import folder, next_day, populated
from enmeshed_kit.notebook.qr import QrCode, qr
from enmeshed_kit.notebook.quiz.quiz import Quiz, QuizError
from enmeshed_kit.notebook.readiness import Readiness, readiness
from enmeshed_kit.notebook.screen import side_by_side
from enmeshed_kit.notebook.timing import timed

__all__ = [
    "BadRequestError",
    "Call",
    "CheckError",
    "Connection",
    "Connector",
    "ContentError",
    "Explorer",
    "Feed",
    "FeedError",
    "FirstRelationship",
    "ForbiddenError",
    "Form",
    "Given",
    "LessonError",
    "LocalCluster",
    "NoContactError",
    "NotFoundError",
    "NotInThisEraError",
    "NotInstalledError",
    "Phone",
    "PhoneError",
    "PlaceholderError",
    "QrCode",
    "Quiz",
    "QuizError",
    "Readiness",
    "RealPhone",
    "RejectedError",
    "ServerError",
    "UnauthorizedError",
    "UnreachableError",
    "WaitTimeoutError",
    "app_connector",
    "check",
    "connect",
    "connection",
    "era_of_version",
    "expiry",
    "explore",
    "feed",
    "first_relationship",
    "folder",
    "local_cluster",
    "next_day",
    "phone_for",
    "populated",
    "qr",
    "readiness",
    "relationship_of",
    "side_by_side",
    "tables",
    "timed",
    "tutorial",
]

register()
