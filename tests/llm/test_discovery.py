from __future__ import annotations

from urllib.parse import urlsplit

from serving import free_port

from sleepd.llm.discovery import servers


def test_a_server_is_found_and_nobody_is_not(model_server: str) -> None:
    port = urlsplit(model_server).port
    assert port
    (found,) = servers([("nobody", free_port()), ("llama.cpp", port)])
    assert found.base_url == model_server and found.models[0].endswith(".gguf")
