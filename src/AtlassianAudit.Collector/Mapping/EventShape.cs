using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The shape of an audit event, as far as rules name it: the left column of the mapping. Whatever does not fit the shape is not lost but unmapped.
/// <see href="https://developer.atlassian.com/cloud/admin/organization/rest/api-group-events/"/>
/// </summary>
internal sealed class EventShape
{
    public static EventShape Event { get; } = Root(
        ("id", Leaf(EventField.Id, JsonTokenType.String, JsonTokenType.Number)),
        ("type", Constant("events")),
        ("links", Object(("self", Text(EventField.SelfLink)))),
        ("message", Object(("content", Text(EventField.MessageContent)), ("format", Text(EventField.MessageFormat)))),
        ("attributes", Object(
            ("time", Text(EventField.Time)),
            ("processedAt", Text(EventField.ProcessedAt)),
            ("action", Text(EventField.Action)),
            ("context", Leaf(EventField.Context, JsonTokenType.StartArray)),
            ("container", Leaf(EventField.Container, JsonTokenType.StartArray)),
            ("actor", Object(
                ("id", Text(EventField.ActorId)),
                ("name", Text(EventField.ActorName)),
                ("email", Text(EventField.ActorEmail)),
                ("links", Leaf(EventField.ActorLinks, JsonTokenType.StartObject)),
                ("auth", Object(
                    ("authType", Text(EventField.AuthType)), ("tokenId", Text(EventField.TokenId)), ("tokenLabel", Text(EventField.TokenLabel)))),
                ("onBehalfOf", Object(
                    ("id", Text(EventField.OnBehalfOfId)), ("name", Text(EventField.OnBehalfOfName)), ("email", Text(EventField.OnBehalfOfEmail)))),
                ("app", Object(
                    ("id", Text(EventField.AppId)),
                    ("type", Text(EventField.AppType)),
                    ("name", Text(EventField.AppName)),
                    ("attributes", Leaf(EventField.AppAttributes, JsonTokenType.StartObject)))))),
            ("location", Object(
                ("ip", Text(EventField.Ip)),
                ("geo", Text(EventField.Geo)),
                ("countryName", Text(EventField.CountryName)),
                ("regionName", Text(EventField.RegionName)),
                ("city", Text(EventField.City)))))));

    private readonly (byte[] Name, EventShape Shape)[] _members;
    private readonly JsonTokenType[] _tokens;
    private readonly byte[]? _constant;

    private EventShape((string Name, EventShape Shape)[] members, EventField? field, JsonTokenType[] tokens, string? constant)
    {
        _members = [.. members.Select(member => (Encoding.UTF8.GetBytes(member.Name), member.Shape))];
        _tokens = tokens;
        _constant = constant is null ? null : Encoding.UTF8.GetBytes(constant);
        Field = field;
    }

    /// <summary>The field that a value of this shape fills; null for an object whose members do, and for a constant.</summary>
    public EventField? Field { get; }

    public bool IsObject => _members.Length > 0;

    /// <summary>Where the members of this object stand, dotted; empty for the event itself.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The shape of the member that the reader stands on, or null.</summary>
    public EventShape? Member(ref Utf8JsonReader reader)
    {
        foreach (var (name, shape) in _members)
            if (JsonText.Is(ref reader, name))
                return shape;
        return null;
    }

    /// <summary>True when the value that the reader stands on is what the rule expects.</summary>
    public bool Fits(ref Utf8JsonReader reader) =>
        Array.IndexOf(_tokens, reader.TokenType) >= 0 && (_constant is null || JsonText.Is(ref reader, _constant));

    private static EventShape Root(params (string Name, EventShape Shape)[] members)
    {
        var root = Object(members);
        root.Place("");
        return root;
    }

    private void Place(string path)
    {
        Path = path;
        foreach (var (name, shape) in _members)
            shape.Place($"{path}{Encoding.UTF8.GetString(name)}.");
    }

    private static EventShape Object(params (string Name, EventShape Shape)[] members) => new(members, null, [JsonTokenType.StartObject], null);

    private static EventShape Text(EventField field) => Leaf(field, JsonTokenType.String);

    private static EventShape Leaf(EventField field, params JsonTokenType[] tokens) => new([], field, tokens, null);

    /// <summary>A value that says nothing: dropped where it is what it always is.</summary>
    private static EventShape Constant(string value) => new([], null, [JsonTokenType.String], value);
}
