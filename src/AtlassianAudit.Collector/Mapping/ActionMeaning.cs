using System.Collections.Immutable;
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

    /// <summary><c>action.display_name</c> as it is written; empty = it is not.</summary>
    public byte[] DisplayNameJson { get; } = displayName.Length > 0 ? Text(displayName) : [];

    /// <summary><c>action.group</c> as it is written: one name, or several as an array; empty = it is not.</summary>
    public byte[] GroupJson { get; } = groups switch
    {
        [] => [],
        [var group] => Text(group),
        _ => [(byte)'[', .. Text(groups[0]), .. groups.Skip(1).SelectMany(group => Text(group).Prepend((byte)',')), (byte)']'],
    };

    private static byte[] Text(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
}
