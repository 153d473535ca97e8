from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExceptionsConfig(AppConfig):
    name = "exceptions"
    label = "exceptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.words import name_actions
        from exceptions import bulk_job, given_up, routing_hooks, shell
        from exceptions.trail_words import ACTIONS
        from workbench import job_kinds
        from workbench.registry import SearchProvider, WorkProvider, registry

        routing_hooks.install()
        given_up.install()
        name_actions(ACTIONS)
        job_kinds.register(*bulk_job.JOB_KINDS)
        for item in shell.NAVIGATION:
            registry.add_nav(item)
        registry.add_search(SearchProvider(_("Cases"), "cases.view", shell.find_cases, order=40))
        registry.add_work(WorkProvider("cases.view", shell.work, order=20))
        registry.add_subject(
            "exceptions.case", shell.url_of_case, shell.sees_case, "cases.work", shell.cases_seen
        )
