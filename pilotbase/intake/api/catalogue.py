"""The public catalogue over JSON, and the pictures that hang in it."""

from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from pilotbase.accounts.api import ActedRequest, finds
from pilotbase.core.schemas import REFUSALS
from pilotbase.intake.actions.hang_picture import hang_picture
from pilotbase.intake.actions.take_down_picture import take_down_picture
from pilotbase.intake.catalogue import catalogue, shelf_of
from pilotbase.intake.models import Picture
from pilotbase.intake.schemas.catalogue import (
    CatalogueOut,
    NeedAsked,
    PictureOut,
    PictureSaid,
    ShelfOut,
)
from pilotbase.intake.telling import catalogue_out, picture_out, shelf_out

router = Router(tags=["Catalogue"])


@router.get("/catalogue", response={200: CatalogueOut, **REFUSALS}, auth=None)
def get_catalogue(request: ActedRequest, asked: Query[NeedAsked]) -> CatalogueOut:
    """What can be booked, with fees, rules and public states; ranked by a need in words. Public."""
    return catalogue_out(catalogue(request.actor, asked.need))


@router.get("/catalogue/{code}", response={200: ShelfOut, **REFUSALS}, auth=None)
def get_class(request: ActedRequest, code: str) -> ShelfOut:
    """One class with its machines. Public."""
    return shelf_out(shelf_of(request.actor, code))


@router.post("/catalogue/{code}/picture", response={201: PictureOut, **REFUSALS})
def post_picture(
    request: ActedRequest, code: str, file: File[UploadedFile], payload: Form[PictureSaid]
) -> Status[PictureOut]:
    """Hang a photograph of the class, or of one of its machines."""
    hung = hang_picture(request.actor, code, payload.machine, file.name or "", file.chunks())
    return Status(201, picture_out(hung))


@router.post("/catalogue/pictures/{int:picture}/take-down", response={200: PictureOut, **REFUSALS})
@finds(Picture, "pk", "picture")
def post_take_down(request: ActedRequest, picture: int) -> PictureOut:
    return picture_out(take_down_picture(request.actor, picture))
