from __future__ import annotations

import pytest

from sleepd.llm.redaction import REMOVED, redacted

KEY = """-----BEGIN RSA PRIVATE KEY-----
MIIEpAIBAAKCAQEA1234567890abcdefg
SECONDLINEOFTHEKEY
-----END RSA PRIVATE KEY-----"""
SECRETS = {
    "aws": ('aws_key = "AKIAIOSFODNN7EXAMPLQ"', "AKIAIOSFODNN7EXAMPLQ"),
    "aws secret": ("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", "K7MDENG"),
    "password": ('password = "hunter2secret"', "hunter2"),
    "unquoted": ("DB_PASSWORD=correct-horse-battery", "horse"),
    "prose": ('The password is "pwd9fK2xQ7mZ4".', "9fK2xQ7"),
    "short and random": ('sale("x9fK2xQ7mZ4tR8wL3vB6")', "9fK2xQ7"),
    "bytes": ('secret_key=b"\\xd5fjqklz92"', "fjqklz"),
    "yaml": ("  api_key: 9f8e7d6c5b4a", "9f8e7d"),
    "json": ('{"client_secret": "q8Zt4-xyzzy"}', "xyzzy"),
    "openai": ("# sk-proj-abcdefgh2jklmnopqrs5uvwxyz0123456789ABCDEFGH", "abcdefgh2"),
    "anthropic": ("key: sk-ant-api03-abcdefgh2jklmnopqrs5uvwxyz0123456789", "api03"),
    "github": ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghij"),
    "gitlab": ("glpat-abcdefghij1234567890", "abcdefghij"),
    "slack": ("xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx", "123456789012"),
    "stripe": ("sk_live_abcdefghijklmnopqrstuvwx", "abcdefgh"),
    "google": ("AIzaSyDdI0hCZtE6vySjMm-WEfRq3CPzqKqqsHI", "SyDdI0"),
    "url": ("postgres://user:s3cretpass@db/prod", "s3cretpass"),
    "jwt": (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9",
        "dozjgN",
    ),
    "private key": (f"before\n{KEY}\nafter", "SECONDLINE"),
    "cut off key": (KEY[:60], "MIIEpA"),
    "hex": ("digest: 192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "192b9bdd"),
    "notebook": ("  \"os.environ['TOKEN'] = 'tok_9aB3xK2mP7qL5vT1'\\n\",", "9aB3xK2m"),
}


@pytest.mark.parametrize("text, secret", SECRETS.values(), ids=SECRETS)
def test_secrets_are_removed(text: str, secret: str) -> None:
    assert secret in text
    clean, found = redacted(text)
    assert secret not in clean and REMOVED in clean and found


@pytest.mark.parametrize(
    "text",
    [
        "def test_resolve_pkg_root_and_module_name_ns_multiple_levels(pytester):", "password = form.get('password')",
        "token = next(tokens)", "from werkzeug.exceptions import BadRequestKeyError", "timeout = 1234567890",
        "See :meth:`flask.json.provider.JSONProvider.response`.", "def login(username: str, password: str) -> None:",
        "https://docs.example.org/en/stable/deprecations.html", "self.secret_key = None", "if skipped_by_mark_skip_3:",
        "src/flask/sansio/blueprints.py", "-----BEGIN CERTIFICATE-----",
        "warnings.warn(PytestRemovedIn10Warning)", "def test_config_in_subdirectory_issue2148(pytester):", "",
    ],
)  # fmt: skip
def test_code_stays(text: str) -> None:
    assert redacted(text) == (text, 0)
