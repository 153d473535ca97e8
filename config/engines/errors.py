"""What can be wrong with an engine, as one sentence for whoever started the program."""


class EngineError(Exception):
    """Shown without a traceback."""
