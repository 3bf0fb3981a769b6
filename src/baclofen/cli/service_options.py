"""The options of `serve` and `users`; nothing heavy is loaded to show them."""

from __future__ import annotations

import argparse


def add_service(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add serve and users."""
    serve = commands.add_parser(
        "serve",
        help="the service: pages for people, hooks for record systems",
        description="Serves on this machine until it is told to stop. Every setting is also an "
        "environment variable: BACLOFEN_PORT and so on.",
        epilog="Example: baclofen serve --port 8080",
    )
    serve.add_argument("--host", metavar="ADDRESS", help="where to listen (default: 127.0.0.1)")
    serve.add_argument("--port", metavar="N", type=int, help="on which port (default: 8080)")
    serve.add_argument("--workers", metavar="N", type=int, help="processes (default: 1)")
    serve.add_argument(
        "--demo", action="store_true",
        help="pages with made-up patients and no passwords, on this machine alone",
    )  # fmt: skip
    serve.add_argument("--users", metavar="FILE", help="who may sign in to the pages")
    serve.add_argument("--store", metavar="PLACE", help="where the pages keep patients")
    users = commands.add_parser(
        "users",
        help="add somebody who may sign in to the pages",
        description="Adds a user to the file that `baclofen serve --users FILE` reads. The "
        "password is asked for; the file keeps only its argon2 hash.",
        epilog="Example: baclofen users dr.a --clinic pain --role prescriber --file users.toml",
    )
    users.add_argument("name", metavar="NAME", help="what the user signs in as")
    users.add_argument("--clinic", metavar="NAME", required=True, help="whose patients")
    users.add_argument(
        "--role", required=True, choices=("viewer", "prescriber", "admin"),
        help="a viewer reads, a prescriber writes as well, an admin reads the trail",
    )  # fmt: skip
    users.add_argument("--file", metavar="FILE", required=True, help="the file of users")
