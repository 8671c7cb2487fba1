using System.Numerics;
using System.Runtime.Intrinsics;

namespace AtlassianAudit.Collector.Atlassian;

/// <summary>
/// Finds the bracket that closes an object or an array, 64 bytes at a time: brackets within texts are masked out, so that only the few others are looked at.
/// Of the kinds of brackets no notice is taken. <see href="https://arxiv.org/abs/1902.08318"/> describes the masks.
/// </summary>
internal static class ClosingBracket
{
    private const int Block = 64;

    /// <summary>An opening bracket, curly or square, is the one with this bit, a closing one the other.</summary>
    private const byte CaseBit = 0x20;

    /// <summary>The place behind the bracket that closes what opens at <paramref name="at"/>, or -1.</summary>
    public static int Behind(ReadOnlySpan<byte> body, int at)
    {
        var (depth, inText, escaped) = (0, 0ul, 0ul);
        Span<byte> rest = stackalloc byte[Block];
        for (; at < body.Length; at += Block)
        {
            var bytes = Vector512.Create<byte>(body.Length - at >= Block ? body.Slice(at, Block) : Padded(body[at..], rest));
            var folded = bytes | Vector512.Create(CaseBit);
            var quotes = Places(bytes, (byte)'"') & ~Escaped(Places(bytes, (byte)'\\'), ref escaped);

            // From each quote to the next: an odd number of quotes stands before.
            var texts = OddBefore(quotes) ^ inText;
            inText = (ulong)((long)texts >> (Block - 1));
            var opening = Places(folded, (byte)'{') & ~texts;
            for (var brackets = opening | (Places(folded, (byte)'}') & ~texts); brackets != 0; brackets &= brackets - 1)
            {
                var place = BitOperations.TrailingZeroCount(brackets);
                depth += (opening >> place & 1) == 1 ? 1 : -1;
                if (depth == 0)
                    return at + place + 1;
            }
        }

        return -1;
    }

    private static ulong Places(Vector512<byte> bytes, byte wanted) => Vector512.Equals(bytes, Vector512.Create(wanted)).ExtractMostSignificantBits();

    /// <summary>What stands behind a backslash that is not itself behind one.</summary>
    private static ulong Escaped(ulong backslashes, ref ulong first)
    {
        var escaped = first;
        first = 0;
        for (backslashes &= ~escaped; backslashes != 0;)
        {
            var place = BitOperations.TrailingZeroCount(backslashes);
            backslashes &= ~(3ul << place);
            escaped |= 2ul << place;
            first = (ulong)(place / (Block - 1));
        }

        return escaped;
    }

    private static ulong OddBefore(ulong quotes)
    {
        for (var distance = 1; distance < Block; distance *= 2)
            quotes ^= quotes << distance;
        return quotes;
    }

    private static ReadOnlySpan<byte> Padded(ReadOnlySpan<byte> bytes, Span<byte> block)
    {
        block.Clear();
        bytes.CopyTo(block);
        return block;
    }
}
