"""The stylesheet, the icon, and the script that npm gives."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.service.page.shown import HERE

_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def router() -> APIRouter:
    """`/static/...`: files of the package by their name, and no others."""
    routes = APIRouter(include_in_schema=False)
    folder = HERE / "static"

    @routes.get("/static/{name:path}")
    def file(name: str) -> Response:
        path = {found.relative_to(folder).as_posix(): found for found in _files(folder)}.get(name)
        if path is None:
            return Response(status_code=404)
        held = {"cache-control": "private, max-age=3600"}
        return Response(path.read_bytes(), media_type=_KINDS[path.suffix], headers=held)

    return routes


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in _KINDS]
