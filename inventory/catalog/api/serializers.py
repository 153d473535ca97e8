"""SKUs and locations as other systems read them."""

from typing import Any

from rest_framework import serializers

from inventory.catalog.models import Location, Sku, SkuIdentifier

Text = serializers.CharField


class IdentifierOut(serializers.Serializer[Any]):
    value = Text()
    scheme = serializers.ChoiceField(choices=SkuIdentifier.Scheme.values)
    unit = Text(help_text="What one of it stands for; empty is one base unit.")


class UnitOut(serializers.Serializer[Any]):
    unit = Text()
    factor = serializers.IntegerField(help_text="Base units in it.")


class ComponentOut(serializers.Serializer[Any]):
    sku = Text()
    quantity = serializers.IntegerField()


class SkuOut(serializers.Serializer[Any]):
    code = Text()
    name = Text()
    network = Text(help_text="The code of the network it belongs to.")
    category = Text(allow_null=True, help_text="The code of its category.")
    kind = serializers.ChoiceField(choices=Sku.Kind.values)
    base_unit = serializers.ChoiceField(choices=Sku.BaseUnit.values)
    lifecycle = serializers.ChoiceField(choices=Sku.Lifecycle.values)
    identifiers = IdentifierOut(many=True)
    units = UnitOut(many=True)
    components = ComponentOut(many=True, help_text="Of a kit: its recipe now.")
    price = Text(allow_null=True, help_text="Retail price per base unit today, as a decimal.")
    currency = Text()
    attributes = serializers.DictField()


class SkusOut(serializers.Serializer[Any]):
    results = SkuOut(many=True)
    next = Text(allow_null=True)


class LocationOut(serializers.Serializer[Any]):
    code = Text()
    name = Text()
    kind = serializers.ChoiceField(choices=Location.Kind.values)
    lifecycle = serializers.ChoiceField(choices=Location.Lifecycle.values)
    parent = Text(  # type: ignore[assignment]  # fields are collected, not attributes
        allow_null=True, help_text="The code of the network or region it lies in."
    )
    time_zone = Text()
    grace_minutes = serializers.IntegerField(
        help_text="How long a state may stay below zero before it is a case."
    )
    attributes = serializers.DictField()


class LocationsOut(serializers.Serializer[Any]):
    results = LocationOut(many=True)
    next = Text(allow_null=True)
