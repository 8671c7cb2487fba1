using System.Collections.Immutable;
using System.Text;
using AtlassianAudit.Contracts;

namespace AtlassianAudit.Collector.Mapping;

/// <summary>The ECS categorisation of an action: only values, and combinations, that ECS allows.
/// <see href="https://www.elastic.co/docs/reference/ecs/ecs-allowed-values-event-category"/></summary>
internal sealed class Categorization(ImmutableArray<string> category, ImmutableArray<string> type, string outcome)
{
    public const string Success = "success";

    /// <summary>What is left when nothing says more: the reference integration's answer to nearly everything.</summary>
    public static Categorization CatchAll { get; } = new(["configuration"], ["info"], Success);

    public ImmutableArray<string> Category { get; } = category;

    public ImmutableArray<string> Type { get; } = type;

    public string Outcome { get; } = outcome;

    /// <summary>What <c>event</c> says of every event of the action, from <c>kind</c> to <c>dataset</c>: the value of the first, and the others as they follow it.</summary>
    public byte[] FromKind { get; } = Encoding.UTF8.GetBytes(
        $"\"event\",\"category\":{Array(category)},\"type\":{Array(type)},\"outcome\":\"{outcome}\",\"module\":\"atlassian_cloud\",\"dataset\":\"{DataStreams.AuditDataset}\"");

    /// <summary>True when it says no more than <see cref="CatchAll"/>.</summary>
    public bool IsCatchAll => this is { Category: ["configuration"], Type: ["info"], Outcome: Success };

    private static string Array(ImmutableArray<string> words) => $"[\"{string.Join("\",\"", words)}\"]";
}
