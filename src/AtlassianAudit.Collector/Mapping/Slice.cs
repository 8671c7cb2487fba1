namespace AtlassianAudit.Collector.Mapping;

/// <summary>Where a JSON value stands in its event, its quotes included. Empty = there is none.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json) => json.Slice(Start, Length);
}
