using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Collects <c>related.user</c> without repeats.</summary>
internal readonly ref struct RelatedUsers(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly List<Slice> _users = [];

    public bool IsEmpty => _users.Count == 0;

    public void Add(Slice user)
    {
        if (user.IsEmpty)
            return;
        foreach (var known in _users)
            if (JsonText.Same(known.Of(_json), user.Of(_json)))
                return;
        _users.Add(user);
    }

    public void Write(Utf8JsonWriter writer, JsonEncodedText name)
    {
        if (IsEmpty)
            return;
        writer.WriteStartArray(name);
        foreach (var user in _users)
            writer.WriteRawValue(user.Of(_json), skipInputValidation: true);
        writer.WriteEndArray();
    }
}
