"""A storage that speaks the S3 protocol, on this computer alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Secret:
    """Who may read and write there."""

    id: str = "AKIDOFTHETESTS"
    key: str = "s3cret-of-the-tests"


SECRET = Secret()


@dataclass(frozen=True, slots=True)
class S3Server:
    """The server, and what a test does there by itself."""

    port: int
    client: Any

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, name: str, content: bytes) -> None:
        self.client.put_object(Bucket="bucket", Key=name, Body=content)

    def get(self, name: str) -> bytes:
        found: bytes = self.client.get_object(Bucket="bucket", Key=name)["Body"].read()
        return found

    def names(self) -> list[str]:
        found = self.client.list_objects_v2(Bucket="bucket").get("Contents", [])
        return [each["Key"] for each in found]

    def buckets(self) -> list[str]:
        return [each["Name"] for each in self.client.list_buckets()["Buckets"]]

    def empty(self, bucket: str) -> None:
        """Make a bucket, or what is in it away."""
        if bucket not in self.buckets():
            self.client.create_bucket(Bucket=bucket)
        for name in self.names():
            self.client.delete_object(Bucket=bucket, Key=name)

    def forget(self) -> None:
        """Have the environment read anew: fsspec keeps what it has opened."""
        import s3fs

        s3fs.S3FileSystem.clear_instance_cache()


def environment(port: int) -> dict[str, str]:
    """What a program needs to find the server."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": SECRET.id,
        "AWS_SECRET_ACCESS_KEY": SECRET.key,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }


@contextmanager
def served() -> Iterator[S3Server]:
    """A server with nothing in it, and an environment that leads there."""
    import boto3
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment(port).items():
                patch.setenv(name, value)
            found = S3Server(port, boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}"))
            found.forget()
            yield found
            found.forget()
    finally:
        server.stop()
