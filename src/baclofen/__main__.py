"""`python -m baclofen` is the `baclofen` command."""

from baclofen.cli.main import run

if __name__ == "__main__":
    run()
