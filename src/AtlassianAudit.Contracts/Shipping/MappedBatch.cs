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
/// <param name="LookUp">Where some of the documents may be stored already, unknown to the write index; null = nowhere.</param>
[GenerateSerializer, Immutable, Alias("audit.mapped-batch")]
public sealed record MappedBatch(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] string DataStream,
    [property: Id(2)] ReadOnlyMemory<byte> Body,
    [property: Id(3)] ImmutableArray<int> Ends,
    [property: Id(4)] ImmutableArray<string> DocumentIds,
    [property: Id(5)] LookUp? LookUp = null)
{
    /// <summary>Where documents hold attributes that no rule maps, in order: what a data stream that would make a field of each must not get. Older silos send none.</summary>
    [Id(6)] public ImmutableArray<UnmappedPart> Unmapped { get => field.IsDefault ? [] : field; init; }

    /// <summary>Number of documents.</summary>
    public int Count => Ends.Length;
}

/// <summary>The member <c>unmapped</c> of one document, with the comma before it: what is left without it is a document still.</summary>
/// <param name="Item">The document's place in the batch.</param>
/// <param name="From">The offset of its first byte in the body.</param>
/// <param name="To">The offset behind its last byte.</param>
[GenerateSerializer, Immutable, Alias("audit.unmapped-part")]
public readonly record struct UnmappedPart([property: Id(0)] int Item, [property: Id(1)] int From, [property: Id(2)] int To);

/// <summary>
/// An <c>_id</c> is unique per backing index only, so what may have been shipped before a rollover is looked up by id before it is shipped.
/// </summary>
/// <param name="Since">The backing index of the last acknowledgement: only later ones can hold something that nobody heard of. Null = all have to be looked in.</param>
[GenerateSerializer, Immutable, Alias("audit.look-up")]
public sealed record LookUp([property: Id(0)] string? Since);
