"""The parts of values that are made of several: each becomes an Attribute of its own, a child of the whole.

Source: `POST /api/v2/Attributes` of Connectors 4.6.4 and 6.34.0, which create the children in this order.
"""

from enmeshed_kit.records import Json

_PLACE = {"zipCode": "ZipCode", "city": "City", "country": "Country"}
_STATE = {"state": "State"}
_PARTS = {
    "Affiliation": {"role": "AffiliationRole", "organization": "AffiliationOrganization", "unit": "AffiliationUnit"},
    "BirthDate": {"day": "BirthDay", "month": "BirthMonth", "year": "BirthYear"},
    "BirthPlace": {"city": "BirthCity", "country": "BirthCountry", "state": "BirthState"},
    "DeliveryBoxAddress": _PLACE | {"phoneNumber": "PhoneNumber"} | _STATE,
    "PersonName": {
        "givenName": "GivenName",
        "middleName": "MiddleName",
        "surname": "Surname",
        "honorificSuffix": "HonorificSuffix",
        "honorificPrefix": "HonorificPrefix",
    },
    "PostOfficeBoxAddress": _PLACE | _STATE,
    "StreetAddress": {"street": "Street", "houseNo": "HouseNumber"} | _PLACE | _STATE,
}


def is_complex(value: Json) -> bool:
    """Whether a value is made of several."""
    return value["@type"] in _PARTS


def parts_of(value: Json) -> list[Json]:
    """The values of which a value is made; none for a simple one."""
    parts = _PARTS.get(value["@type"], {})
    return [{"@type": kind, "value": value[name]} for name, kind in parts.items() if name in value]
