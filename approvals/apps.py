from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    label = "approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from approvals import jobs, shell
        from approvals.trail_words import ACTIONS
        from audit.words import name_actions
        from workbench import job_kinds
        from workbench.registry import ChangeProvider, SearchProvider, WorkProvider, registry

        name_actions(ACTIONS)
        job_kinds.register(jobs.BULK_DECIDE)
        registry.add_nav(*shell.NAVIGATION)
        registry.add_search(
            SearchProvider(_("Approvals"), "approvals.view", shell.find_requests, order=35)
        )
        registry.add_work(WorkProvider("approvals.decide", shell.work, order=10))
        registry.add_changes(ChangeProvider("approvals.view", shell.changes, order=10))
        registry.add_subject("approvals.approvalrequest", shell.url_of_request)
        registry.add_subject("approvals.policy", shell.url_of_policy)
        registry.add_subject("approvals.delegation", shell.url_of_delegations)
