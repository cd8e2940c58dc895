"""A plausible past: a company on one Connector, and the people who have dealt with it.

What everybody does is planned first (`plan`), from dice, and then done one deed after the other (`history`) by the same
Accounts that answer calls, with the clock set back. Nothing is made up beside them.
"""
