"""The documentation as a site that needs no network: python scripts/docs.py

Pages are `docs` and the README as they stand, and what is made here from the code: the public names
with their arguments from docstrings, the formats of files from their JSON Schemas, a page for each
kind of value, what the glossary holds of the code's words, and the changelog. Zensical builds them
into out/site. The one script that it would fetch from elsewhere, by which a site on a disk is
searched, comes from npm and lies in the site. A link that leads to nothing, and anything that a
page would fetch from elsewhere, is named, and the exit code is 1.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[1]
PAGES, SITE = ROOT / "out/pages", ROOT / "out/site"
#: What `scripts/from_npm.py` takes, and the tag that it replaces.
SHIM = ROOT / "out/npm/iframe-worker.js"
_FETCHED = re.compile(r'<script src="https://unpkg\.com/iframe-worker/shim"[^>]*></script>')
ROOMS = (
    "answering", "assessment", "drawing", "engine", "evidence", "exchange", "knowledge", "model",
    "patient", "planning", "plots", "qualification", "regimen", "reporting", "simulation",
    "synthesis",
)  # fmt: skip
#: What goes over the wire of a hook, as the command names it.
HOOK_SCHEMAS = (
    "hook-request", "hook-cards", "hook-feedback", "hook-services", "hook-figures", "hook-outcome",
)  # fmt: skip
_BOUNDS = {
    "minimum": "from",
    "exclusiveMinimum": "above",
    "maximum": "to",
    "exclusiveMaximum": "below",
}
CONFIG = """[project]
site_name = "baclofen"
site_description = "Plans baclofen treatment, with the basis of every number. Not a medical device."
docs_dir = "pages"
site_dir = "site"
use_directory_urls = false
[project.theme]
font = false
[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
[project.plugins.offline]
"""


def main() -> int:
    """Make the pages, build the site, and count the links that lead to nothing."""
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(ROOT / "docs", PAGES)
    (PAGES / "index.md").write_text(_readme(), encoding="utf-8")
    reference = PAGES / "reference"
    reference.mkdir()
    for room in ("", *ROOMS):
        name = room or "baclofen"
        (reference / f"{name}.md").write_text(_room(room), encoding="utf-8")
    (reference / "formats").mkdir()
    for name, text in _formats().items():
        (reference / f"formats/{name}.md").write_text(text, encoding="utf-8")
    (PAGES / "glossary.md").write_text(_glossary(), encoding="utf-8")
    (PAGES / "changelog.md").write_text(_changelog(), encoding="utf-8")
    (ROOT / "out/zensical.toml").write_text(CONFIG, encoding="utf-8")
    subprocess.run(  # noqa: S603 - of this environment
        [_zensical(), "build", "--clean", "-f", "zensical.toml"],
        cwd=ROOT / "out", check=True,
    )  # fmt: skip
    _search_from_disk(SITE)
    lost = sorted(set(dead_links(SITE)))
    for page, link in lost:
        print(f"{page}: {link} leads to nothing")
    print(f"{len(list(SITE.rglob('*.html')))} pages in {SITE.relative_to(ROOT)}")
    return 1 if lost else 0


def _search_from_disk(site: Path) -> None:
    """Puts the script into the site that lets it be searched there, in place of the address that
    Zensical writes; without npm the search works where the site is served."""
    place = Path("assets/javascripts/iframe-worker.js")
    if SHIM.is_file():
        shutil.copy(SHIM, site / place)
    else:
        print("Without iframe-worker: the site is searched where it is served, not from a disk.")
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * (len(page.relative_to(site).parts) - 1)
        ours = f'<script src="{up}{place.as_posix()}"></script>' if SHIM.is_file() else ""
        page.write_text(_FETCHED.sub(ours, text), encoding="utf-8")


def _zensical() -> str:
    beside = Path(sys.executable).parent / "zensical"
    return str(beside) if beside.is_file() else "zensical"


def _readme() -> str:
    """The README, with its links as they are from `docs`."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.sub(r"\]\(docs/", "](", text).replace("](CHANGELOG.md)", "](changelog.md)")


