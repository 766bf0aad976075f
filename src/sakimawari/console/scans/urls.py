"""Routes of `console.scans`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from sakimawari.console.scans import asides, consults, desk, slip
from sakimawari.console.scans.references import PageId, Reference

register_converter(Reference, "reference")
register_converter(PageId, "page")

app_name = "scans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.desk, name="desk"),
    path("upload/", desk.upload, name="upload"),
    path("progress/", desk.progress, name="progress"),
    path("slips/<reference:reference>/", slip.slip, name="slip"),
    path("slips/<reference:reference>/picture/", slip.picture, name="picture"),
    path("slips/<reference:reference>/crop/<int:place>/", slip.crop, name="crop"),
    path("slips/<reference:reference>/settle/", slip.settle, name="settle"),
    path("slips/<reference:reference>/carry-out/", slip.carry_out, name="carry-out"),
    path("aside/", asides.asides, name="asides"),
    path("aside/<page:id>/", asides.aside, name="aside"),
    path("aside/<page:id>/picture/", asides.picture, name="aside-picture"),
    path("consults/", consults.consults, name="consults"),
    path("consults/<int:id>/called/", consults.called, name="called"),
]
