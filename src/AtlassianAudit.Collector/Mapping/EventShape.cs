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

    private static readonly Dictionary<EventField, string> Paths = Leaves(Event).ToDictionary(leaf => leaf.Field!.Value, leaf => leaf.Path);

    /// <summary>An item of <c>context</c> or <c>container</c>.</summary>
    public static EventShape Item { get; } = Root(
        ("id", Scalar()), ("type", Scalar()), ("attributes", Leaf(null, JsonTokenType.StartObject, JsonTokenType.Null)), ("links", Leaf(null, JsonTokenType.StartObject, JsonTokenType.Null)));

    /// <summary>The reader does not recurse; an event of any depth is an event.</summary>
    public static readonly JsonReaderOptions Deep = new() { MaxDepth = 1 << 20 };

    private readonly byte[][] _names;
    private readonly EventShape[] _members;
    private readonly int _tokens;
    private readonly byte[]? _constant;

    private EventShape((string Name, EventShape Shape)[] members, EventField? field, JsonTokenType[] tokens, string? constant)
    {
        _names = [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))];
        _members = [.. members.Select(member => member.Shape)];
        _tokens = tokens.Sum(token => 1 << (int)token);
        _constant = constant is null ? null : Encoding.UTF8.GetBytes(constant);
        Field = field;
    }

    /// <summary>The field that a value of this shape fills; null for an object whose members do, and for a constant.</summary>
    public EventField? Field { get; }

    public bool IsObject => _members.Length > 0;

    public ReadOnlySpan<EventShape> Members => _members;

    /// <summary>Where it stands, dotted; an object's ends with a dot, the event's own is empty.</summary>
    public string Path { get; private set; } = "";

    public bool IsItems => Takes(JsonTokenType.StartArray);

    /// <summary>It becomes a <c>flattened</c> field, which takes not everything.</summary>
    public bool IsFlattened => !IsObject && Takes(JsonTokenType.StartObject);

    /// <summary>A text that is mapped at any length. Of some values it depends on them whether they end in <c>unmapped</c>.</summary>
    public bool IsEndless => _constant is null && Takes(JsonTokenType.String) && Field is not (EventField.Time or EventField.ProcessedAt or EventField.ActorName or EventField.ActorEmail);

    /// <summary>The place among the members of the one that the reader stands on, or -1.</summary>
    /// <param name="last">The place of the one before: events mostly come in one order, so the next one is looked at first.</param>
    public int Find(ref Utf8JsonReader reader, int last)
    {
        if (!reader.ValueIsEscaped)
            return last + 1 < _names.Length && reader.ValueSpan.SequenceEqual(_names[last + 1]) ? last + 1 : Find(reader.ValueSpan);
        for (var i = 0; i < _names.Length; i++)
            if (JsonText.Is(ref reader, _names[i]))
                return i;
        return -1;
    }

    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _names.Length; i++)
            if (name.SequenceEqual(_names[i]))
                return i;
        return -1;
    }

    /// <summary>True when the value that the reader stands on is what the rule expects.</summary>
    public bool Fits(ref Utf8JsonReader reader) =>
        Takes(reader.TokenType) && (_constant is null || JsonText.Is(ref reader, _constant));

    /// <summary>Where an event has a value, dotted.</summary>
    public static string PathOf(EventField field) => Paths[field];

    private static IEnumerable<EventShape> Leaves(EventShape shape) =>
        shape.IsObject ? shape._members.SelectMany(Leaves) : shape.Field is null ? [] : [shape];

    private bool Takes(JsonTokenType token) => (_tokens & (1 << (int)token)) != 0;

    private static EventShape Root(params (string Name, EventShape Shape)[] members)
    {
        var root = Object(members);
        root.Place("");
        return root;
    }

    private void Place(string path)
    {
        Path = path;
        for (var i = 0; i < _members.Length; i++)
            _members[i].Place($"{path}{Encoding.UTF8.GetString(_names[i])}{(_members[i].IsObject ? "." : "")}");
    }

    private static EventShape Object(params (string Name, EventShape Shape)[] members) => new(members, null, [JsonTokenType.StartObject], null);

    private static EventShape Text(EventField field) => Leaf(field, JsonTokenType.String);

    private static EventShape Scalar() => Leaf(null, JsonTokenType.String, JsonTokenType.Number, JsonTokenType.True, JsonTokenType.False, JsonTokenType.Null);

    private static EventShape Leaf(EventField? field, params JsonTokenType[] tokens) => new([], field, tokens, null);

    /// <summary>A value that says nothing: dropped where it is what it always is.</summary>
    private static EventShape Constant(string value) => new([], null, [JsonTokenType.String], value);
}
