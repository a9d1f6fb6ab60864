"""A storage that speaks Google's protocol, on this computer alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest


def environment(port: int) -> dict[str, str]:
    """What a program needs to find the server, and to ask nobody else."""
    return {
        "STORAGE_EMULATOR_HOST": f"http://127.0.0.1:{port}",
        "FSSPEC_GCS_TOKEN": "anon",
        "FSSPEC_GS_TOKEN": "anon",
        "NO_GCE_CHECK": "true",
        "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false",  # asked by gRPC, which the server lacks
    }


@contextmanager
def served() -> Iterator[None]:
    """A server with an empty bucket, and an environment that leads there."""
    emulator = import_module("gcp_storage_emulator.server")
    server = emulator.create_server("127.0.0.1", 0, in_memory=True, default_bucket="bucket")
    server.start()
    port = server._api._httpd.server_address[1]
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
                patch.delenv(name)
            for name, value in environment(port).items():
                patch.setenv(name, value)
            yield
    finally:
        server.stop()
