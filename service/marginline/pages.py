"""What REST serves besides the calls of the contract: where to look, how it is doing, and the documents."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from marginline import __version__, openapi
from marginline.contract import METHODS
from marginline.readiness import Readiness

# The page holds its own style and script, and talks to nobody but the server it came from.
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def pages(readiness: Readiness, *, with_docs: bool) -> list[ControllerRouterHandler]:
    """Handlers of /, /health/live and /health/ready, and of /openapi.json and /docs where they are wanted."""

    @get("/", sync_to_thread=False)
    def index() -> dict[str, Any]:
        return _index(with_docs=with_docs)

    @get("/health/live", sync_to_thread=False)
    def live() -> dict[str, str]:
        return {"status": "live"}

    @get("/health/ready", sync_to_thread=False)
    def ready() -> Response[dict[str, str]]:
        return Response({"status": readiness.state.value}, status_code=200 if readiness.ready else 503)

    return [index, live, ready, *([docs, openapi_json] if with_docs else [])]


def _index(*, with_docs: bool) -> dict[str, Any]:
    found = {
        "name": "marginline",
        "version": __version__,
        "about": "Margin, margin ratio, liquidation and bankruptcy price, and ADL order of futures accounts, exactly.",
        "calls": [f"{method.verb} {method.path}" for method in METHODS],
        "health": ["/health/live", "/health/ready"],
    }
    return found | ({"docs": "/docs", "openapi": "/openapi.json"} if with_docs else {})


@get("/openapi.json", sync_to_thread=False)
def openapi_json() -> Response[bytes]:
    """The contract as an OpenAPI document."""
    return Response(openapi.serialized(), media_type="application/json")


@get("/docs", sync_to_thread=False)
def docs() -> Response[bytes]:
    """A page that shows the OpenAPI document, and lets a reader try the calls."""
    return Response(_page(), media_type="text/html", headers={"content-security-policy": _POLICY})


@cache
def _page() -> bytes:
    return files("marginline").joinpath("docs", "index.html").read_bytes()
