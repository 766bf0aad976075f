"""How easily a text is read: measures for Japanese and English, rules for やさしい日本語.

    words.py      a Japanese text in words (SudachiPy with its small dictionary)
    japanese.py   the jReadability formula and what weighs on a reader of official Japanese
    easy.py       the rules of the guideline of 2020, each with its remedy
    english.py    Flesch's reading ease
    verdict.py    one verdict for a text of any language

A measure orders human attention: it never keeps a text from being sent.
"""
