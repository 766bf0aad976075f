"""Routes of `console.staff`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sakimawari.console.staff import purpose
from sakimawari.console.staff.accounts import views as accounts
from sakimawari.console.staff.audit import views as audit
from sakimawari.console.staff.households import views as households
from sakimawari.console.staff.lists import handing_out
from sakimawari.console.staff.lists import views as lists
from sakimawari.console.staff.people import applying, cases, consents, looked
from sakimawari.console.staff.people import views as people
from sakimawari.console.staff.saved import views as saved
from sakimawari.console.staff.search import view as search
from sakimawari.console.staff.today import view as today

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("purpose/", purpose.choose, name="purpose"),
    path("search/", search.search, name="search"),
    path("search/forget/", search.forget, name="forget"),
    path("people/<slug:person>/", people.calendar, name="calendar"),
    path("people/<slug:person>/proofs/", people.proofs, name="proofs"),
    path("people/<slug:person>/proofs/<slug:service>/", people.proof, name="proof"),
    path("people/<slug:person>/facts/", people.facts, name="facts"),
    path("people/<slug:person>/notices/", people.notices, name="notices"),
    path("people/<slug:person>/cases/", cases.cases, name="cases"),
    path("people/<slug:person>/apply/", applying.apply, name="apply"),
    path("people/<slug:person>/consents/", consents.consents, name="consents"),
    path("people/<slug:person>/consents/wishes/", consents.keep_wishes, name="keep-wishes"),
    path("people/<slug:person>/consents/answer/", consents.keep_consent, name="keep-consent"),
    path("people/<slug:person>/consents/delegate/", consents.delegate, name="delegate"),
    path("people/<slug:person>/consents/revoke/", consents.revoke, name="revoke"),
    path("people/<slug:person>/looked/", looked.looked, name="looked"),
    path("households/<slug:household>/", households.household, name="household"),
    path("lists/", lists.lists, name="lists"),
    path("lists/saved/", saved.keep, name="saved-keep"),
    path("lists/saved/<int:id>/", saved.rename, name="saved-rename"),
    path("lists/saved/<int:id>/drop/", saved.drop, name="saved-drop"),
    path("lists/saved/<int:id>/restore/", saved.restore, name="saved-restore"),
    path("lists/<slug:name>/", lists.one, name="list"),
    path("lists/<slug:name>/open/", lists.open_names, name="open"),
    path("lists/<slug:name>/names/", lists.names, name="names"),
    path("lists/<slug:name>/export/", handing_out.export, name="export"),
    path("audit/", audit.audit, name="audit"),
    path("audit/verify/", audit.verify, name="verify"),
    path("audit/verify/progress/", audit.progress, name="progress"),
    path("audit/alarms/", audit.alarm_list, name="alarms"),
    path("audit/alarms/<int:id>/", audit.put_away, name="put-away"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/naming/<int:proposal>/", accounts.decide, name="naming-decide"),
    path("accounts/<slug:id>/", accounts.account, name="account"),
    path("accounts/<slug:id>/sessions/", accounts.end_sessions, name="end-sessions"),
    path("accounts/<slug:id>/name/", accounts.propose, name="naming-propose"),
    path("accounts/<slug:id>/unname/", accounts.unname, name="unname"),
]
