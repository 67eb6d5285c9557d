"""The published rules are those of Microsoft's store and admin centre that a manifest can be held against and that the
vendor's schema does not say: each stands beside its source."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from teams.details import HEX_ID, HOST, VERSION

Manifest = Mapping[str, Any]
Faults = Callable[[Manifest], Iterator[str]]
Texts = Callable[[Manifest], Iterator[tuple[str, str]]]
"""These texts of a manifest are read, each with its place in it."""
MEND = "Mend it in teams/manifest.json, or where it comes from"

LEARN = "https://learn.microsoft.com/microsoftteams/platform/"
STORE = f"{LEARN}concepts/deploy-and-publish/appsource/prepare/teams-store-validation-guidelines"
OFTEN_FAILED = f"{LEARN}concepts/deploy-and-publish/appsource/common-reasons-for-app-validation-failure"
SCHEMA_PAGE = f"{LEARN}resources/schema/manifest-schema"
ISSUES = "https://github.com/MicrosoftDocs/msteams-docs/issues/"

MOST_WORDS = 500
MOST_COMMANDS = 10
PARAMETERS = range(1, 6)
# Shown whole in the menu of commands; the schema would take 128 and 4,000.
LONGEST_TITLE, LONGEST_DESCRIPTION = 32, 128
NO_ID = "00000000-0000-0000-0000-000000000000"
RELEASED = re.compile(r"https://developer\.microsoft\.com/(?:[a-z-]+/)?json-schemas/teams/v(\d+\.\d+)/\S+\.json")
CONSENTED = re.compile(r"([A-Za-z]+\.)+(Group|Chat|User)")
CAPITALS = re.compile(r"[A-Z]{2,}(?: [A-Z]{2,}){4,}")
MICROSOFTS = (
    *("Microsoft", "Teams", "Outlook", "Excel", "PowerPoint", "Word", "OneDrive", "SharePoint", "OneNote", "Azure"),
    *("Surface", "Xbox", "Copilot", "Office"),
)
FEATURES = ("Chat", "Contacts", "Calendar", "Calls", "Files", "Activity", "Apps", "Help")
TRIALS = ("Beta", "Stag", "Staging", "Preview")
CLAIMS = ("best", "top", "ranked", "amazing", "guaranteed", "certified for", "powered by")
SHORT_FORMS = ("MS", "MSFT", "O365", "Office 365")
TUNNELS = (
    *("ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "devtunnels.ms", "localtunnel.me"),
    *("loca.lt", "serveo.net", "localhost.run", "trycloudflare.com", "tunnelto.dev"),
)
SIGN_IN = ("login.microsoftonline.com", "accounts.google.com", "login.windows.net")


@dataclass(frozen=True)
class PublishedRule:
    """A published rule yields what is wrong, a sentence for each fault. ``source`` is where the vendor says it, or
    answered so."""

    source: str
    faults: Faults


def broken_rules(manifest: Manifest) -> Iterator[str]:
    """Yields a sentence for each fault, with the source of its rule."""
    for rule in RULES:
        yield from (f"{fault} {MEND} ({rule.source})." for fault in rule.faults(manifest))


def _schema_is_released(manifest: Manifest) -> Iterator[str]:
    named = RELEASED.fullmatch(str(manifest.get("$schema")))
    if named is None or named[1] != manifest["manifestVersion"]:
        yield "$schema: it is not the released schema of this manifestVersion."


def _version_is_three_numbers(manifest: Manifest) -> Iterator[str]:
    if not VERSION.fullmatch(str(manifest["version"])):
        yield "version: it has to be three numbers, such as 1.0.0, with nothing behind them."


def _no_package_name(manifest: Manifest) -> Iterator[str]:
    if "packageName" in manifest:
        yield "packageName: it is out of use since manifest 1.16."


def _ids(manifest: Manifest) -> Iterator[str]:
    for place, id in _all_ids(manifest):
        if not HEX_ID.fullmatch(str(id)) or str(id) == NO_ID:
            yield f"{place}: it is no application id."


def _all_ids(manifest: Manifest) -> Iterator[tuple[str, object]]:
    yield "id", manifest["id"]
    for kind in ("bots", "composeExtensions"):
        yield from ((f"{kind}.botId", each["botId"]) for each in manifest.get(kind, ()))


def _one_bot_of_this_app(manifest: Manifest) -> Iterator[str]:
    for kind in ("bots", "composeExtensions"):
        found = manifest.get(kind, ())
        if len(found) > 1:
            yield f"{kind}: there are {len(found)}, and one is allowed."
        if any(each["botId"] != manifest["id"] for each in found):
            yield f"{kind}: the bot is another than the app's."


def _names_differ(manifest: Manifest) -> Iterator[str]:
    name = manifest["name"]
    if not name.get("full"):
        yield "name.full: it is missing."
    elif name["short"].casefold() == name["full"].casefold():
        yield "name: short and full have to differ."


def _none_of(words: tuple[str, ...], texts: Texts, fault: str) -> Faults:
    """Returns the rule that none of the words stands in these texts. ``fault`` says with ``{}`` what is wrong with
    it."""

    def faults(manifest: Manifest) -> Iterator[str]:
        for place, text in texts(manifest):
            yield from (f"{place}: {fault.format(word)}" for word in _said(words, text))

    return faults


def _names_and_developer(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield from _names(manifest)
    yield "developer.name", manifest["developer"]["name"]


def _names(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield from ((f"name.{each}", manifest["name"].get(each) or "") for each in ("short", "full"))


def _descriptions_differ(manifest: Manifest) -> Iterator[str]:
    short, full = (manifest["description"][each].strip().rstrip(".") for each in ("short", "full"))
    if short.casefold() in full.casefold():
        yield "description: the full one repeats the short one."


def _short_description(manifest: Manifest) -> Iterator[str]:
    short, name = manifest["description"]["short"], manifest["name"]["short"]
    if re.search(r"[.!?]\s+\S", short):
        yield "description.short: it has to be one sentence."
    if _says(name, short):
        yield "description.short: it repeats the app's name."
    if _says("app", short):
        yield 'description.short: it says "app".'


def _full_description(manifest: Manifest) -> Iterator[str]:
    full = manifest["description"]["full"]
    if len(full.split()) > MOST_WORDS:
        yield f"description.full: it has more than {MOST_WORDS} words."
    if "appsource.microsoft.com" in full.casefold():
        yield "description.full: it leads to the store."
    if CAPITALS.search(full):
        yield "description.full: it is written in capitals."


def _descriptions_name_microsoft_in_full(manifest: Manifest) -> Iterator[str]:
    for place, text in _descriptions(manifest):
        for form in SHORT_FORMS:
            if re.search(rf"\b{form}\b", text):
                yield f"{place}: {form} has to be written out, Microsoft or Microsoft 365."
        first = re.search(r"(\w+\s+)?\bTeams\b", text)
        if first and not first[0].startswith("Microsoft"):
            yield f"{place}: the first Teams has to be Microsoft Teams."


def _descriptions(manifest: Manifest) -> Iterator[tuple[str, str]]:
    yield from ((f"description.{each}", manifest["description"][each]) for each in ("short", "full"))


def _pages(manifest: Manifest) -> Iterator[str]:
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        address = str(manifest["developer"].get(name) or "")
        host = re.match(r"https://([^/\s:]+)", address)
        if not host:
            yield f"developer.{name}: it has to be an https address."
        elif _said(TRIALS, host[1].replace(".", " ")):
            yield f"developer.{name}: it is not for real work."
        elif host[1].casefold() == "appsource.microsoft.com":
            yield f"developer.{name}: it leads to the store."


def _domains(manifest: Manifest) -> Iterator[str]:
    for domain in _all_domains(manifest):
        low = domain.casefold()
        if "*" in domain:
            yield f"validDomains: {domain} takes in hosts that may not be yours."
        elif not HOST.fullmatch(domain):
            yield f"validDomains: {domain} has to be a host name alone."
        elif any(low == tunnel or low.endswith(f".{tunnel}") for tunnel in TUNNELS):
            yield f"validDomains: {domain} is a tunnel, and not yours."
        elif low in SIGN_IN:
            yield f"validDomains: {domain} belongs to whoever signs people in."


def _all_domains(manifest: Manifest) -> Iterator[str]:
    yield from manifest.get("validDomains", ())
    for extension in manifest.get("composeExtensions", ()):
        for handler in extension.get("messageHandlers", ()):
            yield from handler["value"]["domains"]


def _channels(manifest: Manifest) -> Iterator[str]:
    if any("team" in bot["scopes"] for bot in manifest["bots"]) and not manifest.get("supportsChannelFeatures"):
        yield 'supportsChannelFeatures: it is missing, and Teams refuses a team app without it. Add "tier1".'


def _no_channel_types(manifest: Manifest) -> Iterator[str]:
    if "supportedChannelTypes" in manifest:
        yield "supportedChannelTypes: Teams refuses the upload of an app that declares it. Take it out."


def _nothing_experimental(manifest: Manifest) -> Iterator[str]:
    for bot in manifest["bots"]:
        wanted = [name for name in ("supportsCalling", "supportsVideo") if bot.get(name)]
        yield from (f"bots.{name}: it is an experiment, and not for real work." for name in wanted)


def _bot_talks(manifest: Manifest) -> Iterator[str]:
    for bot in manifest["bots"]:
        if bot.get("isNotificationOnly"):
            yield "bots.isNotificationOnly: the bot answers people, and offers commands."


def _files_in_own_chats(manifest: Manifest) -> Iterator[str]:
    for bot in manifest["bots"]:
        if bot.get("supportsFiles") and "personal" not in bot["scopes"]:
            yield "bots.supportsFiles: files go to people in their own chats, and personal is no scope of the bot."


def _installed_where_it_works(manifest: Manifest) -> Iterator[str]:
    scopes = {scope.casefold() for bot in manifest["bots"] for scope in bot["scopes"]}
    first = manifest.get("defaultInstallScope")
    if first and first.casefold() not in scopes:
        yield f"defaultInstallScope: {first} is no scope of the bot."
    for scope, capability in manifest.get("defaultGroupCapability", {}).items():
        if scope.casefold() not in scopes or capability != "bot":
            yield f"defaultGroupCapability.{scope}: the app has no {capability} there."


def _commands(manifest: Manifest) -> Iterator[str]:
    for bot in manifest["bots"]:
        lists = bot["commandLists"]
        offered = [scope for listed in lists for scope in listed["scopes"]]
        yield from (f"commandLists: {scope} has more than one list." for scope in _repeated(offered))
        for scope in sorted(set(offered) - set(bot["scopes"])):
            yield f"commandLists: {scope} is no scope of the bot. OFFERED in teams/manifest.py has them."
        for listed in lists:
            yield from _command_list(listed["scopes"][0], listed["commands"])


def _command_list(scope: str, commands: list[Mapping[str, str]]) -> Iterator[str]:
    if len(commands) > MOST_COMMANDS:
        yield f"commandLists, {scope}: {len(commands)} commands, and Teams shows {MOST_COMMANDS}. Leave some out."
    for title in _repeated([command["title"] for command in commands]):
        yield f"commandLists, {scope}, {title}: it is offered more than once."
    for command in commands:
        if len(command["title"]) > LONGEST_TITLE or len(command["description"]) > LONGEST_DESCRIPTION:
            yield (
                f"commandLists, {scope}, {command['title']}: too long for the menu. Shorten it in "
                f"cards/help.py to {LONGEST_TITLE} characters and {LONGEST_DESCRIPTION} of description."
            )


def _searches(manifest: Manifest) -> Iterator[str]:
    for extension in manifest.get("composeExtensions", ()):
        commands = extension["commands"]
        if not 0 < len(commands) <= MOST_COMMANDS:
            yield f"composeExtensions: {len(commands)} commands, and there have to be 1 to {MOST_COMMANDS}."
        ids = [command["id"] for command in commands]
        yield from (f"composeExtensions, {id}: it is there more than once." for id in _repeated(ids))
        for command in commands:
            if command.get("type", "query") == "query" and len(command.get("parameters", ())) not in PARAMETERS:
                yield f"composeExtensions, {command['id']}: a search has 1 to 5 parameters."


def _permissions(manifest: Manifest) -> Iterator[str]:
    asked = manifest.get("authorization", {}).get("permissions", {}).get("resourceSpecific", ())
    names = [permission["name"] for permission in asked]
    unknown = [name for name in names if not CONSENTED.fullmatch(name)]
    yield from (f"authorization, {name}: it is no permission for a team, a chat or a person." for name in unknown)
    known = manifest.get("webApplicationInfo", {}).get("id")
    if (names or "webApplicationInfo" in manifest) and not HEX_ID.fullmatch(str(known)):
        yield "webApplicationInfo.id: it has to be the id of the app's registration."


def _languages(manifest: Manifest) -> Iterator[str]:
    languages = manifest.get("localizationInfo", {})
    tags = [each["languageTag"] for each in languages.get("additionalLanguages", ())]
    tags += [tag for tag in (languages.get("defaultLanguageTag"),) if tag]
    yield from (f"localizationInfo: {tag} is there more than once." for tag in _repeated(tags))


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _says(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


def _said(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if _says(word, text)]


RULES: tuple[PublishedRule, ...] = (
    PublishedRule(f"{STORE}#app-manifest", _schema_is_released),
    # Refused with 400 at the upload, though the schema takes more.
    PublishedRule("https://github.com/OfficeDev/microsoft-teams-app-schema/issues/174", _version_is_three_numbers),
    PublishedRule("https://github.com/OfficeDev/Microsoft-365-Copilot-Samples/pull/126", _no_package_name),
    PublishedRule(f"{ISSUES}14257", _ids),
    PublishedRule(f"{SCHEMA_PAGE}#bots", _one_bot_of_this_app),
    PublishedRule("https://learn.microsoft.com/microsoft-365/extensibility/schema/root-name", _names_differ),
    PublishedRule(f"{STORE}#app-name", _none_of(MICROSOFTS, _names_and_developer, "{} is a name of Microsoft's.")),
    PublishedRule(f"{STORE}#app-name", _none_of(FEATURES, _names, "{} is a part of Teams itself.")),
    PublishedRule(f"{ISSUES}8480", _none_of(TRIALS, _names, "{} says that it is not for real work.")),
    PublishedRule(f"{SCHEMA_PAGE}#description", _descriptions_differ),
    PublishedRule(f"{STORE}#short-description", _short_description),
    PublishedRule(f"{STORE}#long-description", _full_description),
    PublishedRule(
        f"{OFTEN_FAILED}#inadequate-app-description",
        _none_of(CLAIMS, _descriptions, '"{}" is a claim that nobody can check.'),
    ),
    PublishedRule(f"{OFTEN_FAILED}#inadequate-app-description", _descriptions_name_microsoft_in_full),
    PublishedRule(f"{STORE}#privacy-policy", _pages),
    PublishedRule(f"{STORE}#external-domains", _domains),
    # Asked for since manifest 1.25.
    PublishedRule(f"{LEARN}build-apps-for-shared-private-channels", _channels),
    # Also microsoft-365-agents-toolkit#15615; the schema still has the field.
    PublishedRule(f"{ISSUES}14609", _no_channel_types),
    PublishedRule(f"{SCHEMA_PAGE}#bots", _nothing_experimental),
    PublishedRule(f"{SCHEMA_PAGE}#bots", _bot_talks),
    PublishedRule(f"{LEARN}bots/how-to/bots-filesv4", _files_in_own_chats),
    PublishedRule(f"{SCHEMA_PAGE}#defaultinstallscope", _installed_where_it_works),
    PublishedRule(f"{LEARN}bots/how-to/create-a-bot-commands-menu", _commands),
    PublishedRule(f"{SCHEMA_PAGE}#composeextensionscommands", _searches),
    PublishedRule(f"{LEARN}graph-api/rsc/resource-specific-consent", _permissions),
    PublishedRule(f"{LEARN}concepts/build-and-test/apps-localization", _languages),
)
