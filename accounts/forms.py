"""Shapes of what is typed on the entry pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, User
from accounts.queries import people_of_device


class ChoosePasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        help_text=_("At least 12 characters. A few words in a row are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PinForm(forms.Form):
    """Who takes the device, and their PIN."""

    who = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who are you?"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, device: Device, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        who = self.fields["who"]
        assert isinstance(who, forms.ModelChoiceField)  # noqa: S101
        who.queryset = people_of_device(device)
