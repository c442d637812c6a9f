"""What is owed and paid, as a page: her organisation's, or everyone's for who keeps the prices."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from bookings.actions.record_payment import PaymentData, record_payment
from bookings.owed import accounts_of, charges_of
from pilotbase.accounts.http import ActedRequest, signed_in
from pilotbase.accounts.models import Organisation
from pilotbase.accounts.permissions import Permission
from pilotbase.core.forms import SchemaForm

ROWS = 50


class PaymentForm(SchemaForm[PaymentData]):
    schema = PaymentData
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), widget=forms.NumberInput({"data-unit": "CNY", "step": "any"})
    )
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=40)
    paid_on = forms.DateField(
        label=gettext_lazy("Paid on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        rows = Organisation.objects.order_by("code")
        choices = [("", "—"), *((row.code, f"{row.code} {row.name}") for row in rows)]
        self.fields["organisation"].choices = choices  # type: ignore[attr-defined]


@require_safe
@signed_in
def list_charges(request: ActedRequest) -> HttpResponse:
    return _page(request, PaymentForm())


@require_POST
@signed_in
def add_payment(request: ActedRequest) -> HttpResponse:
    request.actor.require(Permission.MANAGE_PRICES)
    form = PaymentForm(request.POST)
    if form.is_valid():
        with form.refusals():
            record_payment(request.actor, form.command)
            messages.success(request, _("The payment is recorded."))
            return redirect("charges")
    return _page(request, form, 422)


def _page(request: ActedRequest, form: PaymentForm, status: int = 200) -> HttpResponse:
    rows = Paginator(charges_of(request.actor), ROWS).get_page(request.GET.get("page"))
    facts = {
        "page": rows,
        "accounts": accounts_of(request.actor),
        "form": form if request.actor.may(Permission.MANAGE_PRICES) else None,
    }
    return render(request, "bookings/charges.html", facts, status=status)
