"""Databases for tests: a file, and a PostgreSQL of the tests' own where it is installed."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg

DEBIANS = "/usr/lib/postgresql/*/bin"
NOT_HERE = "PostgreSQL is not here, rooms were tried on SQLite alone: apt-get install postgresql"


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where it is not installed."""
    found = [Path("/").glob(f"{DEBIANS[1:]}/initdb"), Path(shutil.which("initdb") or "/no").parent]
    folders = [path.parent for path in found[0]] + [found[1]]
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Cluster:
    """A PostgreSQL server that nobody else uses.

    Parameters
    ----------
    programs : the folder of its programs
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="rooms-"))
        self._user = _not_root()
        if self._user:
            shutil.chown(self._folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._made = 0
        self._call("initdb", "--no-sync", "--auth=trust", "--username=rooms", "--encoding=UTF8")
        self.begin()

    def begin(self) -> None:
        """Start it, and wait until it answers."""
        told = f"-h 127.0.0.1 -p {self.port} -k '' -c fsync=off -c max_connections=60"
        self._call("pg_ctl", "start", "--wait", "--log", str(self._folder / "log"), "-o", told)

    def stop(self) -> None:
        """Stop it at once, with everybody's connections."""
        self._call("pg_ctl", "stop", "--wait", "--mode=immediate")

    def freeze(self, on: bool) -> None:
        """Let it be silent, as a machine behind a broken network is, or speak again."""
        first = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        for process in [first, *_children(first)]:
            os.kill(process, signal.SIGSTOP if on else signal.SIGCONT)

    def database(self) -> str:
        """Make an empty database; return its address."""
        self._made += 1
        name = f"rooms{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as direct:
            direct.execute(f"create database {name}".encode())
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql://rooms@127.0.0.1:{self.port}/{name}"

    def drop(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        shutil.rmtree(self._folder)

    def _call(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        subprocess.run(
            command, check=True, user=self._user, cwd=self._folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _not_root() -> str | None:
    """Return who runs a server that refuses to be run by root; None for who runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in told.split()]
