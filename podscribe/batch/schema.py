"""How a ledger lies in its database."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from podscribe.batch.filesystem import unsuitable
from podscribe.batch.rows import COLUMNS, Output, Row
from podscribe.batch.states import State
from podscribe.errors import PodscribeError

VERSION = 1
_APPLICATION = 0x706F6473  # "pods": what `file` and podscribe know the database by
_STATES = ", ".join(f"'{state}'" for state in State)
_TABLES = (
    f"""
    CREATE TABLE episodes (
        id TEXT PRIMARY KEY NOT NULL,
        stem TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ({_STATES})),
        since REAL NOT NULL,
        added REAL NOT NULL,
        title TEXT,
        season INTEGER,
        episode INTEGER,
        page TEXT,
        mark TEXT NOT NULL DEFAULT '',
        settings TEXT NOT NULL DEFAULT '',
        size_bytes INTEGER,
        seconds REAL,
        stage TEXT,
        worker TEXT,
        device TEXT,
        model TEXT,
        attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
        failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
        reason TEXT NOT NULL DEFAULT '',
        error TEXT,
        begun REAL,
        ended REAL,
        stage_s TEXT NOT NULL DEFAULT '{{}}',
        language TEXT,
        speakers INTEGER,
        doubtful_s REAL,
        audio_sha256 TEXT
    )
    """,
    """
    CREATE TABLE outputs (
        episode TEXT NOT NULL REFERENCES episodes (id),
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        filled INTEGER NOT NULL,
        mark TEXT NOT NULL,
        PRIMARY KEY (episode, name)
    ) WITHOUT ROWID
    """,
)


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables where there are none, for a writer; what is no ledger is left as it is."""
    if not _is_empty(connection):
        require_known(connection, path)
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise unsuitable(path, "is on a drive without shared memory")
    connection.execute("PRAGMA synchronous = NORMAL")  # whole after a power cut, if a little older
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN IMMEDIATE")
    with _to_its_end(connection):
        if _is_empty(connection):
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
    require_known(connection, path)
    (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise _damaged(path)


@contextmanager
def _to_its_end(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _is_empty(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return (tables, application) == (0, 0)


def require_known(connection: sqlite3.Connection, path: Path) -> None:
    """An error where it is another program's database, or a newer podscribe's."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION or version < 1:
        raise PodscribeError("is no ledger of podscribe", file=path, remedy="move it away")
    if version > VERSION:
        raise PodscribeError(
            "was written by a newer podscribe", file=path, remedy="update podscribe"
        )


def read_only(path: Path) -> str:
    """The address for a reader; in a folder where nothing may be written, nobody else writes."""
    alone = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"file:{quote(os.fsencode(path.absolute()))}?mode=ro{'&immutable=1' if alone else ''}"


def read_rows(connection: sqlite3.Connection, id: str | None = None) -> tuple[Row, ...]:
    """Every episode, or the one, with its outputs, as they were at one moment."""
    where, values = ("", ()) if id is None else ("WHERE {} = ?", (id,))
    within = connection.in_transaction
    if not within:
        connection.execute("BEGIN")
    try:
        episodes = connection.execute(
            f"SELECT {', '.join(COLUMNS)} FROM episodes {where.format('id')} ORDER BY rowid", values
        ).fetchall()
        outputs = connection.execute(
            "SELECT episode, name, sha256, size_bytes, filled, mark FROM outputs "
            f"{where.format('episode')} ORDER BY episode, name",
            values,
        ).fetchall()
    finally:
        if not within:
            connection.execute("COMMIT")
    of_episode: dict[str, list[Output]] = {}
    for episode, name, sha256, size_bytes, filled, mark in outputs:
        of_episode.setdefault(episode, []).append(
            Output(name, sha256, size_bytes, bool(filled), mark)
        )
    return tuple(_row(each, tuple(of_episode.get(each[0], ()))) for each in episodes)


def _row(values: tuple[object, ...], outputs: tuple[Output, ...]) -> Row:
    facts = dict(zip(COLUMNS, values, strict=True))
    facts["state"] = State(str(facts["state"]))
    facts["stage_s"] = json.loads(str(facts["stage_s"]))
    return Row(**facts, outputs=outputs)  # type: ignore[arg-type]


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """What SQLite says, in words that say what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        raise _failure(path, name, error) from error


def _failure(path: Path, name: str, error: sqlite3.Error) -> PodscribeError:
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return _damaged(path)
    if name.startswith("SQLITE_FULL"):
        return PodscribeError("its disk is full", file=path, remedy="free some space")
    if name.startswith(("SQLITE_PROTOCOL", "SQLITE_IOERR_SHM", "SQLITE_IOERR_LOCK")):
        return unsuitable(path, "is on a drive whose locks do not work")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return PodscribeError("another program has locked it", file=path, remedy="close that")
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return PodscribeError(
            "cannot be opened", file=path, remedy="check the permissions of the file and its folder"
        )
    return PodscribeError(f"failed ({error})", file=path, remedy="check its disk")


def _damaged(path: Path) -> PodscribeError:
    return PodscribeError(
        "is damaged",
        file=path,
        remedy="move it away and run again: finished stages are kept beside the outputs",
    )
