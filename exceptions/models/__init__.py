from exceptions.models.case import Case, Occurrence
from exceptions.models.playbook import Playbook, PlaybookStep, ResolutionCode
from exceptions.models.queue import EscalationStep, Queue
from exceptions.models.rules import RoutingRule, RuleCondition, RuleSet
from exceptions.models.ties import CaseLink, CaseWatch

__all__ = [
    "Case",
    "CaseLink",
    "CaseWatch",
    "EscalationStep",
    "Occurrence",
    "Playbook",
    "PlaybookStep",
    "Queue",
    "ResolutionCode",
    "RoutingRule",
    "RuleCondition",
    "RuleSet",
]
