from workbench.models.file import StoredFile
from workbench.models.imports import Import
from workbench.models.job import Job
from workbench.models.notification import Notification
from workbench.models.once import FormKey
from workbench.models.saved_view import DefaultView, SavedView

__all__ = ["DefaultView", "FormKey", "Import", "Job", "Notification", "SavedView", "StoredFile"]
