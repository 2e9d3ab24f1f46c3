"""A walk through all languages that there are, as a program: writes what it sees as one JSON object.

python -m tests.language_program config.toml

It runs in a process of its own, beside a folder of assets to which tests/test_languages.py added a language.
"""

import asyncio
import json
import sys
from pathlib import Path

from click.testing import CliRunner

from kiosk.cli.admin import admin
from kiosk.config.reader import load
from kiosk.devices.speech import voice_of
from kiosk.domain.registration.draft import Purpose
from kiosk.domain.registration.journey import Question
from kiosk.resources.languages import languages
from kiosk.resources.text import words
from kiosk.ui.widgets.key_bar import KeyBar
from tests.fakes.citizen import World
from tests.ui.answers import begin
from tests.ui.visit import Visit, visiting


async def go_round(visit: Visit) -> list[dict[str, object]]:
    """Press F2 once for each language; return what stands on the welcome screen after each."""
    seen = []
    for _ in languages():
        await visit.press("f2")
        seen.append(
            {
                "language": visit.app.session.language,
                "shows_its_title": visit.shows(words("welcome.self.title", visit.app.session.language)),
                "f2": dict(visit.app.screen.query_one(KeyBar).keys)["f2"],
            }
        )
    return seen


async def agree(visit: Visit) -> dict[str, object]:
    """Agree to what is asked; return what is recorded, and what stood on the screen."""
    await begin(visit, Question.CONSENT)
    title, body = visit.view.title, str(visit.view.query_one("#text").render())
    await visit.choose("agree")
    await visit.at(Question.REVIEW)
    given = visit.draft.consent(Purpose.REGISTRATION)
    assert given is not None
    return {"title": title, "body": body, "language": given.language, "digest": given.text_digest}


async def walk(language: str) -> dict[str, object]:
    """Walk, and ask the command line for the words by their digest."""
    async with visiting(size=(120, 40)) as visit:
        seen = await go_round(visit)
    office = World().services.office
    async with visiting(language=language, size=(120, 40)) as visit:
        agreed = await agree(visit)
    return {
        "languages": languages(),
        "f2": seen,
        "agreed": agreed,
        "office": [office.name, office.hotline, str(office.keep_days)],
        "voice": voice_of("north", language),
        "missing": words("welcome.scan", language),
    }


def main() -> None:
    """Write what is seen by a person whose settings are the file that is named."""
    seen = asyncio.run(walk(load(Path(sys.argv[1])).screen.language))
    name, hotline, days = seen["office"]
    digest = seen["agreed"]["digest"]
    options = ["--office", name, "--hotline", hotline, "--keep-days", days]
    found = CliRunner().invoke(admin, ["consent-text", digest, *options])
    sys.stdout.write(json.dumps({**seen, "found": found.output}))


if __name__ == "__main__":
    main()
