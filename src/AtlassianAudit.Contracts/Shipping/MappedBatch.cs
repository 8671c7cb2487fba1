using System.Collections.Immutable;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>
/// Documents for one data stream, as the bytes of a <c>_bulk</c> body. Immutable: the bytes belong to the batch and may not be reused until its report
/// is there.
/// </summary>
/// <param name="OrganizationId">Whose documents they are.</param>
/// <param name="DataStream">The data stream that the action lines name.</param>
/// <param name="Body">Action line and document line of each item, in order, each ended by <c>\n</c>.</param>
/// <param name="Ends">For each item the offset in <paramref name="Body"/> behind its last byte.</param>
/// <param name="DocumentIds">For each item its <c>_id</c>.</param>
[GenerateSerializer, Immutable, Alias("audit.mapped-batch")]
public sealed record MappedBatch(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] string DataStream,
    [property: Id(2)] ReadOnlyMemory<byte> Body,
    [property: Id(3)] ImmutableArray<int> Ends,
    [property: Id(4)] ImmutableArray<string> DocumentIds)
{
    /// <summary>Number of documents.</summary>
    public int Count => Ends.Length;
}
