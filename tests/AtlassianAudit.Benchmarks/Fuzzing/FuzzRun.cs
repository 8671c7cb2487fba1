using System.Text;
using AtlassianAudit.Collector.Mapping;
using AtlassianAudit.Contracts;
using AtlassianAudit.Sandbox.Atlassian;

namespace AtlassianAudit.Benchmarks.Fuzzing;

/// <summary>
/// Maps mutated events, and checks each: either a document of one line that Elasticsearch accepts and in which nothing is missing, or a reason, and a
/// dead letter that it accepts.
/// </summary>
internal sealed class FuzzRun(AcceptedDocuments accepted)
{
    private static readonly DateTimeOffset CollectedAt = new(2026, 5, 19, 12, 0, 0, TimeSpan.Zero);
    private readonly EventMapper _mapper = new(new MappingContext { OrganizationId = "org-1", OrganizationName = "Acme", Tenant = "acme", Namespace = "fuzz" });
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many events became what.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>What is wrong with what became of one event; null where all is well.</summary>
    public string? Check(byte[] original)
    {
        using var batch = new BatchWriter(DataStreams.Audit("fuzz"));
        var (_, rejection) = _mapper.Map(original, CollectedAt, batch);
        if (rejection is not null)
        {
            Count($"rejected: {rejection.ErrorType}");
            return batch.Count > 0 || rejection.Reason.Length == 0 ? "A rejected event left something behind." : CheckDeadLetter(original, rejection);
        }

        Count(_mapper.TryRead(original, out _, out var repairs, out _) && repairs != Repairs.None ? $"mapped, repaired: {repairs}" : "mapped");
        var lines = batch.Written;
        var document = lines[(lines.IndexOf((byte)'\n') + 1)..^1];
        if (document.Contains((byte)'\n') || lines[^1] != (byte)'\n')
            return "The document is no single line.";
        if (accepted.Refusal(document) is { } refusal)
            return $"Refused: {refusal}";
        return KeptValues.Lost(original, document) is { } lost ? $"Lost: {lost}" : null;
    }

    private string? CheckDeadLetter(byte[] original, MapResult.Rejected rejection)
    {
        using var batch = new BatchWriter(DataStreams.DeadLetter("fuzz"));
        DeadLetter.Write(original, "org-1", "fuzz", rejection.EventId, rejection.ErrorType, rejection.Reason, CollectedAt, batch);
        return accepted.RefusalOfDeadLetter(batch.Written[(batch.Written.IndexOf((byte)'\n') + 1)..^1]) is { } refusal ? $"Dead letter refused: {refusal}" : null;
    }

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    /// <summary>The seed of one event of a run.</summary>
    public static ulong SeedOf(ulong seed, long number) => Dice.Seed("fuzz", (long)seed, number);

    /// <summary>As text, for a person to look at.</summary>
    public static string Excerpt(byte[] original) => Encoding.UTF8.GetString(original.AsSpan(0, Math.Min(original.Length, 4000)));
}
