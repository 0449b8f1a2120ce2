"""Entry point: answers `--version` before anything heavy is imported, else calls the CLI."""

import signal
import sys

INTERRUPTED = 130


def main() -> int:
    """Run vibecli with the process's arguments and give its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from vibecli import __version__

        sys.stdout.write(f"vibecli {__version__}\n")
        return 0
    try:
        from vibecli.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while the imports were still running
        return INTERRUPTED
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done
    return code


if __name__ == "__main__":
    sys.exit(main())
