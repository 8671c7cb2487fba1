namespace AtlassianAudit.Sandbox.Elasticsearch;

/// <summary>A document as it was stored.</summary>
internal sealed record StoredDocument(string Index, string Id, byte[] Source, DateTimeOffset StoredAt);

/// <summary>One bulk request that came.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Items">Number of items; 0 where it was not read.</param>
/// <param name="Bytes">Size of the body before compression.</param>
/// <param name="Status">What was answered; 0 = no answer.</param>
internal sealed record BulkRequestRecord(string Path, int Items, int Bytes, int Status);
