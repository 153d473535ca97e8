"""The shape of what people send about SKUs and locations; rules are the commands'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Place
from accounts.models.place import Principal
from inventory.catalog.models import Category, Location, Sku, SkuIdentifier
from inventory.catalog.models.sku import networks_of
from inventory.catalog.queries.scans import Scanned, scanned_codes

# A code, and how many of it.
TIMES = re.compile(r"(\S(?:.*\S)?)\s+[xX×](?:\s+|(?=[\d.,+−-]))(\S.*)")
# The same with the x forgotten.
BARE = re.compile(r"(\S(?:.*?\S)?)[\s,;:]+(\d{1,9})")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


def ungrouped(value: Any) -> Any:
    """1,004.99 as people write it; 12,50 stays as it is and is refused, since it may mean either."""
    text = str(value).strip() if value is not None else ""
    return text.replace(",", "") if GROUPED.fullmatch(text) else value


class AmountField(forms.DecimalField):
    def clean(self, value: Any) -> Any:
        return super().clean(ungrouped(value))


class NumberField(forms.IntegerField):
    def clean(self, value: Any) -> Any:
        return super().clean(ungrouped(value))


class VersionForm(forms.Form):
    """Carries the version that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CategoryField(forms.CharField):
    """A category by its code, among those of one network; suggestions come as one types."""

    def __init__(self, *, networks: Iterable[int], **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Category"))
        super().__init__(max_length=80, required=False, **kwargs)
        self.networks = set(networks)
        self.widget.attrs |= lookup_attrs("inventory:category-options", "categories")

    def clean(self, value: Any) -> Category | None:
        code = super().clean(value)
        if not code:
            return None
        found = Category.objects.filter(network_id__in=self.networks, code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no category with the code %(code)s.") % {"code": code}
            )
        return found


def to_choose(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of several none is chosen unseen."""
    return choices if len(choices) == 1 else [("", _("Choose…")), *choices]


def network_field(networks: Mapping[str, Place]) -> forms.ChoiceField:
    choices = [(code, str(place)) for code, place in networks.items()]
    return forms.ChoiceField(label=_("Network"), choices=to_choose(choices))


def lookup_attrs(url_name: str, options: str) -> dict[str, str]:
    """Attributes that fill a `<datalist>` of this id while one types."""
    return {
        "list": options,
        "autocomplete": "off",
        "spellcheck": "false",
        "hx-get": reverse(url_name),
        "hx-trigger": "input changed delay:150ms",
        "hx-target": f"#{options}",
        "hx-push-url": "false",
    }


class SkuForm(forms.Form):
    """A new SKU."""

    lookups = ("categories",)

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=64,
        strip=True,
        help_text=gettext_lazy("As it stands in every system. It cannot be changed later."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    network = forms.ChoiceField(label=gettext_lazy("Network"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Sku.Kind.choices)
    base_unit = forms.ChoiceField(
        label=gettext_lazy("Counted in"),
        choices=Sku.BaseUnit.choices,
        help_text=gettext_lazy("Stock is kept in whole numbers of it. It cannot be changed later."),
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = networks_of(principal)
        self.networks = {
            place.code: place for place in Place.objects.filter(pk__in=ids).order_by("code")
        }
        self.fields["network"] = network_field(self.networks)
        self.fields["category"] = CategoryField(networks=ids)

    def clean_network(self) -> Place:
        return self.networks[self.cleaned_data["network"]]


class ChangeSkuForm(VersionForm):
    lookups = ("categories",)

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)

    def __init__(self, *args: Any, sku: Sku, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = CategoryField(networks=[sku.network_id])


class IdentifierForm(forms.Form):
    value = forms.CharField(label=gettext_lazy("Barcode or number"), max_length=64)
    scheme = forms.ChoiceField(
        label=gettext_lazy("Kind of number"),
        choices=[("", gettext_lazy("Find out from the number")), *SkuIdentifier.Scheme.choices],
        required=False,
    )

    def __init__(self, *args: Any, sku: Sku, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(row.unit, str(row)) for row in sku.units.all()]
        one = (("", _("One %(unit)s") % {"unit": sku.get_base_unit_display().lower()}), *units)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Stands for"),
            choices=one,
            required=False,
            help_text=_("What one scan of it adds."),
        )


class UnitForm(forms.Form):
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=20, help_text=gettext_lazy("Such as case.")
    )
    factor = NumberField(
        label=gettext_lazy("Base units in it"),
        min_value=2,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class AmountForm(forms.Form):
    amount = AmountField(
        label=gettext_lazy("Amount per base unit"),
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=4,
        # A number input of the browser would take no comma.
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].help_text = _("In %(currency)s.") % {"currency": currency}


class RecipeForm(VersionForm):
    components = forms.CharField(
        label=gettext_lazy("Components"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("One SKU per line: its code or a barcode, then x and how many."),
    )
    starts = forms.DateTimeField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        required=False,
        help_text=gettext_lazy("In your time zone. Empty means from now on."),
    )

    def clean_components(self) -> dict[str, int]:
        """Component code -> quantity."""
        lines = read_lines(self.cleaned_data["components"])
        codes = named_codes([code for code, _quantity in lines])
        if len(set(codes)) < len(codes):
            raise forms.ValidationError(_("A component stands there twice. Add up its quantity."))
        return dict(zip(codes, [quantity for _code, quantity in lines], strict=True))

    def starts_or(self, now: datetime) -> datetime:
        starts: datetime | None = self.cleaned_data["starts"]
        return starts or now


class SubstitutesForm(VersionForm):
    instead = forms.CharField(
        label=gettext_lazy("Offer instead, best first"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        required=False,
        help_text=gettext_lazy("One SKU per line, by its code or a barcode. Empty: nothing."),
    )

    def clean_instead(self) -> list[str]:
        return named_codes([code for code, _n in read_lines(self.cleaned_data["instead"])])


def read_lines(text: str) -> list[tuple[str, int]]:
    """Codes and quantities, one line each. A code may hold anything but ends before ` x 2`."""
    made = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = TIMES.fullmatch(line)
        count = str(ungrouped(found[2])) if found else ""
        known = found and count.isdecimal() and len(count) < 10
        made.append((found[1], int(count)) if found and known else (line, 1))
    return made


def scanned_lines(texts: Iterable[str]) -> dict[str, Scanned]:
    """What each code or barcode names; a sentence names every one that is unknown, or tells how many is
    no number."""
    texts = list(texts)
    found = scanned_codes(texts)
    missing = [text for text in texts if text not in found]
    odd = next(filter(None, map(TIMES.fullmatch, missing)), None)
    if odd:
        words = _(
            "After %(code)s x stands %(what)s. Write how many as a whole number, such as x 2."
        )
        raise forms.ValidationError(words % {"code": odd[1], "what": odd[2]})
    bare = next(filter(None, map(BARE.fullmatch, missing)), None)
    if bare and scanned_codes([bare[1]]):
        words = _("Between %(code)s and %(n)s stands no x. Write %(code)s x %(n)s.")
        raise forms.ValidationError(words % {"code": bare[1], "n": bare[2]})
    if missing:
        raise forms.ValidationError(
            _("There is no SKU %(codes)s.") % {"codes": ", ".join(missing[:5])}
        )
    return found


def read_sku_lines(text: str) -> list[tuple[Sku, int]]:
    """SKUs with quantities in base units: a case code stands for what is in the case, the same code again
    adds up. Raises ValidationError."""
    asked = read_lines(text)
    named = scanned_lines(code for code, _quantity in asked)
    totals: dict[int, int] = {}
    for code, quantity in asked:
        found = named[code]
        totals[found.sku_id] = totals.get(found.sku_id, 0) + quantity * found.factor
    skus = Sku.objects.in_bulk(totals)
    return [(skus[sku_id], quantity) for sku_id, quantity in totals.items()]


def named_codes(texts: list[str]) -> list[str]:
    """The SKU codes of codes or barcodes."""
    found = scanned_lines(texts)
    return [found[text].code for text in texts]


class LocationForm(forms.Form):
    """A new location."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Location.Kind.choices)
    parent = forms.ChoiceField(label=gettext_lazy("Lies in"))
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("Such as Europe/London. Empty: that of what it lies in."),
    )
    grace_minutes = forms.IntegerField(
        label=gettext_lazy("Grace in minutes"),
        initial=30,
        help_text=gettext_lazy("How long stock may be below zero before it is a case."),
    )

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nodes = Place.objects.visible_to(principal).exclude(kind=Place.Kind.PLACE)
        self.parents = {place.code: place for place in nodes.order_by("path")}
        choices = to_choose([(code, str(place)) for code, place in self.parents.items()])
        self.fields["parent"] = forms.ChoiceField(label=_("Lies in"), choices=choices)

    def clean_parent(self) -> Place:
        return self.parents[self.cleaned_data["parent"]]


class ChangeLocationForm(VersionForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Location.Kind.choices)
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64)
    grace_minutes = forms.IntegerField(
        label=gettext_lazy("Grace in minutes"),
        help_text=gettext_lazy("How long stock may be below zero before it is a case."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class CategoryForm(forms.Form):
    """A new category."""

    lookups = ("categories",)

    code = forms.CharField(label=gettext_lazy("Code"), max_length=80)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    network = forms.ChoiceField(label=gettext_lazy("Network"))

    def __init__(self, *args: Any, principal: Principal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = networks_of(principal)
        self.networks = {
            place.code: place for place in Place.objects.filter(pk__in=ids).order_by("code")
        }
        self.fields["network"] = network_field(self.networks)
        self.fields["parent"] = CategoryField(networks=ids, label=_("Lies in"))

    def clean_network(self) -> Place:
        return self.networks[self.cleaned_data["network"]]


class RenameCategoryForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class MoveCategoryForm(forms.Form):
    lookups = ("categories",)

    def __init__(self, *args: Any, network_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = CategoryField(networks=[network_id], label=_("Lies in"))
