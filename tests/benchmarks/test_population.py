"""What a past costs: against json.dumps of the same records in the same run, in seconds of the processor."""

import json
import time
from datetime import UTC, datetime

import msgspec
import pytest

from enmeshed_kit.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.slow

LIMIT = 20
"""The aim is 10: alone on a machine 7 to 9 were measured, beside other tests up to 13."""


def records_of(account):
    sections = (account.relationships, account.messages, account.outgoing_requests, account.incoming_requests)
    records = [*(each for section in (*sections, account.files, account.templates) for each in section.list([]))]
    return [msgspec.to_builtins(account.write(each)) for each in (*records, *account.attributes.holdings)]


@pytest.mark.parametrize("era", ["v7", "v6", "classic"])
def test_a_past_is_made_in_a_small_multiple_of_what_writing_its_records_takes(benchmark, era):
    sandbox = Sandbox(seed="x", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    account = sandbox.add_connector("connector", era=era).account
    begin = time.process_time()

    benchmark.pedantic(lambda: sandbox.populate(relationships=10_000, messages=100_000), rounds=1)

    ours = time.process_time() - begin
    records = records_of(account)
    begin = time.process_time()
    length = len(json.dumps(records))
    rival = time.process_time() - begin
    benchmark.extra_info |= {"rival": rival, "ratio": ours / rival, "MB": length / 1e6}
    assert (len(account.relationships.list([])), len(account.messages.list([]))) == (10_000, 100_000)
    assert ours <= LIMIT * rival
