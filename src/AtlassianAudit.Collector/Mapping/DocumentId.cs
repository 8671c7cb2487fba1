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

    public static string Of(string organizationId, ReadOnlySpan<byte> eventId)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(organizationId));

        // No organization id contains it, so no two pairs read the same.
        hash.AppendData("\n"u8);
        hash.AppendData(eventId);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Base64Url.EncodeToString(digest[..Bytes]);
    }
}
