"""Sign in and out; which place one acts for; one's own page."""

from allauth.account import views as account
from django.urls import path
from django.views.decorators.http import require_http_methods

from pilotbase.accounts import views

_form = require_http_methods(["GET", "POST"])

urlpatterns = [
    path("login/", _form(account.login), name="account_login"),
    path("logout/", _form(account.logout), name="account_logout"),
    path("place", views.choose_place, name="choose_place"),
    path("me", views.me, name="me"),
    path("me/pin", views.choose_pin, name="choose_pin"),
    path("me/tokens", views.new_token, name="new_token"),
    path("me/tokens/<int:pk>/revoke", views.end_token, name="end_token"),
]
