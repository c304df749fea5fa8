"""Model servers on this machine, to be offered to the user and never used unasked."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from typing import NamedTuple

PORTS = (("Ollama", 11434), ("llama.cpp", 8080), ("LM Studio", 1234), ("vLLM", 8000))
_SECONDS = 0.3


class Found(NamedTuple):
    """A server that answered."""

    name: str
    base_url: str
    models: list[str]


def servers(ports: Sequence[tuple[str, int]] = PORTS) -> list[Found]:
    """The servers that list their models; nothing of any repository is sent."""
    return [Found(name, f"http://127.0.0.1:{port}/v1", models) for name, port in ports if (models := _models(port))]


def _models(port: int) -> list[str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/v1/models")
        listed = json.loads(connection.getresponse().read(1 << 20))["data"]
        return [str(model["id"]) for model in listed]
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return []
    finally:
        connection.close()
