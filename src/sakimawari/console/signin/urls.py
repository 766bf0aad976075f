"""Routes of `console.signin`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.signin import handing, linking, oidc, passkeys, sessions, views

app_name = "signin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.choose, name="choose"),
    path("persona/<slug:id>/", views.persona, name="persona"),
    path("with/<slug:kind>/", oidc.leave, name="with"),
    path("back/<slug:kind>/", oidc.back, name="back"),
    path("code/<slug:person>/", handing.code, name="code"),
    path("link/", linking.link, name="link"),
    path("passkey/", passkeys.sign_in, name="passkey"),
    path("second-factor/", passkeys.second_factor, name="second-factor"),
    path("again/", passkeys.again, name="again"),
    path("passkeys/", passkeys.own, name="passkeys"),
    path("passkeys/remove/", passkeys.remove, name="remove-passkey"),
    path("sessions/", sessions.listed, name="sessions"),
    path("sessions/end/", sessions.end, name="end-session"),
    path("sessions/end-all/", sessions.end_all, name="end-all"),
    path("out/", sessions.out, name="out"),
    path("out/done/", sessions.left, name="left"),
]
