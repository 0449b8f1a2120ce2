"""Entry point: answers `--version` before anything heavy is imported, else calls the CLI.

Nothing is imported before Ctrl-C is seen to: what a person stops ends with its exit code, however
early.
"""

import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Run vibecli with the process's arguments and give its exit code."""
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:  # while the imports were still running
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        from vibecli import __version__

        sys.stdout.write(f"vibecli {__version__}\n")
        return 0
    import signal

    usual = signal.getsignal(signal.SIGINT)
    if (
        usual is signal.default_int_handler
    ):  # it may be ignored; an import may swallow what it raises
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from vibecli.cli.app import run

    signal.signal(signal.SIGINT, usual)
    code = run(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done
    return code


if __name__ == "__main__":
    sys.exit(main())
