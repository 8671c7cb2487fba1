using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace AtlassianAudit.Collector.Collecting;

/// <summary>
/// The newest acknowledged ids of an organization, whole 128 bits each: a shorter or probabilistic form would one day take a new event for a known one
/// and lose it. Packed, oldest first, so that ten thousand organizations cost what they hold. Immutable: part of the cursor's state.
/// </summary>
internal static class AckedLedger
{
    /// <summary>Ids that are kept. Exactness never depends on it: what is older is looked up.</summary>
    public const int Size = 2048;
    private const int IdBytes = 16;

    public static bool Contains(byte[] ledger, string documentId) => MemoryMarshal.Cast<byte, UInt128>(ledger).Contains(Read(documentId));

    /// <summary>The ledger with more ids behind it; itself where there are none.</summary>
    public static byte[] Append(byte[] ledger, IReadOnlyList<string> documentIds)
    {
        if (documentIds.Count == 0)
            return ledger;

        var added = documentIds.Count > Size ? documentIds.Skip(documentIds.Count - Size).ToList() : documentIds;
        var kept = Math.Min(ledger.Length, (Size - added.Count) * IdBytes);
        var next = new byte[kept + (added.Count * IdBytes)];
        ledger.AsSpan(ledger.Length - kept).CopyTo(next);
        var behind = MemoryMarshal.Cast<byte, UInt128>(next.AsSpan(kept));
        for (var i = 0; i < added.Count; i++)
            behind[i] = Read(added[i]);
        return next;
    }

    private static UInt128 Read(string documentId)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        Base64Url.DecodeFromChars(documentId, bytes);
        return MemoryMarshal.Read<UInt128>(bytes);
    }
}
