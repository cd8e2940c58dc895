"""Pictures with choices for period, status and peer."""
