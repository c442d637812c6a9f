"""The first-run page: shown in place of every other until there is a facility."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pilotbase.accounts.actions.set_up import SetUp, set_up
from pilotbase.accounts.models import Facility
from pilotbase.core.forms import SchemaForm

DOOR = "/setup"
_OPEN = (DOOR, "/static/", "/healthz", "/readyz", "/language", "/api/")
_known: set[str] = set()


class SetUpForm(SchemaForm[SetUp]):
    schema = SetUp
    fieldsets = [
        (gettext_lazy("The facility"), ["code", "name_zh", "name_en", "time_zone"]),
        (gettext_lazy("Its week"), ["working_weekdays", "staffed_from", "staffed_until"]),
        (gettext_lazy("Its administrator"), ["person_zh", "person_en", "email", "password"]),
    ]
    code = forms.CharField(
        label=gettext_lazy("Short code"), help_text=gettext_lazy("Begins report numbers: HZ")
    )
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"))
    name_en = forms.CharField(label=gettext_lazy("English name"))
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), initial="Asia/Shanghai")
    working_weekdays = forms.CharField(
        label=gettext_lazy("Working weekdays"),
        initial="12345",
        help_text=gettext_lazy("1 is Monday, 7 is Sunday. Holidays come with the import."),
    )
    staffed_from = forms.TimeField(
        label=gettext_lazy("Staffed from"),
        initial="08:00",
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    staffed_until = forms.TimeField(
        label=gettext_lazy("Staffed until"),
        initial="20:00",
        widget=forms.TimeInput(attrs={"type": "time"}),
    )
    person_zh = forms.CharField(label=gettext_lazy("Chinese name"))
    person_en = forms.CharField(label=gettext_lazy("English name"))
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least ten characters."),
        strip=False,
    )
    setup_code = forms.CharField(
        label=gettext_lazy("Set-up code"),
        help_text=gettext_lazy("It stands where the server was started."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_code():
            del self.fields["setup_code"]

    def said(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name != "setup_code"}

    def clean_setup_code(self) -> str:
        given: str = self.cleaned_data["setup_code"]
        if not hmac.compare_digest(given.strip(), setup_code()):
            raise forms.ValidationError(_("This is not the code that the server printed."))
        return given


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    if is_set_up():
        return redirect("account_login")
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            user = set_up(form.command)
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return redirect("plant_import")
    status = 422 if form.errors else 200
    return render(request, "accounts/setup.html", {"form": form}, status=status)


def is_set_up() -> bool:
    """Remembered once true: a facility is never deleted."""
    if not _known and Facility.objects.exists():
        _known.add("set up")
    return bool(_known)


def needs_code() -> bool:
    """Whether strangers can reach this server before it is set up."""
    try:
        return not ip_address(settings.BIND_HOST).is_loopback
    except ValueError:
        return settings.BIND_HOST != "localhost"


def setup_code() -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, b"first run", sha256).hexdigest()[:10]


def send_to_setup(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an installation without a facility has one page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_OPEN) and not is_set_up():
            return redirect("setup")
        return get_response(request)

    return middleware
