from workbench.models.api_call import ApiCall
from workbench.models.bulk import BulkResult
from workbench.models.file import StoredFile
from workbench.models.imports import Import
from workbench.models.job import Job
from workbench.models.notification import Notification
from workbench.models.once import FormKey
from workbench.models.outgoing import Outgoing
from workbench.models.saved_view import DefaultView, SavedView
from workbench.models.scan import TakenScan
from workbench.models.talk import Attachment, Comment, Watch

__all__ = [
    "ApiCall",
    "Attachment",
    "BulkResult",
    "Comment",
    "DefaultView",
    "FormKey",
    "Import",
    "Job",
    "Notification",
    "Outgoing",
    "SavedView",
    "StoredFile",
    "TakenScan",
    "Watch",
]
