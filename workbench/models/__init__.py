from workbench.models.file import StoredFile
from workbench.models.imports import Import
from workbench.models.job import Job
from workbench.models.once import FormKey

__all__ = ["FormKey", "Import", "Job", "StoredFile"]
