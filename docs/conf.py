"""How the documentation is built: Sphinx, MyST, furo; no page asks another host for anything."""

from sakimawari import __version__

project = "Sakimawari 先回り"
author = "The Sakimawari authors"
copyright = "The Sakimawari authors, Apache-2.0"
release = version = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["**/README.md"]

html_theme = "furo"
html_title = "先回り Sakimawari"
html_show_sourcelink = False
html_copy_source = False
_FONTS = (
    "system-ui, -apple-system, 'Segoe UI', 'Hiragino Sans', 'Yu Gothic UI', 'BIZ UDPGothic', "
    "'Noto Sans CJK JP', 'Noto Sans JP', sans-serif"
)
html_theme_options = {
    "light_css_variables": {"font-stack": _FONTS},
    "dark_css_variables": {"font-stack": _FONTS},
    "footer_icons": [],
}
