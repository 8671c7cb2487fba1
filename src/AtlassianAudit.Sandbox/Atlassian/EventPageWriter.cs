using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Writes a page as Atlassian does; what was posted goes out byte by byte.</summary>
internal static class EventPageWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(EventPage page, EventQuery query, string path, bool withoutNext)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + page.Events.Count * 1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var item in page.Events)
            if (item.Verbatim is { } line)
                json.WriteRawValue(line, skipInputValidation: true);
            else
                EventWriter.Write(json, item);
        json.WriteEndArray();

        var next = withoutNext ? null : page.Next;
        json.WriteStartObject("links"u8);
        if (page.Events.Count > 0)
        {
            json.WriteString("self"u8, query.Cursor is null ? path : $"{path}?cursor={query.Cursor}");
            json.WriteNull("prev"u8);
            WriteNullable(json, "next", next is null ? null : $"{path}?cursor={next}");
        }

        json.WriteEndObject();
        json.WriteStartObject("meta"u8);
        WriteNullable(json, "next", next);
        json.WriteNull("prev"u8);
        WriteNullable(json, "current", page.Events.Count == 0 ? null : query.Cursor);
        json.WriteNumber("page_size"u8, query.Limit);
        json.WriteNull("start_index"u8);
        json.WriteNull("end_index"u8);
        json.WriteNumber("total"u8, page.Events.Count);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteNullable(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }
}
