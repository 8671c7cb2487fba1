using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>What is known of an action, ready to be written: made once for each action, not for each event.</summary>
internal sealed class ActionMeaning(string action, Categorization categorization, ActionReason why, string displayName, ImmutableArray<string> groups)
{
    private const string UserActions = " USER ACTIONS";

    /// <summary>The meaning of an event that names no action.</summary>
    public static ActionMeaning Nameless { get; } = new("", Categorization.CatchAll, new ActionReason.Nameless(), "", []);

    /// <summary>Its id; empty where the event names none.</summary>
    public string Action { get; } = action;

    /// <summary>How its events are categorised.</summary>
    public Categorization Categorization { get; } = categorization;

    /// <summary>Why so.</summary>
    public ActionReason Why { get; } = why;

    /// <summary>What Atlassian calls it; empty where no catalogue says.</summary>
    public string DisplayName { get; } = displayName;

    /// <summary>Where Atlassian's catalogue lists it; empty where none does.</summary>
    public ImmutableArray<string> Groups { get; } = groups;

    /// <summary>An id that the exact table does not know.</summary>
    public bool IsUnknown => Why is not (ActionReason.Table or ActionReason.Nameless);

    /// <summary>
    /// User-created activity, by its group. Only Guard Premium and Cloud Enterprise show it, so an organization without any may have a smaller plan than its
    /// owner believes.
    /// </summary>
    public bool IsUserActivity { get; } = groups.Any(group => group.EndsWith(UserActions, StringComparison.Ordinal));

    /// <summary><c>atlassian_cloud.audit.action</c> as it is written: its name, and its group or, where there are several, an array of them; empty = it is not.</summary>
    public byte[] CatalogueJson { get; } = (displayName, groups) switch
    {
        ("", []) => [],
        (_, []) => Object($"\"display_name\":{Text(displayName)}"),
        ("", _) => Object($"\"group\":{Text(groups)}"),
        _ => Object($"\"display_name\":{Text(displayName)},\"group\":{Text(groups)}"),
    };

    private static byte[] Object(string members) => Encoding.UTF8.GetBytes($"{{{members}}}");

    private static string Text(ImmutableArray<string> texts) => texts is [var one] ? Text(one) : $"[{string.Join(',', texts.Select(Text))}]";

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
