using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>
/// The <c>_id</c>: 128 bits of SHA-256 over what never changes, the organization's and the event's id, as 22 url-safe characters. The same event has the
/// same id on every silo, in every version and after every restart.
/// </summary>
internal static class DocumentId
{
    private const int Bytes = 16;
    private const int LargestOnStack = 512;

    /// <summary>Setting one up costs more than hashing an id, and is most of what the one-shot call does.</summary>
    [ThreadStatic]
    private static IncrementalHash? _hash;

    public static string Of(string organizationId, ReadOnlySpan<byte> eventId)
    {
        var length = Encoding.UTF8.GetByteCount(organizationId) + 1 + eventId.Length;
        Span<byte> pair = length <= LargestOnStack ? stackalloc byte[length] : new byte[length];
        var split = Encoding.UTF8.GetBytes(organizationId, pair);

        // No organization id contains it, so no two pairs read the same.
        pair[split] = (byte)'\n';
        eventId.CopyTo(pair[(split + 1)..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(pair);
        hash.GetHashAndReset(digest);
        return Base64Url.EncodeToString(digest[..Bytes]);
    }
}
