class Cancelled(Exception):
    """The job was asked to stop; what it finished stays, the rest can be continued."""


class UnknownKind(Exception):
    """No handler is registered under this name: the app that owns it was not loaded."""
