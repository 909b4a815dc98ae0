"""The one client of object stores: where its keys come from, how long it waits, and what it does not do.

It reads keys from the files of AWS tools only: never from the environment, and it asks no metadata service of a cloud,
so that nothing but the named server is ever spoken to. It says nothing of this machine but the name of this program.
"""

from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from dokaz.adapters.s3.bucket import Bucket
from dokaz.adapters.s3.faults import translated

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 10, 60, 4
THREADS = 16
_KEYS_FROM = frozenset({"shared-credentials-file", "config-file", "custom-process"})
_REGION = "us-east-1"  # what servers that have no regions are told


def connect(bucket: Bucket) -> Any:
    """A client of the bucket's server; nothing is sent yet. Raises Unfit for a profile that is not there."""
    with translated():
        session = botocore.session.Session(profile=bucket.profile)
        session.user_agent_name, session.user_agent_version = "dokaz", "1"
        resolver = session.get_component("credential_provider")
        for provider in tuple(resolver.providers):
            if provider.METHOD not in _KEYS_FROM:
                resolver.remove(provider.METHOD)
        region = bucket.region or session.get_config_variable("region") or _REGION
        return boto3.session.Session(botocore_session=session).client(
            "s3",
            region_name=region,
            endpoint_url=bucket.endpoint,
            config=_config(virtual=bucket.endpoint is None),
        )


def _config(*, virtual: bool) -> Config:
    return Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=2 * THREADS,
        signature_version="s3v4",
        user_agent="dokaz",
        ignore_configured_endpoint_urls=True,  # AWS_ENDPOINT_URL would lead elsewhere than the setting says
        # Our own SHA-256 of what is read back counts; what a server says of its bytes is not asked (facts 11).
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "auto" if virtual else "path"},
    )
