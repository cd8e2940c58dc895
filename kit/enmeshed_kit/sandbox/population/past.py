"""Giving a past to an Account."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from enmeshed_kit.sandbox.account import Account
from enmeshed_kit.sandbox.population.calendar import Calendar
from enmeshed_kit.sandbox.population.history import History
from enmeshed_kit.sandbox.population.plan import Plan, Scope

if TYPE_CHECKING:
    from enmeshed_kit.sandbox.world import World

LEAST_LEFT = timedelta(hours=6)
"""What happens after the last sync has at least so much time, and at most a day more."""


def make_past(world: "World", company: Account, scope: Scope, dice: Random) -> None:
    """Let happen what might have, with the clock set back; nobody is told of the company's events.

    Raises:    ValueError: the company has Relationships already, or the scope is none.
    """
    if company.relationships.list([]):
        raise ValueError("a Connector with Relationships has a past already")
    now = world.clock.now()
    last_midnight = (now - LEAST_LEFT).replace(hour=0, minute=0, second=0, microsecond=0)
    calendar = Calendar(last_midnight - timedelta(days=scope.days), scope.days, dice)
    can_end = world.dialect.era.routes["Terminate a Relationship"] is not None
    plan = Plan(scope, calendar, (now - last_midnight).total_seconds(), dice, can_end=can_end)
    with world.clock.set_back(calendar.begin), _unheard(company), _without_collector():
        History(world, company, plan, calendar).tell()


@contextmanager
def _unheard(account: Account) -> Iterator[None]:
    on_event, account.on_event = account.on_event, None
    try:
        yield
    finally:
        account.on_event = on_event


@contextmanager
def _without_collector() -> Iterator[None]:
    """Nothing of a past is thrown away: looking for garbage again and again would take a third of the time.

    In the end all of it is counted among what is old, where it is looked for last.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()
