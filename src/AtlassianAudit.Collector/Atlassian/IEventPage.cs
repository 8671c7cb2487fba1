namespace AtlassianAudit.Collector.Atlassian;

/// <summary>Some events as the bytes that came.</summary>
internal interface IEventPage
{
    /// <summary>Number of events.</summary>
    int Count { get; }

    /// <summary>The bytes of one event, exactly as they came.</summary>
    ReadOnlySpan<byte> Event(int index);
}
