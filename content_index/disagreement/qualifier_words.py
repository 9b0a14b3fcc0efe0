"""The words that say for whom, where and when something holds: for each class its values, each a pattern.

Patterns stand between word boundaries, whatever the case of their letters unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_NUMBER = r"(?:[$€£]\s?)?\d[\d.,]*(?:k|m)?"

CLASSES: Mapping[str, Mapping[str, str]] = {
    "region": {
        "eu": r"EU|E\.U\.|european union|europe(?:an)?|europa|euro ?zone|европ\w+|EEA|ЕС",
        "us": (
            r"(?-i:US|USA|U\.S\.|the States|American)|united states|north america\w*|nordamerika|"
            r"americas|NA customers|сша"
        ),
        "uk": r"(?-i:UK|(?<!\d)(?<!\d )(?<!per )GB)|united kingdom|britain|british|england|großbritannien",
        "emea": r"EMEA",
        "apac": r"APAC|asia(?:[- ]pacific)?|asien",
        "latam": r"LATAM|latin america\w*",
        "de": r"germany|german customers?|deutschland|DACH|герман\w+",
        "fr": r"france|french|frankreich|франц\w+",
        "at": r"austrian?|österreich\w*",
        "ch": r"switzerland|swiss|schweiz\w*",
        "ca": r"canadian|canada|kanada",
        "au": r"australian?|ANZ|new zealand",
        "jp": r"japan(?:ese)?",
        "in": r"(?-i:India)",
        "br": r"brazil(?:ian)?|brasilien",
        "mx": r"mexico",
        "sg": r"singapore",
        "nordics": r"nordics?|sweden|norway|denmark|finland",
        "benelux": r"benelux|netherlands|dutch|belgium",
        "es": r"spain|spanish|spanien",
        "it": r"italy|italian|italien",
        "pl": r"poland|polen",
        "ie": r"ireland|irish",
        "me": r"middle east|(?-i:UAE)|gulf",
        "ru": r"russian?|росси\w+",
        "kz": r"казахстан\w*|kazakhstan",
        "by": r"беларус\w*",
        "cn": r"china|chinese",
        "abroad": (
            r"international(?:ly)?|outside (?:of )?(?:(?:the )?(?:EU|US|UK|EEA|DACH|country|region|union)|"
            r"north|europe|germany)|abroad|overseas|rest of (?:the )?world"
        ),
        "domestic": r"domestic(?:ally)?",
    },
    "plan": {
        "free": r"free (?:plan|tier|edition)",
        "basic": r"basic",
        "starter": r"starter",
        "essential": r"essentials?",
        "standard": (
            r"standard (?:plan|edition|support|tier|package|customers|onboarding)|(?<=on )(?-i:Standard)|"
            r"(?-i:Standard)(?= \|)"
        ),
        "team": (
            r"(?-i:Team)(?=,? (?:plan|edition|tier|costs?|needs|is|includes|customers|users|workspaces?|upwards|"
            r"and Business|or Business|was|gets)\b|:)|(?<=on )(?-i:Team)|(?<=From )(?-i:Team)|(?<=the )(?-i:Team)"
        ),
        "growth": r"growth (?:plan|edition|tier)|(?-i:Growth)",
        "pro": r"(?-i:Pro|PRO)|professional(?: (?:plan|edition))?",
        "plus": r"(?-i:Plus)",
        "premium": r"premium",
        "business": (
            r"(?-i:Business)(?=,? (?:plan|edition|tier|costs?|needs|is|includes|customers|users|workspaces?|"
            r"upwards|and Enterprise|or Enterprise|was|gets|at)\b|:)|"
            r"(?<=[a-z] to )(?-i:Business)|(?<=[a-z] with )(?-i:Business)|(?<=With )(?-i:Business)|"
            r"(?<=tarif )(?-i:Business)|(?<=on )(?-i:Business)|"
            r"(?<=[Ff]rom )(?-i:Business)|(?<=Team and )(?-i:Business)|тариф\w* «Бизнес»"
        ),
        "enterprise": r"enterprise",
        "ultimate": r"ultimate",
        "scale": r"(?-i:Scale)",
        "advanced": r"advanced (?:plan|edition|tier)|(?-i:Advanced)",
        "core": r"(?-i:Core)",
        "gold": r"gold",
        "silver": r"silver",
        "bronze": r"bronze",
        "platinum": r"platinum",
        "lite": r"(?-i:Lite|Light)",
    },
    "segment": {
        "nonprofit": r"non-?profits?|charit(?:y|ies)|gemeinnützig\w*|ngos?|некоммерческ\w+",
        "startup": r"start-?ups?|стартап\w*",
        "small": r"SMBs?|small business(?:es)?|kmu|small (?:customers|teams|accounts)",
        "mid": r"mid-?market",
        "enterprise": r"enterprises|(?-i:enterprise) (?:customers|accounts|deals|segment)",
        "public": (
            r"public (?:sector|bod(?:y|ies)|hospitals?|institutions?|authorit(?:y|ies))|"
            r"government|federal|behörden|госсектор\w*|municipal\w*"
        ),
        "education": r"education(?:al)?|universit(?:y|ies)|schools?|academic|students?|bildung\w*",
        "health": r"health ?care|hospitals?",
        "partner": r"partners?|resellers?|distributors?|channel|партн[её]р\w*|händler",
        "direct": (
            r"(?:direct(?:ly)?|buy\w* (?:from us )?direct(?:ly)?) ?(?:sales?|deals?|customers?|sold|accounts?)|"
            r"(?:buy(?:s|ing)?|bought|sold|selling)(?: from us)? direct(?:ly)?|without a (?:partner|reseller)"
        ),
        "bank": r"(?<!answer )(?<!question )(?<!story )(?<!content )banks?|financial services",
        "private": (
            r"private (?:sector|customers?|clinics?|practices?|hospitals?|compan(?:y|ies)|firms?|schools?|clients?)"
        ),
    },
    "stage": {
        "new": (
            r"new (?:business|logos?|customers?|deals?)|first[- ](?:order|purchase|contract|year|term)|initial|"
            r"neukund\w+|новы\w+ клиент\w+"
        ),
        "renewal": r"renewals?|renew(?:s|ing|ed)?|existing customers?|verlängerung\w*|bestandskund\w+|продлен\w+",
        "more": r"up-?sells?|expansions?|cross-?sells?",
    },
    "paying": {
        "trial": r"(?:expired |free )?trials?|evaluation|testzeitraum|пробн\w+",
        "pilot": r"pilots?|pilotphase|пилот\w*",
        "paid": (
            r"paying|paid (?:customers?|subscriptions?|plans?|workspaces?|accounts?)|former customers?|"
            r"cancelled subscriptions?|end of the contract|contract ends"
        ),
    },
    "case": {
        "option": (
            r"with (?:the |an? )?(?:\w+ )?(?:option|add-?on|upgrade|extension|archive)|extended (?:plan|warranty|"
            r"retention|support)"
        ),
        "story": (
            r"story bank|case notes?|(?:customer|success|win) stor(?:y|ies)|case stud(?:y|ies)|"
            r"fallstudie\w*|истори\w+ успеха"
        ),
        "exception": (
            r"(?:as an )?exception(?:ally)?(?: to)?|exempt\w*|ausnahme\w*|исключени\w+|temporar\w+|holiday cover|"
            r"(?:is|are) away|during (?:these|this|the) (?:two |three )?(?:weeks?|days?)|stands? in for|deput\w+|"
            r"one-off exception|in exceptional cases|grandfathered"
        ),
    },
    "spared": {
        "some": (
            r"(?<!no )(?<!without )exceptions?|except(?: for| that)?|apart from|rules? of (?:its|their) own|unless|"
            r"(?:its|their) own (?:rules?|terms|conditions|page)|exempt(?:ed)?|"
            r"(?:special|other|different) (?:rules?|terms|conditions|limits|rates|prices)|ausnahmen?|außer|кроме"
        ),
    },
    "instance": {
        "one": (
            r"examples?|worked|profiles?|stor(?:y|ies)|wins?|win stories|references?|case stud(?:y|ies)|"
            r"meeting minutes|recap|debrief|beispiele?|fallstudie\w*|пример\w*"
        ),
    },
    "order": {
        "first": r"first (?:year|month|quarter|term)|initial (?:year|term)|year one|erste[ns]? jahr|первый год",
        "later": r"(?:second|third|following|later|subsequent|further) (?:years?|months?|quarters?|terms?)|thereafter",
    },
    "figure": {
        "average": (
            r"on average|averaged?|averages|median|(?:a|the) mean|mean of|im (?:durch)?schnitt|im mittel|"
            r"durchschnittlich\w*|в среднем|средн(?:ий|яя|ее)"
        ),
        "typical": (
            r"usually|typical(?:ly)?|in (?:our|their|my) experience|"
            r"(?<!at )(?<!the )most (?:\w+ ){1,2}(?:are|have|need)|"
            r"most (?:companies|customers|projects|teams|reps|sellers|deals)|(?:in|on) a normal \w+|"
            r"in practice|as a rule of thumb|meist(?:ens)?|in der regel|обычно"
        ),
        "measured": (
            r"measured|(?<!if it )(?<!if they )(?:was|were) (?:\w+ )?(?:available|reachable|(?:up|down)(?! by)|back)|"
            r"in figures|business review|half-year review|(?:quarterly|monthly|board) (?:review|report)|scorecards?|"
            r"over the (?:last|past) (?:\w+ )?(?:months?|quarters?|years?|weeks?)|exercise|gemessen|измерен\w*"
        ),
        "goal": (
            r"goals?|targets?|quotas?|(?<!point )(?<!time )objectives?|OKRs?|(?:operating|annual) plan|"
            r"shall (?:reach|be|stand)|should (?:reach|stand)|"
            r"(?:we )?(?:want|aim)(?:s|ed|ing)? (?:for|at|to reach|an? (?:\w+ ){0,4}of)|"
            r"what good looks like|ziel\w*|цел[ьияе]"
        ),
        "reached": (
            r"(?:closed|ended|finished) (?:the )?(?:quarter|year|month|january|december)|actuals?|came to|"
            r"results?"
        ),
        "promise": r"promise\w*|guarantee\w*|commit(?:ted|ment)?|garantier\w*",
        "advice": r"recommend(?:s|ed|ations?)?|best practices?|empfehl\w+|рекоменд\w+",
        "law": r"laws?(?! firms?)|statutory|legal(?:ly)? (?:minimum|requires?)|regulations?|gesetz\w*",
        "others": (
            r"surveys?|benchmarks?|industry average|studies|(?<!under )study|umfrage|"
            r"according to (?:an?|the) (?:\w+ )?(?:survey|report|stud(?:y|ies))"
        ),
        "part": r"of which|thereof|of the \w+(?: \w+)? [$€£]?\d[\d.,]*[km]? (?:go|goes|is|are)|davon|из них",
        "asked": (
            r"(?:buyer|customer|prospect|they) (?:asks?|asked|wants?|wanted|demands?) (?:for )?"
            r"(?:[a-z]+ ){0,3}[$€£]?\d[\d.,]*|"
            r"role play|scenario \d"
        ),
    },
    "aim": {
        "goal": r"goals?|targets?|objectives?|OKRs?|(?:operating|annual|logistics|(?-i:business)) plan",
        "result": (
            r"results?|actuals?|in (?:figures|numbers)|(?:business|half-year|quarterly|annual|monthly|board|"
            r"year-end) (?:review|report)|"
            r"scorecards?|how \w+ did"
        ),
    },
    "billing": {
        "month": (
            r"billed monthly|monthly (?:billing|plans?|contracts?|subscriptions?|payments?)|month-to-month|(?:pay|"
            r"paid|paying) monthly"
        ),
        "quarter": r"billed quarterly|quarterly (?:billing|payments?)",
        "year": (
            r"billed (?:annually|yearly)|(?:annual|yearly) (?:billing|plans?|contracts?|subscriptions?|prepay\w*|"
            r"upfront|commitments?)|(?:pay|paid|paying) (?:annually|upfront|yearly)|prepa(?:y|id)\w*"
        ),
        "several": r"multi-?year",
    },
    "scope": {
        "each": (
            r"(?:each|every|any|one|a single|single|per) (?:\w+ )?(?:user|seat|key|token|file|device|agent|site|"
            r"property|person|participant|document|account|call|room|customer|group|member|domain|team)"
        ),
        "all": (
            r"as a whole|altogether|in total|combined|taken together|(?:over|across|for|with) all (?:its|their|the|"
            r"his|of its) \w+|whole (?:tenant|company|account|organi[sz]ation)|pool(?:ed)?|insgesamt|в сумме"
        ),
    },
    "manner": {
        "online": (
            r"online|(?:over|on) the web|web ?shops?|e-?commerce|card[- ]not[- ]present|"
            r"webinars?|virtual(?:ly)?|e-?learning|self-?paced|remote(?:ly)?"
        ),
        "present": (
            r"class ?rooms?|on[- ]site|in[- ]person|at the counter|in[- ]stores?|"
            r"card[- ]present|face[- ]to[- ]face|präsenz\w*"
        ),
    },
    "life": {
        "beta": r"betas?|preview|early (?:access|adopters?)(?: \w+)?|pilot phase",
        "released": r"general(?:ly)? availab(?:le|ility)|GA",
        "sale": r"(?:end of|last) (?:sale|orders?)|can be ordered until|withdrawn from sale|may be ordered until",
        "service": r"end of (?:support|service)|security fixes|spare parts|parts supply",
    },
    "direction": {
        "up": r"upgrad(?:e|es|ing|ed)|mov\w+ up|growing|larger plan|bigger plan",
        "down": r"downgrad(?:e|es|ing|ed)|mov\w+ down|way down|smaller plan",
        "in": r"inbound|incoming",
        "out": r"outbound|outgoing",
    },
    "flow": {
        "in": (
            r"charges? to (?:the )?\w+|what we charge|we (?:charge|bill|invoice)|"
            r"(?:customers?|merchants?|clients?|buyers?|shippers?) (?:are )?(?:charged|billed)"
        ),
        "out": (
            r"(?:what )?we (?:pay|reimburse)(?! for)|(?:you|they) get paid|paid out to|"
            r"payable to (?:partners|suppliers)"
        ),
    },
    "deployment": {
        "cloud": r"cloud|saas|облак\w+|облачн\w+",
        "own": r"on-?prem(?:ises?)?|self-?hosted",
    },
    "tenancy": {"single": r"single[- ]tenant|dedicated|private cloud", "shared": r"multi-?tenant|shared"},
    "environment": {
        "production": r"production",
        "sandbox": r"sandbox\w*|staging|test (?:environment|system|tenant)s?|non-?production",
    },
    "fee": {
        "setup": (
            r"set-?up|implementation|onboarding|installation|one-?(?:off|time)|activation|einrichtung\w*|"
            r"einmalig\w*|внедрени\w+"
        ),
        "overage": r"overages?",
        "late": r"late|overdue|verzug\w*",
        "training": r"training",
    },
    "measure": {
        "response": (
            r"response|respond(?:s|ed)?|acknowledge\w*|first reply|answers|answered|reaktion\w*|reagier\w+|ответ\w*|"
            r"реакци\w+|реагиру\w+"
        ),
        "resolution": (
            r"resolution|resolved?|resolves|fix(?:ed)?|workaround|restor\w+|lösung\w*|behoben|решени\w+|реша\w+|"
            r"устран\w+"
        ),
        "update": r"status updates?",
        "rto": r"RTO|recovery time",
        "rpo": r"RPO|recovery point",
    },
    "price": {
        "list": r"list price|lists at|listenpreis\w*|rack rate",
        "net": (
            r"net(?: of (?:VAT|tax))?|netto|excluding (?:VAT|tax)|excl\. (?:VAT|tax)|before tax|plus (?:VAT|tax)|"
            r"ex VAT|без ндс|zzgl\."
        ),
        "gross": (
            r"gross|brutto|includ(?:ing|es) (?:\d+ ?% )?(?:VAT|tax)|incl\. (?:\d+ ?% )?(?:VAT|tax)|after tax|"
            r"with VAT|inkl\.|с ндс|включая ндс"
        ),
        "floor": r"floor(?: price)?",
        "discounted": (
            r"discounted price|special (?:price|rate|offer)|bundles?|(?:goes|go|comes) down to|"
            r"(?:under|below|half the|half of|half) (?:the )?list(?: price)?|campaign|"
            r"after (?:the )?discounts?|instead of list|volume tier|promo(?:tional)? price|"
            r"with (?:the|an?|their|our) (?:\w+ )?discount|volume price|street price|"
            r"average selling price|contract price|members pay|member price|negotiated price|group purchasing|GPO"
        ),
    },
    "severity": {
        "0": r"P0",
        "1": r"P1|sev(?:erity)?[- ]?1|priority 1|critical|urgent|kritisch\w*|критич\w+|S1",
        "2": r"P2|sev(?:erity)?[- ]?2|priority 2|high[- ]priority|S2|major",
        "3": r"P3|sev(?:erity)?[- ]?3|priority 3|medium|normal|S3|minor",
        "4": r"P4|sev(?:erity)?[- ]?4|priority 4|low[- ]priority|S4",
    },
    "role": {
        "ae": r"(?-i:AEs?)|account executives?",
        "sdr": r"(?-i:SDRs?|BDRs?)|(?:sales|business) development (?:reps?|representatives?)",
        "manager": r"(?<!account )(?<!success )managers?|team leads?|teamleiter\w*|менеджер\w*|руководител\w*",
        "director": r"directors?|директор\w*",
        "vp": r"(?-i:VPs?)|vice presidents?",
        "csm": r"(?-i:CSMs?)|customer success managers?",
        "se": r"(?-i:SEs?)|sales engineers?|solutions? (?:engineers?|consultants?)",
        "am": r"(?-i:AMs?)|account managers?",
        "admin": r"admin(?:istrator)?s?",
        "guest": r"guests?",
        "author": r"authors?",
        "learner": r"learners?|trainees?|end users?",
        "viewer": r"viewers?|read-only users?",
        "rep": r"(?<!development )reps?|verkäufer\w*|vertriebler\w*",
    },
    "hours": {
        "off": (
            r"weekends?|out(?:side)?[- ]of[- ](?:business )?hours|outside (?:business|office) hours|after[- ]hours|"
            r"nights?"
        ),
        "work": r"during (?:business|office) hours|business hours|office hours|weekdays",
    },
    "platform": {
        "ios": r"ios|iphones?|ipads?",
        "android": r"android",
        "windows": r"windows",
        "mac": r"mac(?:os)?",
        "linux": r"linux",
        "web": r"web app|browser",
        "desktop": r"desktop",
        "mobile": r"mobile",
    },
    "copy": {
        "backup": r"back-?ups?|snapshots?|резервн\w+|datensicherung\w*",
        "log": r"logs?|audit trails?|protokolle?n?|логи|журнал\w*",
        "recording": r"recordings?",
    },
    "tense": {
        "past": (
            rf"(?<!is )(?<!are )(?<!be )used to|previously|formerly|until (?:last|19\d\d|20\d\d|{_MONTH})|in the past|"
            rf"back then|by the end of 20(?:0\d|1\d|2[0-4])|had (?:\w+ )?(?:signed|joined|reached|"
            rf"grown)|old (?:price|plan|policy|limit|contract)s?|legacy|before (?:19\d\d|20\d\d|{_MONTH})|"
            rf"until (?:the end of )?(?:\d{{1,2}} )?{_MONTH}(?: 20\d\d)?,? "
            rf"(?:\w+ ){{1,5}}(?:cost|was|were|had|paid|got)|"
            rf"originally|historically|(?:was|were) {_NUMBER}(?! ?(?:%|percent)? ?(?:faster|slower|higher|"
            rf"lower|more|less|cheaper|better|quicker))|had \d+|früher|bisher|galt|раньше|ранее|"
            rf"прежде|до \w+ 20\d\d года|"
            rf"no longer applies|archived?|old price points?|superseded|grandfathered|signed before"
        ),
        "future": (
            rf"will (?:rise|increase|change|drop|go up|become|move)|starting (?:in|from|with) (?:20\d\d|{_MONTH}|"
            rf"Q\d)|ab 20\d\d|с 20\d\d|from (?:20\d\d|next|{_MONTH})|next (?:year|quarter)|upcoming"
        ),
    },
    "who": {
        "we": r"we|our|ours|wir|unser\w*|мы|наш\w*",
        "they": r"theirs|competitors?|wettbewerb\w*|конкурент\w*",
    },
}
