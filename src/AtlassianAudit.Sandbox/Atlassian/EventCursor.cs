using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>A place in an organization's stream, with the filters of the query that it goes on with.</summary>
/// <remarks>It names an instant and not an index: so it outlives the emulator's process where the organization is made again with the same history.</remarks>
internal sealed record EventCursor(ulong Incarnation, bool Descending, long ProcessedAt, int Within, long? From, long? To, long AskedAt)
{
    public override string ToString()
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"1|{Incarnation:x16}|{(Descending ? 'd' : 'a')}|{ProcessedAt}|{Within}|{From}|{To}|{AskedAt}");
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));
    }

    public static EventCursor? TryParse(string text)
    {
        if (!Base64Url.IsValid(text))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('|');
        return parts is ["1", var incarnation, "a" or "d", var processedAt, var within, var from, var to, var askedAt]
            && ulong.TryParse(incarnation, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var parsedIncarnation)
            && Number(processedAt) is { } parsedProcessedAt
            && Number(within) is >= 0 and <= int.MaxValue and { } parsedWithin
            && Number(askedAt) is { } parsedAskedAt
                ? new EventCursor(parsedIncarnation, parts[2] == "d", parsedProcessedAt, (int)parsedWithin, Number(from), Number(to), parsedAskedAt)
                : null;
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
