using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// Categorises an action that no table knows by the words in its id, wherever they stand: <c>user_created</c>, <c>added_org_admin</c> and
/// <c>scim_group_create</c> put the verb in three places. The first rule whose words occur decides; the words of a rule say what the action is about.
/// </summary>
internal static class ActionTokens
{
    private static readonly FrozenSet<string>
        SignIn = Words("login loggedin signin"),
        SignOut = Words("logout signout"),
        Rules = Words("policy policies setting settings config configuration"),
        Credential = Words("recovery recover"),
        Package = Words("app apps plugin plugins addon addons"),
        Read = Words("viewed view search searched searches list listed read exported export downloaded download accessed"),
        Creation = Words("created create creates added add adds invited invite granted grant generated generate issued imported import copied cloned claimed joined enrolled uploaded published"),
        Deletion = Words("deleted delete deletes removed remove removes revoked revoke purged unclaimed cleared trashed left destroyed"),
        Installation = Words("installed install"),
        Removal = Words("uninstalled uninstall removed remove deleted delete"),
        DataSecurity = Words("classification residency"),
        Policy = Words("policy policies password session sessions saml sso mfa twostep 2sv twosv authentication idp idle"),
        Identity = Words("user users group groups role roles admin admins administrator member members membership invite invited invitation invites scim provisioning token tokens apikey keys ssh oauth account accounts customer customers owner owners licence license seat"),
        KindsOfKey = Words("api deploy"),
        Groups = Words("group groups"),
        Admins = Words("admin admins administrator role roles owner owners"),
        Users = Words("user users member members account accounts invite invited invitation invites token tokens apikey"),
        Permission = Words("permission permissions restriction restrictions grant granted access"),
        Setting = Words("setting settings config configuration type types scheme schemes screen field fields webhook webhooks"),
        Failure = Words("fail fails failed failing failure deny denied"),
        Export = Words("export exported download downloaded"),
        Content = Words("page pages blog blogpost blogs attachment attachments issue issues comment comments whiteboard content file files document documents request article");

    /// <summary>What the words of an id say.</summary>
    public static TokenReading ReadId(string action)
    {
        var words = Split(action);
        var (verb, outcome) = (Verb(words), Outcome(words));
        var (rule, category, type) = About(words, verb, outcome);
        return new TokenReading(rule, new Categorization(category, type, outcome), verb);
    }

    private static (string? Rule, ImmutableArray<string> Category, ImmutableArray<string> Type) About(HashSet<string> words, string verb, string outcome)
    {
        if (words.Contains("threat") || (words.Contains("detected") && words.Contains("alert")))
            return ("a detected threat", ["threat"], ["indicator"]);
        if (words.Contains("api") && (words.Contains("activity") || words.Contains("accessed")))
            return ("API activity", ["api"], ["access"]);

        // A rule about signing in is no sign-in.
        var isRule = words.Overlaps(Rules);
        if (!isRule && (words.Overlaps(SignIn) || (words.Contains("logged") && !words.Contains("out"))))
            return ("a sign-in", ["authentication"], [outcome == "failure" ? "info" : "start"]);
        if (!isRule && (words.Overlaps(SignOut) || (words.Contains("logged") && words.Contains("out"))))
            return ("a sign-out", ["authentication"], ["end"]);
        if (words.Contains("password") && words.Overlaps(Credential))
            return ("password recovery", ["authentication"], ["info"]);
        if (words.Overlaps(Package) && !words.Contains("password"))
            return ("an app", ["package", "configuration"], [PackageVerb(words, verb)]);
        if (words.Overlaps(Permission) && !words.Overlaps(Identity))
            return ("a permission or restriction", ["iam", "configuration"], [verb == "access" ? "access" : "change"]);
        if (words.Overlaps(Policy))
            return ("a policy", ["iam", "configuration"], [verb is "access" or "info" ? "info" : verb]);
        if (words.Overlaps(DataSecurity))
            return ("data security", ["configuration"], [verb]);
        if (words.Overlaps(Identity) || (words.Contains("key") && words.Overlaps(KindsOfKey)))
            return ("users, groups, roles or keys", ["iam"], [Whom(words), verb == "access" ? "info" : verb]);
        if (words.Overlaps(Setting))
            return ("a setting", ["configuration"], [verb]);
        if (words.Overlaps(Export))
            return ("an export", ["file"], ["access"]);
        if (words.Overlaps(Content))
            return ("content", ["file"], [verb]);
        return (null, ["configuration"], [verb]);
    }

    private static string Verb(HashSet<string> words) =>
        words.Overlaps(Creation) ? "creation"
        : words.Overlaps(Deletion) ? "deletion"
        : words.Overlaps(Read) ? "access"
        : words.Any(IsChange) ? "change"
        : "info";

    private static string PackageVerb(HashSet<string> words, string verb) =>
        words.Overlaps(Installation) ? "installation" : words.Overlaps(Removal) ? "deletion" : verb == "access" ? "info" : "change";

    private static string Whom(HashSet<string> words) =>
        words.Overlaps(Admins) ? "admin" : words.Overlaps(Groups) && !words.Overlaps(Users) ? "group" : "user";

    /// <summary>Every other past participle of these ids is a change of something.</summary>
    private static bool IsChange(string word) =>
        word.EndsWith("ed", StringComparison.Ordinal) || word is "update" or "change" or "edit" or "set" or "reset" or "enable" or "disable" or "modify" or "move" or "rename";

    private static string Outcome(HashSet<string> words) =>
        words.Overlaps(Failure) ? "failure"
        : words.Contains("attempt") || words.Contains("attempted") ? "unknown"
        : "success";

    private static HashSet<string> Split(string action) =>
        new(action.ToLowerInvariant().Split(['_', '-', '.', ' ', ':', '/'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>What the words of an action's id say.</summary>
/// <param name="Rule">What they speak of, in words; null = they do not say what the action is about, only what it does.</param>
/// <param name="Categorization">What follows.</param>
/// <param name="Verb">What the action does: one of <c>creation</c>, <c>deletion</c>, <c>access</c>, <c>change</c>, <c>info</c>.</param>
internal sealed record TokenReading(string? Rule, Categorization Categorization, string Verb);
