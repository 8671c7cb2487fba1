using System.Collections.Concurrent;
using System.Collections.Frozen;

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
        Credential = Words("recovery recover"),
        Package = Words("app apps plugin plugins addon addons"),
        Read = Words("viewed view search searched searches list listed read exported export downloaded download accessed"),
        Creation = Words("created create creates added add adds invited invite granted grant generated generate issued imported import copied cloned claimed joined enrolled uploaded published"),
        Deletion = Words("deleted delete deletes removed remove removes revoked revoke purged unclaimed cleared trashed left destroyed"),
        Installation = Words("installed install"),
        Removal = Words("uninstalled uninstall removed remove deleted delete"),
        Policy = Words("policy policies password session sessions saml sso mfa twostep 2sv idp idle"),
        Identity = Words("user users group groups role roles admin admins administrator member members membership invite invited invitation invites scim provisioning token tokens apikey account accounts owner owners licence license seat"),
        Groups = Words("group groups"),
        Admins = Words("admin admins administrator role roles owner owners"),
        Users = Words("user users member members account accounts invite invited invitation invites token tokens apikey"),
        Permission = Words("permission permissions restriction restrictions grant granted access"),
        Content = Words("page pages blog blogpost blogs attachment attachments issue issues comment comments whiteboard content file files document documents request article");

    /// <summary>Ids repeat by the million; what was decided once is remembered, within a bound that a sender of nonsense cannot move.</summary>
    private const int MostRemembered = 4096;
    private static readonly ConcurrentDictionary<string, Categorization> Remembered = new(StringComparer.Ordinal);

    public static Categorization Categorize(string action)
    {
        if (Remembered.TryGetValue(action, out var known))
            return known;
        var words = Split(action);
        var decided = About(words, Outcome(words));
        if (Remembered.Count < MostRemembered)
            Remembered.TryAdd(action, decided);
        return decided;
    }

    private static Categorization About(HashSet<string> words, string outcome)
    {
        var type = Verb(words);
        if (words.Contains("threat") || (words.Contains("detected") && words.Contains("alert")))
            return new(["threat"], ["indicator"], outcome);
        if (words.Contains("api") && (words.Contains("activity") || words.Contains("accessed")))
            return new(["api"], ["access"], outcome);
        if (words.Overlaps(SignIn) || (words.Contains("logged") && !words.Contains("out")))
            return new(["authentication"], [outcome == "failure" ? "info" : "start"], outcome);
        if (words.Overlaps(SignOut) || (words.Contains("logged") && words.Contains("out")))
            return new(["authentication"], ["end"], outcome);
        if (words.Contains("password") && words.Overlaps(Credential))
            return new(["authentication"], ["info"], outcome);
        if (words.Overlaps(Package))
            return new(["package", "configuration"], [PackageVerb(words, type)], outcome);
        if (words.Overlaps(Permission) && !words.Overlaps(Identity))
            return new(["iam", "configuration"], [type == "access" ? "access" : "change"], outcome);
        if (words.Overlaps(Policy))
            return new(["iam", "configuration"], [type is "access" or "info" ? "info" : type], outcome);
        if (words.Overlaps(Identity))
            return new(["iam"], [Whom(words), type == "access" ? "info" : type], outcome);
        if (words.Overlaps(Content))
            return new(["file"], [type], outcome);
        return new(["configuration"], [type], outcome);
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
        words.Any(word => word.StartsWith("fail", StringComparison.Ordinal) || word is "deny" or "denied") ? "failure"
        : words.Contains("attempt") || words.Contains("attempted") ? "unknown"
        : "success";

    private static HashSet<string> Split(string action) =>
        new(action.ToLowerInvariant().Split(['_', '-', '.', ' ', ':', '/'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
