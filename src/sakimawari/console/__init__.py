"""The console: pages for residents, staff and programs, in one Django project.

    project/    settings, routes, the server     access.py   the one door to a person's record
    city.py     what the city holds, kept open   words/      every text in its languages
    front/      first page, visitors, help       signin/     who one is
    residents/  my page                          staff/      today, search, person, lists
    casework/   queues, decisions, payments      services/   catalogue, maps, change of rules
    api/        for programs

Views hold no rule: they ask a stage and show what it says.
"""
