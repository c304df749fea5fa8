"""How else people say the same when they ask about code: forms of a question, and words that mean one thing."""

from __future__ import annotations

import re

from ..indexers.words import expand

_FORMS = (
    (r"^(?:hey|hi|hello|please|ok|so|and)[,\s]+", ""),
    (r"^(?:can|could|would) (?:you|someone|anyone) (?:please )?(?:tell|explain to|show) me ", ""),
    (r"^(?:please )?(?:tell|explain to|show) me ", ""),
    (r"^(?:i (?:want|need|would like) to know|do you know|i wonder) ", ""),
    (r"[,\s]+(?:please|exactly|again|thanks|thank you)\W*$", ""),
    (r"\b(what|where|how|who|when)'s\b", r"\1 is"),
    (r"\bcannot\b", "can not"),
    (r"\b(do|does|did|is|are|was|were|has|have|had|would|should|could|ca|wo)n'?t\b", r"\1 not"),
    (r"^((?:after|before|when|if|during|while|until|in|on) [^,]+), (.+)$", r"\2 \1"),
    (r"^(?:in|by) (?:what|which) (?:way|manner|means)\b|^how is it that\b|^how come\b", "how"),
    (r"^for (?:what|which) reason\b|^what is the reason (?:that|why|for which)\b|^what is the reason\b", "why"),
    (r"^at (?:what|which) (?:point|time|moment)\b", "when"),
    (r"^(?:in|at) (?:what|which) place\b", "where"),
    (r"^in (?:what|which) order\b|^what is the order in which\b", "in which order"),
    (r"^how often\b", "how many times"),
    (r"^for how long\b", "how long"),
    (r"^(?:who|which)\b", "what"),
    (r"^is it possible (?:that|for)\b", "can"),
    (r"\b(?:may|might|could)\b", "can"),
    (r"^what is the difference between (.+) and (.+)$", r"how does \1 differ from \2"),
    (r"^what does (.+?) do to (.+)$", r"how does \1 \2"),
    (r"^what does (.+?) do with (.+)$", r"how does \1 handle \2"),
    (r"\b(decided?|decides|checks?|checked|determined?|determines|knows?|tells?) if\b", r"\1 whether"),
    (r" if\b", " when"),
    (r"\b(?:have|has) support for\b", "support"),
    (r"^what does it do when\b", "what happens when"),
    (r"\bturn(?:ed|s)? off\b", "disable"),
    (r"\bturn(?:ed|s)? on\b", "enable"),
    (r"\b(give|gives|given|gave) back\b", "return"),
    (r"\bpass(?:ed|es)? on\b", "forward"),
    (r"\bpart of\b", "part_of"),
)  # fmt: skip
FORMS = tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in _FORMS)
"""What is written before what it is read as, in this order."""

_IRREGULAR = """
sent:send bound:bind torn:tear kept:keep written:write read:read set:set put:put built:build thrown:throw
chosen:choose made:make found:find taken:take given:give held:hold lost:lose left:leave drawn:draw known:know
shown:show split:split cut:cut shut:shut hidden:hide broken:break caught:catch spent:spend run:run ran:run done:do
seen:see told:tell stored:store overridden:override rewritten:rewrite forgotten:forget begun:begin bought:buy
brought:bring led:lead met:meet paid:pay reset:reset fed:feed fallen:fall grown:grow hit:hit hung:hang laid:lay
sorted:sort spread:spread struck:strike swept:sweep undone:undo unset:unset used:use woken:wake wrapped:wrap
"""
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())
"""Participles that do not show it -> the verb."""

_SAME = """
pick choose select; compute calculate; raise throw; detect notice; deduplicate dedupe; stop cease; delete remove
start begin; exception error; whole entire; parameter param; argument arg; configuration config; directory folder
function func; database db; repository repo; documentation docs; environment env; initialize initialise init
serialize serialise; big large; shown displayed
"""
CLASSES = {
    expand(word).split()[0]: expand(group.split()[0]).split()[0]
    for group in _SAME.replace("\n", ";").split(";")
    for word in group.split()
}
"""Stem -> the stem that stands for all that mean the same."""

_VERBS = """
accept access acquire add adjust advance aggregate alias allocate allow analyze apply archive assemble assert assign
attach authenticate authorize avoid await batch begin bind block break buffer build bypass cache calculate call cancel
capture cast catch change check choose clean clear clone close collect combine commit compare compile complete
compress compute configure connect construct consume convert copy count crash crawl create cut deal debug decide
declare decode decorate deduplicate dedupe default defer define delegate delete depend deserialize destroy detect
determine differ disable discard discover dispatch divide download drop dump emit enable encode encrypt end enforce
enqueue ensure enter escape evaluate evict exclude execute exit expand expect expire export expose extend extract fail
fetch fill filter find finish fire fix flash flush follow force fork format forward freeze generate get give go group
grow guess guarantee halt handle happen hash have hide hold identify ignore implement import include increment infer
inherit initialize inject insert inspect install instantiate interact interpret intercept invalidate invoke iterate
join keep kill know last launch leave limit link listen load locate lock log look lose make manage map mark match
measure merge migrate mock modify monitor mount move name need negotiate normalize notice notify open optimize order
organize override own pack paginate parse pass patch pause persist pick pop post prefer prepare prevent print process
produce propagate protect provide proxy publish pull push put query queue quit raise reach react read receive
recognize record recover redirect reduce refer refresh register reject release reload remember remove rename render
repeat replace reply report represent request require reserve reset resize resolve respond restart restore restrict
resume retry retrieve return reuse revert rewrite roll rotate round route run sanitize save scan schedule scrape seal
search select send separate serialize serve set share shut sign silence size skip sleep sort spawn split stage start
stay stop store stream strip submit substitute subscribe support suppress swap switch sync tear tell terminate test
throttle throw time track train transform translate traverse treat trigger trim truncate try turn undo unlock unpack
unregister update upload use validate verify visit wait wake walk warn watch work wrap write yield
"""
VERBS = frozenset(CLASSES.get(stem, stem) for stem in (expand(word).split()[0] for word in _VERBS.split()))
"""The stems of verbs by which code is spoken of."""
