from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"
    label = "workbench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from workbench import job_kinds
        from workbench.imports import runs

        job_kinds.register(*runs.JOB_KINDS)
