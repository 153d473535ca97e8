from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExceptionsConfig(AppConfig):
    name = "exceptions"
    label = "exceptions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from exceptions import bulk, given_up, routing_hooks, shell
        from workbench import job_kinds
        from workbench.registry import NavItem, SearchProvider, WorkProvider, registry

        routing_hooks.install()
        given_up.install()
        job_kinds.register(*bulk.JOB_KINDS)
        registry.add_nav(
            NavItem(
                key="cases",
                label=_("Exceptions"),
                icon="inbox",
                url_name="exceptions:cases",
                permission="cases.view",
                go="e",
                order=20,
                count=shell.waiting,
            )
        )
        registry.add_nav(
            NavItem(
                key="workload",
                label=_("Workload"),
                icon="user",
                url_name="exceptions:workload",
                permission="cases.lead",
                order=25,
            )
        )
        registry.add_nav(
            NavItem(
                key="rules",
                label=_("Routing rules"),
                icon="columns",
                url_name="exceptions:rules",
                permission="rules.view",
                group="Set-up",
                order=60,
            )
        )
        registry.add_search(SearchProvider(_("Cases"), "cases.view", shell.find_cases, order=40))
        registry.add_work(WorkProvider("cases.view", shell.work, order=20))
        registry.add_subject("exceptions.case", shell.url_of_case, shell.sees_case, "cases.work")
