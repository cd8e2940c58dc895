"""The records lose nothing of what a real Connector 7 answered on the routes that the client uses."""

from typing import Any

import msgspec
import pytest
from answered import kind_of
from recordings import Recorded, recordings

from enmeshed_kit import eras
from enmeshed_kit.records import Health, Version

SCENARIOS = sorted({recorded.scenario for recorded in recordings(eras.V7)})
BESIDE_THE_API = {"/health": Health, "/Monitoring/Version": Version}


def record_of(recorded: Recorded) -> Any:
    """The record that the client reads an answer as, None for routes that it does not use."""
    return kind_of(recorded) if recorded.is_api else BESIDE_THE_API.get(recorded.call.target)


def names(value: Any) -> Any:
    """The structure of JSON: its names, without the values."""
    if isinstance(value, dict):
        return {key: names(item) for key, item in value.items()}
    return [names(item) for item in value] if isinstance(value, list) else None


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_recorded_success_is_read_into_its_record_without_loss(scenario: str) -> None:
    read = 0
    for recorded in recordings(eras.V7):
        if recorded.scenario != scenario or not recorded.is_success or not isinstance(recorded.answer, dict):
            continue
        if (kind := record_of(recorded)) is None:
            continue
        result = recorded.result
        known = msgspec.to_builtins(msgspec.convert(result, kind))
        if kind is Version:
            result.pop("modules")
        assert names(known) == names(result), recorded.place
        read += 1
    assert read > 0
