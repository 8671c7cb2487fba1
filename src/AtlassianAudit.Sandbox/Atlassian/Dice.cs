using System.Buffers.Binary;

namespace AtlassianAudit.Sandbox.Atlassian;

/// <summary>Numbers that follow from a seed alone (SplitMix64), so that an event is kept as its seed and is the same in every process.</summary>
internal struct Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Percent(double percent) => Below(100_000) < percent * 1000;

    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A seed from a text and numbers; unlike <see cref="HashCode"/> the same in every process.</summary>
    public static ulong Seed(string text, params ReadOnlySpan<long> numbers)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var character in text)
            hash = (hash ^ character) * 0x100000001B3;
        foreach (var number in numbers)
            hash = new Dice(hash ^ (ulong)number).Next();
        return hash;
    }
}
