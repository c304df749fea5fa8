"""How people ask: phrases for each kind of question, in the order they are tried.

`X` is what the question is about, `P` a parameter of it, `(a|b)` a choice, `[a|b]` a choice one can leave out, `*` any
word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CHANGE = "(change|rename|remove|delete|modify|edit|refactor|move|touch)"
_TIME = "(recently|lately|last week|last month|last year|this week|this month|this year|today|yesterday|since .+|in the last .+)"
_ORDERED = "(in (order|sequence|which order|what order)|first to last|step by step|and in (which|what) order)"
_KEY = "(environment variable|env variable|env var|config(uration)? (key|value|option)|setting|option)"
_HOW = "how [do|can|should|to|does one|would] [i|we|you|one]"
_THE = "[the|all|its|it|this|these|your|a|one|some|my]"
_TESTS = "(tests?|test suite|test cases?|testsuite|specs?)"
_WHOLE = "[project|repo|repository|package|app|application|server|library|program|tool|code|everything|environment]"
_HERE = "[locally|here|of this project|in this project|in this repo|for this project|from source|from scratch|on my machine]"

PHRASES: tuple[tuple[str, str], ...] = (
    ("testing", f"{_HOW} (run|execute|start|launch|do) {_THE} [single|unit|integration|whole|entire|full|existing] {_TESTS} {_HERE}"),
    ("testing", f"{_HOW} test [it|this|the|my|a] [project|repo|repository|package|app|application|library|code|code ?base|changes?] {_HERE}"),
    ("testing", "how (is|are) (it|this|the project|the code|this project|things) tested"),
    ("testing", f"[how to] (run|running|execute|executing) {_THE} [unit|integration|whole|entire|full] {_TESTS} {_HERE}"),
    ("testing", f"(what|which) [is|are] [the] commands? [do|should|can|to|for] [i|we|you] [use to|to] (run|runs|execute|start|running) {_THE} [unit|integration] {_TESTS}"),
    ("testing", f"where (are|do|can i find) {_THE} [unit|integration] {_TESTS} [live|kept|located|lie]"),
    ("building", f"{_HOW} (build|install|compile|set up|setup|use) {_THE} [dev|development] {_WHOLE} {_HERE}"),
    ("building", f"(what|which) commands? (builds?|installs?|compiles?) {_THE} {_WHOLE}"),
    ("run", f"{_HOW} (run|start|launch) {_THE} {_WHOLE} {_HERE}"),
    ("run", f"{_HOW} (run|build|lint|check|format) {_THE} (linters?|docs|documentation|benchmarks?|examples?|everything|code|app)"),
    ("run", "how [do|can|should|to] [i|we|you|one] (contribute|develop|get started|start developing|hack) [to|on|with] [it|this|the] [project|repo|repository|code]"),
    ("flow", "[show|trace|explain|describe] [how] [does|do|is] [a|an|the|each|one] (request|command|call|http request|web request)s? "
             "(flows?|travels?|goes|go|gets?|processed|handled|served|dispatched|moves?) [handled|processed|served|dispatched] "
             "[through|in] [the|this] [code|code ?base|app|application|project|system|framework|repo|repository|library]"),
    ("flow", "what happens (when|if) (a|the) (request|command) (comes in|arrives|is (received|made|run))"),
    ("entries", "(what|which|list|show|where) [are|is] [all] [the] (entry ?points?|routes?|endpoints?|urls|commands)"
                " [are|is|does|of|in] [there|defined|exist|exposed|it|we|the|this] [have|has|app|project|api|repo|repository|code|serve|expose]"),
    ("entries", "(what|which|list|show|where) [are|is] [all] [the] (entry ?points?|routes?|endpoints?|urls) [are] (of|in|from) X"),
    ("entries", "where (does|do) (execution|it|the program|the code|the app|the application) (start|begin|enter)"),
    ("remarks", "[what|which|show|list|where|are there] [are] [all] [any|the|open] (todos?|fixmes?|hacks?|todo comments?|technical debt|tech debt)"
                " [are|is|do] [there|we|left|open|exist] [have]"),
    ("remarks", "[what|which|show|list|where|are there] [are] [all] [any|the|open] (todos?|fixmes?|hacks?) [are] [there] (in|of|for) X"),
    ("remarks", "what is left to do [in this project|here]"),
    ("remarks", "what is left to do in X"),
    ("commit", "(which|what|who) [commits?|prs?|pull requests?|merge] (closed|closes|fixed|fixes|resolved|resolves|merged|mentions?|mentioned"
               "|references?|addressed) X"),
    ("commit", "when was [the] X (closed|merged|fixed|resolved)"),
    ("commit", "commit X"),
    ("overview", "what [is|does|'s] [this|the] (project|repo|repository|code ?base|package|library) [do|about|for]"),
    ("overview", "(what's|what is|explain|describe|summari[sz]e) this [project|repo|repository|code|code ?base|package|library]"),
    ("overview", "where (do|should|can) (i|we) (start|begin) [reading]"),
    ("overview", "(start here|overview|readme|help|architecture) [of] [this|the] [project|repo|repository|code ?base]"),
    ("breaks", f"what (would|will|could|might|can|does|happens) [break|fail|happen|be affected|change] (if|when) [i|we|you|one] {_CHANGE} X"),
    ("breaks", f"what (breaks|fails|changes|happens) (if|when) [i|we|you|one] {_CHANGE} X"),
    ("breaks", "what [would|will|could|might|can] (breaks?|fails?|be affected|happens?) (if|when) X "
               "(changes|is changed|is renamed|is removed|is deleted|goes away|breaks)"),
    ("breaks", "[what is|what's] [the] (impact|effect|consequences?) (of|when) [changing|renaming|removing|deleting|modifying] X"),
    ("breaks", f"(is it safe|can i safely|can i|is it ok) [to] {_CHANGE} X"),
    ("breaks", "(what|who|which *) depends? on X"),
    ("owners", "who (should|could|can|would) (review|approve|look at|know about) [a|the|my] [changes?|pull requests?|prs?] [to|in|of|for] X"),
    ("owners", "who (owns?|knows?|maintains?|wrote|created|authored|is responsible for|works on|worked on|understands) [about] X"),
    ("owners", "[who is the|who are the|the] (owners?|authors?|maintainers?|reviewers?|experts?) (of|for|on) X"),
    ("together", "(what|which) [other] [files?|else] [often|usually|always] changes? [often|usually] [together] with X"),
    ("together", "what (else|other files) (must|should|do|does|needs? to) [i|we] [be] changed? (when|if|with) [i|we] [change|changing] X [changes|is changed]"),
    ("owners", "who (are|is) the [main|top|biggest|most active|core] (contributors?|authors?|maintainers?|owners?|committers?|developers?)"),
    ("owners", "who (maintains|wrote|develops|works on|is behind|owns) (this|this project|this repo|this repository)"),
    ("heirs", "(who|what|which *) (inherits? from|derives? from|subclass(es)?|implements?|extends?|overrides?|redefines?) X"),
    ("heirs", "[what|which|find|list|show] [are|is] [all] [the] (subclasses|subclass|children|descendants|implementations?|implementors|implementers"
              "|overrides|derived classes) of X [are there|exist|do we have|does it have]"),
    ("heirs", "(who|what) is X (implemented|extended|overridden|subclassed) by"),
    ("heirs", "where (is|are) X (overridden|redefined|subclassed|extended)"),
    ("tests", "(which|what) tests? (calls?|uses?|covers?|exercises?|checks?|runs?|tests?) X [directly]"),
    ("callers", "(who|what|which *) (calls?|uses?|references?|instantiates?|invokes?|imports?|requires?|includes?|mentions?) X"),
    ("overrides", "(what|which) [methods?|functions?|members?] (does|do) X override"),
    ("overrides", "X overrides (a|the|which|what) (method|function|member)s? (of|in|from) (which|what) (class|type|one)"),
    ("overrides", "(whose|which|what) (implementations?|methods?|behaviou?r|versions?) (does|do) X (replace|override|redefine)"),
    ("parameters", "(what|which) [value] (is|are) the defaults? [values?] (of|for) [the] [parameter|argument|option] P [parameter|argument] (in|of|for|to) X"),
    ("parameters", "what (does|is) [the] [parameter|argument|option] P [parameter|argument] default [to|value] (in|for|of) X"),
    ("parameters", "(if|when) [i|we|you|one] (don't|do not|doesn't|does not) (pass|give|set|specify) [the] [parameter|argument] P (to|in|of|for) X,? "
                   "what [value] (is|does) it [get|have|take|used|default to]"),
    ("parameters", "(what|which) value does [the] [parameter|argument|option] P (in|of) X (have|take|get) by default"),
    ("parameters", "what [value] (is used|happens) (if|when) P is not (passed|given|set|specified) (to|in|for) X"),
    ("parameters", "(what|which) (parameters?|arguments?) (does|do|can) X (take|accept|have|expect)"),
    ("parameters", "[what are] [the] (parameters|arguments) (of|for|to) X"),
    ("callers", "(what|which) [functions?|methods?|classes|functions? or methods?|functions? and methods?|code] (calls?|uses?|invokes?) X"),
    ("callers", "(what|which) [are|is] [the] (callers?|usages?|users?|references?) of X"),
    ("callers", "from where [in the code] (is|are) X (used|called|referenced|invoked|imported|instantiated)"),
    ("callers", "where (is|are|do we|does it) [call|use|import] X (used|called|referenced|invoked|imported|instantiated) [from|in]"),
    ("callers", "where (do|does) (we|it|the code|anything|anyone|one) (call|use|import|invoke|reference) X"),
    ("callers", "[the|all|find|list] [the|all] (callers?|usages?|uses|users?|references?|call sites) (of|to) X"),
    ("calls", f"(what|which) [functions|methods|other functions] (does|do) X (call|use|invoke|depend on|import|need|rely on),? [{_ORDERED}]"),
    ("calls", f"(list|show|show me) [all] [the] calls [that] X makes,? [{_ORDERED}|in sequence]"),
    ("calls", "in (what|which) (order|sequence) does X (call|invoke|use|run) [the|its|other] [other] [functions|methods|helpers|things|steps]"),
    ("calls", "[the] (callees?|dependencies|calls) (of|from|in|made by) X"),
    ("calls", "[show|trace] [the] (call (tree|graph|flow)|flow|control flow) (of|from|through) X"),
    ("calls", "(trace|how does a (request|command|call) flow through) X"),
    ("raises", "(what|which) [exceptions?|errors?] [types?] (does|can|could|may|might|do) [the code of|the body of] X [itself|ever] (raise|throw)"
               " [itself|directly|explicitly]"),
    ("raises", "(where|when) (is|are|does|can) X [get] (raised|thrown)"),
    ("raises", "(who|what|which *) (raises?|throws?|catch(es)?|handles?) X"),
    ("raises", "where (is|are) X (caught|handled|raised|thrown)"),
    ("raises", "[what|which] (exceptions?|errors?) [are|is] (raised|thrown) (by|in|from) [the body of|the code of] X"),
    ("tests", "(which|what|are there any|are there) tests? [cover|test|exercise|check|exist for|are there for|use|for]s? X"),
    ("tests", "[the] tests? (of|for|covering) X"),
    ("tests", "(is|are|how is|how are|where is|where are) X (tested|covered) [by tests|by a test]"),
    ("tests", "what does X test"),
    ("changes", f"(what|what's|what has|what have) [is|was|has been] [recently] (changed?|new|happened) [recently|lately] (in|to|with) X {_TIME}"),
    ("changes", "(what|what's|what has|what have) [is|was|has been] [recently] (changed?|new|happened) [recently|lately] (in|to|with) X"),
    ("changes", "(what|what's|what has|what have) [is|was|has been] (changed?|new|happened) (since *|this *|last *) (in|to|with) X"),
    ("changes", "(when|how often) (was|did|were|has|is) X [last] [been] (changed?|modified|touched|updated|edited)"),
    ("changes", "who [last|recently] (changed|modified|touched|edited|broke|updated) X [last]"),
    ("changes", "[the|show|show me] [the] [recent|latest|last] (changes|history|commits|log) (of|to|in|for) X"),
    ("changes", f"(what|what's|what has) [been|is|was] [recently] (changed?|new|happened) [{_TIME}|last]"),
    ("changes", "[the] (recent|latest|last) (changes|history|commits)"),
    ("section", "when (was|is) [version|release] X (released|published|out)"),
    ("section", "(what|what's|what is|what was|what were) [is|was|were|the] (new|changed?|changes|added|removed|fixed|deprecated|breaking) [changes] in [version|release] X"),
    ("section", "[the] (release notes|changelog|changes) (of|for|in) [version|release] X"),
    ("setting", f"(where|how|when) (is|are) [the] {_KEY} X (read|used|set|configured|looked up|needed)"),
    ("setting", f"(who|what|which *|where do we|where does it|where does the code) (reads?|uses?|needs?) [the] {_KEY} X"),
    ("setting", f"what (is|does) [the] {_KEY} X [for|do|mean|used for]"),
    ("setting", "(where|when) (is|are) X (read|looked up) [from the (environment|config|configuration|settings)]"),
    ("setting", "(who|what|which *|where do we|where does it|where does the code) (reads?|looks? (at|up)|checks?|consults?) X [from the (environment|config|configuration|settings)]"),
    ("settings", "[which|what|list|show] [all] [the] (env|environment) (vars?|variables?) [are|is|does|do|can] "
                 "[there|we|i|it|used|read|needed|this project|the project|the code|i set] [read|used|use|need|set|expect|support]"),
    ("settings", "(which|what) (settings|config(uration)? (keys|options|values)|options) (does|do) (it|we|this|this project|the code) (read|use|need|expect|have)"),
    ("settings", "where (are|do we read|does it read) [the] (env|environment) (vars?|variables?) [read|used|set|defined]"),
    ("settings", "(which|what|list|show|all) [all] [the] (settings|config(uration)?( keys| options)?) [are there|exist|does it have|can i set]"),
    ("settings", "(which|what) (env|environment) (vars?|variables?) does X (read|use|need|expect)"),
    ("settings", "(where|how) (is|are|do i|can i) [configure|set] X (configured|set|read)"),
    ("decision", "why (did|have|had) (we|they|you|the team) (decided?|chosen?|chose|picked?|opt(ed)?|settled?|adopt(ed)?|moved?|switch(ed)?"
                 "|migrated?|gone?|used?|stop(ped)?|stick) [to|for|on|with|against|in favou?r of|using] [use|using|have|go with] X"),
    ("decision", "why (do|are|should|must) (we|they) [not] (use|using|have|having|keep|keeping|rely on|build on|store|need|write) X"),
    ("decision", "why (is|are|was|were) X (chosen|used|picked|decided|preferred|adopted) [over *|instead of *]"),
    ("decision", "(what|which) (was|is|did|have|has) [been] [we|they] [decided?|the decision|chosen?] (about|on|for|to do about) X"),
    ("decision", "(which|what|list|show) [are|is] [all] [the|our] [architecture|architectural|design|recorded] decisions "
                 "[are|is|were|have|did] [there|we|been|recorded] [made|taken|make|take]"),
    ("why", "why (is|are|was|were) X (like (this|that)|the way (it|they) (is|are)|there|here|needed|necessary|so *|this way"
            "|(ever )?(added|introduced|written|created)( this way)?|in the code|done( this way)?)"),
    ("why", "why (does|do|did) X exist"),
    ("why", "why [do we|does it|do they] (have|need|use) X"),
    ("decision", "why X"),
    ("why", "why X"),
    ("added", "(when|in which commit|by whom|who|in (what|which) (version|release)|since (when|which version)) (was|were|is|are|does|did) X "
              "(added|introduced|created|written|first added|there|available|exist)"),
    ("added", "when was X (added|introduced|created),? and (in which commit|by whom|by which commit)"),
    ("added", "(who|which commit|what commit|which pr|which version|which release) (added|introduced|created|brought in|brought) X"),
    ("why", "how (was|were) X (added|introduced|created|written)"),
    ("why", "[the] (reason|rationale|motivation|history) (for|behind|of) X"),
    ("where", "where (is|are|does|do|can i find) X (defined|declared|implemented|located|live|come from|found|handled|done|set)"),
    ("where", "where('s| is| are| can i find) X"),
    ("where", "(find|locate|show|show me|go to|open|definition of|declaration of) X"),
    ("what", "(what|which) [class|classes|type|base class] (does|do) X (inherit|derive|extend|subclass|implement)( from)?"),
    ("what", "(what's|what is|what are) the (base class|base classes|parent class|superclass|signature|parameters|arguments) of X"),
    ("what", "(what's|what is|what are) [the] (purpose|role|meaning|point|responsibility|job) of X"),
    ("what", "(what's|what is|what are) X [for|about|used for|doing]"),
    ("what", "what (does|do) X (do|mean|represent|return|contain|hold)"),
    ("what", "(explain|describe|summari[sz]e|tell me about|document) X"),
    ("what", "how (does|do) X work"),
    ("author", "(what|which *) (did|has|have|does) X [last|recently] (changed?|works?|worked|do|done|commit|committed|write|written|touch"
               "|touched|owns?|maintains?|knows?) [on|about] [last|recently|lately]"),
    ("commit", "(what|which *) (is|was|did|does|were) [the] X (about|do|change|fix|touch|for|changed|fixed)"),
    ("commit", "(what|show|explain|describe|show me|what is|what's|what was|find) [is|was] [the] [commit] X"),
    ("author", "who is X"),
    ("author", "[commits|changes|work] by X"),
)  # fmt: skip


OF = " of "
"""Stands between a parameter and what has it."""
_OPTIONAL = re.compile(r"\[[^][]*\]")
_TOKEN = re.compile(r"[^\s()]*\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+")
_MAX_WORDS = 25
_MAX_CHARACTERS = 400


def kinds_of(text: str) -> Iterator[tuple[str, str]]:
    """(kind, subject) for every phrase that the whole text is an instance of; the subject may be empty, and begins with
    the parameter, and `OF`, where one is asked about."""
    words = re.findall(r"[a-z]+", text.lower()) if len(text) <= _MAX_CHARACTERS else []
    if not 0 < len(words) <= _MAX_WORDS:
        return
    starts = {word[:4] for word in words}
    for kind, phrase in PHRASES:
        if _may_match(phrase, starts) and (match := _pattern(phrase).fullmatch(f" {text}")):
            named = match.groupdict()
            subject = (named.get("subject") or "").strip(" ?.!\"'`")
            yield kind, f"{named['parameter']}{OF}{subject}" if "parameter" in named else subject


def _may_match(phrase: str, starts: set[str]) -> bool:
    """Whether each word that the phrase needs may be in the text: most phrases are never compiled, which costs 1 ms."""
    for token in _TOKEN.findall(_OPTIONAL.sub(" ", phrase)):
        needed = {word[:4] for word in re.findall(r"[a-z]+", token)}
        if needed and not needed & starts and not token.endswith("?"):
            return False
    return True


def _pattern(phrase: str) -> re.Pattern[str]:
    phrase = re.sub(r" \[([^][]*)\]", r"(?: (?:\1))?", f" {phrase}")
    phrase = re.sub(r"\bP\b", r"[`'\"]?(?P<parameter>\\w+)[`'\"]?", phrase.replace(" *", r" \S+"))
    phrase = phrase.replace("X", "(?P<subject>.+?)")
    return re.compile(rf"(?: please| can you| could you| tell me)?{phrase}[\s?.!]*", re.IGNORECASE)
