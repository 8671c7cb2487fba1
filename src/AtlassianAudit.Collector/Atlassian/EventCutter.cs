using System.Buffers;
using System.Text.Json;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>
/// Cuts an array of events at its quotes and brackets, and reads nothing of them: an event that is no JSON, a bare control character in a text above all, is
/// cut out like any other, so that it harms only itself. What does not close is no array.
/// </summary>
internal static class EventCutter
{
    private static readonly SearchValues<byte> EndOfWord = SearchValues.Create(", \t\r\n]"u8);

    /// <summary>Adds the place of each event, and returns that of the bracket that closes the array.</summary>
    /// <param name="body">The body.</param>
    /// <param name="start">Where the array's first item may stand.</param>
    /// <param name="events">What is added to.</param>
    /// <exception cref="JsonException">The array does not close, or an item is missing.</exception>
    public static int Cut(ReadOnlySpan<byte> body, int start, List<Range> events)
    {
        var at = SkipSpace(body, start);
        if (body[at] == (byte)']')
            return at;
        while (true)
        {
            var end = EndOf(body, at);
            events.Add(at..end);
            at = SkipSpace(body, end);
            if (body[at] == (byte)']')
                return at;
            if (body[at] != (byte)',')
                throw new JsonException($"The answer's 'data' has no comma at byte {at}.");
            at = SkipSpace(body, at + 1);
        }
    }

    private static int EndOf(ReadOnlySpan<byte> body, int at) => body[at] switch
    {
        (byte)'{' or (byte)'[' => ClosingBracket.Behind(body, at) is >= 0 and var end ? end : throw Unclosed(),
        (byte)'"' => EndOfString(body, at),
        _ when body[at..].IndexOfAny(EndOfWord) is > 0 and var length => at + length,
        _ => throw new JsonException($"The answer's 'data' has no event at byte {at}."),
    };

    private static int EndOfString(ReadOnlySpan<byte> body, int at)
    {
        for (at++; at < body.Length; at += 2)
        {
            var next = body[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                break;
            at += next;
            if (body[at] == (byte)'"')
                return at + 1;
        }

        throw Unclosed();
    }

    private static int SkipSpace(ReadOnlySpan<byte> body, int at) =>
        body[at..].IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var space ? at + space : throw Unclosed();

    private static JsonException Unclosed() => new("The answer's 'data' does not close.");
}
