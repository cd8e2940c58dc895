"""What a past costs: against json.dumps of the same records in the same run, in seconds of the processor."""

import json
import time
from datetime import UTC, datetime

import msgspec
import pytest

from enmeshed_kit.sandbox.sandbox import Sandbox

pytestmark = pytest.mark.slow

LIMIT = 10
"""Alone on a machine 4 to 6 were measured, beside other tests 4 to 8."""

ROUNDS = 2


def records_of(account):
    sections = (account.relationships, account.messages, account.outgoing_requests, account.incoming_requests)
    records = [*(each for section in (*sections, account.files, account.templates) for each in section.list([]))]
    return [msgspec.to_builtins(account.write(each)) for each in (*records, *account.attributes.holdings)]


def cost(work):
    begin = time.process_time()
    work()
    return time.process_time() - begin


def populated(era):
    """A Connector with a past, and what it took to make that."""
    sandbox = Sandbox(seed="x", start=datetime(2026, 1, 5, 9, tzinfo=UTC))
    account = sandbox.add_connector("connector", era=era).account
    return account, cost(lambda: sandbox.populate(relationships=10_000, messages=100_000))


def written(account):
    """What writing its records takes; whatever else the machine does can only add to it."""
    records = records_of(account)
    return min(cost(lambda: json.dumps(records)) for _ in range(3))


@pytest.mark.parametrize("era", ["v7", "v6", "classic"])
def test_a_past_is_made_in_a_small_multiple_of_what_writing_its_records_takes(benchmark, era):
    costs = []

    def measure():
        account, ours = populated(era)
        assert (len(account.relationships.list([])), len(account.messages.list([]))) == (10_000, 100_000)
        costs.append((ours, written(account)))

    benchmark.pedantic(measure, rounds=ROUNDS)

    ours, rival = map(min, zip(*costs, strict=True))
    benchmark.extra_info |= {"ours": ours, "rival": rival, "ratio": ours / rival}
    assert ours <= LIMIT * rival
