"""Addresses of rules, queues, playbooks and the lead's pages."""

from django.urls import path

from exceptions.views import (
    playbooks,
    queues,
    rule_drafts,
    rule_test,
    rule_updates,
    rules,
    steps,
    workload,
)

patterns = [
    path("cases/<str:reference>/steps/<int:pk>/do/", steps.step_do, name="step-do"),
    path("workload/", workload.page, name="workload"),
    path("workload/reassign/", workload.reassign, name="workload-reassign"),
    path("workload/note/", workload.note, name="workload-note"),
    path("calendars/", queues.overview, name="calendars"),
    path("queues/new/", queues.queue_new, name="queue-new"),
    path("queues/<slug:key>/", queues.queue, name="queue"),
    path("queues/<slug:key>/retire/", queues.queue_retire, name="queue-retire"),
    path("queues/<slug:key>/restore/", queues.queue_restore, name="queue-restore"),
    path("playbooks/", playbooks.overview, name="playbooks"),
    path("playbooks/new/", playbooks.playbook_new, name="playbook-new"),
    path("playbooks/<slug:key>/", playbooks.playbook, name="playbook"),
    path("codes/new/", playbooks.code_new, name="code-new"),
    path("codes/<slug:key>/", playbooks.code, name="code"),
    path("codes/<slug:key>/retire/", playbooks.code_retire, name="code-retire"),
    path("codes/<slug:key>/restore/", playbooks.code_restore, name="code-restore"),
    path("rules/", rules.rules, name="rules"),
    path("rules/test/", rule_test.who, name="rules-test"),
    path("rules/drafts/new/", rules.draft_new, name="rules-draft-new"),
    path("rules/drafts/<int:number>/", rule_drafts.draft, name="rules-draft"),
    path("rules/drafts/<int:number>/dry-run/", rule_drafts.draft_dry_run, name="rules-dry-run"),
    path("rules/drafts/<int:number>/publish/", rule_drafts.draft_publish, name="rules-publish"),
    path("rules/drafts/<int:number>/discard/", rule_drafts.draft_discard, name="rules-discard"),
    path("rules/drafts/<int:number>/update/", rule_updates.draft_update, name="rules-update"),
    path("rules/drafts/<int:number>/again/", rule_updates.draft_again, name="rules-draft-again"),
    path("rules/drafts/<int:number>/rules/new/", rule_drafts.rule_new, name="rule-new"),
    path("rules/drafts/<int:number>/rules/<int:pk>/", rule_drafts.rule_edit, name="rule-edit"),
    path(
        "rules/drafts/<int:number>/rules/<int:pk>/delete/",
        rule_drafts.rule_delete,
        name="rule-delete",
    ),
    path("rules/drafts/<int:number>/rules/<int:pk>/move/", rule_drafts.rule_move, name="rule-move"),
    path("rules/versions/<int:number>/", rules.version, name="rules-version"),
    path("rules/versions/<int:number>/withdraw/", rules.version_withdraw, name="rules-withdraw"),
]
