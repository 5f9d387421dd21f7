"""What the authority is told after loading content."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from registry import content
from registry.accounts.permissions import Role
from tests.support.ministry import open_ministry

pytestmark = pytest.mark.databases("sqlite")


def loaded(client, name, body):
    boundary, encoded = encode_multipart({"files": FileStorage(io.BytesIO(body), filename=name)})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post("/autoridad/estandares", data=encoded, content_type=kind)
    return client.get(answer.location) if answer.status_code == 302 else answer


def test_content_that_was_already_here_is_not_said_to_be_loaded(session, clock, sign_in):
    open_ministry()
    name = next(one for one in content.shipped_files() if "literacy" in one)
    answer = loaded(sign_in(Role.AUTHORITY_CURRICULUM), name.rsplit("/", 1)[-1], content.shipped_bytes(name))
    assert "Nada cambió" in answer.text
    assert "se cargaron como propuestas" not in answer.text


def test_a_file_that_is_too_large_is_refused_at_the_top_of_the_page(session, clock, sign_in):
    open_ministry()
    answer = loaded(sign_in(Role.AUTHORITY_CURRICULUM), "enorme.yaml", b"a" * 2_000_001)
    assert answer.status_code == 422
    assert answer.text.index("pesa más de 2 MB") < answer.text.index("<table")
