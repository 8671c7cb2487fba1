using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Collects <c>related.user</c> without repeats.</summary>
internal ref struct RelatedUsers(ReadOnlySpan<byte> json)
{
    /// <summary>From here on a look at each would take longer than remembering them.</summary>
    private const int Many = 32;

    private readonly ReadOnlySpan<byte> _json = json;
    private Few<Slice> _users;
    private HashSet<string>? _names;

    public readonly bool IsEmpty => _users.Count == 0;

    public void Add(Slice user)
    {
        if (!user.IsEmpty && !Knows(user))
            _users.Add(user);
    }

    public readonly void Write(Utf8JsonWriter writer, JsonEncodedText name)
    {
        if (IsEmpty)
            return;
        writer.WriteStartArray(name);
        for (var i = 0; i < _users.Count; i++)
            writer.WriteRawValue(_users[i].Of(_json), skipInputValidation: true);
        writer.WriteEndArray();
    }

    private bool Knows(Slice user)
    {
        if (_users.Count >= Many)
            return !Names().Add(JsonText.Read(user.Of(_json)));
        for (var i = 0; i < _users.Count; i++)
            if (JsonText.Same(_users[i].Of(_json), user.Of(_json)))
                return true;
        return false;
    }

    private HashSet<string> Names()
    {
        if (_names is not null)
            return _names;
        _names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _users.Count; i++)
            _names.Add(JsonText.Read(_users[i].Of(_json)));
        return _names;
    }
}
