"""Entry point: answers `--version` before anything heavy is imported, else calls the CLI."""

import sys


def main() -> int:
    """Run vibecli with the process's arguments and give its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from vibecli import __version__

        sys.stdout.write(f"vibecli {__version__}\n")
        return 0
    from vibecli.cli.app import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
