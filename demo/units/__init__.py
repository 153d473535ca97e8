"""The forms the loader knows, in the order `make demo` loads them."""

from demo.forms import Form
from demo.units import bicycles, fresh, gifts, grocery, spirits

FORMS: dict[str, Form] = {
    form.code: form for form in (spirits.FORM, gifts.FORM, grocery.FORM, fresh.FORM, bicycles.FORM)
}
