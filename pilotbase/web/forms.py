"""Draws every form the same way: label, field, unit, help, error, and a list of what is wrong."""

from typing import NamedTuple

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class PageRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``: ``{{ form }}`` and ``{{ form.name.as_field_group }}`` look ours."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class Fieldset(NamedTuple):
    title: str | Promise
    fields: list[BoundField]


def fieldsets(form: BaseForm) -> list[Fieldset]:
    """A form may group its fields: ``fieldsets = [(_("What"), ["project", "purpose"]), ...]``.

    Fields that no group names come last, without a title.
    """
    named = getattr(form, "fieldsets", [])
    groups = [Fieldset(title, [form[name] for name in names]) for title, names in named]
    taken = {field.name for group in groups for field in group.fields}
    rest = [field for field in form.visible_fields() if field.name not in taken]
    return [*groups, Fieldset("", rest)] if rest else groups
