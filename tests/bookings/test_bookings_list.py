"""Bookings and projects as lists: one's own, by pages, in a number of queries that is the same."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from pilotbase.accounts.models import Project
from tests.bookings.asking import API, booked
from tests.factories import Plant
from tests.people import Cast, a_project

pytestmark = pytest.mark.django_db


def test_everyone_sees_her_own(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.rival, "P-0009")
    booked(cast)
    booked(cast, ("DSC-1", 0, 8), by="eve", project="P-0009")

    def listed(who: str) -> list[str]:
        answer = cast.client(who).get(API)
        assert answer.status_code == 200, answer.content
        return [row["number"] for row in answer.json()["items"]]

    assert listed("lin") == listed("chen") == ["B-2026-000001"]
    assert listed("eve") == ["B-2026-000002"]
    assert listed("operator") == ["B-2026-000002", "B-2026-000001"]
    assert listed("admin") == []
    assert cast.client("eve").get(f"{API}/B-2026-000001").status_code == 404
    assert Client().get(API).status_code == 401


def test_one_leafs_through(cast: Cast, plant: Plant, project: Project) -> None:
    for n in range(3):
        booked(cast, ("DSC-1", 10 * n, 8))
    client, seen, cursor = cast.bearer("lin"), [], ""
    while True:
        answer = client.get(f"{API}?limit=2{cursor}").json()
        seen += [row["number"][-1] for row in answer["items"]]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert seen == ["3", "2", "1"]
    assert client.get(f"{API}?colour=red").status_code == 422
    assert client.get(f"{API}?limit=0").status_code == 422
    assert client.get(f"{API}?cursor=x").status_code == 422


def test_the_number_of_queries_is_the_same(
    cast: Cast, plant: Plant, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = cast.bearer("lin")
    booked(cast, ("DSC-1", 0, 8))
    with django_assert_num_queries(7):
        client.get(API)
    for n in range(20):
        booked(cast, ("DSC-1", 10 * n + 10, 8))
    with django_assert_num_queries(7):
        assert len(client.get(API).json()["items"]) == 21


def test_projects_are_ones_own(cast: Cast, plant: Plant, project: Project) -> None:
    a_project(cast, cast.rival, "P-0009")
    answer = cast.bearer("lin").get("/api/v1/projects")
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "items": [
            {
                "code": "P-0004",
                "title": "Recombinant protein",
                "organisation": "yanxi",
                "approved": True,
                "version": 1,
            }
        ],
        "next": None,
    }
    both = cast.client("manager").get("/api/v1/projects").json()["items"]
    assert [row["code"] for row in both] == ["P-0004", "P-0009"]
