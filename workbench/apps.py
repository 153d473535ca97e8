from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"
    label = "workbench"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.decorators import requires
        from accounts.queries import chosen_scope
        from audit.words import name_actions
        from kernel.lists import hooks
        from workbench import job_kinds, list_export, shell
        from workbench.imports import runs
        from workbench.people import shell as people
        from workbench.saved_views import PersonalViews
        from workbench.trail import seal_job
        from workbench.trail import shell as trail
        from workbench.trail_words import ACTIONS

        name_actions(ACTIONS)
        hooks.guard, hooks.principal, hooks.saved_views = requires, chosen_scope, PersonalViews()
        kinds = (*runs.JOB_KINDS, *list_export.JOB_KINDS, *seal_job.JOB_KINDS)
        job_kinds.register(*kinds)
        shell.register()
        trail.register()
        people.register()
