"""Sign in and out; which place one acts for; language."""

from allauth.account import views as account
from django.urls import path

from pilotbase.accounts import views

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("place", views.choose_place, name="choose_place"),
    path("me", views.me, name="me"),
]
