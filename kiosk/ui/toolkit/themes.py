"""The three themes, the only place where a colour is written.

Text stands at 7:1 or better and edges at 3:1 or better; tests/ui/toolkit/test_themes.py computes both.
"""

from textual.theme import Theme


def _theme(name: str, *, dark: bool, **colours: str) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        success=colours["good"],
        warning=colours["careful"],
        error=colours["careful"],
        foreground=colours["ink"],
        background=colours["paper"],
        surface=colours["sheet"],
        panel=colours["bar"],
        text_alpha=1.0,
        variables={
            **{key.replace("_", "-"): value for key, value in colours.items()},
            "input-cursor-background": colours["ink"],
            "input-cursor-foreground": colours["sheet"],
            "input-cursor-text-style": "none",
            "input-selection-background": colours["bar"],
        },
    )


DAY = _theme(
    "day",
    dark=False,
    paper="#FBF9F4",  # the background of everything
    sheet="#FFFFFF",  # what lies on it: facts, fields
    bar="#E7ECF2",  # the row of keys below
    ink="#101828",
    muted="#414B5A",  # labels and hints
    accent="#0B4F8A",
    on_accent="#FFFFFF",
    good="#065F34",
    careful="#7F4200",
    edge="#6B7A8F",
)

NIGHT = _theme(
    "night",
    dark=True,
    paper="#0E1526",
    sheet="#18223A",
    bar="#1E2A44",
    ink="#F2F5FA",
    muted="#C3CCDA",
    accent="#8CC4FF",
    on_accent="#08101F",
    good="#7FE0AE",
    careful="#FFC776",
    edge="#7D8CA8",
)

CONTRAST = _theme(
    "contrast",
    dark=True,
    paper="#000000",
    sheet="#000000",
    bar="#1A1A1A",
    ink="#FFFFFF",
    muted="#FFFFFF",
    accent="#FFE100",
    on_accent="#000000",
    good="#7CFF9B",
    careful="#FFC04D",
    edge="#FFFFFF",
)

THEMES = (DAY, NIGHT, CONTRAST)
