"""The permission table of what comes before a booking, pages and API."""

from typing import Final

from tests.permissions.lines import EVERYONE, FAR, Line, only

CLASS: Final = {"code": "class_code"}
HUNG: Final = {"picture": "picture"}
NO_PHOTOGRAPH: Final = {"file": "no photograph"}
MANAGER: Final = only("manager")
WHY: Final = "the file is no photograph"

INTAKE_PAGES: Final = (
    Line("catalogue", "GET", EVERYONE),
    Line("catalogue_class", "GET", EVERYONE, path=CLASS),
    Line("catalogue_picture", "GET", EVERYONE, path=HUNG),
    Line("hang_picture", "POST", MANAGER, MANAGER, CLASS, files=NO_PHOTOGRAPH,
         by_role_first=True, never=WHY),
    Line("take_down_picture", "POST", MANAGER, MANAGER, HUNG, by_role_first=True),
)  # fmt: skip

INTAKE_API: Final = (
    Line("/catalogue", "GET", EVERYONE, query=lambda n: {"need": "300 L methanol"}),
    Line("/catalogue/{code}", "GET", EVERYONE, path=CLASS),
    Line("/catalogue/{code}/picture", "POST", MANAGER, MANAGER, CLASS, files=NO_PHOTOGRAPH,
         by_role_first=True, never=WHY),
    Line("/catalogue/pictures/{picture}/take-down", "POST", MANAGER, EVERYONE - FAR, HUNG),
)  # fmt: skip
