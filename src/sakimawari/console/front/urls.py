"""Routes of `console.front`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.front import story, views
from sakimawari.console.front.check import views as check
from sakimawari.console.front.guide import views as guide

app_name = "front"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("check/", check.start, name="check"),
    path("check/question/", check.question, name="question"),
    path("check/results/", check.results, name="results"),
    path("check/more/", check.more, name="more"),
    path("check/end/", check.end, name="end"),
    path("guide/<slug:id>/", guide.moment, name="guide"),
    path("service/<slug:slug>/", guide.service, name="service"),
    path("story/", story.move, name="story-move"),
    path("story/<slug:id>/", story.story, name="story"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/staff/", views.styleguide, {"frame": "staff"}, name="styleguide-staff"),
]
