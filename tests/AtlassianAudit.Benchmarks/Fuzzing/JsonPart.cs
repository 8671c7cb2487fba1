using System.Text;
using System.Text.Json;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary>A piece of JSON that need not be any good: names and values are tokens as they are written, and may occur twice.</summary>
internal sealed class JsonPart
{
    private JsonPart(string? token, List<(string Name, JsonPart Value)>? members, List<JsonPart>? items) => (Token, Members, Items) = (token, members, items);

    /// <summary>The members of an object; null for anything else.</summary>
    public List<(string Name, JsonPart Value)>? Members { get; private set; }

    /// <summary>The items of an array; null for anything else.</summary>
    public List<JsonPart>? Items { get; private set; }

    /// <summary>A value, as it is written.</summary>
    public string? Token { get; private set; }

    public static JsonPart Value(string token) => new(token, null, null);

    public static JsonPart Object(params IEnumerable<(string Name, JsonPart Value)> members) => new(null, [.. members], null);

    public static JsonPart Array(params IEnumerable<JsonPart> items) => new(null, null, [.. items]);

    public static JsonPart Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>Becomes what the other one is.</summary>
    public void Become(JsonPart other) => (Token, Members, Items) = (other.Token, other.Members, other.Items);

    public JsonPart Copy() => new(Token, Members?.ConvertAll(member => (member.Name, member.Value.Copy())), Items?.ConvertAll(item => item.Copy()));

    /// <summary>Itself and everything in it.</summary>
    public IEnumerable<JsonPart> All() =>
        (Members?.SelectMany(member => member.Value.All()) ?? Items?.SelectMany(item => item.All()) ?? []).Prepend(this);

    public void Write(StringBuilder json)
    {
        if (Members is not null)
            Write(json, '{', Members, member => Named(json, member), '}');
        else if (Items is not null)
            Write(json, '[', Items, item => item.Write(json), ']');
        else
            json.Append(Token);
    }

    private static void Write<T>(StringBuilder json, char begin, List<T> parts, Action<T> write, char end)
    {
        json.Append(begin);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                json.Append(',');
            write(parts[i]);
        }

        json.Append(end);
    }

    private static void Named(StringBuilder json, (string Name, JsonPart Value) member)
    {
        json.Append(member.Name).Append(':');
        member.Value.Write(json);
    }

    private static JsonPart Read(ref Utf8JsonReader reader)
    {
        var part = reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(),
            JsonTokenType.StartArray => Array(),
            JsonTokenType.String => Value($"\"{Encoding.UTF8.GetString(reader.ValueSpan)}\""),
            _ => Value(Encoding.UTF8.GetString(reader.ValueSpan)),
        };
        while (part.Members is not null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = $"\"{Encoding.UTF8.GetString(reader.ValueSpan)}\"";
            reader.Read();
            part.Members.Add((name, Read(ref reader)));
        }

        while (part.Items is not null && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            part.Items.Add(Read(ref reader));
        return part;
    }
}
