"""Refusals of the catalogue, one sentence each."""

from kernel.errors import Conflict, RuleViolation


class SkuUnknown(RuleViolation):
    """Nothing was changed: there is no SKU {code}. Check the code."""


class SkuCodeTaken(Conflict):
    """The SKU was not made: {code} is already the code or an identifier of {owner}. Choose another
    code."""


class SkuCodeUnfit(RuleViolation):
    """The SKU was not made: a code has 1 to 64 printable characters and no spaces around it."""


class SkuNameMissing(RuleViolation):
    """The SKU was not saved: it needs a name of at most 200 characters."""


class SkuChangedMeanwhile(Conflict):
    """Nothing was saved: this SKU was changed while you were editing. Look at it again."""


class NothingToChange(RuleViolation):
    """Nothing was saved: everything already is as you sent it."""


class SkuLifecycleForbids(Conflict):
    """Nothing was changed: {code} is {status}, and only {wanted} SKUs can be {verb}."""


class KitWithoutRecipe(Conflict):
    """The kit was not activated: it has no recipe that is valid now. Set its recipe first."""


class CategoryOfAnotherNetwork(RuleViolation):
    """The SKU was not saved: the category belongs to another network."""


class CategoryCodeTaken(Conflict):
    """The category was not made: {code} exists already in this network."""


class CategoryUnfit(RuleViolation):
    """The category was not saved: it needs a code of at most 80 and a name of at most 120
    characters."""


class CategoryTooDeep(RuleViolation):
    """The category was not made: the tree may be 8 levels deep."""


class CategoryMovesBelowItself(RuleViolation):
    """The category was not moved: the new parent lies below it."""


class CategoryUnknown(RuleViolation):
    """Nothing was changed: there is no category {code} in this network."""


class IdentifierUnfit(RuleViolation):
    """The identifier was not added: it has 1 to 64 printable characters and no spaces around it."""


class CheckDigitWrong(RuleViolation):
    """The identifier was not added: {value} is no {scheme}: {why}"""


class IdentifierTaken(Conflict):
    """The identifier was not added: {value} already belongs to {owner}. Remove it there first."""


class IdentifierUnknown(RuleViolation):
    """The identifier was not removed: {code} has no identifier {value}."""


class UnitUnknown(RuleViolation):
    """Nothing was changed: {code} has no unit "{unit}". Add the unit first."""


class UnitUnfit(RuleViolation):
    """The unit was not saved: it needs a name of at most 20 characters that is not the base unit, and
    a whole number of base units from 2 to 1,000,000."""


class UnitInUse(Conflict):
    """The unit was not removed: the identifier {value} stands for it. Remove the identifier first."""


class NotAKit(RuleViolation):
    """The recipe was not set: {code} is not a kit."""


class RecipeUnfit(RuleViolation):
    """The recipe was not set: it needs at least one component, each once, with a whole number from 1
    to 10,000."""


class ComponentIsKit(RuleViolation):
    """The recipe was not set: {component} is itself a kit, and a kit holds simple SKUs only."""


class ComponentNotActive(Conflict):
    """The recipe was not set: {component} is {status}. Only active SKUs go into a kit."""


class ComponentOfAnotherNetwork(RuleViolation):
    """The recipe was not set: {component} belongs to another network."""


class RecipeStartsInThePast(RuleViolation):
    """The recipe was not set: what was sold before now was sold by the old one. Let it start now or
    later."""


class RecipeAlreadyStarts(Conflict):
    """The recipe was not set: another one starts at {starts}. Let this one start later, or withdraw
    that one first."""


class NoRecipeToWithdraw(RuleViolation):
    """Nothing was withdrawn: no recipe of {code} starts in the future."""


class SubstitutesUnfit(RuleViolation):
    """The substitutes were not set: name up to 20 other SKUs of the same network, each once."""


class AmountUnfit(RuleViolation):
    """The amount was not set: it is 0 or more, below 10,000,000,000, with at most 4 decimal
    places."""


class LocationUnknown(RuleViolation):
    """Nothing was changed: there is no location {code}. Check the code."""


class LocationCodeUnfit(RuleViolation):
    """The location was not saved: its code has 1 to 40 and its name 1 to 160 printable characters,
    without spaces around them."""


class PlaceIsNoSite(RuleViolation):
    """The location was not made: {code} is a network or a region. Stock lies at a place."""


class AlreadyALocation(Conflict):
    """The location was not made: {code} is one already."""


class GraceUnfit(RuleViolation):
    """The grace was not set: it is a whole number of minutes from 0 to 10,080 (a week)."""


class LocationChangedMeanwhile(Conflict):
    """Nothing was saved: this location was changed while you were editing. Look at it again."""


class LocationLifecycleForbids(Conflict):
    """Nothing was changed: {code} is {status}, and only {wanted} locations can be {verb}."""


class LocationNotEmpty(Conflict):
    """The location was not closed: {obstacles} Clear this first, then close it."""


class RowsDoNotFit(RuleViolation):
    """Nothing was written: {count} rows do not fit, the first is {first}: {text}"""
