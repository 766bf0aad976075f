"""マイナポータルのお知らせ: a file for the city's own way to the portal; nothing is called from here."""
