using System.Globalization;

namespace AtlassianAudit.Contracts.Shipping;

/// <summary>
/// A place in an organization's dead letters: a time, and how many of that very time come before. Neither the id nor the place in a shard can be sorted by, and those
/// of one page were buried at the same time. As a text, <c>2026-05-19T10:00:00.000Z~3</c>, and where the organization's
/// events went elsewhere before, <c>…~3~1</c> for the place before the present one.
/// </summary>
/// <param name="At">The time, as Elasticsearch has it.</param>
/// <param name="Behind">How many of that time come before.</param>
/// <param name="Before">How many places ago they were buried; 0 = where the organization's events go now.</param>
public sealed record DeadLetterPlace(string At, int Behind, int Before = 0)
{
    private const char Separator = '~';

    /// <summary>Before all of them.</summary>
    public static readonly DeadLetterPlace Begin = new(DateTimeOffset.UnixEpoch.ToString("O"), 0);

    /// <summary>Null where the text names no place.</summary>
    public static DeadLetterPlace? Parse(string? text) =>
        text?.Split(Separator) is [var at, var behind, .. { Length: <= 1 } before]
        && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, out _)
        && int.TryParse(behind, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(before is [var places] ? places : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var ago)
            ? new DeadLetterPlace(at, number, ago)
            : null;

    /// <summary>The place behind dead letters of these times, which came from here.</summary>
    public DeadLetterPlace After(IReadOnlyList<string> times)
    {
        var same = times.Reverse().TakeWhile(time => time == times[^1]).Count();
        return this with { At = times[^1], Behind = same + (times[^1] == At && same == times.Count ? Behind : 0) };
    }

    /// <summary>As it is handed out.</summary>
    public override string ToString()
    {
        var here = string.Create(CultureInfo.InvariantCulture, $"{At}{Separator}{Behind}");
        return Before == 0 ? here : string.Create(CultureInfo.InvariantCulture, $"{here}{Separator}{Before}");
    }
}