def _room(room: str) -> str:
    """The public names of a room: its words, then each name with its arguments and docstring."""
    module = importlib.import_module(f"baclofen.{room}" if room else "baclofen")
    parts = [f"# `{module.__name__}`", inspect.getdoc(module) or ""]
    for name in sorted(module.__all__):
        value = getattr(module, name)
        if not callable(value) or not str(getattr(value, "__module__", "")).startswith("baclofen"):
            continue
        parts += [f"## `{name}`", f"```python\n{name}{_signature(value)}\n```", _words(value)]
        if inspect.isclass(value):
            for method, member in _own(value):
                parts += [
                    f"### `{name}.{method}`", f"```python\n{method}{_signature(member)}\n```",
                    _words(member),
                ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def _own(kind: type) -> Iterator[tuple[str, object]]:
    for name, member in sorted(vars(kind).items()):
        if not name.startswith("_") and inspect.isfunction(member) and inspect.getdoc(member):
            yield name, member


def _signature(value: object) -> str:
    """The arguments as they are written: of a value its fields with their types."""
    if fields := getattr(value, "__struct_fields__", ()):
        written = {n: a for kind in reversed(value.__mro__) for n, a in _annotations(kind).items()}  # type: ignore[attr-defined]
        optional = len(value.__struct_defaults__)  # type: ignore[attr-defined]
        needed = len(fields) - optional
        told = [f"{f}: {written.get(f, '')}" for f in fields]
        return f"({', '.join(told[:needed] + [f'{one} = ...' for one in told[needed:]])})"
    try:
        return str(inspect.signature(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""


def _annotations(kind: type) -> dict[str, object]:
    return dict(vars(kind).get("__annotations__", {}))


def _words(value: object) -> str:
    """A docstring, with its examples as code."""
    return _as_code(inspect.getdoc(value) or "")


def _as_code(told: str) -> str:
    return re.sub(
        r"(?m)((?:^(?:>>> |\.\.\. ).*\n?)(?:^(?!\s*$).*\n?)*)", r"\n```python\n\1\n```\n", told
    )


def _formats() -> dict[str, str]:
    """The formats of files, a page for each kind of value and an index: its words and its fields,
    with links to the kinds that they hold; then what goes over the wire of a hook, as printed."""
    answer = _schema("answer")
    kinds = {**_schema("inputs")["$defs"], **answer["$defs"]}
    index = [
        "# Formats of files",
        "What is in the file of an answer and in its inputs, field by field. `baclofen schema "
        "answer` and `baclofen schema inputs` print the same as JSON Schema (2020-12). Begin with "
        f"{_kind(answer)}, which is the file, and {_kind(_ref('Origin'))} in it, from which it is "
        "answered anew.",
        "## Kinds of value",
        "\n".join(f"- {_kind(_ref(name))}: {_in_short(kinds[name])}" for name in sorted(kinds)),
        "## Over the wire of a hook",
        "\n".join(f"- [`{what}`]({what}.md)" for what in HOOK_SCHEMAS),
    ]
    pages = {"index": "\n\n".join(index) + "\n"}
    for name, schema in kinds.items():
        pages[name] = "\n\n".join([f"# `{name}`", _words_of(schema), _fields(schema)]) + "\n"
    for what in HOOK_SCHEMAS:
        printed = json.dumps(_schema(what), indent=2)
        pages[what] = f"# `{what}`\n\n```json\n{printed}\n```\n"
    return pages


def _schema(what: str) -> dict[str, Any]:
    """As the command prints it."""
    printed = subprocess.run(  # noqa: S603 - of this environment
        [sys.executable, "-m", "baclofen", "schema", what],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    read: dict[str, Any] = json.loads(printed)
    return read


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _words_of(schema: Mapping[str, Any]) -> str:
    return _as_code(inspect.cleandoc(schema.get("description", "")))


def _in_short(schema: Mapping[str, Any]) -> str:
    return inspect.cleandoc(schema.get("description", "")).partition("\n\n")[0].replace("\n", " ")


def _fields(schema: Mapping[str, Any]) -> str:
    """The fields of a kind; those that must be there stand first, as they do in the schema."""
    needed = schema.get("required", ())
    rows = [
        f"| `{name}` | {_kind(of)} | {_default(name, of, needed)} |"
        for name, of in schema.get("properties", {}).items()
    ]
    return _table(("field", "what it holds", "if left out"), rows) if rows else ""


def _default(name: str, schema: Mapping[str, Any], needed: Sequence[str]) -> str:
    if name in needed:
        return "it must be there"
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else ""


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in words."""
    if ref := schema.get("$ref"):
        name = ref.rpartition("/")[2]
        return f"[`{name}`]({name}.md)"
    if several := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(_kind(one) for one in several))
    if allowed := schema.get("enum"):
        return " or ".join(f"`{json.dumps(one)}`" for one in allowed)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if places := schema.get("prefixItems"):
        return f"[{', '.join(_kind(one) for one in places)}]"
    what = schema.get("type")
    if what == "array":
        return f"a list of {_kind(schema['items'])}" if schema.get("items") else "a list"
    if what == "object" and (fields := schema.get("properties")):
        return f"an object of {', '.join(f'`{name}`' for name in fields)}"
    if what == "object":
        held = schema.get("additionalProperties")
        return f"names, each with {_kind(held)}" if isinstance(held, dict) else "an object"
    named = {"null": "null", "string": schema.get("format", "text"), "boolean": "true or false"}
    bounds = [f"{word} {schema[key]}" for key, word in _BOUNDS.items() if key in schema]
    return " ".join([named.get(what, what or "anything"), *bounds])


def _glossary() -> str:
    """The house's words, as `docs` has them; then, from the code, the verdicts in their order, the
    marks of what was not read, what a syndrome is called, and the keys of a patient."""
    from baclofen.knowledge import HOW_WORDS, Verdict, load_knowledge
    from baclofen.spoken import WORDS

    known = load_knowledge()
    keys = [
        f"| `{key.id}` | {key.unit or ''} | {key.says} |" for key in known.keys.values() if key.says
    ]
    parts = [
        (ROOT / "docs/glossary.md").read_text(encoding="utf-8").rstrip(),
        "## Verdicts, from the mildest to the gravest",
        ", ".join(f"`{verdict.value}`" for verdict in Verdict),
        "## Marks: how a figure was come by",
        _table(("mark", "what it means"), [f"| `{how}` | {HOW_WORDS[how]} |" for how in HOW_WORDS]),
        "## Syndromes",
        _table(
            ("key", "also written"),
            [f"| `{key}` | {', '.join(WORDS.get(key, ()))} |" for key in known.syndromes],
        ),
        "## Keys of a patient",
        _table(("key", "unit", "what it says"), keys),
    ]
    return "\n\n".join(parts) + "\n"


def _table(heads: Sequence[str], rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *rows])


def _changelog() -> str:
    """What changed for users, from the fragments."""
    made = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next", "--date", "-"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return "# Changelog\n\n" + made.stdout


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.fetched: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        for name in ("href", "src"):
            if tag in ("a", "img", "link", "script") and given.get(name):
                self.hrefs.append(str(given[name]))
                if name == "src" or given.get("rel") in ("stylesheet", "icon", "preload"):
                    self.fetched.append(str(given[name]))


def dead_links(site: Path) -> Iterator[tuple[str, str]]:
    """Page and link of what leads to no file or no heading of the site, or is fetched from
    elsewhere."""
    read = {}
    for file in site.rglob("*.html"):
        read[file.resolve()] = links = _Links()
        links.feed(file.read_text(encoding="utf-8"))
    for file, links in read.items():
        for href in links.fetched:
            if urlsplit(href).netloc:
                yield file.name, href
        for href in links.hrefs:
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                continue
            base = site if parts.path.startswith("/") else file.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else file
            if not target.exists() or (
                parts.fragment
                and target in read
                and unquote(parts.fragment) not in read[target].ids
            ):
                yield file.name, href


if __name__ == "__main__":
    sys.exit(main())
