"""The sheet of components, error pages, and how a form is drawn."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import override
from pytest_django.fixtures import Settings

from pilotbase.accounts.models import Facility
from pilotbase.core import clock

NOW = datetime(2026, 11, 25, 6, 32, 7, tzinfo=UTC)
ERRORS = [
    "429.html",
    "web/locked.html",
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
]


def drawn(source: str, **facts: object) -> str:
    request = RequestFactory().get("/list", {"kind": "a b", "page": "2"})
    with clock.at(NOW), override("en"):
        return (
            Template("{% load pilot %}" + source)
            .render(Context({"request": request, **facts}))
            .replace("\u00a0", " ")
        )


@pytest.fixture
def plant(db: None) -> Facility:
    """Without one every page leads to the set-up."""
    return Facility.objects.create(code="demo", name_zh="示范中试基地", name_en="Demo Plant")


@pytest.mark.usefixtures("plant")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_shows_every_piece(client: Client, settings: Settings, language: str) -> None:
    settings.DEMO = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/design").content.decode()
    assert f'<html lang="{language}"' in page
    assert "data-curves" in page
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.usefixtures("plant")
def test_the_sheet_is_not_shown_where_people_work(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    answer = client.get("/design")
    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("template", ERRORS)
def test_an_error_page_needs_nothing_that_may_be_broken(template: str) -> None:
    page = render_to_string(template)
    assert "<h1>" in page
    assert 'href="/"' in page


class Tube(forms.Form):
    volume = forms.DecimalField(widget=forms.NumberInput(attrs={"data-unit": "mL"}))
    mark = forms.CharField(required=False, help_text="Yours.")
    living = forms.BooleanField(required=False)
    fieldsets = [("What", ["volume"])]


def test_a_field_has_label_unit_help_and_error() -> None:
    form = Tube({"volume": "much"})
    page = str(form)
    assert '<label for="id_volume">' in page
    assert ">mL<" in page
    assert 'id="id_volume_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="much"' in page
    assert 'href="#id_volume"' in page
    assert "<legend>What</legend>" in page
    assert 'id="id_mark_helptext"' in page


def test_a_form_without_errors_has_no_summary() -> None:
    assert "data-errors" not in str(Tube())


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ at|when }}", "11-25 Wed 14:32</time>"),
        ("{{ at|day }}", "11-25 Wed</time>"),
        ("{{ at|hour }}", "14:32</time>"),
        ("{{ earlier|ago }}", 'data-relative="">3 h 20 ago</time>'),
        ("{{ earlier|since }}", 'data-since="">3 h 20</time>'),
        ("{{ span|duration }}/{{ span|hours }}", "1 d 4 h/28 h"),
        ("{{ price|money }}", "¥15,200"),
        ("{{ price|number:2 }}", "15,200.00"),
        ("{{ share|percent:1 }}", "71.4 %"),
        ("{% quantity 37 '°C' 1 %}", '37.0<span class="pb-u">°C</span>'),
        ("{% quantity nothing '°C' 1 %}", "—"),
        ("{% old '30.0' earlier %}", 'data-age="3 h 20 ago">30.0'),
        ("{% first_url 'no:where' 'web:design' %}", "/design"),
        ("[{% first_url 'no:where' %}]", "[]"),
        ("{% crumbs 'Samples' '/s' 'S-1' %}", '<span aria-current="page">S-1</span>'),
        ("{% segments 'Span' 'span' spans 'two' %}", 'href="?kind=a+b&amp;span=two"'),
        ("{% pages page %}", 'href="?kind=a+b&amp;page=3"'),
        ("{% panel 'T' 'a' %}x{% endpanel %}", "<h2>T</h2>"),
        ("{% panel %}x{% endpanel %}", '<section class="pb-panel">x</section>'),
        ("{% note 'bad' 'T' '/u' 'Go' %}<p>x</p>{% endnote %}", "pb-note--bad"),
        ("{% empty 'T' 'x' '/u' 'Go' %}{% step 's' %}{% endempty %}", "<ol><li>"),
        ("{% dialog 'd' 'T' %}x{% enddialog %}", 'aria-labelledby="d-title"'),
        ("{% table 'T' 'rows' %}x{% endtable %}", 'id="rows"'),
        ("{% stat 'pH' '7.02' '' 'set' '/u' %}", '<a class="pb-drill" href="/u">7.02</a>'),
        ("{% words %}", 'data-future="in {span}"'),
    ],
)
def test_a_tag(source: str, said: str) -> None:
    page = Paginator(range(50), 10, error_messages={}).page(2)
    facts = {
        "at": NOW,
        "earlier": NOW - timedelta(hours=3, minutes=20),
        "span": timedelta(days=1, hours=4),
        "price": Decimal(15200),
        "share": Decimal("0.714"),
        "nothing": None,
        "spans": [("week", "Week"), ("two", "Two weeks")],
        "page": page,
    }
    assert said in drawn(source, **facts)


@pytest.mark.parametrize("tag", ["when", "day", "hour", "ago", "since", "duration", "hours"])
def test_a_missing_time_is_a_dash(tag: str) -> None:
    assert drawn("{{ nothing|" + tag + " }}", nothing=None) == "—"


@pytest.mark.usefixtures("plant")
def test_who_asks_for_an_icon_gets_the_mark(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].endswith(".svg")
