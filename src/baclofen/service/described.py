"""For whoever writes the other side: `/openapi.json`, the same as a page, and each JSON Schema.

They are the same for everybody and hold nothing of anyone, so that nobody is asked who they are.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from baclofen.exchange import HOOK_SCHEMAS
from baclofen.service.plain_page import refusal_page, wants_page

#: The page is text and tables: nothing is loaded and nothing runs.
_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#: What the router says of a refusal of its own, in words.
_ROUTERS = {
    "Not Found": "No page or service has this address.",
    "Method Not Allowed": "What has this address is not asked in this way.",
}


def router(app: FastAPI) -> APIRouter:
    """`/openapi.json`, `/docs` and `/schemas/{name}.json`."""
    routes = APIRouter(include_in_schema=False)

    @cache
    def told() -> dict[str, Any]:
        return _openapi(app)

    @routes.get("/openapi.json")
    def openapi() -> Response:
        return JSONResponse(told())

    @routes.get("/docs")
    def page() -> Response:
        return HTMLResponse(_page(told()), headers={"content-security-policy": _CSP})

    @routes.get("/schemas/{name}.json")
    def schema(name: str) -> Response:
        if name not in HOOK_SCHEMAS:
            raise HTTPException(404, f"There are: {', '.join(HOOK_SCHEMAS)}.")
        return JSONResponse(HOOK_SCHEMAS[name], media_type="application/schema+json")

    return routes


async def as_outcome(request: Request, gap: Exception) -> Response:
    """A refusal of the router's own, as a wrong address or method, in the form of all others; as a
    page for a browser."""
    status = gap.status_code if isinstance(gap, HTTPException) else 500
    words = gap.detail if isinstance(gap, HTTPException) else "Our own fault."
    # What the router says of itself is no sentence.
    words = _ROUTERS.get(words, words)
    if wants_page(request.headers.get("accept", "")):
        return refusal_page(request, status, words, getattr(gap, "headers", None) or {})
    code = "not-found" if status == 404 else "not-supported" if status == 405 else "invalid"
    issue = {"severity": "error", "code": code, "diagnostics": words}
    return JSONResponse(
        {"resourceType": "OperationOutcome", "issue": [issue]}, status,
        headers=getattr(gap, "headers", None),
    )  # fmt: skip


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The description, of what is answered alone: bodies are read by our own reader, which gives
    400 where the framework would say 422."""
    made: dict[str, Any] = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
    made.pop("components", None)
    return made


def _page(told: dict[str, Any]) -> str:
    """The description as one page of HTML."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f"<title>{escape(told['info']['title'])}: interface</title>",
        f"<h1>{escape(told['info']['title'])} {escape(told['info']['version'])}: interface</h1>",
        f"<p>{escape(told['info']['description'])}</p>",
        "<p>The same for programs: <a href=/openapi.json>openapi.json</a>. Schemas: "
        + ", ".join(f"<a href=/schemas/{name}.json>{name}</a>" for name in HOOK_SCHEMAS)
        + ".</p>",
    ]
    # What is worked out comes before what keeps the service running.
    for path, operations in sorted(told["paths"].items()):
        for method, operation in operations.items():
            parts.append(_section(path, method, operation))
    return "\n".join(parts)


def _section(path: str, method: str, operation: dict[str, Any]) -> str:
    says = escape(operation.get("description", ""))
    parts = [f"<h2><code>{method.upper()} {escape(path)}</code></h2><p>{says}</p>"]
    body = operation.get("requestBody")
    if body:
        parts += [_schema("What it takes", body["content"])]
    parts.append("<table><thead><tr><th>status<th>when<tbody>")
    for status, answer in operation["responses"].items():
        parts.append(f"<tr><td>{escape(status)}<td>{escape(answer['description'])}")
    parts.append("</table>")
    if content := operation["responses"].get("200", {}).get("content"):
        parts.append(_schema("What it answers", content))
    return "\n".join(parts)


def _schema(title: str, content: dict[str, Any]) -> str:
    schema = content.get("application/json", {}).get("schema")
    if not schema:
        return ""
    text = escape(json.dumps(schema, indent=1))
    return f"<details><summary>{title}</summary><pre>{text}</pre></details>"
