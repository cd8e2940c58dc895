"""An unofficial Jupyter tutorial and notebook kit for the REST API of the enmeshed Connector."""
