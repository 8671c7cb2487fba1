using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>A user or a group that an event is about, as its <c>context</c> names it. The values are tokens of the event, quotes included.</summary>
internal readonly record struct ContextTarget(bool IsGroup, Slice Id, Slice Name, Slice Email)
{
    /// <summary>What an item says; null where it is neither a user nor a group, or one of which nothing is known.</summary>
    public static ContextTarget? Of(ReadOnlySpan<byte> json, Slice id, Slice type, Slice attributes)
    {
        var kind = type.Of(json) is [(byte)'"', ..] text ? JsonText.Utf8(text) : default;
        var isGroup = kind.SequenceEqual("groups"u8);
        if (!isGroup && !kind.SequenceEqual("users"u8))
            return null;

        var target = new ContextTarget { Id = id.Of(json) is [(byte)'"', _, _, ..] ? id : default };
        if (attributes.Of(json) is [(byte)'{', ..] members)
            target = ReadAttributes(members, attributes.Start, target);
        return target == default ? null : target with { IsGroup = isGroup };
    }

    private static ContextTarget ReadAttributes(ReadOnlySpan<byte> members, int offset, ContextTarget target)
    {
        var reader = new Utf8JsonReader(members, EventShape.Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = JsonText.Is(ref reader, "name"u8);
            var isOtherName = JsonText.Is(ref reader, "displayName"u8) || JsonText.Is(ref reader, "groupName"u8) || JsonText.Is(ref reader, "userName"u8);
            var isEmail = JsonText.Is(ref reader, "email"u8) || JsonText.Is(ref reader, "emailAddress"u8);
            reader.Read();
            if (isName || (isOtherName && target.Name.IsEmpty))
                target = target with { Name = Text(ref reader, offset, target.Name) };
            else if (isEmail)
                target = target with { Email = Text(ref reader, offset, target.Email) };
            reader.Skip();
        }

        return target;
    }

    private static Slice Text(ref Utf8JsonReader reader, int offset, Slice otherwise) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty
            ? new Slice(offset + (int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex))
            : otherwise;
}
