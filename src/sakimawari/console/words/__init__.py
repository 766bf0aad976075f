"""Every text of the console in its languages, in files that can be translated without code.

    texts.py   reads and checks the files, says a text        <room>.yaml   the texts of one room

A text is plain: values are put in for {names}, markup never. 日本語 is what holds; a text without a
translation is said in Japanese rather than not at all.
"""

from sakimawari.console.words.texts import LANGUAGES, say

__all__ = ["LANGUAGES", "say"]
