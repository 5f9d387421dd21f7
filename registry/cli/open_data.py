"""``registry open-data``: everything that is published as files, with a manifest."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application


@click.command("open-data")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def open_data(folder: Path) -> None:
    """Write the open data into FOLDER: every table as CSV and JSON, the dictionary, the DCAT catalogue, the licence.

    SHA256SUMS names every file; check them with "sha256sum -c SHA256SUMS".
    """
    with application():
        from registry.publication import writing

        for path in writing.write(folder):
            click.echo(path)
