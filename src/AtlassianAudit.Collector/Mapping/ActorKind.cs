using System.Buffers;
using System.Buffers.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>Tells people from apps, by what Atlassian's account ids and e-mail addresses look like.</summary>
internal static class ActorKind
{
    private const int LegacyIdLength = 24;
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>
    /// A person has an address with <c>@</c>, or an id with <c>:</c> (<c>712020:…</c>), or one that is a UUID or 24 hexadecimal digits. An app's
    /// address may be the literal <c>Atlassian app</c>.
    /// </summary>
    public static bool IsHuman(ReadOnlySpan<byte> id, ReadOnlySpan<byte> email) =>
        email.Contains((byte)'@') || id.Contains((byte)':') || IsHex(id, LegacyIdLength) || IsUuid(id);

    private static bool IsUuid(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out Guid _, out var read, 'D') && read == text.Length;

    private static bool IsHex(ReadOnlySpan<byte> text, int length) =>
        text.Length == length && !text.ContainsAnyExcept(HexDigits);
}
