using System.Collections.Immutable;
using System.Text;

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

    /// <summary><c>event.category</c> as it is written.</summary>
    public byte[] CategoryJson { get; } = Array(category);

    /// <summary><c>event.type</c> as it is written.</summary>
    public byte[] TypeJson { get; } = Array(type);

    /// <summary><c>event.outcome</c> as it is written.</summary>
    public byte[] OutcomeJson { get; } = Encoding.UTF8.GetBytes($"\"{outcome}\"");

    /// <summary>True when it says no more than <see cref="CatchAll"/>.</summary>
    public bool IsCatchAll => this is { Category: ["configuration"], Type: ["info"], Outcome: Success };

    private static byte[] Array(ImmutableArray<string> words) => Encoding.UTF8.GetBytes($"[\"{string.Join("\",\"", words)}\"]");
}
