"""A flow step is the answer to one input of a triage."""

from dialogs.speaker import Said
from safeguarding.draft import Draft

FlowStep = Said[Draft]
