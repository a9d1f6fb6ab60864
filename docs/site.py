"""What mkdocs.yml asks of Python: pages that lie outside docs/, and the names of sample files."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import normpath, relpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
OUTSIDE = {  # pages of the repository that are part of the site
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
FROM_THE_REPOSITORY = "repository"  # where the site has other files that pages link to
_SAMPLE = re.compile(r"^<!-- file: ([\w.-]+) -->\n```(\w+)$", re.MULTILINE)
_REMARK = re.compile(r"^<!--.*?-->\n", re.MULTILINE)
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)(?=[)#])")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what lies elsewhere in the repository."""
    for source, page in OUTSIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=text))
    for path in sorted(_linked(files)):
        name = f"{FROM_THE_REPOSITORY}/{path}"
        files.append(File.generated(config, name, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Show the names of sample files, and lead links to where the site has their targets."""
    source = page.file.src_uri
    titled = _SAMPLE.sub(r'```\2 title="\1"', markdown)
    return _LINK.sub(lambda link: _led(link[1], source), _REMARK.sub("", titled))


def _linked(files: Files) -> set[str]:
    """The files of the repository, other than pages, that the pages of docs/ link to."""
    return {
        path
        for file in files.documentation_pages()
        for link in _LINK.findall(file.content_string)
        if not (path := _place(link, file.src_uri)).startswith("docs/")
        and path not in OUTSIDE
        and (ROOT / path).is_file()
    }


def _place(link: str, source: str) -> str:
    """Where in the repository a link leads."""
    origin = {page: path for path, page in OUTSIDE.items()}.get(source, f"docs/{source}")
    return normpath(f"{origin}/../{link}")


def _led(link: str, source: str) -> str:
    path = _place(link, source)
    if path in OUTSIDE:
        target = OUTSIDE[path]
    elif path.startswith("docs/"):
        target = path.removeprefix("docs/")
    elif (ROOT / path).is_file():
        target = f"{FROM_THE_REPOSITORY}/{path}"
    else:
        return link
    return relpath(target, normpath(f"{source}/.."))
