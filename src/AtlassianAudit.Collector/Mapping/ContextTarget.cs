using System.Text.Json;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>A user or a group that an event is about, as its <c>context</c> names it. The values are tokens of the event, quotes included.</summary>
internal readonly record struct ContextTarget(bool IsGroup, Slice Id, Slice Name, Slice Email)
{
    /// <summary>All of them, in order.</summary>
    public static Few<ContextTarget> Find(ReadOnlySpan<byte> json, Slice contextSlice)
    {
        var targets = new Few<ContextTarget>();
        var context = contextSlice.Of(json);
        if (context.IndexOf("\"users\""u8) < 0 && context.IndexOf("\"groups\""u8) < 0)
            return targets;

        var reader = new Utf8JsonReader(context, EventShape.Deep);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadItem(ref reader, contextSlice.Start, ref targets);
            else
                reader.Skip();
        }

        return targets;
    }

    private static void ReadItem(ref Utf8JsonReader reader, int offset, ref Few<ContextTarget> targets)
    {
        bool isUser = false, isGroup = false;
        var target = default(ContextTarget);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = JsonText.Is(ref reader, "type"u8), isId = JsonText.Is(ref reader, "id"u8), isAttributes = JsonText.Is(ref reader, "attributes"u8);
            reader.Read();
            if (isAttributes && reader.TokenType == JsonTokenType.StartObject)
            {
                target = ReadAttributes(ref reader, offset, target);
                continue;
            }

            if (isType && reader.TokenType == JsonTokenType.String)
                (isUser, isGroup) = (JsonText.Is(ref reader, "users"u8), JsonText.Is(ref reader, "groups"u8));
            else if (isId)
                target = target with { Id = Text(ref reader, offset, target.Id) };
            reader.Skip();
        }

        if ((isUser || isGroup) && target != default)
            targets.Add(target with { IsGroup = isGroup });
    }

    private static ContextTarget ReadAttributes(ref Utf8JsonReader reader, int offset, ContextTarget target)
    {
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
