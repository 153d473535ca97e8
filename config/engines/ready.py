"""What every entry point asks first: are the engines there? manage.py, web, workers, tests."""

from pathlib import Path

from config import env
from config.engines import outside, own

# Commands that need no server; everything else finds one running.
WITHOUT_ENGINES = frozenset(
    {
        *("help", "--help", "-h", "version", "--version", "check", "diffsettings"),
        *("makemigrations", "makemessages", "compilemessages", "collectstatic", "findstatic"),
        *("engines", "serve", "spectacular", "startapp", "startproject"),
    }
)


def for_command(arguments: list[str]) -> None:
    """Before a management command runs."""
    if len(arguments) > 1 and arguments[1] not in WITHOUT_ENGINES and "--help" not in arguments:
        require(env.data_dir())


def require(data_dir: Path, *, durable: bool = True) -> tuple[str, ...]:
    """Every engine answers, ours started where needed; the names of those started by this call.

    Raises EngineError with one sentence.
    """
    outside.check_named(data_dir)
    wanted = own.needed()
    return own.start(data_dir, which=wanted, durable=durable) if wanted else ()
